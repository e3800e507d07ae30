"""Reports as files: asking, waiting, fetching."""

import datetime as dt
import uuid

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coaching.disclosure.streams import PersonalStream
from coaching.jobs import start_soon
from coaching.models import Program
from coaching.navigation import parts_of
from coaching.requests import SignedIn
from reports import presentation as show
from reports.forms import ExportForm, NumbersForm, VisitsForm
from reports.models import Export
from reports.paging import piece_of
from reports.periods import month_of
from reports.policies import Action, authorize, is_entitled, may_ask, numbers_of, reports_of
from reports.services import delete_export, fetch_file, request_export, stop_export
from reports.services.files import CONTENT_TYPES
from reports.services.frozen import frozen_month
from reports.services.kept import Expired, RightsLost
from reports.services.visits import gives_log
from reports.tasks import make_export

log = structlog.get_logger()

EXPORTS = 20
"""Files in a list shown at once."""

QUICKLY = dt.timedelta(seconds=10)
"""How long after it was asked for the page looks for a file twice a second; then every other second."""


@login_required
@require_POST
def export_request(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Ask for the report of a program as a file, in the part that one is in."""
    part = parts_of(request).current
    program = get_object_or_404(reports_of(request.user, part), pk=pk)
    authorize(part, Action.REPORT_REQUEST)
    return _ask(request, program, ExportForm(request.POST), Export.Kind.PROGRAM)


@login_required
@require_POST
def visits_request(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Ask for every visit of some days as a file, in the part that one is in, where it is given the log."""
    part = parts_of(request).current
    program = get_object_or_404(reports_of(request.user, part).select_related("framework_version"), pk=pk)
    authorize(part, Action.VISITS_REQUEST)
    if not gives_log(program, str(part)):
        raise PermissionDenied
    return _ask(request, program, VisitsForm(request.POST), Export.Kind.VISITS)


def _ask(request: SignedIn, program: Program, form: ExportForm | VisitsForm, kind: Export.Kind) -> HttpResponse:
    if foreign := set(request.POST) - set(form.fields) - {"csrfmiddlewaretoken"}:
        log.warning("fields_ignored", page=f"{kind}_request", count=len(foreign))
    if not form.is_valid():
        messages.error(request, _("This report could not be asked for. Choose the days and the kind of file again."))
        return redirect("program_report", pk=program.pk)
    part, asked = str(parts_of(request).current), form.cleaned_data["format"]
    export = request_export(program=program, part=part, by=request.user, format=asked, period=form.period, kind=kind)
    start_soon(make_export, export_id=export.pk, person_id=request.user.pk)
    return redirect("export_detail", pk=export.pk)


@login_required
@require_POST
def numbers_request(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Ask for a frozen month of a program as a file, in the part that one is in."""
    part = parts_of(request).current
    program = get_object_or_404(numbers_of(request.user, part), pk=pk)
    form = NumbersForm(request.POST)
    known = form.is_valid() and frozen_month(program=program, part=str(part), month=form.cleaned_data["month"])
    if not known:
        messages.error(request, _("This file could not be asked for. Choose the month and the kind of file again."))
        return redirect("program_numbers", pk=program.pk)
    export = request_export(
        program=program,
        part=str(part),
        by=request.user,
        format=form.cleaned_data["format"],
        period=month_of(known.month),
        kind=Export.Kind.NUMBERS,
    )
    start_soon(make_export, export_id=export.pk, person_id=request.user.pk)
    return redirect("export_detail", pk=export.pk)


@login_required
@require_GET
def export_list(request: SignedIn) -> HttpResponse:
    """One's own reports of the last seven days, made in the part that one is in."""
    part = parts_of(request).current
    mine = Export.objects.filter(requester=request.user, part=part or "")
    piece = piece_of(mine, by="-requested_at", params=request.GET, size=EXPORTS)
    names = dict(Program.objects.filter(pk__in={one.program_id for one in piece.rows}).values_list("pk", "name"))
    context = {
        "exports": [show.export_words(one, names.get(one.program_id)) for one in piece.rows],
        "may_ask": may_ask(part),
        **show.beside(piece, request.path),
    }
    return render(request, "reports/export_list.html", context)


@login_required
@require_GET
def export_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """How far a report is; asks again by itself while it is being made."""
    export = get_object_or_404(Export, pk=pk)
    name = Program.objects.filter(pk=export.program_id).values_list("name", flat=True).first()
    words = show.export_words(export, name)
    context = {
        "words": words,
        "export": export,
        "facts": show.export_facts(export, words),
        "trail": [{"label": _("Reports"), "url": reverse("export_list")}, {"label": words["title"]}],
        "lost": not is_entitled(request.user, export),
        "asks_every": "500ms" if timezone.now() - export.requested_at < QUICKLY else "2s",
    }
    return render(request, "reports/_export_state.html" if request.htmx else "reports/export_detail.html", context)


@login_required
@require_GET
def export_download(request: SignedIn, pk: uuid.UUID) -> HttpResponseBase:
    """The file, as long as it is kept and its reader holds the part in which it was asked for (fault 55)."""
    export = get_object_or_404(Export, pk=pk)
    if export.state != Export.State.READY:
        return redirect("export_detail", pk=export.pk)
    try:
        pieces = fetch_file(export=export, by=request.user)
    except Expired:
        return render(request, "reports/export_refused.html", {"expired": True}, status=410)
    except RightsLost:
        return render(request, "reports/export_refused.html", {"expired": False}, status=403)
    return PersonalStream(
        request.user.pk,
        pieces,
        length=export.size,
        content_type=CONTENT_TYPES[Export.Format(export.format)],
        headers={"Content-Disposition": f'attachment; filename="{export.filename}"'},
    )


@login_required
@require_POST
def export_stop(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Stop one's own file while it is waiting or being made."""
    export = get_object_or_404(Export, pk=pk)
    if stop_export(export=export, by=request.user):
        messages.success(request, _("It was stopped. Nothing of it is kept."))
    return redirect("export_detail", pk=export.pk)


@login_required
@require_POST
def export_delete(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Delete one's own file for good, before its seven days are over."""
    export = get_object_or_404(Export, pk=pk)
    if not delete_export(export=export, by=request.user):
        messages.error(request, _("It is still being made. Stop it first."))
        return redirect("export_detail", pk=export.pk)
    messages.success(request, _("The file was deleted."))
    return redirect("own_record", pk=export.partnership_id) if export.partnership_id else redirect("export_list")
