"""A person's calendar for their own programs: the page where its address is made, and the address itself."""

import hashlib

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from coaching.disclosure.classes import PAIR
from coaching.disclosure.identity import acting_as
from coaching.models import Party, User
from coaching.requests import SignedIn
from cycles.calendar import feed_file
from cycles.forms.feeds import FeedChoices
from cycles.models import CalendarFeed
from cycles.services.feeds import (
    choose_for_feed,
    make_feed,
    open_feed,
    owner_of,
    revoke_feed,
    too_often,
)
from cycles.services.pairs import framework_of
from cycles.times import day_words
from cycles.views import shown


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_variables("secret", "address")
def calendar_settings(request: SignedIn) -> HttpResponse:
    """One's own calendar address: made, shown this once, revoked; and what it says."""
    user, address = request.user, ""
    match request.POST.get("step"):
        case "make":
            secret = make_feed(user=user)
            address = settings.SITE_URL + reverse("calendar_feed", args=[secret])
        case "revoke":
            revoke_feed(user=user)
            messages.success(request, _("The address is revoked. Nobody can use it any more."))
            return redirect("calendar_settings")
        case "choose":
            form = FeedChoices(request.POST)
            if form.is_valid():
                choose_for_feed(user=user, **form.cleaned_data)
                messages.success(request, _("Saved. Your calendar shows it when it asks the next time."))
            return redirect("calendar_settings")
    feed = CalendarFeed.objects.filter(user=user).first()
    context = {
        "feed": feed,
        "has_pair": Party.objects.filter(user=user, part__in=PAIR).present().exists(),
        "made": day_words(feed.made_at.date()) if feed else "",
        "address": address,
        "form": FeedChoices(initial={"with_name": feed.with_name, "with_place": feed.with_place}) if feed else None,
    }
    return render(request, "cycles/calendar_settings.html", context)


@require_safe
@sensitive_variables("secret")
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The visits of whoever's address this is, read as that person today; their session is not asked for.

    An address that is unknown, revoked, malformed, or of somebody without a part is answered like any missing page.
    """
    if too_often(secret, get_ip(request) or ""):
        return HttpResponse(status=429, headers={"Retry-After": "60"}, content_type="text/plain")
    owner = owner_of(secret)
    content = _calendar(User(pk=owner)) if owner else None
    if content is None:
        raise Http404
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    fresh = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    answer = get_conditional_response(request, etag=etag, response=fresh) or fresh
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="visits.ics"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _calendar(owner: User) -> bytes | None:
    """The file, with names and places only where its owner chose them for this address."""
    with acting_as(owner.pk):
        user = User.objects.filter(pk=owner.pk).first()
        feed = open_feed(user) if user else None
        if user is None or feed is None:
            return None
        ids = {visit.partnership_id for visit in feed.visits}
        names = shown.names_of(user, ids) if feed.own.with_name and ids else {}
        with translation.override(user.language):
            places = {
                visit.pk: shown.place_words(framework_of(visit.partnership.framework_version_id), visit.place)
                for visit in (feed.visits if feed.own.with_place else ())
            }
            return feed_file(feed.visits, names=names, places=places, resting=feed.resting)
