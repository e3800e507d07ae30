"""One of two who coach each other looks through the plan of the other (B7)."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.models import Partnership
from coaching.requests import SignedIn
from cycles.forms.peers import ReviewForm
from cycles.models import PlanReview
from cycles.policies import authorize_review
from cycles.services import review_plan
from cycles.services.peers import rules_of
from cycles.services.readers import find_reader
from cycles.views.peer_words import review_words, sees_two
from cycles.views.plan_page import OPEN_FIRST, goal_rows, plan_trail

BEFORE_SHOWN = 12


@login_required
@require_http_methods(["GET", "POST"])
def plan_review(request: SignedIn, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """The plan of the other, what was said of it before, and a form for today."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    pair, partner = authorize_review(request.user, partnership, learner)
    rules, reader = rules_of(pair.framework, partnership.format), find_reader(partnership, request.user)
    assert rules is not None and reader is not None
    form = ReviewForm(request.POST or None, rules=rules)
    keep = f"review:{request.user.pk}:{learner}"
    if form.is_valid():
        review_plan(pair=pair, by=request.user, learner=learner, **form.said())
        messages.success(request, _("Saved. %(name)s can read it now.") % {"name": partner.name})
        return redirect(f"{reverse('action_plan', args=[pk])}?saved={keep}#reviews")
    before = PlanReview.objects.filter(partnership=pk, user=request.user, learner=learner)[:BEFORE_SHOWN]
    goals = [row for row in goal_rows(reader) if row["learner"] in (None, learner) and row["state"] in OPEN_FIRST]
    context = {
        "pair": pair,
        "partner": partner,
        "form": form,
        "keep": keep,
        "label": str(rules.label),
        "meaning": str(rules.meaning),
        "goals": goals,
        "before": [review_words(one, None) for one in before],
        "trail": plan_trail(pair, (_("Plan of %(name)s") % {"name": partner.name}, "")),
        "sees": sees_two(partner.name),
    }
    return render(request, "cycles/plan_review.html", context)
