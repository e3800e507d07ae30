"""The guide to a conversation: prepared, run, and ended in the same log; nothing of it is typed twice (E1 to E7)."""

import datetime as dt

import pytest
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.frameworks import load_folder
from cycles.models import ActionStep, Conversation, Cycle, Goal, LogDraft, Note, Visit, VisitLog, VisitStep
from cycles.services import add_goal, add_step, save_draft
from cycles.services.conversations import NewStep, _in_order
from cycles.tests.work import plan, the_pair
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db

PARTS = ["follow_up", "successes", "challenges", "focus", "steps", "schedule_and_reflect"]


@pytest.fixture
def coach(client, pair):
    client.force_login(pair["coach"])
    return client


def said(**options):
    """A whole conversation as the guide posts it."""
    return {
        "version": "0", "visited_on": (today() - dt.timedelta(days=1)).isoformat(), "started": "09:30", "minutes": "45",
        "mode": "in_person", "place": "classroom", "components": PARTS,
        "prepared": ["preparation.earlier", "preparation.questions"], "entry_points": ["find_focus"],
        "question_1": "What would make mornings lighter?",
        "focus_1": "Waiting after a question", "focus_2": "Calm starts",
        "focus_chosen": "1", "note_focus": "It fits the goal that they speak more.",
        "new_1_text": "Count to five", "new_1_due": (today() + dt.timedelta(days=7)).isoformat(), "new_1_quick": "on",
        "new_2_text": "Film one circle time", "new_2_does": "I bring the camera", "new_2_needs": "a tripod",
        "new_2_after": "1", "steps_goal": "new", "note_schedule_and_reflect": "She wants more modelling.",
        "plan_next": "on", "next_on": (today() + dt.timedelta(days=14)).isoformat(), "next_at": "10:00",
    } | options  # fmt: skip


def finishing(visit) -> str:
    return reverse("visit_converse_finish", args=[visit.pk])


def guide(client, visit, **options) -> str:
    return client.get(reverse("visit_converse", args=[visit.pk]), **options).content.decode()


# ---- who, and where there is one ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("person", "status"),
    [("coach", 200), ("coachee", 403), ("supervisor", 404), ("leader", 404), ("administrator", 404),
     ("other_coach", 404), ("stranger", 404)],
)  # fmt: skip
def test_only_the_coach_opens_it_and_finishes(client, pair, visit, person, status):
    client.force_login(pair[person])
    assert client.get(reverse("visit_converse", args=[visit.pk])).status_code == status
    assert client.post(finishing(visit), said()).status_code == (302 if status == 200 else status)
    with bypassing():
        assert VisitLog.objects.exists() == (status == 200)


def test_a_framework_without_a_guide_has_no_such_page(client, signed):
    visit = plan(signed, days=-1)
    client.force_login(signed["coach"])
    assert client.get(reverse("visit_converse", args=[visit.pk])).status_code == 404
    assert "guide to the conversation" not in client.get(reverse("visit_log", args=[visit.pk])).content.decode()
    assert [one.key for one in load_folder() if one.conversation] == ["conversations"]


def test_it_has_each_part_with_its_prompts_and_what_to_prepare(coach, pair, visit):
    page = guide(coach, visit)
    framework = pair.partnership.framework
    texts = [str(item.text) for item in framework.guide("preparation").items]
    for part in framework.conversation.parts:
        texts += [str(part.purpose), *map(str, part.prompts), *map(str, part.consider)]
    texts += [str(point.label) for point in framework.conversation.entry_points]
    texts += [str(framework.conversation.focus.text), str(framework.feedback.meaning)]
    unescaped = page.replace("&#x27;", "'")
    assert [text for text in texts if text not in unescaped] == []
    for name in ("question_5", "focus_4", "new_3_text", "next_on", "note_schedule_and_reflect", "file"):
        assert f'name="{name}"' in page


# ---- what comes of it --------------------------------------------------------------------------------------------
def test_it_ends_in_the_same_log_and_nothing_is_typed_twice(client, coach, pair, visit):
    answer = coach.post(finishing(visit), said(), follow=True)
    assert "Logged." in answer.content.decode()
    with bypassing():
        conversation = Conversation.objects.get(visit=visit)
        goal, cycle = Goal.objects.get(), Cycle.objects.get()
        steps = {step.text: step for step in ActionStep.objects.all()}
        outcomes = set(VisitStep.objects.values_list("wording", "outcome"))
        assert Visit.objects.filter(state="planned").count() == 1  # the next one is booked
        assert VisitLog.objects.get().minutes == 45
        assert Note.objects.filter(component="focus").get().text.startswith("It fits")
        assert not LogDraft.objects.exists()
    assert (conversation.chosen, conversation.focuses) == (
        "Waiting after a question",
        ["Waiting after a question", "Calm starts"],
    )
    assert conversation.questions == ["What would make mornings lighter?"]
    assert cycle.completed_on  # six parts, each recorded
    assert goal.text == "Waiting after a question"
    first, second = steps["Count to five"], steps["Film one circle time"]
    assert (first.goal_id, first.quick_win, first.due_on) == (goal.pk, True, today() + dt.timedelta(days=7))
    assert (second.after_id, second.coachee_does, second.resources) == (first.pk, "I bring the camera", "a tripod")
    assert outcomes == {("Count to five", "new"), ("Film one circle time", "new")}
    client.force_login(pair["coachee"])
    record = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    for text in ("Waiting after a question", "Calm starts", "What would make mornings lighter?", "Count to five",
                 "She wants more modelling.", "Find an area to focus the support on"):  # fmt: skip
        assert text in record
    plan_page = client.get(reverse("action_plan", args=[pair.partnership.pk])).content.decode()
    assert "Film one circle time" in plan_page


