"""Wall clock and UTC (fault 28), and days in words."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone, translation

from cycles.times import (
    FIRST,
    SECOND,
    TimeRepeated,
    TimeSkipped,
    about,
    due_words,
    moment_words,
    short_day,
    there_words,
    to_utc,
)

DENVER = "America/Denver"
FORWARD = dt.date(2026, 3, 8)
BACK = dt.date(2026, 11, 1)
HALF_PAST_THREE = dt.time(15, 30)


def test_half_past_three_stays_half_past_three_over_both_changes():
    moments = [to_utc(day, HALF_PAST_THREE, DENVER) for day in (dt.date(2026, 3, 7), FORWARD, dt.date(2026, 11, 2))]
    assert [moment.strftime("%H:%M") for moment in moments] == ["22:30", "21:30", "22:30"]


def test_a_time_that_the_clock_skips_is_asked_with_what_can_be_meant():
    with pytest.raises(TimeSkipped) as skipped:
        to_utc(FORWARD, dt.time(2, 30), DENVER)
    assert (skipped.value.before, skipped.value.after) == (dt.time(1, 30), dt.time(3, 30))


def test_a_time_that_comes_twice_is_asked_and_both_can_be_chosen():
    with pytest.raises(TimeRepeated) as repeated:
        to_utc(BACK, dt.time(1, 30), DENVER)
    assert (repeated.value.first, repeated.value.second) == ("MDT", "MST")
    first, second = (to_utc(BACK, dt.time(1, 30), DENVER, which=which) for which in (FIRST, SECOND))
    assert second - first == dt.timedelta(hours=1)


@pytest.mark.parametrize("zone", ["America/Phoenix", "Pacific/Honolulu", "UTC"])
def test_where_clocks_do_not_change_nothing_is_asked(zone):
    assert to_utc(FORWARD, dt.time(2, 30), zone) == to_utc(FORWARD, dt.time(2, 30), zone, which=SECOND)


def test_a_reminder_is_never_lost_in_a_skipped_hour():
    assert about(FORWARD, dt.time(2, 30), DENVER) == dt.datetime(2026, 3, 8, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "3 days overdue"),
        (-1, "1 day overdue"),
        (0, "due today"),
        (3, "due Nov 24"),
        (45, "due Jan 5, 2027"),
    ],
)
def test_what_is_due_is_said_in_words(days, words):
    today = dt.date(2026, 11, 21)
    with time_machine.travel(dt.datetime(2026, 11, 21, 18, tzinfo=dt.UTC)):
        assert due_words(today + dt.timedelta(days=days), today) == words
        assert due_words(None, today) == ""


def test_moments_are_told_in_the_readers_zone_and_where_the_visit_is():
    moment = dt.datetime(2026, 12, 4, 22, 30, tzinfo=dt.UTC)
    with time_machine.travel(dt.datetime(2026, 11, 21, tzinfo=dt.UTC)):
        with timezone.override("America/New_York"):
            assert moment_words(moment) == "Fri, Dec 4 at 5:30 PM"
            assert there_words(moment, DENVER) == "3:30 PM there (America/Denver)"
        with timezone.override(DENVER), translation.override("en"):
            assert moment_words(moment) == "Fri, Dec 4 at 3:30 PM"
            assert there_words(moment, DENVER) == ""
            assert short_day(dt.date(2027, 1, 5)) == "Jan 5, 2027"
