"""Answers to those questions of a plan that are kept as they were given: what may be answered, and how it is said.

`Plan.answers` maps the key of a question to its answer: a text, the key of an option or of several, of domains,
true or false, a day as "2026-11-02", a number as "1.5". What is not answered is not there.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from coaching.frameworks import Framework
from coaching.frameworks import structure as s
from coaching.frameworks.structure import Choose, FieldKind, PlanField

Answer = str | bool | list[str]
Said = str | list[str]
"""Words of an answer: one line, or several."""

LONGEST_TEXT = 2000
MOST = 10_000
KINDS = frozenset(
    {FieldKind.DOMAINS, FieldKind.TEXT, FieldKind.CHOICE, FieldKind.YES_NO, FieldKind.DATE, FieldKind.NUMBER}
)


def kept_fields(framework: Framework, format_key: str) -> tuple[PlanField, ...]:
    """The questions of this format whose answers are in `Plan.answers`."""
    return tuple(field for field in framework.plan_fields(format_key) if field.kind in KINDS)


def is_answered(answer: Any) -> bool:
    """Whether there is an answer; "no" is one."""
    return answer not in (None, "", [])


def fits(field: PlanField, answer: Any, framework: Framework) -> bool:
    """Whether this can be the answer to the question."""
    match field.kind:
        case FieldKind.TEXT:
            return isinstance(answer, str) and 0 < len(answer) <= LONGEST_TEXT
        case FieldKind.YES_NO:
            return isinstance(answer, bool)
        case FieldKind.DATE:
            return isinstance(answer, str) and _day(answer) is not None
        case FieldKind.NUMBER:
            return isinstance(answer, str) and 0 < (_number(answer) or 0) <= (field.most or MOST)
        case FieldKind.CHOICE if field.choose is Choose.ONE:
            return answer in [one.key for one in field.options]
        case FieldKind.CHOICE:
            return _are_some(answer, field.options)
        case FieldKind.DOMAINS:
            return _are_some(answer, framework.domains)
    return False


def words(field: PlanField, answer: Any, framework: Framework) -> Said:
    """An answer in the active language; empty where there is none."""
    return _WORDS[field.kind](field, answer, framework) if is_answered(answer) else ""


def _are_some(answer: Any, among: tuple[s.Option, ...] | tuple[s.Domain, ...]) -> bool:
    """Whether the answer names at least one of these and each once, in their order."""
    keys = [one.key for one in among]
    return isinstance(answer, list) and bool(answer) and answer == [key for key in keys if key in answer]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _option_words(field: PlanField, answer: Any, _framework: Framework) -> Said:
    chosen = answer if isinstance(answer, list) else [answer]
    found = [str(one.label) for one in field.options if one.key in chosen]
    return found if isinstance(answer, list) else "".join(found)


_WORDS: dict[FieldKind, Callable[[PlanField, Any, Framework], Said]] = {
    FieldKind.TEXT: lambda _field, answer, _framework: answer.splitlines() if "\n" in answer else answer,
    FieldKind.YES_NO: lambda _field, answer, _framework: _("Yes") if answer else _("No"),
    FieldKind.DATE: lambda _field, answer, _framework: formats.date_format(dt.date.fromisoformat(answer)),
    FieldKind.NUMBER: lambda _field, answer, _framework: formats.number_format(Decimal(answer)),
    FieldKind.CHOICE: _option_words,
    FieldKind.DOMAINS: lambda _field, answer, framework: [str(framework.domain(key).label) for key in answer],
}
