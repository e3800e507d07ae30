"""What is observed, visits that only help out, and how whole the cycles were (A6, B1, B4, B5, B7, D7)."""

import datetime as dt

import pytest
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from cycles.models import Cycle, CycleComponent, ObservationFocus, Visit, VisitLog
from cycles.services import (
    NotPlanned,
    WrittenMeanwhile,
    cancel_visit,
    finish_unplanned_visit,
    save_focus,
    waive_component,
)
from cycles.services.pairs import minutes_used
from cycles.services.visits import plan_visit
from cycles.tests.test_attendance import appointment, signed_cast
from cycles.tests.work import COMPONENTS, entry, finish, finish_new, log, plan, the_pair, typed
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db

AGREED = {"what": "How long she waits\nafter a question", "moment": "At circle time", "way": "video",
          "shared": "The count, with nobody else"}  # fmt: skip


def address(visit):
    return reverse("visit_observation", args=[visit.pk])


# ---- the focus ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("person", ["coach", "coachee"])
def test_either_of_the_pair_says_what_is_observed_and_both_read_it(client, signed, person):
    visit = plan(signed)
    client.force_login(signed[person])
    assert client.post(address(visit), AGREED).status_code == 302
    for reader in ("coach", "coachee"):
        client.force_login(signed[reader])
        page = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
        for words in ("How long she waits", "At circle time", "On video", "The count, with nobody else"):
            assert words in page


@pytest.mark.parametrize(
    ("person", "status"),
    [("supervisor", 404), ("leader", 404), ("coach_supervisor", 404), ("administrator", 404), ("former_coach", 404),
     ("other_coach", 404), ("leader_elsewhere", 404), ("stranger", 404)],
)  # fmt: skip
def test_nobody_else_is_told_that_there_is_one(client, signed, person, status):
    visit = plan(signed)
    client.force_login(signed[person])
    assert client.get(address(visit)).status_code == status
    assert client.post(address(visit), AGREED).status_code == status
    with bypassing():
        assert not ObservationFocus.objects.exists()


