"""Where a party finds their way: the pair on their own page, a supervisor in the list of agreements."""

import uuid
from collections.abc import Iterable

from django.urls import reverse

from coaching.disclosure.classes import PAIR


def home_of(partnership_id: uuid.UUID, parts: Iterable[str]) -> str:
    """The path of the page from which a party of these parts goes on."""
    if set(parts).isdisjoint(PAIR):
        return reverse("supervised")
    return reverse("partnership_detail", args=[partnership_id])
