"""A frozen month in words: each number with its name and what it means, once for page, PDF and sheets (ADR 0029).

Nothing here counts: what the database froze is named, and nothing else.
"""

import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from coaching.documents.sheets import Column, Kind, Table
from coaching.frameworks import DoseKind, Framework
from coaching.frameworks.structure import Survey
from coaching.vocabulary import Words, terms
from cycles.views.feedback import SHARES, cell_names, share_chart
from reports.models import FrozenMonth
from reports.words import part_words

TOO_FEW = gettext_lazy("Too few, or too much alike")
"""What stands where a number would say too much: one sign, so that it does not say why."""

WHY = gettext_lazy(
    "“Too few, or too much alike” stands where fewer than ten people are behind a number, or fewer than ten beside it, "
    "or where it would tell of all of them, or could be worked out from the others."
)
ROUNDED = gettext_lazy(
    "Numbers are rounded to fives. Numbers of people are moved a little by chance before that, so that one person more "
    "or less cannot be seen: they are seldom more than five away from what was counted."
)
FROZEN = gettext_lazy(
    "They are frozen some days after the month, and never change. What is put right later is in none of them."
)
SIGNED = gettext_lazy("Only partnerships whose signed agreement gives these numbers to your part are in them.")


@dataclass(frozen=True)
class Line:
    """One cell: what it counts, and the number; None where it would say too much. `people` could be in it."""

    label: str
    value: int | None
    people: int | None = None


@dataclass(frozen=True)
class Number:
    """A number, or a group of them, with its definition and its unit. `people` could be in it, rounded."""

    key: str
    label: str
    meaning: str
    unit: str
    lines: tuple[Line, ...]
    people: int | None
    is_one: bool

    @property
    def is_told(self) -> bool:
        return any(line.value is not None for line in self.lines)


@dataclass(frozen=True)
class _Kind:
    """How a figure is called. `cells` names its cells, in `order`; None: it is a single number. `means`: whether it
    means something under a framework.
    """

    label: Any
    meaning: Any
    unit: Any
    cells: Callable[[Framework, str], str] | None = None
    means: Callable[[Framework], bool] = lambda framework: True
    order: Callable[[Framework], Sequence[str]] = lambda framework: ()


def _dose_words(framework: Framework, key: str) -> str:
    known = {"none": _("None yet"), "half": _("Under half"), "most": _("Half and more"), "all": _("All of it")}
    return known.get(key, key)


def _rhythm_words(framework: Framework, key: str) -> str:
    return {"in_time": _("On rhythm"), "overdue": _("Overdue")}.get(key, key)


def _attendance_words(framework: Framework, key: str) -> str:
    known = {"late": _("Began late"), "called_off": _("Called off"), "missed": _("Did not take place")}
    return known.get(key, key)


def _named(find: Callable[[Framework, str], Any]) -> Callable[[Framework, str], str]:
    """The label of what a framework names by a key; the key where it is not known any more."""

    def name(framework: Framework, key: str) -> str:
        try:
            return framework.text(find(framework, key).label, get_language() or "en")
        except KeyError:
            return key

    return name


def _strategy_words(framework: Framework, key: str) -> str:
    """A strategy with the group it is in: two groups have some of the same name."""
    group, _dot, option = key.partition(".")
    try:
        labels = [framework.strategy_group(group).label, framework.strategy(group, option).label]
    except KeyError:
        return key
    return ": ".join(framework.text(one, get_language() or "en") for one in labels)


LEVELS = "levels."
"""What the key of a function of a practice profile begins with (C2)."""

NAMED_AT_MOST = 6
"""Cells that are not told and still named beside a chart."""

