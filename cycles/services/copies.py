"""The plan copy: after each session the plan as it stands goes out by itself, where the framework says so (D15)."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from coaching.disclosure.classes import RecordClass
from coaching.frameworks import Framework
from coaching.frameworks.structure import Document, Moment
from coaching.models import Partnership, Party, User
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import ActionStep, Goal, GoalGrounds, GoalProgress, PlanCopy, Visit


def plan_copies(framework: Framework) -> tuple[Document, ...]:
    """The documents that are a copy of the plan after each session."""
    wanted = (Moment.AFTER_VISIT, RecordClass.ACTION_PLAN)
    return tuple(one for one in framework.documents if (one.moment, one.record_class) == wanted)


def send_plan_copies(*, visit: Visit, framework: Framework, by: User) -> None:
    """Keep the plan as it stands and tell those it goes to, by a mail without a word of it. Call it in the transaction
    that finishes the session; where the framework has no such document nothing is done.
    """
    for document in plan_copies(framework):
        copy = PlanCopy(
            partnership_id=visit.partnership_id,
            visit=visit,
            author=by,
            key=document.key,
            copied_on=today_in(visit.partnership.program),
            content=_content(visit.partnership),
            copied_at=timezone.now(),
        )
        copy.save(force_insert=True)
        present = Party.objects.filter(partnership=visit.partnership_id, part__in=document.to).present()
        for user_id in dict.fromkeys(present.values_list("user_id", flat=True)):
            enqueue(Kind.PLAN_COPIED, subject_id=copy.pk, recipient_id=user_id)


def _content(partnership: Partnership) -> list[dict[str, Any]]:
    """Every goal with its reason, steps and the last news of it. Four queries."""
    goals = (
        Goal.objects.filter(partnership=partnership)
        .prefetch_related(
            Prefetch("steps", ActionStep.objects.order_by("position", "id")),
            Prefetch("grounds", GoalGrounds.objects.filter(partnership=partnership)),
        )
        .order_by("position", "created_at")
    )
    rows = GoalProgress.objects.filter(partnership=partnership).order_by("goal_id", "-recorded_at", "-id")
    news = {row.goal_id: row for row in rows.distinct("goal_id")}
    return [_goal(goal, news.get(goal.pk)) for goal in goals]


def _goal(goal: Goal, news: GoalProgress | None) -> dict[str, Any]:
    grounds: GoalGrounds | None = getattr(goal, "grounds", None)
    return {
        "text": goal.text,
        "area": goal.area,
        "aside": goal.set_aside_at is not None,
        "reason": grounds.reason if grounds else "",
        "priority": grounds.priority if grounds else "",
        "news": {"kind": news.kind, "text": news.text, "day": news.seen_on.isoformat()} if news else None,
        "steps": [
            {
                "text": step.text,
                "rationale": step.rationale,
                "coachee_does": step.coachee_does,
                "coach_does": step.coach_does,
                "resources": step.resources,
                "due_on": _iso(step.due_on),
                "done_on": _iso(step.done_on),
            }
            for step in goal.steps.all()
        ],
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
