"""What the minute brings to visits: reminders by the framework's rule, each in the zone of the one who is reminded."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from coaching.frameworks import Anchor, Framework
from coaching.frameworks.structure import Reminder
from coaching.models import FrameworkVersion, Mail, Partnership
from coaching.services.outbox import Kind, enqueue_many
from cycles.services.pairs import framework_of
from cycles.times import about

KINDS = {Anchor.VISIT_START: Kind.VISIT_TOMORROW, Anchor.VISIT_END: Kind.LOG_MISSING}

LATE = dt.timedelta(hours=12)
"""A reminder that a standstill has kept back longer than this is left out: no storm when it is over (fault 70)."""


@dataclass(frozen=True)
class Appointment:
    """A planned visit as the worker knows it, for one of the pair. `told_at`: when they were last told of its time."""

    visit_id: uuid.UUID
    sequence: int
    starts_at: dt.datetime
    minutes: int
    signed: bool
    framework_version_id: uuid.UUID
    user_id: uuid.UUID
    part: str
    time_zone: str
    told_at: dt.datetime | None


@transaction.atomic
def remind() -> None:
    """Put the reminders that have become due into the outbox, each once; run again, it changes nothing (fault 61)."""
    now = timezone.now()
    due = [mail for appointment in _appointments(now) for mail in _mails(appointment, now)]
    enqueue_many(due)


def _appointments(now: dt.datetime) -> list[Appointment]:
    """Planned visits near enough for a rule of any framework that is in use to reach them. Two queries."""
    reminders = [
        reminder for framework in frameworks_in_use() for anchor in KINDS for reminder in framework.reminders_at(anchor)
    ]
    if not reminders:
        return []
    # A visit lasts a day at most, and zones lie a day apart at most
    margin = dt.timedelta(days=2) + LATE
    since = now - dt.timedelta(days=max(last_day(reminder) for reminder in reminders)) - margin
    until = now - dt.timedelta(days=min(reminder.days for reminder in reminders)) + margin
    with connection.cursor() as cursor:
        cursor.execute("select * from sec.visits_to_remind(%s, %s)", [since, until])
        return [Appointment(*row) for row in cursor.fetchall()]


def frameworks_in_use() -> list[Framework]:
    """The frameworks that partnerships work under. One query."""
    used = FrameworkVersion.objects.filter(Exists(Partnership.objects.filter(framework_version=OuterRef("pk"))))
    return [framework_of(pk) for pk in used.values_list("pk", flat=True)]


def last_day(reminder: Reminder) -> int:
    return reminder.days + (reminder.times - 1) * (reminder.repeat_days or 0)


def _mails(appointment: Appointment, now: dt.datetime) -> Iterator[Mail]:
    framework = framework_of(appointment.framework_version_id)
    for anchor, kind in KINDS.items():
        if anchor == Anchor.VISIT_END and not appointment.signed:
            continue  # it cannot be logged before everybody has signed
        for reminder in framework.reminders_at(anchor):
            if appointment.part not in reminder.to:
                continue
            number = _due(reminder, anchor, appointment, now)
            if number:
                yield Mail(
                    kind=kind,
                    subject_id=appointment.visit_id,
                    recipient_id=appointment.user_id,
                    occurrence=f"{reminder.key} {number} {appointment.sequence}",
                    due_at=now,
                )


def _due(reminder: Reminder, anchor: Anchor, appointment: Appointment, now: dt.datetime) -> int:
    """The number, from 1 on, of the occurrence that is due now; 0 for none.

    Days are counted on the calendar of the one who is reminded. Nobody is reminded of what they were told since.
    """
    at = appointment.starts_at
    if anchor == Anchor.VISIT_END:
        at += dt.timedelta(minutes=appointment.minutes)
    elif at <= now:
        return 0
    clock = dt.time.fromisoformat(reminder.at)
    first = _day(at, appointment.time_zone) + dt.timedelta(days=reminder.days)
    for number in range(reminder.times, 0, -1):
        day = first + dt.timedelta(days=(number - 1) * (reminder.repeat_days or 0))
        moment = about(day, clock, appointment.time_zone)
        if now - LATE < moment <= now:
            told = appointment.told_at
            return 0 if told and told >= moment and anchor == Anchor.VISIT_START else number
    return 0


def _day(moment: dt.datetime, zone: str) -> dt.date:
    with timezone.override(zone):
        return timezone.localdate(moment)
