"""What the base has to do every minute."""

import datetime as dt

from django.db import connection
from django.utils import timezone

from coaching.models import RosterUpload


def forget_uploads() -> None:
    """Uploaded rosters are dropped a day after they came, imported or not."""
    RosterUpload.objects.filter(uploaded_at__lt=timezone.now() - dt.timedelta(days=1)).delete()


def leave_places() -> None:
    """Whoever's part in a program has ended has left their partnerships, as row security had it from that moment on."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.leave_places()")
