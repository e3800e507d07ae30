"""What a pair agrees on before something is observed; either writes it, and nobody over the words of the other."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from coaching.disclosure.classes import PAIR
from coaching.models import Party, User
from coaching.services.audit import Event, record
from cycles.models import ObservationFocus, Visit
from cycles.services.meanwhile import require_same
from cycles.services.pairs import one_at_a_time
from cycles.services.questions import NotOfThisPair
from cycles.services.visits import NotPlanned

FIELDS = ("what", "moment", "way", "shared", "debrief", "learner", "collected", "kept_by")
PEOPLE = ("learner", "kept_by")
"""Fields that name somebody, by id; nobody where it is not said."""


def words_of_focus(visit: Visit) -> dict[str, Any]:
    """What was agreed so far, by field. One query."""
    return words_of(ObservationFocus.objects.filter(visit=visit).first())


def words_of(focus: ObservationFocus | None) -> dict[str, Any]:
    """What was agreed, by field; people by their id."""
    return {name: _kept(focus, name) if focus else "" for name in FIELDS}


def _kept(focus: ObservationFocus, name: str) -> str:
    return str(getattr(focus, f"{name}_id") or "") if name in PEOPLE else getattr(focus, name)


@transaction.atomic
def save_focus(*, visit: Visit, by: User, words: dict[str, str], seen: str | None = None) -> bool:
    """Keep what is observed on an appointment (B1, B5, D7). False: nothing changed.

    Raises NotPlanned, NotOfThisPair, and WrittenMeanwhile where the other saved since `seen`.
    """
    one_at_a_time(visit.partnership_id)
    visit = Visit.objects.get(pk=visit.pk)
    if visit.state != Visit.State.PLANNED:
        raise NotPlanned
    wanted = {name: words.get(name, "") for name in FIELDS}
    here = Party.objects.filter(partnership=visit.partnership_id, part__in=PAIR).present()
    if {wanted[name] for name in PEOPLE} - {"", *(str(key) for key in here.values_list("user_id", flat=True))}:
        raise NotOfThisPair
    if not require_same(words_of_focus(visit), seen, wanted):
        return False
    now = timezone.now()
    focus = ObservationFocus.objects.filter(visit=visit).first()
    is_new = focus is None
    if focus is None:
        focus = ObservationFocus(partnership_id=visit.partnership_id, visit=visit)
    for name, text in wanted.items():
        setattr(focus, *((f"{name}_id", text or None) if name in PEOPLE else (name, text)))
    focus.saved_by, focus.saved_at, focus.written_at = by, now, now
    focus.save(force_insert=is_new)
    record(Event.OBSERVATION_AGREED, target=focus, by=by)
    return True
