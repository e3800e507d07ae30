"""The few numbers at the top of a report, each with what it means."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from coaching.disclosure.classes import RecordClass
from coaching.vocabulary import terms
from cycles.times import hours_words
from reports.cadence import Cadence
from reports.figures import ProgramFigures
from reports.measures import PARTNERSHIPS_MEANING, measures_of


@dataclass(frozen=True)
class Headline:
    """One number with its name and its definition."""

    value: str
    label: str
    meaning: str


def headline(figures: ProgramFigures) -> list[Headline]:
    """Return the numbers of the whole program that the reader's part is given, in order."""
    words = terms(figures.program.framework)
    found = [_headline(len(figures.rows), _("Partnerships"), PARTNERSHIPS_MEANING)]
    if RecordClass.LOG in figures.given:
        found += [_dose(figures)]
        found += [_sum(figures, key) for key in ("visits", "minutes")]
    if figures.by_cadence:
        found += [
            _headline(figures.by_cadence[one], str(one.label), meaning)
            for one, meaning in (
                (Cadence.ON_RHYTHM, _("The next %(cycle)s is not due yet.") % words),
                (Cadence.DUE, _("By the agreed rhythm, the next %(cycle)s should be complete within days.") % words),
                (
                    Cadence.OVERDUE,
                    _("The day on which the next %(cycle)s should have been complete has passed.") % words,
                ),
            )
        ]
    return found


def _dose(figures: ProgramFigures) -> Headline:
    """Cycles done or hours used, of those planned where the plan is given."""
    measures = measures_of(figures.program.framework)
    if "used" in measures and not (hours := figures.total("hours")):
        return Headline(hours_words(figures.total("used")), _("Hours used"), str(measures["used"].meaning))
    if "used" in measures:
        value = _("%(used)s of %(planned)s") % {"used": hours_words(figures.total("used")), "planned": _number(hours)}
        meaning = f"{measures['used'].meaning} {measures['hours'].meaning}"
        return Headline(value, _("Hours used of those planned"), meaning)
    completed, planned = figures.total("completed"), figures.total("planned")
    if not planned:
        return _sum(figures, "completed")
    value = _("%(completed)s of %(planned)s") % {"completed": _number(completed), "planned": _number(planned)}
    meaning = f"{measures['completed'].meaning} {measures['planned'].meaning}"
    label = _("%(Cycles)s completed of those planned") % terms(figures.program.framework)
    return Headline(value, label, meaning)


def _sum(figures: ProgramFigures, key: str) -> Headline:
    one = measures_of(figures.program.framework)[key]
    return _headline(figures.total(key), str(one.label), one.meaning)


def _headline(number: int, label: str, meaning: object) -> Headline:
    return Headline(_number(number), label, str(meaning))


def _number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))
