"""The file of rows that were not imported: as they came, with the line and the reasons, and inert (fault 49)."""

import io
from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from coaching.documents.sheets import Column, Table, write_csv

from .sheet import Sheet
from .verdicts import Problem


class Judged(Protocol):
    """What both kinds of verdict have."""

    @property
    def line(self) -> int: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def is_importable(self) -> bool: ...


def write_refused(sheet: Sheet, verdicts: Iterable[Judged]) -> bytes:
    """Return a CSV (UTF-8 with a mark, every cell quoted) of the rows that cannot be imported.

    The columns stand as they came, so that the file can be mended and imported again; behind them the line in the
    original file and the reasons. Columns that were emptied before they were kept stay empty.
    """
    refused = {verdict.line: verdict for verdict in verdicts if not verdict.is_importable}
    rows = [row for row in sheet.rows if row.line in refused]
    width = max([len(sheet.headers), *(len(row.cells) for row in rows)])
    headers = [*sheet.headers, *[""] * (width - len(sheet.headers))]
    columns = [Column(str(index), header) for index, header in enumerate(headers)]
    columns += [Column("line", _("Line in your file")), Column("reasons", _("Why it was not imported"))]
    lines = (
        {str(index): cell for index, cell in enumerate(row.cells)}
        | {"line": str(row.line), "reasons": " ".join(message for _field, message in refused[row.line].problems)}
        for row in rows
    )
    out = io.BytesIO()
    write_csv(Table("", columns, lines), out)
    return out.getvalue()
