"""For anybody who is handed a signed agreement: is this file ours, and as it was sealed? Nothing else is told."""

import hashlib
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agreements.forms.signing import VerifyForm
from agreements.sealing import LARGEST_FILE, FileRefused, Verdict, verify
from agreements.trust import load_trust

FILES_A_MINUTE = 10  # from one address
OVERHEAD = 64 * 1024  # bytes of a posted form around its file


# Nothing is changed here and nobody is signed in, so there is no request to forge; and the size is looked at before
# the first byte is read.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def verify_document(request: HttpRequest) -> HttpResponse:
    """Upload a PDF: ours and unaltered, altered, or unknown (fault 22)."""
    if request.method == "GET":
        return _page(request, VerifyForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + OVERHEAD:
        return _page(request, VerifyForm(), refused=_("This file is larger than 20 MB. Ours are much smaller."))
    if _too_often(request):
        return _page(request, VerifyForm(), refused=_("That were many files. Please wait a minute."), status=429)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    document = form.cleaned_data["document"].read()
    try:
        verdict = verify(document, trust=load_trust(settings.DATA_DIR))
    except FileRefused as refusal:
        return _page(request, VerifyForm(), refused=str(refusal))
    return _page(request, VerifyForm(), verdict=verdict, record=_record_of(document, verdict))


def _page(request: HttpRequest, form: VerifyForm, *, status: int = 200, **told: Any) -> HttpResponse:
    return render(request, "agreements/verify_document.html", {"form": form, **told}, status=status)


def _too_often(request: HttpRequest) -> bool:
    key = f"verify:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > FILES_A_MINUTE
    except ValueError:  # it ran out between the two
        return False


def _record_of(document: bytes, verdict: Verdict) -> dict[str, Any] | None:
    """The day of sealing and the number of signers, for a file that is unaltered and that we keep ourselves."""
    if verdict is not Verdict.OURS_UNALTERED:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select sealed_on, signers from sec.sealed(%s)", [hashlib.sha256(document).hexdigest()])
        row = cursor.fetchone()
    return {"sealed_on": row[0], "signers": row[1]} if row else None
