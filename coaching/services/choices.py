"""Which reminders a person has at once, gathered or not at all, chosen by them or by the link in a reminder."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coaching.models import MailChoice, User
from coaching.services.audit import Event, record

How = MailChoice.How
GATHERED = "gathered"
"""Stands for all topics that a person has in digests: what the link in a digest stops."""
_SIGNER = Signer(salt="coaching.choices.stop")


def topics() -> tuple[str, ...]:
    """Every topic, in the order of settings.MAIL_TOPICS."""
    return tuple(dict.fromkeys(settings.MAIL_TOPICS.values()))


def choices_of(user_id: uuid.UUID) -> dict[str, str]:
    """The choice of a person for every topic; at once where they have made none. One query, acting as them."""
    chosen = dict(MailChoice.objects.filter(user=user_id).values_list("topic", "how"))
    return {topic: chosen.get(topic, How.NOW.value) for topic in topics()}


@transaction.atomic
def choose_mails(*, user: User, choices: Mapping[str, str]) -> None:
    """Keep what a person chose; topics that are not named stay as they are."""
    now = timezone.now()
    rows = [MailChoice(user=user, topic=topic, how=How(how).value, chosen_at=now) for topic, how in choices.items()]
    existing = {row.topic: row for row in MailChoice.objects.filter(user=user)}
    for row in rows:
        if row.topic in existing:
            MailChoice.objects.filter(pk=existing[row.topic].pk).update(how=row.how, chosen_at=now)
        else:
            row.save(force_insert=True)
    record(Event.MAILS_CHOSEN, target=user, by=user)


# ---- the link in a reminder --------------------------------------------------------------------------------------
def stop_path(user_id: uuid.UUID, topic: str) -> str:
    """The address at which one person stops the reminders of one topic without signing in; empty without a topic.

    It never ends: a reminder that is found again years later can still be stopped. It begins with a digit, by which
    the log knows a part of a path that it must not keep (coaching/logs.py).
    """
    if not topic:
        return ""
    value: Any = [user_id.hex, topic]
    return reverse("mail_stop", args=["1" + _SIGNER.sign_object(value)])


def stopped_by(secret: str) -> tuple[uuid.UUID, str] | None:
    """Whose reminders of which topic such an address stops; None for one that nobody was given."""
    try:
        user_id, topic = _SIGNER.unsign_object(secret.removeprefix("1"))
    except (BadSignature, ValueError):
        return None
    return (uuid.UUID(hex=user_id), topic) if topic in (*topics(), GATHERED) else None


def stop(*, user: User, topic: str) -> None:
    """Have no more reminders of a topic; of all that were gathered, for the link in a digest."""
    chosen = choices_of(user.pk)
    named = [one for one, how in chosen.items() if how in (How.DAILY, How.WEEKLY)] if topic == GATHERED else [topic]
    choose_mails(user=user, choices=dict.fromkeys(named, How.OFF.value))
