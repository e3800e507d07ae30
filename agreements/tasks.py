"""Work of this room for the worker."""

import uuid

import structlog
from celery import shared_task

from agreements.sealing import SealError
from agreements.services.documents import seal
from coaching.disclosure.identity import acting_as
from coaching.documents.errors import DocumentError
from coaching.documents.pdf import collect_garbage

log = structlog.get_logger(__name__)


@shared_task
def seal_agreement(*, agreement_id: str, person_id: str) -> None:
    """Seal an agreement that all have signed. What cannot be sealed now is found again by the minute tick."""
    try:
        with acting_as(person_id):
            seal(agreement_id=agreement_id, by=uuid.UUID(person_id))
    except (SealError, DocumentError) as error:
        log.warning("seal_pending", agreement=agreement_id, reason=type(error).__name__)
    finally:
        collect_garbage()
