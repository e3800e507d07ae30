"""The way in: what waits for each person in the part they are in. And who sees what, and the language."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import dateformat, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from coaching.models import FrameworkVersion, Membership, Partnership
from coaching.navigation import PAGES, parts_of
from coaching.requests import SignedIn
from coaching.waiting import Found, Who, waits_of

SHOWN, COMING = 20, 8
"""How many things are shown at once: what waits, and what is coming."""


@login_required
@require_GET
def home(request: SignedIn) -> HttpResponse:
    """Today: what waits for this person in the part they are in, the most urgent first, and what is coming.

    A person without any part is told whom to ask.
    """
    parts = parts_of(request)
    if parts.current is None:
        return render(request, "coaching/no_part.html")
    who = Who(request.user, parts.together)
    found = waits_of(who)
    now = [one for one in found if not one.wait.coming]
    coming = [one for one in found if one.wait.coming][:COMING]
    limit = None if request.GET.get("show") == "all" else SHOWN
    label, name, icon = PAGES[parts.current][0]
    context = {
        "day": dateformat.format(who.today, pgettext("date format", "l, F j")),
        "now": [_row(who, one) for one in now[:limit]],
        "left_out": len(now) - len(now[:limit]),
        "coming": [_row(who, one) for one in coming],
        "first": {"label": label, "url": reverse(name), "icon": icon},
    }
    return render(request, "coaching/today.html", context)


def _row(who: Who, found: Found) -> dict[str, Any]:
    wait = found.wait
    return {
        "icon": found.kind.icon,
        "text": wait.text,
        "whom": who.names.get(wait.partnership_id, "") if wait.partnership_id else "",
        "when": wait.when,
        "tone": "warn" if wait.late else "",
        "url": wait.url,
    }


@login_required
@require_GET
def part_choose(request: HttpRequest, part: str) -> HttpResponse:
    """Go on in another of one's parts; one that is not held does not exist for this person."""
    if not parts_of(request).choose(part):
        raise Http404
    return redirect("home")


@require_GET
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """The disclosure tables of the frameworks that this person works under; of every framework for a visitor."""
    versions = FrameworkVersion.objects.order_by("key", "-number").distinct("key")
    if request.user.is_authenticated:
        programs = Membership.objects.filter(user=request.user).now().values("program")
        mine = Partnership.objects.filter(parties__user=request.user).values("framework_version")
        own = FrameworkVersion.objects.filter(program__in=programs) | FrameworkVersion.objects.filter(pk__in=mine)
        versions = own.distinct() if own.exists() else versions
    language = translation.get_language()[:2]
    tables = [
        {"name": v.framework.text(v.framework.name, language), "table": v.framework.disclosure_table(language)}
        for v in versions
    ]
    return render(request, "coaching/who_sees_what.html", {"tables": tables})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Read on in another language: kept with the account of a signed-in person, in a cookie for others."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = redirect(target if safe else "home")
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.SECURE
    )
    return response
