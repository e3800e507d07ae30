"""Surveys about the coaching: what is asked, of whom, about whom, and when."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

import re
from dataclasses import dataclass
from enum import StrEnum

from coaching.disclosure.classes import PAIR, Part
from coaching.frameworks.reading import Choice, Flag, Integer, Many, String, Table, read
from coaching.frameworks.structure.basics import A_KEY, A_TEXT, CODES, Option
from coaching.frameworks.text import Text

STEPS = 5
"""A scale has as many steps; the lowest is 1."""

AN_ANSWER = re.compile(r"[a-z][a-z0-9_]*|[1-5]")
"""The key of an option, or the step of a scale."""


class AskKind(StrEnum):
    """How a question of a survey is answered."""

    SCALE = "scale"
    CHOICE = "choice"
    SEVERAL = "several"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"


WRITTEN = frozenset({AskKind.SHORT_TEXT, AskKind.LONG_TEXT})
CHOSEN = frozenset({AskKind.CHOICE, AskKind.SEVERAL})


@dataclass(frozen=True, kw_only=True, slots=True)
class OnlyWhen:
    """A skip rule: the question is asked only when an earlier one is answered with one of `answers`."""

    question: str = read(A_KEY)
    answers: tuple[str, ...] = read(Many(String(AN_ANSWER, "4"), least=1))


@dataclass(frozen=True, kw_only=True, slots=True)
class SurveyQuestion:
    """One question. `low` and `high` are the words at the ends of a scale. No question has to be answered."""

    key: str = read(A_KEY)
    kind: AskKind = read(Choice(AskKind))
    text: Text = read(A_TEXT)
    help: Text | None = read(A_TEXT, default=None)
    low: Text | None = read(A_TEXT, default=None)
    high: Text | None = read(A_TEXT, default=None)
    options: tuple[Option, ...] = read(Many(Table(Option)), default=())
    only_when: OnlyWhen | None = read(Table(OnlyWhen), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasions:
    """When a survey is asked: after each visit, when a cycle of `at_cycles` is complete, every so many weeks, when the
    coach asks for it, and when the coaching is concluded.
    """

    after_visits: bool = read(Flag(), default=False)
    at_cycles: tuple[int, ...] = read(Many(Integer(1, 99)), default=())
    every_weeks: int | None = read(Integer(1, 52), default=None)
    on_request: bool = read(Flag(), default=False)
    at_conclusion: bool = read(Flag(), default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """A survey that `by` answers about `about`.

    It stays open for `open_days` and on to the end of that month, so that all answers of a month close together. The
    one asked about sees results of a group of `minimum_answers` people at least; with their names only where the answer
    of the plan's question `named_by` is `named_when`, as all have signed it.
    """

    key: str = read(A_KEY)
    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    by: tuple[Part, ...] = read(Many(Choice(Part, PAIR), least=1))
    about: tuple[Part, ...] = read(Many(Choice(Part, PAIR), least=1))
    when: Occasions = read(Table(Occasions))
    open_days: int = read(Integer(1, 60))
    minimum_answers: int = read(Integer(5, 100), default=5)
    named_by: str | None = read(A_KEY, default=None)
    named_when: str | None = read(A_KEY, default=None)
    questions: tuple[SurveyQuestion, ...] = read(Many(Table(SurveyQuestion), least=1))

    def question(self, key: str) -> SurveyQuestion:
        """Raises KeyError."""
        for one in self.questions:
            if one.key == key:
                return one
        raise KeyError(key)
