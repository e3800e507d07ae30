"""Sheets from one description of a table: CSV, XLSX, and the same table as HTML for a page or a PDF (U5, P1).

Each is the same for the same data, to the byte. In the two sheets no cell is a formula (fault 49): text that begins
like one gets an apostrophe in front, numbers stay numbers.
"""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from itertools import islice
from typing import IO, Any

from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext
from xlsxwriter import Workbook

from coaching.documents.errors import TooManyRows

ROWS_IN_PDF = 300  # a cell costs about a millisecond there; longer tables belong in a sheet
ROWS_IN_XLSX = 1_048_575  # below the header
UNITS_IN_CELL = 32_767  # UTF-16 units that a cell of XLSX holds
NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # XLSX must name a date of creation; the real one would change the bytes

# Each as it stands between the brackets of a regular expression; `copying` says the same to PostgreSQL.
# What a spreadsheet takes for the start of a formula, in both widths, also behind blanks and invisible signs.
SIGNS = "=+@\uff1d\uff0b\uff0d\uff20\\-"
BLANKS = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
# What XML cannot hold. Forms refuse it (fault 35); from elsewhere it shows as a replacement character.
UNWRITABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
FORMULA = re.compile(f"[{BLANKS}]*[{SIGNS}]|[\t\n]")
# A CSV opened with another separator is cut in other places, so what follows a separator or a line is a start as well.
LATER_FORMULA = re.compile(f"([;|\t\n][{BLANKS}]*)(?=[{SIGNS}])")
_UNWRITABLE = re.compile(f"[{UNWRITABLE}]")


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    MINUTES = "minutes"  # whole minutes, never hours and minutes, so that they add up
    DATE = "date"
    DATETIME = "datetime"  # aware; written as the clock on the wall in the table's time zone, to the minute
    PERCENT = "percent"  # a share: 0.25 is 25 %


NUMBERS = {Kind.INTEGER, Kind.MINUTES, Kind.PERCENT}


@dataclass(frozen=True)
class Column:
    """One column: the key of its value in a row, its heading, what it holds, and what it means in a sentence."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table as every format needs it.

    `rows` are mappings by column key; a generator will do, and then serves one file. A missing or None value is an
    empty cell. A str in any column stands as words, such as "too few" in place of a number. `filters` are what the
    reader chose, name and value; `notes` are sentences about the whole. All times are shown in `time_zone`. `as_of` is
    when the data was read: given, it is printed and becomes the date of creation of an XLSX.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]]
    filters: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    time_zone: tzinfo = UTC
    as_of: datetime | None = None


def neutral(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula (fault 49) and no XML breaks on it (fault 35)."""
    text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if FORMULA.match(text) else text


def write_csv(table: Table, out: IO[bytes]) -> None:
    """Write `table` to the binary file `out` as UTF-8 with the mark that Excel looks for. Memory stays flat.

    All text is in quotes and all numbers are not. Raises TypeError or ValueError for a value that is not of its column.
    """
    write_csv_head(table.columns, out)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
        for row in table.rows:
            writer.writerow([_csv_cell(column, row.get(column.key), table.time_zone) for column in table.columns])
    finally:
        text.detach()


def write_csv_head(columns: Sequence[Column], out: IO[bytes]) -> None:
    """Write the mark that Excel looks for and the headings: what a CSV begins with, whoever writes its rows."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow(_neutral_in_csv(column.label) for column in columns)
    out.write(text.getvalue().encode("utf-8-sig"))


def write_xlsx(table: Table, out: IO[bytes]) -> None:
    """Write `table` to the binary file `out` as XLSX: the rows, and a second sheet that says what each column means.

    Memory stays flat. Nothing reaches `out` before all is well. Raises TooManyRows beyond what a sheet of Excel holds,
    TypeError or ValueError for a value that is not of its column.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile(dir=folder) as whole:
        with Workbook(whole, {"constant_memory": True, "tmpdir": folder}) as book:
            book.set_properties({"title": neutral(table.title), "author": "Alongside", "created": _created(table)})
            _fill_rows(book, table)
            _fill_notes(book, table)
        whole.seek(0)
        shutil.copyfileobj(whole, out)


def table_html(table: Table, *, limit: int = ROWS_IN_PDF) -> SafeString:
    """Return `table` as HTML for a page or for `render_pdf`, in the language that is active.

    Text stands as it is, escaped: neither runs formulas. Raises TooManyRows beyond `limit` rows.
    """
    rows = list(islice(table.rows, limit + 1))
    if len(rows) > limit:
        raise TooManyRows(gettext("This table has more than %(limit)s rows. Choose CSV or Excel.") % {"limit": limit})
    heads = format_html_join("", '<th scope="col"{}>{}</th>', ((_class_of(c), c.label) for c in table.columns))
    lines = format_html_join("", "<tr>{}</tr>", ((_html_line(table, row),) for row in rows))
    if not rows:
        nothing = gettext("Nothing to show.")
        lines = format_html('<tr><td colspan="{}">{}</td></tr>', len(table.columns), nothing)
    about = format_html_join("", '<p class="note">{}</p>', ((line,) for line in _about(table)))
    meanings = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((c.label, c.note) for c in table.columns if c.note))
    return format_html(
        '{}<table class="data"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}',
        about,
        table.title,
        heads,
        lines,
        format_html('<dl class="definitions">{}</dl>', meanings) if meanings else "",
    )


