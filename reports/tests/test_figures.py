"""The figures: each number is what its definition says, and no number is made of what is not given."""

import datetime as dt

import pytest
from django.utils import timezone

from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.models import Partnership, Party, Site
from cycles.models import Goal
from reports.cadence import Cadence, cadence, days_before_due
from reports.charts import dose_chart, program_charts, site_chart
from reports.periods import Period, last_three_months, later, program_year
from reports.services import partnership_figures, program_figures
from reports.services.figures import texts_of, visits_of
from reports.summary import headline
from reports.tests.world import bind_other_terms, days_ago, make_pairs
from tests.database import bypassing

pytestmark = pytest.mark.django_db


def figures_for(cast, part=Part.LEADERSHIP, who="leader", period=None):
    with acting_as(cast[who].pk):
        return program_figures(program=cast.program, part=part, period=period or Period(days_ago(365), days_ago(0)))


def pairs(cast, count=1, **kwargs):
    return make_pairs(cast.program, count, coach=cast["coach"], supervisor=cast["supervisor"], **kwargs)


# ---- a program ---------------------------------------------------------------------------------------------------
def test_dose_minutes_and_visits_of_a_program(cast):
    pairs(cast, 2, visits=5)
    figures = figures_for(cast)
    assert len(figures.rows) == 2
    row = figures.rows[0]
    assert (row.planned, row.completed, row.share) == (8, 2, 0.25)
    assert (row.visits, row.minutes) == (5, 45 + 50 + 55 + 60 + 65)
    assert row.last_visit == days_ago(84 - 56)
    assert (row.practices, row.goals) == (2, 1)
    assert figures.total("minutes") == 2 * row.minutes
    assert figures.share == 0.25
    numbers = {one.label: one.value for one in headline(figures)}
    assert numbers["Coaching cycles completed of those planned"] == "4 of 16"


def test_a_period_counts_its_first_and_its_last_day(cast):
    pairs(cast, 1, visits=5)
    figures = figures_for(cast, period=Period(days_ago(84 - 14), days_ago(84 - 28)))
    row = figures.rows[0]
    assert (row.visits, row.minutes) == (2, 50 + 55)
    assert row.completed_in_period == 1
    assert row.completed == 2, "cycles so far do not depend on the period"
    assert row.last_visit == days_ago(84 - 56), "neither does the last visit"
    assert sum(month.visits for month in figures.months) == 2


def test_months_are_whole_and_none_is_missing(cast):
    pairs(cast, 1, visits=2)
    figures = figures_for(cast)
    firsts = [month.first for month in figures.months]
    assert firsts == [later(firsts[0], number) for number in range(len(firsts))]
    assert len(firsts) in (12, 13)
    assert sum(month.minutes for month in figures.months) == 95


def test_unsigned_partnerships_are_in_no_number(cast):
    pairs(cast, 1)
    before = figures_for(cast)
    pairs(cast, 5, signed=False)
    after = figures_for(cast)
    assert after.rows == before.rows
    assert [after.total(key) for key in ("visits", "minutes", "completed", "planned")] == [
        before.total(key) for key in ("visits", "minutes", "completed", "planned")
    ]
    assert after.most_used == before.most_used
    assert after.months == before.months
    assert len(after.waiting_since) == 5
    assert figures_for(cast, Part.LOCAL_AGENCY, "local_agency").waiting_since is None


def test_what_a_part_is_not_given_is_in_no_number(cast):
    pairs(cast, 2, visits=4)
    agency = figures_for(cast, Part.LOCAL_AGENCY, "local_agency")
    assert {row.planned for row in agency.rows} == {None}
    assert {row.cadence for row in agency.rows} == {None}
    assert {row.minutes for row in agency.rows} == {45 + 50 + 55 + 60}
    region = figures_for(cast, Part.REGIONAL_LEADERSHIP, "regional_leader")
    assert {row.planned for row in region.rows} == {8}
    assert {(row.visits, row.minutes, row.completed, row.last_visit) for row in region.rows} == {(None,) * 4}
    assert region.months == []
    assert region.most_used == []
    assert [one.label for one in headline(region)] == ["Partnerships"]


