"""What this room does every minute, in the worker and without an identity."""

from django.db import connection, transaction
from django.utils import timezone

from coaching.jobs import start_soon
from coaching.models import Mail
from coaching.services.outbox import Kind, enqueue_many
from reports.monthly import MONTH, months_to_tell
from reports.services.exports import left_behind
from reports.services.kept import drop_lost, forget_expired
from reports.tasks import make_export


def resume() -> None:
    """Start what waits or stands still for more than two minutes: its worker crashed, or the broker was away."""
    for export_id, person_id in left_behind():
        start_soon(make_export, export_id=export_id, person_id=person_id)


def forget() -> None:
    """Drop the reports that were kept for seven days, and those of parts that have ended."""
    forget_expired()
    drop_lost()


@transaction.atomic
def freeze_months() -> None:
    """Freeze the numbers of months that are over for some days; run again or twice at once, it changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.freeze_months()")


@transaction.atomic
def tell_of_months() -> None:
    """Tell whoever a report of a month is made for that it is there; run again or twice at once, it changes nothing.

    One mail for all the programs of a part whose reports come on the same day: it names none, and would be the same.
    """
    now = timezone.now()
    enqueue_many(
        Mail(
            kind=Kind.MONTH_TOLD,
            subject_id=one.user_id,
            recipient_id=one.user_id,
            occurrence=f"{one.part} {one.month.strftime(MONTH)} {one.since}",
            due_at=now,
        )
        for one in months_to_tell()
    )
