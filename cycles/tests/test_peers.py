"""Two who coach each other: their plans, what is observed, and feedback both ways (B7)."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.models import Mail
from cycles.models import Goal, Note, ObservationFocus, PlanReview
from cycles.services import LogEntry, add_goal, add_step, finish_unplanned_visit, plan_visit, review_plan
from cycles.services.goals import NoSuchLearner
from cycles.services.observations import save_focus
from cycles.services.pairs import find_pair
from cycles.services.peers import NoPartner
from cycles.services.questions import NotOfThisPair
from cycles.tests.work import entry, the_pair
from tests.cast import make_cast, sign_all, today
from tests.database import bypassing

pytestmark = pytest.mark.django_db

ONE, TWO = "coach", "coachee"  # the seats of the two peers
SAID = {"strong": "Small steps ñ", "asks": "Who films?", "agreed": "no"}


@pytest.fixture
def peers():
    cast = make_cast("pbc", "peer")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    return cast


def text(client, cast, person, name, *args):
    client.force_login(cast[person])
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, (person, name)
    return answer.content.decode()


def test_each_has_a_plan_and_the_other_looks_through_it(client, peers):
    pair, one, two = peers.partnership.pk, peers[ONE], peers[TWO]
    for person, words in ((ONE, "Rosa's own goal"), (TWO, "June's own goal")):
        client.force_login(peers[person])
        assert "Whose goal is it?" in text(client, peers, person, "goal_add", pair)
        client.post(reverse("goal_add", args=[pair]), {"text": words, "learner": str(peers[person].pk)})
    with acting_as(one.pk):
        goal = Goal.objects.get(text="Rosa's own goal")
        add_step(goal=goal, by=one, text="Wait", coachee_does="counts to five", coach_does="looks at the clock")
        assert goal.learner_id == one.pk
        for stranger in (peers["mentor_coach"].pk, peers["stranger"].pk):
            with pytest.raises(NoSuchLearner), transaction.atomic():
                add_goal(partnership=peers.partnership, by=one, text="x", learner=stranger)

    # Each half of a step is called by whose it is, and not "You" for everybody
    for person, halves in (
        (ONE, ("You: counts to five", "June Whitehorse: looks at the clock")),
        (TWO, ("Rosa Delgado: counts to five", "You: looks at the clock")),
        ("mentor_coach", ("Rosa Delgado: counts to five", "June Whitehorse: looks at the clock")),
    ):
        for name in ("action_plan", "partnership_detail"):
            page = text(client, peers, person, name, pair)
            assert all(half in page for half in halves), (person, name)

    assert "Look through the plan of Rosa Delgado" in text(client, peers, TWO, "home")
    page = text(client, peers, TWO, "plan_review", pair, one.pk)
    assert "own goal" in page and "Wait" in page and "June&#x27;s own goal" not in page
    address = reverse("plan_review", args=[pair, one.pk])
    assert client.post(address, {**SAID, "strong": " "}).status_code == 200
    assert client.post(address, {**SAID, "agreed": ""}).status_code == 200
    assert client.post(address, SAID).status_code == 302
    assert "Look through the plan of Rosa Delgado" not in text(client, peers, TWO, "home")
    with acting_as(two.pk):
        review = PlanReview.objects.get()
        assert (review.user_id, review.learner_id, review.agreed) == (two.pk, one.pk, False)
    with bypassing():
        assert list(Mail.objects.filter(kind="plan_reviewed").values_list("recipient", flat=True)) == [one.pk]

    # The two read it, and nobody else: not the mentor coach, who reads the plan
    for person in (ONE, TWO):
        page = text(client, peers, person, "action_plan", pair)
        assert "Small steps ñ" in page and "To talk about" in page and "The plan was changed after that" not in page
    for person in ("mentor_coach",):
        page = text(client, peers, person, "action_plan", pair)
        assert "own goal" in page and "Small steps" not in page and "Not looked at yet" not in page
    with acting_as(one.pk):
        add_step(goal=goal, by=one, text="One more")
    assert "The plan was changed after that" in text(client, peers, TWO, "action_plan", pair)
    for person, status in (
        (ONE, 404), ("mentor_coach", 404), ("supervisor", 404), ("leader", 404), ("former_coach", 404),
        ("stranger", 404),
    ):  # fmt: skip
        client.force_login(peers[person])
        assert client.get(address).status_code == status, person  # one's own plan, or that of others
    with bypassing():
        assert PlanReview.objects.count() == 1


def test_the_database_lets_two_who_coach_each_other_say_it_and_to_each_other_alone(peers):
    one, two, mentor = peers[ONE], peers[TWO], peers["mentor_coach"]
    kept = {
        "partnership": peers.partnership,
        "strong": "x",
        "agreed": True,
        "reviewed_at": peers.partnership.created_at,
    }
    with acting_as(one.pk):
        row = PlanReview(**kept, user=one, learner=two, reader_ids=[one.pk, peers["supervisor"].pk])
        row.save(force_insert=True)
        row.refresh_from_db()
        assert row.reader_ids == [one.pk, two.pk]
        with pytest.raises(NoPartner):
            review_plan(
                pair=find_pair(peers.partnership, one), by=one, learner=mentor.pk, strong="x", asks="", agreed=True
            )
    for by, of in ((one, mentor), (mentor, one), (one, peers["stranger"])):
        with acting_as(by.pk), pytest.raises(DatabaseError), transaction.atomic():
            PlanReview(**kept, user=by, learner=of).save(force_insert=True)
    with acting_as(two.pk), pytest.raises(DatabaseError), transaction.atomic():  # in the other's name
        PlanReview(**kept, user=one, learner=two).save(force_insert=True)
    with acting_as(mentor.pk):
        assert not PlanReview.objects.exists()


def test_they_agree_on_the_data_and_give_each_other_feedback(client, peers):
    one, two = peers[ONE], peers[TWO]
    with acting_as(one.pk):
        pair = the_pair(peers.partnership)
        visit = plan_visit(partnership=pair, by=one, local_date=today(), local_time=entry().started, mode="in_person")
    client.force_login(two)
    agreed = {
        "what": "Waiting",
        "learner": str(two.pk),
        "collected": "How often",
        "kept_by": str(two.pk),
        "way": "live",
    }
    assert client.post(reverse("visit_observation", args=[visit.pk]), agreed).status_code == 302
    page = text(client, peers, ONE, "visit_detail", visit.pk)
    for words in ("Who is observed", "June Whitehorse", "Which data is collected", "How often", "Who keeps the data"):
        assert words in page
    with acting_as(one.pk):
        focus = ObservationFocus.objects.get()
        assert (focus.learner_id, focus.kept_by_id) == (two.pk, two.pk)
        with pytest.raises(NotOfThisPair), transaction.atomic():
            save_focus(visit=visit, by=one, words={"what": "x", "learner": str(peers["stranger"].pk)})
        seen = finish_unplanned_visit(
            partnership=pair,
            by=one,
            data=LogEntry(
                visited_on=today(), started=entry().started, minutes=30, mode="in_person",
                components=["focused_observation"], notes={"focused_observation": "four of nine"},
            ),
        ).visit  # fmt: skip

    # After an observation each writes to the other, wherever each begins
    for person in (ONE, TWO):
        assert "Feedback for each other" in text(client, peers, person, "partnership_detail", pair.pk)
        page = text(client, peers, person, "visit_detail", seen.pk)
        assert "Write your feedback" in page and page.count("Not yet") == 2
    assert "Feedback for each other" not in text(client, peers, "mentor_coach", "partnership_detail", pair.pk)
    client.force_login(two)
    address = reverse("visit_reflect", args=[seen.pk, "reflection_and_feedback"])
    assert client.post(address, {"text": "You waited, and Ana answered."}).status_code == 302
    page = text(client, peers, TWO, "visit_detail", seen.pk)
    assert "Write your feedback" not in page and page.count("Not yet") == 1
    page = text(client, peers, ONE, "visit_detail", seen.pk)
    assert "You waited, and Ana answered." in page and "Write your feedback" in page
    client.force_login(one)
    client.post(address, {"text": "Thank you. You wrote everything down."})
    assert "Feedback for each other" not in text(client, peers, ONE, "partnership_detail", pair.pk)
    with bypassing():
        assert Note.objects.filter(component="reflection_and_feedback").count() == 2
