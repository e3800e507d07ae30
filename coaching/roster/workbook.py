"""Read the first sheet with text of an Excel workbook (.xlsx), with guards against hostile files (fault 51)."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from .sheet import (
    MAX_COLUMNS,
    MAX_ROWS,
    Flaw,
    RosterError,
    Row,
    Sheet,
    build_row,
    require_people,
    too_many_columns,
    too_many_rows,
)

MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 500
MAX_RATIO = 150
LAST_LINE = 1_048_576  # Excel's own last row: a stray cell there is still found.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_workbook(name: str, data: bytes) -> Sheet:
    """Read the values that the sheet shows: results of formulas, dates as 2020-01-31, whole numbers without a point.

    Raises RosterError.
    """
    try:
        has_formulas = _inspect(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return _read_book(name, data, book, has_formulas)
    except RosterError:
        raise
    # A damaged workbook fails inside openpyxl in many ways (KeyError, ParseError, BadZipFile, ...): one answer to all.
    except Exception as error:
        raise _damaged() from error


def _damaged() -> RosterError:
    return RosterError(
        _("The Excel file is damaged and cannot be read. Open it in Excel and save it again as .xlsx, or as CSV UTF-8.")
    )


def _inspect(data: bytes) -> bool:
    """Refuse a bomb by the sizes in the archive's own directory, then anything that is no workbook.

    `zipfile` never reads more than the directory states, so the sum is a true bound. Returns whether it has formulas.
    Raises RosterError.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    swollen = any(part.file_size > 1_000_000 and part.file_size > MAX_RATIO * part.compress_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or swollen:
        raise RosterError(
            _(
                "The Excel file unpacks to far more than a list of people needs. "
                "Copy the list alone into a new workbook, or save it as CSV UTF-8."
            )
        )
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise RosterError(
            _(
                "This is not an Excel sheet (.xlsx). "
                "Open it in the program that made it and save it as “Excel Workbook (.xlsx)” or as “CSV UTF-8”."
            )
        )
    if any(part.flag_bits & 1 for part in parts):
        raise RosterError(_("The Excel file has a password. Save it again without one."))
    has_formulas = False
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        content = archive.read(part)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise _damaged()
        has_formulas = has_formulas or (
            part.filename.startswith("xl/worksheets/") and re.search(rb"<(\w+:)?f[ >/]", content) is not None
        )
    return has_formulas


def _read_book(name: str, data: bytes, book: Any, has_formulas: bool) -> Sheet:
    filled = [sheet for sheet in book.worksheets if any(True for _row in _filled_rows(sheet))]
    visible = [sheet for sheet in filled if sheet.sheet_state == "visible"]
    if not filled:
        raise RosterError(_("The Excel file is empty. Choose the file that holds your list."))
    chosen = (visible or filled)[0]
    formulas = _formulas(data, chosen.title) if has_formulas else set()
    headers: tuple[str, ...] = ()
    header_line = last = 0
    rows: list[Row] = []
    for line, cells in _filled_rows(chosen):
        texts, flaws = _texts(line, cells, formulas)
        row = build_row(line, texts)
        if not headers:
            headers, header_line = _trimmed(row.cells), line
        elif len(rows) == MAX_ROWS:
            raise too_many_rows()
        else:
            rows.append(Row(line, row.cells, (*flaws, *row.flaws)))
        last = line
    require_people(headers, rows)
    width = max(len(headers), *(len(_trimmed(row.cells)) for row in rows))
    rows = [Row(row.line, row.cells[:width], row.flaws) for row in rows]
    headers = headers + ("",) * (width - len(headers))
    others = [sheet.title for sheet in visible if sheet is not chosen]
    notes = []
    if others:
        notes.append(
            _("Only the sheet “%(sheet)s” was read. These have text too: %(others)s.")
            % {"sheet": chosen.title, "others": ", ".join(others)}
        )
    return Sheet(name, headers, header_line, tuple(rows), "", "", last - len(rows) - 1, tuple(notes))


def _filled_rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield rows that hold something, with their number. The size that the file claims is not believed."""
    sheet.reset_dimensions()
    blank = None
    for line, cells in enumerate(sheet.iter_rows(min_row=1, max_row=LAST_LINE, max_col=MAX_COLUMNS + 1), start=1):
        if cells is blank:
            continue
        if any(cell.value is not None and str(cell.value).strip() for cell in cells) or _has_formula(cells):
            if cells[MAX_COLUMNS].value is not None:
                raise too_many_columns()
            yield line, cells
        else:
            blank = cells


def _has_formula(cells: tuple[Any, ...]) -> bool:
    return any(cell.data_type == "f" for cell in cells)


def _formulas(data: bytes, title: str) -> set[tuple[int, int]]:
    """Return where formulas stand (line, column from 0), so that one whose result was never saved can be named."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    return {
        (line, column)
        for line, cells in _filled_rows(book[title])
        for column, cell in enumerate(cells)
        if cell.data_type == "f"
    }


def _texts(line: int, cells: tuple[Any, ...], formulas: set[tuple[int, int]]) -> tuple[list[str], list[Flaw]]:
    texts, flaws = [], []
    for column, cell in enumerate(cells[:MAX_COLUMNS]):
        if cell.data_type == "e" and cell.value is not None:
            flaws.append(Flaw(column, _("Excel shows an error here (%(error)s). Mend it.") % {"error": cell.value}))
        elif cell.value is None and (line, column) in formulas:
            flaws.append(
                Flaw(column, _("The result of the formula was not saved. Open the file in Excel and save it again."))
            )
        texts.append(as_text(cell.value))
    return texts, flaws


def as_text(value: Any) -> str:
    """Return a typed cell as the text a person would have typed; dates in ISO form, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), value)
    return str(value)


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    width = max((index + 1 for index, cell in enumerate(cells) if cell), default=0)
    return cells[:width]
