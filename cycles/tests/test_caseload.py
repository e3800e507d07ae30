"""The lists: what they say, what they cost for one pair and for three hundred, and that nobody else's is in them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import Standing
from coaching.disclosure.identity import acting_as
from coaching.models import Party
from cycles.models import Cycle, Goal, Note, Visit
from cycles.services import add_goal, add_step
from cycles.tests.work import COMPONENTS, log, many, plan, sign_with, the_pair
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db

SESSION = ("django_session", "app.identity", "SAVEPOINT", "coaching_user")


def page_of(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def asked(client, address):
    """The queries of a page besides session and identity."""
    client.get(address)  # what is read once in a process
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries if not any(word in query["sql"] for word in SESSION)]


# ---- what they say ---------------------------------------------------------------------------------------------------
def test_the_caseload_says_what_is_done_and_what_is_due(client, signed):
    log(signed, 10)
    log(signed, 4, components=COMPONENTS[:1])
    plan(signed, days=6)
    client.force_login(signed["coach"])
    page = page_of(client, "caseload")
    assert "June Whitehorse" in page
    assert "1 of 8" in page
    for days in (-4, 6, 4):  # last visit, next visit, next cycle
        day = today() + dt.timedelta(days=days)
        assert f"{day:%b} {day.day}" in page
    assert "due " in page


def test_what_is_overdue_is_said_in_days_and_stands_first(client, signed):
    pairs = many(signed, 3)
    with bypassing():
        Cycle.objects.filter(partnership=pairs[2]).update(
            started_on=today() - dt.timedelta(days=40),
            completed_on=today() - dt.timedelta(days=17),
        )
    client.force_login(signed["coach"])
    page = page_of(client, "caseload")
    assert "3 days overdue" in page
    assert page.index("Number 002") < page.index("Number 001") < page.index("Number 000")


def test_when_all_agreed_cycles_are_done_nothing_is_due(client, cast):
    sign_with(cast, cycles=1)
    log(cast, 60)
    client.force_login(cast["coach"])
    page = page_of(client, "caseload")
    assert "1 of 1" in page
    assert "overdue" not in page
    assert "due " not in page.split("<tbody")[1].split("</tbody")[0]


@pytest.mark.parametrize(
    ("state", "says"),
    [("drafting", "The agreement is being drafted"), ("waiting", "The agreement waits for signatures")],
)
def test_what_waits_with_the_agreement_is_said(client, cast, state, says):
    with bypassing():
        Standing.objects.filter(partnership=cast.partnership).update(state=state)
    client.force_login(cast["coach"])
    page = page_of(client, "caseload")
    assert says in page
    pair = client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    for one in (page, pair):  # a button that leads to "first, everybody signs" helps nobody
        assert reverse("visit_log_new", args=[cast.partnership.pk]) not in one


@pytest.mark.parametrize(("state", "waits"), [("drafting", True), ("waiting", False), ("signed", False)])
def test_the_coachee_is_led_to_the_plan_while_it_is_written(client, cast, state, waits):
    with bypassing():
        Standing.objects.filter(partnership=cast.partnership).update(state=state)
    client.force_login(cast["coachee"])
    assert (reverse("plan_edit", args=[cast.partnership.pk]) in page_of(client, "home")) is waits


def test_visits_to_log_wait_on_the_caseload_and_lead_to_their_log(client, signed):
    visit = plan(signed, days=-2)
    client.force_login(signed["coach"])
    page = page_of(client, "caseload")
    assert "1 coaching visit to log" in page
    assert reverse("visit_log", args=[visit.pk]) in page
    assert reverse("visit_log", args=[visit.pk]) in page_of(client, "visit_list")
    answer = client.get(reverse("visit_log_choose"))
    assert answer.url == reverse("visit_log", args=[visit.pk])


def test_with_one_pair_and_nothing_planned_logging_starts_at_once(client, signed):
    client.force_login(signed["coach"])
    answer = client.get(reverse("visit_log_choose"))
    assert answer.url == reverse("visit_log_new", args=[signed.partnership.pk])


def test_nobody_is_offered_to_log_with_whose_coaching_has_ended(client, signed):
    with bypassing():
        Standing.objects.filter(partnership=signed.partnership).update(state=Standing.State.CONCLUDED)
    client.force_login(signed["coach"])
    assert reverse("visit_log_choose") not in page_of(client, "caseload")
    page = page_of(client, "visit_log_choose")
    assert "You work with nobody now." in page
    assert "June Whitehorse" not in page


def test_nobody_elses_people_are_in_the_lists(client, signed):
    log(signed, 3)
    client.force_login(signed["other_coach"])
    for name in ("caseload", "visit_list", "visit_log_choose"):
        page = client.get(reverse(name), follow=True).content.decode()
        assert "June Whitehorse" not in page
        assert str(signed.partnership.pk) not in page


@pytest.mark.parametrize("person", ["supervisor", "leader", "administrator", "stranger", "former_coach"])
def test_whoever_coaches_nobody_sees_empty_lists(client, signed, person):
    log(signed, 3)
    client.force_login(signed[person])
    for name in ("caseload", "visit_list", "visit_log_choose", "my_coaching"):
        page = page_of(client, name)
        assert "June" not in page
        assert str(signed.partnership.pk) not in page


def test_a_pair_that_somebody_has_left_is_off_the_list(client, signed):
    with bypassing():
        Party.objects.filter(partnership=signed.partnership, user=signed["coach"]).update(left_at=timezone.now())
    client.force_login(signed["coach"])
    assert "June Whitehorse" not in page_of(client, "caseload")


def test_the_search_finds_by_parts_of_a_name(client, signed):
    many(signed, 12)
    client.force_login(signed["coach"])
    page = page_of(client, "caseload", q="white JUNE")
    assert "June Whitehorse" in page
    assert "Number 001" not in page
    assert "Nobody by that name" in page_of(client, "caseload", q="Zzyzx")
    assert client.get(reverse("caseload"), {"q": "a\x00b%_'\""}).status_code == 200


def test_a_long_list_says_how_many_it_leaves_out(client, signed):
    many(signed, 30)
    client.force_login(signed["coach"])
    page = page_of(client, "caseload")
    assert page.count('scope="row"') == 25
    assert "6 more are not shown" in page
    assert page_of(client, "caseload", show="all").count('scope="row"') == 31


def test_old_visits_are_reached_page_by_page_and_a_false_page_is_the_first(client, signed):
    many(signed, 30)
    client.force_login(signed["coach"])
    page = page_of(client, "visit_list")
    assert "To log" in page
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(reverse("visit_list") + older).content.decode()
    assert second.count("row-item") == 20
    assert "To log" not in second
    assert "To log" in client.get(reverse("visit_list")).content.decode()
    for cursor in ("-1", "x", "1e999_0", "nan_00000000-0000-0000-0000-000000000000", "9" * 40):
        assert client.get(reverse("visit_list"), {"before": cursor}).status_code == 200


# ---- what they cost --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "at_most"), [("caseload", 6), ("visit_list", 7), ("visit_log_choose", 6)])
def test_a_list_asks_the_same_for_one_pair_for_three_and_for_three_hundred(client, signed, name, at_most):
    plan(signed, days=4)
    log(signed, 3)
    client.force_login(signed["coach"])
    counts = []
    for more in (1, 2, 297):  # with one pair alone the choice is made already
        many(signed, more)
        counts.append(len(asked(client, reverse(name))))
    assert counts[0] == counts[1] == counts[2] <= at_most


def test_the_caseload_asks_the_same_with_one_pair(client, signed):
    log(signed, 3)
    client.force_login(signed["coach"])
    alone = len(asked(client, reverse("caseload")))
    many(signed, 3)
    assert len(asked(client, reverse("caseload"))) == alone


def test_the_coachees_page_asks_the_same_however_much_there_is_to_read(client, signed):
    log(signed, 3)
    client.force_login(signed["coachee"])
    few = len(asked(client, reverse("home")))
    for days in range(5, 12):
        log(signed, days, components=())
    assert len(asked(client, reverse("home"))) == few <= 16


@pytest.mark.parametrize("person", ["coach", "coachee"])
def test_the_pairs_page_asks_the_same_however_much_there_is(client, signed, person):
    client.force_login(signed[person])
    plan(signed, days=4)
    log(signed, 40, notes={"celebration": "x"})
    add_work(signed, 1)
    pages = [
        reverse("partnership_detail", args=[signed.partnership.pk]),
        reverse("partnership_visits", args=[signed.partnership.pk]),
    ]
    before = [len(asked(client, page)) for page in pages]
    for days in range(1, 13):
        log(signed, days)
    add_work(signed, 20)
    assert [len(asked(client, page)) for page in pages] == before


def add_work(signed, number):
    with acting_as(signed["coach"].pk):
        for _ in range(number):
            goal = add_goal(partnership=the_pair(signed.partnership), by=signed["coach"], text="Wait")
            add_step(goal=goal, by=signed["coach"], text="Count")
        assert Goal.objects.exists()


def test_a_record_asks_the_same_for_one_note_and_for_four(client, signed):
    few = log(signed, 5, notes={"celebration": "x"})
    full = log(
        signed, 4,
        notes=dict.fromkeys(("goals_and_plan", "focused_observation", "reflection_and_feedback", "celebration"), "x"),
    )  # fmt: skip
    client.force_login(signed["coachee"])
    counts = [len(asked(client, reverse("visit_detail", args=[visit.pk]))) for visit in (few, full)]
    assert counts[0] == counts[1]
    with bypassing():
        assert Note.objects.count() == 5
        assert Visit.objects.count() == 2
