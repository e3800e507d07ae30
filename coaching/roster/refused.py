"""The file of rows that were not imported: as they came, with the line and the reasons, and inert (fault 49)."""

import csv
import io
from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from .sheet import Sheet
from .verdicts import Problem

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Judged(Protocol):
    """What both kinds of verdict have."""

    @property
    def line(self) -> int: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def is_importable(self) -> bool: ...


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe stands before what could start one."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) or text.startswith(("\t", "\r", "\n")) else text


def write_refused(sheet: Sheet, verdicts: Iterable[Judged]) -> bytes:
    """Return a CSV (UTF-8 with a mark, every cell quoted) of the rows that cannot be imported.

    The columns stand as they came, so that the file can be mended and imported again; behind them the line in the
    original file and the reasons. Columns that were emptied before they were kept stay empty.
    """
    refused = {verdict.line: verdict for verdict in verdicts if not verdict.is_importable}
    rows = [row for row in sheet.rows if row.line in refused]
    width = max([len(sheet.headers), *(len(row.cells) for row in rows)])
    text = io.StringIO(newline="")
    # Every cell is quoted: an Excel that splits at semicolons must not find a formula inside a cell.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    headers = [*sheet.headers, *[""] * (width - len(sheet.headers))]
    writer.writerow([neutral(cell) for cell in (*headers, _("Line in your file"), _("Why it was not imported"))])
    for row in rows:
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        reasons = " ".join(message for _field, message in refused[row.line].problems)
        writer.writerow([neutral(cell) for cell in (*cells, str(row.line), reasons)])
    return text.getvalue().encode("utf-8-sig")
