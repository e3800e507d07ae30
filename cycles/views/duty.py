"""The duty to report (A8): what to do first, and that a report was made."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.duty import CorrectionForm, DutyForm
from cycles.models import MandatoryReport
from cycles.policies import Action, authorize
from cycles.services.duty import AlreadyCorrected, correct_report, record_report, show_report
from cycles.services.pairs import Pair
from cycles.times import day_words
from cycles.views import shown

PARTNERSHIPS = Partnership.objects.select_related("program")
REPORTS = MandatoryReport.objects.select_related("partnership__program")


@login_required
@require_http_methods(["GET", "POST"])
def duty(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What to do first, what this page keeps and does not keep, what the reader may see, and the form."""
    pair = authorize(request.user, Action.READ, get_object_or_404(PARTNERSHIPS, pk=pk))
    if request.method == "POST" and not pair.me.present:
        raise PermissionDenied
    today = today_in(pair.partnership.program)
    form = DutyForm(
        request.POST or None, today=today, names=pair.others_names, initial={"made_on": today, "shared": "me"}
    )
    if form.is_valid():
        record_report(partnership=pair.partnership, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept: the day and to whom. Nothing else."))
        return redirect("duty", pk)
    context = {
        "pair": pair,
        "form": form if pair.me.present else None,
        "entries": _entries(pair),
        "trail": shown.trail(pair, (_("Duty to report"), "")),
        "back": reverse("partnership_detail", args=[pk]),
    }
    return render(request, "cycles/duty.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def duty_correct(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Put one's own entry right by a further one; the first stays, and says so."""
    report, pair = _own(request, pk)
    initial = {"made_on": report.made_on, "agency": report.agency}
    form = CorrectionForm(request.POST or None, initial=initial, today=today_in(pair.partnership.program))
    back = reverse("duty", args=[report.partnership_id])
    if form.is_valid():
        try:
            correct_report(report=report, by=request.user, **form.cleaned_data)
            messages.success(request, _("Put right. The first entry stays and says so."))
        except AlreadyCorrected:
            messages.warning(request, _("This entry was put right before. Change the later one."))
        return redirect(back)
    trail = shown.trail(pair, (_("Duty to report"), back), (_("Put it right"), ""))
    return render(request, "cycles/duty_correct.html", {"pair": pair, "form": form, "trail": trail, "back": back})


@login_required
@require_POST
def duty_show(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Let the other of the pair see that it was made; this is not taken back."""
    report, pair = _own(request, pk)
    show_report(report=report, by=request.user)
    messages.success(request, _("%(names)s can see it now.") % {"names": pair.others_names})
    return redirect("duty", report.partnership_id)


def _own(request: SignedIn, pk: uuid.UUID) -> tuple[MandatoryReport, Pair]:
    report = get_object_or_404(REPORTS, pk=pk)
    pair = authorize(request.user, Action.READ, report.partnership)
    if report.user_id != request.user.pk or not pair.me.present:
        raise PermissionDenied
    return report, pair


def _entries(pair: Pair) -> list[dict[str, Any]]:
    """What row security shows the reader, newest first. One query."""
    rows = list(MandatoryReport.objects.filter(partnership=pair.partnership))
    replaced = {row.corrects_id: row for row in rows if row.corrects_id}
    return [
        {
            "day": day_words(row.made_on),
            "agency": "" if row.is_mistake else str(MandatoryReport.Agency(row.agency).label),
            "by": _("You") if row.user_id == pair.me.user_id else pair.name_of(row.user_id),
            "is_mistake": row.is_mistake,
            "is_correction": row.corrects_id is not None,
            "is_replaced": row.pk in replaced,
            "seen": _("You and %(names)s") % {"names": pair.others_names} if row.shared else _("Only you"),
            "correct_url": reverse("duty_correct", args=[row.pk]) if _is_open(row, pair, replaced) else "",
            "show_url": reverse("duty_show", args=[row.pk]) if _is_open(row, pair, replaced) and not row.shared else "",
        }
        for row in rows
    ]


def _is_open(row: MandatoryReport, pair: Pair, replaced: dict[Any, MandatoryReport]) -> bool:
    return row.user_id == pair.me.user_id and row.pk not in replaced and not row.is_mistake and pair.me.present
