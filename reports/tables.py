"""The tables of a report, described once for CSV, XLSX and PDF."""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from coaching.disclosure.classes import PAIR, RecordClass
from coaching.documents.sheets import Column, Kind, Table
from coaching.frameworks import Framework
from reports.attendance import attendance_cells, attendance_columns
from reports.cadence import Cadence
from reports.figures import LEARNERS, PartnershipFigures, ProgramFigures
from reports.measures import PARTNERSHIPS_MEANING, given_measures, measures_of
from reports.words import heading_of, mode_words, not_shared, part_words, rhythm_words

Texts = Mapping[uuid.UUID, Mapping[str, list[str]]]
NOT_IN_PDF = ("mode", "rhythm", "completed_in_period", "practices", "goals", "attendance")
"""What does not fit the width of a page; practices, goals and attendance have tables of their own there."""


def report_title(figures: ProgramFigures) -> str:
    return _("Program report: %(program)s") % {"program": figures.program.name}


def program_table(
    figures: ProgramFigures,
    texts: Texts,
    *,
    requested_at: dt.datetime,
    without: Iterable[str] = (),
    on_row: Callable[[int], None] = lambda number: None,
) -> Table:
    """Return one row for each partnership, with the columns that the reader's part is given and no other.

    `texts` are practices and goals in words. `without` names measures to leave out. `on_row` is called with the number
    of each row as it is taken, from 1 on.
    """
    columns = [*_people_columns(figures), *_place_columns(figures)]
    columns += [
        Column(one.key, str(one.label), one.kind, str(one.meaning))
        for one in given_measures(figures.given, figures.program.framework)
        if one.key not in without
    ]
    if RecordClass.ATTENDANCE in figures.given and "attendance" not in without:
        columns += attendance_columns(figures.program.framework)
    return Table(
        title=report_title(figures),
        columns=columns,
        rows=_rows(figures, texts, on_row),
        filters=[
            (_("Program"), figures.program.name),
            (_("Period"), figures.period.words),
            (_("Made for"), part_words(figures.program.framework, figures.part)),
        ],
        notes=notes_of(figures),
        time_zone=zoneinfo.ZoneInfo(figures.program.time_zone),
        as_of=requested_at,
    )


def notes_of(figures: ProgramFigures) -> list[str]:
    """The sentences that belong to the whole report."""
    notes = [
        str(PARTNERSHIPS_MEANING),
        _("This report holds what the signed agreements give to this part, and nothing else."),
    ]
    if figures.waiting_since:
        notes.append(waiting_words(figures))
    return notes


def waiting_words(figures: ProgramFigures) -> str:
    """That agreements wait and since when; never whose."""
    waiting = figures.waiting_since or []
    zone = zoneinfo.ZoneInfo(figures.program.time_zone)
    days = [date_format(since.astimezone(zone), "DATE_FORMAT") for since in waiting[:1]]
    return ngettext(
        "%(count)s agreement waits for signatures, since %(day)s.",
        "%(count)s agreements wait for signatures, the first since %(day)s.",
        len(waiting),
    ) % {"count": len(waiting), "day": "".join(days)}


def _people_columns(figures: ProgramFigures) -> list[Column]:
    """A column for each part of a pair that anybody holds, learners first."""
    held = {person.part for row in figures.rows for person in row.pair}
    order = sorted(PAIR, key=lambda part: (part not in LEARNERS, PAIR.index(part)))
    framework = figures.program.framework
    return [Column(f"people_{part}", heading_of(framework, part)) for part in order if part in held]


def _place_columns(figures: ProgramFigures) -> list[Column]:
    columns = []
    if any(row.site_id in figures.sites for row in figures.rows):
        columns.append(Column("site", _("Site")))
    if len({row.format for row in figures.rows}) > 1:
        columns.append(Column("format", _("Format")))
    return columns


def _rows(figures: ProgramFigures, texts: Texts, on_row: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    framework = figures.program.framework
    measures = given_measures(figures.given, framework)
    for number, row in enumerate(figures.rows, start=1):
        on_row(number)
        cells: dict[str, Any] = {
            "site": figures.sites.get(row.site_id) if row.site_id else None,
            "format": _format_words(framework, row.format),
        }
        for part in PAIR:
            cells[f"people_{part}"] = ", ".join(person.name for person in row.pair if person.part == part)
        if RecordClass.ATTENDANCE in figures.given:
            cells |= attendance_cells(row, framework, not_shared())
        for one in measures:
            cells[one.key] = value_of(row, one.key, framework, texts) if one.is_given(row.given) else not_shared()
        yield cells


def value_of(row: PartnershipFigures, key: str, framework: Framework, texts: Texts) -> Any:
    """What a file says of one measure of one partnership."""
    match key:
        case "mode":
            return mode_words(row, framework)
        case "rhythm":
            return rhythm_words(row, framework)
        case "cadence":
            return str(Cadence(row.cadence).label) if row.cadence else None
        case "practices" | "goals":
            return "\n".join(texts.get(row.id, {}).get(key, ()))
    return getattr(row, key)


def _format_words(framework: Framework, key: str) -> str:
    try:
        return framework.text(framework.format(key).label, get_language() or "en")
    except KeyError:
        return key


def _counted_columns(figures: ProgramFigures) -> list[Column]:
    """What the program's agreements count, and how often people met."""
    measures = measures_of(figures.program.framework)
    keys = [key for key in ("completed", "used", "visits") if key in measures]
    return [Column(key, str(measures[key].label), measures[key].kind, str(measures[key].meaning)) for key in keys]


def sites_table(figures: ProgramFigures) -> Table | None:
    """The dose at each site; None where no partnership has a site or the log is not given."""
    sites = figures.by_site() if figures.months else []
    if not sites:
        return None
    return Table(
        title=_("Dose by site"),
        columns=[
            Column("site", _("Site")),
            Column("partnerships", _("Partnerships"), Kind.INTEGER),
            *_counted_columns(figures),
            Column("minutes", _("Minutes"), Kind.MINUTES),
            Column("minutes_each", _("Minutes for each partnership"), Kind.INTEGER),
        ],
        rows=[
            {
                "site": site.name or _("No site"),
                "partnerships": site.partnerships,
                "completed": site.completed,
                "used": site.used,
                "visits": site.visits,
                "minutes": site.minutes,
                "minutes_each": round(site.minutes_each),
            }
            for site in sites
        ],
    )
