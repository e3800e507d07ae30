"""A coach's own hours: each visit they logged with the time around it, and sums, to hand in to whoever pays (U5).

Preparation, follow-up and what is billable leave the pair for nobody by themselves: this is the author's own list, and
what they hand in is theirs to decide. So a file names no partner, unless they want initials in it.
"""

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.disclosure.classes import PAIR
from coaching.documents.sheets import Column, Kind, Table
from coaching.models import Party, Person, User
from cycles.models import Attendance, Funding, Visit, VisitDetail
from cycles.services.funding import funding_of, on
from cycles.services.pairs import LEADS, LEARNS
from reports.periods import Period

CALLED_OFF = gettext_lazy(
    "Visits that were cancelled at short notice have no visit time. What is paid for them stands beside it."
)


class What(enum.StrEnum):
    """What a line of the list is about."""

    COACHING = Visit.Kind.COACHING
    HELPING = Visit.Kind.HELPING
    CALLED_OFF = Attendance.Kind.SHORT_NOTICE


@dataclass(frozen=True)
class Place:
    """A partnership of the coach: its number among theirs, which never changes, and who is or was coached in it."""

    number: int
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        return _("Partnership %(number)s") % {"number": self.number}

    @property
    def initials(self) -> str:
        """Such as J. W.; the number where no name is there."""
        return ", ".join(" ".join(f"{word[0]}." for word in name.split()) for name in self.names) or self.label


@dataclass(frozen=True)
class Entry:
    """A visit that took place, or was called off at short notice, then without minutes. `billable`: None, not said.

    `payer`: who pays for it, in the coach's words. `charged`: minutes that they pay though the visit was called off.
    """

    partnership_id: uuid.UUID
    day: dt.date
    what: str
    minutes: int | None = None
    preparation: int | None = None
    follow_up: int | None = None
    billable: bool | None = None
    payer: str = ""
    charged: int | None = None

    @property
    def all(self) -> int:
        return (self.minutes or 0) + (self.preparation or 0) + (self.follow_up or 0)


@dataclass
class Sums:
    """What some entries come to, in minutes; `billable`: of those visits that were said to be; `charged`: of visits
    that were called off.
    """

    visits: int = 0
    minutes: int = 0
    preparation: int = 0
    follow_up: int = 0
    all: int = 0
    billable: int = 0
    called_off: int = 0
    charged: int = 0


def keeps_hours(user: User) -> bool:
    """Whether this person leads a partnership or did, or has logged a visit with themselves. At most two queries."""
    mine = Party.objects.filter(user=user, part__in=LEADS)
    return mine.exists() or VisitDetail.objects.filter(author=user).exists()


def places_of(user: User) -> dict[uuid.UUID, Place]:
    """Every partnership of this person, the oldest first, numbered in that order. Two queries."""
    joined: dict[uuid.UUID, None] = {}
    for key in (
        Party.objects.filter(user=user, part__in=PAIR)
        .order_by("joined_at", "pk")
        .values_list("partnership_id", flat=True)
    ):
        joined.setdefault(key)
    name = Person.objects.filter(pk=OuterRef("user_id")).values("name")[:1]
    others: dict[uuid.UUID, list[str]] = {}
    rows = Party.objects.filter(partnership__in=joined, part__in=LEARNS).exclude(user=user)
    for key, one in (
        rows.annotate(name=Subquery(name)).order_by("joined_at", "pk").values_list("partnership_id", "name")
    ):
        if one and one not in others.setdefault(key, []):
            others[key].append(one)
    return {key: Place(number, tuple(others.get(key, ()))) for number, key in enumerate(joined, start=1)}


def entries_of(user: User, period: Period) -> list[Entry]:
    """What this person logged in these days, and what was called off at short notice of what they planned, by day.

    Three queries. What a framework does not say is not made up: a visit that was called off counts what whoever pays
    was said to pay for it, and nothing where nothing was said.
    """
    days = (period.since, period.until)
    logged = (
        VisitDetail.objects.filter(author=user, visit__log__visited_on__range=days)
        .annotate(day=F("visit__log__visited_on"), minutes=F("visit__log__minutes"), what=F("visit__kind"))
        .values_list(
            "partnership_id", "day", "what", "minutes", "preparation_minutes", "follow_up_minutes", "billable", "pk"
        )
    )
    off = Attendance.objects.filter(
        visit__planned_by=user, kind=Attendance.Kind.SHORT_NOTICE, planned_for__range=days
    ).values_list("partnership_id", "planned_for", "kind", "visit__planned_minutes", "pk")
    said = funding_of(user)
    found = [(_paid(Entry(*row[:-1]), said), row[-1]) for row in logged]
    found += [(_paid(Entry(*row[:-2]), said, planned=row[-2]), row[-1]) for row in off]
    return [entry for entry, key in sorted(found, key=lambda one: (one[0].day, one[1]))]


def _paid(entry: Entry, said: Mapping[uuid.UUID, Sequence[Funding]], *, planned: int | None = None) -> Entry:
    """With who pays for it on its day. `planned`: minutes of one that was called off."""
    funding = on(said.get(entry.partnership_id, ()), entry.day)
    charged = None if planned is None else funding.charged(planned) if funding else 0
    return replace(entry, payer=funding.payer if funding else "", charged=charged)


