"""The figures of a program and of a partnership, read from the rows that one part is given.

Sums are made by the database, a row for each partnership; totals are made of those rows, so that they always agree.
The number of queries is the same for one partnership and for a thousand.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from agreements.life import OVER
from agreements.models import AgreedTerms, FocusPractice, Standing
from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.models import Partnership, Party, Person, Program, Site
from coaching.services.people import today_in
from cycles.models import Attendance, Cycle, Goal, VisitLog
from reports.attendance import counted_by_kind
from reports.audience import (
    PARTS_TOLD_OF_WAITING,
    classes_given_to,
    parties_given_to,
    partnerships_given_to,
    readable_as,
)
from reports.cadence import Cadence, cadence, days_before_due
from reports.figures import Month, Name, PartnershipFigures, ProgramFigures
from reports.periods import Period

MOST_USED = 10
"""Practices named in the list of those most in focus."""

Row = TypeVar("Row", bound=Disclosed)
Sums = dict[uuid.UUID, dict[str, Any]]
Texts = dict[uuid.UUID, dict[str, list[str]]]
"""{partnership: {"practices": […], "goals": […]}}"""


@dataclass(frozen=True)
class _Scope:
    """What is asked about: a program, or one partnership in it, as one part is given it."""

    program: Program
    part: str
    period: Period
    today: dt.date
    partnership_id: uuid.UUID | None = None

    def rows(self, model: type[Row]) -> QuerySet[Row]:
        return self.narrow(readable_as(self.part, model, programs=[self.program.pk]))

    def goals(self) -> QuerySet[Goal]:
        """The goals that the pair works on, without those set aside."""
        return self.rows(Goal).filter(set_aside_at=None)

    def places(self) -> QuerySet[Party]:
        return self.narrow(parties_given_to(self.part, programs=[self.program.pk]))

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(partnership=self.partnership_id) if self.partnership_id else rows

    def within(self, name: str) -> Q:
        return Q(**{f"{name}__range": (self.period.since, self.period.until)})


def program_figures(*, program: Program, part: str, period: Period) -> ProgramFigures:
    """Return the figures of `program` for somebody who holds `part` in it; `period` is on the program's calendar.

    That the reader holds the part is the caller's to check. What they hold besides changes nothing in the result.
    """
    scope = _Scope(program, part, period, today_in(program))
    rows, given = _partnerships(scope, partnerships_given_to(part, programs=[program.pk]))
    figures = ProgramFigures(
        program=program,
        part=part,
        period=period,
        today=scope.today,
        given=given,
        rows=sorted(rows, key=lambda row: row.order),
        sites=dict(Site.objects.filter(program=program).values_list("pk", "name")),
    )
    if RecordClass.LOG in given:
        figures.months = _months(scope)
    if RecordClass.PRACTICES in given:
        figures.most_used = _most_used(scope)
    if part in PARTS_TOLD_OF_WAITING:
        waiting = scope.rows(Standing).filter(state=Standing.State.WAITING)
        figures.waiting_since = list(waiting.order_by("since").values_list("since", flat=True))
    return figures


def partnership_figures(*, partnership: Partnership, part: str, period: Period) -> PartnershipFigures | None:
    """Return the figures of one partnership for somebody who holds `part` in its program.

    None when its terms give the part nothing, even where the reader sees it in another part.
    """
    program = partnership.program
    scope = _Scope(program, part, period, today_in(program), partnership.pk)
    given = partnerships_given_to(part, programs=[program.pk]).filter(pk=partnership.pk)
    rows, _classes = _partnerships(scope, given)
    return rows[0] if rows else None


def texts_of(*, program: Program, part: str, partnership: Partnership | None = None) -> Texts:
    """Return practices and goals in their own words, of a program or of one partnership in it, by partnership."""
    today = today_in(program)
    scope = _Scope(program, part, Period(today, today), today, partnership.pk if partnership else None)
    found: Texts = defaultdict(lambda: {"practices": [], "goals": []})
    practices = scope.rows(FocusPractice).order_by("position", "text", "pk")
    for pk, text in practices.values_list("partnership_id", "text"):
        found[pk]["practices"].append(text)
    for pk, text in scope.goals().order_by("position", "created_at", "pk").values_list("partnership_id", "text"):
        found[pk]["goals"].append(text)
    return dict(found)


def visits_of(*, partnership: Partnership, part: str, period: Period) -> QuerySet[VisitLog]:
    """Return the logged visits of one partnership within the period, where the log is given to `part`."""
    rows = readable_as(part, VisitLog, programs=[partnership.program_id])
    return rows.filter(partnership=partnership, visited_on__range=(period.since, period.until))


def attendance_of(*, partnership: Partnership, part: str, period: Period) -> QuerySet[Attendance]:
    """Return what did not go as planned within the period, where attendance is given to `part` in full (D8)."""
    rows = readable_as(part, Attendance, programs=[partnership.program_id])
    return rows.filter(partnership=partnership, planned_for__range=(period.since, period.until))


def _partnerships(
    scope: _Scope, partnerships: QuerySet[Partnership]
) -> tuple[list[PartnershipFigures], frozenset[str]]:
    """The partnerships with their figures, and the classes that any of them gives (of none: that a new one would)."""
    rows = [
        PartnershipFigures(id=pk, format=format_key, site_id=site, terms_id=terms)
        for pk, format_key, site, terms in partnerships.values_list("pk", "format", "site", "terms")
        if terms is not None
    ]
    terms = {row.terms_id for row in rows} or {scope.program.framework_version.terms_id}
    classes = classes_given_to(scope.part, terms=terms)
    people = _people(scope)
    agreed = {row["partnership_id"]: row for row in _agreed(scope)}
    standings: dict[uuid.UUID, dict[str, Any]] = {
        row["partnership_id"]: dict(row)
        for row in scope.rows(Standing).values("partnership_id", "state", "since", "resumed_at")
    }
    logs, cycles = _log_sums(scope)
    practices = _sums(scope.rows(FocusPractice), practices=Count("pk"))
    goals = _sums(scope.goals(), goals=Count("pk"))
    came = _came(scope) if any(RecordClass.ATTENDANCE in one for one in classes.values()) else {}
    days_before = days_before_due(scope.program.framework)
    for row in rows:
        row.given = classes[row.terms_id]
        row.people = tuple(sorted(people.get(row.id, ()), key=lambda person: person.order))
        if RecordClass.PRACTICES in row.given:
            row.practices = practices.get(row.id, {}).get("practices", 0)
        if RecordClass.GOALS in row.given:
            row.goals = goals.get(row.id, {}).get("goals", 0)
        if RecordClass.ATTENDANCE in row.given:
            row.came = counted_by_kind(came.get(row.id, ()))
        _add_log(row, logs.get(row.id, {}), cycles.get(row.id, {}))
        if terms_of := agreed.get(row.id):
            _add_terms(row, terms_of)
            standing = standings.get(row.id, {})
            counted_from = _counted_from(terms_of, cycles.get(row.id, {}), standing)
            row.cadence = _cadence(row, counted_from, terms_of["ends_on"], scope.today, days_before, standing)
    return rows, frozenset[str]().union(*classes.values())


def _add_log(row: PartnershipFigures, log: dict[str, Any], cycle: dict[str, Any]) -> None:
    if RecordClass.LOG not in row.given:
        return
    row.visits, row.minutes, row.last_visit = log.get("visits", 0), log.get("total") or 0, log.get("last_visit")
    row.used = log.get("used") or 0
    row.completed, row.completed_in_period = cycle.get("completed", 0), cycle.get("in_period", 0)


def _add_terms(row: PartnershipFigures, agreed: dict[str, Any]) -> None:
    row.mode, row.planned, row.hours = agreed["mode"], agreed["cycles"], agreed["hours"]
    row.rhythm_days, row.rhythm_other = agreed["rhythm_days"], agreed["rhythm_other"]


def _counted_from(agreed: dict[str, Any], cycle: dict[str, Any], standing: dict[str, Any]) -> dt.date:
    """The day from which the next cycle is due by the rhythm (A4): the same rule as in the coach's caseload."""
    signed_at = standing.get("since") if standing.get("state") == Standing.State.SIGNED else None
    days = [cycle.get("last_completed") or agreed["starts_on"]]
    if signed_at and not cycle.get("last_completed"):
        days.append(signed_at.astimezone(dt.UTC).date())
    if standing.get("resumed_at"):
        days.append(standing["resumed_at"].astimezone(dt.UTC).date())
    return max(days)


