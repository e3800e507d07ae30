"""Appointments: who plans, moves and cancels them, what both are told, and the calendar file."""

import datetime as dt

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, Mail, User
from coaching.services.outbox import compose
from cycles.models import LogDraft, Visit
from cycles.services import NotPlanned, cancel_visit, move_visit
from cycles.tests.work import log, plan
from tests.cast import today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


def posted(**options):
    day = today() + dt.timedelta(days=5)
    return {
        "local_date": day.isoformat(),
        "local_time": "15:30",
        "planned_minutes": "60",
        "mode": "virtual",
        "place": "video_call",
    } | options


def mails(kind):
    with bypassing():
        return list(Mail.objects.filter(kind=kind).order_by("recipient_id"))


def written(mail):
    """The message as the worker would send it."""
    with as_worker():
        return compose(mail)


@pytest.mark.parametrize(
    ("person", "status"),
    [("coach", 302), ("coachee", 403), ("former_coach", 403), ("supervisor", 404), ("leader", 404),
     ("local_agency", 404), ("administrator", 404), ("other_coach", 404), ("stranger", 404)],
)  # fmt: skip
def test_the_coach_plans_a_visit_and_nobody_else_does(client, signed, person, status):
    client.force_login(signed[person])
    address = reverse("visit_plan", args=[signed.partnership.pk])
    assert client.post(address, posted()).status_code == status
    with bypassing():
        assert Visit.objects.count() == (1 if status == 302 else 0)


@pytest.mark.parametrize(
    ("person", "status"),
    [("coach", 302), ("coachee", 403), ("supervisor", 404), ("leader", 404), ("other_coach", 404), ("stranger", 404)],
)
def test_where_the_coach_plans_alone_only_the_coach_moves(client, signed, person, status):
    visit = plan(signed)
    client.force_login(signed[person])
    assert client.post(reverse("visit_move", args=[visit.pk]), posted()).status_code == status
    with bypassing():
        visit.refresh_from_db()
    assert (visit.sequence > 0) == (status == 302)


def test_before_everybody_has_signed_a_visit_can_be_planned_already(client, cast):
    client.force_login(cast["coach"])
    assert client.post(reverse("visit_plan", args=[cast.partnership.pk]), posted()).status_code == 302


def test_a_visit_is_kept_as_wall_time_and_as_utc(signed):
    visit = plan(signed, at=dt.time(15, 30))
    assert (visit.local_time, visit.time_zone) == (dt.time(15, 30), "America/Denver")
    assert visit.starts_at.astimezone(dt.UTC).strftime("%H:%M") in ("21:30", "22:30")
    with bypassing():
        assert AuditEntry.objects.filter(event="visit_planned", target_id=visit.pk, person=signed["coach"]).exists()


def test_both_of_the_pair_get_a_mail_with_a_calendar_file(signed):
    visit = plan(signed)
    told = mails("visit_planned")
    assert {mail.recipient_id for mail in told} == {signed["coach"].pk, signed["coachee"].pk}
    for mail in told:
        message = written(mail)
        event = calendar_of(message)
        assert (event.method, event.uid, event.sequence) == ("REQUEST", f"{visit.pk}@alongside", 0)
        assert event.start == visit.starts_at
        assert event.end - event.start == dt.timedelta(minutes=60)
        assert event.summary == "Coaching visit"


def test_no_mail_names_the_other_or_says_where(signed):
    plan(signed)
    for mail in mails("visit_planned"):
        message = written(mail)
        other = "coachee" if mail.recipient_id == signed["coach"].pk else "coach"
        text = message.message().as_string() + calendar_of(message).text
        for word in (signed.name(other), signed.name(other).split()[1], signed[other].email, "classroom", "Classroom"):
            assert word not in text
        assert signed.people[{"coach": "coachee", "coachee": "coach"}[other]].email in text


