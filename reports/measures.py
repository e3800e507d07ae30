"""Every number and word of a report by name: what it is called, and what exactly it means.

Both are in the words of the program's framework: each has places for what it calls a visit and a cycle.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.documents.sheets import Kind
from coaching.frameworks import DoseKind, Framework
from coaching.vocabulary import terms

LOG, TERMS = RecordClass.LOG, RecordClass.AGREEMENT_TERMS
NOT_HOURS = tuple(kind for kind in DoseKind if kind is not DoseKind.HOURS)
"""Where an agreement counts hours, cycles would be a second count of the same work."""


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
    _measure("mode", _("How they meet"), Kind.TEXT, (TERMS,), _("The ways to meet, as the agreement says.")),
    _measure(
        "rhythm",
        _("Agreed rhythm"),
        Kind.TEXT,
        (TERMS,),
        _("How often one %(cycle)s follows another, as the agreement says."),
    ),
    _measure(
        "planned",
        _("%(Cycles)s planned"),
        Kind.INTEGER,
        (TERMS,),
        _("How many %(cycles)s the signed agreement says."),
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
        _("Minutes of all %(visits)s logged so far, whatever period is shown. Sixty of them use an hour of the plan."),
        doses=(DoseKind.HOURS,),
    ),
    _measure(
        "completed",
        _("%(Cycles)s completed"),
        Kind.INTEGER,
        (LOG,),
        _(
            "All %(cycles)s completed so far, whatever period is shown. One counts when each of its parts is recorded, "
            "or left out for a reason that was written down."
        ),
        doses=NOT_HOURS,
    ),
    _measure(
        "share",
        _("Part of the plan done"),
        Kind.PERCENT,
        (TERMS, LOG),
        _("%(Cycles)s completed, as a part of those planned."),
        doses=(DoseKind.CYCLES,),
    ),
    _measure(
        "share",
        _("Part of the plan done"),
        Kind.PERCENT,
        (TERMS, LOG),
        _("Hours used, as a part of those planned."),
        doses=(DoseKind.HOURS,),
    ),
    _measure(
        "completed_in_period",
        _("%(Cycles)s completed in the period"),
        Kind.INTEGER,
        (LOG,),
        _("Those whose last part was recorded within the period."),
        doses=NOT_HOURS,
    ),
    _measure("visits", _("%(Visits)s"), Kind.INTEGER, (LOG,), _("Those that took place in the period and are logged.")),
    _measure("minutes", _("Minutes"), Kind.MINUTES, (LOG,), _("Minutes of those %(visits)s, as they were logged.")),
    _measure(
        "last_visit",
        _("Last %(visit)s"),
        Kind.DATE,
        (LOG,),
        _("The day of the latest one that is logged, whatever period is shown."),
    ),
    _measure(
        "cadence",
        _("Cadence"),
        Kind.TEXT,
        (TERMS, LOG),
        _(
            "Where coaching stands today by the agreed rhythm. The days are counted from the last completed %(cycle)s; "
            "before there is one, from the first day of the signed agreement. Due: the next %(cycle)s should be "
            "complete within days. Overdue: that day has passed."
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


def measures_of(framework: Framework) -> dict[str, Measure]:
    """Every measure that means something under a framework, by name and in order, in its words."""
    words = terms(framework)
    return {
        one.key: replace(one, label=str(one.label) % words, meaning=str(one.meaning) % words)
        for one in MEASURES
        if framework.dose.kind in one.doses
    }


def given_measures(classes: frozenset[str], framework: Framework) -> list[Measure]:
    """The measures that a part with these record classes can be shown under a framework, in order."""
    return [one for one in measures_of(framework).values() if one.is_given(classes)]
