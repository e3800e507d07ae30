"""Appointments: planned by the one who leads, moved and called off as the framework lets both, and told to both."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from cycles.models import LogDraft, Visit, VisitRead
from cycles.services.attendance import Kind as Came
from cycles.services.attendance import kind_of_cancelling, write_attendance, write_reason
from cycles.services.pairs import LEADS, Member, framework_of, recipients
from cycles.times import to_utc


class NotPlanned(Exception):
    """The visit is not an appointment any more: it is logged or cancelled."""


@transaction.atomic
def plan_visit(
    *,
    partnership: Partnership,
    by: User,
    local_date: dt.date,
    local_time: dt.time,
    mode: str = "",
    place: str = "",
    planned_minutes: int = 60,
    which: str = "",
    kind: str = Visit.Kind.COACHING,
) -> Visit:
    """Make an appointment at a wall time in the program's zone, and tell both of the pair.

    `mode` and `place` are keys of the framework (or a place in words). `which`: see `to_utc`.
    Raises TimeSkipped and TimeRepeated.
    """
    zone = partnership.program.time_zone
    visit = Visit(
        partnership=partnership,
        starts_at=to_utc(local_date, local_time, zone, which=which),
        local_date=local_date,
        local_time=local_time,
        time_zone=zone,
        planned_minutes=planned_minutes,
        mode=mode,
        place=place,
        kind=kind,
        planned_by=by,
    )
    visit.save(force_insert=True)
    record(Event.VISIT_PLANNED, target=visit, by=by)
    _tell(Kind.VISIT_PLANNED, visit)
    return visit


@transaction.atomic
def move_visit(
    *,
    visit: Visit,
    by: User,
    local_date: dt.date,
    local_time: dt.time,
    mode: str,
    place: str,
    planned_minutes: int,
    which: str = "",
) -> Visit:
    """Change when or how an appointment takes place; when nothing changes, nobody is told.

    Raises NotPlanned, TimeSkipped and TimeRepeated.
    """
    visit = planned_one(visit)
    new = {
        "starts_at": to_utc(local_date, local_time, visit.time_zone, which=which),
        "local_date": local_date,
        "local_time": local_time,
        "planned_minutes": planned_minutes,
        "mode": mode,
        "place": place,
    }
    if all(getattr(visit, name) == value for name, value in new.items()):
        return visit
    for name, value in new.items():
        setattr(visit, name, value)
    visit.sequence += 1
    visit.save(update_fields=[*new, "sequence"])
    record(Event.VISIT_MOVED, target=visit, by=by)
    _tell(Kind.VISIT_MOVED, visit)
    return visit


@transaction.atomic
def cancel_visit(*, visit: Visit, by: User, who: Member | None = None, reason: str = "") -> Came:
    """Call an appointment off: who cannot come (None: neither can help it), and why, which stays with the pair.

    Whether that is in time is counted now, in the zone of the visit (D9). What the one who calls off had written into
    its log goes too. Raises NotPlanned.
    """
    visit = planned_one(visit)
    came = kind_of_cancelling(framework_of(visit.partnership.framework_version_id), visit, who)
    visit.state = Visit.State.CANCELLED
    visit.sequence += 1
    visit.save(update_fields=["state", "sequence"])
    LogDraft.objects.filter(visit=visit, author=by).delete()
    write_attendance(visit=visit, kind=came, who=who)
    write_reason(visit=visit, text=reason, by=by)
    record(Event.VISIT_CANCELLED, target=visit, by=by)
    _tell(Kind.VISIT_CANCELLED, visit)
    return came


@transaction.atomic
def miss_visit(*, visit: Visit, by: User, who: Member | None = None, reason: str = "") -> None:
    """Say that an appointment did not take place, and who was not there (None: neither). Its time must have begun.

    Raises NotPlanned.
    """
    visit = planned_one(visit)
    if not visit.is_past:
        raise NotPlanned
    visit.state = Visit.State.MISSED
    visit.save(update_fields=["state"])
    write_attendance(visit=visit, kind=Came.MISSED, who=who)
    write_reason(visit=visit, text=reason, by=by)
    record(Event.VISIT_MISSED, target=visit, by=by)
    for user_id in recipients(visit.partnership, besides=by):
        enqueue(Kind.VISIT_MISSED, subject_id=visit.pk, recipient_id=user_id, occurrence=str(visit.sequence))


def planned_one(visit: Visit) -> Visit:
    visit = Visit.objects.select_for_update(of=("self",)).select_related("partnership__program").get(pk=visit.pk)
    if visit.state != Visit.State.PLANNED:
        raise NotPlanned
    return visit


def _tell(kind: Kind, visit: Visit) -> None:
    for user_id in recipients(visit.partnership):
        enqueue(kind, subject_id=visit.pk, recipient_id=user_id, occurrence=str(visit.sequence))


def overlapping(
    *, user: User, starts_at: dt.datetime, minutes: int, besides: uuid.UUID | None = None
) -> Sequence[Visit]:
    """Other visits that this person leads at the same time (fault 27); only their own, so that nothing is told."""
    mine = Party.objects.filter(user=user, part__in=LEADS).present().values("partnership")
    near = Visit.objects.filter(
        partnership__in=mine,
        state__in=(Visit.State.PLANNED, Visit.State.LOGGED),
        starts_at__gt=starts_at - dt.timedelta(days=1),
        starts_at__lt=starts_at + dt.timedelta(minutes=minutes),
    )
    return [
        visit
        for visit in near
        if visit.pk != besides and visit.starts_at + dt.timedelta(minutes=visit.planned_minutes) > starts_at
    ]


def mark_read(*, visit: Visit, by: User) -> None:
    """Remember, for this person alone, that they have opened the record of a visit."""
    reading = VisitRead(visit=visit, partnership_id=visit.partnership_id, author=by, read_at=timezone.now())
    VisitRead.objects.bulk_create([reading], ignore_conflicts=True)
