"""Appointments: planned, moved and cancelled by the one who leads, and told to both of the pair."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from cycles.models import LogDraft, Visit, VisitRead
from cycles.services.pairs import LEADS, recipients
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
    visit = _planned(visit)
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
def cancel_visit(*, visit: Visit, by: User) -> None:
    """Call an appointment off; what had been written into its log goes too. Raises NotPlanned."""
    visit = _planned(visit)
    visit.state = Visit.State.CANCELLED
    visit.sequence += 1
    visit.save(update_fields=["state", "sequence"])
    LogDraft.objects.filter(visit=visit, author=by).delete()
    record(Event.VISIT_CANCELLED, target=visit, by=by)
    _tell(Kind.VISIT_CANCELLED, visit)


def _planned(visit: Visit) -> Visit:
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
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
