"""The minute tick: everything that time brings, found in the database."""

import structlog
from celery import shared_task
from django.conf import settings
from django.utils.module_loading import import_string

log = structlog.get_logger()


@shared_task(ignore_result=True)
def tick() -> None:
    """Run each thing that is due. One that fails is logged and stops no other; running twice changes nothing."""
    for name in settings.TICKS:
        try:
            import_string(name)()
        except Exception:
            log.exception("tick_failed", tick=name)
