"""What the minute brings to things that are due on a day: questions, requests, check-ins, cycles, logs that were begun,
goals and promises. Each in the reader's zone.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from coaching.frameworks import Anchor
from coaching.frameworks.structure import Reminder
from coaching.models import Mail
from coaching.services.outbox import Kind, enqueue_many
from cycles.services.pairs import framework_of
from cycles.ticks import LATE, frameworks_in_use, last_day
from cycles.times import about


@dataclass(frozen=True)
class Due:
    """Something that is due on a day, for one person, as the worker knows it: facts and no words."""

    subject_id: uuid.UUID
    on: dt.date
    framework_version_id: uuid.UUID
    user_id: uuid.UUID
    part: str
    time_zone: str


@transaction.atomic
def remind_of_questions() -> None:
    """Put the reminders of questions into the outbox, each once; run again, it changes nothing (C7, fault 61)."""
    remind_of(Anchor.QUESTION_DUE, Kind.QUESTION_DUE, "select * from sec.questions_to_remind(%s, %s)")


@transaction.atomic
def remind_of_requests() -> None:
    """The same for what a mentor coach or a coach's supervisor was asked for: on the day they promised it for (B7)."""
    remind_of(Anchor.REQUEST_DUE, Kind.RESOURCE_DUE, "select * from sec.requests_to_remind(%s, %s)")


@transaction.atomic
def remind_of_check_ins() -> None:
    """The same for check-ins: by the framework's rhythm, or on the day that was planned (B10, D10)."""
    remind_of(Anchor.CHECK_IN_DUE, Kind.CHECK_IN_DUE, "select * from sec.check_ins_to_remind(%s, %s)")


@transaction.atomic
def remind_of_cycles() -> None:
    """The same for the next cycle, before and after its day (A4)."""
    remind_of(Anchor.CYCLE_DUE, Kind.CYCLE_DUE, "select * from sec.cycles_to_remind(%s, %s)")


@transaction.atomic
def remind_of_drafts() -> None:
    """The same for logs that were begun and left: nothing that was typed is forgotten."""
    remind_of(Anchor.DRAFT_SAVED, Kind.DRAFT_LEFT, "select * from sec.drafts_to_remind(%s, %s)")


@transaction.atomic
def remind_of_goals() -> None:
    """The same for goals that stand still, once for each time (D18)."""
    remind_of(Anchor.GOAL_STALLED, Kind.GOAL_STALLED, "select * from sec.goals_to_remind(%s, %s)")


@transaction.atomic
def remind_of_promises() -> None:
    """The same for promises, when a month is over (A10, B10)."""
    remind_of(Anchor.PROMISES_ASKED, Kind.PROMISE_DUE, "select * from sec.promises_to_remind(%s, %s)")


def remind_of(anchor: Anchor, kind: Kind, sql: str) -> None:
    now = timezone.now()
    reminders = [one for framework in frameworks_in_use() for one in framework.reminders_at(anchor)]
    if not reminders:
        return
    margin = dt.timedelta(days=2) + LATE  # zones lie a day apart at most
    since = now.date() - dt.timedelta(days=max(last_day(one) for one in reminders)) - margin
    until = now.date() - dt.timedelta(days=min(one.days for one in reminders)) + margin
    with connection.cursor() as cursor:
        cursor.execute(sql, [since, until])
        due = [Due(*row) for row in cursor.fetchall()]
    enqueue_many(_mails(due, anchor, kind, now))


def _mails(due: Iterable[Due], anchor: Anchor, kind: Kind, now: dt.datetime) -> Iterator[Mail]:
    for one in due:
        for reminder in framework_of(one.framework_version_id).reminders_at(anchor):
            number = _number(reminder, one, now) if one.part in reminder.to else 0
            if number:
                yield Mail(
                    kind=kind,
                    subject_id=one.subject_id,
                    recipient_id=one.user_id,
                    occurrence=f"{reminder.key} {number} {one.on}",
                    due_at=now,
                )


def _number(reminder: Reminder, due: Due, now: dt.datetime) -> int:
    """The number, from 1 on, of the occurrence that is due now; 0 for none."""
    clock = dt.time.fromisoformat(reminder.at)
    for number in range(reminder.times, 0, -1):
        day = due.on + dt.timedelta(days=reminder.days + (number - 1) * (reminder.repeat_days or 0))
        if now - LATE < about(day, clock, due.time_zone) <= now:
            return number
    return 0
