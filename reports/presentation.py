"""Figures as the templates take them: words, addresses and cells made once, outside of any loop of a template."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.frameworks import DoseKind, Framework
from coaching.models import Program
from coaching.vocabulary import counted, shared_terms, terms
from cycles.models import Attendance, VisitLog
from cycles.services.pairs import framework_of
from cycles.times import hours_words
from cycles.views.attendance import came_words
from cycles.views.dose import progress_of
from reports.attendance import attendance_definitions, attendance_on_page
from reports.charts import dose_chart, month_charts, practice_chart, site_chart
from reports.figures import PartnershipFigures, ProgramFigures
from reports.forms import OF_TABLES, Days
from reports.measures import given_measures, measures_of
from reports.models import Export
from reports.numbers import TOO_FEW, month_words, number_words, numbers_of
from reports.paging import Piece
from reports.periods import Period
from reports.services.overview import ProgramLine
from reports.summary import headline
from reports.tables import value_of, waiting_words
from reports.words import (
    cadence_cell,
    day,
    heading_of,
    learners,
    mode_words,
    not_shared,
    others,
    part_words,
    rhythm_words,
)

A_PAGE = 25
"""Partnerships on one page of a program."""

ON_PAGE = ("completed", "used", "visits", "minutes", "last_visit", "cadence", "practices", "goals")
TERMS_ALONE = ("planned", "hours", "rhythm", "mode")
"""What stands in the table of partnerships: with the log, or where only the terms of the agreement are given."""

STANDING, IN_PERIOD = ("completed", "used", "last_visit", "cadence"), ("completed_in_period", "visits", "minutes")
"""What the page of a partnership says of today, and of the period."""

IN_WORDS = ("last_visit", "cadence", "rhythm", "mode")

FORMATS = OF_TABLES
"""(value, word) of the kinds of file."""

ANY_ID = uuid.UUID(int=0)


def period_query(period: Period) -> str:
    """The parameters of an address that show this period again; nothing for the usual one."""
    if period.key == "year":
        return ""
    if period.key == "quarter":
        return urlencode({"period": "quarter"})
    return urlencode({"since": period.since.isoformat(), "until": period.until.isoformat()})


def address(name: str, *ids: object, query: str = "") -> str:
    path = reverse(name, args=ids)
    return f"{path}?{query}" if query else path


def period_choices(path: str, period: Period, form: Days) -> dict[str, Any]:
    """The links to the usual periods, and the form for other days."""
    return {
        "tabs": [
            {"label": _("This program year"), "url": path, "current": period.key == "year" and not form.is_bound},
            {"label": _("Last 3 months"), "url": f"{path}?period=quarter", "current": period.key == "quarter"},
        ],
        "form": form,
        "words": period.words,
        "path": path,
    }


def program_page(figures: ProgramFigures, *, asked: str | None, path: str) -> dict[str, Any]:
    """Everything of the page of a program that follows from its figures. `asked` is the page of partnerships."""
    page = page_of(figures.rows, asked, path, period_query(figures.period))
    return {
        "program": figures.program,
        "part": part_words(figures.program.framework, figures.part),
        "waiting": waiting_words(figures) if figures.waiting_since else "",
        "headline": headline(figures),
        "partnerships": partnership_rows(figures, page["rows"]),
        "pager": page,
        "dose": dose_chart(figures),
        "months": month_charts(figures),
        "site_chart": site_chart(figures),
        "practice_chart": practice_chart(figures),
        "sites": site_rows(figures),
        "attendance": attendance_on_page(figures),
        "definitions": definitions_of(figures.given, figures.program.framework),
        "period": figures.period,
        "has_log": RecordClass.LOG in figures.given,
    }


def partnership_page(
    row: PartnershipFigures,
    program: Program,
    texts: Mapping[str, list[str]],
    visits: Sequence[VisitLog],
    period: Period,
) -> dict[str, Any]:
    """Everything of the page of a partnership that follows from its figures, texts and visits."""
    report = address("program_report", program.pk, query=period_query(period))
    return {
        "words": terms(program.framework),
        "trail": [{"label": program.name, "url": report}, {"label": learners(row)}],
        "name": learners(row),
        "facts": partnership_facts(row, program),
        "row": row,
        "progress": progress_of(
            terms(program.framework),
            cycles=row.planned,
            hours=row.hours,
            done=row.completed or 0,
            minutes=row.used or 0,
        ),
        "standing": partnership_numbers(row, program.framework, _standing(row)),
        "figures": partnership_numbers(row, program.framework, IN_PERIOD),
        "cadence": cadence_cell(row) if row.cadence else None,
        "texts": texts,
        "visits": visit_rows(visits),
        "definitions": definitions_of(row.given, program.framework),
    }


def _standing(row: PartnershipFigures) -> tuple[str, ...]:
    """What is said of today in a list of terms, besides what the progress bar shows."""
    shown = "completed" if row.planned else "used" if row.hours else ""
    return tuple(key for key in STANDING if key != shown)


def partnership_rows(figures: ProgramFigures, rows: Sequence[PartnershipFigures]) -> dict[str, Any]:
    """Heads and cells of the table of partnerships: only the columns that the reader's part is given."""
    has_sites = any(row.site_id in figures.sites for row in figures.rows)
    shown = {one.key for one in given_measures(figures.given, figures.program.framework)}
    words = terms(figures.program.framework)
    labels = {key: str(one.label) for key, one in measures_of(figures.program.framework).items()}
    keys = [key for key in ON_PAGE if key in shown]
    labels["used"] = _("Hours used")
    if not shown & {"completed", "used"}:
        keys = [*(key for key in TERMS_ALONE if key in shown), *keys]
    elif "planned" in shown:
        labels["completed"] = _("%(Cycles)s done of planned") % words
    if "hours" in shown:
        labels["used"] = _("Hours used of planned")
    heads = [{"label": _("Site"), "numeric": False}] if has_sites else []
    heads += [{"label": labels[key], "numeric": key not in IN_WORDS} for key in keys]
    pattern = address("partnership_report", ANY_ID, query=period_query(figures.period))
    return {
        "heads": heads,
        "rows": [
            {
                "name": learners(row),
                "note": others(row),
                "url": pattern.replace(str(ANY_ID), str(row.id)),
                "cells": _cells(figures, row, keys, heads, has_sites),
            }
            for row in rows
        ],
    }


