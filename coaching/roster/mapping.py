"""Which column of a sheet is which field, suggested from its headers and corrected by the administrator."""

import dataclasses
from collections.abc import Iterable
from collections.abc import Mapping as Map
from typing import Any

from django.utils.translation import gettext as _

from coaching.disclosure.classes import Part

from .sheet import Sheet
from .vocabulary import COLUMNS, LEADING, PART_BY_WORD, ROSTER_PARTS, SENSITIVE, TRAILING, Field, fold, is_nothing

LEAVE_OUT = "leave_out"
"""The meaning of a value of the part column whose rows are not imported, such as "cook"."""


@dataclasses.dataclass(frozen=True)
class Mapping:
    """`columns`: field to column, from 0. `part_values`: what the sheet's own words for parts mean, folded.

    A meaning is a part's value or `leave_out`; words that are missing here are read by the built-in vocabulary.
    `parts` are those that the program's framework knows; a sheet can give no other.
    """

    columns: Map[Field, int]
    part_values: Map[str, str] = dataclasses.field(default_factory=dict)
    parts: tuple[Part, ...] = ROSTER_PARTS

    def column(self, field: Field) -> int | None:
        return self.columns.get(field)

    def problems(self) -> tuple[str, ...]:
        """Say what must be chosen before the rows can be judged."""
        problems = []
        if Field.EMAIL not in self.columns:
            problems.append(
                _("Choose the column with the email addresses. The first line with text must hold the column names.")
            )
        if not {Field.NAME, Field.FIRST_NAME, Field.LAST_NAME} & set(self.columns):
            problems.append(_("Choose the column with the names."))
        if len(set(self.columns.values())) < len(self.columns):
            problems.append(_("A column can be only one thing. Choose another column for one of them."))
        return tuple(problems)

    def part_of(self, value: str) -> str:
        """Return the part a word means, `leave_out`, or nothing when we do not know the word."""
        word = fold(value) or value
        part = self.part_values.get(word) or PART_BY_WORD.get(word, "")
        return str(part) if part == LEAVE_OUT or (part in ROSTER_PARTS and part in self.parts) else ""

    def ignored(self, sheet: Sheet) -> tuple[str, ...]:
        """Name the columns that are not imported, those without text left out."""
        used = set(self.columns.values())
        return tuple(
            sheet.label(column)
            for column in range(len(sheet.headers))
            if column not in used and (sheet.headers[column] or any(row.cell(column) for row in sheet.rows))
        )

    def as_json(self) -> dict[str, Any]:
        columns = {str(field): column for field, column in self.columns.items()}
        return {"columns": columns, "part_values": dict(self.part_values)}

    @classmethod
    def from_json(cls, data: Map[str, Any], parts: tuple[Part, ...] = ROSTER_PARTS) -> "Mapping":
        columns = {Field(field): int(column) for field, column in data["columns"].items()}
        return cls(columns, dict(data["part_values"]), parts)


def suggest(headers: Iterable[str]) -> Mapping:
    """Suggest which column is what; each column at most once, unknown ones not at all (data minimisation)."""
    taken: dict[int, tuple[int, Field]] = {}
    best: dict[Field, tuple[int, int]] = {}
    for column, header in enumerate(headers):
        if is_sensitive(header):
            continue
        for field, rank in _matches(header):
            if field not in best or rank < best[field][0]:
                best[field] = (rank, column)
    for field, (rank, column) in best.items():
        if column not in taken or rank < taken[column][0]:
            taken[column] = (rank, field)
    columns = {field: column for column, (_rank, field) in taken.items()}
    return Mapping(_without_contradiction(columns, tuple(headers)))


def _matches(header: str) -> list[tuple[Field, int]]:
    """Return the fields a header can mean, with how well it fits: lower is better."""
    name = fold(header)
    while ending := next((ending for ending in TRAILING if name.endswith(f" {ending}")), ""):
        name = name.removesuffix(f" {ending}")
    words = name.split()
    found: list[tuple[Field, int]] = []
    for penalty in range(3):
        name = " ".join(words)
        found = [(field, 1000 * penalty + names.index(name)) for field, names in COLUMNS.items() if name in names]
        if found or len(words) < 2 or words[0] not in LEADING:
            break
        words = words[1:]
    return found


def _without_contradiction(columns: dict[Field, int], headers: tuple[str, ...]) -> dict[Field, int]:
    """Prefer first and last name to a whole name; beside a last name, the Spanish header "nombre" is a first name."""
    if Field.LAST_NAME in columns and Field.FIRST_NAME not in columns and Field.NAME not in columns:
        first = next((index for index, header in enumerate(headers) if fold(header) == "nombre"), None)
        if first is not None:
            columns[Field.FIRST_NAME] = first
    if not {Field.LAST_NAME, Field.NAME, Field.FIRST_NAME} & set(columns):
        whole = next((index for index, header in enumerate(headers) if fold(header) == "nombre"), None)
        if whole is not None:
            columns[Field.NAME] = whole
    if Field.FIRST_NAME in columns and Field.LAST_NAME in columns:
        columns.pop(Field.NAME, None)
    if Field.END_REASON not in columns:
        columns.pop(Field.END_DETAIL, None)
    return columns


def is_sensitive(header: str) -> bool:
    """Say whether a column is about what coaching must not know: gender, race, birth, health, money."""
    return not SENSITIVE.isdisjoint(fold(header).split())


def sensitive_columns(sheet: Sheet) -> set[int]:
    """Return the columns to empty before the sheet is kept, even for a day."""
    return {column for column, header in enumerate(sheet.headers) if is_sensitive(header)}


def part_words(sheet: Sheet, mapping: Mapping) -> dict[str, str]:
    """Return each different word of the part column, as first written, with the part it means (empty: not known)."""
    column = mapping.column(Field.PART)
    if column is None:
        return {}
    first: dict[str, str] = {}
    for row in sheet.rows:
        word = row.cell(column)
        if not is_nothing(word):
            first.setdefault(fold(word) or word, word)
    return {word: mapping.part_of(word) for word in first.values()}
