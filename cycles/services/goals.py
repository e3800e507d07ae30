"""Shared goals: the pair writes them, why they matter and how they go; one that is reached stays in view (D15)."""

import datetime as dt
import enum
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agreements.models import FocusPractice
from coaching.disclosure.classes import Part
from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.people import today_in
from cycles.models import Celebration, Goal, GoalGrounds, GoalProgress
from cycles.services.meanwhile import require_same
from cycles.services.pairs import Pair, framework_of, one_at_a_time


class NotYet(ValueError):
    """A day that is still to come. The form asks rightly, so nobody sees this."""


class NoSuchArea(ValueError):
    """An area that the framework does not have. The form offers none."""


class NoSuchLearner(ValueError):
    """Somebody who is not one of two who coach each other. The form offers nobody else."""


class State(enum.StrEnum):
    """Where a goal stands. `QUIET`: no news for as long as the framework allows; then it may stall (D18)."""

    OPEN = "open"
    QUIET = "quiet"
    STALLED = "stalled"
    REACHED = "reached"
    ASIDE = "aside"


@dataclass(frozen=True)
class News:
    """What was last said of a goal, and the day of the last news of it: that, or a step that was done."""

    kind: str
    day: dt.date


# ---- the goal itself ---------------------------------------------------------------------------------------------
@transaction.atomic
def add_goal(
    *,
    partnership: Partnership,
    by: User,
    text: str,
    practice: FocusPractice | None = None,
    area: str = "",
    reason: str = "",
    priority: str = "",
    learner: uuid.UUID | None = None,
) -> Goal:
    """Write down a goal, under a practice of focus of this pair where there is one. `learner`: whose it is where two
    coach each other (B7); None: of both. Raises NoSuchArea, NoSuchLearner.
    """
    _require_area(partnership, area)
    _require_learner(partnership, learner)
    one_at_a_time(partnership.pk)
    goal = Goal(
        partnership=partnership,
        practice=practice,
        text=text,
        area=area,
        learner_id=learner,
        position=(Goal.objects.filter(partnership=partnership).aggregate(last=Max("position"))["last"] or 0) + 1,
        created_by=by,
    )
    goal.save(force_insert=True)
    _keep_grounds(goal, reason, priority)
    record(Event.GOAL_WRITTEN, target=goal, by=by)
    return goal


@transaction.atomic
def change_goal(
    *,
    goal: Goal,
    by: User,
    text: str,
    practice: FocusPractice | None,
    area: str = "",
    reason: str = "",
    priority: str = "",
    learner: uuid.UUID | None = None,
    seen: str | None = None,
) -> bool:
    """Word a goal anew, or put it under another practice; its history keeps the former words. False: nothing changed.

    `seen` is the stamp of the words that `by` began from. Raises WrittenMeanwhile, NoSuchArea,
    NoSuchLearner.
    """
    _require_area(goal.partnership, area)
    _require_learner(goal.partnership, learner)
    one_at_a_time(goal.partnership_id)
    goal = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    wanted = _words(text, practice.pk if practice else None, area, learner, reason, priority)
    if not require_same(words_of(goal), seen, wanted):
        return False
    # Why a goal matters is not given to all who are given the goal: saving it alone leaves the goal's row as it is
    kept = (goal.text, goal.practice_id, goal.area, goal.learner_id)
    if kept != (text, practice.pk if practice else None, area, learner):
        goal.text, goal.practice, goal.area, goal.learner_id = text, practice, area, learner
        goal.written_at = timezone.now()  # who left before this was written is not shown it
        goal.save(update_fields=["text", "practice", "area", "learner", "written_at"])
    _keep_grounds(goal, reason, priority)
    record(Event.GOAL_WRITTEN, target=goal, by=by)
    return True


def words_of(goal: Goal) -> dict[str, Any]:
    """What the form of a goal holds, as it is kept. One query."""
    grounds = GoalGrounds.objects.filter(goal=goal).values_list("reason", "priority").first() or ("", "")
    return _words(goal.text, goal.practice_id, goal.area, goal.learner_id, *grounds)


def _words(
    text: str, practice: uuid.UUID | None, area: str, learner: uuid.UUID | None, reason: str, priority: str
) -> dict[str, Any]:
    words = {"text": text, "practice": practice or "", "area": area, "reason": reason, "priority": priority}
    return words | {"learner": str(learner)} if learner else words


def _keep_grounds(goal: Goal, reason: str, priority: str) -> None:
    row = GoalGrounds.objects.filter(goal=goal).first()
    if row is None and not (reason or priority):
        return
    row = row or GoalGrounds(partnership_id=goal.partnership_id, goal=goal)
    if row._state.adding or (row.reason, row.priority) != (reason, priority):
        row.reason, row.priority, row.written_at = reason, priority, timezone.now()
        row.save(force_insert=row._state.adding)


