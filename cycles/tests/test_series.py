"""Visits in a series: the same time on the clock, seen before they are made, in one go and with one mail."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from coaching.disclosure.identity import acting_as
from coaching.models import Mail
from coaching.services.outbox import compose
from cycles.models import Attendance, Visit
from cycles.services import Changed, NotPlanned, cancel_later, cancel_visit, move_later, plan_series
from cycles.services.series import MOST, Alike, days_of, foresee, later_ones
from cycles.tests.work import plan, sign_with, the_pair
from tests.cast import today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


def first_day(days=5):
    return today() + dt.timedelta(days=days)


def posted(**options):
    return {
        "local_date": first_day().isoformat(), "local_time": "15:30", "weeks": "2", "ends": "times", "times": "4",
        "planned_minutes": "60", "mode": "virtual", "place": "video_call", "step": "show",
    } | options  # fmt: skip


def shown_in(page):
    return page.partition('name="shown" value="')[2].partition('"')[0]


def days_in(page):
    return [piece.partition('"')[0] for piece in page.split('name="keep" value="')[1:]]


@pytest.fixture
def address(signed):
    return reverse("visit_series", args=[signed.partnership.pk])


@pytest.fixture
def series(coach, signed, address):
    """Four visits, planned over the page."""
    page = coach.post(address, posted()).content.decode()
    answer = coach.post(address, posted(step="plan", shown=shown_in(page), keep=days_in(page)))
    assert answer.status_code == 302
    with bypassing():
        return list(Visit.objects.order_by("starts_at"))


def see(signed, days, at, zone, **options):
    with acting_as(signed["coach"].pk):
        pair = the_pair(signed.partnership)
        return foresee(user=signed["coach"], partnership=pair, days=days, at=at, zone=zone, minutes=60, **options)


# ---- local time ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "first", "hours", "clocks"),
    [
        ("America/New_York", dt.date(2027, 10, 31), [19, 20], ("EDT", "EST")),
        ("America/New_York", dt.date(2027, 3, 7), [20, 19], ("EST", "EDT")),
        ("America/Phoenix", dt.date(2027, 10, 31), [22, 22], None),
        # Half an hour: summer time there ends on Sunday, April 4
        ("Australia/Lord_Howe", dt.date(2027, 3, 21), [4, 4], None),
        ("Australia/Lord_Howe", dt.date(2027, 3, 29), [4, 4.5], ("+11", "+1030")),
    ],
)
def test_the_time_on_the_clock_stays_over_a_change_which_is_said_by_name(signed, zone, first, hours, clocks):
    found = see(signed, days_of(first, weeks=1, times=2), dt.time(15, 0), zone)
    assert [one.starts_at.astimezone(ZoneInfo(zone)).time() for one in found] == [dt.time(15, 0)] * 2
    assert [one.starts_at.hour + one.starts_at.minute / 60 for one in found] == hours
    assert [one.clocks for one in found] == [None, clocks]


def test_a_time_that_the_clock_skips_is_never_guessed_and_one_that_comes_twice_is_said(signed):
    skipped = see(signed, [dt.date(2027, 3, 7), dt.date(2027, 3, 14)], dt.time(2, 30), "America/New_York")
    assert [one.starts_at is None for one in skipped] == [False, True]
    twice = see(signed, [dt.date(2027, 10, 31), dt.date(2027, 11, 7)], dt.time(1, 30), "America/New_York")
    assert [one.twice for one in twice] == [False, True]
    assert twice[1].starts_at.hour == 5


ZONES = st.sampled_from(["America/New_York", "America/Phoenix", "Australia/Lord_Howe", "America/Denver"])


def test_every_day_of_a_series_is_so_many_weeks_after_the_one_before_and_at_the_same_time(signed):
    @given(ZONES, st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)), st.integers(1, 8), st.integers(2, MOST),
           st.times().map(lambda at: at.replace(second=0, microsecond=0)))  # fmt: skip
    def holds(zone, first, weeks, times, at):
        days = days_of(first, weeks=weeks, times=times)
        assert len(days) == times
        assert {later - day for day, later in itertools.pairwise(days)} == {dt.timedelta(weeks=weeks)}
        assert days == days_of(first, weeks=weeks, until=days[-1])
        for one in see(signed, days, at, zone):
            if one.starts_at:
                local = one.starts_at.astimezone(ZoneInfo(zone))
                assert (local.date(), local.time()) == (one.day, at)

    holds()


# ---- the page -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("person", "status"),
    [("coach", 200), ("coachee", 403), ("former_coach", 403), ("supervisor", 404), ("leader", 404),
     ("administrator", 404), ("other_coach", 404), ("leader_elsewhere", 404), ("stranger", 404)],
)  # fmt: skip
def test_who_plans_visits_plans_a_series(client, signed, address, person, status):
    client.force_login(signed[person])
    assert client.get(address).status_code == status
    assert client.post(address, posted()).status_code == status
    with bypassing():
        assert not Visit.objects.exists()


def test_nothing_is_planned_before_the_days_were_seen(coach, signed, address):
    page = coach.post(address, posted()).content.decode()
    assert days_in(page) == [(first_day() + dt.timedelta(weeks=2 * n)).isoformat() for n in range(4)]
    assert coach.post(address, posted(step="plan", keep=days_in(page))).status_code == 200
    assert coach.post(address, posted(step="plan", keep=days_in(page), shown="0" * 32)).status_code == 200
    with bypassing():
        assert not Visit.objects.exists()


def test_a_day_that_is_taken_is_marked_and_left_out_unless_it_is_ticked(coach, signed, address):
    plan(signed, days=19, at=dt.time(16, 0))
    page = coach.post(address, posted()).content.decode()
    assert "Something is planned at that time already" in page
    assert page.count(" checked>") == 3 + page.partition('name="shown"')[0].count(" checked>")
    answer = coach.post(address, posted(step="plan", shown=shown_in(page), keep=days_in(page)[:1]))
    assert answer.status_code == 302
    with bypassing():
        assert Visit.objects.filter(series__isnull=False).count() == 1


def test_sent_twice_it_is_planned_once(coach, signed, address, series):
    page = coach.post(address, posted()).content.decode()
    answer = coach.post(address, posted(step="plan", shown=shown_in(page), keep=[]))
    assert "Tick at least one day." in answer.content.decode()
    with bypassing():
        assert Visit.objects.count() == 4


def test_the_second_of_two_equal_requests_looks_again(coach, address, signed):
    page = coach.post(address, posted()).content.decode()
    same = posted(step="plan", shown=shown_in(page), keep=days_in(page))
    assert [coach.post(address, same).status_code for _turn in range(2)] == [302, 200]
    with bypassing():
        assert Visit.objects.count() == 4


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"times": ""}, "Say how many."),
        ({"times": "1"}, "Write 2 or more"),
        ({"times": "53"}, "Write 52 or less"),
        ({"ends": "until", "until": ""}, "Say which day is the last."),
        ({"weeks": "9"}, "is not in the list"),
        ({"weeks": "8", "times": "40"}, "at most a year long"),
    ],
)
def test_what_is_no_series_is_said_at_its_field(client, cast, options, words):
    sign_with(cast, ends_on=None)
    client.force_login(cast["coach"])
    address = reverse("visit_series", args=[cast.partnership.pk])
    assert words in client.post(address, posted(**options)).content.decode()


def test_a_series_ends_with_the_time_that_was_agreed(client, cast):
    sign_with(cast, ends_on=first_day(5 + 29))
    client.force_login(cast["coach"])
    coach, address = client, reverse("visit_series", args=[cast.partnership.pk])
    page = coach.post(address, posted()).content.decode()
    assert "3 coaching visits fit." in page
    until = posted(ends="until", until=first_day(5 + 60).isoformat())
    assert "3 coaching visits fit." in coach.post(address, until).content.decode()
    assert len(days_in(coach.post(address, posted(times="3")).content.decode())) == 3


# ---- mails --------------------------------------------------------------------------------------------------------
def mails(kind):
    with bypassing():
        found = list(Mail.objects.filter(kind=kind))
    with as_worker():
        return [(mail, compose(mail)) for mail in found]


def events(message):
    part = next(one for one in message.message().walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "PUBLISH"
    return Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")


def test_both_get_one_mail_with_all_of_them(signed, series):
    told = mails("series_planned")
    assert {mail.recipient_id for mail, _message in told} == {signed["coach"].pk, signed["coachee"].pk}
    assert not mails("visit_planned")
    for mail, message in told:
        other = "coachee" if mail.recipient_id == signed["coach"].pk else "coach"
        found = events(message)
        assert [str(event["uid"]) for event in found] == [f"{visit.pk}@alongside" for visit in series]
        assert {str(event["summary"]) for event in found} == {"Coaching visit"}
        text = message.message().as_string()
        assert not any(word in text for word in (signed.name(other), signed[other].email, "video_call", "Video call"))


def test_who_has_left_gets_none(signed, series):
    from coaching.models import Party

    with bypassing():
        coachee = Party.objects.filter(partnership=signed.partnership, user=signed["coachee"])
        coachee.update(left_at=dt.datetime.now(dt.UTC))
    told = {mail.recipient_id: message for mail, message in mails("series_planned")}
    assert told[signed["coachee"].pk] is None and told[signed["coach"].pk] is not None


# ---- this and all later ones --------------------------------------------------------------------------------------
def test_one_of_them_alone_is_called_off(coach, series):
    coach.post(reverse("visit_cancel", args=[series[1].pk]), {"who": "neither", "scope": "one", "seen": ".3"})
    with bypassing():
        assert [visit.state for visit in Visit.objects.order_by("starts_at")] == [
            "planned", "cancelled", "planned", "planned",
        ]  # fmt: skip


def test_this_and_all_later_ones_are_called_off_with_one_mail(coach, signed, series):
    page = coach.get(reverse("visit_cancel", args=[series[1].pk])).content.decode()
    assert "This and all 2 later ones" in page
    answers = {"who": "neither", "scope": "later", "seen": ".3"}
    assert coach.post(reverse("visit_cancel", args=[series[1].pk]), answers).status_code == 302
    with bypassing():
        states = [visit.state for visit in Visit.objects.order_by("starts_at")]
        assert Attendance.objects.count() == 3
    assert states == ["planned", "cancelled", "cancelled", "cancelled"]
    assert not mails("visit_cancelled")
    (_mail, message), _other = mails("series_cancelled")
    found = events(message)
    assert [(str(event["uid"]), int(event["sequence"]), str(event["status"])) for event in found] == [
        (f"{visit.pk}@alongside", 1, "CANCELLED") for visit in series[1:]
    ]


def test_this_and_all_later_ones_are_moved_once_they_were_seen(coach, signed, series):
    address = reverse("visit_move", args=[series[1].pk])
    day = series[1].local_date + dt.timedelta(days=1)
    move = {"local_date": day.isoformat(), "local_time": "10:00", "planned_minutes": "45", "mode": "virtual",
            "place": "", "scope": "later"}  # fmt: skip
    page = coach.post(address, move).content.decode()
    with bypassing():
        assert not Visit.objects.filter(sequence__gt=0).exists()
    assert coach.post(address, move | {"shown": shown_in(page)}).status_code == 302
    with bypassing():
        moved = list(Visit.objects.order_by("starts_at"))
    assert [visit.sequence for visit in moved] == [0, 1, 1, 1]
    assert [visit.local_date for visit in moved[1:]] == [
        visit.local_date + dt.timedelta(days=1) for visit in series[1:]
    ]
    assert {visit.local_time for visit in moved[1:]} == {dt.time(10, 0)}
    (_mail, message), _other = mails("series_moved")
    assert [int(event["sequence"]) for event in events(message)] == [1, 1, 1]


def test_what_changed_since_it_was_seen_is_not_done(signed, series):
    with acting_as(signed["coach"].pk):
        ids = {visit.pk for visit in later_ones(series[0])}
        cancel_visit(visit=series[2], by=signed["coach"])
        with pytest.raises(Changed):
            cancel_later(visit=series[0], by=signed["coach"], expected=ids)
        cancel_visit(visit=series[0], by=signed["coach"])
        with pytest.raises(NotPlanned):
            cancel_later(visit=series[0], by=signed["coach"], expected=ids)


# ---- how many queries ---------------------------------------------------------------------------------------------
def test_queries_do_not_grow_with_the_number_of_visits(signed):
    with acting_as(signed["coach"].pk):
        pair = the_pair(signed.partnership)
    alike = Alike(local_time=dt.time(9, 0), mode="virtual", place="", planned_minutes=60)

    def counts(times, first):
        with acting_as(signed["coach"].pk):
            found = []
            days = days_of(first, weeks=1, times=times)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                seen = see(signed, days, dt.time(9, 0), "America/Denver")
                visits = plan_series(partnership=pair, by=signed["coach"], occurrences=seen, alike=alike)
            found.append(len(queries))
            with CaptureQueriesContext(connection) as queries:
                later = see(signed, [day + dt.timedelta(days=1) for day in days], dt.time(9), "America/Denver",
                            visits=later_ones(visits[0]))  # fmt: skip
                move_later(visit=visits[0], by=signed["coach"], occurrences=later, alike=alike)
            found.append(len(queries))
            with CaptureQueriesContext(connection) as queries:
                ids = {visit.pk for visit in visits}
                cancel_later(visit=visits[0], by=signed["coach"], expected=ids)
            return [*found, len(queries)]

    assert counts(2, first_day(1)) == counts(MOST, first_day(90))