def test_an_agreement_with_other_terms_is_not_counted_as_nothing(cast):
    """One of two agreements does not give the log: its row says so, and the sums are those of the other."""
    first, second = pairs(cast, 2, visits=2)
    bind_other_terms(second, Part.LEADERSHIP, {RecordClass.PRACTICES: Form.ALL})
    figures = figures_for(cast)
    rows = {row.id: row for row in figures.rows}
    assert rows[second.pk].visits is None
    assert rows[second.pk].completed is None
    assert rows[first.pk].visits == 2
    assert figures.total("visits") == 2
    assert figures.share == rows[first.pk].share


def test_an_empty_program_shows_what_it_would_show(cast):
    figures = figures_for(cast)
    assert figures.rows == []
    assert RecordClass.LOG in figures.given
    assert figures.share is None
    assert headline(figures)[0].value == "0"


def test_sites_share_the_dose_and_nobody_is_forgotten(cast):
    with bypassing():
        east, west = (Site.objects.create(program=cast.program, name=name) for name in ("East", "West"))
    pairs(cast, 2, visits=2, site=east)
    pairs(cast, 1, visits=4, site=west)
    pairs(cast, 1, visits=1)
    figures = figures_for(cast)
    found = {site.name: (site.partnerships, site.visits, site.minutes) for site in figures.by_site()}
    assert found == {"East": (2, 4, 190), "West": (1, 4, 210), "": (1, 1, 45)}
    assert sum(site.minutes for site in figures.by_site()) == figures.total("minutes")
    assert site_chart(figures)["series"][0]["values"] == [95, 210, 45]


def test_without_sites_there_is_no_table_of_sites(cast):
    pairs(cast, 1)
    assert figures_for(cast).by_site() == []


def test_practices_in_the_same_words_count_as_one(cast):
    pairs(cast, 6)
    used = figures_for(cast).most_used
    assert sum(count for _text, count in used) == 12
    assert [count for _text, count in used] == sorted((count for _text, count in used), reverse=True)


def test_a_goal_set_aside_is_not_counted(cast):
    (pair,) = pairs(cast, 1)
    with bypassing():
        Goal.objects.create(partnership=pair, text="Old", created_by=cast["coach"], set_aside_at=timezone.now())
    assert figures_for(cast).rows[0].goals == 1
    with acting_as(cast["leader"].pk):
        assert texts_of(program=cast.program, part=Part.LEADERSHIP)[pair.pk]["goals"] == [
            "Every child answers in their own time at circle."
        ]


def test_names_are_of_those_who_are_there_now(signed):
    row = next(row for row in figures_for(signed).rows if row.id == signed.partnership.pk)
    assert [person.name for person in row.pair] == [signed.name("coachee"), signed.name("coach")]
    assert signed.name("former_coach") not in [person.name for person in row.people]
    assert not row.is_over
    with bypassing():
        Party.objects.filter(partnership=signed.partnership, user=signed["coach"]).update(left_at=timezone.now())
    row = next(row for row in figures_for(signed).rows if row.id == signed.partnership.pk)
    assert [person.name for person in row.pair] == [signed.name("coachee"), signed.name("coach")]
    assert row.is_over
    assert row.cadence == Cadence.OVER


def test_one_partnership_has_the_same_figures_alone_as_in_its_program(cast):
    first, _second = pairs(cast, 2, visits=4)
    period = Period(days_ago(60), days_ago(0))
    together = next(row for row in figures_for(cast, period=period).rows if row.id == first.pk)
    with acting_as(cast["leader"].pk):
        partnership = Partnership.objects.select_related("program__framework_version").get(pk=first.pk)
        alone = partnership_figures(partnership=partnership, part=Part.LEADERSHIP, period=period)
        visits = visits_of(partnership=partnership, part=Part.LEADERSHIP, period=period)
        assert alone == together
        assert sum(visit.minutes for visit in visits) == alone.minutes
        assert partnership_figures(partnership=partnership, part=Part.COACH, period=period) is None


