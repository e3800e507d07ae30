"""Putting a finished log right: when the visit was, how long, and how it took place (fault 32)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.disclosure.classes import RecordClass
from coaching.requests import SignedIn
from cycles.forms.logs import LogCorrectionForm
from cycles.models import Visit, VisitDetail
from cycles.policies import authorize_log
from cycles.services import correct_log
from cycles.services.audience import audience
from cycles.services.last_time import as_logged
from cycles.services.pairs import Pair, agreed_of, visit_modes
from cycles.times import moment_words, now_in
from cycles.views.shown import trail


@login_required
@require_http_methods(["GET", "POST"])
def visit_log_correct(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The facts of one's own finished log. What they were stays readable for the same people."""
    detail = get_object_or_404(VisitDetail.objects.select_related("partnership__program", "visit__log"), visit=pk)
    pair, visit = authorize_log(request.user, detail), detail.visit
    form = LogCorrectionForm(
        request.POST or None,
        framework=pair.framework,
        part=pair.me.part,
        modes=visit_modes(pair, agreed_of(pair.partnership)),
        zone=visit.time_zone,
    )
    form.initial = form.as_last_time(as_logged(detail)) | {
        "visited_on": visit.log.visited_on,
        "started": detail.started,
    }
    if form.is_valid():
        helping = visit.kind == Visit.Kind.HELPING
        if correct_log(visit=visit, by=request.user, data=form.entry(helping=helping)):
            messages.success(request, _("Saved. It is marked as corrected."))
        return redirect("visit_detail", pk)
    return render(request, "cycles/visit_log_correct.html", _page(request, pair, form, visit))


def _page(request: SignedIn, pair: Pair, form: LogCorrectionForm, visit: Visit) -> dict[str, Any]:
    title = _("Correct the log")
    return {
        "pair": pair,
        "words": pair.terms,
        "form": form,
        "title": title,
        "when": moment_words(visit.starts_at),
        "back": reverse("visit_detail", args=[visit.pk]),
        "today": now_in(visit.time_zone).date().isoformat(),
        "zone": visit.time_zone.replace("_", " ") if visit.time_zone != request.user.time_zone else "",
        "trail": trail(pair, (moment_words(visit.starts_at), reverse("visit_detail", args=[visit.pk])), (title, "")),
        "sees": {
            "log": audience(pair, RecordClass.LOG),
            "detail": audience(pair, RecordClass.VISIT_DETAIL),
        },
    }
