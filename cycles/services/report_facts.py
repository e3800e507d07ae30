"""What stands in a written report by itself: gathered once, when it is given, and kept with it (D8)."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Max, Min, Prefetch, Sum

from agreements.models import FocusPractice
from coaching.frameworks.structure import Document, Fact
from cycles.models import ActionStep, Attendance, Cycle, Goal, GoalProgress, VisitLog
from cycles.services.pairs import Pair, agreed_of

Facts = dict[str, Any]
"""By the name of the fact, as JSON keeps it: days as ISO text, minutes and counts as numbers."""


def facts_of(pair: Pair, document: Document) -> Facts:
    """What the framework has stand in this report, as it is now, and who works together."""
    people = [{"part": one.part, "name": one.name} for one in pair.members if one.present]
    facts: Facts = {"people": people}
    return facts | {fact.value: _GATHER[fact](pair) for fact in document.facts if fact in _GATHER}


def plan_of_goals(pair: Pair, document: Document) -> list[dict[str, Any]] | None:
    """How each goal of the report goes, with its steps, in the order of the goals; None where it is not part of it."""
    if Fact.PLAN not in document.facts:
        return None
    rows = GoalProgress.objects.filter(partnership=pair.partnership).order_by("goal_id", "-recorded_at", "-id")
    news = {row.goal_id: row for row in rows.distinct("goal_id")}
    steps = Prefetch("steps", ActionStep.objects.order_by("position", "id"))
    return [
        {
            "news": news[goal.pk].kind if goal.pk in news else "",
            "seen_on": news[goal.pk].seen_on.isoformat() if goal.pk in news else "",
            "steps": [
                {"text": step.text, "due_on": _iso(step.due_on), "done_on": _iso(step.done_on)}
                for step in goal.steps.all()
            ],
        }
        for goal in _goals_of(pair).prefetch_related(steps)
    ]


def _goals_of(pair: Pair) -> Any:
    return Goal.objects.filter(partnership=pair.partnership).order_by("position", "created_at", "pk")


def _agreement(pair: Pair) -> dict[str, Any]:
    agreed = agreed_of(pair.partnership)
    if agreed is None:
        return {}
    return {
        "since": _iso(agreed.since),
        "until": _iso(agreed.ends_on),
        "mode": agreed.mode,
        "hours": agreed.hours,
        "cycles": agreed.cycles,
    }


def _practices(pair: Pair) -> list[str]:
    rows = FocusPractice.objects.filter(partnership=pair.partnership).order_by("position", "pk")
    return list(rows.values_list("text", flat=True))


def _goals(pair: Pair) -> list[dict[str, Any]]:
    return [{"text": goal.text, "area": goal.area, "aside": goal.set_aside_at is not None} for goal in _goals_of(pair)]


def _sessions(pair: Pair) -> dict[str, Any]:
    found = VisitLog.objects.filter(partnership=pair.partnership).aggregate(
        held=Count("pk"), minutes=Sum("minutes"), first=Min("visited_on"), last=Max("visited_on")
    )
    done = Cycle.objects.filter(partnership=pair.partnership, completed_on__isnull=False).count()
    return {
        "held": found["held"],
        "minutes": found["minutes"] or 0,
        "first": _iso(found["first"]),
        "last": _iso(found["last"]),
        "cycles": done,
    }


def _attendance(pair: Pair) -> dict[str, int]:
    """How often each thing happened; by whom and why stands in no report by itself."""
    rows = Attendance.objects.filter(partnership=pair.partnership).values_list("kind", flat=True)
    found = Counter(rows)
    return {kind: found[kind] for kind in Attendance.Kind.values if found[kind]}


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


_GATHER: dict[Fact, Callable[[Pair], Any]] = {
    Fact.AGREEMENT: _agreement,
    Fact.PRACTICES: _practices,
    Fact.GOALS: _goals,
    Fact.SESSIONS: _sessions,
    Fact.ATTENDANCE: _attendance,
}
