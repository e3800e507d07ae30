"""Filling in the log of a visit: what is there already, what is wrong said at its field, and nothing lost."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from cycles.models import LogDraft, Note, Visit, VisitLog
from cycles.tests.work import finish, finish_new, log, plan, sign_with, typed
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db


# ---- what is said (faults 27, 29, 30) --------------------------------------------------------------------------------
def test_a_cycle_beyond_the_agreed_number_is_said_with_what_to_do(client, cast):
    sign_with(cast, cycles=1)
    log(cast, 9)
    client.force_login(cast["coach"])
    page = client.get(reverse("visit_log_new", args=[cast.partnership.pk])).content.decode()
    assert "This is coaching cycle 2, and you agreed on 1" in page
    assert reverse("plan_edit", args=[cast.partnership.pk]) in page
    answer = client.post(finish_new(cast), typed(components=["goals_and_plan"]), follow=True)
    assert "This is coaching cycle 2, and you agreed on 1" in answer.content.decode()
    pair_page = client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    assert "More coaching cycles than you agreed on" in pair_page


def test_a_visit_outside_the_agreed_time_is_said(client, cast):
    sign_with(cast, starts_on=today() + dt.timedelta(days=1))
    client.force_login(cast["coach"])
    answer = client.post(finish_new(cast), typed(), follow=True)
    assert "outside the time you agreed on" in answer.content.decode()
    with bypassing():
        assert VisitLog.objects.exists()


def test_a_second_visit_at_the_same_time_is_said(coach, signed):
    log(signed, 1)
    answer = coach.post(finish_new(signed), typed(), follow=True)
    assert "You have something else at the same time" in answer.content.decode()


# ---- what is wrong (faults 26, 28, 33 to 36) -------------------------------------------------------------------------
YESTERDAY = (timezone.now() - dt.timedelta(days=1)).date().isoformat()


FAR = (timezone.now() + dt.timedelta(days=3)).date().isoformat()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("visited_on", FAR, "This day is still to come"),
        ("visited_on", "1999-01-01", "more than two years ago"),
        ("visited_on", "", "This is still empty"),
        ("minutes", "0", "at least 1 minute"),
        ("minutes", "-45", "at least 1 minute"),
        ("minutes", "1441", "At most 1440 minutes"),
        ("minutes", "an hour", "as a number"),
        ("minutes", "1.5", "as a number"),
        ("started", "", "This is still empty"),
        ("mode", "by_pigeon", "is not in the list"),
        ("components", ["not_one"], "is not in the list"),
        ("note_focused_observation", "a\x00b", "cannot be kept"),
        ("note_focused_observation", "a\x07b", "cannot be kept"),
        ("named_in_setting_other", "", "Write what it was"),
        ("strategies_follow_up", ["none", "phone"], "does not go with another choice"),
        ("next_on", "2020-01-01", "from today on"),
        ("next_at", "", "Say when, or leave this out"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(coach, signed, name, value, says):
    data = typed(
        strategies_in_setting=["observing", "other"], named_in_setting_other="Sang", strategies_follow_up=["phone"],
        plan_next="on", next_on=FAR, next_at="15:30",
    ) | {name: value}  # fmt: skip
    answer = coach.post(finish_new(signed), data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="id_{name}_error"' in page
    assert says in page
    assert name == "note_focused_observation" or "She waited for the child." in page
    with bypassing():
        assert not Visit.objects.exists()


def test_a_start_that_is_still_to_come_today_is_said(coach, signed):
    now = timezone.now().astimezone(timezone.get_fixed_timezone(-420))
    if now.time() > dt.time(23, 50):
        pytest.skip("too near to midnight")
    answer = coach.post(finish_new(signed), typed(visited_on=now.date().isoformat(), started="23:59"))
    assert "This time is still to come" in answer.content.decode()


def test_a_note_of_a_megabyte_is_kept_and_the_limit_named(coach, signed):
    words = "Palabra " * 131_072
    answer = coach.post(finish_new(signed), typed(note_focused_observation=words))
    page = answer.content.decode()
    assert "At most 20000 characters fit here, and this has 1048575" in page
    assert words.strip() in page
    with bypassing():
        assert not Note.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "👩🏽‍🏫 and 👨‍👩‍👧",
        "שלום, ילדים! العربية",
        "Ngu\u0302\u0303 e\u0301 n\u0303",
        "<script>alert(1)</script> & \"quotes\" 'too'",
        "two\nlines\n\nand a\ttab",
    ],
)
def test_words_come_back_as_they_were_written(coach, signed, words):
    visit = plan(signed, days=-1)
    coach.post(finish(visit), typed(note_focused_observation=words.replace("\n", "\r\n")))
    with bypassing():
        assert Note.objects.get().text == words
    for person in ("coach", "coachee"):
        coach.force_login(signed[person])
        page = coach.get(reverse("visit_detail", args=[visit.pk])).content.decode()
        assert "<script>alert" not in page
        assert (
            words.split("\n")[0]
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace('"', "&quot;")
            .replace("'", "&#x27;")
            in page
        )


# ---- filled in ---------------------------------------------------------------------------------------------------
def test_the_log_is_filled_in_from_the_appointment(coach, signed):
    visit = plan(signed, days=-2, at=dt.time(10, 15), planned_minutes=50)
    page = coach.get(reverse("visit_log", args=[visit.pk])).content.decode()
    for value in (visit.local_date.isoformat(), "10:15", "50"):
        assert f'value="{value}"' in page
    assert '<option value="classroom" selected' in page
    expected = visit.local_date + dt.timedelta(days=14)
    assert f'value="{expected.isoformat()}"' in page


def test_only_the_agreed_ways_to_meet_are_offered(client, cast):
    sign_with(cast, mode="virtual")
    client.force_login(cast["coach"])
    page = client.get(reverse("visit_log_new", args=[cast.partnership.pk])).content.decode()
    assert 'value="virtual"' in page
    assert 'value="in_person"' not in page.split('name="strategies_')[0]
    assert "is not in the list" in client.post(finish_new(cast), typed()).content.decode()


def test_a_visit_that_is_planned_already_is_not_planned_again(coach, signed):
    plan(signed, days=4)
    visit = plan(signed, days=-1)
    page = coach.get(reverse("visit_log", args=[visit.pk])).content.decode()
    assert "Planned already:" in page
    assert 'name="next_on"' not in page
    data = typed(plan_next="on", next_on=FAR, next_at="10:00")
    assert coach.post(finish(visit), data).status_code == 302
    with bypassing():
        assert Visit.objects.filter(state=Visit.State.PLANNED).count() == 1


def test_the_log_says_who_will_see_each_part(coach, signed):
    page = coach.get(reverse("visit_log_new", args=[signed.partnership.pk])).content.decode()
    assert "Only you, until you finish" in page
    assert "program leadership, local agency, state bureau" in page
    assert "June Whitehorse reads all of this once you finish" in page


def test_a_log_whose_session_ended_comes_back_to_the_form(client, signed):
    visit = plan(signed, days=-1)
    answer = client.post(finish(visit), typed())
    assert answer.url == f"{reverse('account_login')}?next={reverse('visit_log', args=[visit.pk])}"


def test_a_draft_that_is_finished_is_gone_and_others_stay(coach, signed):
    visit, other = plan(signed, days=-1), plan(signed, days=-3)
    with acting_as(signed["coach"].pk):
        for one in (visit, other, None):
            LogDraft(
                id=uuid.uuid4(), partnership=signed.partnership, visit=one, author=signed["coach"],
                data={"minutes": "45"}, saved_at=timezone.now(),
            ).save(force_insert=True)  # fmt: skip
    coach.post(finish(visit), typed(version="1"))
    with bypassing():
        assert set(LogDraft.objects.values_list("visit", flat=True)) == {other.pk, None}
    coach.post(finish_new(signed), typed(version="1"))
    with bypassing():
        assert set(LogDraft.objects.values_list("visit", flat=True)) == {other.pk}


def test_whoever_logs_an_unplanned_visit_is_reminded_of_the_planned_one(coach, signed):
    address = reverse("visit_log_new", args=[signed.partnership.pk])
    assert "that is not logged yet" not in coach.get(address).content.decode()
    visit = plan(signed, days=-1)
    plan(signed, days=3)
    page = coach.get(address).content.decode()
    assert "that is not logged yet" in page
    assert reverse("visit_log", args=[visit.pk]) in page
