"""How and when a person proved who they are, and asking for it once more before what counts."""

import datetime as dt
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from agreements.services import FRESH
from coaching.requests import SignedIn


def fresh_proof(request: SignedIn) -> tuple[str, dt.datetime] | None:
    """The methods of the last ten minutes, joined by "+", and the latest moment; None when it is too long ago."""
    since = time.time() - FRESH.total_seconds()
    fresh = [one for one in get_authentication_records(request, request.user) if one["at"] > since]
    if not fresh:
        return None
    methods = dict.fromkeys(one.get("type") or one["method"] for one in fresh)
    return "+".join(methods), dt.datetime.fromtimestamp(max(one["at"] for one in fresh), dt.UTC)


def prove_who_you_are(
    request: SignedIn, back: str, *, keep_as: str = "", typed: dict[str, Any] | None = None
) -> HttpResponse:
    """Ask for the password or passkey once more, and come back to the page `back` with what was typed."""
    if keep_as and typed is not None:
        request.session[keep_as] = typed
    ways = get_adapter().get_reauthentication_methods(request.user)
    page = ways[0]["url"] if ways else reverse("account_login")
    return redirect(f"{page}?{urlencode({'next': back})}")
