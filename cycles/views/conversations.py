"""The guide to a conversation, from its preparation to the finished log (E1 to E7)."""

import uuid

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from coaching.models import Partnership
from coaching.requests import SignedIn
from cycles.models import Visit
from cycles.policies import Action, authorize
from cycles.views.conversation_page import ConversationPage
from cycles.views.log_page import offer_text_back


@login_required
@require_GET
def visit_converse(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The guide for an appointment: it can be prepared long before."""
    page = _planned(request, pk)
    if page.visit and page.visit.state == Visit.State.LOGGED:
        return redirect("visit_detail", pk)
    return page.show(page.form())


@login_required
@require_GET
def visit_converse_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The guide for a conversation that nobody had planned."""
    page = _unplanned(request, pk)
    return page.show(page.form())


@require_POST
def visit_converse_finish(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Finish a conversation that was planned: it becomes the log of that visit."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("visit_converse", args=[pk]))
    with offer_text_back(request) as refused:
        return _planned(request, pk).finish()
    return refused.page()


@require_POST
def visit_converse_finish_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Finish a conversation that nobody had planned."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("visit_converse_new", args=[pk]))
    with offer_text_back(request) as refused:
        return _unplanned(request, pk).finish()
    return refused.page()


def _planned(request: SignedIn, pk: uuid.UUID) -> ConversationPage:
    visit = get_object_or_404(Visit.objects.select_related("partnership__program"), pk=pk)
    return ConversationPage(request, authorize(request.user, Action.VISIT_LOG, visit.partnership), visit)


def _unplanned(request: SignedIn, pk: uuid.UUID) -> ConversationPage:
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    return ConversationPage(request, authorize(request.user, Action.VISIT_LOG, partnership), None)