def test_a_moved_visit_replaces_the_calendar_entry_and_the_mail_that_waits(signed):
    visit = plan(signed)
    with acting_as(signed["coach"].pk):
        visit = Visit.objects.select_related("partnership__program").get(pk=visit.pk)
        move_visit(
            visit=visit, by=signed["coach"], local_date=visit.local_date + dt.timedelta(days=1),
            local_time=dt.time(10, 0), mode="virtual", place="", planned_minutes=45,
        )  # fmt: skip
    assert [written(mail) for mail in mails("visit_planned")] == [None, None]
    event = calendar_of(written(mails("visit_moved")[0]))
    assert (event.method, event.uid, event.sequence) == ("REQUEST", f"{visit.pk}@alongside", 1)
    assert event.end - event.start == dt.timedelta(minutes=45)


def test_saving_an_appointment_unchanged_tells_nobody(client, signed):
    visit = plan(signed)
    client.force_login(signed["coach"])
    same = posted(local_date=visit.local_date.isoformat(), mode="in_person", place="classroom", planned_minutes="60")
    assert client.post(reverse("visit_move", args=[visit.pk]), same).status_code == 302
    assert mails("visit_moved") == []


def test_a_cancelled_visit_leaves_the_calendar_and_takes_its_draft_along(client, signed):
    visit = plan(signed)
    with acting_as(signed["coach"].pk):
        LogDraft(partnership=signed.partnership, visit=visit, author=signed["coach"], saved_at=timezone.now()).save(
            force_insert=True
        )
    client.force_login(signed["coach"])
    assert client.get(reverse("visit_cancel", args=[visit.pk])).status_code == 200
    assert client.post(reverse("visit_cancel", args=[visit.pk]), {"who": "neither"}).status_code == 302
    with bypassing():
        assert not LogDraft.objects.exists()
    assert [written(mail) for mail in mails("visit_planned")] == [None, None]
    told = mails("visit_cancelled")
    assert len(told) == 2
    event = calendar_of(written(told[0]))
    assert (event.method, event.sequence, event.status) == ("CANCEL", 1, "CANCELLED")


def test_a_cancelled_visit_is_not_cancelled_or_moved_again(client, signed):
    visit = plan(signed)
    with acting_as(signed["coach"].pk):
        visit = Visit.objects.select_related("partnership").get(pk=visit.pk)
        cancel_visit(visit=visit, by=signed["coach"])
        with pytest.raises(NotPlanned):
            cancel_visit(visit=visit, by=signed["coach"])
    client.force_login(signed["coach"])
    assert client.post(reverse("visit_move", args=[visit.pk]), posted()).status_code == 302
    assert len(mails("visit_cancelled")) == 2
    assert mails("visit_moved") == []


def test_nobody_gets_a_mail_about_a_pair_they_have_left(signed):
    plan(signed)
    with bypassing():
        signed.partnership.parties.filter(user=signed["coachee"]).update(left_at=timezone.now())
    by_person = {mail.recipient_id: written(mail) for mail in mails("visit_planned")}
    assert by_person[signed["coachee"].pk] is None
    assert by_person[signed["coach"].pk] is not None


def test_two_visits_at_once_are_said_and_can_be_planned_all_the_same(client, signed):
    visit = plan(signed, days=5)
    client.force_login(signed["coach"])
    address = reverse("visit_plan", args=[signed.partnership.pk])
    answer = client.post(address, posted(local_date=visit.local_date.isoformat(), local_time="16:00"))
    assert "You have something else at that time already" in answer.content.decode()
    again = posted(local_date=visit.local_date.isoformat(), local_time="16:00", anyway="on")
    assert client.post(address, again).status_code == 302
    assert client.post(address, posted(local_date=visit.local_date.isoformat(), local_time="18:00")).status_code == 302


def test_the_overlap_tells_nothing_of_other_coaches(client, signed):
    visit = plan(signed, days=5)
    client.force_login(signed["other_coach"])
    address = reverse("visit_plan", args=[signed.other_partnership.pk])
    assert client.post(address, posted(local_date=visit.local_date.isoformat())).status_code == 302


def sunday(month, number):
    """That Sunday of a month of next year; on the second of March and the first of November clocks change in Denver."""
    first = dt.date(today().year + 1, month, 1)
    return first + dt.timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))


