"""Readers and small pieces that the other files share."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

from dataclasses import dataclass
from enum import StrEnum

from coaching.disclosure.classes import PARTY_PARTS, Part
from coaching.frameworks.reading import CODE, KEY, Choice, Flag, Keyed, Many, String, Table, TextReader, read
from coaching.frameworks.text import Text

A_KEY = String(KEY, "in_person")
A_TEXT = TextReader()
TEXTS = Many(A_TEXT)
CODES = Many(String(CODE, "A6"), least=1)
SOME_CODES = Many(String(CODE, "A6"))
A_PARTY = Choice(Part, PARTY_PARTS)
A_HELPER = Choice(Part, (*PARTY_PARTS, Part.COACH_SUPERVISOR))
FORMAT_KEYS = Many(A_KEY)


class Term(StrEnum):
    """The things that a framework may have its own word for."""

    VISIT = "visit"
    CYCLE = "cycle"
    PRACTICE = "practice"
    GOAL = "goal"
    STEP = "step"
    PLAN = "plan"
    SETTING = "setting"


class Adviser(StrEnum):
    """Somebody outside the product whom a coach may ask for advice without names (A9)."""

    COACH = "coach"
    CONSULTANT = "consultant"
    BUREAU = "bureau"


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The word for one and for many."""

    one: Text = read(A_TEXT)
    many: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The framework's own words. It has the parts that it has words for, and no others."""

    parts: tuple[tuple[Part, Words], ...] = read(Keyed(Part, Table(Words)))
    terms: tuple[tuple[Term, Words], ...] = read(Keyed(Term, Table(Words), all_required=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """Something to choose. `named`: the person writes what it was. `exclusive`: nothing else of the list with it."""

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    help: Text | None = read(A_TEXT, default=None)
    named: bool = read(Flag(), default=False)
    exclusive: bool = read(Flag(), default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """One level of a scale, from low to high. There is no level that means "done" (A1)."""

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line under a clause. `tracked`: a promise whose keeping the product follows. `advises`: somebody to whom the
    coach may hand a case without names (A9).
    """

    key: str = read(A_KEY)
    text: Text = read(A_TEXT)
    codes: tuple[str, ...] = read(SOME_CODES, default=())
    tracked: bool = read(Flag(), default=False)
    advises: Adviser | None = read(Choice(Adviser), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A paragraph with the requirements that it carries."""

    codes: tuple[str, ...] = read(CODES)
    text: Text = read(A_TEXT)


class Moment(StrEnum):
    """When in a partnership something happens."""

    START = "start"
    BEFORE_VISIT = "before_visit"
    DURING_VISIT = "during_visit"
    AFTER_VISIT = "after_visit"
    EACH_CYCLE = "each_cycle"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    HALFWAY = "halfway"
    CONCLUSION = "conclusion"
    ON_REQUEST = "on_request"
