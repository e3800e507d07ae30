"""For anybody who is handed a signed agreement: is this file ours, and as it was sealed? Nothing else is told.

By the file itself, or by the code on its last page, which shows only that such a document was sealed here.
"""

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

from agreements.forms.signing import CodeForm, VerifyForm
from agreements.sealing import LARGEST_FILE, FileRefused, Verdict, verify
from agreements.trust import load_trust

FILES_A_MINUTE = 10  # from one address
CODES_A_MINUTE = 10
WRONG_CODES_AN_HOUR = 30
OVERHEAD = 64 * 1024  # bytes of a posted form around its file


# Nothing is changed here and nobody is signed in, so there is no request to forge; and the size is looked at before
# the first byte is read.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def verify_document(request: HttpRequest) -> HttpResponse:
    """A PDF or a code: ours and unaltered, altered, or unknown (fault 22)."""
    if request.method == "GET":
        return _page(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + OVERHEAD:
        return _page(request, refused=_("This file is larger than 20 MB. Ours are much smaller."))
    if "code" in request.POST:
        return _by_code(request)
    if _too_often(request, "verify", FILES_A_MINUTE):
        return _page(request, refused=_("That were many files. Please wait a minute."), status=429)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form)
    document = form.cleaned_data["document"].read()
    try:
        verdict = verify(document, trust=load_trust(settings.DATA_DIR))
    except FileRefused as refusal:
        return _page(request, refused=str(refusal))
    unaltered = verdict is Verdict.OURS_UNALTERED
    found = _record_of(digest=hashlib.sha256(document).hexdigest()) if unaltered else None
    return _page(request, verdict=verdict, record=found)


def _by_code(request: HttpRequest) -> HttpResponse:
    """Whether a document with this code was sealed here. Guessing is slowed as sign-in is."""
    wrong = f"verify-code-wrong:{_address(request)}"
    if _too_often(request, "verify-code", CODES_A_MINUTE) or cache.get(wrong, 0) >= WRONG_CODES_AN_HOUR:
        return _page(request, refused=_("That were many codes. Please wait a while, or check the file."), status=429)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, code_form=form)
    found = _record_of(code=form.cleaned_data["code"])
    if found is None:
        _count(wrong, seconds=3600)
    return _page(request, by_code="known" if found else "unknown", record=found)


def _page(
    request: HttpRequest,
    *,
    form: VerifyForm | None = None,
    code_form: CodeForm | None = None,
    status: int = 200,
    **told: Any,
) -> HttpResponse:
    context = {"form": form or VerifyForm(), "code_form": code_form or CodeForm(), **told}
    return render(request, "agreements/verify_document.html", context, status=status)


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


def _too_often(request: HttpRequest, what: str, times: int) -> bool:
    return _count(f"{what}:{_address(request)}", seconds=60) > times


def _count(key: str, *, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 0


def _record_of(*, digest: str | None = None, code: str | None = None) -> dict[str, Any] | None:
    """The day of sealing and the signers, for an unaltered file or a code, of a document that we keep ourselves."""
    with connection.cursor() as cursor:
        cursor.execute("select sealed_on, signers, on_paper, contested from sec.sealed(%s, %s)", [digest, code or None])
        row = cursor.fetchone()
    return dict(zip(("sealed_on", "signers", "on_paper", "contested"), row, strict=True)) if row else None
