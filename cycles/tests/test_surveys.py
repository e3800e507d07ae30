"""Surveys from the occasion to what a coach reads, and what nobody can find out in between (A11, C8, D18, D19, E7)."""

import datetime as dt
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from agreements.models import Agreement, Standing
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import OWNER, WEB
from coaching.models import Mail, Partnership, Party, Person, User
from coaching.services.outbox import compose
from cycles import survey_ticks
from cycles.models import (
    Cycle,
    FeedbackAction,
    SurveyAnswer,
    SurveyBallot,
    SurveyEdition,
    SurveyNamed,
    SurveyRelease,
    SurveyRequest,
    SurveyTurn,
)
from cycles.services.surveys import give_answers
from cycles.tests.work import log, many
from tests.cast import Client, make_cast, sign_all, today
from tests.database import as_role, as_worker, bypassing

pytestmark = pytest.mark.django_db

LISTENS = {"listens": "4", "timely": "2", "strengths": "3", "manageable": "5"}


@pytest.fixture
def school():
    """A coach with seven learners, all signed; `learners` are in the order in which they answer."""
    cast = make_cast("school", "expert")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    pairs = many(cast, 6)
    with bypassing():
        Partnership.objects.filter(pk__in=[one.pk for one in pairs]).update(terms=cast.version.terms)
        parties = Party.objects.filter(partnership__in=pairs, part="coachee")
        others = list(User.objects.filter(pk__in=parties.values("user")).order_by("email"))
    cast.learners = [cast["coachee"], *others]
    return cast


def tick():
    with as_worker():
        survey_ticks.close_surveys()
        survey_ticks.open_surveys()
        survey_ticks.remind()


def ask(cast):
    """The coach asks, and a minute later everybody is asked."""
    client = signed_in(cast["coach"])
    assert client.post(reverse("feedback_ask", args=[cast.program.pk, "coach_asks"])).status_code == 302
    tick()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def turn_of(user):
    with acting_as(user.pk):
        return SurveyTurn.objects.get(author=user, is_open=True)


def answers(user, words="", **given):
    """A learner sends the survey by its form."""
    turn = turn_of(user)
    typed = {f"q_{key}": value for key, value in ({**LISTENS, "what_to_change": words} | given).items()}
    answer = signed_in(user).post(reverse("survey_answer", args=[turn.pk]), typed)
    assert answer.status_code == 302
    return turn


def month_passes():
    """What is open is over, and the minute closes it; a request of before is one of long ago."""
    with bypassing():
        SurveyTurn.objects.filter(is_open=True).update(
            closes_on=today().replace(day=1) - dt.timedelta(days=1), asked_on=today() - dt.timedelta(days=40)
        )
        SurveyRequest.objects.update(asked_on=F("asked_on") - dt.timedelta(days=40))
    tick()


def page_of(user, name="feedback", *args):
    content = signed_in(user).get(reverse(name, args=args))
    return b"".join(line for line in content.content.splitlines() if b"csrf" not in line)


def count(model, user=None, role=WEB):
    with as_role(role), acting_as(user.pk if user else None):
        return model.objects.count()