PEOPLE = gettext_lazy("people")
FIGURES: dict[str, _Kind] = {
    "visits": _Kind(
        gettext_lazy("%(Visits)s"), gettext_lazy("Those that took place in the month and were logged."), "%(visits)s"
    ),
    "hours": _Kind(
        gettext_lazy("Hours of coaching"),
        gettext_lazy("The minutes of those %(visits)s, as they were logged, in hours."),
        gettext_lazy("hours"),
    ),
    "cycles": _Kind(
        gettext_lazy("%(Cycles)s completed"),
        gettext_lazy("Those whose last part was recorded, or left out for a reason, in the month."),
        "%(cycles)s",
        means=lambda framework: framework.dose.kind is not DoseKind.HOURS,
    ),
    "dose": _Kind(
        gettext_lazy("How much of the plan is done"),
        gettext_lazy("People by how much of what their agreement plans was done at the end of the month."),
        PEOPLE,
        _dose_words,
        order=lambda framework: ("none", "half", "most", "all"),
        means=lambda framework: framework.dose.kind in (DoseKind.CYCLES, DoseKind.HOURS),
    ),
    "rhythm": _Kind(
        gettext_lazy("On rhythm or overdue"),
        gettext_lazy(
            "People by whether, at the end of the month, the next %(cycle)s was overdue by the rhythm they agreed on."
        ),
        PEOPLE,
        _rhythm_words,
        order=lambda framework: ("in_time", "overdue"),
    ),
    "sites": _Kind(
        gettext_lazy("Hours of coaching by site"),
        gettext_lazy("Whether coaching reaches each site alike: the hours of the month at each."),
        gettext_lazy("hours"),
        lambda framework, key: key or _("No site"),
    ),
    "attendance": _Kind(
        gettext_lazy("Attendance"),
        gettext_lazy("People with at least one %(visit)s in the month that began late, was called off, or was missed."),
        PEOPLE,
        _attendance_words,
        order=lambda framework: ("called_off", "late", "missed"),
    ),
    "modes": _Kind(
        gettext_lazy("How they met"),
        gettext_lazy("People who met in this way at least once in the month."),
        PEOPLE,
        _named(lambda framework, key: framework.mode(key)),
        order=lambda framework: [one.key for one in framework.visit_modes()],
    ),
    "strategies": _Kind(
        gettext_lazy("Strategies used"),
        gettext_lazy("People with whom the coach used this at least once in the month."),
        PEOPLE,
        _strategy_words,
        order=lambda framework: [
            f"{group.key}.{one.key}" for group in framework.log.strategies for one in group.options
        ],
    ),
    "practices": _Kind(
        gettext_lazy("Practices in focus"),
        gettext_lazy("People who work on a practice of this category of the program's list. None is ever ticked off."),
        PEOPLE,
        lambda framework, key: key,
    ),
    "goals": _Kind(
        gettext_lazy("Goals"),
        gettext_lazy("People with a goal in this area at the end of the month, without those set aside."),
        PEOPLE,
        _named(lambda framework, key: framework.goal_area(key)),
        order=lambda framework: [one.key for one in framework.goal_areas],
    ),
    "duties": _Kind(
        gettext_lazy("Mandatory reports"),
        gettext_lazy("People coached where one of the two made a report in the month that the law asks for."),
        PEOPLE,
        lambda framework, key: _("A report was made"),
    ),
}
"""Every figure by the key under which the database freezes it, in the order of the page."""


def numbers_of(frozen: FrozenMonth, framework: Framework) -> list[Number]:
    """Return the numbers of a month in the language that is active, in order: those that mean something under the
    framework, told or not.
    """
    words = terms(framework)
    by_key: Mapping[str, Any] = {one["key"]: one for one in frozen.content["figures"]}
    kinds = FIGURES | {key: _levels(framework, key) for key in by_key if key.startswith(LEVELS)}
    return [
        Number(
            key=key,
            label=str(kind.label) % words,
            meaning=str(kind.meaning) % words,
            unit=str(kind.unit) % words,
            lines=tuple(_lines(key, kind, by_key[key], framework, words)),
            people=by_key[key].get("people"),
            is_one=kind.cells is None,
        )
        for key, kind in kinds.items()
        if key in by_key and kind.means(framework)
    ]


def _levels(framework: Framework, key: str) -> _Kind:
    """How a function of a practice profile is called: "levels.profile.edition.function". Nothing where the framework
    does not know it any more.
    """
    _levels_of, name, edition, function = key.split(".")
    language = get_language() or "en"
    try:
        profile = framework.profile(name, int(edition))
        label = framework.text(profile.function(function).label, language)
    except KeyError:
        return _Kind(key, "", "", means=lambda framework: False)
    named = {level.key: framework.text(level.label, language) for level in profile.levels}
    meaning = _(
        "People whose practice is rated with “%(profile)s”, by the level of this function in their newest rating."
    )
    return _Kind(
        label.replace("%", "%%"),
        (meaning % {"profile": framework.text(profile.label, language)}).replace("%", "%%"),
        PEOPLE,
        lambda framework, cell: named.get(cell, cell),
        order=lambda framework: list(named),
    )


def _lines(key: str, kind: _Kind, figure: Mapping[str, Any], framework: Framework, words: Words) -> Iterator[Line]:
    if kind.cells is None:
        yield Line(str(kind.label) % words, figure["value"])
        return
    cells = figure["cells"] or []
    order = kind.order(framework)
    if order:
        cells = sorted(cells, key=lambda cell: order.index(cell["key"]) if cell["key"] in order else len(order))
    for cell in cells:
        if not cell["key"] and cell["value"] is None:
            continue  # those without a site, mostly nobody
        yield Line(capfirst(kind.cells(framework, cell["key"])), cell["value"], cell.get("people"))


def month_words(frozen: FrozenMonth) -> str:
    return date_format(frozen.month, "F Y")


def made_of(number: Number) -> str:
    """How many people could be in a number."""
    if number.people is None:
        return ""
    return _("Of about %(people)s people.") % {"people": number.people}


def number_words(value: int | None) -> str:
    """A number as it stands in a line of text."""
    return str(TOO_FEW) if value is None else str(number_format(value, use_l10n=True, force_grouping=True))


