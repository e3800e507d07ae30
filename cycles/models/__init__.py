"""The work: practices and goals, cycles, visits and what is written about them. Import models from here."""

from cycles.models.cycles import Cycle, CycleComponent
from cycles.models.goals import ActionStep, Celebration, Goal, GoalGrounds, GoalProgress
from cycles.models.growth import GettingToKnow, LevelNote, NeedsAssessment, PracticeLevel
from cycles.models.guides import GuideMark
from cycles.models.questions import PairAnswer, PairQuestion
from cycles.models.visits import LogDraft, Note, Visit, VisitDetail, VisitLog, VisitRead

__all__ = [
    "ActionStep",
    "Celebration",
    "Cycle",
    "CycleComponent",
    "GettingToKnow",
    "Goal",
    "GoalGrounds",
    "GoalProgress",
    "GuideMark",
    "LevelNote",
    "LogDraft",
    "NeedsAssessment",
    "Note",
    "PairAnswer",
    "PairQuestion",
    "PracticeLevel",
    "Visit",
    "VisitDetail",
    "VisitLog",
    "VisitRead",
]
