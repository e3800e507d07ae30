"""What the minute brings to surveys: they open on their occasions, close with the month, and are gently reminded of."""

from django.db import connection, transaction
from django.utils import timezone

from coaching.frameworks import Anchor
from coaching.models import Mail
from coaching.services.outbox import Kind, enqueue_many
from cycles.daily import remind_of


@transaction.atomic
def open_surveys() -> None:
    """Ask on the occasions of the last days, and tell those who are asked; run again, it changes nothing."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("select turn_id, author_id, asked_on from sec.open_surveys()")
        found = cursor.fetchall()
    enqueue_many(
        Mail(kind=Kind.SURVEY_OPENED, subject_id=turn, recipient_id=author, occurrence=str(asked_on), due_at=now)
        for turn, author, asked_on in found
    )


@transaction.atomic
def close_surveys() -> None:
    """Close what is over; there the answers lose their person, and groups of five are released (fault 41)."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.close_surveys()")


@transaction.atomic
def remind() -> None:
    """Put the reminders of open surveys into the outbox, each once, by the framework's rule."""
    remind_of(Anchor.SURVEY_OPENED, Kind.SURVEY_WAITING, "select * from sec.surveys_to_remind(%s, %s)")
