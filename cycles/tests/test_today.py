"""Today: what waits for each person, the most urgent first, and what is coming; and the reminders of what is due."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.services import ask_anew
from coaching.disclosure.identity import acting_as
from coaching.models import Mail
from coaching.services.outbox import compose
from cycles.daily import remind_of_cycles, remind_of_drafts, remind_of_goals, remind_of_promises
from cycles.models import LogDraft
from cycles.services import add_goal, record_progress
from cycles.services.promises import promises_of, report_promise
from cycles.services.support import find_support
from cycles.tests.work import log, many, plan, sign_with, the_pair
from tests.cast import NAMES, make_cast, today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

DENVER = zoneinfo.ZoneInfo("America/Denver")


def at(day, clock="09:00"):
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=DENVER)


def shown(client, user):
    """The two lists of the page, as (text, whom, when)."""
    client.force_login(user)
    answer = client.get(reverse("home"))
    assert answer.status_code == 200
    rows = [answer.context[name] for name in ("now", "coming")]
    return [[(row["text"], row["whom"], row["when"]) for row in some] for some in rows], answer.content.decode()


def tick(remind, moment):
    """One of the minute's tasks, as the worker, at another time; it runs twice, as ticks may."""
    with time_machine.travel(moment, tick=False), as_worker():
        remind()
        remind()


def mails(kind, moment=None, **about):
    """Who has mails of a kind, in order; with a moment only those that would be sent then."""
    with bypassing():
        rows = list(Mail.objects.filter(kind=kind, **about).order_by("due_at", "recipient"))
    if moment:
        with time_machine.travel(moment, tick=False), as_worker():
            rows = [row for row in rows if compose(row)]
    return [row.recipient_id for row in rows]


# ---- the page --------------------------------------------------------------------------------------------------------
def test_each_part_has_its_own_today(client, signed):
    plan(signed, days=-1)
    coming = plan(signed, days=2)
    log(signed, 5)
    (now, later), page = shown(client, signed["coach"])
    assert [text for text, *_rest in now] == ["Log 1 coaching visit"]
    assert [(text, whom) for text, whom, _when in later] == [("Coaching visit", NAMES["coachee"])]
    assert reverse("visit_detail", args=[coming.pk]) in page
    (now, later), page = shown(client, signed["coachee"])
    assert [whom for _text, whom, _when in [*now, *later]] == [NAMES["coach"]] * 2
    assert "Read the record: coaching visit" in now[0][0]
    for name in ("supervisor", "leader", "local_agency", "state_bureau", "former_coach", "other_coach"):
        (now, later), page = shown(client, signed[name])
        assert not now
        assert not later
        assert "Nothing waits for you" in page
    assert shown(client, signed["administrator"])[0][0]  # the next step of the set-up
    client.force_login(signed["stranger"])
    assert "now" not in client.get(reverse("home")).context  # who has no part is told whom to ask


def test_the_most_urgent_comes_first(client, cast):
    sign_with(cast, rhythm_days=14, starts_on=today() - dt.timedelta(days=60))
    plan(cast, days=-3)
    with acting_as(cast["supervisor"].pk):
        ask_anew(partnership=cast.partnership, by=cast["supervisor"], about="plan", words="It does not fit.")
    (now, _later), page = shown(client, cast["coach"])
    assert [text for text, *_rest in now][:2] == ["You are asked to agree anew", "Log 1 coaching visit"]
    assert "status-warn" in page


def test_today_asks_the_same_for_one_pair_and_for_three_hundred(client, signed):
    plan(signed, days=4)
    plan(signed, days=-1)
    log(signed, 3)
    client.force_login(signed["coach"])
    counts = []
    for more in (0, 2, 297):
        if more:
            many(signed, more)
        client.get(reverse("home"))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("home"))
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]
    assert len(page.context["now"]) == 20
    assert page.context["left_out"] > 200
    assert len(client.get(reverse("home"), {"show": "all"}).context["now"]) > 200


