"""Goals and the action plan: reasons, order, progress and celebrations; who reads them, and nobody loses a word."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import Plan
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.services.people import today_in
from cycles.models import ActionStep, Celebration, Goal, GoalGrounds, GoalProgress
from cycles.services import WrittenMeanwhile, add_goal, add_step, change_goal, change_step, record_progress
from cycles.services.goals import News, NoSuchArea, NotYet, State, state_by, words_of
from cycles.services.meanwhile import stamp_of
from cycles.services.steps import NotBefore
from cycles.tests.work import log, the_pair
from tests.cast import make_cast, sign_all
from tests.database import bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

MARKED = "Marigold: because children wait"


def signed_cast(framework, format="expert"):
    cast = make_cast(framework, format)
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    return cast


def goal_of(cast, text="Wait longer", **options):
    with acting_as(cast["coach"].pk):
        return add_goal(partnership=the_pair(cast.partnership), by=cast["coach"], text=text, **options)


def step_of(cast, goal, text, **options):
    with acting_as(cast["coach"].pk):
        return add_step(goal=goal, by=cast["coach"], text=text, **options)


def plan_of(client, cast, name):
    client.force_login(cast[name])
    return client.get(reverse("action_plan", args=[cast.partnership.pk]))


# ---- what leaves, and to whom --------------------------------------------------------------------------------------
def test_why_a_goal_matters_is_no_part_of_the_goal_that_leaves(signed):
    """A13: leadership reads the goal, and neither the reason nor how it goes."""
    goal = goal_of(signed, reason=MARKED)
    with acting_as(signed["coach"].pk):
        record_progress(goal=goal, by=signed["coach"], kind="stalled", text=MARKED, seen_on=today_in(signed.program))
    with as_person(signed, "leader", WEB):
        assert read("cycles_goal", "id") == {str(goal.pk)}
        for table in ("cycles_goalgrounds", "cycles_goalprogress", "cycles_goalgroundshistory"):
            assert not read(table, "id"), table
    with as_person(signed, "coachee", WEB):
        assert read("cycles_goalgrounds", "id")


def test_another_reason_leaves_the_row_of_the_goal_as_it_is(signed):
    """Or whoever is given goals would see that something was written about one of them."""
    goal = goal_of(signed, reason="one")
    with bypassing():
        before = Goal.objects.filter(pk=goal.pk).values().get()
        history = Goal.pgh_event_model.objects.filter(id=goal.pk).count()
    with acting_as(signed["coachee"].pk):
        assert change_goal(goal=goal, by=signed["coachee"], text=goal.text, practice=None, reason="another")
    with bypassing():
        assert Goal.objects.filter(pk=goal.pk).values().get() == before
        assert Goal.pgh_event_model.objects.filter(id=goal.pk).count() == history
        assert GoalGrounds.objects.get(goal=goal).reason == "another"


@pytest.mark.parametrize(
    ("framework", "person", "status"),
    [("stars", "coach", 200), ("stars", "coachee", 200), ("stars", "supervisor", 404), ("stars", "leader", 404),
     ("stars", "administrator", 404), ("stars", "other_coach", 404), ("stars", "stranger", 404),
     ("pbc", "supervisor", 404), ("school", "supervisor", 404), ("conversations", "supervisor", 404),
     ("child-welfare", "supervisor", 200), ("child-welfare", "regional_leader", 404),
     ("child-welfare", "other_supervisor", 404)],
)  # fmt: skip
def test_the_plan_is_read_by_the_pair_and_by_a_supervisor_who_is_given_it(client, framework, person, status):
    cast = signed_cast(framework)
    goal = goal_of(cast, reason=MARKED)
    answer = plan_of(client, cast, person)
    assert answer.status_code == status
    assert client.get(reverse("goal_progress", args=[goal.pk])).status_code == status
    assert (MARKED in answer.content.decode()) == (status == 200)


def test_before_all_have_signed_the_supervisor_has_no_plan(client):
    cast = make_cast("child-welfare")
    goal_of(cast)
    assert plan_of(client, cast, "supervisor").status_code == 404


def test_the_coordinator_finds_the_plan_reads_it_and_writes_nothing(client):
    """D8, D15: goals, steps and progress, with the goals that are reached; what is celebrated is a note and is not."""
    cast = signed_cast("child-welfare")
    goal, done = goal_of(cast), goal_of(cast, "Finish the first module")
    step_of(cast, goal, "Send the agenda", coachee_does="sends it", coach_does="reads it")
    today = today_in(cast.program)
    with acting_as(cast["coach"].pk):
        record_progress(goal=done, by=cast["coach"], kind="reached", text="", seen_on=today)
        Celebration(
            partnership=cast.partnership, text="Foxglove", seen_on=today, author=cast["coach"], author_part="coach",
            recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    client.force_login(cast["supervisor"])
    address = reverse("action_plan", args=[cast.partnership.pk])
    assert address in client.get(reverse("supervised")).content.decode()
    page = client.get(address).content.decode()
    for words in ("Wait longer", "Send the agenda", "Reached on", f"{cast.name('coachee')}: sends it"):
        assert words in page
    assert "Foxglove" not in page
    assert f'href="{reverse("goal_edit", args=[goal.pk])}"' not in page
    for name in ("goal_edit", "goal_set_aside", "goal_move", "goal_progress", "step_add"):
        assert client.post(reverse(name, args=[goal.pk]), {"text": "x", "kind": "moved"}).status_code in (403, 404)


@pytest.mark.parametrize("framework", ["stars", "pbc", "school"])
def test_a_supervisor_who_is_given_no_plan_is_shown_no_way_to_one(client, framework):
    cast = signed_cast(framework)
    client.force_login(cast["supervisor"])
    assert reverse("action_plan", args=[cast.partnership.pk]) not in client.get(reverse("supervised")).content.decode()


# ---- writing -------------------------------------------------------------------------------------------------------
def test_a_goal_has_an_area_of_its_framework(client):
    """D6: those that were chosen in the plan are offered first, and nothing else is taken."""
    cast = signed_cast("child-welfare")
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(answers={"domains": ["staff"]})
    client.force_login(cast["coachee"])
    address = reverse("goal_add", args=[cast.partnership.pk])
    page = client.get(address).content.decode()
    assert page.index("Chosen in your plan") < page.index("Guiding staff") < page.index("Team leadership")
    assert client.post(address, {"text": "More calm", "area": "gossip"}).status_code == 200
    client.post(address, {"text": "More calm", "area": "staff"})
    with bypassing():
        assert Goal.objects.get().area == "staff"
    with acting_as(cast["coach"].pk), pytest.raises(NoSuchArea):
        add_goal(partnership=the_pair(cast.partnership), by=cast["coach"], text="x", area="gossip")


def test_a_framework_without_areas_asks_for_none(client, signed):
    client.force_login(signed["coachee"])
    assert "id_area" not in client.get(reverse("goal_add", args=[signed.partnership.pk])).content.decode()


def test_two_people_at_one_goal_lose_nothing(client, signed):
    """Fault 31: who saves second sees both texts, and saving once more is meant."""
    goal = goal_of(signed, reason="one")
    with acting_as(signed["coach"].pk):
        seen = stamp_of(words_of(goal))
        change_goal(goal=goal, by=signed["coach"], text="Wait much longer", practice=None, reason="two", seen=seen)
    client.force_login(signed["coachee"])
    address = reverse("goal_edit", args=[goal.pk])
    typed = {"text": "Wait a little", "reason": "three", "seen": seen}
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Wait much longer", "Wait a little", "two", "three", "Nothing is lost"):
        assert words in page
    renewed = answer.context["form"]["seen"].value()
    assert client.post(address, typed | {"seen": renewed}).status_code == 302
    with bypassing():
        assert Goal.objects.get(pk=goal.pk).text == "Wait a little"


def test_two_people_at_one_step_lose_nothing(client, signed):
    goal = goal_of(signed)
    step = step_of(signed, goal, "Count to ten")
    client.force_login(signed["coachee"])
    address = reverse("step_edit", args=[step.pk])
    seen = client.get(address).context["form"]["seen"].value()
    with acting_as(signed["coach"].pk):
        change_step(step=step, by=signed["coach"], text="Count to twenty")
    answer = client.post(address, {"text": "Count to three", "seen": seen})
    assert answer.status_code == 409
    assert "Count to twenty" in answer.content.decode()
    assert "Count to three" in answer.content.decode()
    with acting_as(signed["coach"].pk), pytest.raises(WrittenMeanwhile):
        change_step(step=step, by=signed["coach"], text="Count to five", seen=seen)


def test_steps_are_ordered_by_buttons(client, signed):
    """By keyboard and without scripts: a button moves one place, and the end is the end."""
    goal = goal_of(signed)
    one, two, three = (step_of(signed, goal, text) for text in ("One", "Two", "Three"))
    client.force_login(signed["coachee"])

    def order():
        with bypassing():
            return list(goal.steps.order_by("position", "id").values_list("text", flat=True))

    for step, way, expected in (
        (three, "up", ["One", "Three", "Two"]),
        (one, "up", ["One", "Three", "Two"]),
        (one, "down", ["Three", "One", "Two"]),
        (two, "down", ["Three", "One", "Two"]),
    ):
        answer = client.post(reverse("step_move", args=[step.pk]), {"direction": way})
        assert answer.url.endswith(f"#goal-{goal.pk}")
        assert order() == expected


def test_goals_are_ordered_by_buttons(client, signed):
    first, second = goal_of(signed, "First"), goal_of(signed, "Second")
    client.force_login(signed["coach"])
    client.post(reverse("goal_move", args=[second.pk]), {"direction": "up"})
    page = plan_of(client, signed, "coachee").content.decode()
    assert page.index("Second") < page.index("First")
    client.post(reverse("goal_move", args=[first.pk]), {"direction": "up"})
    page = plan_of(client, signed, "coachee").content.decode()
    assert page.index("First") < page.index("Second")


def test_no_step_waits_for_itself_by_whatever_way(client, signed):
    """E6: what must come first."""
    goal = goal_of(signed)
    one = step_of(signed, goal, "One")
    two = step_of(signed, goal, "Two", after=one)
    other = step_of(signed, goal_of(signed, "Another"), "Elsewhere")
    client.force_login(signed["coachee"])
    answer = client.post(reverse("step_edit", args=[one.pk]), {"text": "One", "after": str(two.pk)})
    assert "waits for this one already" in answer.content.decode()
    with acting_as(signed["coach"].pk):
        for wrong in (two, other):
            with pytest.raises(NotBefore):
                change_step(step=one, by=signed["coach"], text="One", after=wrong)
    assert "After step 1" in plan_of(client, signed, "coach").content.decode()
    client.post(reverse("step_remove", args=[one.pk]))
    with bypassing():
        assert ActionStep.objects.get(pk=two.pk).after_id is None


def test_a_step_is_done_and_opened_again(client, signed):
    step = step_of(signed, goal_of(signed), "Count to ten", due_on=dt.date(2026, 1, 5))
    assert "late" in plan_of(client, signed, "coach").content.decode()
    client.post(reverse("step_mark", args=[step.pk]), {"done": "yes"})
    with bypassing():
        assert ActionStep.objects.get(pk=step.pk).done_on == today_in(signed.program)
    page = plan_of(client, signed, "coachee").content.decode()
    assert "Open again" in page
    assert "days late" not in page
    client.post(reverse("step_mark", args=[step.pk]), {"done": "no"})
    with bypassing():
        assert ActionStep.objects.get(pk=step.pk).done_on is None


# ---- how it goes ---------------------------------------------------------------------------------------------------
def test_progress_and_a_celebration_are_one_press_and_the_other_reads_them(client, signed):
    """B6, D18: praise for a bit forward."""
    goal = goal_of(signed)
    client.force_login(signed["coachee"])
    address = reverse("goal_progress", args=[goal.pk])
    today = today_in(signed.program).isoformat()
    typed = {"kind": "moved", "text": "Four of nine", "seen_on": today, "celebrate": "A whole minute!"}
    assert client.post(address, typed).status_code == 302
    client.force_login(signed["coach"])
    assert "Four of nine" in client.get(address).content.decode()
    page = plan_of(client, signed, "coach").content.decode()
    assert "A whole minute!" in page
    with bypassing():
        cheer = Celebration.objects.get()
    assert reverse("celebration_remove", args=[cheer.pk]) not in page
    assert client.post(reverse("celebration_remove", args=[cheer.pk])).status_code == 403
    client.force_login(signed["coachee"])
    client.post(reverse("celebration_remove", args=[cheer.pk]))
    with bypassing():
        assert not Celebration.objects.exists()
        assert Celebration.pgh_event_model.objects.filter(pgh_label="delete").exists()


def test_what_was_celebrated_on_a_visit_stands_on_the_plan_and_is_not_typed_twice(client, signed):
    visit = log(signed, notes={"celebration": "He told us about his dog."})
    page = plan_of(client, signed, "coachee").content.decode()
    assert "He told us about his dog." in page
    assert reverse("visit_detail", args=[visit.pk]) in page


def test_a_goal_that_is_reached_stays_in_view_and_is_taken_up_again(client, signed):
    """D15; and A1: it is the goal that is reached, never the practice."""
    goal = goal_of(signed)
    client.force_login(signed["coach"])
    address = reverse("goal_progress", args=[goal.pk])
    today = today_in(signed.program).isoformat()
    client.post(address, {"kind": "reached", "seen_on": today})
    page = plan_of(client, signed, "coachee").content.decode()
    assert "Reached on" in page
    assert "Wait longer" in page
    assert client.post(address, {"kind": "moved", "seen_on": today}).status_code == 200
    client.post(address, {"kind": "again", "seen_on": today})
    assert "Reached on" not in plan_of(client, signed, "coachee").content.decode()
    with bypassing():
        assert list(GoalProgress.objects.values_list("kind", flat=True)) == ["again", "reached"]


def test_a_day_to_come_is_said_at_the_field_and_refused_by_the_service(client, signed):
    goal = goal_of(signed)
    client.force_login(signed["coach"])
    answer = client.post(
        reverse("goal_progress", args=[goal.pk]), {"kind": "moved", "text": "kept", "seen_on": "2999-01-01"}
    )
    assert "still to come" in answer.content.decode()
    assert "kept" in answer.content.decode()
    with acting_as(signed["coach"].pk), pytest.raises(NotYet):
        record_progress(goal=goal, by=signed["coach"], kind="moved", text="", seen_on=dt.date(2999, 1, 1))


@pytest.mark.parametrize(
    ("framework", "asks"), [("child-welfare", True), ("stars", False), ("pbc", False), ("school", False)]
)
def test_a_goal_that_is_stuck_asks_for_a_three_way_talk_where_the_framework_says_so(client, framework, asks):
    """D18."""
    cast = signed_cast(framework)
    goal = goal_of(cast)
    with acting_as(cast["coach"].pk):
        record_progress(goal=goal, by=cast["coach"], kind="stalled", text="", seen_on=today_in(cast.program))
    page = plan_of(client, cast, "coachee").content.decode()
    assert "Stuck" in page
    assert str(cast.partnership.framework.goals.stalled)[:30] in page
    assert (reverse("partnership_renegotiate", args=[cast.partnership.pk]) in page) == asks


@pytest.mark.parametrize(
    ("days", "kind", "moved", "state"),
    [(28, None, None, State.OPEN), (29, None, None, State.QUIET), (29, None, 3, State.OPEN),
     (90, "moved", None, State.QUIET), (1, "stalled", None, State.STALLED), (90, "reached", None, State.REACHED)],
)  # fmt: skip
def test_where_a_goal_stands(days, kind, moved, state):
    today = timezone.localdate()
    day = today - dt.timedelta(days=days)
    goal = Goal(text="x", created_at=timezone.now() - dt.timedelta(days=days))
    found = state_by(
        goal,
        News(kind, day) if kind else None,
        today=today,
        moved_on=today - dt.timedelta(days=moved) if moved else None,
        stalls_after=28,
    )
    assert found == state


# ---- cost ----------------------------------------------------------------------------------------------------------
def queries(client, name, *args):
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(found)


def test_the_plan_costs_the_same_with_one_three_and_three_hundred_goals(client, signed):
    client.force_login(signed["coach"])
    counts = {}
    have, now = 0, timezone.now()
    for wanted in (1, 3, 300):
        with bypassing():
            goals = [
                Goal(partnership=signed.partnership, text=f"Goal {n}", position=n, created_by=signed["coach"])
                for n in range(have, wanted)
            ]
            Goal.objects.bulk_create(goals)
            GoalGrounds.objects.bulk_create(
                GoalGrounds(partnership=signed.partnership, goal=goal, reason="why") for goal in goals
            )
            ActionStep.objects.bulk_create(
                ActionStep(partnership=signed.partnership, goal=goal, text="a step") for goal in goals
            )
            GoalProgress.objects.bulk_create(
                GoalProgress(
                    partnership=signed.partnership, goal=goal, kind="moved", text="x", seen_on=now.date(),
                    author=signed["coach"], recorded_at=now,
                )
                for goal in goals
            )  # fmt: skip
        have = wanted
        queries(client, "action_plan", signed.partnership.pk)  # what is read once in a process
        counts[wanted] = queries(client, "action_plan", signed.partnership.pk)
    assert counts[1] == counts[3] == counts[300], counts
    print("action_plan", counts)
