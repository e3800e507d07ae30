"""Saying who pays for one's hours with a pair, and finding it for a day (P1)."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from cycles.models import Funding

OFFERED = 30


@transaction.atomic
def say_who_pays(*, partnership: Partnership, by: User, payer: str, since: dt.date, short_notice: str) -> Funding:
    """Keep who pays for the hours of `by` with this pair from a day on, and what a late cancellation counts."""
    row = Funding(
        partnership=partnership,
        author=by,
        payer=" ".join(payer.split()),
        since=since,
        short_notice=Funding.ShortNotice(short_notice),
        recorded_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(Event.FUNDING_SAID, target=row, by=by)
    return row


def funding_of(user: User) -> dict[uuid.UUID, list[Funding]]:
    """What this person said for each partnership, in the order in which it counts. One query."""
    found: dict[uuid.UUID, list[Funding]] = {}
    for row in Funding.objects.filter(author=user):
        found.setdefault(row.partnership_id, []).append(row)
    return found


def on(rows: Iterable[Funding], day: dt.date) -> Funding | None:
    """What counts on a day; None before the first."""
    return next((row for row in reversed(list(rows)) if row.since <= day), None)


def payers_of(user: User) -> list[str]:
    """The words this person has used, to choose from. One query."""
    words = Funding.objects.filter(author=user).exclude(payer="").order_by("payer")
    return list(words.values_list("payer", flat=True).distinct()[:OFFERED])
