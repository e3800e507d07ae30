"""What an administrator sees of each agreement: how it stands, and where it is handed over. Never its content."""

import uuid
from collections.abc import Collection
from typing import Any

from django.urls import reverse

from agreements.life import OVER, TONES, State
from agreements.models import Standing
from agreements.services import place_to_hand_over_in
from coaching.models import Partnership, Program


def standings(ids: Collection[uuid.UUID], *, program: Program) -> dict[uuid.UUID, dict[str, Any]]:
    """Words and tone of each partnership's state, with the page to hand it over where that can be done. Two queries."""
    states = dict(Standing.objects.filter(partnership__in=ids).values_list("partnership_id", "state"))
    formats = dict(Partnership.objects.filter(pk__in=ids).values_list("pk", "format"))
    places = {one.key: place_to_hand_over_in(program.framework, one.key) for one in program.framework.formats}
    found = {}
    for pk in ids:
        state = State(states.get(pk, State.DRAFTING))
        may = state not in OVER and places.get(formats.get(pk, "")) is not None
        address = reverse("partnership_hand_over", args=[program.pk, pk]) if may else ""
        found[pk] = {"state": str(state.label), "tone": TONES[state], "hand_over_url": address}
    return found