# ---- cadence -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "changes", "state"),
    [
        (0, {}, Cadence.ON_RHYTHM),
        (10, {}, Cadence.ON_RHYTHM),
        (11, {}, Cadence.DUE),
        (14, {}, Cadence.DUE),
        (15, {}, Cadence.OVERDUE),
        (400, {}, Cadence.OVERDUE),
        (15, {"done": 8}, Cadence.COMPLETE),
        (15, {"agreed": None}, Cadence.OVERDUE),
        (15, {"is_over": True}, Cadence.OVER),
        (15, {"ends_on": dt.date(2026, 3, 15)}, Cadence.OVER),
        (15, {"ends_on": dt.date(2026, 3, 16)}, Cadence.OVERDUE),
        (15, {"rhythm_days": None}, Cadence.OPEN),
    ],
)
def test_cadence_follows_the_agreed_rhythm(days, changes, state):
    """`days` after the last completed cycle, by a rhythm of two weeks (A4)."""
    start = dt.date(2026, 3, 1)
    given = {
        "today": start + dt.timedelta(days=days),
        "counted_from": start,
        "rhythm_days": 14,
        "agreed": 8,
        "done": 3,
        "ends_on": None,
        "is_over": False,
        "days_before": 3,
    }
    assert cadence(**(given | changes)) == state


def test_due_begins_when_the_framework_reminds(cast):
    assert days_before_due(cast.program.framework) == 3


def test_a_fresh_agreement_is_on_rhythm_however_old_its_first_day(cast):
    """Before the first complete cycle the days are counted from the signing, as in the coach's caseload."""
    pairs(cast, 1, visits=0)
    assert figures_for(cast).rows[0].cadence == Cadence.ON_RHYTHM


# ---- charts ------------------------------------------------------------------------------------------------------
def test_the_chart_of_dose_counts_every_partnership_once(cast):
    figures = figures_for(cast)
    assert dose_chart(figures) is None
    for visits, planned in ((0, 8), (4, 8), (8, 8), (12, 8), (14, 8), (16, 8)):
        pairs(cast, 1, visits=visits, planned=planned, starts_on=days_ago(300))
    chart = dose_chart(figures_for(cast))
    assert chart["series"][0]["values"] == [1, 1, 1, 1, 1, 1]
    assert "3 of 6" not in chart["summary"]
    assert "4 of 6" in chart["summary"]


def test_nothing_is_drawn_of_what_is_not_given(cast):
    pairs(cast, 1)
    titles = [chart["title"] for chart in program_charts(figures_for(cast, Part.STATE_BUREAU, "state_bureau"))]
    assert titles == ["Coaching visits by month", "Minutes by month", "Practices most in focus"]
    assert program_charts(figures_for(cast, Part.REGIONAL_LEADERSHIP, "regional_leader")) == []


# ---- periods -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("today", "since", "until"),
    [
        (dt.date(2026, 6, 30), dt.date(2025, 7, 1), dt.date(2026, 6, 30)),
        (dt.date(2026, 7, 1), dt.date(2026, 7, 1), dt.date(2027, 6, 30)),
        (dt.date(2028, 2, 29), dt.date(2027, 7, 1), dt.date(2028, 6, 30)),
    ],
)
def test_a_program_year_begins_in_july(today, since, until):
    period = program_year(today)
    assert (period.since, period.until) == (since, until)


def test_three_months_are_this_one_and_two_before():
    period = last_three_months(dt.date(2027, 1, 5))
    assert (period.since, period.until) == (dt.date(2026, 11, 1), dt.date(2027, 1, 5))
    assert [month.month for month in period.months(today=period.until)] == [11, 12, 1]