def _cadence(
    row: PartnershipFigures,
    counted_from: dt.date,
    ends_on: dt.date | None,
    today: dt.date,
    days_before: int,
    standing: dict[str, Any],
) -> Cadence | None:
    if row.completed is None:
        return None
    return cadence(
        today=today,
        counted_from=counted_from,
        rhythm_days=row.rhythm_days,
        agreed=row.agreed,
        done=row.done or 0,
        ends_on=ends_on,
        is_over=row.is_over or standing.get("state") in OVER,
        days_before=days_before,
        is_paused=standing.get("state") == Standing.State.PAUSED,
    )


def _agreed(scope: _Scope) -> QuerySet[AgreedTerms, Any]:
    return scope.rows(AgreedTerms).values(
        "partnership_id", "mode", "cycles", "hours", "rhythm_days", "rhythm_other", "starts_on", "ends_on"
    )


def _log_sums(scope: _Scope) -> tuple[Sums, Sums]:
    """Visits and cycles of each partnership: all of them, and those within the period."""
    visits, cycles = scope.within("visited_on"), scope.within("completed_on")
    return (
        _sums(
            scope.rows(VisitLog),
            visits=Count("pk", filter=visits),
            total=Sum("minutes", filter=visits),
            used=Sum("minutes"),
            last_visit=Max("visited_on"),
        ),
        _sums(
            scope.rows(Cycle),
            completed=Count("pk"),
            in_period=Count("pk", filter=cycles),
            last_completed=Max("completed_on"),
        ),
    )


