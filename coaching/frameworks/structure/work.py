"""The work: cycles, the visit log, feedback, reminders, and the conversation."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

from dataclasses import dataclass
from enum import StrEnum

from coaching.disclosure.classes import PAIR, Part
from coaching.frameworks.reading import CLOCK, Choice, Flag, Integer, Many, String, Table, read
from coaching.frameworks.structure.basics import (
    A_HELPER,
    A_KEY,
    A_PARTY,
    A_TEXT,
    CODES,
    FORMAT_KEYS,
    SOME_CODES,
    TEXTS,
    Moment,
    Option,
    Statement,
)
from coaching.frameworks.text import Text


class Anchor(StrEnum):
    """The event that a reminder is counted from."""

    SIGNATURE_REQUESTED = "signature_requested"
    VISIT_START = "visit_start"
    VISIT_END = "visit_end"
    DRAFT_SAVED = "draft_saved"
    CYCLE_DUE = "cycle_due"
    GOAL_STALLED = "goal_stalled"
    CHECK_IN_DUE = "check_in_due"
    PROMISES_ASKED = "promises_asked"
    QUESTION_DUE = "question_due"
    REQUEST_DUE = "request_due"
    SURVEY_OPENED = "survey_opened"


class QuestionKind(StrEnum):
    SCALE = "scale"
    YES_NO = "yes_no"
    TEXT = "text"


class Time(StrEnum):
    """What a log asks besides the minutes of the visit: hours that are paid for are more than visits (P1)."""

    PREPARATION = "preparation"
    FOLLOW_UP = "follow_up"
    BILLABLE = "billable"


class Carries(StrEnum):
    """What a part of a conversation starts with, filled in from last time."""

    STEPS = "steps"
    GOALS = "goals"
    FOCUS = "focus"


class Asks(StrEnum):
    """What a part of a conversation decides: the focus, new steps, the next visit, or how the coaching was."""

    FOCUS = "focus"
    STEPS = "steps"
    NEXT_VISIT = "next_visit"
    FEEDBACK = "feedback"


@dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """A part of a cycle. The cycle is complete when each is recorded, or waived with a reason (A6)."""

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class CycleForm:
    codes: tuple[str, ...] = read(CODES)
    meaning: Text = read(A_TEXT)
    components: tuple[Component, ...] = read(Many(Table(Component), least=1))


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """What a pair agrees on before something is observed: what, when, live or on video, what of it is shared (B1, B5).

    `component`: the part of a cycle that it belongs to. `modes`: the ways to meet that are an observation. `debrief`:
    it is talked through afterwards, and the pair says when (D7).
    """

    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    help: Text = read(A_TEXT)
    component: str | None = read(A_KEY, default=None)
    modes: tuple[str, ...] = read(Many(A_KEY), default=())
    debrief: bool = read(Flag(), default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Helping:
    """A visit to lend a hand: it counts minutes, and no part of a cycle (B4, B7). `formats`: where there is such."""

    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())

    def covers(self, format_key: str) -> bool:
        return not self.formats or format_key in self.formats


@dataclass(frozen=True, kw_only=True, slots=True)
class Visits:
    """Who of a pair moves an appointment, and who calls it off; what is observed, and whether some only help out."""

    codes: tuple[str, ...] = read(CODES)
    moved_by: tuple[Part, ...] = read(Many(Choice(Part, PAIR), least=1))
    cancelled_by: tuple[Part, ...] = read(Many(Choice(Part, PAIR), least=1))
    observation: Observation | None = read(Table(Observation), default=None)
    helping: Helping | None = read(Table(Helping), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategyGroup:
    """A group of the checklist of what the coach did."""

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    options: tuple[Option, ...] = read(Many(Table(Option), least=1))


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteSection:
    """A place to write in the visit log: who writes, about which component, and what to think of."""

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    component: str | None = read(A_KEY, default=None)
    by: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    prompts: tuple[Text, ...] = read(TEXTS, default=())
    codes: tuple[str, ...] = read(SOME_CODES, default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class LogForm:
    """The visit log. Minutes are whole minutes from 1 to 1440; `usual_minutes` are offered to press.

    `time` names what is asked besides; it stays with the pair. `attachments`: files can be put in (E8).
    """

    codes: tuple[str, ...] = read(CODES)
    usual_minutes: tuple[int, ...] = read(Many(Integer(1, 1440), least=1))
    time: tuple[Time, ...] = read(Many(Choice(Time)), default=())
    places: tuple[Option, ...] = read(Many(Table(Option), least=1))
    strategies: tuple[StrategyGroup, ...] = read(Many(Table(StrategyGroup), least=1))
    notes: tuple[NoteSection, ...] = read(Many(Table(NoteSection), least=1))
    attachments: bool = read(Flag(), default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    key: str = read(A_KEY)
    kind: QuestionKind = read(Choice(QuestionKind))
    text: Text = read(A_TEXT)
    low: Text | None = read(A_TEXT, default=None)
    high: Text | None = read(A_TEXT, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Feedback:
    """Feedback on the coaching in a sentence; what is asked are the surveys.

    `moments` and `questions`: of editions that were stored before there were surveys. They are read, and not asked.
    """

    codes: tuple[str, ...] = read(CODES)
    meaning: Text = read(A_TEXT)
    minimum_answers: int = read(Integer(5, 100))
    moments: tuple[Moment, ...] = read(Many(Choice(Moment)), default=())
    questions: tuple[Question, ...] = read(Many(Table(Question)), default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class ConversationPart:
    """How the conversation goes through one component: its aim, what to consider, what to ask.

    `carries`: what is there from last time. `asks`: what is decided in it, each at most once in a conversation.
    """

    component: str = read(A_KEY)
    purpose: Text = read(A_TEXT)
    consider: tuple[Text, ...] = read(TEXTS, default=())
    prompts: tuple[Text, ...] = read(Many(A_TEXT, least=1))
    carries: tuple[Carries, ...] = read(Many(Choice(Carries)), default=())
    asks: tuple[Asks, ...] = read(Many(Choice(Asks)), default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A guide that runs through the components of a visit, with last time's answers filled in."""

    codes: tuple[str, ...] = read(CODES)
    entry_points: tuple[Option, ...] = read(Many(Table(Option), least=1))
    parts: tuple[ConversationPart, ...] = read(Many(Table(ConversationPart), least=1))
    focus: Statement = read(Table(Statement))
    books_next: bool = read(Flag(), default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """A reminder: `days` from its anchor (minus is before) at the local clock time `at`, to these parts.

    With `repeat_days` it comes again at that distance while the matter is open, `times` times in all.
    """

    key: str = read(A_KEY)
    anchor: Anchor = read(Choice(Anchor))
    days: int = read(Integer(-60, 60))
    at: str = read(String(CLOCK, "15:00"))
    to: tuple[Part, ...] = read(Many(A_HELPER, least=1))
    repeat_days: int | None = read(Integer(1, 60), default=None)
    times: int = read(Integer(1, 20), default=1)
    label: Text = read(A_TEXT)
    text: Text = read(A_TEXT)
