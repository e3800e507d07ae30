"""Photos and PDFs of a visit: put in while the log is written, looked at by the two, replaced but never lost (E8)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from cycles.forms.files import FileForm
from cycles.models import DraftFile, Visit, VisitFile
from cycles.policies import Action, authorize, authorize_file
from cycles.services import AlreadyFinished, AlreadyReplaced, TooManyFiles, add_file, remove_file, replace_file
from cycles.services.audience import audience
from cycles.services.files import FILES_AT_MOST
from cycles.services.pairs import Pair
from cycles.times import day_words
from cycles.views import shown
from cycles.views.file_list import PIECE, draft_piece

ENDS = {VisitFile.Mime.PDF: "pdf", VisitFile.Mime.JPEG: "jpg"}
FILES = VisitFile.objects.defer("content").select_related("partnership__program", "visit")


@login_required
@require_POST
def visit_file_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Put a file into the log of an appointment."""
    visit = get_object_or_404(Visit.objects.select_related("partnership__program"), pk=pk)
    return _add(request, authorize(request.user, Action.VISIT_LOG, visit.partnership), visit)


@login_required
@require_POST
def visit_file_add_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Put a file into the log of a visit that nobody had planned."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    return _add(request, authorize(request.user, Action.VISIT_LOG, partnership), None)


def _add(request: SignedIn, pair: Pair, visit: Visit | None) -> HttpResponse:
    if not pair.framework.log.attachments:
        raise Http404
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _answer(request, pair, visit, *(str(error) for errors in form.errors.values() for error in errors))
    try:
        add_file(
            partnership=pair.partnership,
            visit=visit,
            by=request.user,
            taken=form.cleaned_data["file"],
            caption=form.cleaned_data["caption"],
            key=_key(request),
        )
    except TooManyFiles:
        return _answer(request, pair, visit, _("A log holds at most %(n)d files.") % {"n": FILES_AT_MOST})
    except AlreadyFinished:
        return _answer(
            request, pair, visit, _("This log is finished already. You can replace a file in the finished log.")
        )
    return _answer(request, pair, visit)


def _key(request: SignedIn) -> uuid.UUID:
    """The id that the page gave this file, so that it is kept once however often it is sent."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@login_required
@require_POST
def draft_file_remove(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Take back a file while the log is being written."""
    file = get_object_or_404(DraftFile.objects.defer("content").select_related("partnership__program", "visit"), pk=pk)
    pair = authorize(request.user, Action.VISIT_LOG, file.partnership)
    remove_file(file=file)
    return _answer(request, pair, file.visit)


def _answer(request: SignedIn, pair: Pair, visit: Visit | None, *errors: str) -> HttpResponse:
    """The list of files anew, where the page asked for that piece; otherwise back to the log."""
    if PIECE in request.headers:
        context = draft_piece(request, pair, visit) | {"errors": errors}
        return render(request, "cycles/_log_files_list.html", context, status=422 if errors else 200)
    for error in errors:
        messages.error(request, error)
    back = reverse("visit_log", args=[visit.pk]) if visit else reverse("visit_log_new", args=[pair.partnership.pk])
    return redirect(f"{back}#files")


# ---- looking at one ----------------------------------------------------------------------------------------------
@login_required
@require_GET
def draft_file(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A file of a log that is being written, for its author."""
    return _stream(get_object_or_404(DraftFile, pk=pk))


@login_required
@require_GET
def visit_file(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A file of a finished log, for the two. The database knows nobody else who might ask."""
    file = get_object_or_404(VisitFile.objects.select_related("partnership__program"), pk=pk)
    authorize(request.user, Action.READ, file.partnership)
    return _stream(file)


def _stream(file: DraftFile | VisitFile) -> HttpResponse:
    """It is saved and never opened as a page, and whatever is in it runs nothing here. Its name says nothing."""
    name = f"visit-{file.added_at:%Y-%m-%d}-{str(file.pk)[:8]}.{ENDS[VisitFile.Mime(file.mime)]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return HttpResponse(bytes(file.content), content_type=file.mime, headers=headers)


# ---- putting one right -------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def visit_file_replace(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Put another file in the place of one's own; the former stays, marked (fault 32)."""
    file = get_object_or_404(FILES, pk=pk)
    pair = authorize_file(request.user, file)
    form = FileForm(request.POST or None, request.FILES or None, initial={"caption": file.caption})
    if form.is_valid():
        data = form.cleaned_data
        try:
            replace_file(file=file, by=request.user, taken=data["file"], caption=data["caption"])
        except AlreadyReplaced:
            messages.info(request, _("Another file has taken the place of this one already."))
        else:
            messages.success(request, _("Saved. The file from before stays, and is marked."))
        return redirect("visit_detail", file.visit_id)
    context: dict[str, Any] = {
        "pair": pair,
        "form": form,
        "file": file,
        "when": day_words(file.visit.local_date),
        "trail": shown.trail(pair, (_("Replace a file"), "")),
        "sees": audience(pair, RecordClass.NOTES),
    }
    return render(request, "cycles/visit_file_replace.html", context)
