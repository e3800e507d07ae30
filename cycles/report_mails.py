"""The words of the mail that a report was given: that it is there, and where. No content, and nobody's name (D8)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import Mail, User
from coaching.services.outbox import Letter, link
from cycles.models import ProgressReport


def progress_report_given(mail: Mail, user: User) -> Letter | None:
    """Nothing for whoever does not read it, and nothing once it was put right."""
    report = ProgressReport.objects.filter(pk=mail.subject_id, replaced_at=None).exclude(author=user).first()
    if report is None:
        return None
    return Letter(
        subject=_("A report on your coaching"),
        lines=(_("A written report on a coaching that you are part of is there for you."),),
        action=_("Read it"),
        url=link(reverse("progress_report", args=[report.pk])),
    )
