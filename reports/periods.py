"""The days that a report speaks of: always whole days, on the calendar of the program."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

YEAR_STARTS = (7, 1)
"""The first day of a program year, as (month, day): July 1 to June 30, the fiscal year of the field."""

LONGEST = 5
"""Years that a report spans at most."""


@dataclass(frozen=True)
class Period:
    """From the day `since` to the day `until`, both included. `key` is how it was chosen."""

    since: dt.date
    until: dt.date
    key: str = "custom"

    @property
    def words(self) -> str:
        """The two days, in the language that is active."""
        days = {"since": date_format(self.since, "DATE_FORMAT"), "until": date_format(self.until, "DATE_FORMAT")}
        return _("%(since)s to %(until)s") % days

    def months(self, *, today: dt.date) -> list[dt.date]:
        """The first day of each month of the period that has begun by `today`."""
        last = min(self.until, today)
        found, month = [], self.since.replace(day=1)
        while month <= last:
            found.append(month)
            month = later(month, 1)
        return found


def today_utc() -> dt.date:
    """The date it is in UTC, for what belongs to no single program."""
    return dt.datetime.now(dt.UTC).date()


def later(month: dt.date, count: int) -> dt.date:
    """The first day of the month that is `count` months after (before, when negative) the month of a day."""
    years, place = divmod(month.year * 12 + month.month - 1 + count, 12)
    return dt.date(years, place + 1, 1)


def month_of(first: dt.date) -> Period:
    """The whole month that begins on `first`."""
    return Period(first, later(first, 1) - dt.timedelta(days=1), "month")


def program_year(today: dt.date) -> Period:
    """The program year in which `today` lies."""
    first = dt.date(today.year, *YEAR_STARTS)
    if first > today:
        first = first.replace(year=today.year - 1)
    return Period(first, first.replace(year=first.year + 1) - dt.timedelta(days=1), "year")


def last_three_months(today: dt.date) -> Period:
    """The month of `today` and the two before it, up to today."""
    return Period(later(today, -2), today, "quarter")
