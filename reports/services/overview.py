"""Many programs side by side, a line for each, as one part is given them."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, Sum

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
    """One program in numbers. None: the reader's part is not given what the number is made of. `used`: minutes of all
    visits so far. `month`: the newest numbers that are frozen, where it is given counts.
    """

    partnerships: int = 0
    completed: int | None = None
    used: int | None = None
    visits: int | None = None
    minutes: int | None = None
    last_visit: dt.date | None = None
    waiting: int | None = None
    month: FrozenMonth | None = None


def overview(*, programs: Collection[Program], part: str, period: Period) -> dict[uuid.UUID, ProgramLine]:
    """Return a line for each of `programs`, in all of which the reader holds `part`.

    The programs come with their framework version. Five queries for any number, and one for frozen months.
    """
    here = [program.pk for program in programs]
    lines = {program: ProgramLine() for program in here}
    terms: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    counted = partnerships_given_to(part, programs=here).order_by().values("program", "terms")
    for row in counted.annotate(count=Count("pk")):
        lines[row["program"]].partnerships += row["count"]
        terms[row["program"]].add(row["terms"])
    for program in programs:
        terms[program.pk] = terms[program.pk] or {program.framework_version.terms_id}
    classes = classes_given_to(part, terms=set().union(*terms.values()))
    within = Q(visited_on__range=(period.since, period.until))
    logs = _by_program(
        readable_as(part, VisitLog, programs=here),
        visits=Count("pk", filter=within),
        total=Sum("minutes", filter=within),
        used=Sum("minutes"),
        last_visit=Max("visited_on"),
    )
    cycles = _by_program(readable_as(part, Cycle, programs=here), completed=Count("pk"))
    waits = readable_as(part, Standing, programs=here).filter(state=Standing.State.WAITING)
    waiting = _by_program(waits, count=Count("pk")) if part in PARTS_TOLD_OF_WAITING else None
    for month in newest_months(programs=here, part=part) if may(part, Action.NUMBERS_READ) else ():
        lines[month.program_id].month = month
    for pk, line in lines.items():
        if any(RecordClass.LOG in classes[one] for one in terms[pk]):
            log = logs.get(pk, {})
            line.visits, line.minutes = log.get("visits", 0), log.get("total") or 0
            line.used = log.get("used") or 0
            line.last_visit = log.get("last_visit")
            line.completed = cycles.get(pk, {}).get("completed", 0)
        if waiting is not None:
            line.waiting = waiting.get(pk, {}).get("count", 0)
    return lines


def _by_program(rows: Any, **sums: Any) -> dict[uuid.UUID, dict[str, Any]]:
    return {row["program_id"]: row for row in rows.order_by().values("program_id").annotate(**sums)}
