"""Every number and word of a report by name: what it is called, and what exactly it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.documents.sheets import Kind
from coaching.frameworks import DoseKind, Framework

LOG, TERMS = RecordClass.LOG, RecordClass.AGREEMENT_TERMS


@dataclass(frozen=True)
class Measure:
    """One figure. It is shown only where the reader's part is given all the record classes that it is made of."""

    key: str
    label: Any
    meaning: Any
    kind: Kind
    made_of: frozenset[str]
    doses: frozenset[str]

    def is_given(self, classes: frozenset[str]) -> bool:
        return self.made_of <= classes


def _measure(
    key: str,
    label: Any,
    kind: Kind,
    made_of: tuple[RecordClass, ...],
    meaning: Any,
    *,
    doses: Iterable[DoseKind] = DoseKind,
) -> Measure:
    """`doses`: the kinds of dose for which the figure means something."""
    return Measure(key, label, meaning, kind, frozenset(made_of), frozenset(doses))


MEASURES = (
    _measure("mode", _("How visits happen"), Kind.TEXT, (TERMS,), _("The ways to meet, as the agreement says.")),
    _measure(
        "rhythm", _("Agreed rhythm"), Kind.TEXT, (TERMS,), _("How often a cycle takes place, as the agreement says.")
    ),
    _measure(
        "planned",
        _("Cycles planned"),
        Kind.INTEGER,
        (TERMS,),
        _("The number of cycles in the signed agreement."),
        doses=(DoseKind.CYCLES,),
    ),
    _measure(
        "hours",
        _("Hours planned"),
        Kind.INTEGER,
        (TERMS,),
        _("The hours of coaching in the signed agreement."),
        doses=(DoseKind.HOURS,),
    ),
    _measure(
        "used",
        _("Minutes used"),
        Kind.MINUTES,
        (LOG,),
        _("Minutes of all visits logged so far, whatever period is shown. Sixty of them use an hour of the plan."),
        doses=(DoseKind.HOURS,),
    ),
    _measure(
        "completed",
        _("Cycles completed"),
        Kind.INTEGER,
        (LOG,),
        _(
            "All cycles completed so far, whatever period is shown. A cycle counts when each of its parts is recorded, "
            "or left out for a reason that was written down."
        ),
    ),
    _measure(
        "share",
        _("Part of the plan done"),
        Kind.PERCENT,
        (TERMS, LOG),
        _("Cycles completed, as a part of the cycles planned; or time used, as a part of the hours planned."),
        doses=(DoseKind.CYCLES, DoseKind.HOURS),
    ),
    _measure(
        "completed_in_period",
        _("Cycles completed in the period"),
        Kind.INTEGER,
        (LOG,),
        _("Cycles whose last part was recorded within the period."),
    ),
    _measure("visits", _("Visits"), Kind.INTEGER, (LOG,), _("Visits that took place in the period and are logged.")),
    _measure("minutes", _("Minutes"), Kind.MINUTES, (LOG,), _("Minutes of those visits, as they were logged.")),
    _measure(
        "last_visit",
        _("Last visit"),
        Kind.DATE,
        (LOG,),
        _("The latest logged visit, whatever period is shown."),
    ),
    _measure(
        "cadence",
        _("Cadence"),
        Kind.TEXT,
        (TERMS, LOG),
        _(
            "Where coaching stands today by the agreed rhythm. The days are counted from the last completed cycle; "
            "before there is one, from the first day of the signed agreement. Due: the next cycle should be complete "
            "within days. Overdue: that day has passed."
        ),
    ),
    _measure(
        "practices",
        _("Practices in focus"),
        Kind.TEXT,
        (RecordClass.PRACTICES,),
        _("The practices the partnership works on. A practice is never ticked off as done."),
    ),
    _measure(
        "goals",
        _("Goals"),
        Kind.TEXT,
        (RecordClass.GOALS,),
        _("The goals that those who work together share, without those they have set aside."),
    ),
)

PARTNERSHIPS_MEANING = _("Partnerships whose agreement has been signed by all. Others are in no number.")


def given_measures(classes: frozenset[str], framework: Framework) -> list[Measure]:
    """The measures that a part with these record classes can be shown under a framework, in order."""
    return [one for one in MEASURES if one.is_given(classes) and framework.dose.kind in one.doses]


def measure(key: str) -> Measure:
    return next(one for one in MEASURES if one.key == key)
