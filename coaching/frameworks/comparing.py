"""Two versions ("editions") of a framework side by side: who would see what, and in which words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from coaching.disclosure.classes import AUDIENCES, Form, Part, RecordClass
from coaching.frameworks.framework import Framework
from coaching.frameworks.structure import Term

_WIDTH = {None: 0, Form.COUNTS: 1, Form.MASKED: 2, Form.RELEASE: 2, Form.ALL: 3}


@dataclass(frozen=True)
class Cell:
    """What one audience is given of one class, before and after; `turn` says in which way it changed, in words."""

    record: str
    audience: str
    before: str
    after: str
    turn: str
    tone: str


def disclosure_changes(before: Framework, after: Framework, language: str) -> list[Cell]:
    """Every audience that would see a class otherwise than now, those who would see more first."""
    found = []
    for record_class in RecordClass:
        for audience in AUDIENCES:
            old, new = before.form(audience, record_class), after.form(audience, record_class)
            if old is new:
                continue
            turn = (_WIDTH[new] > _WIDTH[old]) - (_WIDTH[new] < _WIDTH[old])
            words, tone = {1: (_("Sees more"), "warn"), -1: (_("Sees less"), "good"), 0: (_("Otherwise"), "info")}[turn]
            framework = after if new else before
            cell = Cell(
                record=after.record(record_class).label.in_language(language),
                audience=framework.words(audience, language).one,
                before=before.form_words(old, language),
                after=after.form_words(new, language),
                turn=words,
                tone=tone,
            )
            found.append((-turn, cell))
    return [cell for _turn, cell in sorted(found, key=lambda one: one[0])]


def word_changes(before: Framework, after: Framework, language: str) -> list[tuple[str, str]]:
    """The words for people and things that another edition has: (now, then)."""
    parts: list[Part] = [part for part in before.parts if part in after.parts]
    pairs = [(before.words(part, language).one, after.words(part, language).one) for part in parts]
    pairs += [(before.term(term, language).one, after.term(term, language).one) for term in Term]
    return [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]]
