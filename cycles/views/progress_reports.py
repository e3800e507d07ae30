"""Reports in words as they are read: by the pair, and by those to whom the signed terms give them (D8, D19)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coaching.disclosure.classes import RecordClass
from coaching.documents.pdf import PdfUnavailable, render_pdf
from coaching.models import Partnership, User
from coaching.requests import SignedIn
from cycles.models import ProgressReport, ProgressReportDraft
from cycles.policies import authorize_report_list
from cycles.services.audience import audience
from cycles.services.pairs import Pair, find_pair
from cycles.services.progress_reports import find_report, given_reports, is_given, mark_read, owed, reports_of, writes
from cycles.services.readers import Reader, find_reader
from cycles.views import shown
from cycles.views.plan_page import supervised_trail
from cycles.views.report_words import people_of, report_row, title_of

LISTED = 20
PARTNERSHIPS = Partnership.objects.select_related("program__framework_version")
REPORTS = ProgressReport.objects.select_related("partnership__program", "plan")


@login_required
@require_GET
def progress_report_list(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What was given, newest first, each whole; and for whoever writes them, the way to the next."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    reader = authorize_report_list(request.user, partnership)
    reports = list(given_reports(partnership).select_related("partnership")[:LISTED])
    pair = reader.pair if reader else None
    who = reader.title if reader else (people_of(reports[0].content) if reports else "")
    context = {
        "pair": pair,
        "who": who,
        "trail": _trail(request.user, reader, partnership, (_("Reports"), "")),
        "reports": [report_row(one) for one in reports],
        "to_write": _to_write(pair) if pair else [],
        "sees": audience(pair, RecordClass.PROGRESS_REPORT) if pair else None,
    }
    return render(request, "cycles/progress_report_list.html", context)


@login_required
@require_GET
def progress_report(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One report, to read and to print. Whoever works with it has read it from here on."""
    report = get_object_or_404(REPORTS, pk=pk)
    pair, reader = _people(request.user, report.partnership)
    if pair and pair.me.present and report.author_id != request.user.pk:
        mark_read(report=report, by=request.user)
    document = find_report(report.partnership, report.key)
    newer = ProgressReport.objects.filter(replaces=report).values_list("pk", flat=True).first()
    own = bool(pair and document and report.author_id == request.user.pk and writes(pair, document))
    row = report_row(report)
    context = {
        "pair": pair,
        "report": report,
        "row": row,
        "trail": _trail(
            request.user, reader, report.partnership, (_("Reports"), _list_url(report)), (row["title"], "")
        ),
        "newer_url": reverse("progress_report", args=[newer]) if newer else "",
        "correct_url": reverse("progress_report_correct", args=[pk]) if own and not newer else "",
        "pdf_url": reverse("progress_report_pdf", args=[pk]),
        "print_lines": [row["who"], report.partnership.program.name],
        "sees": audience(pair, RecordClass.PROGRESS_REPORT) if pair else None,
    }
    return render(request, "cycles/progress_report.html", context)


@login_required
@require_GET
def progress_report_pdf(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The same as a tagged PDF; the same bytes whenever it is asked for (U8)."""
    report = get_object_or_404(REPORTS, pk=pk)
    context = {"row": report_row(report), "program": report.partnership.program.name}
    try:
        content = render_pdf(
            render_to_string("cycles/progress_report_document.html", context),
            title=title_of(report),
            language=get_language() or "en",
            made_at=report.given_at,
        )
    except PdfUnavailable:
        messages.warning(request, _("PDF files cannot be made at the moment. You can print the page instead."))
        return redirect("progress_report", pk)
    headers = {"Content-Disposition": f'attachment; filename="report-{report.given_on:%Y-%m-%d}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def open_at_the_end(partnership: Partnership, user: User) -> list[dict[str, str]]:
    """For settings.ENDING_OPEN: what is still to come when a coaching is concluded. The report that is owed, with the
    way there for the one who writes it; and the surveys that open then.
    """
    pair = find_pair(partnership, user)
    if pair is None:
        return []
    found = [
        {
            "text": str(document.label),
            "note": _("It can be written after the end, too. For its step, say then that it follows."),
            "url": reverse("progress_report_write", args=[partnership.pk, document.key])
            if writes(pair, document)
            else "",
        }
        for _partnership, document in owed([partnership])
    ]
    for survey in pair.framework.surveys:
        if survey.when.at_conclusion:
            found.append({"text": str(survey.label), "note": _("It opens when the coaching is concluded."), "url": ""})
    return found


def report_card(pair: Pair) -> dict[str, Any] | None:
    """What the page of a pair says of its reports; None where the framework has none. Two queries."""
    if not reports_of(pair.partnership) or pair.partnership.terms_id is None:
        return None
    rows = [
        {"url": reverse("progress_report", args=[one.pk]), "title": title_of(one)}
        for one in given_reports(pair.partnership).filter(replaced_at=None)[:3]
    ]
    return {
        "reports": rows,
        "to_write": _to_write(pair),
        "url": reverse("progress_report_list", args=[pair.partnership.pk]),
        "sees": audience(pair, RecordClass.PROGRESS_REPORT),
    }


def _to_write(pair: Pair) -> list[dict[str, Any]]:
    """The reports that this person writes now; one that is owed at the end once."""
    wanted = [one for one in reports_of(pair.partnership) if writes(pair, one)]
    if not wanted:
        return []
    begun = ProgressReportDraft.objects.filter(partnership=pair.partnership, author=pair.me.user_id)
    keys = set(begun.values_list("key", flat=True))
    return [
        {
            "label": str(one.label),
            "meaning": str(one.meaning),
            "begun": one.key in keys,
            "url": reverse("progress_report_write", args=[pair.partnership.pk, one.key]),
        }
        for one in wanted
        if one.key in keys or not (one.is_last and is_given(pair.partnership, one))
    ]


def _people(user: User, partnership: Partnership) -> tuple[Pair | None, Reader | None]:
    reader = find_reader(partnership, user)
    return (reader.pair if reader else None), reader


def _list_url(report: ProgressReport) -> str:
    return reverse("progress_report_list", args=[report.partnership_id])


def _is_in_the_program(user: User, partnership: Partnership) -> bool:
    try:
        return authorize_report_list(user, partnership) is None
    except Http404:
        return False


def _trail(user: User, reader: Reader | None, partnership: Partnership, *steps: tuple[str, str]) -> shown.Trail:
    """The way back of each: the pair's page, a supervisor's agreements, or the report on the partnership."""
    if reader and reader.pair:
        return shown.trail(reader.pair, *steps)
    pages = [{"label": label, "url": url} for label, url in steps]
    if reader:
        return [*supervised_trail()[:1], *pages]
    if not _is_in_the_program(user, partnership):
        return pages[-1:]  # a new coach, who is shown the time before
    return [{"label": _("Partnership"), "url": reverse("partnership_report", args=[partnership.pk])}, *pages]
