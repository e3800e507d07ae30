"""Read a sheet from the bytes of an upload, whatever the file is called (faults 50, 51, 52, 78)."""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .sheet import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Flaw,
    RosterError,
    Row,
    Sheet,
    build_row,
    clean_cell,
    require_people,
    too_many_columns,
    too_many_rows,
)
from .workbook import read_workbook

DELIMITERS = (",", ";", "\t")
_SAMPLE = 50
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*", b"BM")


def read_sheet(name: str, data: bytes) -> Sheet:
    """Read a CSV or XLSX file by its content; `name` is only kept to be shown again.

    Raises RosterError with a message that says what is wrong and how to mend it.
    """
    name = re.split(r"[/\\]", name)[-1][:200]
    refuse_foreign(data)
    sheet = read_workbook(name, data) if data.startswith(b"PK\x03\x04") else _read_text(name, data)
    if not sheet.blank_lines:
        return sheet
    note = ngettext("%(count)d blank line was skipped.", "%(count)d blank lines were skipped.", sheet.blank_lines) % {
        "count": sheet.blank_lines
    }
    return Sheet(**{**vars(sheet), "notes": (*sheet.notes, note)})


def refuse_foreign(data: bytes) -> None:
    """Refuse what is no sheet that we can read.

    Raises RosterError.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RosterError(_("The file is empty. Choose the file that holds your list."))
    if len(data) > MAX_BYTES:
        raise RosterError(_("The file is larger than 5 MB. Delete what is not needed, or split it into smaller files."))
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if data.startswith(b"\xd0\xcf\x11\xe0") or data[:4] in (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00"):
        raise RosterError(
            _(
                "This is an Excel file of the old kind (.xls), or one with a password. "
                "Open it in Excel and save it as “Excel Workbook (.xlsx)” without a password, or as “CSV UTF-8”."
            )
        )
    if start.startswith(b"%pdf"):
        raise RosterError(_("This is a PDF, not a sheet. Export the list as CSV or Excel (.xlsx) instead."))
    if start.startswith((b"<", "<".encode("utf-16-le"), "<".encode("utf-16-be"), b"\xff\xfe<")):
        raise RosterError(
            _(
                "This is a web page, not a sheet, whatever its name says. "
                "Open it in Excel and save it as “CSV UTF-8” or as “Excel Workbook (.xlsx)”."
            )
        )
    if data.startswith((*_PICTURES, b"\x1f\x8b", b"{\\rtf", b"7z\xbc\xaf", b"Rar!")):
        raise RosterError(_("This is not a sheet. Choose a file that was saved as CSV or as Excel (.xlsx)."))


def decode(data: bytes) -> tuple[str, str]:
    """Return text and the name of its encoding. Bytes that mean nothing become U+FFFD and are said at their cell."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    if guess := _utf16_without_mark(data):
        return data.decode(guess, errors="replace"), guess
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        loose = data.decode("utf-8", errors="replace")
    broken = loose.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(1 for character in loose if character > "\x7f") - broken
    if whole > broken:
        return loose, "utf-8"
    return data.decode("windows-1252", errors="replace"), "windows-1252"


def _utf16_without_mark(data: bytes) -> str:
    """Tell UTF-16 by the zeros it leaves in every second place."""
    start = data[:2000]
    half = max(1, len(start) // 2)
    even, odd = start[0::2].count(0) / half, start[1::2].count(0) / half
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else ""


def choose_delimiter(text: str) -> str:
    """Choose the delimiter that splits the first line with text most often, with rows that fit under it."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = []
        for _line, record in _records(text, delimiter):
            if any(cell.strip() for cell in record):
                widths.append(len(record))
            if len(widths) > _SAMPLE:
                break
        if not widths:
            continue
        fitting = sum(1 for width in widths if 1 < width <= widths[0])
        score = (widths[0] - 1) * fitting / len(widths)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it starts.

    Raises RosterError for a cell so long that the reader gives up.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise RosterError(
            _('Line %(line)d cannot be read as a row. Check the quotation marks (") there.') % {"line": line}
        ) from error


def _require_closed_quotes(text: str, delimiter: str) -> None:
    """An open quotation mark swallows all rows after it, so a closing line that we add would vanish into it."""
    end = "\x00end\x00"
    (line, record) = deque(_records(text.rstrip("\r\n") + "\n" + end, delimiter), maxlen=1).pop()
    if record != [end]:
        raise RosterError(
            _(
                'A quotation mark (") on line %(line)d is opened and never closed, so the rows after it cannot be '
                "told apart. Close it or delete it."
            )
            % {"line": line}
        )


def _declared_delimiter(text: str) -> str:
    """Return the delimiter that Excel's own first line `sep=;` names, or nothing."""
    found = re.match(r'"?sep=([,;\t])"?\r?\n', text, re.IGNORECASE)
    return found.group(1) if found else ""


def _read_text(name: str, data: bytes) -> Sheet:
    text, encoding = decode(data)
    controls = sum(1 for character in text[:4000] if character < " " and character not in "\t\r\n")
    if controls > max(5, len(text[:4000]) // 20):
        raise RosterError(_("This is not a sheet. Choose a file that was saved as CSV or as Excel (.xlsx)."))
    declared = _declared_delimiter(text)
    delimiter = declared or choose_delimiter(text)
    _require_closed_quotes(text, delimiter)
    headers: list[str] = []
    header_line = blank = 0
    rows: list[Row] = []
    for line, record in _records(text, delimiter):
        if declared and line == 1:
            continue
        if not any(cell.strip() for cell in record):
            blank += 1
        elif not headers:
            headers, header_line = record, line
            if len("".join(record[MAX_COLUMNS:]).strip()):
                raise too_many_columns()
        elif len(rows) == MAX_ROWS:
            raise too_many_rows()
        else:
            rows.append(_row(line, record, len(headers)))
    cleaned = tuple(clean_cell(header, column)[0] for column, header in enumerate(headers[:MAX_COLUMNS]))
    require_people(cleaned, rows)
    notes = []
    if encoding == "windows-1252":
        notes.append(_("The file is not in UTF-8. We read it as Windows text; check names with accents."))
    return Sheet(name, cleaned, header_line, tuple(rows), encoding, delimiter, blank, tuple(notes))


def _row(line: int, record: list[str], width: int) -> Row:
    """Make a row; text beyond the last column means that its values have moved."""
    row = build_row(line, record[:MAX_COLUMNS])
    if not any(cell.strip() for cell in record[width:]):
        return Row(line, row.cells[:width], row.flaws)
    shifted = Flaw(
        None,
        _(
            "The row has more values than there are columns, so they have probably moved to the side. "
            'Put quotation marks (") around a value that contains the separator.'
        ),
    )
    return Row(line, row.cells, (shifted, *row.flaws))
