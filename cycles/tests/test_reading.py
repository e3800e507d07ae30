"""What the pair reads: the record of a visit, reflections and corrections, goals, and who can see each part."""

import datetime as dt

import pytest
from django.urls import reverse

from agreements.models import FocusPractice
from coaching.disclosure.identity import acting_as
from cycles.models import ActionStep, Goal, Note, VisitRead
from cycles.services import NotFinished, add_goal, add_step, reflect
from cycles.tests.work import log, plan, the_pair
from tests.database import bypassing

pytestmark = pytest.mark.django_db

NOTHING = [("supervisor", 404), ("leader", 404), ("regional_leader", 404), ("local_agency", 404),
           ("state_bureau", 404), ("coach_supervisor", 404), ("mentor_coach", 404), ("administrator", 404),
           ("other_coach", 404), ("other_coachee", 404), ("leader_elsewhere", 404), ("stranger", 404)]  # fmt: skip


@pytest.fixture
def visit(signed):
    return log(signed, notes={"focused_observation": "She waited.", "celebration": "A whole minute!"})


@pytest.fixture
def note(visit):
    with bypassing():
        return Note.objects.get(component="focused_observation")


def page_of(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


# ---- the pair's page, and the record -----------------------------------------------------------------------------
@pytest.mark.parametrize(("person", "status"), [("coach", 200), ("coachee", 200), *NOTHING])
@pytest.mark.parametrize("name", ["partnership_detail", "partnership_visits"])
def test_the_pair_reads_its_page_and_nobody_else_is_told_that_there_is_one(client, signed, person, status, name):
    client.force_login(signed[person])
    assert client.get(reverse(name, args=[signed.partnership.pk])).status_code == status


@pytest.mark.parametrize(("person", "status"), [("coach", 200), ("coachee", 200), ("former_coach", 404), *NOTHING])
def test_the_record_of_a_visit_is_read_by_the_pair_alone(client, signed, visit, person, status):
    client.force_login(signed[person])
    assert client.get(reverse("visit_detail", args=[visit.pk])).status_code == status


def test_the_coachee_reads_all_of_it(client, signed, visit):
    client.force_login(signed["coachee"])
    page = page_of(client, "visit_detail", visit.pk)
    for words in (
        "45 minutes",
        "In person",
        "She waited.",
        "A whole minute!",
        "Focused observation",
        "Written by Rosa",
    ):
        assert words in page
    assert page.count("Done this time") == 3


def test_every_part_says_who_can_see_it_by_what_was_signed(client, signed, visit):
    client.force_login(signed["coachee"])
    page = page_of(client, "visit_detail", visit.pk)
    head, _sep, rest = page.partition("How it took place")
    assert "You and your coach" in head
    assert "program leadership, local agency, state bureau, coach&#x27;s supervisor (without names)" in head
    detail, _sep, notes = rest.partition("What you did together")
    assert "program leadership (only numbers)" in detail
    assert "program leadership" not in notes


def test_before_signing_every_part_says_only_the_two_of_you(client, cast):
    client.force_login(cast["coachee"])
    page = page_of(client, "partnership_detail", cast.partnership.pk)
    assert "You and your coach" in page
    assert "Also:" not in page
    assert "Until then, nothing is shared with others" in page


def test_the_former_coach_reads_only_the_time_before_they_left(client, signed, visit):
    client.force_login(signed["former_coach"])
    page = page_of(client, "partnership_detail", signed.partnership.pk)
    assert "You do not work together any more" in page
    assert reverse("visit_detail", args=[visit.pk]) not in page
    assert signed.name("coach") not in page


# ---- what was read -----------------------------------------------------------------------------------------------
def test_a_record_waits_for_the_coachee_until_she_opens_it(client, signed, visit):
    client.force_login(signed["coachee"])
    address = reverse("visit_detail", args=[visit.pk])
    assert address in page_of(client, "home")
    assert "New for you" in page_of(client, "partnership_detail", signed.partnership.pk)
    for _ in range(2):
        client.get(address)
    assert address not in page_of(client, "home")
    assert "New for you" not in page_of(client, "partnership_detail", signed.partnership.pk)
    with bypassing():
        assert VisitRead.objects.count() == 1


def test_whether_she_has_read_it_is_hers_alone(client, signed, visit):
    client.force_login(signed["coachee"])
    client.get(reverse("visit_detail", args=[visit.pk]))
    for person in ("coach", "supervisor", "leader", "administrator"):
        with acting_as(signed[person].pk):
            assert not VisitRead.objects.exists()


def test_many_records_of_one_coach_are_one_line(client, signed):
    for days in range(1, 6):
        log(signed, days, components=())
    client.force_login(signed["coachee"])
    page = page_of(client, "home")
    assert "Read the records: 5 coaching visits" in page
    assert reverse("partnership_visits", args=[signed.partnership.pk]) in page


# ---- reflections -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("person", "status"), [("coachee", 302), ("coach", 403), ("former_coach", 404), *NOTHING])
def test_the_coachee_reflects_and_nobody_for_her(client, signed, visit, person, status):
    client.force_login(signed[person])
    address = reverse("visit_reflect", args=[visit.pk, "coachee_reflection"])
    assert client.post(address, {"text": "I was nervous."}).status_code == status
    with bypassing():
        assert Note.objects.filter(author=signed["coachee"]).exists() == (status == 302)


def test_a_reflection_is_read_by_the_coach_and_can_be_changed(client, signed, visit):
    address = reverse("visit_reflect", args=[visit.pk, "coachee_reflection"])
    client.force_login(signed["coachee"])
    client.post(address, {"text": "I was nervous."})
    assert "I was nervous." in client.get(address).content.decode()
    client.post(address, {"text": "I was nervous at first."})
    client.force_login(signed["coach"])
    page = page_of(client, "visit_detail", visit.pk)
    assert "I was nervous at first." in page
    assert "Corrected on" in page
    with bypassing():
        assert Note.objects.filter(component="coachee_reflection").count() == 1


def test_sections_of_the_coach_are_not_the_coachees(client, signed, visit):
    client.force_login(signed["coachee"])
    assert client.get(reverse("visit_reflect", args=[visit.pk, "focused_observation"])).status_code == 404
    assert client.get(reverse("visit_reflect", args=[visit.pk, "celebration"])).status_code == 200


def test_there_is_nothing_to_reflect_on_before_the_log_is_finished(client, signed):
    visit = plan(signed, days=-1)
    client.force_login(signed["coachee"])
    assert client.get(reverse("visit_reflect", args=[visit.pk, "coachee_reflection"])).status_code == 404
    with acting_as(signed["coachee"].pk), pytest.raises(NotFinished):
        reflect(visit=visit, by=signed["coachee"], text="Too early")


def test_the_service_takes_the_coachees_very_own_section(signed, visit):
    with acting_as(signed["coachee"].pk):
        assert reflect(visit=visit, by=signed["coachee"], text="So it was").component == "coachee_reflection"
    with acting_as(signed["other_coach"].pk), pytest.raises(LookupError):
        reflect(visit=visit, by=signed["other_coach"], text="I was not there")


# ---- corrections (fault 32) --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("person", "status"), [("coach", 302), ("coachee", 403), ("former_coach", 404), *NOTHING])
def test_a_note_is_corrected_by_the_one_who_wrote_it(client, signed, note, person, status):
    client.force_login(signed[person])
    assert client.post(reverse("note_correct", args=[note.pk]), {"text": "She waited long."}).status_code == status
    with bypassing():
        note.refresh_from_db()
    assert (note.text == "She waited long.") == (status == 302)


def test_a_correction_is_marked_and_hides_nothing(client, signed, visit, note):
    client.force_login(signed["coach"])
    for text in ("She waited long.", "She waited for a minute."):
        client.post(reverse("note_correct", args=[note.pk]), {"text": text})
    client.force_login(signed["coachee"])
    page = page_of(client, "visit_detail", visit.pk)
    for words in ("She waited for a minute.", "Corrected on", "What it said before", "She waited.", "She waited long."):
        assert words in page


def test_a_correction_that_changes_nothing_is_none(client, signed, note):
    client.force_login(signed["coach"])
    client.post(reverse("note_correct", args=[note.pk]), {"text": "She waited."})
    with bypassing():
        note.refresh_from_db()
    assert note.corrected_at is None


def test_a_note_is_not_emptied(client, signed, note):
    client.force_login(signed["coach"])
    assert client.post(reverse("note_correct", args=[note.pk]), {"text": "  "}).status_code == 200
    with bypassing():
        note.refresh_from_db()
    assert note.text == "She waited."


# ---- goals and steps -----------------------------------------------------------------------------------------------
@pytest.fixture
def goal(signed):
    with acting_as(signed["coach"].pk):
        return add_goal(partnership=the_pair(signed.partnership), by=signed["coach"], text="Wait longer")


@pytest.fixture
def step(signed, goal):
    with acting_as(signed["coach"].pk):
        return add_step(goal=goal, by=signed["coach"], text="Count to ten", due_on=dt.date(2027, 1, 5))


@pytest.mark.parametrize(("person", "status"), [("coach", 302), ("coachee", 302), ("former_coach", 403), *NOTHING])
def test_both_of_the_pair_write_goals(client, signed, person, status):
    client.force_login(signed[person])
    address = reverse("goal_add", args=[signed.partnership.pk])
    assert client.post(address, {"text": "Wait longer"}).status_code == status
    with bypassing():
        assert Goal.objects.count() == (1 if status == 302 else 0)


@pytest.mark.parametrize(("person", "status"), [("coachee", 302), ("former_coach", 404), *NOTHING])
@pytest.mark.parametrize("name", ["goal_edit", "goal_set_aside", "step_add"])
def test_only_the_pair_changes_goals(client, signed, goal, name, person, status):
    client.force_login(signed[person])
    assert client.post(reverse(name, args=[goal.pk]), {"text": "Wait less"}).status_code == status


@pytest.mark.parametrize(("person", "status"), [("coachee", 302), ("former_coach", 404), *NOTHING])
@pytest.mark.parametrize("name", ["step_edit", "step_remove"])
def test_only_the_pair_changes_steps(client, signed, step, name, person, status):
    client.force_login(signed[person])
    assert client.post(reverse(name, args=[step.pk]), {"text": "Count to three"}).status_code == status
    with bypassing():
        changed = not ActionStep.objects.filter(pk=step.pk, text="Count to ten").exists()
    assert changed == (status == 302)


def test_goals_and_steps_stand_on_the_pairs_page(client, signed, goal, step):
    client.force_login(signed["coachee"])
    address = reverse("step_edit", args=[step.pk])
    client.post(
        address, {"text": "Count to ten", "coachee_does": "counts", "coach_does": "films", "resources": "timer"}
    )
    page = page_of(client, "partnership_detail", signed.partnership.pk)
    for words in ("Wait longer", "Count to ten", "You: counts", "Rosa Delgado: films", "Needed: timer"):
        assert words in page
    client.post(reverse("goal_set_aside", args=[goal.pk]))
    assert "1 goal set aside for now" in page_of(client, "partnership_detail", signed.partnership.pk)
    client.post(reverse("goal_set_aside", args=[goal.pk]))
    assert "set aside for now" not in page_of(client, "partnership_detail", signed.partnership.pk)


def test_a_goal_takes_no_practice_of_another_pair(client, signed):
    with bypassing():
        theirs = FocusPractice.objects.filter(partnership=signed.other_partnership).first()
    client.force_login(signed["coach"])
    answer = client.post(
        reverse("goal_add", args=[signed.partnership.pk]), {"text": "Wait longer", "practice": str(theirs.pk)}
    )
    assert answer.status_code == 200
    with bypassing():
        assert not Goal.objects.exists()


def test_a_step_that_is_removed_stays_in_the_history(client, signed, step):
    client.force_login(signed["coachee"])
    client.post(reverse("step_remove", args=[step.pk]))
    with acting_as(signed["coach"].pk):
        assert not ActionStep.objects.exists()
        assert ActionStep.pgh_event_model.objects.filter(id=step.pk, pgh_label="delete").exists()
