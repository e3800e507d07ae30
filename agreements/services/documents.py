"""The one sealed PDF of a signed agreement: made by the worker, kept, and never made again."""

import hashlib
import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements import sealing
from agreements.models import Agreement, AgreementState, SealedDocument, Signature, SpokenCommitment
from agreements.rendering import paper
from agreements.services.locking import lock_agreement
from coaching.services.audit import Event, record


@transaction.atomic
def seal(*, agreement_id: uuid.UUID | str, by: uuid.UUID) -> SealedDocument | None:
    """Make, seal and keep the document of an agreement that all have signed; once, however often it is asked for.

    `by` is a signer, in whose name it is done. None where there is nothing to seal. The signatures stand whatever
    happens here. Raises SealPending when the time-stamp authority is away (fault 20), CertificateExpired (fault 21)
    and other SealErrors, PdfUnavailable without Pango (fault 72).
    """
    agreement_id = uuid.UUID(str(agreement_id))
    if lock_agreement(agreement_id) not in (AgreementState.ACTIVE, AgreementState.SUPERSEDED):
        return None
    if kept := SealedDocument.objects.filter(agreement=agreement_id).first():
        return kept
    agreement = Agreement.objects.get(pk=agreement_id)
    certificate = sealing.load_certificate(settings.DATA_DIR, settings)
    signatures = list(Signature.objects.filter(agreement=agreement, signed_at__isnull=False).order_by("signed_at"))
    now = timezone.now()
    with translation.override(agreement.language):
        reason = _("Signed by all parties")
        description = certificate.description
    spoken = list(SpokenCommitment.objects.filter(agreement=agreement).exclude(answer="contested"))
    pdf = paper(agreement=agreement, signatures=signatures, spoken=spoken, seal_description=description)
    content = sealing.seal(pdf, reason=reason, signed_at=now, certificate=certificate)
    document = SealedDocument(
        partnership_id=agreement.partnership_id,
        agreement=agreement,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        sealed_at=now,
        stamped_by=certificate.timestamp_url[:200],
    )
    document.save(force_insert=True)
    record(Event.AGREEMENT_SEALED, target=agreement, by=by)
    return document