# ---- reminders of what is due ----------------------------------------------------------------------------------------
def test_a_cycle_is_reminded_of_before_and_after_its_day(client, cast):
    sign_with(cast, rhythm_days=14, starts_on=today())
    due = today() + dt.timedelta(days=14)
    for days, number in ((-4, 0), (-3, 1), (0, 1), (3, 2), (4, 2), (10, 3)):
        tick(remind_of_cycles, at(due + dt.timedelta(days=days)))
        assert mails("cycle_due") == [cast["coach"].pk] * number
    assert mails("cycle_due", at(due)) == [cast["coach"].pk] * 3
    assert mails("cycle_due", at(due - dt.timedelta(days=5))) == []  # as on the first page
    log(cast, 3)  # a whole cycle: what was written before says nothing any more
    assert mails("cycle_due", at(due)) == []


def test_a_log_that_was_begun_is_not_forgotten(signed):
    with acting_as(signed["coach"].pk):
        draft = LogDraft(partnership=signed.partnership, author=signed["coach"], data={}, saved_at=at(today(), "17:00"))
        draft.save(force_insert=True)
    tick(remind_of_drafts, at(today() + dt.timedelta(days=1)))
    assert mails("draft_left") == []
    later = at(today() + dt.timedelta(days=2))
    tick(remind_of_drafts, later)
    assert mails("draft_left", later) == [signed["coach"].pk]
    with acting_as(signed["coach"].pk):
        LogDraft.objects.filter(pk=draft.pk).update(saved_at=later)
    assert mails("draft_left", later) == []


def test_a_goal_that_stands_still_is_told_once_until_it_is_taken_up(client, db):
    cast = make_cast("child-welfare")
    sign_with(cast)
    with acting_as(cast["coach"].pk):
        goal = add_goal(partnership=the_pair(cast.partnership), by=cast["coach"], text="Marigold waits")
    still = at(today() + dt.timedelta(days=29))
    tick(remind_of_goals, at(today() + dt.timedelta(days=28)))
    assert mails("goal_stalled") == []
    tick(remind_of_goals, still)
    tick(remind_of_goals, still + dt.timedelta(days=1))
    told = sorted([cast["coach"].pk, cast["coachee"].pk])
    assert sorted(mails("goal_stalled")) == told
    assert sorted(mails("goal_stalled", still)) == told
    with acting_as(cast["coachee"].pk):
        record_progress(goal=goal, by=cast["coachee"], kind="stalled", text="", seen_on=today())
    for name in ("coach", "coachee", "supervisor"):
        assert "Look at a goal that stands still" in shown(client, cast[name])[1]
    with acting_as(cast["coach"].pk):
        ask_anew(partnership=cast.partnership, by=cast["coach"], about="plan", words="It does not fit.")
    assert mails("goal_stalled", still) == []
    assert "stands still" not in shown(client, cast["coachee"])[1]


def test_promises_are_asked_for_when_a_month_is_over(client, signed):
    first = (today().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    tick(remind_of_promises, at(today()))
    assert mails("promise_due") == []
    tick(remind_of_promises, at(first))
    here = {"subject_id": signed.partnership.pk}
    parties = sorted(signed[name].pk for name in ("coach", "coachee", "supervisor"))
    assert sorted(mails("promise_due", **here)) == parties
    assert sorted(mails("promise_due", at(first), **here)) == parties
    this_month = today().replace(day=1)
    with acting_as(signed["coach"].pk), time_machine.travel(at(first), tick=False):
        support = find_support(the_pair(signed.partnership), signed["coach"])
        assert support is not None
        promise = promises_of(support.framework, "expert")[0]
        report_promise(support=support, by=signed["coach"], promise=promise, month=this_month, kept="kept")
    assert sorted(mails("promise_due", at(first), **here)) == sorted(set(parties) - {signed["coach"].pk})


def test_the_worker_is_given_days_and_never_words(signed):
    with as_worker(), connection.cursor() as cursor:
        for name in ("cycles", "drafts", "goals", "promises", "requests"):
            cursor.execute(f"select * from sec.{name}_to_remind(current_date - 400, current_date + 400)")
            columns = [column.name for column in cursor.description]
            assert columns == ["subject_id", "due_on", "framework_version_id", "user_id", "part", "time_zone"]
