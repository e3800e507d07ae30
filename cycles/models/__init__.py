"""The work: goals, cycles, visits and what is written about them. Import models from here."""

from cycles.models.cycles import Cycle, CycleComponent
from cycles.models.goals import ActionStep, Goal
from cycles.models.guides import GuideMark
from cycles.models.visits import LogDraft, Note, Visit, VisitDetail, VisitLog, VisitRead

__all__ = [
    "ActionStep",
    "Cycle",
    "CycleComponent",
    "Goal",
    "GuideMark",
    "LogDraft",
    "Note",
    "Visit",
    "VisitDetail",
    "VisitLog",
    "VisitRead",
]
