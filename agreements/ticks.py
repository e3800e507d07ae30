"""What the minute brings to agreements: reminders, expiry, and seals that are still missing."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from agreements.sealing import (
    WARN,
    CertificateExpired,
    CertificateUnusable,
    SealPending,
    look_at_certificate,
)
from agreements.services.documents import seal
from coaching.documents.errors import PdfUnavailable
from coaching.documents.pdf import collect_garbage
from coaching.frameworks import structure as s
from coaching.models import FrameworkVersion, Mail, User
from coaching.services.outbox import Kind

log = structlog.get_logger(__name__)

SEALED_IN_ONE_TICK = 20
WAITING = "select signature_id, user_id, part, framework_version_id, sent_at, expires_at from sec.waiting_signatures()"


def expire() -> None:
    """Requests that were not signed in time are over; the plan can be sent again (fault 18)."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.expire_agreements()")


@transaction.atomic
def remind() -> None:
    """Write the reminders that the framework's rule makes due, each occurrence once, in the signer's own time zone.

    After a standstill only the latest occurrence is sent, not all that were missed (fault 70).
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        waiting = cursor.fetchall()
    versions = FrameworkVersion.objects.in_bulk({row[3] for row in waiting})
    zones = dict(User.objects.filter(pk__in={row[1] for row in waiting}).values_list("pk", "time_zone"))
    now = timezone.now()
    due = []
    for signature_id, user_id, part, version_id, sent_at, expires_at in waiting:
        if expires_at <= now:
            continue
        zone = zoneinfo.ZoneInfo(zones[user_id])
        for reminder in versions[version_id].framework.reminders_at(s.Anchor.SIGNATURE_REQUESTED):
            past = [n for n, moment in occurrences(reminder, sent_at, zone) if moment <= now]
            if part in reminder.to and past:
                due.append(
                    Mail(
                        kind=Kind.AGREEMENT_WAITING,
                        subject_id=signature_id,
                        recipient_id=user_id,
                        occurrence=f"{reminder.key} {past[-1]}",
                        due_at=now,
                    )
                )
    Mail.objects.bulk_create(due, ignore_conflicts=True, batch_size=500)


def occurrences(
    reminder: s.Reminder, sent_at: dt.datetime, zone: zoneinfo.ZoneInfo
) -> Iterator[tuple[int, dt.datetime]]:
    """The moments of a reminder, from 1 on: days after `sent_at` by the calendar of `zone`, at the rule's clock."""
    clock = dt.time.fromisoformat(reminder.at)
    first = sent_at.astimezone(zone).date() + dt.timedelta(days=reminder.days)
    for number in range(reminder.times):
        day = first + dt.timedelta(days=number * (reminder.repeat_days or 0))
        yield number + 1, dt.datetime.combine(day, clock, tzinfo=zone)


def seal_what_is_left() -> None:
    """Seal what a crash, a missing authority or a missing library left unsealed (faults 19, 20, 72).

    What is wrong with the machine (no Pango, no authority, no valid certificate) stops the round; what is wrong with
    one document does not stop the others.
    """
    with connection.cursor() as cursor:
        cursor.execute("select agreement_id, person_id from sec.unsealed_agreements() limit %s", [SEALED_IN_ONE_TICK])
        left = cursor.fetchall()
    for agreement_id, person_id in left:
        if person_id is None:
            log.error("seal_without_signer", agreement=str(agreement_id))
            continue
        try:
            seal(agreement_id=agreement_id, by=person_id)
        except (SealPending, CertificateExpired, CertificateUnusable, PdfUnavailable) as error:
            log.warning("seal_pending", agreement=str(agreement_id), reason=type(error).__name__)
            break
        except Exception as error:
            log.error("seal_failed", agreement=str(agreement_id), reason=type(error).__name__, exc_info=True)
    if left:
        collect_garbage()


def warn_of_certificate() -> None:
    """Once a day, from 60 days before: sealing will stop when the certificate ends (fault 21).

    Also notes, for the administrator's page, which certificate seals.
    """
    if not cache.add("agreements:certificate-looked-at", 1, timeout=24 * 3600):
        return
    try:
        certificate = look_at_certificate(settings.DATA_DIR, settings)
    except CertificateUnusable:
        log.error("seal_certificate_unusable", remedy="check SEAL_PKCS12, SEAL_CERTIFICATE, SEAL_KEY, SEAL_PASSWORD")
        return
    if certificate is not None and certificate.not_valid_after_utc - timezone.now() < WARN:
        log.warning("seal_certificate_ends", on=f"{certificate.not_valid_after_utc:%Y-%m-%d}")