# ---- charts ------------------------------------------------------------------------------------------------------
def number_charts(numbers: Sequence[Number]) -> list[dict[str, Any]]:
    """A chart for each group of numbers of which any is told; its summary names those that are not."""
    return [_chart(one) for one in numbers if not one.is_one and one.is_told]


def _chart(number: Number) -> dict[str, Any]:
    told = [line for line in number.lines if line.value is not None]
    return {
        "title": number.label,
        "summary": f"{number.meaning} {_untold(number)}".strip(),
        "labels": [line.label for line in told],
        "label_heading": number.label,
        "series": [{"label": capfirst(number.unit), "values": [line.value for line in told]}],
        "lying": True,
    }


def _drawn(value: int | None) -> int | str:
    return str(TOO_FEW) if value is None else value


def _untold(number: Number) -> str:
    """A sentence on the cells that are not told: by name, while they are few."""
    labels = [line.label for line in number.lines if line.value is None]
    if not labels:
        return ""
    if len(labels) > NAMED_AT_MOST:
        others = ngettext("%(count)s other", "%(count)s others", len(labels)) % {"count": len(labels)}
        return f"{TOO_FEW}: {others}."
    return f"{TOO_FEW}: {', '.join(labels)}."


def trend_charts(months: Sequence[FrozenMonth], framework: Framework) -> list[dict[str, Any]]:
    """Single numbers month by month, oldest first; nothing where there is one month, or none that tells anything."""
    rows = sorted(months, key=lambda one: one.month)
    told = [{one.key: one for one in numbers_of(row, framework) if one.is_one} for row in rows]
    charts = []
    for key in FIGURES if len(rows) > 1 else ():
        known = [month[key] for month in told if key in month]
        if len(known) != len(rows) or not any(one.is_told for one in known):
            continue
        label, values = known[0].label, [_drawn(one.lines[0].value) for one in known]
        charts.append(
            {
                "title": _("%(number)s, month by month") % {"number": label},
                "summary": known[0].meaning,
                "labels": [date_format(row.month, "M y") for row in rows],
                "label_heading": _("Month"),
                "series": [{"label": label, "values": values}],
            }
        )
    return charts


# ---- surveys -----------------------------------------------------------------------------------------------------
TOO_FEW_ANSWERS = gettext_lazy(
    "A survey is shown when ten people have answered it about at least three coaches, so that it tells of no coach "
    "and of nobody who answered. What people wrote is never shown here."
)


def survey_charts(surveys: Iterable[tuple[Survey, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """A survey with a chart for each question that may be told, and the questions that may not."""
    return [
        {
            "title": str(survey.label),
            "charts": [share_chart(survey.question(key), cells) for key, cells in told.items() if cells],
            "untold": [str(survey.question(key).text) for key, cells in told.items() if not cells],
        }
        for survey, told in surveys
    ]


def _survey_rows(surveys: Iterable[tuple[Survey, Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    for survey, told in surveys:
        for key, cells in told.items():
            question = survey.question(key)
            for cell, label in cell_names(question).items():
                said = str(SHARES[cells.get(cell, "few")]) if cells else str(TOO_FEW)
                yield {
                    "number": str(survey.label),
                    "what": f"{question.text} {label}",
                    "value": said,
                    "unit": _("share of those who answered"),
                    "meaning": str(TOO_FEW_ANSWERS),
                }


# ---- sheets ------------------------------------------------------------------------------------------------------
def numbers_table(
    frozen: FrozenMonth,
    framework: Framework,
    *,
    surveys: Iterable[tuple[Survey, Mapping[str, Any]]] = (),
    program_name: str,
    zone: str,
    asked_at: Any,
) -> Table:
    """One row for each number that is frozen, and for each answer of a survey, for every kind of file."""
    return Table(
        title=_("Numbers of %(month)s: %(program)s") % {"month": month_words(frozen), "program": program_name},
        columns=[
            Column("number", _("Number")),
            Column("what", _("Of what")),
            Column("value", _("Value"), Kind.INTEGER, f"{ROUNDED} {WHY}"),
            Column("unit", _("Unit")),
            Column("people", _("People"), Kind.INTEGER, _("How many people could be in it.")),
            Column("meaning", _("What it means")),
        ],
        rows=[
            {
                "number": number.label,
                "what": "" if number.is_one else line.label,
                "value": _drawn(line.value),
                "unit": number.unit,
                "people": line.people if number.people is None else number.people,
                "meaning": number.meaning,
            }
            for number in numbers_of(frozen, framework)
            for line in number.lines
        ]
        + list(_survey_rows(surveys)),
        filters=[
            (_("Program"), program_name),
            (_("Month"), month_words(frozen)),
            (_("Made for"), part_words(framework, frozen.audience)),
        ],
        notes=[str(SIGNED), str(FROZEN), str(ROUNDED), str(WHY)],
        time_zone=zoneinfo.ZoneInfo(zone),
        as_of=asked_at,
    )
