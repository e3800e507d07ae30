"""Questions of a pair: who asks, by when an answer was promised, late gently, and with the pair alone (C7)."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from agreements.services import pause, resume
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import AuditEntry, Mail
from coaching.services.outbox import compose
from cycles.daily import remind_of_questions
from cycles.models import PairAnswer, PairQuestion
from cycles.services import answer_question, ask_question
from cycles.services.pairs import find_pair
from cycles.services.questions import NotOfThisPair
from cycles.tests.work import the_pair
from tests.cast import NAMES, Cast, make_cast, sign_all, today
from tests.database import as_worker, bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

WORDS = "Marigold: how do I begin at lunch?"
ANSWER = "Marigold: with one table."
DENVER = zoneinfo.ZoneInfo("America/Denver")


@pytest.fixture
def school(db) -> Cast:
    """A framework that agrees response days: here two."""
    return agreed("school", 2)


def agreed(framework: str, days: int | None) -> Cast:
    cast = make_cast(framework)
    sign_all(cast.partnership, content={"answers": {"response_days": days}} if days else {})
    return cast


def ask(cast: Cast, name: str = "coachee", other: str = "coach", **options) -> PairQuestion:
    with acting_as(cast[name].pk):
        pair = find_pair(the_pair(cast.partnership), cast[name])
        return ask_question(
            pair=pair, by=cast[name], other=cast[other].pk, **({"text": WORDS, "asked_on": today()} | options)
        )


def answer(cast: Cast, question: PairQuestion, name: str = "coach") -> PairAnswer:
    with acting_as(cast[name].pk):
        question = PairQuestion.objects.select_related("partnership__program").get(pk=question.pk)
        return answer_question(question=question, by=cast[name], text=ANSWER, answered_on=today())


def pair_page(cast: Cast) -> str:
    return reverse("partnership_detail", args=[cast.partnership.pk])


def listed(cast: Cast) -> str:
    return reverse("question_list", args=[cast.partnership.pk])


def tick(moment: dt.datetime) -> None:
    with time_machine.travel(moment, tick=False), as_worker():
        remind_of_questions()


def at(days: int, clock: str) -> dt.datetime:
    return dt.datetime.combine(today() + dt.timedelta(days=days), dt.time.fromisoformat(clock), tzinfo=DENVER)


# ---- asking and answering ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("asker", "owes"), [("coach", "coachee"), ("coachee", "coach")])
def test_either_asks_the_other_and_is_answered(client, school, asker, owes):
    client.force_login(school[asker])
    form = reverse("question_ask", args=[school.partnership.pk])
    page = client.get(form).content.decode()
    assert "within 2 days" in page
    posted = {"text": WORDS, "who": f"i {school[owes].pk}", "way": "here", "asked_on": today().isoformat()}
    assert client.post(form, posted).status_code == 302
    with bypassing():
        question = PairQuestion.objects.get()
        assert question.due_on == today() + dt.timedelta(days=2)
        assert set(Mail.objects.filter(kind="question_asked").values_list("recipient", flat=True)) == {school[owes].pk}
    client.force_login(school[owes])
    home = "caseload" if owes == "coach" else "home"
    assert "Answer 1 question" in client.get(reverse(home)).content.decode()
    assert WORDS in client.get(pair_page(school)).content.decode()
    detail = reverse("question_detail", args=[question.pk])
    answered = client.post(detail, {"text": ANSWER, "way": "phone", "answered_on": today().isoformat()})
    assert answered.status_code == 302
    assert "to answer" not in client.get(reverse(home)).content.decode()
    client.force_login(school[asker])
    page = client.get(listed(school)).content.decode()
    assert ANSWER in page
    assert "by phone" in page
    with bypassing():
        mails = Mail.objects.filter(kind="question_answered")
        assert list(mails.values_list("recipient", flat=True)) == [school[asker].pk]
        assert AuditEntry.objects.filter(event__in=["question_asked", "question_answered"]).count() == 2


def test_one_asked_by_phone_is_written_down_by_the_one_who_was_asked(client, school):
    client.force_login(school["coach"])
    form = reverse("question_ask", args=[school.partnership.pk])
    day = today() - dt.timedelta(days=1)
    posted = {"text": WORDS, "who": f"me {school['coachee'].pk}", "way": "here", "asked_on": day.isoformat()}
    refused = client.post(form, posted)
    assert refused.status_code == 200
    assert "by phone, by email or in person" in refused.content.decode()
    assert WORDS in refused.content.decode()
    assert client.post(form, posted | {"way": "phone"}).status_code == 302
    with bypassing():
        question = PairQuestion.objects.get()
    assert (question.asked_by_id, question.asked_of_id) == (school["coachee"].pk, school["coach"].pk)
    assert (question.asked_on, question.due_on) == (day, day + dt.timedelta(days=2))
    with bypassing():
        assert not Mail.objects.filter(kind="question_asked").exists()  # whoever owes it wrote it down


def test_nobody_outside_the_pair_can_be_asked(school):
    for name in ("supervisor", "stranger", "former_coach"):
        with pytest.raises(NotOfThisPair):
            ask(school, "coach", name)


@pytest.mark.parametrize(
    "changes",
    [{"asked_of": "coach"}, {"author": "coachee"}, {"due_on": today() - dt.timedelta(days=9)}],
    ids=["to oneself", "asked here by another", "due before it was asked"],
)
def test_the_database_keeps_what_a_question_is(school, changes):
    row = {"author": "coach", "asked_by": "coach", "asked_of": "coachee"} | changes
    people = {name: school[who] for name, who in row.items() if isinstance(who, str)}
    more = {name: value for name, value in row.items() if not isinstance(value, str)}
    with bypassing(), pytest.raises(IntegrityError), transaction.atomic():
        PairQuestion(
            partnership=school.partnership,
            way="here",
            text="x",
            asked_on=today(),
            recorded_at=at(0, "10:00"),
            **people,
            **more,
        ).save(force_insert=True)


@pytest.mark.parametrize(
    ("name", "reads", "writes"),
    [("coach", 200, 302), ("coachee", 200, 302), ("former_coach", 404, 404), ("supervisor", 404, 404),
     ("leader", 404, 404), ("administrator", 404, 404), ("other_coach", 404, 404), ("stranger", 404, 404)],
)  # fmt: skip
def test_who_reads_and_who_answers(client, school, name, reads, writes):
    question = ask(school)
    detail = reverse("question_detail", args=[question.pk])
    client.force_login(school[name])
    page = client.get(detail)
    assert page.status_code == reads
    assert (WORDS in page.content.decode()) == (reads == 200)
    posted = {"text": ANSWER, "way": "here", "answered_on": today().isoformat()}
    assert client.post(detail, posted).status_code == writes


@pytest.mark.parametrize("framework", ["stars", "pbc", "school", "child-welfare", "conversations"])
def test_it_never_leaves_the_pair(framework):
    cast = agreed(framework, None)
    answer(cast, ask(cast))
    for table in ("cycles_pairquestion", "cycles_pairanswer"):
        seen = set()
        for name in NAMES:
            with as_person(cast, name, WEB):
                if read(table, "id"):
                    seen.add(name)
        assert seen == {"coach", "coachee"}, table


def test_a_question_and_an_answer_stay_as_they_were(school):
    answer(school, ask(school))
    for table in ("cycles_pairquestion", "cycles_pairanswer"):
        refused = pytest.raises(ProgrammingError)
        with as_person(school, "coach", WEB), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update {table} set text = 'other'")


# ---- by when -----------------------------------------------------------------------------------------------------
def test_late_is_said_gently_to_the_one_who_owes_and_on_the_pairs_page(client, school):
    ask(school, asked_on=today() - dt.timedelta(days=3), way="phone")
    client.force_login(school["coach"])
    assert "1 question waits longer than you promised" in client.get(reverse("caseload")).content.decode()
    for name in ("coach", "coachee"):
        client.force_login(school[name])
        assert "late: promised by" in client.get(pair_page(school)).content.decode()
    assert "waits longer" not in client.get(reverse("home")).content.decode()

    # Answered after all: that it was late stays said, on the list and beside it
    with bypassing():
        question = PairQuestion.objects.get()
    answer(school, question)
    for page in (listed(school), reverse("question_detail", args=[question.pk])):
        assert "answered late" in client.get(page).content.decode()


def test_on_the_promised_day_itself_nothing_is_late(client, school):
    ask(school, asked_on=today() - dt.timedelta(days=2), way="phone")
    client.force_login(school["coach"])
    assert "promised for today" in client.get(pair_page(school)).content.decode()
    assert "Answer 1 question" in client.get(reverse("caseload")).content.decode()


@pytest.mark.parametrize(("framework", "days"), [("stars", None), ("stars", 2), ("school", None)])
def test_where_no_days_were_agreed_nothing_is_ever_late(client, framework, days):
    """Not even where an agreement of a framework that asks for none should carry a number."""
    cast = agreed(framework, days)
    question = ask(cast, asked_on=today() - dt.timedelta(days=90), way="email")
    assert question.due_on is None
    client.force_login(cast["coach"])
    assert "late:" not in client.get(pair_page(cast)).content.decode()
    assert "Answer 1 question" in client.get(reverse("caseload")).content.decode()
    tick(at(0, "08:00"))
    with bypassing():
        assert not Mail.objects.filter(kind="question_due").exists()


def test_nothing_is_late_while_the_coaching_rests(client, school):
    ask(school, asked_on=today() - dt.timedelta(days=3), way="phone")
    with acting_as(school["coachee"].pk):
        pause(
            partnership=the_pair(school.partnership),
            by=school["coachee"],
            reason="ill",
            look_again_on=today() + dt.timedelta(days=9),
        )
    client.force_login(school["coach"])
    assert "late:" not in client.get(pair_page(school)).content.decode()
    assert "waits longer" not in client.get(reverse("caseload")).content.decode()
    tick(at(-1, "08:00"))
    with bypassing():
        assert not Mail.objects.filter(kind="question_due").exists()
        rested = PairQuestion.objects.get()
    with acting_as(school["coach"].pk):
        resume(partnership=the_pair(school.partnership), by=school["coach"])
    answer(school, rested)
    assert "answered late" not in client.get(listed(school)).content.decode()


# ---- the reminder ------------------------------------------------------------------------------------------------
def test_the_one_who_owes_is_reminded_once_on_the_day(school):
    ask(school)
    tick(at(2, "07:59"))
    with bypassing():
        assert not Mail.objects.filter(kind="question_due").exists()
    for clock in ("08:00", "08:00", "08:01"):
        tick(at(2, clock))
    with bypassing():
        (mail,) = Mail.objects.filter(kind="question_due")
    assert mail.recipient_id == school["coach"].pk
    with as_worker():
        message = compose(mail)
    assert message.subject == "A question should be answered today"
    for word in (WORDS, "Marigold", "June", school.program.name):
        assert word not in message.body


def test_nobody_is_reminded_of_what_is_answered(school):
    question = ask(school)
    tick(at(2, "08:00"))
    answer(school, question)
    with bypassing():
        (mail,) = Mail.objects.filter(kind="question_due")
        asked = Mail.objects.get(kind="question_asked")
    with as_worker():
        assert compose(mail) is None
        assert compose(asked) is None
    another = ask(school)
    answer(school, another)
    tick(at(2, "08:30"))
    with bypassing():
        assert Mail.objects.filter(kind="question_due").count() == 1


def test_only_the_worker_asks_what_is_due(school):
    ask(school)
    refused = pytest.raises(ProgrammingError)
    with as_person(school, "coach", WEB), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from sec.questions_to_remind(%s, %s)", [today(), today()])
