"""The pair's page, the same for both: what was agreed, what they work on, how far they are."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from cycles.forms.goals import ReasonForm
from cycles.models import Cycle
from cycles.policies import Action, authorize
from cycles.services import NotPossible, waive_component
from cycles.services.audience import audience
from cycles.services.pairs import Pair
from cycles.views import shown
from cycles.views.pair_page import pair_page, unread_of, visits_of

PARTNERSHIPS = Partnership.objects.select_related("program")
VISITS_PAGE = 20


@login_required
@require_GET
def partnership_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Everything of one pair on one page, each part with who can see it."""
    pair = authorize(request.user, Action.READ, get_object_or_404(PARTNERSHIPS, pk=pk))
    return render(request, "cycles/partnership_detail.html", pair_page(pair))


@login_required
@require_GET
def partnership_visits(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """All visits of a pair, from the newest on."""
    pair = authorize(request.user, Action.READ, get_object_or_404(PARTNERSHIPS, pk=pk))
    visits = visits_of(pair)
    before = shown.read_cursor(request.GET.get("before", ""))
    if before:
        visits = visits.filter(Q(starts_at__lt=before[0]) | Q(starts_at=before[0], id__lt=before[1]))
    page = list(visits[: VISITS_PAGE + 1])
    context = {
        "pair": pair,
        "title": pair.terms["Visits"],
        "trail": shown.trail(pair, (pair.terms["Visits"], "")),
        "visits": shown.visit_rows(
            page[:VISITS_PAGE],
            leads=pair.leads,
            unread=unread_of(pair, page[:VISITS_PAGE]),
            standings={pk: pair.state},
        ),
        "older_url": f"?before={shown.cursor_of(page[VISITS_PAGE - 1])}" if len(page) > VISITS_PAGE else "",
        "newest_url": reverse("partnership_visits", args=[pk]) if before else "",
    }
    return render(request, "cycles/partnership_visits.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def component_waive(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Leave a component of the open cycle out, and say why (A6)."""
    cycle = get_object_or_404(Cycle.objects.select_related("partnership__program"), pk=pk)
    pair = authorize(request.user, Action.COMPONENT_WAIVE, cycle.partnership)
    component = next((one for one in pair.framework.components if one.key == key), None)
    if component is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        _waive(request, pair, cycle, key, form.cleaned_data["reason"])
        return redirect("partnership_detail", cycle.partnership_id)
    context = {
        "pair": pair,
        "form": form,
        "component": component,
        "cycle": cycle,
        "trail": shown.trail(pair, (_("Leave out a part"), "")),
        "sees": audience(pair, RecordClass.NOTES),
    }
    return render(request, "cycles/component_waive.html", context)


def _waive(request: SignedIn, pair: Pair, cycle: Cycle, key: str, reason: str) -> None:
    try:
        completed = waive_component(cycle=cycle, key=key, reason=reason, by=request.user)
    except NotPossible:
        messages.warning(
            request,
            _("This part cannot be left out. It is done or left out already, or nothing else took place yet."),
        )
        return
    messages.success(
        request,
        _("Left out, with your reason. The %(cycle)s is complete.") % pair.terms if completed else _("Left out."),
    )
