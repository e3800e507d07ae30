"""What an administrator is told of sealing: which signed agreements have no document yet, and when sealing will stop.

No content, nobody's name: the day of the last signature, and what hinders.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import SealAttempt
from agreements.sealing import WARN, noted_certificate
from coaching.models import Program


@dataclass(frozen=True)
class Unsealed:
    """An agreement that all signed more than ten minutes ago and that has no sealed document."""

    agreement_id: uuid.UUID
    signed_at: dt.datetime
    attempts: int
    failed_at: dt.datetime | None
    reason: str

    @property
    def words(self) -> str:
        """Why the last attempt failed, and what helps."""
        said = {
            SealAttempt.Reason.TIMESTAMP: _("The time-stamp authority did not answer. It is tried again each minute."),
            SealAttempt.Reason.EXPIRED: _("The certificate has ended. Who runs this server sets a new one."),
            SealAttempt.Reason.CERTIFICATE: _("The certificate cannot be read. Who runs this server checks it."),
            SealAttempt.Reason.PANGO: _("This server cannot make PDF files yet. Who runs it installs Pango."),
            SealAttempt.Reason.OTHER: _("Something unexpected. Who runs this server finds it in the log."),
        }
        return said.get(SealAttempt.Reason(self.reason)) or "" if self.reason else _("It has not been tried yet.")


def unsealed_in(program: Program) -> list[Unsealed]:
    """Those of a program, the oldest first; for its administrators, nothing for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select agreement_id, signed_at, attempts, failed_at, reason from sec.unsealed_in(%s)", [program.pk]
        )
        return [Unsealed(*row) for row in cursor.fetchall()]


def certificate_warning() -> str:
    """When sealing will stop, from 60 days before (fault 21); empty while there is time."""
    certificate = noted_certificate(settings.DATA_DIR)
    if certificate is None or certificate.not_valid_after_utc - timezone.now() >= WARN:
        return ""
    day = formats.date_format(certificate.not_valid_after_utc, "DATE_FORMAT")
    if certificate.not_valid_after_utc <= timezone.now():
        return _("The certificate for sealing ended on %(day)s. Ask who runs this server for a new one.") % {"day": day}
    return _("The certificate for sealing ends on %(day)s. Ask who runs this server to renew it.") % {"day": day}


def warnings(program: Program) -> list[dict[str, str]]:
    """For the overview of the set-up: each with the page where more stands."""
    url = reverse("setup_documents", args=[program.pk])
    found = []
    if left := len(unsealed_in(program)):
        text = ngettext(
            "%(count)d signed agreement has no sealed document yet.",
            "%(count)d signed agreements have no sealed document yet.",
            left,
        )
        found.append({"text": text % {"count": left}, "url": url, "action": _("See why")})
    if text := certificate_warning():
        found.append({"text": text, "url": url, "action": _("See the documents")})
    return found
