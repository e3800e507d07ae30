"""Looks from outside the pair, so that there is a ledger to read."""

import uuid
from collections.abc import Mapping

from agreements.models import AgreedTerms, Agreement, FocusPractice
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import Program
from coaching.services.ledger import Way, shown
from cycles.models import Goal, VisitLog

LOOKS = (
    ("leader", Part.LEADERSHIP, (AgreedTerms, FocusPractice, Goal, VisitLog), Way.PAGE),
    ("leader", Part.LEADERSHIP, (FocusPractice, Goal, VisitLog), Way.FILE),
    ("agency", Part.LOCAL_AGENCY, (FocusPractice, Goal, VisitLog), Way.PAGE),
    ("director", Part.SUPERVISOR, (Agreement,), Way.FILE),
)


def look_on(program: Program, people: Mapping[str, uuid.UUID]) -> None:
    """As if leadership, the agency and the supervisor had looked today."""
    for key, part, models, way in LOOKS:
        with acting_as(people[key]):
            shown(*models, ids=[program.pk], part=part, way=way)
