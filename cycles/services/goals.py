"""Shared goals and the action plan: both of the pair write them, and nothing is crossed off (A6)."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agreements.models import FocusPractice
from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from cycles.models import ActionStep, Goal


@transaction.atomic
def add_goal(*, partnership: Partnership, by: User, text: str, practice: FocusPractice | None = None) -> Goal:
    """Write down a goal, under a practice of focus of this pair where there is one."""
    goal = Goal(
        partnership=partnership,
        practice=practice,
        text=text,
        position=_next(Goal, partnership=partnership),
        created_by=by,
    )
    goal.save(force_insert=True)
    record(Event.GOAL_WRITTEN, target=goal, by=by)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, by: User, text: str, practice: FocusPractice | None) -> None:
    """Word a goal anew, or put it under another practice. Its history keeps the former words."""
    goal.text, goal.practice = text, practice
    goal.save(update_fields=["text", "practice"])
    record(Event.GOAL_WRITTEN, target=goal, by=by)


@transaction.atomic
def set_goal_aside(*, goal: Goal, by: User, aside: bool) -> None:
    """Leave a goal for now, or take it up again. It is not done: practices grow (A1)."""
    goal.set_aside_at = timezone.now() if aside else None
    goal.save(update_fields=["set_aside_at"])
    record(Event.GOAL_WRITTEN, target=goal, by=by)


@transaction.atomic
def add_step(
    *,
    goal: Goal,
    by: User,
    text: str,
    coachee_does: str = "",
    coach_does: str = "",
    resources: str = "",
    due_on: dt.date | None = None,
) -> ActionStep:
    """Write down a step towards a goal: what each of the two does, with what, and by when."""
    step = ActionStep(
        partnership_id=goal.partnership_id,
        goal=goal,
        text=text,
        coachee_does=coachee_does,
        coach_does=coach_does,
        resources=resources,
        due_on=due_on,
        position=_next(ActionStep, goal=goal),
    )
    step.save(force_insert=True)
    record(Event.STEP_WRITTEN, target=step, by=by)
    return step


@transaction.atomic
def change_step(
    *,
    step: ActionStep,
    by: User,
    text: str,
    coachee_does: str = "",
    coach_does: str = "",
    resources: str = "",
    due_on: dt.date | None = None,
) -> None:
    """Word a step anew."""
    step.text, step.coachee_does, step.coach_does = text, coachee_does, coach_does
    step.resources, step.due_on = resources, due_on
    step.save(update_fields=["text", "coachee_does", "coach_does", "resources", "due_on"])
    record(Event.STEP_WRITTEN, target=step, by=by)


@transaction.atomic
def remove_step(*, step: ActionStep, by: User) -> None:
    """Take a step off the plan. Its history keeps it."""
    record(Event.STEP_WRITTEN, target=step, by=by)
    step.delete()


def _next(model: type[Goal] | type[ActionStep], **of: object) -> int:
    return (model.objects.filter(**of).aggregate(last=Max("position"))["last"] or 0) + 1
