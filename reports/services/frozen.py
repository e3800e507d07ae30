"""The frozen months of a program: read, and nothing else. They are made by the database (ADR 0029)."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from coaching.disclosure.classes import Form, RecordClass
from coaching.frameworks.structure import Survey
from coaching.models import DisclosureRule, Program
from cycles.models import SurveyEdition
from cycles.services.surveys import survey_of
from reports.models import FrozenMonth

NEWEST = 24
"""Months that can be chosen; older ones stay kept."""


def classes_as_counts(program: Program, part: str) -> frozenset[str]:
    """The classes of record that the framework of a program gives this part as counts."""
    rules = DisclosureRule.objects.filter(terms=program.framework_version.terms_id, audience=part, form=Form.COUNTS)
    return frozenset(rules.values_list("record_class", flat=True))


def gives_surveys(classes: frozenset[str]) -> bool:
    """Whether surveys are among them."""
    return RecordClass.SURVEY in classes


def frozen_months(*, program: Program, part: str) -> list[FrozenMonth]:
    """Return the frozen months of `program` as `part` is given them, the newest first. One query.

    That the reader holds the part is the caller's to check, and the database's to decide.
    """
    return list(FrozenMonth.objects.filter(program=program, audience=part).order_by("-month")[:NEWEST])


def newest_months(*, programs: Collection[uuid.UUID], part: str) -> QuerySet[FrozenMonth]:
    """The newest frozen month of each of `programs`, as `part` is given it. One query."""
    months = FrozenMonth.objects.filter(program__in=programs, audience=part)
    return months.order_by("program", "-month").distinct("program")


def surveys_of(frozen: FrozenMonth) -> list[tuple[Survey, dict[str, Any]]]:
    """Return the surveys of a month, each with what may be told of its questions, by key. At most one query."""
    told = frozen.content.get("surveys", [])
    editions = SurveyEdition.objects.in_bulk([one["edition"] for one in told]) if told else {}
    known = {str(key): survey_of(edition) for key, edition in editions.items()}
    return [
        (known[one["edition"]], {question["key"]: question.get("cells") for question in one["questions"]})
        for one in told
        if one["edition"] in known
    ]


def frozen_month(*, program: Program, part: str, month: dt.date) -> FrozenMonth | None:
    """Return one of them, or None where it is not frozen, or not given."""
    return FrozenMonth.objects.filter(program=program, audience=part, month=month).first()
