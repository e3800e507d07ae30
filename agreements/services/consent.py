"""Whether a person wants electronic records: asked before the first signature, taken back at any time (fault 25)."""

import uuid

from django.db import connection, transaction
from django.utils import timezone

from agreements.models import Agreement, ConsentRecord
from coaching.models import User
from coaching.services.audit import Event, record


def consent_of(user: User) -> ConsentRecord | None:
    """What this person said last, for that person alone; None when they were never asked."""
    return ConsentRecord.objects.filter(user=user).order_by("-at").first()


def wants_paper(user: User) -> bool:
    """Whether this person has said no to electronic records, and not yes since."""
    latest = consent_of(user)
    return latest is not None and not latest.agreed


def on_paper_only(agreement: Agreement) -> set[uuid.UUID]:
    """Which signers of an agreement want no electronic records; for its parties."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.on_paper_only(%s)", [agreement.pk])
        return {row[0] for row in cursor.fetchall()}


@transaction.atomic
def say_consent(*, by: User, agreed: bool, text: str) -> None:
    """Keep that `by` agreed to electronic records, or does no more; `text` is what they read. Said again: nothing new.

    Signatures that were given stay as they are.
    """
    latest = consent_of(by)
    if latest is not None and latest.agreed == agreed:
        return
    said = ConsentRecord(user=by, at=timezone.now(), agreed=agreed, text=text)
    said.save(force_insert=True)
    record(Event.CONSENT_GIVEN if agreed else Event.CONSENT_WITHDRAWN, target=said, by=by)
