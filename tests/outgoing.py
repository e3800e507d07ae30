"""Mails that are due."""

import datetime as dt

from django.utils import timezone

from coaching.models import Mail, User
from coaching.services.outbox import Kind
from tests.database import bypassing

ONE = {"reader": "Wilma Osei"}


def put(user: User, *, count: int = 1, kind: str = Kind.PASSWORD_RESET, after: dt.timedelta = dt.timedelta(0)) -> None:
    """Mails to one person that became due just now, or will after some time."""
    due = timezone.now() + after
    with bypassing():
        Mail.objects.bulk_create(
            Mail(kind=kind, subject_id=user.pk, recipient=user, occurrence=f"{due} {n}", due_at=due)
            for n in range(count)
        )
