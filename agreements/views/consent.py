"""Electronic records: what a person agreed to, taking it back, and giving it again (fault 25)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.consent import CONSENT, MEANING, NO_MORE, consent_in_full
from agreements.services import consent_of, say_consent
from coaching.requests import SignedIn


@login_required
@require_http_methods(["GET", "POST"])
def electronic_records(request: SignedIn) -> HttpResponse:
    """One's own consent to sign and to get agreements electronically."""
    if request.method == "POST":
        agreed = request.POST.get("agreed") == "yes"
        say_consent(by=request.user, agreed=agreed, text=consent_in_full() if agreed else str(NO_MORE))
        if agreed:
            messages.success(request, _("Thank you. You can sign here."))
        else:
            messages.success(request, _("Taken back. From now on you are asked to sign on paper."))
        return redirect("electronic_records")
    context = {"said": consent_of(request.user), "consent": CONSENT, "meaning": MEANING, "no_more": NO_MORE}
    return render(request, "agreements/electronic_records.html", context)
