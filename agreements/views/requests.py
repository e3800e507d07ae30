"""What can become of a request to sign besides a signature: declined, taken back, sent again."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.life import ReasonForm
from agreements.models import Agreement
from agreements.policies import Action, authorize, authorize_signing, parts_in
from agreements.services import NotOut, TooSoon, decline, resend, tell_of_closing, withdraw
from agreements.views.surroundings import people_of, way_back
from coaching.requests import SignedIn

AGREEMENTS = Agreement.objects.select_related("partnership", "edition")


@login_required
@require_http_methods(["GET", "POST"])
def agreement_decline(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Say no, and why. Who signs reads the reason; the others are told that it will not be signed (fault 24)."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    authorize_signing(request.user, agreement, Action.AGREEMENT_DECLINE)
    if not agreement.is_out:
        return _over(request, pk)
    form = ReasonForm(
        request.POST or None,
        label=_("What should be different?"),
        help_text=_("Everyone who is asked to sign can read this."),
    )
    if form.is_valid():
        try:
            decline(agreement=agreement, by=request.user, words=form.cleaned_data["words"])
        except NotOut:
            return _over(request, pk)
        messages.success(request, _("You have declined. The others get a mail and can read your reason here."))
        return redirect("agreement_detail", pk)
    return _page(request, "agreements/agreement_decline.html", agreement, form, _("Decline"))


@login_required
@require_http_methods(["GET", "POST"])
def agreement_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Take a version back that is out for signature, and say why; the plan can be changed and sent again."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    authorize(request.user, Action.AGREEMENT_WITHDRAW, agreement.partnership_id)
    if not agreement.is_out:
        return _over(request, pk)
    form = ReasonForm(
        request.POST or None,
        label=_("Why do you take it back?"),
        help_text=_("Everyone who was asked to sign can read this."),
    )
    if form.is_valid():
        try:
            withdraw(agreement=agreement, by=request.user, words=form.cleaned_data["words"])
        except NotOut:
            return _over(request, pk)
        tell_of_closing(agreement, by=request.user)
        messages.success(request, _("Withdrawn. You can change the plan and send it again."))
        return redirect("agreement_detail", pk)
    return _page(request, "agreements/agreement_withdraw.html", agreement, form, _("Take it back"))


@login_required
@require_POST
def agreement_resend(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Mail those again who have not signed, at most once an hour."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    authorize(request.user, Action.AGREEMENT_RESEND, agreement.partnership_id)
    try:
        resend(agreement=agreement, by=request.user)
    except NotOut:
        return _over(request, pk)
    except TooSoon:
        messages.info(request, _("The last mail is less than an hour old. Please wait a little, then send it again."))
    else:
        messages.success(request, _("Sent again to those who have not signed yet."))
    return redirect("agreement_detail", pk)


def _over(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    messages.info(request, _("This agreement is not waiting for signatures any more."))
    return redirect("agreement_detail", pk)


def _page(request: SignedIn, template: str, agreement: Agreement, form: ReasonForm, here: str) -> HttpResponse:
    people = people_of(agreement.partnership_id)
    parts = parts_in(request.user, agreement.partnership_id)
    context: dict[str, Any] = {
        "agreement": agreement,
        "form": form,
        "pair": people.pair,
        "trail": way_back(agreement.partnership_id, people, parts, here),
    }
    return render(request, template, context)
