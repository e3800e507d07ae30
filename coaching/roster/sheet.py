"""What every reader of sheets produces, and how text in a cell is made safe to keep."""

import dataclasses
import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CELL = 10_000

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
# Control characters except tab and line breaks, lone surrogates, and the marks that reverse the reading direction.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\ufeff\u200b\u2060]")


class RosterError(Exception):
    """The file cannot be read at all. The message says what is wrong and how to mend it; nothing was kept."""


@dataclasses.dataclass(frozen=True)
class Flaw:
    """Something wrong with a cell as it stands in the file; `column` is None when it concerns the whole row."""

    column: int | None
    message: str


@dataclasses.dataclass(frozen=True)
class Row:
    """One row under the headers. `line` is the line (CSV) or row number (XLSX) a person sees in their own file."""

    line: int
    cells: tuple[str, ...]
    flaws: tuple[Flaw, ...] = ()

    def cell(self, column: int | None) -> str:
        """Return the text of a column; empty when the row is too short or the column is None."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A sheet as read: `encoding` and `delimiter` are empty for a workbook. Blank lines are counted, never kept."""

    name: str
    headers: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    blank_lines: int = 0
    notes: tuple[str, ...] = ()

    @property
    def is_workbook(self) -> bool:
        return not self.encoding

    def label(self, column: int) -> str:
        """Name a column for a person: its header without the mark `*`, or its letter when it has none."""
        header = self.headers[column].strip(" *\t\r\n") if column < len(self.headers) else ""
        return shortened(header) if header else _("column %(letter)s") % {"letter": column_letter(column)}

    def is_starred(self, column: int | None) -> bool:
        """Say whether the sheet itself marks the column as required, with `*`."""
        return column is not None and column < len(self.headers) and "*" in self.headers[column]

    def without(self, columns: set[int]) -> "Sheet":
        """Return the sheet with these columns emptied, so that what we must not keep is never written anywhere."""
        rows = tuple(
            dataclasses.replace(
                row,
                cells=tuple("" if index in columns else cell for index, cell in enumerate(row.cells)),
                flaws=tuple(flaw for flaw in row.flaws if flaw.column not in columns),
            )
            for row in self.rows
        )
        return dataclasses.replace(self, rows=rows)

    def as_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Sheet":
        rows = tuple(
            Row(
                line=row["line"],
                cells=tuple(row["cells"]),
                flaws=tuple(Flaw(flaw["column"], flaw["message"]) for flaw in row["flaws"]),
            )
            for row in data["rows"]
        )
        return cls(
            **{**data, "headers": tuple(data["headers"]), "rows": rows, "notes": tuple(data["notes"])},
        )


def column_letter(column: int) -> str:
    """Return the letter a spreadsheet shows for a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def shortened(text: str, length: int = 60) -> str:
    """Return text on one line, cut so that it fits into a message."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


def clean_cell(text: str, column: int) -> tuple[str, tuple[Flaw, ...]]:
    """Return the text as it may be kept, and what had to be said about it (faults 35, 78)."""
    flaws: list[Flaw] = []
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if len(text) > MAX_CELL:
        text = text[:MAX_CELL]
        flaws.append(Flaw(column, _("The text is longer than 10,000 characters. Shorten it.")))
    if _FORBIDDEN.search(text):
        text = _FORBIDDEN.sub(UNREADABLE, text)
        flaws.append(Flaw(column, _("There is a hidden control character in the text. Type the text again.")))
    elif UNREADABLE in text:
        flaws.append(Flaw(column, _("A letter could not be read. Type it again, or save the file as CSV UTF-8.")))
    return text.strip(), tuple(flaws)


def build_row(line: int, texts: list[str]) -> Row:
    """Make a row of raw texts safe."""
    cells: list[str] = []
    flaws: list[Flaw] = []
    for column, text in enumerate(texts):
        cell, found = clean_cell(text, column)
        cells.append(cell)
        flaws.extend(found)
    return Row(line, tuple(cells), tuple(flaws))


def require_people(headers: tuple[str, ...], rows: list[Row]) -> None:
    """Refuse a sheet that holds nothing to import, or too much.

    Raises RosterError.
    """
    if not any(headers):
        raise RosterError(_("The file is empty. Choose the file that holds your list."))
    if not rows:
        raise RosterError(
            _("The file has column names but no rows under them. Check that you saved the sheet with its rows.")
        )


def too_many_rows() -> RosterError:
    return RosterError(_("The file has more than 5,000 rows. Split it into smaller files and import each of them."))


def too_many_columns() -> RosterError:
    return RosterError(_("The file has more than 100 columns. Delete the columns that are not needed."))
