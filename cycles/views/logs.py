"""The log of a visit, written on a phone: it saves itself, loses nothing, and is finished in one press."""

import uuid

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from coaching.models import Partnership
from coaching.requests import SignedIn
from cycles.models import Visit
from cycles.policies import Action, authorize
from cycles.services.drafts import discard_draft
from cycles.views.log_page import LogPage, offer_text_back

VISITS = Visit.objects.select_related("partnership__program")
PARTNERSHIPS = Partnership.objects.select_related("program")


@login_required
@require_GET
def visit_log(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The log of an appointment, filled in from it and from what was typed before."""
    page = _planned(request, pk)
    if page.visit and page.visit.state == Visit.State.LOGGED:
        return redirect("visit_detail", pk)
    return page.show_or_guide()


@login_required
@require_GET
def visit_log_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The log of a visit that nobody had planned."""
    return _unplanned(request, pk).show_or_guide()


@require_POST
def visit_finish(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Finish the log of an appointment. Whoever has to sign in again comes back to the form, not to this address."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("visit_log", args=[pk]))
    with offer_text_back(request) as refused:
        return _planned(request, pk).finish()
    return refused.page()


@require_POST
def visit_finish_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Finish the log of a visit that nobody had planned."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("visit_log_new", args=[pk]))
    with offer_text_back(request) as refused:
        return _unplanned(request, pk).finish()
    return refused.page()


@login_required
@require_POST
def visit_draft_discard(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Throw away the log of a visit that nobody had planned; nobody else ever saw it."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    authorize(request.user, Action.VISIT_LOG, partnership)
    discard_draft(partnership=partnership, visit=None, by=request.user)
    return redirect("partnership_detail", pk)


@login_required
@require_GET
def signed_in_again(request: SignedIn) -> HttpResponse:
    """Where one lands who signs in beside a page with unsent words: back to that page (fault 42)."""
    return render(request, "cycles/signed_in_again.html")


def _planned(request: SignedIn, pk: uuid.UUID) -> LogPage:
    visit = get_object_or_404(VISITS, pk=pk)
    return LogPage(request, authorize(request.user, Action.VISIT_LOG, visit.partnership), visit)


def _unplanned(request: SignedIn, pk: uuid.UUID) -> LogPage:
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    return LogPage(request, authorize(request.user, Action.VISIT_LOG, partnership), None)