def _require_learner(partnership: Partnership, learner: uuid.UUID | None) -> None:
    """A goal is of one of two who coach each other, or of both."""
    peers = Party.objects.filter(partnership=partnership, part=Part.PEER).present()
    if learner and not peers.filter(user=learner).exists():
        raise NoSuchLearner(learner)


def _require_area(partnership: Partnership, area: str) -> None:
    if area and area not in {one.key for one in framework_of(partnership.framework_version_id).goal_areas}:
        raise NoSuchArea(area)


@transaction.atomic
def set_goal_aside(*, goal: Goal, by: User, aside: bool) -> None:
    """Leave a goal for now, or take it up again. It is not done: practices grow (A1)."""
    goal.set_aside_at = timezone.now() if aside else None
    goal.save(update_fields=["set_aside_at"])
    record(Event.GOAL_WRITTEN, target=goal, by=by)


@transaction.atomic
def move_goal(*, goal: Goal, by: User, up: bool) -> None:
    """One place up or down among the goals of the pair; at the end nothing happens."""
    one_at_a_time(goal.partnership_id)
    rows = list(Goal.objects.filter(partnership=goal.partnership_id, set_aside_at=None).order_by("position", "id"))
    changed = shifted(rows, goal.pk, up=up)
    for row in changed:
        row.save(update_fields=["position"])
    if changed:
        record(Event.GOAL_WRITTEN, target=goal, by=by)


def shifted(rows: list[Any], key: uuid.UUID, *, up: bool) -> list[Any]:
    """The rows whose `position` is another now that `key` has changed places with its neighbour; not saved yet."""
    at = next((place for place, row in enumerate(rows) if row.pk == key), -1)
    other = at - 1 if up else at + 1
    if at < 0 or not 0 <= other < len(rows):
        return []
    rows[at], rows[other] = rows[other], rows[at]
    changed = []
    for position, row in enumerate(rows, start=1):
        if row.position != position:
            row.position = position
            changed.append(row)
    return changed


# ---- how it goes -------------------------------------------------------------------------------------------------
@transaction.atomic
def record_progress(*, goal: Goal, by: User, kind: str, text: str, seen_on: dt.date) -> GoalProgress:
    """Write down how a goal went until a day. A goal that is reached stays where everybody can see it (D15).

    Raises NotYet.
    """
    if seen_on > today_in(goal.partnership.program):
        raise NotYet
    one_at_a_time(goal.partnership_id)
    row = GoalProgress(
        partnership_id=goal.partnership_id,
        goal=goal,
        kind=GoalProgress.Kind(kind),
        text=text,
        seen_on=seen_on,
        author=by,
        recorded_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(Event.PROGRESS_WRITTEN, target=row, by=by)
    return row


def state_of(*, goal: Goal, news: News | None, pair: Pair, today: dt.date, moved_on: dt.date | None = None) -> State:
    """Where a goal stands today. `moved_on` is the last day on which one of its steps was done. Nothing stalls while
    coaching rests or is over.
    """
    rules = pair.framework.goals
    return state_by(
        goal,
        news,
        today=today,
        moved_on=moved_on,
        stalls_after=rules.stalls_after_days if rules and not (pair.is_paused or pair.is_over) else None,
    )


def state_by(
    goal: Goal, news: News | None, *, today: dt.date, moved_on: dt.date | None, stalls_after: int | None
) -> State:
    """The same for whoever is not of the pair. `stalls_after` are days; None: never by the clock."""
    if news and news.kind == GoalProgress.Kind.REACHED:
        return State.REACHED
    if goal.set_aside_at:
        return State.ASIDE
    if news and news.kind == GoalProgress.Kind.STALLED:
        return State.STALLED
    last = max(filter(None, (timezone.localtime(goal.created_at).date(), news.day if news else None, moved_on)))
    if stalls_after and (today - last).days > stalls_after:
        return State.QUIET
    return State.OPEN


# ---- celebrations ------------------------------------------------------------------------------------------------
@transaction.atomic
def celebrate(*, pair: Pair, by: User, text: str, seen_on: dt.date, goal: Goal | None = None) -> Celebration:
    """Write down something worth celebrating, however small (B6, D18). Raises NotYet."""
    if seen_on > today_in(pair.partnership.program):
        raise NotYet
    row = Celebration(
        partnership=pair.partnership,
        goal=goal,
        text=text,
        seen_on=seen_on,
        author=by,
        author_part=pair.me.part,
        recorded_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(Event.CELEBRATED, target=row, by=by)
    return row


@transaction.atomic
def remove_celebration(*, celebration: Celebration, by: User) -> None:
    """Take back what one wrote oneself. Its history keeps it."""
    record(Event.CELEBRATED, target=celebration, by=by)
    celebration.delete()