def test_whoever_saves_second_sees_both_texts(client, signed):
    visit = plan(signed)
    client.force_login(signed["coach"])
    seen = client.get(address(visit)).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    client.force_login(signed["coachee"])
    client.post(address(visit), AGREED | {"seen": seen})
    client.force_login(signed["coach"])
    answer = client.post(address(visit), {"what": "Wait time", "seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 409 and "How long she waits" in page and "Wait time" in page
    with acting_as(signed["coach"].pk), pytest.raises(WrittenMeanwhile):
        save_focus(visit=visit, by=signed["coach"], words={"what": "Wait time"}, seen=seen)


def test_what_is_over_is_not_agreed_on_any_more(client, signed):
    visit = plan(signed)
    with acting_as(signed["coach"].pk):
        cancel_visit(visit=visit, by=signed["coach"])
        with pytest.raises(NotPlanned):
            save_focus(visit=visit, by=signed["coach"], words={"what": "x"})
    client.force_login(signed["coachee"])
    assert client.post(address(visit), AGREED).url == reverse("visit_detail", args=[visit.pk])


def test_the_log_starts_from_it(client, signed):
    visit = plan(signed, days=-1, at=dt.time(9, 30))
    client.force_login(signed["coach"])
    client.post(address(visit), AGREED)
    page = client.get(reverse("visit_log", args=[visit.pk])).content.decode()
    assert "We agreed to look at: How long she waits" in page
    box = next(piece for piece in page.split("<input") if 'value="focused_observation"' in piece)
    assert " checked" in box.partition(">")[0]
    assert " checked" not in next(piece for piece in page.split("<input") if 'value="goals_and_plan"' in piece)[:200]


@pytest.mark.parametrize(
    ("framework", "status", "debrief"),
    [("child-welfare", 200, True), ("pbc", 200, False), ("conversations", 404, False)],
)
def test_the_framework_says_whether_something_is_observed_and_talked_through(client, framework, status, debrief):
    cast = signed_cast(framework)
    visit = appointment(cast)
    client.force_login(cast["coachee"])
    answer = client.get(address(visit))
    assert answer.status_code == status
    assert ('name="debrief"' in answer.content.decode()) == debrief


# ---- helping out --------------------------------------------------------------------------------------------------
def test_helping_out_counts_minutes_and_no_part_of_a_cycle(client):
    cast = signed_cast("pbc")
    mode = cast.partnership.framework.visit_modes()[0].key
    client.force_login(cast["coach"])
    assert 'name="helping"' in client.get(reverse("visit_plan", args=[cast.partnership.pk])).content.decode()
    answers = typed(mode=mode, helping="on", components=[])
    assert client.post(finish_new(cast), answers).status_code == 302
    with bypassing():
        visit = Visit.objects.get()
        assert (visit.kind, minutes_used(cast.partnership)) == ("helping", 45)
        assert not CycleComponent.objects.exists()
    page = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert "Helping out in the setting" in page and "What you did together" not in page


def test_helping_out_opens_no_further_cycle_and_moves_no_day(db):
    cast = signed_cast("pbc")
    parts = [component.key for component in cast.partnership.framework.components]
    mode = cast.partnership.framework.visit_modes()[0].key
    with acting_as(cast["coach"].pk):
        pair = the_pair(cast.partnership)
        how = {"partnership": pair, "by": cast["coach"]}
        finish_unplanned_visit(**how, data=entry(9, mode=mode, components=parts))
        finish_unplanned_visit(**how, data=entry(2, mode=mode, helping=True))
        assert [cycle.completed_on for cycle in Cycle.objects.all()] == [today() - dt.timedelta(days=9)]
        finish_unplanned_visit(**how, data=entry(8, mode=mode, components=parts[:1]))
        finish_unplanned_visit(**how, data=entry(1, mode=mode, helping=True))
        finish_unplanned_visit(**how, data=entry(7, mode=mode, components=parts[1:]))
        assert [cycle.completed_on for cycle in Cycle.objects.all()] == [
            today() - dt.timedelta(days=9), today() - dt.timedelta(days=7),
        ]  # fmt: skip
        assert VisitLog.objects.count() == 5


def test_helping_out_with_a_part_of_the_cycle_is_asked_about(client):
    cast = signed_cast("pbc")
    client.force_login(cast["coach"])
    mode = cast.partnership.framework.visit_modes()[0].key
    answer = client.post(finish_new(cast), typed(mode=mode, helping="on", components=[COMPONENTS[0]]))
    assert "Helping out counts no part." in answer.content.decode()


def test_a_visit_planned_to_help_out_is_logged_as_one(client):
    cast = signed_cast("pbc")
    mode = cast.partnership.framework.visit_modes()[0].key
    with acting_as(cast["coach"].pk):
        visit = plan_visit(
            partnership=the_pair(cast.partnership), by=cast["coach"], local_date=today() - dt.timedelta(days=1),
            local_time=dt.time(9), mode=mode, kind="helping",
        )  # fmt: skip
    client.force_login(cast["coach"])
    page = client.get(reverse("visit_log", args=[visit.pk])).content.decode()
    assert " checked" in next(piece for piece in page.split("<input") if 'name="helping"' in piece).partition(">")[0]
    assert client.post(finish(visit), typed(mode=mode, helping="on", components=[])).status_code == 302


@pytest.mark.parametrize("name", ["visit_plan", "visit_log_new"])
def test_where_the_framework_has_no_such_visits_nothing_is_asked(client, signed, name):
    client.force_login(signed["coach"])
    page = client.get(reverse(name, args=[signed.partnership.pk])).content.decode()
    assert 'name="helping"' not in page
    assert client.post(finish_new(signed), typed(helping="on")).status_code == 302
    with bypassing():
        assert Visit.objects.get().kind == "coaching"


# ---- how whole they were ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("person", ["coach", "coachee"])
def test_the_pair_sees_what_was_recorded_left_out_and_is_open(client, signed, person):
    log(signed, 20)
    log(signed, 3, components=COMPONENTS[:1])
    with acting_as(signed["coach"].pk):
        cycle = Cycle.objects.get(completed_on=None)
        waive_component(cycle=cycle, key=COMPONENTS[1], reason="The room was closed", by=signed["coach"])
    client.force_login(signed[person])
    page = client.get(reverse("cycle_list", args=[signed.partnership.pk])).content.decode()
    assert page.count("Recorded") == 4 and "The room was closed" in page and page.count("Not yet") == 2
    assert "Coaching cycle 2" in page and "Coaching cycles, part by part" in page
    assert "%" not in page.partition("<main")[2]


@pytest.mark.parametrize("person", ["supervisor", "leader", "regional_leader", "local_agency", "coach_supervisor",
                                    "administrator", "other_coach", "stranger"])  # fmt: skip
def test_how_whole_they_were_is_nobody_elses(client, signed, person):
    log(signed)
    client.force_login(signed[person])
    assert client.get(reverse("cycle_list", args=[signed.partnership.pk])).status_code == 404


@pytest.mark.parametrize("cycles", [1, 50])
def test_the_table_costs_the_same_with_many_cycles(client, signed, cycles, django_assert_max_num_queries):
    day = today() - dt.timedelta(days=100)
    with bypassing():
        Cycle.objects.bulk_create(
            Cycle(partnership=signed.partnership, number=number, started_on=day, completed_on=day)
            for number in range(1, cycles + 1)
        )
    client.force_login(signed["coach"])
    page = reverse("cycle_list", args=[signed.partnership.pk])
    client.get(page)
    with django_assert_max_num_queries(16):
        client.get(page)


def test_pages_use_the_words_of_the_framework(client):
    cast = signed_cast("child-welfare")
    visit = appointment(cast)
    client.force_login(cast["coach"])
    page = client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    assert "Coaching sessions" in page and "Coaching round 1" in page and "Plan the next coaching session" in page
    assert "Cancel the coaching session" in client.get(reverse("visit_cancel", args=[visit.pk])).content.decode()
    assert "Move the coaching session" in client.get(reverse("visit_move", args=[visit.pk])).content.decode()
