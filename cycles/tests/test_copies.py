"""The plan copy of child welfare: after each session, frozen, to those who are given the plan (D15)."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import Mail
from coaching.services.outbox import compose
from cycles.models import Goal, PlanCopy
from cycles.services import LogEntry, add_goal, add_step, change_goal, finish_unplanned_visit, plan_visit
from cycles.tests.work import the_pair
from cycles.ticks import remind
from cycles.times import day_words
from tests.cast import NAMES, Cast, make_cast, sign_all, today
from tests.database import as_worker, bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

WORDS = "Marigold: ask before telling"


@pytest.fixture
def welfare(db) -> Cast:
    return at_work("child-welfare")


def at_work(framework: str) -> Cast:
    cast = make_cast(framework)
    sign_all(cast.partnership)
    with acting_as(cast["coach"].pk):
        goal = add_goal(partnership=the_pair(cast.partnership), by=cast["coach"], text=WORDS, reason="so they think")
        add_step(goal=goal, by=cast["coach"], text="one question each", coachee_does="asks", due_on=today())
    return cast


def session(cast: Cast, days_ago: int = 1) -> PlanCopy | None:
    framework = cast.partnership.framework
    with acting_as(cast["coach"].pk):
        data = LogEntry(
            visited_on=today() - dt.timedelta(days=days_ago),
            started=dt.time(9, 30),
            minutes=45,
            mode=framework.visit_modes()[0].key,
            components=[framework.components[0].key],
        )
        finish_unplanned_visit(partnership=the_pair(cast.partnership), by=cast["coach"], data=data)
        return PlanCopy.objects.first()


def page(copy: PlanCopy) -> str:
    return reverse("plan_copy", args=[copy.pk])


def test_after_each_session_it_goes_to_learner_and_supervisor(client, welfare):
    copy = session(welfare)
    with bypassing():
        mails = list(Mail.objects.filter(kind="plan_copied"))
    assert {mail.recipient_id for mail in mails} == {welfare["coachee"].pk, welfare["supervisor"].pk}
    for mail in mails:
        with as_worker():
            message = compose(mail)
        assert message.subject == "Updated coaching plan"
        assert page(copy) in message.body
        for word in ("Marigold", "ask before", welfare.program.name):
            assert word not in message.body
    for name in ("coachee", "supervisor", "coach"):
        client.force_login(welfare[name])
        shown = client.get(page(copy)).content.decode()
        assert WORDS in shown
        assert "one question each" in shown
        plan = client.get(reverse("action_plan", args=[welfare.partnership.pk])).content.decode()
        assert page(copy) in plan


def test_it_stays_as_it_was_when_the_plan_changes(client, welfare):
    first = session(welfare, 3)
    with acting_as(welfare["coach"].pk):
        goal = Goal.objects.select_related("partnership__program").get()
        change_goal(goal=goal, by=welfare["coach"], text="something else", practice=None)
    second = session(welfare, 1)
    assert first.pk != second.pk
    client.force_login(welfare["supervisor"])
    plan = client.get(reverse("action_plan", args=[welfare.partnership.pk])).content.decode()
    for days in (3, 1):  # both were made today: their names tell them apart
        day = day_words(today() - dt.timedelta(days=days))
        assert f"Plan after the coaching session of {day}</a>" in plan
    client.force_login(welfare["supervisor"])
    assert WORDS in client.get(page(first)).content.decode()
    later = client.get(page(second)).content.decode()
    assert "something else" in later
    assert WORDS not in later
    refused = pytest.raises(ProgrammingError)
    with as_person(welfare, "coach", WEB), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update cycles_plancopy set content = '[]'")


def test_whoever_is_not_given_the_plan_gets_no_copy(client, welfare):
    copy = session(welfare)
    for name in NAMES:
        with as_person(welfare, name, WEB):
            seen = bool(read("cycles_plancopy", "id"))
        client.force_login(welfare[name])
        status = client.get(page(copy)).status_code
        assert (seen, status) == ((True, 200) if name in ("coach", "coachee", "supervisor") else (False, 404)), name


@pytest.mark.parametrize("framework", ["stars", "pbc", "school", "conversations"])
def test_no_other_framework_sends_one(framework):
    cast = at_work(framework)
    assert session(cast) is None
    with bypassing():
        assert not Mail.objects.filter(kind="plan_copied").exists()


def test_who_has_left_is_sent_nothing(welfare):
    with bypassing():
        welfare.partnership.parties.filter(user=welfare["supervisor"]).update(left_at=dt.datetime.now(dt.UTC))
    session(welfare)
    with bypassing():
        assert set(Mail.objects.filter(kind="plan_copied").values_list("recipient", flat=True)) == {
            welfare["coachee"].pk
        }


def test_a_session_that_is_not_documented_is_chased(welfare):
    """Three times, two days apart, until it is documented (D15)."""
    day = today() + dt.timedelta(days=2)
    with acting_as(welfare["coach"].pk):
        plan_visit(
            partnership=the_pair(welfare.partnership), by=welfare["coach"], local_date=day, local_time=dt.time(10, 0)
        )
    for days in (0, 1, 2, 3, 5, 7):
        moment = dt.datetime.combine(
            day + dt.timedelta(days=days), dt.time(9, 1), tzinfo=zoneinfo.ZoneInfo("America/Denver")
        )
        with time_machine.travel(moment, tick=False), as_worker():
            remind()
    with bypassing():
        mails = Mail.objects.filter(kind="log_missing").order_by("occurrence")
        assert [mail.recipient_id for mail in mails] == [welfare["coach"].pk] * 3
