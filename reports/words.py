"""Figures and names as people read them, in the language that is active."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from coaching.disclosure.classes import Part
from coaching.frameworks import Framework
from reports.cadence import Cadence
from reports.figures import LEARNERS, PartnershipFigures

TONES = {
    Cadence.ON_RHYTHM: "good",
    Cadence.DUE: "wait",
    Cadence.OVERDUE: "warn",
    Cadence.COMPLETE: "good",
    Cadence.PAUSED: "info",
}
"""How a cadence looks; the others are neutral."""


def not_shared() -> str:
    """What stands where the agreement does not give the reader's part what a figure is made of."""
    return _("Not shared")


def part_words(framework: Framework, part: str) -> str:
    """What the framework calls a part; the plain word where the framework does not know it."""
    try:
        return framework.words(part, get_language() or "en").one
    except KeyError:
        return str(Part(part).label).lower()


def heading_of(framework: Framework, part: str) -> str:
    return capfirst(part_words(framework, part))


def learners(row: PartnershipFigures) -> str:
    """Who is being coached; in a partnership without such a part, everybody of the pair."""
    names = [person.name for person in row.pair if person.part in LEARNERS] or [person.name for person in row.pair]
    return joined(names) or _("Name not shown")


def others(row: PartnershipFigures) -> str:
    """Who coaches."""
    return joined([person.name for person in row.pair if person.part not in LEARNERS])


def joined(names: list[str]) -> str:
    return (
        _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
        if names[1:]
        else "".join(names)
    )


def mode_words(row: PartnershipFigures, framework: Framework) -> str | None:
    """How visits happen, in the words of the framework."""
    if row.mode is None:
        return None
    language = get_language() or "en"
    try:
        return joined([framework.text(mode.label, language) for mode in framework.modes_of(row.mode)])
    except KeyError:
        return row.mode


def rhythm_words(row: PartnershipFigures, framework: Framework) -> str | None:
    """The agreed rhythm: in the words of the framework, or in those of the pair with the days."""
    if row.mode is None:
        return None
    days = row.rhythm_days
    known = next((option for option in framework.rhythm.options if option.days == days), None)
    if known and not row.rhythm_other:
        return framework.text(known.label, get_language() or "en")
    if days is None:
        return row.rhythm_other or None
    every = ngettext("Every %(days)s day", "Every %(days)s days", days) % {"days": days}
    return f"{row.rhythm_other} ({every})" if row.rhythm_other else every


def day(value: dt.date | None) -> str:
    return date_format(value, "DATE_FORMAT") if value else ""


def cadence_cell(row: PartnershipFigures) -> dict[str, Any]:
    if row.cadence is None:
        return {"text": not_shared()}
    return {"text": str(row.cadence.label), "tone": TONES.get(row.cadence, "neutral")}
