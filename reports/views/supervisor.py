"""The summary of one partnership for its supervisor, as a page and as a document."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coaching.documents.pdf import PdfUnavailable, render_pdf
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.audit import Event, record
from coaching.services.people import today_in
from cycles.services.readers import Reader, find_reader
from cycles.times import day_words
from cycles.views.plan_page import supervised_trail
from reports.supervisor import summary_of

PARTNERSHIPS = Partnership.objects.select_related("program")


@login_required
@require_GET
def supervisor_summary(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Everything that the signed rules give a supervisor of this partnership, on one page."""
    reader = _reader(request, pk)
    context = {
        "reader": reader,
        "sections": summary_of(reader, request.user, told=not hasattr(request, "seen_as")),
        "trail": supervised_trail(reader.title),
        "print_lines": [reader.partnership.program.name],
        "today": day_words(today_in(reader.partnership.program)),
    }
    return render(request, "reports/supervisor_summary.html", context)


@login_required
@require_GET
def supervisor_summary_pdf(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The same as a tagged PDF; the same bytes for the same data on one day (U8)."""
    reader = _reader(request, pk)
    program, today = reader.partnership.program, today_in(reader.partnership.program)
    context = {
        "title": reader.title,
        "program": program.name,
        "today": day_words(today),
        "sections": summary_of(reader, request.user),
    }
    try:
        content = render_pdf(
            render_to_string("reports/supervisor_summary_document.html", context),
            title=reader.title,
            language=get_language() or "en",
            made_at=dt.datetime.combine(today, dt.time(), tzinfo=ZoneInfo(program.time_zone)),
        )
    except PdfUnavailable:
        messages.warning(request, _("PDF files cannot be made at the moment. You can print the page instead."))
        return redirect("supervisor_summary", pk)
    record(Event.SUMMARY_DOWNLOADED, target=reader.partnership, by=request.user)
    headers = {"Content-Disposition": f'attachment; filename="summary-{today:%Y-%m-%d}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _reader(request: SignedIn, pk: uuid.UUID) -> Reader:
    """The supervisor of the partnership, present today. Raises Http404 for everybody else."""
    reader = find_reader(get_object_or_404(PARTNERSHIPS, pk=pk), request.user)
    if reader is None or reader.pair is not None:
        raise Http404
    return reader
