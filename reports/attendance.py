"""Attendance in numbers: what became of appointments, and by whom as a kind; never a name and never why (D8, D9)."""

from collections import Counter
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.disclosure.classes import Part, RecordClass
from coaching.documents.sheets import Column, Kind, Table
from coaching.frameworks import Framework
from coaching.vocabulary import terms
from cycles.models import Attendance
from cycles.services.pairs import LEADS, LEARNS
from reports.figures import PartnershipFigures, ProgramFigures
from reports.words import part_words

Came = Attendance.Kind
NEITHER = "neither"
WHO = (Part.COACH.value, Part.COACHEE.value, NEITHER)
"""The kinds of those by whom: who leads, who learns, or neither of them."""

MEANINGS = {
    Came.IN_TIME: gettext_lazy("Called off by one of the two no later than the framework asks for."),
    Came.SHORT_NOTICE: gettext_lazy("Called off by one of the two later than that."),
    Came.CANCELLED: gettext_lazy("Called off where nobody's notice counts."),
    Came.MISSED: gettext_lazy("Neither called off nor held: somebody did not come, or nobody did."),
    Came.LATE: gettext_lazy("Held, and begun later than the framework's grace allows."),
}


def kinds_of(framework: Framework) -> tuple[Attendance.Kind, ...]:
    """What is told apart under a framework: notice and lateness only where it has a rule for them."""
    rule = framework.lateness
    notice = (Came.IN_TIME, Came.SHORT_NOTICE) if rule and rule.notice_days is not None else ()
    late = (Came.LATE,) if rule and rule.grace_minutes is not None else ()
    return (*notice, Came.CANCELLED, Came.MISSED, *late)


def who_of(part: str) -> str:
    """The kind of one who holds a part. A peer is one who learns."""
    if part in LEARNS:
        return Part.COACHEE.value
    return Part.COACH.value if part in LEADS else NEITHER


def counted_by_kind(rows: Any) -> Counter[tuple[str, str]]:
    """(kind, who) and how often, of (kind, part, number)."""
    found: Counter[tuple[str, str]] = Counter()
    for kind, part, number in rows:
        found[kind, who_of(part)] += number
    return found


def attendance_of_all(figures: ProgramFigures) -> Table | None:
    """One row for each thing that can become of an appointment; None where the part is not given attendance.

    Held are those that are logged, where the log is given, too: each counts once and is nobody's.
    """
    if RecordClass.ATTENDANCE not in figures.given:
        return None
    framework = figures.program.framework
    came = sum((row.came or Counter() for row in figures.rows), Counter[tuple[str, str]]())
    rows: list[dict[str, Any]] = []
    if RecordClass.LOG in figures.given:
        rows.append({"what": _("Held"), **dict.fromkeys(WHO), "all": figures.total("visits")})
    for kind in kinds_of(framework):
        by = {who: came[kind, who] for who in WHO}
        rows.append({"what": str(kind.label), **by, "all": sum(by.values())})
    return Table(
        title=_("Attendance"),
        columns=[
            Column("what", _("What became of %(visits)s") % terms(framework)),
            *(Column(who, capfirst(who_words(framework, who)), Kind.INTEGER) for who in WHO),
            Column("all", _("All together"), Kind.INTEGER),
        ],
        rows=rows,
    )


def attendance_on_page(figures: ProgramFigures) -> dict[str, Any] | None:
    """The same for a page; None where there is nothing to count yet."""
    table = attendance_of_all(figures)
    if table is None or not figures.rows:
        return None
    return {
        "caption": table.title,
        "columns": [{"label": one.label, "numeric": one.kind is Kind.INTEGER} for one in table.columns],
        "rows": [["–" if row[one.key] is None else row[one.key] for one in table.columns] for row in table.rows],
    }


def attendance_columns(framework: Framework) -> list[Column]:
    """The columns of a file, by kind and by whom, each with what it means."""
    return [
        Column(
            f"{kind.value}_{who}",
            _("%(what)s: %(who)s") % {"what": kind.label, "who": who_words(framework, who)},
            Kind.INTEGER,
            str(MEANINGS[kind]),
        )
        for kind in kinds_of(framework)
        for who in WHO
    ]


def attendance_cells(row: PartnershipFigures, framework: Framework, missing: str) -> dict[str, Any]:
    """What stands in those columns for one partnership; `missing` where it is not given."""
    return {
        f"{kind.value}_{who}": row.came[kind, who] if row.came is not None else missing
        for kind in kinds_of(framework)
        for who in WHO
    }


def attendance_definitions(framework: Framework) -> list[dict[str, str]]:
    """What each count means."""
    held = _("Those that took place in the period and are logged.")
    kinds = [{"term": str(kind.label), "value": str(MEANINGS[kind])} for kind in kinds_of(framework)]
    return [{"term": _("Held"), "value": held}, *kinds]


def who_words(framework: Framework, who: str) -> str:
    """What the framework calls a kind."""
    return _("neither of them") if who == NEITHER else part_words(framework, who)
