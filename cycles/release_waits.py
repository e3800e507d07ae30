"""What of giving waits for a person: a proposal to answer, and what was newly shared. See coaching/waiting.py."""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from coaching.addresses import address
from coaching.disclosure.classes import Part
from coaching.waiting import Wait, Waiting, Who
from cycles.models import Release, ReleaseProposal
from cycles.services.pairs import LEARNS
from cycles.services.releases import releasable

NEW = dt.timedelta(days=7)
"""How long what was shared is spoken of as new."""


def _where(who: Who, *parts: Part) -> list[uuid.UUID]:
    """The partnerships in which this person holds one of these parts and whose terms release anything."""
    held = [key for key, mine in who.places.items() if not mine.isdisjoint(parts)]
    terms = {key: who.partnerships[key].terms_id for key in held}
    return [key for key, found in terms.items() if found and releasable(found)]


def proposed(who: Who) -> Iterator[Wait]:
    """What a coach would like this person to share (B10). One query, where their terms release anything."""
    places = _where(who, *LEARNS)
    rows = ReleaseProposal.objects.filter(user=who.user, answered_at=None, partnership__in=places) if places else ()
    url = address("release_proposal")
    for row in rows:
        yield Wait(text=_("Decide whether to share something"), url=url(row.pk), partnership_id=row.partnership_id)


def shared(who: Who) -> Iterator[Wait]:
    """What was shared with this supervisor in the last days, and still is. One query, where anything can be."""
    places = _where(who, Part.SUPERVISOR)
    since = timezone.now() - NEW
    rows = Release.objects.filter(partnership__in=places, given_at__gte=since) if places else Release.objects.none()
    found: dict[uuid.UUID, int] = {}
    for key in rows.values_list("partnership", flat=True) if places else ():
        found[key] = found.get(key, 0) + 1
    url = address("supervisor_summary")
    for key, n in found.items():
        text = ngettext("Something was shared with you", "%(n)d things were shared with you", n) % {"n": n}
        yield Wait(text=text, url=url(key) + "#shared", partnership_id=key, count=n)


PROPOSED = Waiting(
    proposed, "eye", ngettext_lazy("%(n)d proposal to share something", "%(n)d proposals to share something", "n")
)
SHARED = Waiting(
    shared,
    "eye",
    ngettext_lazy("%(n)d thing was shared with you", "%(n)d things were shared with you", "n"),
    "shared",
)
