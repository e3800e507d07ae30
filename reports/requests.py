"""What a view of this room is called with, behind `login_required`."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from coaching.models import User


class SignedIn(HttpRequest):
    """A request of a person: for the type checker only, nothing is ever of this class."""

    user: User  # type: ignore[assignment]  # Django says it may be anonymous; behind login_required it is not
    htmx: HtmxDetails
