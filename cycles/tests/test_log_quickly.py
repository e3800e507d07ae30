"""The log in two minutes: time around a visit, as last time with one press, and last time's steps in it (P1)."""

import datetime as dt
import html
import json
import re

import pytest
from django.urls import reverse

from agreements.models import FocusPractice
from coaching.disclosure.identity import acting_as
from cycles.models import ActionStep, VisitDetail, VisitLog, VisitStep
from cycles.services import NotReady, add_goal, add_step, finish_unplanned_visit, set_goal_aside
from cycles.services.pairs import time_spent
from cycles.tests.work import entry, finish, finish_new, log, plan, the_pair, typed
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(signed):
    """Two steps of a goal; the second was due yesterday."""
    with acting_as(signed["coach"].pk):
        practice = FocusPractice.objects.filter(partnership=signed.partnership).first()
        goal = add_goal(partnership=the_pair(signed.partnership), by=signed["coach"], text="Wait", practice=practice)
        return [
            add_step(goal=goal, by=signed["coach"], text="Count to ten"),
            add_step(goal=goal, by=signed["coach"], text="Film it", due_on=today() - dt.timedelta(days=1)),
        ]


def page_of(client, cast) -> str:
    return client.get(reverse("visit_log_new", args=[cast.partnership.pk])).content.decode()


def said(*steps, **outcomes) -> dict[str, str]:
    return {f"{name}_{step.pk.hex}": value for step in steps for name, value in outcomes.items()}


# ---- time around a visit -----------------------------------------------------------------------------------------
def test_time_around_a_visit_counts_in_the_hours_of_both(coach, client, signed):
    coach.post(finish_new(signed), typed(preparation_minutes="30", follow_up_minutes="15", billable="yes"))
    log(signed, 3)
    with bypassing():
        detail = VisitDetail.objects.get(preparation_minutes=30)
    assert (detail.follow_up_minutes, detail.billable) == (15, True)
    for person in ("coach", "coachee"):
        client.force_login(signed[person])
        page = client.get(reverse("partnership_detail", args=[signed.partnership.pk])).content.decode()
        facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
        hours = {
            "Coaching visits": "1.5", "Preparation": "0.5", "Follow-up": "0.2", "All together": "2.2",
            "Billable": "1.5",
        }  # fmt: skip
        assert {name: facts[name] for name in hours} == hours
        record = client.get(reverse("visit_detail", args=[detail.visit_id])).content.decode()
        assert '<dt>Preparation</dt><dd dir="auto">30 minutes</dd>' in record
        assert '<dt>Billable</dt><dd dir="auto">Yes</dd>' in record


@pytest.mark.parametrize("person", ["supervisor", "leader", "local_agency", "state_bureau", "administrator"])
def test_time_around_a_visit_leaves_the_pair_for_nobody(signed, person):
    """A13: dates, durations and cycles, and nothing else."""
    log(signed, 1, preparation=77, billable=True)
    with acting_as(signed[person].pk):
        assert not VisitDetail.objects.exists()
        assert time_spent(signed.partnership).all == 0
        assert not hasattr(VisitLog.objects.first(), "preparation_minutes")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("preparation_minutes", "-1", "leave it empty"),
        ("preparation_minutes", "1441", "At most 1440"),
        ("follow_up_minutes", "half an hour", "as a number"),
        ("follow_up_minutes", "1.5", "as a number"),
        ("billable", "perhaps", "is not in the list"),
    ],
)
def test_time_is_whole_minutes(coach, signed, name, value, says):
    answer = coach.post(finish_new(signed), typed(**{name: value}))
    assert says in answer.content.decode()
    with bypassing():
        assert not VisitLog.objects.exists()


def test_the_service_takes_no_time_beyond_a_day(signed):
    with acting_as(signed["coach"].pk), pytest.raises(NotReady):
        finish_unplanned_visit(
            partnership=the_pair(signed.partnership), by=signed["coach"], data=entry(preparation=1441)
        )


# ---- as last time ------------------------------------------------------------------------------------------------
def test_the_last_visit_can_be_filled_in_with_one_press(coach, signed):
    assert "data-same-as" not in page_of(coach, signed)
    log(signed, 9, strategies=["in_setting.observing"], mode="virtual")
    log(
        signed, 2, strategies=["in_meeting.video", "in_setting.other"], named={"in_setting.other": "Sang"},
        place="the yard", preparation=10, billable=False,
    )  # fmt: skip
    found = re.search(r'data-same-as="([^"]+)"', page_of(coach, signed))
    values = json.loads(html.unescape(found[1]))
    assert values == {
        "mode": "in_person", "minutes": "45", "place": "other", "place_named": "the yard",
        "preparation_minutes": "10", "follow_up_minutes": "", "billable": "no",
        "strategies_in_setting": ["other"], "named_in_setting_other": "Sang",
        "strategies_in_meeting": ["video"], "named_in_meeting_other": "", "strategies_follow_up": [],
    }  # fmt: skip


# ---- last time's steps -------------------------------------------------------------------------------------------
def test_last_times_steps_are_there_and_follow_what_is_said(coach, signed, steps):
    counting, filming = steps
    page = page_of(coach, signed)
    assert page.index("Film it") < page.index("Count to ten")  # due first is first
    day = today() + dt.timedelta(days=14)
    data = typed() | said(counting, step="done") | said(filming, step="on", due=day.isoformat())
    answer = coach.post(finish_new(signed), data, follow=True)
    record = answer.content.decode()
    with bypassing():
        counting.refresh_from_db()
        filming.refresh_from_db()
        outcomes = dict(VisitStep.objects.values_list("step", "outcome"))
    assert counting.done_on == today() - dt.timedelta(days=1)  # the day of the visit
    assert (filming.done_on, filming.due_on) == (None, day)
    assert outcomes == {counting.pk: "done", filming.pk: "on"}
    assert record.index("Count to ten") < record.index("Film it")
    assert "Count to ten" not in page_of(coach, signed)


def test_a_step_of_which_nothing_is_said_stays_as_it_is(coach, signed, steps):
    coach.post(finish_new(signed), typed() | said(steps[1], due="2031-01-01"))
    with bypassing():
        assert not VisitStep.objects.exists()
        assert set(ActionStep.objects.values_list("due_on", flat=True)) == {None, today() - dt.timedelta(days=1)}


def test_steps_of_a_goal_set_aside_and_of_another_pair_are_not_offered(coach, signed, steps):
    with acting_as(signed["coach"].pk):
        set_goal_aside(goal=steps[0].goal, by=signed["coach"], aside=True)
    assert "Count to ten" not in page_of(coach, signed)
    coach.post(finish_new(signed), typed() | said(steps[0], step="done"))
    with bypassing():
        assert ActionStep.objects.filter(done_on=None).count() == 2


def test_a_step_that_was_taken_off_meanwhile_hinders_nothing(coach, signed, steps):
    visit = plan(signed, days=-1)
    data = typed() | said(steps[0], step="done") | said(steps[1], step="done")
    with bypassing():
        steps[0].delete()
    assert coach.post(finish(visit), data).status_code == 302
    with bypassing():
        assert VisitStep.objects.get().wording == "Film it"


def test_an_impossible_year_is_said_at_the_step(coach, signed, steps):
    page = coach.post(finish_new(signed), typed() | said(steps[0], step="on", due="2203-01-01")).content.decode()
    assert "more than five years away" in page
