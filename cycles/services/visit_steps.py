"""The steps of the plan on a visit: last time's are there, and are done or go on. Nothing is typed twice."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from cycles.models import ActionStep, GoalProgress, Visit, VisitStep
from cycles.services.steps import mark_step

STEPS_AT_MOST = 20


@dataclass(frozen=True)
class StepNews:
    """What the two said of a step on a visit: done, or it goes on until `due_on`."""

    done: bool
    due_on: dt.date | None = None


def open_steps(partnership: Partnership) -> list[ActionStep]:
    """The steps that are not done, of goals that are worked on, with the goal. Those due first are first. One query."""
    reached = GoalProgress.objects.filter(partnership=partnership, kind=GoalProgress.Kind.REACHED)
    steps = ActionStep.objects.filter(partnership=partnership, done_on=None, goal__set_aside_at=None)
    steps = steps.exclude(goal__in=reached.values("goal")).select_related("goal")
    return sorted(
        steps.order_by("goal__position", "position", "id")[: STEPS_AT_MOST * 2],
        key=lambda step: (step.due_on is None, step.due_on or dt.date.max),
    )[:STEPS_AT_MOST]


def note_steps(*, visit: Visit, by: User, news: Mapping[uuid.UUID, StepNews]) -> None:
    """Mark the steps that were done by this visit, and move those that go on to their new day.

    A step that was taken off or done meanwhile is left as it is. Call within the transaction that finishes the log.
    """
    steps = ActionStep.objects.filter(partnership=visit.partnership_id, pk__in=news, done_on=None)
    for step in steps.select_related("partnership__program"):
        said = news[step.pk]
        if said.done:
            mark_step(step=step, by=by, done_on=visit.local_date)
        elif said.due_on != step.due_on:
            step.due_on, step.written_at = said.due_on, timezone.now()
            step.save(update_fields=["due_on", "written_at"])
            record(Event.STEP_WRITTEN, target=step, by=by)
        outcome = VisitStep.Outcome.DONE if said.done else VisitStep.Outcome.GOES_ON
        keep_step(visit=visit, step=step, outcome=outcome)


def keep_step(*, visit: Visit, step: ActionStep, outcome: VisitStep.Outcome) -> None:
    """Write down with the visit what it was to this step."""
    VisitStep(
        partnership_id=visit.partnership_id,
        visit=visit,
        step=step,
        wording=step.text,
        outcome=outcome,
        due_on=step.due_on,
    ).save(force_insert=True)
