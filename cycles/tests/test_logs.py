"""Finishing the log of a visit: who does it, what comes of it, and what is wrong said at its field."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, Mail, Party
from cycles.models import Cycle, CycleComponent, LogDraft, Note, Visit, VisitDetail, VisitLog
from cycles.services import NotPossible, NotReady, NotSigned, finish_unplanned_visit, finish_visit, waive_component
from cycles.tests.work import COMPONENTS, entry, log, plan, sign_with, the_pair, typed
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db


def finish(visit):
    return reverse("visit_finish", args=[visit.pk])


def finish_new(cast):
    return reverse("visit_finish_new", args=[cast.partnership.pk])


@pytest.fixture
def coach(client, signed):
    """The coach's browser."""
    client.force_login(signed["coach"])
    return client


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
    assert "The cycle is complete" in answer.content.decode()
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


# ---- what is said (faults 27, 29, 30) --------------------------------------------------------------------------------
def test_a_cycle_beyond_the_agreed_number_is_said_with_what_to_do(client, cast):
    sign_with(cast, cycles=1)
    log(cast, 9)
    client.force_login(cast["coach"])
    page = client.get(reverse("visit_log_new", args=[cast.partnership.pk])).content.decode()
    assert "This is cycle 2, and you agreed on 1" in page
    assert reverse("plan_edit", args=[cast.partnership.pk]) in page
    answer = client.post(finish_new(cast), typed(components=["goals_and_plan"]), follow=True)
    assert "This is cycle 2, and you agreed on 1" in answer.content.decode()
    pair_page = client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    assert "More cycles than you agreed on" in pair_page


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
    assert "Another visit of yours is at the same time" in answer.content.decode()


# ---- what is wrong (faults 26, 28, 33 to 36) -------------------------------------------------------------------------
YESTERDAY = (timezone.now() - dt.timedelta(days=1)).date().isoformat()
FAR = (timezone.now() + dt.timedelta(days=3)).date().isoformat()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("visited_on", FAR, "This day is still to come"),
        ("visited_on", "1999-01-01", "more than two years ago"),
        ("visited_on", "", "This field is required"),
        ("minutes", "0", "at least 1 minute"),
        ("minutes", "-45", "at least 1 minute"),
        ("minutes", "1441", "at most 1440 minutes"),
        ("minutes", "an hour", "as a number"),
        ("minutes", "1.5", "as a number"),
        ("started", "", "This field is required"),
        ("mode", "by_pigeon", "Select a valid choice"),
        ("components", ["not_one"], "Select a valid choice"),
        ("note_focused_observation", "a\x00b", "cannot be kept"),
        ("note_focused_observation", "a\x07b", "cannot be kept"),
        ("named_in_setting_other", "", "Write what it was"),
        ("strategies_follow_up", ["none", "phone"], "does not go with another choice"),
        ("next_on", "2020-01-01", "from today on"),
        ("next_at", "", "Say when, or leave out the next visit"),
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
    assert "Select a valid choice" in client.post(finish_new(cast), typed()).content.decode()


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
    assert "it is not logged yet" not in coach.get(address).content.decode()
    visit = plan(signed, days=-1)
    plan(signed, days=3)
    page = coach.get(address).content.decode()
    assert "it is not logged yet" in page
    assert reverse("visit_log", args=[visit.pk]) in page
