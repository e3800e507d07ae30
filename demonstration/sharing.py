"""What a coachee of the demonstration shares with their supervisor, and what their coach proposes. Invented words."""

import uuid

from coaching.disclosure.classes import Part
from coaching.models import Partnership, User
from cycles.models import Note, VisitLog
from cycles.models.releases import Item
from cycles.services import give, propose
from cycles.services.pairs import Pair, find_pair
from cycles.services.releases import Key, Words, audiences_of
from demonstration.growth import As


def share_with_the_supervisor(partnership: Partnership, *, lead: uuid.UUID, learner: uuid.UUID, as_person: As) -> None:
    """One thing is shared and one proposed, where the agreement has such a way and a coach works with one coachee."""
    with as_person(lead) as user:
        pair = _pair(partnership, user)
        if pair.me.part != Part.COACH or Part.SUPERVISOR not in audiences_of(pair):
            return
        note = Note.objects.filter(partnership=partnership, author=lead).order_by("created_at").last()
        assert note is not None
        propose(
            pair=pair,
            by=user,
            audience=Part.SUPERVISOR,
            key=Key(Item.NOTE, note.pk),
            learner=learner,
            reason="It shows how much has changed, in your own words. Your supervisor would be glad to read it.",
        )
    with as_person(learner) as user:
        log = VisitLog.objects.filter(partnership=partnership).order_by("visited_on").first()
        assert log is not None
        words = Words(
            "Our first coaching session",
            [{"label": "What I would like you to know", "text": "We began with lunch. I have an idea for the line."}],
        )
        give(pair=_pair(partnership, user), by=user, audience=Part.SUPERVISOR, items={Key(Item.LOG, log.pk): words})


def _pair(partnership: Partnership, user: User) -> Pair:
    """With the terms that were signed meanwhile."""
    pair = find_pair(Partnership.objects.select_related("program").get(pk=partnership.pk), user)
    assert pair is not None
    return pair
