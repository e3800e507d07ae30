"""What the views of this room are given."""

from django.http import HttpRequest

from coaching.models import User


class SignedIn(HttpRequest):
    """A request behind `login_required`: there is a person. For types only; nobody makes one."""

    user: User
