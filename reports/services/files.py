"""The bytes of a report: PDF, XLSX or CSV of the same figures, the same for the same data and moment of request."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from coaching.documents.pdf import collect_garbage, render_pdf
from coaching.documents.sheets import ROWS_IN_PDF, table_html, write_csv, write_xlsx
from coaching.frameworks.structure import Survey
from coaching.models import Program
from reports.attendance import attendance_definitions, attendance_of_all
from reports.charts import program_charts
from reports.figures import ProgramFigures
from reports.measures import given_measures
from reports.models import Export, FrozenMonth
from reports.numbers import month_words, number_charts, numbers_of, numbers_table, survey_charts
from reports.summary import headline
from reports.tables import NOT_IN_PDF, Texts, program_table, sites_table
from reports.words import learners, part_words

DRAWING = re.compile(r'<svg class="chart-svg"[^>]* aria-label="(?P<words>[^"]*)"[^>]*>')

CONTENT_TYPES = {
    Export.Format.PDF: "application/pdf",
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Export.Format.CSV: "text/csv; charset=utf-8",
    Export.Format.JSON: "application/json",
    Export.Format.ZIP: "application/zip",
}


def write_report(
    figures: ProgramFigures,
    texts: Texts,
    out: IO[bytes],
    *,
    format: str,
    requested_at: dt.datetime,
    on_row: Callable[[int], None] = lambda number: None,
) -> None:
    """Write the file to `out` in the language that is active. `on_row` is told how far the rows are.

    Raises PdfUnavailable without Pango and TooManyRows beyond what a sheet of Excel holds.
    """
    if format == Export.Format.PDF:
        html, title = report_html(figures, texts, requested_at)
        out.write(finished_pdf(html, title, requested_at))
        return
    write = write_xlsx if format == Export.Format.XLSX else write_csv
    write(program_table(figures, texts, requested_at=requested_at, on_row=on_row), out)


def write_numbers(
    frozen: FrozenMonth,
    program: Program,
    surveys: Sequence[tuple[Survey, Mapping[str, Any]]],
    out: IO[bytes],
    *,
    format: str,
    requested_at: dt.datetime,
) -> None:
    """Write a frozen month to `out` as a file, in the language that is active: what the page says, and nothing more."""
    table = numbers_table(
        frozen,
        program.framework,
        surveys=surveys,
        program_name=program.name,
        zone=program.time_zone,
        asked_at=requested_at,
    )
    if format != Export.Format.PDF:
        (write_xlsx if format == Export.Format.XLSX else write_csv)(table, out)
        return
    numbers = numbers_of(frozen, program.framework)
    html = render_to_string(
        "reports/numbers_document.html",
        {
            "title": table.title,
            "month": month_words(frozen),
            "part": part_words(program.framework, frozen.audience),
            "requested_at": requested_at,
            "notes": table.notes,
            "charts": number_charts(numbers),
            "surveys": survey_charts(surveys),
            "is_told": any(one.is_told for one in numbers) or not numbers,
            "table": table_html(replace(table, title=_("Every number of the month"), filters=(), notes=(), as_of=None)),
        },
    )
    out.write(finished_pdf(html, table.title, requested_at))


def report_html(figures: ProgramFigures, texts: Texts, requested_at: dt.datetime) -> tuple[str, str]:
    """The document of a program's report before it is drawn, and its title."""
    table = program_table(figures, texts, requested_at=requested_at, without=NOT_IN_PDF)
    sites, attendance = sites_table(figures), attendance_of_all(figures)
    is_short = len(figures.rows) <= ROWS_IN_PDF
    html = render_to_string(
        "reports/program_report_document.html",
        {
            "title": table.title,
            "period": figures.period.words,
            "part": part_words(figures.program.framework, figures.part),
            "requested_at": requested_at,
            "headline": headline(figures),
            "charts": program_charts(figures),
            "notes": table.notes,
            "sites": table_html(sites) if sites else "",
            "attendance": table_html(attendance) if attendance else "",
            "attendance_means": attendance_definitions(figures.program.framework) if attendance else (),
            # What belongs to the whole report stands at its head, not once more at its table
            "table": table_html(
                replace(table, title=_("One row for each partnership"), filters=(), notes=(), as_of=None)
            )
            if is_short
            else "",
            "words": _words(figures, texts) if is_short else None,
            "rows_in_pdf": ROWS_IN_PDF,
        },
    )
    return html, table.title


def finished_pdf(html: str, title: str, requested_at: dt.datetime, *, language: str = "") -> bytes:
    """A tagged PDF in `language`, or in the one that is active; the memory that it took is given back."""
    try:
        return render_pdf(
            _with_titles(html),
            title=title,
            language=language or translation.get_language() or "en",
            made_at=requested_at,
        )
    finally:
        collect_garbage()


def _with_titles(html: str) -> str:
    """Give each drawing its words as a `<title>` too: a PDF takes the alternative of a picture from there alone."""
    return DRAWING.sub(r"\g<0><title>\g<words></title>", html)


def _words(figures: ProgramFigures, texts: Texts) -> dict[str, Any] | None:
    """A table of the practices and goals that the part is given; None where there are none."""
    given = [
        one for one in given_measures(figures.given, figures.program.framework) if one.key in ("practices", "goals")
    ]
    rows = [
        {"name": learners(row), "cells": [texts[row.id][one.key] for one in given]}
        for row in figures.rows
        if any(texts.get(row.id, {}).values())
    ]
    return {"heads": [one.label for one in given], "rows": rows} if rows else None
