"""Finishing the log of a visit: who does it, and what comes of it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, Mail, Party
from cycles.models import Cycle, CycleComponent, Note, Visit, VisitDetail, VisitLog
from cycles.services import NotPossible, NotReady, NotSigned, finish_unplanned_visit, finish_visit, waive_component
from cycles.tests.work import COMPONENTS, entry, finish, finish_new, log, plan, the_pair, typed
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db


# ---- who -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("person", "status"),
    [("coach", 302), ("coachee", 403), ("supervisor", 404), ("leader", 404), ("regional_leader", 404),
     ("local_agency", 404), ("state_bureau", 404), ("administrator", 404), ("mentor_coach", 404),
     ("former_coach", 404), ("other_coach", 404), ("leader_elsewhere", 404), ("stranger", 404)],
)  # fmt: skip
def test_only_the_coach_finishes_a_visit(client, signed, person, status):
    visit = plan(signed, days=-1)
    client.force_login(signed[person])
    assert client.post(finish(visit), typed()).status_code == status
    with bypassing():
        visit.refresh_from_db()
    assert (visit.state == Visit.State.LOGGED) == (status == 302)


@pytest.mark.parametrize(
    ("person", "status"),
    [("coach", 302), ("coachee", 403), ("former_coach", 403), ("supervisor", 404), ("leader", 404)],
)
def test_only_the_coach_logs_a_visit_that_nobody_had_planned(client, signed, person, status):
    client.force_login(signed[person])
    assert client.get(reverse("visit_log_new", args=[signed.partnership.pk])).status_code == (
        200 if status == 302 else status
    )
    assert client.post(finish_new(signed), typed()).status_code == status
    with bypassing():
        assert VisitLog.objects.count() == (1 if status == 302 else 0)


def test_a_posted_author_or_cycle_is_ignored(coach, signed):
    """Fault 75: a form says only what it asks."""
    data = typed(author=str(signed["coachee"].pk), cycle="9", terms="x", state="planned")
    assert coach.post(finish_new(signed), data).status_code == 302
    with bypassing():
        assert Note.objects.get().author_id == signed["coach"].pk
        assert VisitLog.objects.get().cycle.number == 1


def test_who_was_taken_off_while_writing_gets_the_words_back(coach, signed):
    """Fault 4."""
    visit = plan(signed, days=-1)
    with bypassing():
        Party.objects.filter(partnership=signed.partnership, user=signed["coach"]).update(left_at=timezone.now())
    words = "I wrote all of this before I was taken off this partnership. <b>"
    answer = coach.post(finish(visit), typed(note_focused_observation=words))
    assert answer.status_code == 403
    assert "I wrote all of this before I was taken off" in answer.content.decode()
    assert "&lt;b&gt;" in answer.content.decode()
    with bypassing():
        assert not Note.objects.exists()


def test_before_all_have_signed_the_log_says_why_and_where_to_go(client, cast):
    visit = plan(cast, days=-1)
    client.force_login(cast["coach"])
    for answer in (
        client.get(reverse("visit_log", args=[visit.pk])),
        client.get(reverse("visit_log_new", args=[cast.partnership.pk])),
        client.post(finish(visit), typed()),
    ):
        page = answer.content.decode()
        assert "First, everybody signs" in page
        assert reverse("plan_edit", args=[cast.partnership.pk]) in page
    with acting_as(cast["coach"].pk), pytest.raises(NotSigned):
        finish_visit(visit=visit, by=cast["coach"], data=entry())
    with bypassing():
        assert not VisitLog.objects.exists()


# ---- what comes of it ------------------------------------------------------------------------------------------------
def test_one_entry_feeds_the_log_the_details_the_notes_the_cycle_and_the_next_visit(coach, signed):
    visit = plan(signed, days=-1)
    next_on = today() + dt.timedelta(days=14)
    data = typed(
        components=["goals_and_plan", "focused_observation"],
        strategies_in_setting=["observing", "other"],
        named_in_setting_other="Sang together",
        strategies_follow_up=["none"],
        note_celebration="She waited a whole minute.",
        plan_next="on",
        next_on=next_on.isoformat(),
        next_at="15:30",
    )
    answer = coach.post(finish(visit), data)
    assert answer.url == reverse("visit_detail", args=[visit.pk])
    with acting_as(signed["coachee"].pk):
        record = VisitLog.objects.get()
        assert (record.minutes, record.visited_on.isoformat()) == (45, data["visited_on"])
        assert (record.cycle.number, record.cycle.completed_on) == (1, None)
        detail = VisitDetail.objects.get()
        assert (detail.mode, detail.place) == ("in_person", "classroom")
        assert detail.strategies == ["in_setting.observing", "in_setting.other", "follow_up.none"]
        assert detail.strategies_other == "Sang together"
        notes = {note.component: (note.text, note.author_part) for note in Note.objects.all()}
        assert notes == {
            "focused_observation": ("She waited for the child.", Part.COACH),
            "celebration": ("She waited a whole minute.", Part.COACH),
        }
        done = set(CycleComponent.objects.values_list("key", flat=True))
        assert done == {"goals_and_plan", "focused_observation"}
        following = Visit.objects.get(state=Visit.State.PLANNED)
        assert (following.local_date, following.local_time) == (next_on, dt.time(15, 30))
        visit.refresh_from_db()
        assert (visit.state, visit.local_time) == (Visit.State.LOGGED, dt.time(9, 30))
    with bypassing():
        assert AuditEntry.objects.filter(event="visit_finished", target_id=visit.pk).count() == 1
        told = Mail.objects.filter(kind="visit_logged")
        assert [mail.recipient_id for mail in told] == [signed["coachee"].pk]


def test_pressing_finish_twice_writes_once(coach, signed):
    visit = plan(signed, days=-1)
    for _ in range(2):
        assert coach.post(finish(visit), typed()).status_code == 302
    data = typed()
    for _ in range(2):
        assert coach.post(finish_new(signed), data).url == reverse("visit_detail", args=[data["entry"]])
    with bypassing():
        assert VisitLog.objects.count() == 2
        assert Note.objects.count() == 2
        assert Mail.objects.filter(kind="visit_logged").count() == 2


def test_the_id_of_another_pairs_visit_takes_nothing_over(coach, signed):
    theirs = plan(signed, days=-1)
    coach.force_login(signed["other_coach"])
    answer = coach.post(reverse("visit_finish_new", args=[signed.other_partnership.pk]), typed(entry=str(theirs.pk)))
    assert answer.status_code == 200
    assert "could not be logged" in answer.content.decode()
    with bypassing():
        theirs.refresh_from_db()
        assert theirs.partnership_id == signed.partnership.pk
        assert not VisitLog.objects.exists()


def test_a_cycle_is_complete_when_all_its_components_are_there_and_not_before(signed):
    first = log(signed, 20, components=COMPONENTS[:2])
    with bypassing():
        assert Cycle.objects.get().completed_on is None
    second = log(signed, 10, components=COMPONENTS[2:])
    third = log(signed, 5, components=COMPONENTS[:1])
    with bypassing():
        cycles = list(Cycle.objects.order_by("number"))
        assert [cycle.completed_on for cycle in cycles] == [second.local_date, None]
        assert list(VisitLog.objects.filter(cycle=cycles[0]).values_list("visit", flat=True)) == [second.pk, first.pk]
        assert VisitLog.objects.get(cycle=cycles[1]).visit_id == third.pk
        assert AuditEntry.objects.filter(event="cycle_completed").count() == 1


def test_visits_logged_out_of_order_complete_the_cycle_on_the_day_of_the_last(signed):
    log(signed, 5, components=COMPONENTS[:2])
    log(signed, 12, components=COMPONENTS[2:])
    with bypassing():
        cycle = Cycle.objects.get()
    assert (today() - cycle.started_on, today() - cycle.completed_on) == (dt.timedelta(days=12), dt.timedelta(days=5))


def test_a_visit_without_any_component_still_counts_as_a_visit_of_the_cycle(signed):
    log(signed, components=())
    with bypassing():
        assert VisitLog.objects.get().cycle.completed_on is None
        assert not CycleComponent.objects.exists()


def test_a_component_is_left_out_with_a_reason_and_completes_the_cycle(coach, signed):
    log(signed, 3, components=COMPONENTS[:2])
    with bypassing():
        cycle = Cycle.objects.get()
    address = reverse("component_waive", args=[cycle.pk, COMPONENTS[2]])
    answer = coach.post(address, {"reason": ""})
    assert answer.status_code == 200
    answer = coach.post(address, {"reason": "The room was closed, we talked by phone."}, follow=True)
    assert "The coaching cycle is complete" in answer.content.decode()
    assert "The room was closed, we talked by phone." in answer.content.decode()
    with bypassing():
        cycle.refresh_from_db()
        assert cycle.completed_on == today() - dt.timedelta(days=3)
    answer = coach.post(address, {"reason": "again"}, follow=True)
    assert "cannot be left out" in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "status"), [("coachee", 403), ("supervisor", 404), ("leader", 404), ("other_coach", 404)]
)
def test_nobody_but_the_coach_leaves_a_component_out(client, signed, person, status):
    log(signed, 3, components=COMPONENTS[:2])
    with bypassing():
        cycle = Cycle.objects.get()
    client.force_login(signed[person])
    assert (
        client.post(reverse("component_waive", args=[cycle.pk, COMPONENTS[2]]), {"reason": "x"}).status_code == status
    )


def test_a_cycle_in_which_nothing_took_place_is_no_cycle(signed):
    log(signed, 3, components=())
    with acting_as(signed["coach"].pk):
        cycle = Cycle.objects.select_related("partnership").get()
        for key in COMPONENTS[:2]:
            assert not waive_component(cycle=cycle, key=key, reason="No time", by=signed["coach"])
        with pytest.raises(NotPossible):
            waive_component(cycle=cycle, key=COMPONENTS[2], reason="No time", by=signed["coach"])
        with pytest.raises(NotPossible):
            waive_component(cycle=cycle, key="not_of_the_framework", reason="x", by=signed["coach"])


def test_a_visit_that_was_called_off_and_took_place_after_all_can_be_logged(coach, signed):
    visit = plan(signed, days=-1)
    with bypassing():
        Visit.objects.filter(pk=visit.pk).update(state=Visit.State.CANCELLED)
    assert coach.get(reverse("visit_log", args=[visit.pk])).status_code == 200
    assert coach.post(finish(visit), typed()).status_code == 302
    with bypassing():
        assert VisitLog.objects.count() == 1


def test_a_finished_log_opens_as_a_record_and_not_as_a_form(coach, signed):
    visit = log(signed)
    answer = coach.get(reverse("visit_log", args=[visit.pk]))
    assert answer.url == reverse("visit_detail", args=[visit.pk])


def test_the_service_refuses_what_no_form_would_let_through(signed):
    pair = None
    with acting_as(signed["coach"].pk):
        pair = the_pair(signed.partnership)
        for wrong in (entry(minutes=0), entry(minutes=1441), entry(days_ago=-3)):
            with pytest.raises(NotReady):
                finish_unplanned_visit(partnership=pair, by=signed["coach"], data=wrong)
    with bypassing():
        assert not Visit.objects.exists()
