"""Work of this room for the worker."""

import uuid

import structlog
from celery import shared_task
from django.db import connection

from agreements.sealing import SealError
from agreements.services.documents import seal
from coaching.documents.errors import DocumentError
from coaching.documents.pdf import collect_garbage

log = structlog.get_logger(__name__)


@shared_task
def seal_agreement(*, agreement_id: str, person_id: str) -> None:
    """Seal an agreement that all have signed. What cannot be sealed now is found again by the minute tick."""
    try:
        seal(agreement_id=agreement_id, by=uuid.UUID(person_id))
    except (SealError, DocumentError) as error:
        log.warning("seal_pending", agreement=agreement_id, reason=type(error).__name__)
    finally:
        collect_garbage()


@shared_task
def seal_again(*, agreement_id: str) -> None:
    """Try at once what the next minute would try: asked for by an administrator, done in the name of a signer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id from sec.unsealed_agreements() where agreement_id = %s", [uuid.UUID(agreement_id)]
        )
        row = cursor.fetchone()
    if row and row[0]:
        seal_agreement(agreement_id=agreement_id, person_id=str(row[0]))
