"""Many programs side by side, a line for each, as one part is given them."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from agreements.models import Standing
from coaching.disclosure.classes import RecordClass
from coaching.models import Program
from cycles.models import Cycle, VisitLog
from reports.audience import PARTS_TOLD_OF_WAITING, classes_given_to, partnerships_given_to, readable_as
from reports.models import FrozenMonth
from reports.periods import Period
from reports.policies import Action, may
from reports.services.frozen import newest_months


@dataclass
class ProgramLine:
    """One program in numbers: completed cycles, visits and minutes of the period, and the last visit of all.

    None: the reader's part is not given what the number is made of. `month`: the newest numbers that are frozen, where
    it is given counts.
    """

    partnerships: int = 0
    completed: int | None = None
    visits: int | None = None
    minutes: int | None = None
    last_visit: dt.date | None = None
    waiting: int | None = None
    month: FrozenMonth | None = None


def overview(*, programs: Collection[Program], part: str, period: Period) -> dict[uuid.UUID, ProgramLine]:
    """Return a line for each of `programs`, in all of which the reader holds `part`.

    The programs come with their framework version. Six queries for any number, and one for frozen months.
    """
    here = [program.pk for program in programs]
    lines = {program: ProgramLine() for program in here}
    classes = classes_given_to(part)
    terms: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    counted = partnerships_given_to(part, programs=here, known=classes).order_by().values("program", "terms")
    for row in counted.annotate(count=Count("*")):
        lines[row["program"]].partnerships += row["count"]
        terms[row["program"]].add(row["terms"])
    for program in programs:
        terms[program.pk] = terms[program.pk] or {program.framework_version.terms_id}
    given, days = readable_as(part, VisitLog, programs=here, known=classes), (period.since, period.until)
    logs = _by_program(given.filter(visited_on__range=days), visits=Count("*"), total=Sum("minutes"))
    last_visits = _last_visits(given, programs=here)
    ended = readable_as(part, Cycle, programs=here, known=classes).filter(completed_on__range=days)
    cycles = _by_program(ended, completed=Count("*"))
    waits = readable_as(part, Standing, programs=here).filter(state=Standing.State.WAITING)
    waiting = _by_program(waits, count=Count("pk")) if part in PARTS_TOLD_OF_WAITING else None
    for month in newest_months(programs=here, part=part) if may(part, Action.NUMBERS_READ) else ():
        lines[month.program_id].month = month
    for pk, line in lines.items():
        if any(RecordClass.LOG in classes.get(one, ()) for one in terms[pk]):
            log = logs.get(pk, {})
            line.visits, line.minutes = log.get("visits", 0), log.get("total") or 0
            line.last_visit = last_visits.get(pk)
            line.completed = cycles.get(pk, {}).get("completed", 0)
        if waiting is not None:
            line.waiting = waiting.get(pk, {}).get("count", 0)
    return lines


def _by_program(rows: Any, **sums: Any) -> dict[uuid.UUID, dict[str, Any]]:
    return {row["program_id"]: row for row in rows.order_by().values("program_id").annotate(**sums)}


def _last_visits(logs: QuerySet[VisitLog], *, programs: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    """The day of the last of these visits in each program, read from the end, however many there were before."""
    newest = logs.filter(program=OuterRef("pk")).order_by("-visited_on", "-pk").values("visited_on")[:1]
    found = Program.objects.filter(pk__in=programs).values_list("pk", Subquery(newest))
    return dict(found.order_by())
