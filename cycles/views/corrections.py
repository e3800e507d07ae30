"""Putting a finished log right: when the visit was, how long, how it took place, and what of the cycle (fault 32)."""

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
from cycles.models import Cycle, Visit, VisitDetail
from cycles.policies import authorize_log
from cycles.services import correct_log
from cycles.services.audience import audience
from cycles.services.last_time import as_logged
from cycles.services.pairs import Pair, agreed_of, visit_modes
from cycles.services.progress import LaterCycle, NotPossible, has_later
from cycles.times import moment_words, now_in
from cycles.views.shown import trail


@login_required
@require_http_methods(["GET", "POST"])
def visit_log_correct(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The facts of one's own finished log. What they were stays readable for the same people."""
    detail = get_object_or_404(
        VisitDetail.objects.select_related("partnership__program", "visit__log__cycle"), visit=pk
    )
    pair, visit = authorize_log(request.user, detail), detail.visit
    helping, cycle = visit.kind == Visit.Kind.HELPING, visit.log.cycle
    form = LogCorrectionForm(
        request.POST or None,
        framework=pair.framework,
        part=pair.me.part,
        modes=visit_modes(pair, agreed_of(pair.partnership)),
        zone=visit.time_zone,
        helped=helping,
        closed=cycle.completed_on is not None and has_later(cycle),
    )
    form.initial = form.as_last_time(as_logged(detail)) | {
        "visited_on": visit.log.visited_on,
        "started": detail.started,
        "components": list(visit.components.values_list("key", flat=True)),
    }
    if form.is_valid() and _correct(request, form, visit, pair.terms):
        return redirect("visit_detail", pk)
    return render(request, "cycles/visit_log_correct.html", _page(request, pair, form, visit))


def _correct(request: SignedIn, form: LogCorrectionForm, visit: Visit, words: dict[str, str]) -> bool:
    """Save, and say what came of it; False where something has to be said first."""
    data = form.entry(helping=visit.kind == Visit.Kind.HELPING)
    was_complete = visit.log.cycle.completed_on is not None
    try:
        changed = correct_log(visit=visit, by=request.user, data=data, left_out=form.cleaned_data.get("left_out", ""))
    except LaterCycle:
        form.add_error(
            "left_out", _("Another %(cycle)s has begun, so this one stays complete. Say why it was left out.") % words
        )
        return False
    except NotPossible:
        form.add_error(
            "components", _("Something must have taken place in this %(cycle)s. Leave one of them ticked.") % words
        )
        return False
    if changed:
        messages.success(request, _("Saved. It is marked as corrected."))
        is_complete = Cycle.objects.filter(pk=visit.log.cycle_id, completed_on__isnull=False).exists()
        if was_complete and not is_complete:
            messages.info(request, _("With this, the %(cycle)s is not complete any more. It is open again.") % words)
        elif is_complete and not was_complete:
            messages.success(request, _("With this, the %(cycle)s is complete.") % words)
    return True


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
            "notes": audience(pair, RecordClass.NOTES),
        },
    }
