"""What a framework has besides: phases, guides, assessments, letters, documents."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

from dataclasses import dataclass
from enum import StrEnum

from coaching.disclosure.classes import Part, RecordClass
from coaching.frameworks.reading import Choice, Flag, Integer, Many, Table, TextReader, read
from coaching.frameworks.structure.basics import A_KEY, A_PARTY, A_TEXT, CODES, FORMAT_KEYS, TEXTS, Item, Moment
from coaching.frameworks.text import Text

LETTER_NAMES = (
    "coachee",
    "supervisor",
    "coach",
    "coach_phone",
    "coach_email",
    "coach_office",
    "hours",
    "time_frame",
    "program",
)
"""The names that a letter may have in braces; the product fills them in."""

A_LETTER_TEXT = TextReader(LETTER_NAMES)


class GuideKind(StrEnum):
    """A checklist keeps that each item was done and when; prompts are answered in words."""

    CHECKLIST = "checklist"
    PROMPTS = "prompts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """A stretch of the partnership and what belongs to it."""

    key: str = read(A_KEY)
    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    items: tuple[Item, ...] = read(Many(Table(Item)), default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """A list to go through at some moment. What is kept of it is of `record_class`.

    The product has a page for checklists of the start; what is marked in them is a note (D4, C3). And one for questions
    of the start, which those in `by` answer together, again and again (B4, D16).
    """

    key: str = read(A_KEY)
    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    meaning: Text | None = read(A_TEXT, default=None)
    moment: Moment = read(Choice(Moment))
    kind: GuideKind = read(Choice(GuideKind))
    record_class: RecordClass = read(Choice(RecordClass))
    by: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    items: tuple[Item, ...] = read(Many(Table(Item), least=1))
    own_items: bool = read(Flag(), default=False)
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """An area that coaching can be about."""

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Goals:
    """Who writes goals and steps, what a goal is tied to, and when it stalls.

    `areas` are what a goal can be about; without them, the framework's domains. `areas_by` choose them in the plan.
    `stalls_after_days`: without news for so long a goal stalls; `stalled` says what to do then. `anew` are those who
    then agree on it anew (D18); empty where the people who work together see to it by themselves.
    """

    codes: tuple[str, ...] = read(CODES)
    owners: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    reason: Text = read(A_TEXT)
    priority: Text | None = read(A_TEXT, default=None)
    area: Text | None = read(A_TEXT, default=None)
    areas: tuple[Domain, ...] = read(Many(Table(Domain)), default=())
    areas_by: tuple[Part, ...] = read(Many(A_PARTY), default=())
    stalls_after_days: int = read(Integer(7, 366))
    stalled: Text = read(A_TEXT)
    anew: tuple[Part, ...] = read(Many(A_PARTY), default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """A look at strengths and needs. `fallback`: what to work from while it is not done.

    With `items` the product keeps it: those in `by` write it together, whoever writes. `by_domain`: once for each of
    the framework's domains (D6). `chosen_by`: those who say which domains coaching takes up (D10). `instead_of`: it is
    what coaching works from while nothing is written in those (D5).
    """

    key: str = read(A_KEY)
    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    by: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    moments: tuple[Moment, ...] = read(Many(Choice(Moment), least=1))
    prompts: tuple[Text, ...] = read(TEXTS, default=())
    items: tuple[Item, ...] = read(Many(Table(Item)), default=())
    by_domain: bool = read(Flag(), default=False)
    chosen_by: tuple[Part, ...] = read(Many(A_PARTY), default=())
    instead_of: tuple[str, ...] = read(Many(A_KEY), default=())
    fallback: Text | None = read(A_TEXT, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A letter the product prepares and the sender finishes (D2). Every text but the agenda may have {names}.

    Whoever it goes `to` and `copy_to` reads it, and nobody else. In a format without the sender or without somebody it
    goes to, there is no such letter.
    """

    key: str = read(A_KEY)
    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    moment: Moment = read(Choice(Moment))
    sender: Part = read(A_PARTY)
    to: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    copy_to: tuple[Part, ...] = read(Many(A_PARTY), default=())
    subject: Text = read(A_LETTER_TEXT)
    greeting: Text = read(A_LETTER_TEXT)
    body: tuple[Text, ...] = read(Many(A_LETTER_TEXT, least=1))
    agenda: tuple[Text, ...] = read(TEXTS, default=())
    after: tuple[Text, ...] = read(Many(A_LETTER_TEXT), default=())
    farewell: Text = read(A_LETTER_TEXT)


class Fact(StrEnum):
    """What stands in a written report by itself, as it was on the day: nobody types it again."""

    AGREEMENT = "agreement"
    PRACTICES = "practices"
    GOALS = "goals"
    PLAN = "plan"
    SESSIONS = "sessions"
    ATTENDANCE = "attendance"


FACT_CLASSES = {
    Fact.AGREEMENT: RecordClass.AGREEMENT_TERMS,
    Fact.PRACTICES: RecordClass.PRACTICES,
    Fact.GOALS: RecordClass.GOALS,
    Fact.PLAN: RecordClass.ACTION_PLAN,
    Fact.SESSIONS: RecordClass.LOG,
    Fact.ATTENDANCE: RecordClass.ATTENDANCE,
}
"""Of which class each is. How goals go, with the steps, is kept apart under its own class; the rest in the report."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document that goes `to` people: by itself at some moment, or written by one of those in `by` (D8, D19).

    A written report is a progress report with `sections` to write; it can be written at any time ("on_request"), or is
    owed at the end ("conclusion"). `facts` stand in it by themselves. `headline` is the section that is read first.
    """

    key: str = read(A_KEY)
    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    moment: Moment = read(Choice(Moment))
    record_class: RecordClass = read(Choice(RecordClass))
    to: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    sections: tuple[Item, ...] = read(Many(Table(Item)), default=())
    by: tuple[Part, ...] = read(Many(A_PARTY), default=())
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())
    facts: tuple[Fact, ...] = read(Many(Choice(Fact)), default=())
    headline: str = read(A_KEY, default="")

    @property
    def is_written(self) -> bool:
        return self.record_class is RecordClass.PROGRESS_REPORT

    @property
    def is_last(self) -> bool:
        """Owed when the coaching is concluded, and written once."""
        return self.moment is Moment.CONCLUSION
