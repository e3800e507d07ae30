"""Appointments of a demonstration pair: a short series, what is observed, and what did not go as planned."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from coaching.models import Partnership, User
from cycles.models import Visit
from cycles.services import LogEntry, cancel_visit, finish_visit, plan_series, plan_visit, save_focus
from cycles.services.attendance import member_of
from cycles.services.pairs import find_pair
from cycles.services.proposals import propose_move, seen_of
from cycles.services.series import Alike, days_of, foresee

AsPerson = Callable[[uuid.UUID], AbstractContextManager[User]]

FOCUS = {
    "what": "How much time there is to answer after a question.",
    "moment": "The first twenty minutes",
    "way": "live",
    "shared": "A count, for the two of us alone.",
}


def arrange(
    partnership: Partnership,
    *,
    lead: uuid.UUID,
    learner: uuid.UUID,
    as_person: AsPerson,
    today: dt.date,
    how: dict[str, Any],
) -> None:
    """Three visits ahead, the first with something to observe; where the framework counts notice and coming late, one
    that was called off in time and one that began late. `how`: mode and place.
    """
    rules, at = partnership.framework.visits, dt.time(10, 0)
    with as_person(lead) as user:
        days = days_of(today + dt.timedelta(days=5), weeks=2, times=3)
        seen = foresee(
            user=user, partnership=partnership, days=days, at=at, zone=partnership.program.time_zone, minutes=60
        )
        alike = Alike(local_time=at, planned_minutes=60, **how)
        visits = plan_series(partnership=partnership, by=user, occurrences=seen, alike=alike)
        if rules and rules.observation:
            debrief = {"debrief": "Right afterwards, for half an hour"} if rules.observation.debrief else {}
            save_focus(visit=visits[0], by=user, words=FOCUS | debrief)
    lateness = partnership.framework.lateness
    if lateness and lateness.notice_days is not None:
        _as_things_go(partnership, lead, learner, as_person, today, how)


def ask_for_another_time(
    partnership: Partnership, *, learner: uuid.UUID, as_person: AsPerson, days: int, at: dt.time
) -> None:
    """The learner, who does not move visits alone, asks to have the next so many days later."""
    with as_person(learner) as user:
        visit = Visit.objects.filter(partnership=partnership, state=Visit.State.PLANNED).order_by("starts_at")[0]
        day = visit.local_date + dt.timedelta(days=days)
        propose_move(visit=visit, by=user, seen=seen_of(visit, None), local_date=day, local_time=at)


def _as_things_go(
    partnership: Partnership,
    lead: uuid.UUID,
    learner: uuid.UUID,
    as_person: AsPerson,
    today: dt.date,
    how: dict[str, Any],
) -> None:
    with as_person(lead) as user:
        common = {"partnership": partnership, "by": user, "local_time": dt.time(14, 0), **how}
        off = plan_visit(local_date=today + dt.timedelta(days=9), **common)
        late = plan_visit(local_date=today - dt.timedelta(days=1), **common)
        entry = LogEntry(
            visited_on=late.local_date,
            started=dt.time(14, 20),
            minutes=40,
            mode=how["mode"],
            place=how["place"],
            late=learner,
            minutes_late=20,
        )
        finish_visit(visit=late, by=user, data=entry)
    with as_person(learner) as user:
        pair = find_pair(partnership, user)
        who = member_of(pair.members, user.pk) if pair else None
        cancel_visit(visit=off, by=user, who=who, reason="A court date came in between.")
