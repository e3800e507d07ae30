"""In person on one device: one signer hands it to the next, who signs in as themselves and is signed out after.

Nothing of the first person stays: their session ends before the next begins, no page of theirs is kept by the browser,
and the new session, which lasts half an hour, knows only which agreement it is for and who handed the device over.
"""

import time
import uuid

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.models import Agreement
from agreements.policies import authorize_signing
from agreements.services import asked_now
from coaching.requests import SignedIn
from coaching.services.audit import Event, record

KEY = "sitting"
SECONDS = 30 * 60


@login_required
@require_POST
def agreement_hand_over(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Sign this person out and let the next signer sign in, on their way to the page where they sign."""
    agreement = get_object_or_404(Agreement.objects.select_related("partnership", "edition"), pk=pk)
    authorize_signing(request.user, agreement)
    if not agreement.is_out or all(one.user_id == request.user.pk for one in asked_now(agreement)):
        messages.info(request, _("Nobody else is asked to sign now."))
        return redirect("agreement_detail", pk)
    record(Event.DEVICE_HANDED_OVER, target=agreement, by=request.user)
    sitting = {"agreement": str(pk), "by": str(request.user.pk), "at": time.time()}
    logout(request)
    request.session[KEY] = sitting
    request.session.set_expiry(SECONDS)
    messages.info(request, _("You are signed out. Whoever signs next signs in here, with their own password."))
    return redirect(_sign_in(reverse("agreement_sign", args=[pk])))


def handed_over_by(request: SignedIn, agreement: Agreement) -> uuid.UUID | None:
    """Who handed this device to the person who is signed in, for this agreement; None without a hand-over."""
    sitting = request.session.get(KEY)
    if not sitting or sitting["agreement"] != str(agreement.pk) or sitting["at"] < time.time() - SECONDS:
        return None
    by = uuid.UUID(sitting["by"])
    return by if by != request.user.pk else None


def signed_and_out(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """The next has signed on the other's device: they are signed out, and whoever owns it signs in again."""
    logout(request)
    messages.success(request, _("Thank you. You have signed, and you are signed out. Please hand the device back."))
    return redirect(_sign_in(reverse("agreement_detail", args=[agreement.pk])))


def _sign_in(following: str) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': following})}"