def _cells(
    figures: ProgramFigures,
    row: PartnershipFigures,
    keys: list[str],
    heads: list[dict[str, Any]],
    has_sites: bool,
) -> list[dict[str, Any]]:
    cells = [{"text": figures.sites.get(row.site_id, "–") if row.site_id else "–"}] if has_sites else []
    framework = figures.program.framework
    cells += [cadence_cell(row) if key == "cadence" else {"text": cell_text(row, key, framework)} for key in keys]
    return [{**cell, **head} for cell, head in zip(cells, heads, strict=True)]


def cell_text(row: PartnershipFigures, key: str, framework: Framework) -> str:
    """One number, day or word of a partnership, or that it is not shared."""
    if key == "last_visit":
        if RecordClass.LOG not in row.given:
            return not_shared()
        return day(row.last_visit) or _("None yet")
    if key in TERMS_ALONE:
        return str(value_of(row, key, framework, {}) or not_shared())
    value = getattr(row, key)
    if value is None:
        return not_shared()
    if key == "used":
        used = hours_words(value)
        return _("%(used)s of %(planned)s") % {"used": used, "planned": row.hours} if row.hours else used
    if key == "completed" and row.planned:
        return _("%(completed)s of %(planned)s") % {"completed": value, "planned": row.planned}
    return str(value)


