"""Visits in a series: planned in local time and in one go, called off or moved one by one or from one of them on."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from cycles.models import Attendance, LogDraft, Visit
from cycles.services.attendance import attendance_row, kind_of_cancelling, write_reason
from cycles.services.pairs import LEADS, Member, framework_of, one_at_a_time, recipients
from cycles.services.visits import NotPlanned
from cycles.times import FIRST, TimeRepeated, TimeSkipped, to_utc

MOST = 52
"""Visits of one series."""

WEEKS = range(1, 9)
"""So many weeks can lie between two of them."""


class Changed(Exception):
    """What would be planned is not what was shown: nothing was written."""


@dataclass(frozen=True)
class Alike:
    """What the appointments of a series have in common, by the names that a visit has for it."""

    local_time: dt.time
    mode: str
    place: str
    planned_minutes: int


@dataclass(frozen=True)
class Occurrence:
    """One day of a series. `starts_at` (UTC) is None where the clock skips that time; `twice` where it comes twice, and
    the first is meant. `clocks`: the zone's names before and after, where the clocks have changed since the last.
    `clashes`: what is planned at that time already. `visit` is the one that would move there.
    """

    day: dt.date
    starts_at: dt.datetime | None
    twice: bool = False
    clocks: tuple[str, str] | None = None
    clashes: tuple[dt.datetime, ...] = ()
    visit: Visit | None = None


def days_of(first: dt.date, *, weeks: int, times: int | None = None, until: dt.date | None = None) -> list[dt.date]:
    """The days of a series: so many, or as many as there are until a day; one more than `MOST` at most."""
    days = [first + dt.timedelta(weeks=weeks * n) for n in range(min(times or MOST + 1, MOST + 1))]
    return [day for day in days if until is None or day <= until]


def foresee(
    *,
    user: User,
    partnership: Partnership,
    days: Sequence[dt.date],
    at: dt.time,
    zone: str,
    minutes: int,
    which: str = "",
    visits: Sequence[Visit] = (),
) -> list[Occurrence]:
    """What planning these days would come to, before anything is written. One query, however many days.

    `visits`: those that would be moved to these days, one for each; they are in nobody's way.
    """
    moments = [_moment(day, at, zone, which) for day in days]
    there = [moment for moment, _twice in moments if moment]
    taken = _taken(user, partnership, there, besides=[visit.pk for visit in visits])
    found, before = [], None
    for number, (day, (moment, twice)) in enumerate(zip(days, moments, strict=True)):
        local = moment.astimezone(ZoneInfo(zone)) if moment else None
        changed = before is not None and local is not None and before.utcoffset() != local.utcoffset()
        found.append(
            Occurrence(
                day,
                moment,
                twice,
                (before.tzname() or "", local.tzname() or "") if changed and before and local else None,
                _clashes(moment, minutes, taken),
                visits[number] if visits else None,
            )
        )
        before = local or before
    return found


def digest_of(occurrences: Sequence[Occurrence]) -> str:
    """A name for what was shown, so that what is confirmed is what was read."""
    shown = [(one.day.isoformat(), str(one.starts_at), [str(moment) for moment in one.clashes]) for one in occurrences]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


@transaction.atomic
def plan_series(
    *,
    partnership: Partnership,
    by: User,
    occurrences: Sequence[Occurrence],
    alike: Alike,
) -> list[Visit]:
    """Make the appointments of a series in one go; both of the pair get one mail with all of them.

    Queries do not grow with the number of visits.
    """
    series, zone = uuid.uuid4(), partnership.program.time_zone
    visits = [
        Visit(
            partnership=partnership,
            series=series,
            starts_at=one.starts_at,
            local_date=one.day,
            time_zone=zone,
            planned_by=by,
            **asdict(alike),
        )
        for one in occurrences
        if one.starts_at
    ]
    Visit.objects.bulk_create(visits)
    if visits:
        record(Event.SERIES_PLANNED, target=visits[0], by=by)
        _tell(Kind.SERIES_PLANNED, partnership, series)
    return visits


def later_ones(visit: Visit) -> list[Visit]:
    """This appointment and those of its series that come after it and still stand, in order. One query."""
    if visit.series is None:
        return [visit]
    rest = Visit.objects.filter(
        partnership=visit.partnership_id,
        series=visit.series,
        state=Visit.State.PLANNED,
        starts_at__gte=visit.starts_at,
    )
    return list(rest.order_by("starts_at", "id"))


@transaction.atomic
def cancel_later(
    *, visit: Visit, by: User, expected: Collection[uuid.UUID], who: Member | None = None, reason: str = ""
) -> int:
    """Call off this appointment and all later ones of its series; one mail. How each counts is counted by itself.

    Raises NotPlanned, and Changed where they are not those that were shown.
    """
    visits = _lock(visit, expected)
    framework = framework_of(visit.partnership.framework_version_id)
    Visit.objects.filter(pk__in=[one.pk for one in visits]).update(
        state=Visit.State.CANCELLED, sequence=F("sequence") + 1
    )
    LogDraft.objects.filter(visit__in=visits, author=by).delete()
    Attendance.objects.bulk_create(
        attendance_row(visit=one, kind=kind_of_cancelling(framework, one, who), who=who) for one in visits
    )
    write_reason(visit=visits[0], text=reason, by=by)
    record(Event.SERIES_CANCELLED, target=visits[0], by=by)
    _tell(Kind.SERIES_CANCELLED, visit.partnership, visit.series, occurrence=str(visits[0].pk))
    return len(visits)


@transaction.atomic
def move_later(*, visit: Visit, by: User, occurrences: Sequence[Occurrence], alike: Alike) -> int:
    """Move this appointment and all later ones of its series to where `foresee` has them; one mail.

    Raises NotPlanned, and Changed where they are not those that were shown, or a clock skips the time.
    """
    wanted = {one.visit.pk: one for one in occurrences if one.visit}
    visits = _lock(visit, wanted)
    for one in visits:
        there = wanted[one.pk]
        if there.starts_at is None:
            raise Changed
        one.starts_at, one.local_date = there.starts_at, there.day
        for name, value in asdict(alike).items():
            setattr(one, name, value)
        one.sequence += 1
    Visit.objects.bulk_update(visits, ["starts_at", "local_date", *asdict(alike), "sequence"])
    record(Event.SERIES_MOVED, target=visits[0], by=by)
    first = f"{visits[0].pk} {visits[0].sequence}"
    _tell(Kind.SERIES_MOVED, visit.partnership, visit.series, occurrence=first)
    return len(visits)


def _lock(visit: Visit, expected: Collection[uuid.UUID]) -> list[Visit]:
    """This one and the later ones, in order and locked; they are those that were shown."""
    one_at_a_time(visit.partnership_id)
    before = Visit.objects.select_for_update().get(pk=visit.pk)
    if before.state != Visit.State.PLANNED:
        raise NotPlanned
    visits = later_ones(before)
    Visit.objects.select_for_update().filter(pk__in=[one.pk for one in visits]).order_by("pk").values_list("pk")[::1]
    if {one.pk for one in visits} != set(expected):
        raise Changed
    return visits


def _tell(kind: Kind, partnership: Partnership, series: uuid.UUID | None, *, occurrence: str = "") -> None:
    assert series is not None
    for user_id in recipients(partnership):
        enqueue(kind, subject_id=series, recipient_id=user_id, occurrence=occurrence)


def _moment(day: dt.date, at: dt.time, zone: str, which: str) -> tuple[dt.datetime | None, bool]:
    """When that is, and whether it comes twice."""
    try:
        return to_utc(day, at, zone), False
    except TimeRepeated:
        return to_utc(day, at, zone, which=which or FIRST), True
    except TimeSkipped:
        return None, False


Taken = list[tuple[dt.datetime, dt.datetime]]


def _taken(
    user: User, partnership: Partnership, moments: Sequence[dt.datetime], *, besides: Collection[uuid.UUID]
) -> Taken:
    """From when until when this pair, or the person in any pair that they lead, has visits around these moments."""
    if not moments:
        return []
    mine = Party.objects.filter(user=user, part__in=LEADS).present().values("partnership")
    near = Visit.objects.filter(
        state__in=(Visit.State.PLANNED, Visit.State.LOGGED),
        starts_at__gt=min(moments) - dt.timedelta(days=1),
        starts_at__lt=max(moments) + dt.timedelta(days=1),
    ).exclude(pk__in=besides)
    rows = near.filter(partnership__in=mine) | near.filter(partnership=partnership)
    return [
        (start, start + dt.timedelta(minutes=minutes))
        for start, minutes in rows.order_by("starts_at").values_list("starts_at", "planned_minutes")
    ]


def _clashes(moment: dt.datetime | None, minutes: int, taken: Taken) -> tuple[dt.datetime, ...]:
    if moment is None:
        return ()
    end = moment + dt.timedelta(minutes=minutes)
    return tuple(start for start, until in taken if start < end and until > moment)
