"""What a supervisor asks and tells: progress to everybody, data to the learner first, by the database (B10)."""

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import Mail
from coaching.services.outbox import compose
from cycles.models import DataTalk, ProgressQuestion
from cycles.services.supervising import ask_about_progress, talk_about_data, tell_about_progress
from cycles.tests.test_support import DAY, WORDS, around, page, signed_cast
from tests.cast import Cast, today
from tests.database import as_worker, bypassing
from tests.probe import as_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def pbc(db) -> Cast:
    return signed_cast("pbc")


# ---- questions on progress ---------------------------------------------------------------------------------------
def test_a_question_on_progress_goes_to_both_and_each_decides_what_to_tell(client, pbc):
    client.force_login(pbc["supervisor"])
    form = reverse("progress_ask", args=[pbc.partnership.pk])
    assert "to all of them, never to one alone" in client.get(form).content.decode()
    assert client.post(form, {"text": WORDS}).status_code == 302
    with bypassing():
        question = ProgressQuestion.objects.get()
        assert set(question.reader_ids) == {pbc[name].pk for name in ("coach", "coachee", "supervisor")}
        mails = list(Mail.objects.filter(kind="progress_asked"))
    assert {mail.recipient_id for mail in mails} == {pbc["coach"].pk, pbc["coachee"].pk}
    with as_worker():
        assert WORDS not in compose(mails[0]).body
    client.force_login(pbc["coachee"])
    pair = client.get(reverse("partnership_detail", args=[pbc.partnership.pk])).content.decode()
    assert "A question about progress waits for you" in pair
    detail = reverse("progress_detail", args=[question.pk])
    assert client.post(detail, {"text": "We have begun."}).status_code == 302
    for name in ("coach", "supervisor"):
        client.force_login(pbc[name])
        assert "We have begun." in client.get(page(pbc)).content.decode()
    assert client.post(detail, {"text": "Mine"}).status_code == 403  # the supervisor asks
    with bypassing():
        assert Mail.objects.filter(kind="progress_answered").count() == 2


@pytest.mark.parametrize("name", ["coach", "coachee"])
def test_only_the_supervisor_asks_about_progress(client, pbc, name):
    client.force_login(pbc[name])
    assert client.get(reverse("progress_ask", args=[pbc.partnership.pk])).status_code == 403
    with acting_as(pbc[name].pk), pytest.raises(ProgrammingError):
        ask_about_progress(support=around(pbc, name), by=pbc[name], text=WORDS)


def test_among_peers_everybody_is_asked():
    cast = signed_cast("pbc", "peer")
    with acting_as(cast["supervisor"].pk):
        question = ask_about_progress(support=around(cast, "supervisor"), by=cast["supervisor"], text=WORDS)
    with acting_as(cast["mentor_coach"].pk):
        question = ProgressQuestion.objects.get(pk=question.pk)
        tell_about_progress(support=around(cast, "mentor_coach"), question=question, by=cast["mentor_coach"], text="x")
    with bypassing():
        assert set(ProgressQuestion.objects.get().reader_ids) == {cast[name].pk for name in cast.seats}


# ---- data to the learner first -----------------------------------------------------------------------------------
def talked(cast: Cast) -> DataTalk:
    with acting_as(cast["supervisor"].pk):
        return talk_about_data(
            support=around(cast, "supervisor"),
            by=cast["supervisor"],
            learner=cast["coachee"].pk,
            about=WORDS,
            learner_on=today() - DAY,
        )


def test_the_coach_hears_of_data_after_the_learner(client, pbc):
    client.force_login(pbc["supervisor"])
    form = reverse("data_talk_add", args=[pbc.partnership.pk])
    posted = {"learner": str(pbc["coachee"].pk), "about": WORDS, "learner_on": today().isoformat()}
    assert client.post(form, posted | {"learner": str(pbc["coach"].pk)}).status_code == 200
    assert client.post(form, posted).status_code == 302
    with bypassing():
        talk = DataTalk.objects.get()
    client.force_login(pbc["coachee"])
    assert WORDS in client.get(page(pbc)).content.decode()
    client.force_login(pbc["coach"])
    assert WORDS not in client.get(page(pbc)).content.decode()
    then = reverse("data_talk_then", args=[talk.pk])
    assert client.get(then).status_code == 404
    client.force_login(pbc["supervisor"])
    refused = client.post(then, {"coach_on": (today() - DAY).isoformat()})
    assert "The talk with the learner comes first" in refused.content.decode()
    assert client.post(then, {"coach_on": today().isoformat()}).status_code == 302
    client.force_login(pbc["coach"])
    assert WORDS in client.get(page(pbc)).content.decode()
    assert client.get(then).status_code == 403


def test_the_database_keeps_the_order(pbc):
    """No talk with the coach without one with the learner, or before it; and no learner who is the coach."""
    talked(pbc)
    common = {
        "partnership": pbc.partnership,
        "user": pbc["supervisor"],
        "about": "x",
        "recorded_at": timezone.now(),
    }
    for values in (
        {"learner": pbc["coachee"], "learner_on": None, "coach_on": today()},
        {"learner": pbc["coachee"], "learner_on": today(), "coach_on": today() - DAY},
    ):
        with acting_as(pbc["supervisor"].pk), pytest.raises(IntegrityError), transaction.atomic():
            DataTalk(**common, **values).save(force_insert=True)
    with acting_as(pbc["supervisor"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        DataTalk(**common, learner=pbc["coach"], learner_on=today()).save(force_insert=True)
    with as_person(pbc, "supervisor", WEB), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("update cycles_datatalk set coach_on = %s", [today() - 9 * DAY])
        cursor.execute("update cycles_datatalk set learner_on = %s", [today() - 99 * DAY])
    with bypassing():
        assert DataTalk.objects.get().learner_on == today() - DAY


def test_the_pair_writes_no_talk_of_the_supervisor(pbc):
    with acting_as(pbc["coach"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        DataTalk(
            partnership=pbc.partnership, user=pbc["coach"], learner=pbc["coachee"], learner_on=today(), about="x",
            recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
