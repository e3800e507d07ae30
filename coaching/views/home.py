"""The way in: each person goes to the first page of the part they are in."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from coaching.models import FrameworkVersion, Membership, Partnership
from coaching.navigation import PAGES, parts_of


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the first page of the current part; a person without any part is told whom to ask."""
    part = parts_of(request).current
    if part is None:
        return render(request, "coaching/no_part.html")
    return redirect(PAGES[part][0][1])


@login_required
@require_GET
def part_choose(request: HttpRequest, part: str) -> HttpResponse:
    """Go on in another of one's parts; one that is not held does not exist for this person."""
    if not parts_of(request).choose(part):
        raise Http404
    return redirect(PAGES[part][0][1])


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
