"""What the minute brings to agreements: reminders, expiry, days to look again, and seals that are still missing."""

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
from coaching.services.outbox import Kind, enqueue_many

log = structlog.get_logger(__name__)

SEALED_IN_ONE_TICK = 20
WAITING = "select signature_id, user_id, part, framework_version_id, sent_at, expires_at from sec.waiting_signatures()"


LOOK_AGAIN_AT = dt.time(8)


@transaction.atomic
def expire() -> None:
    """Requests that were not signed in time are over; who was involved is told, and the plan can be sent again (fault
    18). Whoever is late by a crash is told by the next tick, since both are one transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("select agreement_id, user_id from sec.expire_agreements()")
        told = cursor.fetchall()
    now = timezone.now()
    Mail.objects.bulk_create(
        (Mail(kind=Kind.AGREEMENT_EXPIRED, subject_id=pk, recipient_id=user_id, due_at=now) for pk, user_id in told),
        ignore_conflicts=True,
        batch_size=500,
    )


@transaction.atomic
def look_again() -> None:
    """Tell each of a pair that rests, in the morning of their own day to look again, and once (A17)."""
    with connection.cursor() as cursor:
        cursor.execute("select pause_id, user_id, look_again_on, time_zone from sec.pauses_to_look_at()")
        resting = cursor.fetchall()
    now = timezone.now()
    Mail.objects.bulk_create(
        (
            Mail(kind=Kind.PAUSE_LOOK_AGAIN, subject_id=pause_id, recipient_id=user_id, due_at=now)
            for pause_id, user_id, day, zone in resting
            if dt.datetime.combine(day, LOOK_AGAIN_AT, tzinfo=zoneinfo.ZoneInfo(zone)) <= now
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


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
                        kind=Kind.SIGNATURE_DUE,
                        subject_id=signature_id,
                        recipient_id=user_id,
                        occurrence=f"{reminder.key} {past[-1]}",
                        due_at=now,
                    )
                )
    enqueue_many(due)


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
