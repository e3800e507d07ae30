"""Adopting a later version of the framework: chosen in the plan, in force when everyone has signed it."""

import uuid

from django.db import transaction

from agreements.editions import carried, edition_of, has_same_people, newest_beside
from agreements.models import Plan
from agreements.services.plans import PlanConflict, plan_of, save_plan
from coaching.models import FrameworkVersion, Partnership, User
from coaching.services.audit import Event, record


class NotOffered(Exception):
    """This version of the framework is not one that the partnership can adopt."""


@transaction.atomic
def choose_edition(
    *,
    partnership: Partnership,
    by: User,
    edition: FrameworkVersion,
    version: int,
    withdraws: uuid.UUID | None = None,
) -> Plan:
    """Let the plan answer the newest version of the framework, or go back to the one that the partnership works under.

    Nothing else changes before everyone has signed. What the plan says is carried over as far as the version asks for
    it. `version` and `withdraws` as in `save_plan`. Raises NotOffered, PlanConflict, OutForSignature.
    """
    current = partnership.framework_version
    if edition not in (current, newest_beside(partnership)) or not has_same_people(
        current.framework, edition.framework, partnership.format
    ):
        raise NotOffered
    plan, draft = plan_of(partnership)
    if plan.version != version:
        raise PlanConflict(plan, draft)
    here = edition_of(partnership, plan)
    data, _left_out = carried(draft, here.framework, edition.framework, partnership.format)
    plan = save_plan(partnership=partnership, by=by, data=data, version=version, withdraws=withdraws, edition=edition)
    record(Event.EDITION_CHOSEN, target=plan, by=by)
    return plan
