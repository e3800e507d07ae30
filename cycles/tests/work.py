"""Small ways to bring a pair into the situation of a test, as its people and through the services."""

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreedTerms, Agreement, Plan, Standing
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import Partnership, Party
from cycles.models import Cycle, Visit, VisitLog
from cycles.services import LogEntry, finish_unplanned_visit, plan_visit
from tests.cast import Cast, make_cast, make_people, sign_all, today
from tests.database import bypassing

ZONE = "America/Denver"
COMPONENTS = ("goals_and_plan", "focused_observation", "reflection_and_feedback")


def the_pair(partnership: Partnership) -> Partnership:
    """The partnership with its program, as a view fetches it."""
    return Partnership.objects.select_related("program").get(pk=partnership.pk)


def plan(cast: Cast, *, days: int = 3, at: dt.time = dt.time(15, 30), **options: Any) -> Visit:
    """An appointment of the coach, so many days from today (minus: before)."""
    with acting_as(cast["coach"].pk):
        return plan_visit(
            partnership=the_pair(cast.partnership),
            by=cast["coach"],
            local_date=today() + dt.timedelta(days=days),
            local_time=at,
            mode="in_person",
            place="classroom",
            **options,
        )


def entry(days_ago: int = 1, **options: Any) -> LogEntry:
    """A visit that took place."""
    day = today() - dt.timedelta(days=days_ago)
    return LogEntry(**({"visited_on": day, "started": dt.time(9, 30), "minutes": 45, "mode": "in_person"} | options))


def log(cast: Cast, days_ago: int = 1, *, components: tuple[str, ...] = COMPONENTS, **options: Any) -> Visit:
    """A finished log of a visit that nobody had planned."""
    with acting_as(cast["coach"].pk):
        return finish_unplanned_visit(
            partnership=the_pair(cast.partnership),
            by=cast["coach"],
            data=entry(days_ago, components=components, **options),
        ).visit


def typed(**options: Any) -> dict[str, Any]:
    """What the form of a log posts when it is filled in as most are."""
    day = today() - dt.timedelta(days=1)
    return {
        "version": "0",
        "entry": str(uuid.uuid4()),
        "visited_on": day.isoformat(),
        "started": "09:30",
        "minutes": "45",
        "mode": "in_person",
        "place": "classroom",
        "components": list(COMPONENTS),
        "strategies_in_setting": ["observing"],
        "note_focused_observation": "She waited for the child.",
    } | options


def sign_with(cast: Cast, **terms: Any) -> None:
    """The agreement of the pair signed by all, with these terms in its plan."""
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(**terms)
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)


def many(cast: Cast, number: int) -> list[Partnership]:
    """So many more pairs of the coach, each with terms in force, a complete cycle, an open one, and visits."""
    first, now = today(), timezone.now()
    with bypassing():
        names = {f"many.{uuid.uuid4().hex}": f"Number {n:03}" for n in range(number)}
        people = make_people(names)
        pairs = [Partnership(program=cast.program, framework_version=cast.version, format="expert") for _ in people]
        Partnership.objects.bulk_create(pairs)
        both = list(zip(pairs, people.values(), strict=True))
        coach = cast["coach"]
        Party.objects.bulk_create(
            Party(partnership=pair, user=user, part=part, joined_at=now)
            for pair, coachee in both
            for user, part in ((coachee, Part.COACHEE), (coach, Part.COACH))
        )
        Standing.objects.bulk_create(Standing(partnership=pair, since=now, state="signed") for pair in pairs)
        agreements = [
            Agreement(
                partnership=pair, number=1, state="active", language="en", text="x", content={}, digest="x",
                rules=cast.version.terms, sent_at=now, sent_by=coach, expires_at=now, activated_at=now,
            )
            for pair in pairs
        ]  # fmt: skip
        Agreement.objects.bulk_create(agreements)
        AgreedTerms.objects.bulk_create(
            AgreedTerms(
                partnership=agreement.partnership, agreement=agreement, mode="both", cycles=8, rhythm_days=14,
                starts_on=first - dt.timedelta(days=90), in_force=True,
            )
            for agreement in agreements
        )  # fmt: skip
        cycles = [
            Cycle(partnership=pair, number=1, started_on=first - dt.timedelta(days=40), completed_on=first - days)
            for pair, days in zip(pairs, (dt.timedelta(days=n % 30) for n in range(number)), strict=True)
        ]
        Cycle.objects.bulk_create(cycles)
        for days, state in ((-30, "logged"), (-20, "logged"), (-10, "cancelled"), (-1, "planned"), (5, "planned")):
            visits = [
                Visit(
                    partnership=cycle.partnership, state=state, starts_at=now + dt.timedelta(days=days), time_zone=ZONE,
                    local_date=first + dt.timedelta(days=days), local_time=dt.time(9, 30), planned_by=coach,
                )
                for cycle in cycles
            ]  # fmt: skip
            Visit.objects.bulk_create(visits)
            if state == "logged":
                VisitLog.objects.bulk_create(
                    VisitLog(
                        partnership=visit.partnership, visit=visit, cycle=cycle, visited_on=visit.local_date,
                        minutes=45, finished_at=now,
                    )
                    for visit, cycle in zip(visits, cycles, strict=True)
                )  # fmt: skip
    return pairs


def finish(visit: Visit) -> str:
    return reverse("visit_finish", args=[visit.pk])


def finish_new(cast: Cast) -> str:
    return reverse("visit_finish_new", args=[cast.partnership.pk])


def conversations_pair() -> Cast:
    """A signed pair of the framework whose log takes files and whose conversations have a guide."""
    cast = make_cast("conversations", "expert")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    return cast


def noted(section: str = "follow_up", **options: Any) -> dict[str, Any]:
    """What the form of such a log posts."""
    return typed(components=["follow_up"], strategies_in_setting=["observing"], mode="in_person") | {
        "note_focused_observation": "", f"note_{section}": "She tried it twice."
    } | options  # fmt: skip
