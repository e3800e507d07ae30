"""The frozen months of a program: read, and nothing else. They are made by the database (ADR 0029)."""

import datetime as dt

from coaching.disclosure.classes import Form
from coaching.models import DisclosureRule, Program
from reports.models import FrozenMonth

NEWEST = 24
"""Months that can be chosen; older ones stay kept."""


def gives_counts(program: Program, part: str) -> bool:
    """Whether the framework of a program gives this part any class of record as counts."""
    terms = program.framework_version.terms_id
    return DisclosureRule.objects.filter(terms=terms, audience=part, form=Form.COUNTS).exists()


def frozen_months(*, program: Program, part: str) -> list[FrozenMonth]:
    """Return the frozen months of `program` as `part` is given them, the newest first. One query.

    That the reader holds the part is the caller's to check, and the database's to decide.
    """
    return list(FrozenMonth.objects.filter(program=program, audience=part).order_by("-month")[:NEWEST])


def frozen_month(*, program: Program, part: str, month: dt.date) -> FrozenMonth | None:
    """Return one of them, or None where it is not frozen, or not given."""
    return FrozenMonth.objects.filter(program=program, audience=part, month=month).first()
