"""The words of this room's mails."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Mail, User
from coaching.services.outbox import Letter, link
from reports.models import Export
from reports.monthly import MONTH, month_url, title
from reports.policies import is_entitled, tells_months


def report_ready(mail: Mail, user: User) -> Letter | None:
    """A report can be fetched; nothing when it is gone by now, or when its part has ended."""
    export = Export.objects.filter(pk=mail.subject_id, state=Export.State.READY, expires_at__gt=timezone.now()).first()
    if export is None or not is_entitled(user, export):
        return None
    return Letter(
        subject=_("Your report is ready"),
        lines=(
            _("The report that you asked for is ready."),
            _("You can download it for seven days. After that it is deleted."),
        ),
        action=_("Go to the report"),
        url=link(reverse("export_detail", args=[export.pk])),
    )


def month_told(mail: Mail, user: User) -> Letter | None:
    """The report of a month is there; nothing for whoever no longer holds the part, or for somebody else."""
    part, month, _since = mail.occurrence.split()
    if mail.subject_id != user.pk or not tells_months(user, part):
        return None
    first = dt.datetime.strptime(month, MONTH).date()  # a month has no zone
    return Letter(
        subject=title(first),
        lines=(_("It is on a page for you. You need to be signed in to read it."),),
        action=_("Read the report"),
        url=link(month_url(part, first)),
    )
