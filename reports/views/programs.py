"""Programs and partnerships in numbers, for the part that the reader is in."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.navigation import parts_of
from coaching.requests import SignedIn
from coaching.services.people import today_in
from reports import presentation as show
from reports import written
from reports.forms import OF_SHEETS, SearchForm, chosen_period
from reports.paging import piece_of
from reports.periods import program_year, today_utc
from reports.policies import Action, may, reports_of
from reports.services import partnership_figures, program_figures
from reports.services.figures import attendance_of, texts_of, visits_of
from reports.services.overview import overview
from reports.views.numbers import frozen_page

PROGRAMS, VISITS = 20, 50
"""Rows of a list shown at once."""


@login_required
@require_GET
def program_overview(request: SignedIn) -> HttpResponse:
    """The programs in which one holds the current part; whoever has a single one goes straight to it."""
    part = parts_of(request).current
    programs = reports_of(request.user, part)
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    ids = programs.values_list("pk", flat=True)[:2]
    if not ids:
        raise Http404
    if len(ids) == 1:
        return redirect("program_report", pk=ids[0])
    found = programs.filter(name__icontains=wanted).select_related("framework_version")
    piece = piece_of(found.defer("framework_version__content"), by="name", params=request.GET, size=PROGRAMS)
    period = program_year(today_utc())
    lines = overview(programs=piece.rows, part=str(part), period=period)
    context = {"form": form, "wanted": wanted, "period": period.words, **show.beside(piece, request.path, q=wanted)}
    context |= {"programs": show.program_lines(piece.rows, lines)}
    return render(request, "reports/program_overview.html", context)


@login_required
@require_GET
def program_report(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One program: dose against plan, visits and minutes, cadence, practices, goals, sites."""
    part = parts_of(request).current
    program = get_object_or_404(reports_of(request.user, part).select_related("framework_version"), pk=pk)
    period, form = chosen_period(request.GET, today=today_in(program))
    figures = program_figures(program=program, part=str(part), period=period)
    context = show.program_page(figures, asked=request.GET.get("page"), path=request.path)
    if RecordClass.PROGRESS_REPORT in figures.given:
        context["written"] = written.in_program(program, str(part))
    context |= {
        "periods": show.period_choices(request.path, period, form),
        "formats": show.FORMATS if may(part, Action.REPORT_REQUEST) else (),
        "visit_formats": OF_SHEETS if context["has_log"] and may(part, Action.VISITS_REQUEST) else (),
        "numbers": frozen_page(program, str(part), request.GET, request.path),
    }
    return render(request, "reports/program_report.html", context)


@login_required
@require_GET
def partnership_report(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One partnership, as far as its signed agreement gives it to the part that the reader is in."""
    part = str(parts_of(request).current)
    reports = reports_of(request.user, part)
    partnership = get_object_or_404(
        Partnership.objects.filter(program__in=reports).select_related("program__framework_version"), pk=pk
    )
    period, form = chosen_period(request.GET, today=today_in(partnership.program))
    row = partnership_figures(partnership=partnership, part=part, period=period)
    if row is None:  # seen in another part of the same person, and not in this one
        raise Http404
    visits = visits_of(partnership=partnership, part=part, period=period)
    piece = piece_of(visits, by="-visited_on", params=request.GET, size=VISITS)
    texts = texts_of(program=partnership.program, part=part, partnership=partnership)
    context = show.partnership_page(row, partnership.program, texts.get(row.id, {}), piece.rows, period)
    if RecordClass.ATTENDANCE in row.given:
        came = attendance_of(partnership=partnership, part=part, period=period)
        context["attendance"] = show.attendance_table(came[:VISITS], partnership.program.framework)
    if RecordClass.PROGRESS_REPORT in row.given and partnership.framework.reports_for(partnership.format):
        context["written"] = written.of_partnership(partnership, part)
    context |= {
        "periods": show.period_choices(request.path, period, form),
        **show.beside(piece, request.path, query=show.period_query(period)),
    }
    return render(request, "reports/partnership_report.html", context)