def test_from_the_question_to_the_release(school):
    coach, learners = school["coach"], school.learners
    ask(school)
    with bypassing():
        assert set(SurveyTurn.objects.values_list("author", flat=True)) == {one.pk for one in learners}
        assert Mail.objects.filter(kind="survey_opened").count() == 7
        mail = Mail.objects.get(kind="survey_opened", recipient=learners[0])
    tick()
    with bypassing():
        assert (SurveyTurn.objects.count(), Mail.objects.filter(kind="survey_opened").count()) == (7, 7)
    with as_worker(), acting_as(None):
        message = compose(mail).body
    assert "/surveys/" in message and "Rosa" not in message and "listens" not in message
    home = page_of(learners[0], "home").decode()
    assert "Give feedback: What you think of the coaching" in home
    assert "feedback:" not in page_of(coach, "home").decode().lower()
    said = signed_in(coach).post(reverse("feedback_ask", args=[school.program.pk, "coach_asks"]), follow=True)
    assert b"Wait a week between requests." in said.content

    # Neither what four have answered nor that they have makes a difference to anybody else, before and after closing
    watchers = [coach, *(school[name] for name in ("supervisor", "leader", "administrator", "coach_supervisor"))]
    nothing = [page_of(one) for one in watchers]
    for n, one in enumerate(learners[:4]):
        answers(one, f"Poppyseed {n}")
    assert "Give feedback" not in page_of(learners[0], "home").decode()
    assert [page_of(one) for one in watchers] == nothing
    month_passes()
    with bypassing():  # the day of asking is the coach's own, and the only thing that is new
        SurveyRequest.objects.update(asked_on=today())
    assert [page_of(one) for one in watchers] == nothing
    assert b"Nothing released yet" in page_of(coach)
    for user in (*watchers, None):
        for role in (WEB, "alongside_worker"):
            for model in (SurveyTurn, SurveyAnswer, SurveyRelease, SurveyNamed):
                assert count(model, user, role) == 0, (user, model)
    closed = signed_in(learners[0]).get(reverse("survey_list")).content.decode()
    assert "Answered" in closed

    # The fifth person makes a group; who answered twice is in the next one, so no answer is in two
    ask(school)
    answers(learners[4], "Poppyseed 4", listens="1")
    answers(learners[0], "Poppyseed 5")
    month_passes()
    with bypassing():
        released = SurveyRelease.objects.get(month__isnull=False)
        assert released.month == (today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
        assert SurveyBallot.objects.count() == 1 and not SurveyTurn.objects.filter(waits_in=released).exists()
        shown = {one["key"]: one for one in released.results["questions"]}
    assert sorted(shown["what_to_change"]["comments"]) == [f"Poppyseed {n}" for n in range(5)]
    assert "cells" not in shown["listens"], "all but one agree"
    page = page_of(coach).decode()
    assert all(f"Poppyseed {n}" in page for n in range(5)) and "Poppyseed 5" not in page
    assert "Not shown: too few answers, or too much alike." in page
    for other in (school["other_coach"], school["leader"], school["supervisor"], *learners):
        assert "Poppyseed" not in page_of(other).decode()
        assert count(SurveyRelease, other) == 0


def test_no_row_that_anybody_keeps_joins_words_to_a_person(school):
    """Every table of the database, histories, mails and the audit among them, is looked through for the words."""
    ask(school)
    for n, one in enumerate(school.learners[:5]):
        answers(one, f"Poppyseed {n}")
    assert tables_with("Poppyseed") == {"cycles_surveyanswer"}
    month_passes()
    assert tables_with("Poppyseed") == {"cycles_surveyrelease"}
    people = {str(one.pk) for one in school.learners}
    with bypassing(), connection.cursor() as cursor:
        cursor.execute(
            "select row_to_json(r)::text, (select count(distinct xmin::text) from cycles_surveyrelease) "
            "from cycles_surveyrelease r"
        )
        text, transactions = cursor.fetchone()
        assert not any(one in text for one in people) and transactions == 1
        cursor.execute("select row_to_json(r)::text from cycles_surveyturn r")
        left = [json.loads(row) for (row,) in cursor.fetchall()]
    # "has answered" remains, with nothing that orders those who have
    assert sum(one["answered"] for one in left) == 5
    answered = [one for one in left if one["answered"]]
    moments = {"written_at", "asked_on", "closes_on"}
    assert all(len({one[name] for one in answered}) == 1 for name in moments)
    assert {
        name for name, value in left[0].items() if isinstance(value, str) and value[:2] == "20" and value[4] == "-"
    } == moments
    with bypassing(), connection.cursor() as cursor:
        cursor.execute("select count(*) from coaching_auditentry where target_type like '%survey%'")
        assert cursor.fetchone() == (0,)


def tables_with(words):
    with as_role(OWNER), connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
        names = [name for (name,) in cursor.fetchall()]
    found = set()
    with bypassing(), connection.cursor() as cursor:
        for name in names:
            cursor.execute("select has_table_privilege(current_user, %s, 'select')", [f"public.{name}"])
            if cursor.fetchone()[0]:
                cursor.execute(f"select exists (select from {name} r where r::text like %s)", [f"%{words}%"])
                if cursor.fetchone()[0]:
                    found.add(name)
    return found


def test_logins_cannot_reach_what_the_definer_does(school):
    ask(school)
    answers(school.learners[0], "mine")
    one, other = school.learners[:2]
    refused = [
        "select sec.close_surveys()",
        "select * from sec.open_surveys()",
        "select sec.survey_edition(gen_random_uuid(), '{}')",
        "select sec.survey_results('{}', '{}')",
        "select * from cycles_surveyballot",
        "update cycles_surveyturn set answered = true",
        "delete from cycles_surveyanswer",
        "update cycles_surveyrelease set month = '2026-01-01'",
    ]
    with acting_as(one.pk), as_role(WEB):
        for statement in refused:
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                assert not statement.startswith("select") and cursor.rowcount
    turn = turn_of(other)
    with acting_as(one.pk), pytest.raises(DatabaseError), transaction.atomic():
        SurveyAnswer(partnership_id=turn.partnership_id, author=one, turn=turn, answers={}).save(force_insert=True)


def test_answers_save_as_one_goes_and_close_with_the_month(school):
    ask(school)
    one = school.learners[0]
    turn, client = turn_of(one), signed_in(one)
    page = client.get(reverse("survey_answer", args=[turn.pk])).content.decode()
    assert "Rosa Delgado sees this only together with at least 4 others&#x27; answers" in page
    assert "Write no names" in page

    def save(user=one, **typed):
        body = {"person": str(user.pk), "answers": typed}
        return client.post(reverse("survey_save", args=[turn.pk]), json.dumps(body), "application/json").status_code

    assert save(listens="3", what_to_change="so far") == 200
    assert save(listens="9") == 400 and save(user=school["coach"], listens="1") == 403
    assert "so far" in client.get(reverse("survey_answer", args=[turn.pk])).content.decode()
    with bypassing():
        assert not SurveyAnswer.objects.get().given
    # Nothing is sent, and what is too long stays on the page
    empty = client.post(reverse("survey_answer", args=[turn.pk]), {})
    assert empty.status_code == 422 and b"Nothing is answered yet" in empty.content
    long = client.post(reverse("survey_answer", args=[turn.pk]), {"q_what_to_change": "x" * 2001})
    assert long.status_code == 422 and b"x" * 2001 in long.content and b"At most 2000" in long.content
    # Sent twice is one (fault 38), and it can be changed until it closes
    answers(one, "first")
    answers(one, "second")
    with bypassing():
        kept = SurveyAnswer.objects.get()
        assert kept.given and kept.answers["what_to_change"] == "second"
    assert save(what_to_change="third") == 200
    # Another begins and sends nothing
    other = school.learners[1]
    begun = turn_of(other)
    with acting_as(other.pk):
        SurveyAnswer(partnership_id=begun.partnership_id, author=other, turn=begun, answers={"what_to_change": "draft"}
                     ).save(force_insert=True)  # fmt: skip
    month_passes()
    assert save(listens="1") == 409
    late = client.post(reverse("survey_answer", args=[turn.pk]), {"q_what_to_change": "too late"})
    assert late.status_code == 409 and b"too late" in late.content and b"was not sent" in late.content  # fault 37
    after = client.get(reverse("survey_answer", args=[turn.pk])).content.decode()
    assert "no longer joined to you" in after and "third" not in after
    draft = signed_in(other).get(reverse("survey_answer", args=[begun.pk])).content.decode()
    assert "was not sent. Only you see it." in draft and "draft" in draft
    with acting_as(other.pk), pytest.raises(DatabaseError), transaction.atomic():
        SurveyAnswer.objects.update(answers={"listens": 1}, given=True, given_for=today())
    for who, status in ((school["coach"], 404), (school["leader"], 404), (other, 404), (None, 302)):
        seen = signed_in(who) if who else Client()
        assert seen.get(reverse("survey_answer", args=[turn.pk])).status_code == status


def test_other_questions_are_another_edition_and_results_never_mix(school):
    """A question that is changed while a survey is open: who is asked goes on with the old one (fault 40)."""
    ask(school)
    with bypassing():
        first = SurveyEdition.objects.get()
        content = first.content | {"questions": first.content["questions"][:1]}
        own = SurveyEdition(
            program=school.program, key=first.key, number=2, content=content, made_by=school["administrator"],
            made_at=timezone.now(),
        )  # fmt: skip
    with acting_as(school["administrator"].pk):
        own.save(force_insert=True)
    with acting_as(school["coach"].pk), pytest.raises(DatabaseError), transaction.atomic():
        SurveyEdition(
            program=school.program, key=first.key, number=3, content=content, made_by=school["coach"],
            made_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    for one in school.learners[:3]:
        answers(one, "old questions")
    month_passes()
    ask(school)
    with bypassing():
        assert set(SurveyTurn.objects.filter(is_open=True).values_list("edition", flat=True)) == {own.pk}
    for one in school.learners[3:6]:
        turn = turn_of(one)
        with acting_as(one.pk):
            give_answers(turn=turn, by=one, answers={"listens": 3})
    month_passes()
    with bypassing():  # three and three are not six
        assert not SurveyRelease.objects.filter(month__isnull=False).exists() and SurveyBallot.objects.count() == 6


def test_what_the_coach_will_change_is_told_to_those_they_coach(school):
    coach = signed_in(school["coach"])
    change = {"change-program": school.program.pk, "change-text": "I will ask first. Quince"}
    assert coach.post(reverse("feedback_change"), change | {"change-text": " "}).status_code == 422
    assert coach.post(reverse("feedback_change"), change).status_code == 302
    thought = {"thought-program": school.program.pk, "thought-text": "That hurt. Medlar"}
    assert coach.post(reverse("feedback_thought"), thought).status_code == 302
    assert b"Quince" in page_of(school["coach"]) and b"Medlar" in page_of(school["coach"])
    for learner in (school.learners[0], school.learners[5]):
        told = page_of(learner, "survey_list")
        assert b"Quince" in told and b"Medlar" not in told
    for name in ("other_coachee", "supervisor", "leader", "administrator", "coach_supervisor", "stranger"):
        assert b"Quince" not in page_of(school[name], "survey_list")
        assert count(FeedbackAction, school[name]) == 0
    with bypassing():
        key = FeedbackAction.objects.get().pk
    assert signed_in(school.learners[0]).post(reverse("feedback_change_remove", args=[key])).status_code == 404
    assert coach.post(reverse("feedback_change_remove", args=[key])).status_code == 302
    assert b"Quince" not in page_of(school.learners[0], "survey_list")


def test_names_only_where_all_have_signed_it():
    """Peers who agreed on names read each other's answers once the survey has closed (B8)."""
    cast = make_cast("pbc", "peer")
    sign_all(cast.partnership, content={"answers": {"feedback_seen": "named"}})
    with bypassing():
        Standing.objects.filter(partnership=cast.partnership).update(state="concluded", since=timezone.now())
    tick()
    one, two = cast["coach"], cast["coachee"]
    with bypassing():
        turns = SurveyTurn.objects.values_list("author", "subject", "named")
        mentor = cast["mentor_coach"].pk
        assert set(turns) == {
            (one.pk, two.pk, True), (two.pk, one.pk, True), (one.pk, mentor, True), (two.pk, mentor, True)
        }  # fmt: skip
    with acting_as(one.pk):
        turn = SurveyTurn.objects.select_related("partnership__program", "edition").get(subject=two)
        give_answers(turn=turn, by=one, answers={"safe": 2, "what_to_change": "Rosehip"})
    page = signed_in(one).get(reverse("survey_answer", args=[turn.pk])).content.decode()
    assert "June Whitehorse reads this with your name: that is what all of you signed." in page
    assert b"Rosehip" not in page_of(two)
    month_passes()
    assert b"Rosehip" in page_of(two) and b"Rosa Delgado" in page_of(two)
    for name in ("mentor_coach", "supervisor", "leader", "administrator"):
        assert b"Rosehip" not in page_of(cast[name]) and count(SurveyNamed, cast[name]) == 0


def test_after_each_conversation_the_same_survey_is_asked_again():
    cast = make_cast("conversations", "expert")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    log(cast, 2, components=("follow_up",))
    tick()
    answers(cast["coachee"], useful="5")
    assert b"Give feedback" not in page_of(cast["coachee"], "home")
    log(cast, 1, components=("follow_up",))
    tick()
    turn = turn_of(cast["coachee"])
    assert turn.asked_on == today() - dt.timedelta(days=1)
    again = signed_in(cast["coachee"]).get(reverse("survey_answer", args=[turn.pk]))
    assert b"You are asked again" in again.content and b"Give feedback" in page_of(cast["coachee"], "home")


def test_at_chosen_cycles(signed):
    with bypassing():
        Cycle.objects.filter(partnership=signed.partnership).delete()
        for number, day in ((3, 20), (4, 2), (5, 1)):
            Cycle(
                partnership=signed.partnership, number=number, started_on=today() - dt.timedelta(days=30),
                completed_on=today() - dt.timedelta(days=day),
            ).save(force_insert=True)  # fmt: skip
    tick()
    assert turn_of(signed["coachee"]).asked_on == today() - dt.timedelta(days=2)


def test_every_so_many_weeks_and_not_while_the_coaching_rests(school):
    due, resting, fresh = (one.pk for one in school.learners[1:4])
    with bypassing():
        long_ago = timezone.now() - dt.timedelta(days=7 * 8 + 1)
        of = {key: Party.objects.get(user=key).partnership_id for key in (due, resting, fresh)}
        Agreement.objects.filter(partnership__in=[of[due], of[resting]]).update(activated_at=long_ago)
        Standing.objects.filter(partnership=of[resting]).update(state="paused")
    tick()
    with bypassing():
        asked = dict(SurveyTurn.objects.values_list("author", "asked_on"))
        assert set(asked) == {due}
        assert abs((today() - dt.timedelta(days=1) - asked[due]).days) <= 1


def test_names_of_people_are_in_no_list_of_who_has_not_answered(school):
    """Nobody with power over them is shown it: the page of the coach names no learner, and no table gives it."""
    ask(school)
    answers(school.learners[0])
    page = page_of(school["coach"]).decode()
    with bypassing():
        names = list(Person.objects.filter(pk__in=[one.pk for one in school.learners]).values_list("name", flat=True))
    assert not any(name in page for name in names)
