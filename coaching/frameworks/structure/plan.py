"""What the plan asks: practices, mode, dose, rhythm, and what the parties agree on besides."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

from dataclasses import dataclass
from enum import StrEnum

from coaching.disclosure.classes import Part
from coaching.frameworks.reading import Choice, Flag, Integer, Many, Table, read
from coaching.frameworks.structure.basics import (
    A_KEY,
    A_PARTY,
    A_TEXT,
    CODES,
    FORMAT_KEYS,
    SOME_CODES,
    TEXTS,
    Level,
    Option,
)
from coaching.frameworks.text import Text


class FieldKind(StrEnum):
    """What the plan form asks for. The first seven have a meaning to the product; the rest are kept as answered.

    A number is above zero and may have one decimal place; a date is one day.
    """

    PRACTICES = "practices"
    MODE = "mode"
    DOSE = "dose"
    RHYTHM = "rhythm"
    DATES = "dates"
    CONTACT = "contact"
    RESPONSE_DAYS = "response_days"
    DOMAINS = "domains"
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"


class Choose(StrEnum):
    ONE = "one"
    MANY = "many"


class DoseKind(StrEnum):
    """What the amount of coaching is counted in."""

    CYCLES = "cycles"
    HOURS = "hours"
    YEAR = "year"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanField:
    """One question of the plan form. `of` is the part whose contact a contact field asks for.

    `choose`: whether one or several of a choice's `options`. `most` limits a number. `starts_coaching` marks the date
    after which coaching starts (D3). `communication` marks how the parties keep each other informed: once all have
    signed, it stands on the pages of all of them (B3).
    """

    key: str = read(A_KEY)
    kind: FieldKind = read(Choice(FieldKind))
    label: Text = read(A_TEXT)
    help: Text | None = read(A_TEXT, default=None)
    codes: tuple[str, ...] = read(SOME_CODES, default=())
    required: bool = read(Flag())
    of: Part | None = read(Choice(Part), default=None)
    options: tuple[Option, ...] = read(Many(Table(Option)), default=())
    choose: Choose = read(Choice(Choose), default=Choose.ONE)
    most: int | None = read(Integer(1, 10_000), default=None)
    starts_coaching: bool = read(Flag(), default=False)
    communication: bool = read(Flag(), default=False)
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Practices:
    """How practices of focus are chosen, and the scale that their growth is seen on."""

    codes: tuple[str, ...] = read(CODES)
    guidance: Text = read(A_TEXT)
    least: int = read(Integer(1, 20))
    most: int = read(Integer(1, 20))
    levels: tuple[Level, ...] = read(Many(Table(Level), least=2))


@dataclass(frozen=True, kw_only=True, slots=True)
class Mode:
    """A way to meet. One that `combines` others can be agreed on; each visit then happens in one of those."""

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    combines: tuple[str, ...] = read(Many(A_KEY), default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Modes:
    codes: tuple[str, ...] = read(CODES)
    question: Text = read(A_TEXT)
    choose: Choose = read(Choice(Choose))
    options: tuple[Mode, ...] = read(Many(Table(Mode), least=1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Dose:
    """How much coaching is agreed. Cycles and hours have `least` and `most`; a year and open have neither."""

    kind: DoseKind = read(Choice(DoseKind))
    codes: tuple[str, ...] = read(CODES)
    question: Text = read(A_TEXT)
    least: int | None = read(Integer(1, 2000), default=None)
    most: int | None = read(Integer(1, 2000), default=None)

    @property
    def is_counted(self) -> bool:
        """Whether a number of cycles or hours is agreed; otherwise the question says how long coaching lasts."""
        return self.kind in (DoseKind.CYCLES, DoseKind.HOURS)


@dataclass(frozen=True, kw_only=True, slots=True)
class RhythmOption:
    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    days: int = read(Integer(1, 366))
    optimal: bool = read(Flag(), default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherRhythm:
    """A rhythm in the parties' own words, with the days between two so that it can be due."""

    label: Text = read(A_TEXT)
    help: Text = read(A_TEXT)
    least_days: int = read(Integer(1, 366))
    most_days: int = read(Integer(1, 366))


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    codes: tuple[str, ...] = read(CODES)
    question: Text = read(A_TEXT)
    guidance: Text | None = read(A_TEXT, default=None)
    options: tuple[RhythmOption, ...] = read(Many(Table(RhythmOption), least=1))
    other: OtherRhythm | None = read(Table(OtherRhythm), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckIn:
    """Regular contact of the supervisor with the pair, every so many `days`, in one of `ways`.

    `asks_all`: a question on progress goes to all of `parts`, never to one alone. `data_first` and `data_then`: with
    whom the supervisor talks about data from monitoring first, and with whom only after that (B10).
    """

    codes: tuple[str, ...] = read(CODES)
    meaning: Text = read(A_TEXT)
    days: int = read(Integer(1, 366))
    parts: tuple[Part, ...] = read(Many(A_PARTY, least=2))
    ways: tuple[Option, ...] = read(Many(Table(Option), least=1))
    prompts: tuple[Text, ...] = read(TEXTS, default=())
    asks_all: bool = read(Flag(), default=False)
    data_first: tuple[Part, ...] = read(Many(A_PARTY), default=())
    data_then: tuple[Part, ...] = read(Many(A_PARTY), default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Lateness:
    """What was agreed about coming late and moving a visit. Absent where the framework is silent."""

    codes: tuple[str, ...] = read(CODES)
    text: Text = read(A_TEXT)
    notice_days: int | None = read(Integer(0, 30), default=None)
    grace_minutes: int | None = read(Integer(0, 60), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """How many days an answer may take, as agreed; later than that is shown as late."""

    codes: tuple[str, ...] = read(CODES)
    text: Text = read(A_TEXT)
    least_days: int = read(Integer(1, 60))
    most_days: int = read(Integer(1, 60))
    usual_days: int = read(Integer(1, 60))


@dataclass(frozen=True, kw_only=True, slots=True)
class Separation:
    """Parts no two of which one person should hold in a partnership; the product warns when it is so."""

    codes: tuple[str, ...] = read(CODES)
    parts: tuple[Part, ...] = read(Many(A_PARTY, least=2))
    warning: Text = read(A_TEXT)
