"""The private calendar address: what it says, to whom, and that its secret is kept nowhere."""

import datetime as dt
import hashlib
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from coaching.logs import public_path
from coaching.models import AuditEntry, Party, User
from cycles.models import CalendarFeed, Visit
from cycles.services.feeds import A_MINUTE, make_feed
from cycles.tests.work import plan
from tests import probe
from tests.cast import NAMES, Client
from tests.database import bypassing
from tests.test_noninterference import header, without_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


def make(client, user) -> str:
    """The address, as it is shown once on the page."""
    client.force_login(user)
    page = client.post(reverse("calendar_settings"), {"step": "make"}).content.decode()
    return re.search(r'value="https?://[^/]+(/calendar/[^"]+\.ics)"', page)[1]


def fetched(address, **headers):
    return Client().get(address, headers=headers)


def events(answer):
    return Calendar.from_ical(answer.content).walk("VEVENT")


# ---- what it says -------------------------------------------------------------------------------------------------
def test_it_says_when_and_names_nobody(client, signed):
    visit = plan(signed)
    answer = fetched(make(client, signed["coach"]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    (event,) = events(answer)
    assert (str(event["uid"]), str(event["summary"])) == (f"{visit.pk}@alongside", "Coaching visit")
    assert event.start == visit.starts_at
    text = answer.content.decode()
    for word in ("Whitehorse", "Delgado", "@example.org", "Classroom", "LOCATION", "ATTENDEE", "ORGANIZER"):
        assert word not in text


def test_its_owner_chooses_more_for_this_address_alone(client, signed):
    plan(signed)
    address = make(client, signed["coach"])
    theirs = make(client, signed["coachee"])
    client.force_login(signed["coach"])
    client.post(reverse("calendar_settings"), {"step": "choose", "with_name": "on", "with_place": "on"})
    (event,) = events(fetched(address))
    assert str(event["summary"]) == "Coaching visit with June Whitehorse"
    assert str(event["location"]) == "Classroom"
    (event,) = events(fetched(theirs))
    assert str(event["summary"]) == "Coaching visit" and "location" not in event


def test_a_moved_visit_moves_and_a_cancelled_one_goes(client, signed):
    visit = plan(signed)
    address = make(client, signed["coachee"])
    with bypassing():
        Visit.objects.filter(pk=visit.pk).update(starts_at=visit.starts_at + dt.timedelta(hours=1), sequence=1)
    (event,) = events(fetched(address))
    assert event.start == visit.starts_at + dt.timedelta(hours=1) and int(event["sequence"]) == 1
    with bypassing():
        Visit.objects.filter(pk=visit.pk).update(state="cancelled")
    assert not events(fetched(address))


def test_it_shows_what_its_person_may_see_and_nothing_of_other_pairs(client, signed):
    plan(signed)
    assert not events(fetched(make(client, signed["other_coach"])))


@pytest.mark.parametrize("person", ["supervisor", "leader", "administrator", "stranger"])
def test_who_has_no_pair_has_no_calendar(client, signed, person):
    plan(signed)
    assert fetched(make(client, signed[person])).status_code == 404


def test_it_ends_with_their_part(client, signed):
    plan(signed)
    address = make(client, signed["coachee"])
    assert fetched(address).status_code == 200
    with bypassing():
        Party.objects.filter(user=signed["coachee"]).update(left_at=timezone.now())
    assert fetched(address).status_code == 404


def test_it_ends_with_their_account(client, signed):
    address = make(client, signed["coachee"])
    with bypassing():
        User.objects.filter(pk=signed["coachee"].pk).update(is_active=False)
    assert fetched(address).status_code == 404


def test_whoever_is_signed_in_makes_no_difference(client, signed):
    plan(signed)
    address = make(client, signed["coach"])
    client.force_login(signed["stranger"])
    assert client.get(address).content == fetched(address).content
    assert client.get(reverse("caseload")).status_code == 200
    assert "June Whitehorse" not in client.get(reverse("home"), follow=True).content.decode()


# ---- unknown, revoked and malformed -------------------------------------------------------------------------------
def test_unknown_revoked_replaced_and_malformed_are_answered_alike(client, signed):
    replaced = make(client, signed["coach"])
    revoked = make(client, signed["coach"])
    client.post(reverse("calendar_settings"), {"step": "revoke"})
    addresses = [replaced, revoked, "/calendar/1.ics", "/calendar/%00.ics", "/calendar/%ED%A0%80.ics",
                 f"/calendar/{'x' * 300}.ics", "/calendar/a b.ics", "/calendar/nothing"]  # fmt: skip
    answers = [fetched(one) for one in addresses]
    assert {answer.status_code for answer in answers} == {404}
    assert len({tuple(sorted((key, value) for key, value in header(answer) if key not in ("Content-Length", "Expires")))
                for answer in answers}) == 1  # fmt: skip
    # The page leads back to the address that was asked for, and says nothing else of it
    pages = {
        without_tokens(answer.content).replace(answer.wsgi_request.path.encode(), b"/calendar/")
        for answer in answers[:3]
    }
    assert len(pages) == 1


def test_asking_too_often_has_to_wait_whether_or_not_it_is_known(client, signed):
    known = make(client, signed["coach"])
    for address in (known, "/calendar/1unknown.ics"):
        first = fetched(address).status_code
        statuses = [fetched(address).status_code for _turn in range(A_MINUTE["address"])]
        assert statuses[-1] == 429 and set(statuses[:-1]) == {first}
        assert fetched(address)["Retry-After"] == "60"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, signed, method):
    assert getattr(Client(), method)(make(client, signed["coach"])).status_code == 405


# ---- kept for a while, by its owner alone -------------------------------------------------------------------------
def test_what_has_not_changed_is_not_sent_again(client, signed):
    visit = plan(signed)
    address = make(client, signed["coach"])
    first = fetched(address)
    again = fetched(address, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-cache"
    with bypassing():
        Visit.objects.filter(pk=visit.pk).update(planned_minutes=90)
    assert fetched(address, if_none_match=first["ETag"]).status_code == 200


def test_every_other_page_is_still_kept_nowhere(client, signed):
    client.force_login(signed["coach"])
    assert "no-store" in client.get(reverse("calendar_settings"))["Cache-Control"]


# ---- the secret ---------------------------------------------------------------------------------------------------
def test_the_secret_is_in_no_table_no_log_and_on_no_second_page(client, signed, caplog):
    address = make(client, signed["coach"])
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    fetched(address)
    fetched(f"/calendar/{secret}x.ics")
    assert secret not in client.get(reverse("calendar_settings")).content.decode()
    with bypassing(), connection.cursor() as cursor:
        assert CalendarFeed.objects.get().digest == hashlib.sha256(secret.encode()).digest()
        assert AuditEntry.objects.filter(event="feed_made", person=signed["coach"]).exists()
        for table in probe.tables():
            cursor.execute(f"select count(*) from {table} t where t::text like %s", [f"%{secret}%"])
            assert cursor.fetchone() == (0,), table
    for record in caplog.records:
        assert secret not in public_path(record.getMessage())
    assert public_path(address) == "/calendar/…"


def test_every_secret_is_of_a_form_that_the_log_leaves_out(signed):
    from coaching.disclosure.identity import acting_as

    with acting_as(signed["coach"].pk):
        secrets = [make_feed(user=signed["coach"]) for _turn in range(20)]
    assert len(set(secrets)) == 20
    assert {public_path(f"/calendar/{secret}.ics") for secret in secrets} == {"/calendar/…"}


# ---- whose it is --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", ["make", "revoke", "choose"])
def test_each_changes_only_their_own(client, signed, step):
    address = make(client, signed["coach"])
    client.force_login(signed["coachee"])
    client.post(reverse("calendar_settings"), {"step": step, "with_name": "on"})
    assert fetched(address).status_code == 200
    with bypassing():
        assert not CalendarFeed.objects.get(user=signed["coach"]).with_name


@pytest.mark.parametrize("person", [name for name in NAMES if name != "coach"])
def test_nobody_reads_or_changes_the_row_of_another(client, signed, person):
    make(client, signed["coach"])
    with probe.as_person(signed, person, "alongside_web"), connection.cursor() as cursor:
        cursor.execute("select count(*) from cycles_calendarfeed")
        assert cursor.fetchone() == (0,)
        cursor.execute("update cycles_calendarfeed set with_name = true")
        assert cursor.rowcount == 0
        cursor.execute("delete from cycles_calendarfeed")
        assert cursor.rowcount == 0


@pytest.mark.parametrize("rows", [1, 300])
def test_it_costs_the_same_with_many_visits(client, signed, rows, django_assert_max_num_queries):
    address = make(client, signed["coach"])
    client.post(reverse("calendar_settings"), {"step": "choose", "with_name": "on", "with_place": "on"})
    with bypassing():
        now, day = timezone.now(), timezone.localdate()
        Visit.objects.bulk_create(
            Visit(
                partnership=signed.partnership, starts_at=now + dt.timedelta(days=n), planned_by=signed["coach"],
                local_date=day, local_time=dt.time(9), time_zone="America/Denver", place="classroom",
            )
            for n in range(1, rows + 1)
        )  # fmt: skip
    fetched(address)
    with django_assert_max_num_queries(18):
        assert len(events(fetched(address))) == rows