@pytest.mark.parametrize(
    ("day", "at", "says"),
    [
        (sunday(3, 2), "02:30", "Choose 1:30 AM or 3:30 AM"),
        (sunday(11, 1), "01:30", "this time comes twice"),
        (today() - dt.timedelta(days=1), "10:00", "This time is over"),
        (today() + dt.timedelta(days=900), "10:00", "more than two years away"),
    ],
)
def test_a_time_that_cannot_be_is_said_at_the_field(client, signed, day, at, says):
    client.force_login(signed["coach"])
    address = reverse("visit_plan", args=[signed.partnership.pk])
    answer = client.post(address, posted(local_date=day.isoformat(), local_time=at))
    assert says in answer.content.decode()
    assert f'value="{day.isoformat()}"' in answer.content.decode()
    with bypassing():
        assert not Visit.objects.exists()


@pytest.mark.parametrize(("which", "utc"), [("first", "07:30"), ("second", "08:30")])
def test_of_a_time_that_comes_twice_either_can_be_chosen(client, signed, which, utc):
    client.force_login(signed["coach"])
    address = reverse("visit_plan", args=[signed.partnership.pk])
    answer = client.post(address, posted(local_date=sunday(11, 1).isoformat(), local_time="01:30", which=which))
    assert answer.status_code == 302
    with bypassing():
        assert Visit.objects.get().starts_at.astimezone(dt.UTC).strftime("%H:%M") == utc


def test_a_finished_log_is_not_taken_back_by_cancelling_or_deleting(client, signed):
    visit = log(signed)
    client.force_login(signed["coach"])
    answer = client.post(reverse("visit_cancel", args=[visit.pk]), follow=True)
    assert "A finished log stays" in answer.content.decode()
    assert "You can correct what you wrote in it" in answer.content.decode()
    with bypassing():
        visit.refresh_from_db()
    assert visit.state == Visit.State.LOGGED


@pytest.mark.parametrize("person", ["coach", "coachee", "supervisor", "leader", "administrator"])
def test_the_database_lets_nobody_delete_a_visit_or_its_log(signed, person):
    visit = log(signed)
    with acting_as(signed[person].pk):
        for table in ("cycles_visitlog", "cycles_visitdetail", "cycles_note", "cycles_visit", "cycles_cycle"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"delete from {table}")
    with bypassing():
        assert Visit.objects.filter(pk=visit.pk).exists()


def test_the_coachee_is_told_how_to_reach_the_coach(client, signed):
    visit = plan(signed)
    client.force_login(signed["coachee"])
    page = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert signed["coach"].email in page
    assert "555 0100" in page
    assert reverse("visit_move", args=[visit.pk]) not in page


def test_times_are_shown_in_the_readers_zone(client, signed):
    visit = plan(signed, at=dt.time(15, 30))
    with bypassing():
        User.objects.filter(pk=signed["coachee"].pk).update(time_zone="America/New_York")
    client.force_login(signed["coachee"])
    page = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert "5:30 PM" in page
    assert "3:30 PM there (America/Denver)" in page


class Entry:
    """What a calendar reads in the file of a message."""

    def __init__(self, message):
        name, content, mime = message.attachments[0]
        self.text = content if isinstance(content, str) else content.decode()
        calendar = Calendar.from_ical(self.text)
        (event,) = calendar.walk("VEVENT")
        self.method, self.uid, self.sequence = str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"])
        self.start, self.end = event["DTSTART"].dt, event["DTEND"].dt
        self.summary, self.status = str(event["SUMMARY"]), str(event["STATUS"])
        assert name.endswith(".ics")
        assert mime == f"text/calendar; method={self.method}"
        assert "LOCATION" not in event
        assert "DESCRIPTION" not in event


def calendar_of(message):
    assert message is not None
    return Entry(message)


def test_the_calendar_part_of_the_mail_names_its_method(signed):
    plan(signed)
    message = written(mails("visit_planned")[0]).message()
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert Calendar.from_ical(part.get_payload(decode=True).decode()).walk("VEVENT")


def test_a_new_appointment_is_offered_as_the_last_one_was_one_rhythm_later(client, signed):
    plan(signed, days=2, at=dt.time(8, 15))
    client.force_login(signed["coach"])
    page = client.get(reverse("visit_plan", args=[signed.partnership.pk])).content.decode()
    expected = today() + dt.timedelta(days=16)
    assert 'value="08:15"' in page
    assert f'value="{expected.isoformat()}"' in page