def _came(scope: _Scope) -> dict[uuid.UUID, list[tuple[str, str, int]]]:
    """(kind, part, number) of what did not go as planned in the period, by partnership. One query."""
    rows = scope.rows(Attendance).filter(scope.within("planned_for")).order_by()
    found: dict[uuid.UUID, list[tuple[str, str, int]]] = defaultdict(list)
    counted = rows.values("partnership_id", "kind", "part").annotate(number=Count("pk"))
    for pk, kind, part, number in counted.values_list("partnership_id", "kind", "part", "number"):
        found[pk].append((kind, part, number))
    return found


def _sums(rows: QuerySet[Any], **sums: Any) -> Sums:
    """The sums of each partnership, by its id."""
    return {row["partnership_id"]: dict(row) for row in rows.order_by().values("partnership_id").annotate(**sums)}


def _people(scope: _Scope) -> dict[uuid.UUID, list[Name]]:
    """Who is in each partnership now; of a part that nobody holds any more, whoever held it last."""
    places = scope.places()
    people = Person.objects.filter(pk__in=places.values("user")).values_list("pk", "name", "sort_name")
    names = {pk: (name, sort_name) for pk, name, sort_name in people}
    found: dict[uuid.UUID, list[Name]] = defaultdict(list)
    for partnership, user, held, has_left in _holders(places):
        name, sort_name = names.get(user, ("", ""))
        found[partnership].append(Name(name=name, sort_name=sort_name, part=held, has_left=has_left))
    return found


def _holders(places: QuerySet[Party]) -> Iterator[tuple[uuid.UUID, uuid.UUID, str, bool]]:
    """Who holds each part of each partnership: (partnership, person, part, has left)."""
    taken = set()
    latest_first = places.order_by(F("left_at").desc(nulls_first=True), "joined_at", "pk")
    for partnership, user, held, left_at in latest_first.values_list("partnership_id", "user_id", "part", "left_at"):
        if left_at is None or (partnership, held) not in taken:
            yield partnership, user, held, left_at is not None
        taken.add((partnership, held))


def _months(scope: _Scope) -> list[Month]:
    logs = scope.rows(VisitLog).filter(scope.within("visited_on")).order_by()
    by_month = logs.annotate(month=TruncMonth("visited_on")).values("month")
    sums = {row["month"]: row for row in by_month.annotate(visits=Count("pk"), total=Sum("minutes"))}
    shown = sorted({*scope.period.months(today=scope.today), *sums})
    return [
        Month(first, sums[first]["visits"], sums[first]["total"]) if first in sums else Month(first, 0, 0)
        for first in shown
    ]


def _most_used(scope: _Scope) -> list[tuple[str, int]]:
    """The practices that most partnerships have in focus, and how many: those in the very same words count as one."""
    practices = scope.rows(FocusPractice).order_by().values("text")
    counted = practices.annotate(used=Count("partnership", distinct=True)).order_by("-used", "text")
    return list(counted.values_list("text", "used")[:MOST_USED])
