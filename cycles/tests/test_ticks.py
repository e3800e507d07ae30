"""Reminders by the framework's rule: when, to whom, once, and not for what is off (faults 61, 62, 63, 70)."""

import datetime as dt
import uuid
import zoneinfo

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from coaching.frameworks import Anchor, load_folder
from coaching.models import Mail, User
from coaching.services.outbox import compose
from cycles.models import Visit
from cycles.services import cancel_visit, finish_visit, move_visit
from cycles.tests.work import entry, plan
from cycles.ticks import Appointment, _due, remind
from tests.cast import today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

TODAY = today()
VISIT = TODAY + dt.timedelta(days=10)
DENVER = "America/Denver"


def at(day, clock, zone=DENVER):
    """That moment on the wall of a zone."""
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=zoneinfo.ZoneInfo(zone))


def tick(moment):
    """The minute tick, as the worker, at another time."""
    with time_machine.travel(moment, tick=False), as_worker():
        remind()


def reminders(kind="visit_tomorrow"):
    with bypassing():
        return list(Mail.objects.filter(kind=kind).order_by("occurrence").values_list("recipient_id", "occurrence"))


def written(moment, kind="visit_tomorrow"):
    with bypassing():
        mails = list(Mail.objects.filter(kind=kind))
    with time_machine.travel(moment, tick=False), as_worker():
        return [compose(mail) for mail in mails]


@pytest.fixture
def visit(signed):
    """A visit at half past three in Denver, planned today."""
    return plan(signed, days=(VISIT - TODAY).days, at=dt.time(15, 30))


def fetched(visit):
    return Visit.objects.select_related("partnership__program").get(pk=visit.pk)


def test_both_are_reminded_the_day_before_at_three(signed, visit):
    before = VISIT - dt.timedelta(days=1)
    tick(at(before, "14:59"))
    assert reminders() == []
    tick(at(before, "15:00"))
    assert {who for who, _what in reminders()} == {signed["coach"].pk, signed["coachee"].pk}


def test_two_schedulers_and_every_minute_after_remind_once(signed, visit):
    before = VISIT - dt.timedelta(days=1)
    for clock in ("15:00", "15:00", "15:01", "23:00"):
        tick(at(before, clock))
    assert len(reminders()) == 2


def test_the_reminder_says_when_in_the_recipients_zone_and_nothing_else(signed, visit):
    with bypassing():
        User.objects.filter(pk=signed["coachee"].pk).update(time_zone="America/New_York")
    before = VISIT - dt.timedelta(days=1)
    tick(at(before, "15:00", "America/New_York"))
    assert [who for who, _what in reminders()] == [signed["coachee"].pk]
    (message,) = written(at(before, "15:00", "America/New_York"))
    assert message.subject == "A visit is tomorrow"
    assert "at 5:30 PM" in message.body
    for word in (signed.name("coach"), "Rosa", "lassroom", signed.program.name):
        assert word not in message.body
    tick(at(before, "15:00"))
    assert len(reminders()) == 2


def test_a_zone_that_changes_moves_the_reminder(signed, visit):
    with bypassing():
        User.objects.filter(pk=signed["coachee"].pk).update(time_zone="Pacific/Honolulu")
    before = VISIT - dt.timedelta(days=1)
    tick(at(before, "15:00"))
    assert [who for who, _what in reminders()] == [signed["coach"].pk]
    tick(at(before, "15:00", "Pacific/Honolulu"))
    assert len(reminders()) == 2


def test_a_cancelled_visit_is_not_reminded_of(signed, visit):
    before = VISIT - dt.timedelta(days=1)
    tick(at(before, "15:00"))
    with acting_as(signed["coach"].pk):
        cancel_visit(visit=fetched(visit), by=signed["coach"])
    assert written(at(before, "15:00")) == [None, None]
    with bypassing():
        Mail.objects.all().delete()
    tick(at(before, "15:10"))
    assert reminders() == []


def test_a_moved_visit_is_reminded_of_at_its_new_time_alone(signed, visit):
    before = VISIT - dt.timedelta(days=1)
    tick(at(before, "15:00"))
    with acting_as(signed["coach"].pk):
        move_visit(
            visit=fetched(visit), by=signed["coach"], local_date=VISIT + dt.timedelta(days=7),
            local_time=dt.time(9, 0), mode="virtual", place="", planned_minutes=60,
        )  # fmt: skip
    assert written(at(before, "15:00")) == [None, None]
    later = VISIT + dt.timedelta(days=6)
    tick(at(later, "15:00"))
    assert len(reminders()) == 4
    assert sum(message is not None for message in written(at(later, "15:00"))) == 2


