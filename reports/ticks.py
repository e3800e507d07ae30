"""What this room does every minute, in the worker and without an identity."""

from django.db import connection, transaction

from coaching.jobs import start_soon
from reports.services.exports import forget_expired, left_behind
from reports.tasks import make_export


def resume() -> None:
    """Start what waits or stands still for more than two minutes: its worker crashed, or the broker was away."""
    for export_id, person_id in left_behind():
        start_soon(make_export, export_id=export_id, person_id=person_id)


def forget() -> None:
    """Drop the reports that were kept for seven days."""
    forget_expired()


@transaction.atomic
def freeze_months() -> None:
    """Freeze the numbers of months that are over for some days; run again or twice at once, it changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.freeze_months()")
