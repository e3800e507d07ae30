"""Written reports for a part in the program: what the signed terms give it, newest first (D8)."""

from typing import Any

from django.db.models import QuerySet

from coaching.models import Partnership, Program
from cycles.models import ProgressReport
from cycles.views.report_words import report_row
from reports.audience import readable_as

IN_PROGRAM, OF_PARTNERSHIP = 10, 20
"""How many are shown."""


def written_reports(*, program: Program, part: str, partnership: Partnership | None = None) -> QuerySet[ProgressReport]:
    """Those that stand, of a program or of one partnership in it, where they are given to `part` in full."""
    rows = readable_as(part, ProgressReport, programs=[program.pk]).filter(replaced_at=None)
    if partnership:
        rows = rows.filter(partnership=partnership)
    return rows.select_related("partnership").order_by("-given_at", "-pk")


def in_program(program: Program, part: str) -> list[dict[str, Any]]:
    """The newest of all partnerships. One query."""
    return [report_row(one, with_plan=False) for one in written_reports(program=program, part=part)[:IN_PROGRAM]]


def of_partnership(partnership: Partnership, part: str) -> list[dict[str, Any]]:
    """The newest of one partnership, each whole. One query."""
    rows = written_reports(program=partnership.program, part=part, partnership=partnership)
    return [report_row(one, with_plan=False) for one in rows[:OF_PARTNERSHIP]]
