"""What the base has to do every minute."""

import datetime as dt

from django.utils import timezone

from coaching.models import RosterUpload


def forget_uploads() -> None:
    """Uploaded rosters are dropped a day after they came, imported or not."""
    RosterUpload.objects.filter(uploaded_at__lt=timezone.now() - dt.timedelta(days=1)).delete()
