"""What a report says, as plain values: of a program, of its partnerships, months and sites. Nothing here queries."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from coaching.disclosure.classes import PAIR, PARTY_PARTS, Part
from coaching.models import Program
from reports.cadence import Cadence
from reports.periods import Period

LEARNERS = (Part.COACHEE, Part.PEER)
"""Whose names stand first in a list of partnerships."""


@dataclass(frozen=True)
class Name:
    """A person in a partnership. `has_left`: nobody holds this part any more, and this person held it last."""

    name: str
    sort_name: str
    part: str
    has_left: bool = False

    @property
    def order(self) -> tuple[int, str, str]:
        """By part, then by last name."""
        return PARTY_PARTS.index(Part(self.part)), self.sort_name, self.name


@dataclass
class PartnershipFigures:
    """One partnership in numbers. None: the reader's part is not given what the number is made of.

    `came` counts what became of appointments in the period, by (kind, by whom as a kind).
    `planned` and `completed` are cycles; `hours` are hours planned, `used` the minutes of all visits.
    """

    id: uuid.UUID
    format: str
    site_id: uuid.UUID | None
    terms_id: uuid.UUID
    given: frozenset[str] = frozenset()
    people: tuple[Name, ...] = ()
    mode: str | None = None
    rhythm_days: int | None = None
    rhythm_other: str = ""
    planned: int | None = None
    hours: int | None = None
    used: int | None = None
    completed: int | None = None
    completed_in_period: int | None = None
    visits: int | None = None
    minutes: int | None = None
    last_visit: dt.date | None = None
    cadence: Cadence | None = None
    practices: int | None = None
    goals: int | None = None
    came: Counter[tuple[str, str]] | None = None

    @property
    def agreed(self) -> int | None:
        """How much was agreed on: cycles, or hours in minutes; None where no number was."""
        return self.hours * 60 if self.hours else self.planned

    @property
    def done(self) -> int | None:
        """How much of it was done: cycles, or minutes."""
        return self.used if self.hours else self.completed

    @property
    def share(self) -> float | None:
        """What was done as a part of what was agreed on."""
        return self.done / self.agreed if self.agreed and self.done is not None else None

    @property
    def pair(self) -> list[Name]:
        """Those who coach and are coached, learners first."""
        pair = [person for person in self.people if person.part in PAIR]
        return sorted(pair, key=lambda person: (person.part not in LEARNERS, person.order))

    @property
    def is_over(self) -> bool:
        """Whether one of the pair has left, so that no coaching goes on."""
        return any(person.has_left for person in self.pair)

    @property
    def order(self) -> tuple[list[str], str]:
        """As people look for it: by the learners' last names."""
        return [person.sort_name for person in self.pair], str(self.id)


@dataclass(frozen=True)
class Month:
    """Visits and minutes in one month of the period; `first` is its first day."""

    first: dt.date
    visits: int
    minutes: int


@dataclass(frozen=True)
class SiteFigures:
    """The dose at one site; `name` is empty for the partnerships without a site. `used`: minutes of all visits."""

    name: str
    partnerships: int
    completed: int
    used: int
    visits: int
    minutes: int

    @property
    def completed_each(self) -> float:
        return self.completed / self.partnerships

    @property
    def minutes_each(self) -> float:
        return self.minutes / self.partnerships


@dataclass
class ProgramFigures:
    """A program in numbers for one period, as one part is given them.

    `given` are the record classes that any of the agreements gives to the part. `waiting_since` are the moments (UTC)
    since which agreements wait for signatures; None where the part is not told.
    """

    program: Program
    part: str
    period: Period
    today: dt.date
    given: frozenset[str]
    rows: list[PartnershipFigures]
    months: list[Month] = field(default_factory=list)
    most_used: list[tuple[str, int]] = field(default_factory=list)
    waiting_since: list[dt.datetime] | None = None
    sites: dict[uuid.UUID, str] = field(default_factory=dict)

    def total(self, key: str) -> int:
        """The sum of one number over all partnerships that give it."""
        return sum(getattr(row, key) or 0 for row in self.rows)

    @cached_property
    def by_cadence(self) -> Counter[Cadence]:
        return Counter(row.cadence for row in self.rows if row.cadence)

    @cached_property
    def share(self) -> float | None:
        """What was done of what was agreed on, over the partnerships that give both."""
        both = [row for row in self.rows if row.share is not None]
        agreed = sum(row.agreed or 0 for row in both)
        return sum(row.done or 0 for row in both) / agreed if agreed else None

    def by_site(self) -> list[SiteFigures]:
        """The dose at each site that has a partnership, by name; those without a site come last."""
        found: dict[uuid.UUID | None, list[PartnershipFigures]] = {}
        for row in self.rows:
            found.setdefault(row.site_id if row.site_id in self.sites else None, []).append(row)
        if set(found) <= {None}:
            return []
        ordered = sorted(found.items(), key=lambda item: (item[0] is None, self._site(item[0]).casefold()))
        return [
            SiteFigures(
                name=self._site(site),
                partnerships=len(rows),
                completed=sum(row.completed or 0 for row in rows),
                used=sum(row.used or 0 for row in rows),
                visits=sum(row.visits or 0 for row in rows),
                minutes=sum(row.minutes or 0 for row in rows),
            )
            for site, rows in ordered
        ]

    def _site(self, pk: uuid.UUID | None) -> str:
        return self.sites[pk] if pk else ""
