"""Who sees what, and how it is said in plain words."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

from dataclasses import dataclass

from coaching.disclosure.classes import AUDIENCES, Form, Part, RecordClass
from coaching.frameworks.reading import Choice, Keyed, read
from coaching.frameworks.structure.basics import A_TEXT, SOME_CODES
from coaching.frameworks.text import Text

MATRIX = Keyed(Part, Keyed(RecordClass, Choice(Form)), among=AUDIENCES)
"""A column of the matrix for each audience: record class to form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordWords:
    """A record class in plain words. `parties` says what the people of the partnership themselves see of it."""

    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    parties: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class FormWords:
    """The forms in plain words, and the word for nothing."""

    all: Text = read(A_TEXT)
    release: Text = read(A_TEXT)
    masked: Text = read(A_TEXT)
    counts: Text = read(A_TEXT)
    nothing: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """A condition printed under the table of who sees what."""

    record_class: RecordClass = read(Choice(RecordClass))
    audience: Part | None = read(Choice(Part, AUDIENCES), default=None)
    codes: tuple[str, ...] = read(SOME_CODES, default=())
    text: Text = read(A_TEXT)
