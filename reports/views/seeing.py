"""A coachee or a coach opens the pages about their partnership as somebody outside it would see them."""

import uuid

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services import ledger
from cycles.policies import Action, authorize
from cycles.services.audience import outsiders
from cycles.views import shown
from reports.seeing import PAGES, PLACE, as_the_device_of, as_they_see, made_inert, ways_of

PARTNERSHIPS = Partnership.objects.select_related("program")


@login_required
@require_GET
def seen_as(request: SignedIn, pk: uuid.UUID, audience: str, page: str = "") -> HttpResponse:
    """One page under the rules of an audience: marked, read-only, with a way back."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    pair = authorize(request.user, Action.READ, partnership)
    if not pair.me.present:
        raise PermissionDenied
    if audience not in outsiders(partnership) or (page and page not in dict(PAGES[audience])):
        raise Http404
    ledger.nothing_leaves(request)
    ways = list(ways_of(partnership, audience))
    seen = as_they_see(request, partnership, audience, page or ways[0][0])
    who = pair.word(audience)
    context = {
        "who": who,
        "back": reverse("partnership_detail", args=[pk]),
        "tabs": [{"label": label, "url": way, "current": name == seen.name} for name, label, _address, way in ways],
    }
    if seen.html is None:
        context["trail"] = shown.trail(pair, (who, ""))
        return render(request, "reports/seen_as_nothing.html", context)
    html = made_inert(seen.html, {address: way for _name, _label, address, way in ways})
    html = html.replace(PLACE, render_to_string("reports/_seen_as.html", context, request=request))
    return HttpResponse(as_the_device_of(html, request.user.pk))
