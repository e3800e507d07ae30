"""A signature on paper: its scan stands in, marked as such, until the party says that it is not theirs."""

import datetime as dt
import hashlib

from django.db import connection, transaction
from django.utils import timezone

from agreements.codes import paper_code
from agreements.models import Agreement, PaperScan, Signature
from agreements.rendering import require_as_signed
from agreements.scans import Scan
from agreements.services.locking import lock_agreement
from agreements.services.signing import (
    FRESH,
    NotAsked,
    NotOut,
    StaleAuthentication,
    asked_now,
    bind_if_all_have_agreed,
)
from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue


class OtherText(Exception):
    """The code on the paper is not that of this text."""


def may_be_on_paper(agreement: Agreement) -> list[Signature]:
    """The open places whose parts the framework lets sign on paper, those whose turn it is."""
    form = agreement.framework.format(agreement.partnership.format)
    return [one for one in asked_now(agreement) if form.on_paper(one.part)]


@transaction.atomic
def add_scan(
    *,
    agreement: Agreement,
    place: Signature,
    by: User,
    scan: Scan,
    code: str,
    typed_name: str,
    signed_on: dt.date,
    authenticated_at: dt.datetime,
) -> Signature:
    """Let the scan of a printed copy stand for the signature at `place`; its party is told by mail.

    `code` is the one on the printed copy, `typed_name` and `signed_on` stand on it by hand; `authenticated_at` is when
    `by` last proved who they are. A second scan for one place changes nothing. Raises NotOut, NotAsked, OtherText,
    StaleAuthentication, NotAsSigned.
    """
    if lock_agreement(agreement.pk) is None:
        raise NotAsked
    agreement = Agreement.objects.select_related("partnership", "edition").get(pk=agreement.pk)
    signature = Signature.objects.get(agreement=agreement, pk=place.pk)
    if signature.signed_at:
        return signature
    if not agreement.is_out:
        raise NotOut
    if signature not in may_be_on_paper(agreement):
        raise NotAsked
    if code != paper_code(agreement.digest):
        raise OtherText
    now = timezone.now()
    if not now - FRESH <= authenticated_at <= now:
        raise StaleAuthentication
    require_as_signed(agreement)
    PaperScan(
        partnership_id=agreement.partnership_id,
        agreement=agreement,
        signature=signature,
        content=scan.content,
        mime=scan.mime,
        pages=scan.pages,
        digest=hashlib.sha256(scan.content).hexdigest(),
        added_by=by,
        added_at=now,
    ).save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "select sec.sign_on_paper(%s, %s, %s, %s)", [signature.pk, typed_name, signed_on, authenticated_at]
        )
        if not cursor.fetchone()[0]:
            raise NotAsked
    signature.refresh_from_db()
    record(Event.AGREEMENT_SCANNED, target=signature, by=by)
    if signature.user_id != by.pk:
        enqueue(Kind.AGREEMENT_SCANNED, subject_id=signature.pk, recipient_id=signature.user_id)
    bind_if_all_have_agreed(agreement, by=by)
    return signature


@transaction.atomic
def contest_scan(*, signature: Signature, by: User) -> None:
    """Say that a signature on paper is not one's own: what it brought about ends, and the others are told.

    A version that is out is taken back; one in force gives way to the one that was signed before it, if there is one.
    The scan stays, as evidence. Raises NotAsked for anybody else, or a second time.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.contest_scan(%s)", [signature.pk])
        if cursor.fetchone()[0] is None:
            raise NotAsked
    record(Event.SCAN_CONTESTED, target=signature, by=by)
    others = Signature.objects.filter(agreement=signature.agreement_id).exclude(user=by)
    for user_id in others.values_list("user_id", flat=True):
        enqueue(Kind.SCAN_CONTESTED, subject_id=signature.agreement_id, recipient_id=user_id)
