"""A request behind `login_required`, as the type checker may know it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from coaching.models import User


class SignedIn(HttpRequest):
    """Somebody is signed in."""

    htmx: HtmxDetails
    user: User  # type: ignore[assignment]  # without the anonymous visitor, whom `login_required` has sent away
