"""Wall clock and UTC, and days in words. What a clock skips or repeats is asked, never guessed (fault 28)."""

import datetime as dt
import zoneinfo

from django.utils import dateformat, timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

FIRST, SECOND = "first", "second"


class TimeSkipped(ValueError):
    """The clocks go forward over this time. `before` and `after` are the wall times that are meant most likely."""

    def __init__(self, before: dt.time, after: dt.time) -> None:
        super().__init__(before, after)
        self.before, self.after = before, after


class TimeRepeated(ValueError):
    """The clocks go back over this time, so it comes twice. `first` and `second` are the zone's names for the two."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first, second)
        self.first, self.second = first, second


def to_utc(day: dt.date, at: dt.time, zone: str, *, which: str = "") -> dt.datetime:
    """The moment of a wall time in an IANA zone. `which` is "first" or "second", for a time that comes twice.

    Raises TimeSkipped, and TimeRepeated when `which` is needed and not said.
    """
    info = zoneinfo.ZoneInfo(zone)
    plain = dt.datetime.combine(day, at.replace(tzinfo=None, fold=0))
    early, late = plain.replace(tzinfo=info), plain.replace(tzinfo=info, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(dt.UTC)
    forward, backward = (moment.astimezone(dt.UTC).astimezone(info) for moment in (early, late))
    if forward.replace(tzinfo=None) != plain:
        raise TimeSkipped(before=backward.time(), after=forward.time())
    if which not in (FIRST, SECOND):
        raise TimeRepeated(early.tzname() or FIRST, late.tzname() or SECOND)
    return (early if which == FIRST else late).astimezone(dt.UTC)


def about(day: dt.date, at: dt.time, zone: str) -> dt.datetime:
    """The same for reminders, which nobody can be asked about: a skipped time moves on, of two the first is taken."""
    return dt.datetime.combine(day, at, tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)


def now_in(zone: str) -> dt.datetime:
    """The wall clock of a zone, now."""
    return timezone.now().astimezone(zoneinfo.ZoneInfo(zone))


def hours_words(minutes: int) -> str:
    """Minutes as hours with at most one decimal place, such as "12.5"."""
    hours = round(minutes / 60, 1)
    return number_format(int(hours) if hours == int(hours) else hours)


# ---- in words, in the language and the zone of the reader --------------------------------------------------------
def day_words(day: dt.date) -> str:
    """Fri, Nov 21; with the year when it is not this one."""
    if day.year == timezone.localdate().year:
        return dateformat.format(day, pgettext("date format", "D, M j"))
    return dateformat.format(day, pgettext("date format", "D, M j, Y"))


def short_day(day: dt.date) -> str:
    """Nov 21; with the year when it is not this one."""
    if day.year == timezone.localdate().year:
        return dateformat.format(day, pgettext("date format", "M j"))
    return dateformat.format(day, pgettext("date format", "M j, Y"))


def clock_words(at: dt.time) -> str:
    """3:30 PM."""
    return dateformat.time_format(at, pgettext("time format", "g:i A"))


def moment_words(moment: dt.datetime) -> str:
    """Fri, Nov 21 at 3:30 PM, in the reader's zone."""
    local = timezone.localtime(moment)
    return _("%(day)s at %(time)s") % {"day": day_words(local.date()), "time": clock_words(local.time())}


def there_words(moment: dt.datetime, zone: str) -> str:
    """The wall time where the visit is, when the reader's own clock shows another; empty otherwise."""
    there = moment.astimezone(zoneinfo.ZoneInfo(zone))
    if there.utcoffset() == timezone.localtime(moment).utcoffset():
        return ""
    return _("%(time)s there (%(zone)s)") % {"time": clock_words(there.time()), "zone": zone.replace("_", " ")}


def minutes_words(minutes: int) -> str:
    """45 minutes."""
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def due_words(due: dt.date | None, today: dt.date) -> str:
    """Due Nov 24; or how many days overdue."""
    if due is None:
        return ""
    late = (today - due).days
    if late > 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", late) % {"n": late}
    if late == 0:
        return _("due today")
    return _("due %(day)s") % {"day": short_day(due)}
