"""Steps towards a goal: what each of the two does (B8), why (C5), with what, by when, and what comes first (E6)."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.people import today_in
from cycles.models import ActionStep, Goal
from cycles.services.goals import NotYet, shifted
from cycles.services.meanwhile import require_same
from cycles.services.pairs import one_at_a_time

FIELDS = ("text", "rationale", "coachee_does", "coach_does", "resources", "ready", "quick_win", "after", "due_on")


class NotBefore(ValueError):
    """A step that would come before itself, or one of another goal. The form offers none."""


@transaction.atomic
def add_step(
    *,
    goal: Goal,
    by: User,
    text: str,
    rationale: str = "",
    coachee_does: str = "",
    coach_does: str = "",
    resources: str = "",
    ready: bool = False,
    quick_win: bool = False,
    after: ActionStep | None = None,
    due_on: dt.date | None = None,
) -> ActionStep:
    """Write down a step: what each of the two does, why, with what, by when, and which step comes first.

    Raises NotBefore.
    """
    one_at_a_time(goal.partnership_id)
    step = ActionStep(
        partnership_id=goal.partnership_id,
        goal=goal,
        text=text,
        rationale=rationale,
        coachee_does=coachee_does,
        coach_does=coach_does,
        resources=resources,
        ready=ready,
        quick_win=quick_win,
        after=after,
        due_on=due_on,
        position=(ActionStep.objects.filter(goal=goal).aggregate(last=Max("position"))["last"] or 0) + 1,
    )
    _require_order(step)
    step.save(force_insert=True)
    record(Event.STEP_WRITTEN, target=step, by=by)
    return step


@transaction.atomic
def change_step(*, step: ActionStep, by: User, seen: str | None = None, **said: Any) -> bool:
    """Word a step anew; `said` are FIELDS, and those that are not given are emptied. False: nothing changed.

    `seen` is the stamp of the words that `by` began from. Raises WrittenMeanwhile, NotBefore.
    """
    one_at_a_time(step.partnership_id)
    step = ActionStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    empty = ActionStep(goal=step.goal)
    now = words_of(step)
    for name in FIELDS:
        setattr(step, name, said.get(name, getattr(empty, name)))
    if not require_same(now, seen, words_of(step)):
        return False
    _require_order(step)
    step.written_at = timezone.now()  # who left before this was written is not shown it
    step.save(update_fields=[*FIELDS, "written_at"])
    record(Event.STEP_WRITTEN, target=step, by=by)
    return True


def words_of(step: ActionStep) -> dict[str, Any]:
    """What the form of a step holds, as it is kept."""
    return {name: getattr(step, "after_id" if name == "after" else name) or "" for name in FIELDS}


@transaction.atomic
def mark_step(*, step: ActionStep, by: User, done_on: dt.date | None) -> None:
    """A step was done on a day, or is open again. A step is an activity; the practice it serves is never done (A1).

    Raises NotYet.
    """
    if done_on and done_on > today_in(step.partnership.program):
        raise NotYet
    step.done_on, step.written_at = done_on, timezone.now()
    step.save(update_fields=["done_on", "written_at"])
    record(Event.STEP_WRITTEN, target=step, by=by)


@transaction.atomic
def move_step(*, step: ActionStep, by: User, up: bool) -> None:
    """One place up or down among the steps of its goal; at the end nothing happens."""
    one_at_a_time(step.partnership_id)
    rows = list(ActionStep.objects.filter(goal=step.goal_id).order_by("position", "id"))
    changed = shifted(rows, step.pk, up=up)
    for row in changed:
        row.save(update_fields=["position"])
    if changed:
        record(Event.STEP_WRITTEN, target=step, by=by)


@transaction.atomic
def remove_step(*, step: ActionStep, by: User) -> None:
    """Take a step off the plan; those that waited for it wait no more. Its history keeps it."""
    record(Event.STEP_WRITTEN, target=step, by=by)
    step.delete()


def _require_order(step: ActionStep) -> None:
    """No step waits for itself, by whatever way round; and only for one of the same goal."""
    if step.after_id is None:
        return
    before = dict(ActionStep.objects.filter(goal=step.goal_id).values_list("pk", "after_id"))
    seen: set[uuid.UUID | None] = {step.pk}
    place: uuid.UUID | None = step.after_id
    while place is not None:
        if place in seen or place not in before:
            raise NotBefore
        seen.add(place)
        place = before[place]