def page_of(rows: Sequence[PartnershipFigures], asked: str | None, path: str, query: str) -> dict[str, Any]:
    """The rows of page `asked` and the addresses beside it; a page that does not exist is the nearest (fault 73)."""
    last = max((len(rows) - 1) // A_PAGE, 0)
    try:
        number = min(max(int(asked or 1) - 1, 0), last)
    except ValueError:
        number = 0

    def url(page: int) -> str:
        return f"{path}?{'&'.join(filter(None, (query, f'page={page + 1}' if page else '')))}".rstrip("?")

    first = number * A_PAGE
    shown = rows[first : first + A_PAGE]
    summary = _("%(first)s to %(last)s of %(count)s") % {
        "first": first + 1,
        "last": first + len(shown),
        "count": len(rows),
    }
    return {
        "rows": shown,
        "newer_url": url(number - 1) if number else "",
        "older_url": url(number + 1) if number < last else "",
        "summary": summary if last else "",
    }


def site_rows(figures: ProgramFigures) -> dict[str, Any] | None:
    """The dose at each site, for a small table."""
    sites = figures.by_site() if RecordClass.LOG in figures.given else []
    if not sites:
        return None
    labels = {key: str(one.label) for key, one in measures_of(figures.program.framework).items()}
    by_hours = "used" in labels
    dose = _("Hours used") if by_hours else labels["completed"]
    numeric = [_("Partnerships"), dose, labels["visits"], _("Minutes")]
    return {
        "caption": _("Dose by site"),
        "columns": [{"label": _("Site")}, *({"label": label, "numeric": True} for label in numeric)],
        "rows": [
            [
                site.name or _("No site"),
                site.partnerships,
                hours_words(site.used) if by_hours else site.completed,
                site.visits,
                site.minutes,
            ]
            for site in sites
        ],
    }


def definitions_of(given: frozenset[str], framework: Framework) -> list[dict[str, str]]:
    """What each number of the page means, of those that are given."""
    meant = [{"term": str(one.label), "value": str(one.meaning)} for one in given_measures(given, framework)]
    return meant + (attendance_definitions(framework) if RecordClass.ATTENDANCE in given else [])


def partnership_facts(row: PartnershipFigures, program: Program) -> list[dict[str, Any]]:
    """People and terms of one partnership, as far as the part is given them."""
    framework = program.framework
    facts: list[dict[str, Any]] = [
        {
            "term": heading_of(framework, person.part),
            "value": person.name,
            "note": _("no longer in this partnership") if person.has_left else "",
        }
        for person in (*row.pair, *(one for one in row.people if one not in row.pair))
    ]
    terms = (
        ("planned", row.planned),
        ("hours", row.hours),
        ("rhythm", rhythm_words(row, framework)),
        ("mode", mode_words(row, framework)),
    )
    labels = {key: str(one.label) for key, one in measures_of(framework).items()}
    facts += [{"term": labels[key], "value": value} for key, value in terms if value is not None]
    return facts


def partnership_numbers(row: PartnershipFigures, framework: Framework, keys: tuple[str, ...]) -> list[dict[str, str]]:
    """Some numbers of one partnership, for large figures and for a list of terms: those that are given."""
    shown = [one for one in given_measures(row.given, framework) if one.key in keys]
    texts = [cadence_cell(row)["text"] if one.key == "cadence" else cell_text(row, one.key, framework) for one in shown]
    return [
        {"value": text, "label": str(one.label), "term": str(one.label)} for one, text in zip(shown, texts, strict=True)
    ]


def visit_rows(visits: Sequence[VisitLog]) -> list[dict[str, str]]:
    """The log as it is disclosed: dates and minutes (A13)."""
    return [{"day": day(visit.visited_on), "minutes": str(visit.minutes)} for visit in visits]


def attendance_table(rows: Iterable[Attendance], framework: Framework) -> dict[str, Any]:
    """What did not go as planned, with the framework's word for who it was; never why."""
    return {
        "caption": _("Attendance"),
        "columns": [{"label": _("Day")}, {"label": _("What became of it")}, {"label": _("Who")}],
        "rows": [
            [
                day(came.planned_for),
                came_words(came.kind, came.minutes_late),
                part_words(framework, came.part) if came.part else "–",
            ]
            for came in rows
        ],
        "empty": _("Everything in these days went as planned."),
    }


def beside(piece: Piece[Any], path: str, *, query: str = "", **params: str) -> dict[str, str]:
    """The addresses of the pieces of a list before and after this one."""
    kept = "&".join(filter(None, (query, urlencode({name: value for name, value in params.items() if value}))))

    def url(name: str, edge: str | None) -> str:
        return f"{path}?{'&'.join(filter(None, (kept, urlencode({name: edge}))))}" if edge else ""

    return {"newer_url": url("before", piece.before), "older_url": url("after", piece.after)}


def program_lines(programs: Sequence[Program], lines: dict[uuid.UUID, ProgramLine]) -> dict[str, Any]:
    """Heads and cells of the list of programs."""
    told = any(line.waiting is not None for line in lines.values())
    words = shared_terms(framework_of(program.framework_version_id) for program in programs)
    kinds = {framework_of(program.framework_version_id).dose.kind is DoseKind.HOURS for program in programs}
    done = _("Hours used") if kinds == {True} else _("%(Cycles)s completed") % words if kinds == {False} else _("Done")
    heads = [_("Partnerships"), done, words["Visits"], _("Minutes"), _("Last %(visit)s") % words]
    heads += [_("Agreements waiting")] if told else []
    months = {one.pk: _month(one, lines[one.pk]) for one in programs}
    heads += [_("Newest numbers of a month")] if any(months.values()) else []
    pattern = reverse("program_report", args=[ANY_ID])
    rows = []
    for program in programs:
        line = lines[program.pk]
        numbers = [_done(program, line, alone=len(kinds) == 1), line.visits, line.minutes]
        texts = [str(line.partnerships), *(not_shared() if one is None else str(one) for one in numbers)]
        texts.append(not_shared() if line.visits is None else day(line.last_visit) or _("None yet"))
        texts += [str(line.waiting)] if told else []
        texts += [months[program.pk] or not_shared()] if any(months.values()) else []
        cells = [{"text": text, "label": label} for text, label in zip(texts, heads, strict=True)]
        rows.append({"name": program.name, "url": pattern.replace(str(ANY_ID), str(program.pk)), "cells": cells})
    return {"heads": heads, "rows": rows}


def _month(program: Program, line: ProgramLine) -> str:
    """The single numbers of a program's newest frozen month, in words; empty where it is given none of them."""
    if line.month is None:
        return ""
    framework = framework_of(program.framework_version_id)
    numbers = [one for one in numbers_of(line.month, framework) if one.is_one]
    told = [f"{one.label}: {number_words(one.lines[0].value)}" for one in numbers if one.is_told]
    said = ", ".join(told) or str(TOO_FEW)
    return f"{month_words(line.month)}. {said}" if numbers else ""


def _done(program: Program, line: ProgramLine, *, alone: bool) -> str | None:
    """What a program's agreements count, of these days: with what it is, where the column does not say so."""
    if line.completed is None:
        return None
    if framework_of(program.framework_version_id).dose.kind is DoseKind.HOURS:
        used = hours_words(line.minutes or 0)
        return used if alone else _("%(used)s hours") % {"used": used}
    return (
        str(line.completed)
        if alone
        else counted(terms(framework_of(program.framework_version_id)), "cycle", line.completed)
    )


# ---- files -------------------------------------------------------------------------------------------------------
STATE_TONES = {
    Export.State.WAITING: "wait",
    Export.State.WORKING: "info",
    Export.State.READY: "good",
    Export.State.FAILED: "bad",
}


def export_words(export: Export, program_name: str | None) -> dict[str, Any]:
    """One export as a list and its own page show it; times are those of the reader's zone."""
    kept = timezone.localtime(export.expires_at)
    return {
        "export": export,
        "name": program_name or _("A program that you have left"),
        "title": str(Export.Kind(export.kind).label),
        "format": str(Export.Format(export.format).label),
        "period": Period(export.since, export.until).words,
        "requested": date_format(timezone.localtime(export.requested_at), "DATETIME_FORMAT"),
        "kept_until": date_format(kept, "DATETIME_FORMAT"),
        "state": str(Export.State(export.state).label),
        "tone": STATE_TONES[Export.State(export.state)],
        "progress": _("%(percent)s %%") % {"percent": export.progress},
        "failure": str(Export.Failure(export.failure).label) if export.failure else "",
        "url": reverse("export_detail", args=[export.pk]),
        "download_url": reverse("export_download", args=[export.pk]),
        "stop_url": reverse("export_stop", args=[export.pk]),
        "delete_url": reverse("export_delete", args=[export.pk]),
    }


def export_facts(export: Export, words: dict[str, Any]) -> list[dict[str, str]]:
    """What was asked for, on the page of one export."""
    return [
        {"term": _("Program"), "value": words["name"]},
        {"term": _("Days"), "value": words["period"]},
        {"term": _("Kind of file"), "value": words["format"]},
        *([{"term": _("Size"), "value": filesizeformat(export.size)}] if export.size else []),
        {"term": _("Asked for"), "value": words["requested"]},
        {"term": _("Kept until"), "value": words["kept_until"]},
        {"term": _("Made for"), "value": str(Part(export.part).label)},
    ]
