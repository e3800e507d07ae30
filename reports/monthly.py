"""The report of a month, told by a link: of which month, to whom and since when. The database decides it once for all.

A mail or a first page names the month and nothing else: whether there was any work in it is for the page to say.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from coaching.waiting import Wait, Waiting, Who
from reports.policies import MAY, Action, may

NEWS = 7
"""Days for which the first page and the digests speak of a report as new."""

LATE = 3
"""Days after which it is too late for a mail: no storm when a standstill is over (fault 70)."""

MONTH = "%Y-%m"
"""How a month is written in an address and in an occurrence."""

NAMED = sorted(part for part in MAY if may(part, Action.PROGRAM_READ))
COUNTED = sorted(part for part in MAY if may(part, Action.NUMBERS_READ))


@dataclass(frozen=True)
class Told:
    """A person is told of a month of one program, in one part, since the day `since` of its calendar."""

    user_id: uuid.UUID
    program_id: uuid.UUID
    part: str
    month: dt.date
    since: dt.date


def months_to_tell() -> list[Told]:
    """Return what mails go out for now. One query, for the worker without an identity."""
    return _told("select * from sec.months_to_tell(%s, %s, %s, %s)", LATE)


def my_months() -> list[Told]:
    """Return what is new for the person who is acted for. One query."""
    return _told("select * from sec.my_months(%s, %s, %s, %s) order by since, part, program_id", NEWS)


def _told(sql: str, days: int) -> list[Told]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [timezone.now(), days, NAMED, COUNTED])
        return [Told(*row) for row in cursor.fetchall()]


def month_url(part: str, month: dt.date) -> str:
    """The address at which a part finds the report of a month, in whichever program."""
    return reverse("month_report", args=[part, month.strftime(MONTH)])


def title(month: dt.date) -> str:
    """What is there, in the language that is active."""
    return _("The report of %(month)s is there") % {"month": date_format(month, "F Y")}


def new_months(who: Who) -> Iterator[Wait]:
    """The reports of a month that came in the last days, in these parts. One query, for whoever can be told of any."""
    if who.parts.isdisjoint(MAY):
        return
    counted: dict[tuple[str, dt.date], int] = {}
    for one in my_months():
        if one.part in who.parts:
            counted[one.part, one.month] = counted.get((one.part, one.month), 0) + 1
    for (part, month), n in counted.items():
        yield Wait(text=title(month), url=month_url(part, month), count=n)


NEW_MONTHS = Waiting(
    new_months,
    "chart",
    ngettext_lazy("The report of a month is there", "%(n)d reports of a month are there", "n"),
    "reports",
)
