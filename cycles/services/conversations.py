"""What the guide to a conversation brings into the finished log: its focus, its new steps, how it was prepared."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coaching.frameworks.structure import Guide, GuideKind, Moment
from coaching.models import Partnership, User
from cycles.models import ActionStep, Conversation, Goal, GoalProgress, Note, Visit, VisitStep
from cycles.services.goals import add_goal
from cycles.services.pairs import Pair
from cycles.services.steps import add_step
from cycles.services.visit_steps import keep_step


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """A step that was agreed on in the conversation (E6). `after` is the place of another new one, from 0."""

    text: str
    coachee_does: str = ""
    resources: str = ""
    due_on: dt.date | None = None
    quick_win: bool = False
    ready: bool = False
    after: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConversationEntry:
    """A conversation as its guide was filled in. New steps go under `goal`, or a new one with the words `anew`."""

    entry_points: Sequence[str] = ()
    prepared: Sequence[str] = ()
    questions: Sequence[str] = ()
    focuses: Sequence[str] = ()
    chosen: str = ""
    goal: uuid.UUID | None = None
    anew: str = ""
    steps: Sequence[NewStep] = ()


@dataclass(frozen=True)
class Before:
    """The conversation before: its visit, the focus that was chosen, and why."""

    visit: Visit
    chosen: str
    reason: str


def preparing(pair: Pair) -> tuple[Guide, ...]:
    """The checklists by which the reader prepares a visit (E3)."""
    return tuple(
        guide
        for guide in pair.framework.guides
        if guide.moment == Moment.BEFORE_VISIT and guide.kind == GuideKind.CHECKLIST and pair.me.part in guide.by
    )


def open_goals(partnership: Partnership) -> list[Goal]:
    """The goals that are worked on. One query."""
    reached = GoalProgress.objects.filter(partnership=partnership, kind=GoalProgress.Kind.REACHED)
    goals = Goal.objects.filter(partnership=partnership, set_aside_at=None)
    return list(goals.exclude(pk__in=reached.values("goal")).order_by("position", "created_at")[:30])


def before(partnership: Partnership, *, focus_section: str) -> Before | None:
    """What the conversation before came to, for the one that goes on from it (E1, E3). At most two queries."""
    last = (
        Conversation.objects.filter(partnership=partnership)
        .exclude(chosen="")
        .select_related("visit")
        .order_by("-visit__starts_at", "-visit_id")
        .first()
    )
    if last is None:
        return None
    note = Note.objects.filter(visit=last.visit_id, component=focus_section).values_list("text", flat=True).first()
    return Before(last.visit, last.chosen, note or "")


def keep_conversation(*, visit: Visit, by: User, data: ConversationEntry) -> None:
    """Write down a conversation with its visit, and put its new steps into the plan: they are typed once.

    Call within the transaction that finishes the log. A goal that was set aside or is another pair's is passed over:
    then the steps stand under a new goal.
    """
    Conversation(
        partnership_id=visit.partnership_id,
        visit=visit,
        author=by,
        entry_points=list(data.entry_points),
        prepared=list(data.prepared),
        questions=list(data.questions),
        focuses=list(data.focuses),
        chosen=data.chosen,
    ).save(force_insert=True)
    if not data.steps:
        return
    goals = Goal.objects.filter(partnership=visit.partnership_id, set_aside_at=None)
    goal = goals.filter(pk=data.goal).first() if data.goal else None
    goal = goal or add_goal(partnership=visit.partnership, by=by, text=data.anew or data.chosen)
    made: dict[int, ActionStep] = {}
    for place in _in_order(data.steps):
        new = data.steps[place]
        step = add_step(goal=goal, by=by, after=made.get(new.after) if new.after is not None else None, **_said(new))
        made[place] = step
        keep_step(visit=visit, step=step, outcome=VisitStep.Outcome.NEW)


def _said(new: NewStep) -> Mapping[str, Any]:
    names = ("text", "coachee_does", "resources", "due_on", "quick_win", "ready")
    return {name: getattr(new, name) for name in names}


def _in_order(steps: Sequence[NewStep]) -> list[int]:
    """The places of the steps so that each comes after the one it waits for; a circle is cut where it closes."""
    order: list[int] = []
    for place in range(len(steps)):
        chain, at = [], place
        while at not in order and at not in chain:
            chain.append(at)
            following = steps[at].after
            if following is None or not 0 <= following < len(steps):
                break
            at = following
        order += reversed(chain)
    return order