def test_the_next_one_begins_with_what_the_last_came_to(coach, pair, visit):
    coach.post(finishing(visit), said())
    later = plan(pair, days=4)
    page = guide(coach, later)
    assert "Waiting after a question" in page
    assert "It fits the goal that they speak more." in page
    with bypassing():
        step = ActionStep.objects.get(text="Count to five")
    assert f'name="step_{step.pk.hex}"' in page


def test_steps_go_under_a_goal_that_there_is(coach, pair, visit):
    with acting_as(pair["coach"].pk):
        goal = add_goal(partnership=the_pair(pair.partnership), by=pair["coach"], text="They speak more")
        earlier = add_step(goal=goal, by=pair["coach"], text="Watch one lesson")
    posted = said(steps_goal=str(goal.pk)) | {f"step_{earlier.pk.hex}": "done"}
    coach.post(finishing(visit), posted)
    with bypassing():
        assert Goal.objects.count() == 1
        assert goal.steps.count() == 3
        earlier.refresh_from_db()
        assert earlier.done_on


def test_a_conversation_that_nobody_had_planned(coach, pair):
    url = reverse("visit_converse_finish_new", args=[pair.partnership.pk])
    assert coach.post(url, said(entry="8f1d4dd5-58a5-4cf2-b8a5-1d9a3f5e9a01")).status_code == 302
    assert coach.post(url, said(entry="8f1d4dd5-58a5-4cf2-b8a5-1d9a3f5e9a01")).status_code == 302
    with bypassing():
        assert (VisitLog.objects.count(), Conversation.objects.count(), Goal.objects.count()) == (1, 1, 1)


# ---- what is wrong -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"focus_chosen": ""}, "Choose the one that you agreed on"),
        ({"focus_chosen": "3"}, "Choose the one that you agreed on"),
        ({"note_focus": " "}, "Write why you agreed on this focus"),
        ({"new_1_text": "", "new_2_after": ""}, "Write what the step is"),
        ({"new_2_after": "3"}, "That step is empty"),
        ({"focus_1": "", "focus_2": "", "focus_chosen": ""}, "Write the goal that these steps serve"),
        ({"new_1_text": "a\x00b"}, "cannot be kept"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(coach, visit, change, says):
    page = coach.post(finishing(visit), said(**change)).content.decode()
    assert says in page
    assert "Film one circle time" in page
    with bypassing():
        assert not VisitLog.objects.exists()
        assert not Goal.objects.exists()


def test_one_focus_needs_no_choice(coach, visit):
    coach.post(finishing(visit), said(focus_2="", focus_chosen=""))
    with bypassing():
        assert Conversation.objects.get().chosen == "Waiting after a question"


def test_steps_that_wait_for_each_other_are_cut_where_the_circle_closes():
    steps = [NewStep(text="a", after=2), NewStep(text="b", after=0), NewStep(text="c", after=1)]
    assert sorted(_in_order(steps)) == [0, 1, 2]
    assert _in_order([NewStep(text="a", after=1), NewStep(text="b")]) == [1, 0]


# ---- while it is prepared ----------------------------------------------------------------------------------------
def prepared(pair, visit, **fields):
    with acting_as(pair["coach"].pk):
        save_draft(partnership=the_pair(pair.partnership), visit=visit, by=pair["coach"], fields=fields)


def test_own_questions_are_the_coachs_alone_until_the_record_is_finished(client, coach, pair, visit):
    prepared(pair, visit, question_1="Is she afraid of the director?")
    assert "Is she afraid of the director?" in guide(coach, visit)
    for person in ("coachee", "supervisor"):
        with acting_as(pair[person].pk):
            assert not LogDraft.objects.exists()
            assert not Conversation.objects.exists()
    client.force_login(pair["coachee"])
    assert "afraid" not in client.get(reverse("visit_detail", args=[visit.pk])).content.decode()


def test_the_plain_log_leads_to_the_guide_where_that_was_begun(coach, pair, visit):
    """What only the guide shows would be lost in the log."""
    url = reverse("visit_log", args=[visit.pk])
    assert coach.get(url).status_code == 200
    prepared(pair, visit, focus_1="Calm starts")
    assert coach.get(url)["Location"] == reverse("visit_converse", args=[visit.pk])
    answer = coach.post(reverse("visit_finish", args=[visit.pk]), said(version="1"))
    assert answer["Location"] == reverse("visit_converse", args=[visit.pk])
    with bypassing():
        assert not VisitLog.objects.exists()
        assert LogDraft.objects.get().data == {"focus_1": "Calm starts"}


def test_another_tab_is_shown_beside_the_guide(coach, pair, visit):
    prepared(pair, visit, focus_1="From the other tab")
    page = coach.post(finishing(visit), said()).content.decode()
    assert "Another tab has saved other words" in page
    assert "From the other tab" in page
    with bypassing():
        assert not VisitLog.objects.exists()


def test_a_logged_conversation_leads_to_its_record(coach, visit):
    coach.post(finishing(visit), said())
    assert coach.get(reverse("visit_converse", args=[visit.pk]))["Location"].endswith(f"/visits/{visit.pk}/")
