"""Writing a report in words: it saves itself, is looked at as it will be read, and is given for good (D8, A7)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coaching.disclosure.classes import RecordClass
from coaching.frameworks.structure import Document
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.progress_reports import ProgressReportForm
from cycles.models import ProgressReport, ProgressReportDraft
from cycles.policies import Action, authorize, authorize_report
from cycles.services.audience import audience, while_written
from cycles.services.drafts import DraftConflict, Saved
from cycles.services.pairs import Pair
from cycles.services.progress_reports import (
    GivenBefore,
    NotAsShown,
    NothingToRead,
    Written,
    as_given,
    begin_correction,
    discard_report,
    draft_of,
    find_report,
    give_report,
    is_given,
    save_report,
    writes,
)
from cycles.services.report_facts import facts_of
from cycles.times import clock_words
from cycles.views import shown
from cycles.views.drafts import Typed, answer_to
from cycles.views.report_words import day_of, people_of, sections_of

PARTNERSHIPS = Partnership.objects.select_related("program")


@login_required
@require_http_methods(["GET", "POST"])
def progress_report_write(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """The questions beside what stands there by itself. What is written saves itself; sending leads to the preview."""
    pair, document = _writing(request, pk, key)
    draft = draft_of(pair, document)
    if draft is None and document.is_last and is_given(pair.partnership, document):
        messages.info(request, _("This report is given already. Open it to put something right."))
        return redirect("progress_report_list", pk)
    if request.method == "GET":
        form = ProgressReportForm(initial=draft.answers if draft else {}, document=document)
        return _page(request, pair, document, draft, form)
    form = ProgressReportForm(request.POST, document=document)
    if not form.is_valid():
        return _page(request, pair, document, draft, form)
    version = request.POST.get("version", "")
    try:
        save_report(
            pair=pair,
            by=request.user,
            document=document,
            fields=form.cleaned_data,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
        )
    except DraftConflict as conflict:
        conflicts = [
            {"label": str(form.fields[name].label), "text": theirs}
            for name, theirs in conflict.data.items()
            if name in form.fields and theirs != form.cleaned_data[name]
        ]
        if conflicts:
            return _page(request, pair, document, draft_of(pair, document), form, conflicts=conflicts)
    return redirect("progress_report_give", pk, key)


@require_POST
def progress_report_save(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Save what changed in a report that is being written."""

    def save(typed: Typed) -> Saved:
        pair, document = _writing(request, pk, key)
        return save_report(pair=pair, by=request.user, document=document, fields=typed.fields, version=typed.version)

    return answer_to(request, save)


@login_required
@require_http_methods(["GET", "POST"])
def progress_report_give(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """The report exactly as it will be read; what is given is what was looked at here."""
    pair, document = _writing(request, pk, key)
    draft = draft_of(pair, document)
    if draft is None:
        return redirect("progress_report_write", pk, key)
    form = ProgressReportForm(draft.answers, document=document)
    if not form.is_valid():
        return _page(request, pair, document, draft, form)
    written = as_given(pair, document, draft)
    is_other = False
    if request.method == "POST":
        try:
            report = give_report(pair=pair, by=request.user, document=document, stamp=request.POST.get("stamp", ""))
        except (NotAsShown, NothingToRead):
            is_other = True
        except GivenBefore:
            messages.info(request, _("This report was given meanwhile. Nothing was given twice."))
            return redirect("progress_report_list", pk)
        else:
            messages.success(request, _("The report is given. Those who take part and read it were told."))
            return redirect("progress_report", report.pk)
    return _preview(request, pair, document, written, is_other=is_other)


@login_required
@require_POST
def progress_report_discard(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Throw away what was written."""
    pair, document = _writing(request, pk, key)
    discard_report(pair=pair, by=request.user, document=document)
    messages.success(request, _("Your words are thrown away."))
    return redirect("progress_report_list", pk)


@login_required
@require_POST
def progress_report_correct(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Begin a report that puts this one right, with its words; both stay readable to the pair."""
    report = get_object_or_404(ProgressReport.objects.select_related("partnership__program"), pk=pk)
    pair = authorize(request.user, Action.READ, report.partnership)
    document = find_report(report.partnership, report.key)
    if document is None or report.author_id != request.user.pk or not writes(pair, document):
        raise PermissionDenied
    try:
        begin_correction(pair=pair, by=request.user, report=report, document=document)
    except GivenBefore:
        messages.info(request, _("This report was put right already."))
        return redirect("progress_report", pk)
    return redirect("progress_report_write", report.partnership_id, report.key)


def _writing(request: SignedIn, pk: uuid.UUID, key: str) -> tuple[Pair, Document]:
    return authorize_report(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), key)


def _page(
    request: SignedIn,
    pair: Pair,
    document: Document,
    draft: ProgressReportDraft | None,
    form: ProgressReportForm,
    *,
    conflicts: list[dict[str, str]] | None = None,
) -> HttpResponse:
    pk, key = pair.partnership.pk, document.key
    replaces = draft and draft.replaces and ProgressReport.objects.filter(pk=draft.replaces).first()
    stands = {"sections": [], "facts": facts_of(pair, document)}
    context: dict[str, Any] = {
        "pair": pair,
        "form": form,
        "document": document,
        "conflicts": conflicts,
        "draft": draft,
        "version": draft.version if draft else 0,
        "draft_key": f"alongside:draft:{request.user.pk}:report-{key}:{pk}",
        "typed": " ".join(draft.answers) if draft else "",
        "save_url": reverse("progress_report_save", args=[pk, key]),
        "discard_url": reverse("progress_report_discard", args=[pk, key]) if draft else "",
        "saved_at": clock_words(timezone.localtime(draft.saved_at).time()) if draft else "",
        "replaces": day_of(replaces.given_on) if replaces else "",
        "stands": sections_of(pair.framework, stands, None),
        "back": reverse("progress_report_list", args=[pk]),
        "trail": _trail(pair, document),
        "sees_draft": while_written(pair),
        "sees": audience(pair, RecordClass.PROGRESS_REPORT),
    }
    return render(request, "cycles/progress_report_write.html", context)


def _preview(request: SignedIn, pair: Pair, document: Document, written: Written, *, is_other: bool) -> HttpResponse:
    pk, key = pair.partnership.pk, document.key
    context = {
        "pair": pair,
        "document": document,
        "is_other": is_other,
        "stamp": written.stamp,
        "day": day_of(today_in(pair.partnership.program)),
        "who": people_of(written.content),
        "sections": sections_of(pair.framework, written.content, written.plan),
        "write_url": reverse("progress_report_write", args=[pk, key]),
        "trail": _trail(pair, document, (_("As it will be read"), "")),
        "sees": audience(pair, RecordClass.PROGRESS_REPORT),
    }
    return render(request, "cycles/progress_report_give.html", context)


def _trail(pair: Pair, document: Document, *steps: tuple[str, str]) -> shown.Trail:
    pk = pair.partnership.pk
    write = reverse("progress_report_write", args=[pk, document.key]) if steps else ""
    reports = (_("Reports"), reverse("progress_report_list", args=[pk]))
    return shown.trail(pair, reports, (str(document.label), write), *steps)