def test_who_was_told_after_the_hour_of_the_reminder_is_not_reminded(signed):
    before = VISIT - dt.timedelta(days=1)
    plan(signed, days=(VISIT - TODAY).days)
    with bypassing():
        Mail.objects.filter(recipient=signed["coach"]).update(due_at=at(before, "16:00"))
    tick(at(before, "16:05"))
    assert [who for who, _what in reminders()] == [signed["coachee"].pk]


def test_after_a_standstill_nothing_old_is_sent(signed, visit):
    tick(at(VISIT, "08:00"))
    assert reminders() == []
    tick(at(VISIT, "15:31"))
    assert reminders() == []


def test_a_missing_log_is_asked_for_three_times_and_of_the_coach_alone(signed, visit):
    for days in range(9):
        for clock in ("08:59", "09:00", "20:00"):
            tick(at(VISIT + dt.timedelta(days=days), clock))
    asked = reminders("log_missing")
    assert [who for who, _what in asked] == [signed["coach"].pk] * 3
    assert [what for _who, what in asked] == ["log_missing 1 0", "log_missing 2 0", "log_missing 3 0"]
    with bypassing():
        days = sorted((mail.due_at.date() - VISIT).days for mail in Mail.objects.filter(kind="log_missing"))
    assert days == [1, 3, 5]


def test_a_log_that_is_finished_is_not_asked_for(signed, visit):
    after = at(VISIT + dt.timedelta(days=1), "09:00")
    tick(after)
    (message,) = written(after, "log_missing")
    assert "about two minutes" in message.body
    assert f"/visits/{visit.pk}/log/" in message.body
    with acting_as(signed["coach"].pk):
        finish_visit(visit=fetched(visit), by=signed["coach"], data=entry())
    assert written(after, "log_missing") == [None]


def test_before_all_have_signed_no_log_is_asked_for(cast):
    plan(cast, days=(VISIT - TODAY).days)
    tick(at(VISIT + dt.timedelta(days=1), "09:00"))
    assert reminders("log_missing") == []


def test_who_has_left_or_is_deactivated_is_not_reminded(signed, visit):
    with bypassing():
        signed.partnership.parties.filter(user=signed["coachee"]).update(left_at=timezone.now())
        User.objects.filter(pk=signed["coach"].pk).update(is_active=False)
    tick(at(VISIT - dt.timedelta(days=1), "15:00"))
    assert reminders() == []


def test_the_worker_is_given_dates_and_never_words(signed, visit):
    with as_worker(), connection.cursor() as cursor:
        cursor.execute("select * from sec.visits_to_remind(now(), now() + interval '1 year')")
        columns = {column.name for column in cursor.description}
        assert len(cursor.fetchall()) == 2
    assert columns == {
        "visit_id", "sequence", "starts_at", "minutes", "signed", "framework_version_id", "user_id", "part",
        "time_zone", "told_at",
    }  # fmt: skip


def test_the_web_login_is_not_given_them(signed, visit):
    with (
        acting_as(signed["coach"].pk),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select * from sec.visits_to_remind(now(), now() + interval '1 year')")


@pytest.mark.parametrize(
    ("zone", "visit", "reminded"),
    [
        ("America/New_York", (2027, 3, 14), (2027, 3, 13, 20, 0)),  # the clocks go forward in between
        ("America/New_York", (2027, 11, 7), (2027, 11, 6, 19, 0)),  # and back
        ("Australia/Lord_Howe", (2027, 10, 3), (2027, 10, 2, 4, 30)),  # half an hour forward
        ("Australia/Lord_Howe", (2027, 4, 4), (2027, 4, 3, 4, 0)),  # and back
    ],
)
def test_over_a_change_of_the_clocks_it_is_three_on_the_wall_the_day_before(zone, visit, reminded):
    framework = next(one for one in load_folder() if one.key == "stars")
    (reminder,) = framework.reminders_at(Anchor.VISIT_START)
    there = Appointment(
        visit_id=uuid.uuid4(), sequence=0, starts_at=at(dt.date(*visit), "15:30", zone), minutes=60, signed=True,
        framework_version_id=uuid.uuid4(), user_id=uuid.uuid4(), part="coach", time_zone=zone, told_at=None,
    )  # fmt: skip
    moment = dt.datetime(*reminded, tzinfo=dt.UTC)
    assert _due(reminder, Anchor.VISIT_START, there, moment) == 1
    assert _due(reminder, Anchor.VISIT_START, there, moment - dt.timedelta(minutes=1)) == 0
