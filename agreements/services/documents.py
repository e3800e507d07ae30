"""The one sealed PDF of a signed agreement: made by the worker, kept, and never made again.

Rendering and time stamps take seconds and other people's servers, so they hold no transaction: one short transaction
claims the agreement for this worker, one short transaction keeps what came of it.
"""

import datetime as dt
import hashlib
import uuid

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements import sealing
from agreements.codes import new_code
from agreements.models import (
    Agreement,
    AgreementState,
    PaperScan,
    SealAttempt,
    SealedDocument,
    Signature,
)
from agreements.rendering import Heard, heard_of, paper
from agreements.services.locking import lock_agreement
from coaching.disclosure.identity import acting_as
from coaching.documents.errors import PdfUnavailable
from coaching.services.audit import Event, record

CLAIM = dt.timedelta(minutes=5)
"""How long a worker has for one document; after that a crash is supposed and another may begin."""

FINISHED = (AgreementState.ACTIVE, AgreementState.SUPERSEDED)


def seal(*, agreement_id: uuid.UUID | str, by: uuid.UUID) -> SealedDocument | None:
    """Make, seal and keep the document of an agreement that all have signed; once, however often it is asked for.

    `by` is a signer, in whose name it is done. None where there is nothing to seal, or where another worker is at it.
    The signatures stand whatever happens here, and why it failed is kept for the administrator. Raises SealPending
    when the time-stamp authority is away (fault 20), CertificateExpired (fault 21) and other SealErrors,
    PdfUnavailable without Pango (fault 72).
    """
    agreement_id = uuid.UUID(str(agreement_id))
    with acting_as(by):
        agreement = Agreement.objects.filter(pk=agreement_id).first()
        if agreement is None or agreement.state not in FINISHED:
            return None
        if kept := SealedDocument.objects.filter(agreement=agreement_id).first():
            return kept
        if not _claim(agreement_id):
            return None
        if kept := SealedDocument.objects.filter(agreement=agreement_id).first():
            return kept
        signatures = list(Signature.objects.filter(agreement=agreement, signed_at__isnull=False).order_by("signed_at"))
        pages = dict(PaperScan.objects.filter(agreement=agreement).values_list("signature_id", "pages"))
        spoken = heard_of(agreement)
    try:
        document = _made(agreement, signatures, pages, spoken)
        return _keep(document, by=by)
    except Exception as error:
        _note_failure(agreement_id, error)
        raise


def _claim(agreement_id: uuid.UUID) -> bool:
    """Whether this worker is the one to do it: the first to say so, until its claim runs out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into agreements_sealattempt as t (agreement_id, claimed_until, attempts, reason) "
            "values (%(id)s, %(until)s, 1, '') on conflict (agreement_id) do update "
            "set claimed_until = %(until)s, attempts = t.attempts + 1 "
            "where t.claimed_until is null or t.claimed_until < %(now)s",
            {"id": agreement_id, "until": timezone.now() + CLAIM, "now": timezone.now()},
        )
        return cursor.rowcount == 1


def _made(
    agreement: Agreement, signatures: list[Signature], pages: dict[uuid.UUID, int], spoken: list[Heard]
) -> SealedDocument:
    certificate = sealing.load_certificate(settings.DATA_DIR, settings)
    now, code = timezone.now(), new_code()
    with translation.override(agreement.language):
        reason = _("Signed by all parties")
        description = certificate.description
    pdf = paper(
        agreement=agreement,
        signatures=signatures,
        spoken=spoken,
        pages=pages,
        seal_description=description,
        code=code,
    )
    content = sealing.seal(pdf, reason=reason, signed_at=now, certificate=certificate)
    return SealedDocument(
        partnership_id=agreement.partnership_id,
        agreement=agreement,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        sealed_at=now,
        stamped_by=certificate.timestamp_url[:200],
        code=code,
    )


def _keep(document: SealedDocument, *, by: uuid.UUID) -> SealedDocument | None:
    """Keep it, unless another worker whose claim ran out came back in the meantime and was first."""
    with acting_as(by):
        if lock_agreement(document.agreement_id) not in FINISHED:
            return None
        if kept := SealedDocument.objects.filter(agreement=document.agreement_id).first():
            return kept
        document.save(force_insert=True)
        record(Event.AGREEMENT_SEALED, target=document.agreement, by=by)
        SealAttempt.objects.filter(pk=document.agreement_id).update(claimed_until=None, failed_at=None, reason="")
    return document


REASONS = {
    sealing.SealPending: SealAttempt.Reason.TIMESTAMP,
    sealing.CertificateExpired: SealAttempt.Reason.EXPIRED,
    sealing.CertificateUnusable: SealAttempt.Reason.CERTIFICATE,
    PdfUnavailable: SealAttempt.Reason.PANGO,
}


def _note_failure(agreement_id: uuid.UUID, error: Exception) -> None:
    reason = next((said for kind, said in REASONS.items() if isinstance(error, kind)), SealAttempt.Reason.OTHER)
    with acting_as(None):
        SealAttempt.objects.filter(pk=agreement_id).update(claimed_until=None, failed_at=timezone.now(), reason=reason)