def _value(column: Column, value: Any, zone: tzinfo) -> str | int | float | date | datetime | None:
    """Return the value as its column says: a number, a date, a time on the wall without zone, words, or nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    match column.kind:
        case Kind.TEXT:
            return str(value)
        case Kind.DATE if isinstance(value, date) and not isinstance(value, datetime):
            return value
        case Kind.DATETIME if isinstance(value, datetime):
            return localtime(value, zone).replace(tzinfo=None, second=0, microsecond=0)
        case Kind.INTEGER | Kind.MINUTES if not isinstance(value, bool | float) and int(value) == value:
            return int(value)
        case Kind.PERCENT if not isinstance(value, bool):
            return float(value)
    raise TypeError(f"column {column.key!r} holds {column.kind}, not {type(value).__name__}")


def _csv_cell(column: Column, raw: Any, zone: tzinfo) -> str | int:
    value = _value(column, raw, zone)
    if isinstance(value, str):
        return _neutral_in_csv(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.1%}"
    return "" if value is None else value


def _neutral_in_csv(text: str) -> str:
    return LATER_FORMULA.sub(r"\1'", neutral(text))


def _fill_rows(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(_sheet_name(gettext("Report")))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    looks = {
        Kind.TEXT: book.add_format({"text_wrap": True, "valign": "top"}),
        Kind.INTEGER: book.add_format({"num_format": "0", "valign": "top"}),
        Kind.MINUTES: book.add_format({"num_format": "0", "valign": "top"}),
        Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        Kind.DATETIME: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
        Kind.PERCENT: book.add_format({"num_format": "0.0%", "valign": "top"}),
    }
    widths = {Kind.TEXT: 30, Kind.DATE: 12, Kind.DATETIME: 17}
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, widths.get(column.kind, 11))
        sheet.write_string(0, place, _fitting(neutral(column.label)), head)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(table.rows, start=1):
        if last > ROWS_IN_XLSX:
            raise TooManyRows(gettext("Excel holds %(limit)s rows in a sheet. Choose CSV.") % {"limit": ROWS_IN_XLSX})
        for place, column in enumerate(table.columns):
            value = _value(column, row.get(column.key), table.time_zone)
            look = looks[column.kind]
            if value is None:
                continue
            if isinstance(value, date) and value.year >= 1900:
                sheet.write_datetime(last, place, value, look)
            elif isinstance(value, int | float):
                sheet.write_number(last, place, value, look)
            else:
                sheet.write_string(last, place, _fitting(neutral(str(value))), looks[Kind.TEXT])
    sheet.autofilter(0, 0, last, max(len(table.columns) - 1, 0))


def _fill_notes(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(_sheet_name(gettext("Notes")))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    lines = [(table.title, ""), *((line, "") for line in _about(table)), ("", "")]
    lines += [(gettext("Column"), gettext("What it means")), *((c.label, c.note) for c in table.columns)]
    for row, (left, right) in enumerate(lines):
        for place, text, look in ((0, left, bold if right or row == 0 else plain), (1, right, plain)):
            if text:
                sheet.write_string(row, place, _fitting(neutral(text)), look)


def _about(table: Table) -> list[str]:
    """The sentences that stand beside the table: when, what was chosen, what else to know."""
    lines = []
    if table.as_of:
        moment = localtime(table.as_of, table.time_zone)
        lines.append(gettext("As of %(moment)s") % {"moment": f"{moment:%Y-%m-%d %H:%M} ({table.time_zone})"})
    lines += [f"{name}: {value}" for name, value in table.filters]
    if any(column.kind is Kind.DATETIME for column in table.columns):
        lines.append(gettext("Times are in the time zone %(zone)s.") % {"zone": table.time_zone})
    return [*lines, *table.notes]


def _html_line(table: Table, row: Mapping[str, Any]) -> SafeString:
    """One line of the body; its first cell names it, for those who hear the table."""
    cells = []
    for place, column in enumerate(table.columns):
        shown = _shown(_value(column, row.get(column.key), table.time_zone))
        form = '<th scope="row"{}>{}</th>' if place == 0 else "<td{}>{}</td>"
        cells.append(format_html(form, _class_of(column), shown))
    return mark_safe("".join(cells))  # noqa: S308  each cell is escaped above


def _class_of(column: Column) -> SafeString:
    return mark_safe(' class="number"' if column.kind in NUMBERS else "")  # noqa: S308  a constant


def _shown(value: str | int | float | date | datetime | None) -> str:
    if isinstance(value, datetime):
        return date_format(value, "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, float):
        return gettext("%(number)s%%") % {"number": number_format(round(value * 100, 1), 1)}
    return "" if value is None else str(value)


def _created(table: Table) -> datetime:
    return (table.as_of or NO_MOMENT).astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31]


def _fitting(text: str) -> str:
    """Cut what a cell of XLSX cannot hold, and say so in its last letters."""
    if 2 * len(text) <= UNITS_IN_CELL or len(text.encode("utf-16-le")) <= 2 * UNITS_IN_CELL:
        return text
    end = " […]"
    kept = text.encode("utf-16-le")[: 2 * (UNITS_IN_CELL - len(end))]
    return kept.decode("utf-16-le", errors="ignore") + end