def sums_of(entries: Iterable[Entry]) -> Sums:
    """What they come to."""
    sums = Sums()
    for one in entries:
        if one.what == What.CALLED_OFF:
            sums.called_off += 1
            sums.charged += one.charged or 0
            continue
        sums.visits += 1
        sums.minutes += one.minutes or 0
        sums.preparation += one.preparation or 0
        sums.follow_up += one.follow_up or 0
        sums.all += one.all
        sums.billable += one.all if one.billable else 0
    return sums


def by(entries: Sequence[Entry], key: Callable[[Entry], Any]) -> list[tuple[Any, Sums]]:
    """Sums of the entries that share a key, in the order in which keys sort."""
    groups: dict[Any, list[Entry]] = {}
    for one in entries:
        groups.setdefault(key(one), []).append(one)
    return [(value, sums_of(groups[value])) for value in sorted(groups)]


# ---- the same in words --------------------------------------------------------------------------------------------
def what_words(what: str) -> str:
    if what == What.CALLED_OFF:
        return str(Attendance.Kind.SHORT_NOTICE.label)
    return str(Visit.Kind(what).label)


def billable_words(entry: Entry) -> str:
    if entry.what == What.CALLED_OFF:
        return ""
    return {True: _("yes"), False: _("no"), None: _("not said")}[entry.billable]


def time_columns() -> list[Column]:
    """The columns of minutes, the same in the list and in the sums."""
    return [
        Column("minutes", _("Visit time"), Kind.MINUTES, _("Minutes of the visit, as it was logged.")),
        Column("preparation", _("Preparation"), Kind.MINUTES, _("Minutes of preparation before it.")),
        Column("follow_up", _("Follow-up"), Kind.MINUTES, _("Minutes of follow-up after it.")),
        Column("all", _("Together"), Kind.MINUTES, _("Minutes of the visit and of what was done around it.")),
    ]


def list_table(entries: Iterable[Entry], whom: Callable[[Entry], str], *, period: Period, name: str) -> Table:
    """One line for each visit, for all files. `name`: whose hours they are."""
    rows = (
        {
            "day": one.day,
            "whom": whom(one),
            "what": what_words(one.what),
            "minutes": one.minutes,
            "preparation": one.preparation,
            "follow_up": one.follow_up,
            "all": None if one.what == What.CALLED_OFF else one.all,
            "billable": billable_words(one),
            "charged": one.charged,
            "payer": one.payer,
        }
        for one in entries
    )
    said = _("Whether the coach said that the visit and what was done around it are billable.")
    return Table(
        title=_("Each visit"),
        columns=[
            Column("day", _("Day"), Kind.DATE, _("The day of the visit.")),
            Column("whom", _("With"), Kind.TEXT, _("The coach's own number of the partnership, or initials.")),
            Column("what", _("What"), Kind.TEXT, _("Coaching, helping out, or a visit that was called off.")),
            *time_columns(),
            Column("billable", _("Billable"), Kind.TEXT, said),
            charged_column(),
            Column("payer", _("Paid by"), Kind.TEXT, _("Who pays for it, in the coach's own words.")),
        ],
        rows=rows,
        filters=[(_("Coach"), name), (_("Days"), period.words)],
        notes=[str(CALLED_OFF)],
    )


def sums_table(groups: Sequence[tuple[str, Sums]], *, title: str, head: str) -> Table:
    """One line for each group, and the sum of all last."""
    names = ("visits", "minutes", "preparation", "follow_up", "all", "billable", "charged")
    rows = [{"group": label} | {name: getattr(sums, name) for name in names} for label, sums in groups]
    whole = {"group": _("All")} | {name: sum(row[name] for row in rows) for name in names}
    return Table(
        title=title,
        columns=[
            Column("group", head),
            Column("visits", _("Visits"), Kind.INTEGER),
            *(Column(one.key, one.label, one.kind) for one in time_columns()),
            Column("billable", _("Of it billable"), Kind.MINUTES),
            charged_column(),
        ],
        rows=[*rows, whole],
    )


def charged_column() -> Column:
    """Minutes that are paid for visits which were called off."""
    said = _("Minutes that are paid for a visit though it was called off at short notice.")
    return Column("charged", _("Called off, paid"), Kind.MINUTES, said)


def payer_groups(entries: Sequence[Entry]) -> list[tuple[str, Sums]]:
    """The sums by who pays, those last for whom nobody was named; nothing where nobody was named at all."""
    if not any(one.payer for one in entries):
        return []
    found = by(entries, lambda one: (not one.payer, one.payer))
    return [(payer or _("Nobody was named"), sums) for (_none, payer), sums in found]


def month_groups(entries: Sequence[Entry]) -> list[tuple[str, Sums]]:
    """The sums of each month, the oldest first."""
    return [(date_format(month, "F Y"), sums) for month, sums in by(entries, lambda one: one.day.replace(day=1))]
