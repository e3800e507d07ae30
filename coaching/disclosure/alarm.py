"""A forged, expired or malformed identity sees nothing, and is not passed over in silence."""

import structlog
from django.db.backends.signals import connection_created

log = structlog.get_logger()
REFUSED = "identity refused"


def _hear(diagnostic) -> None:
    if diagnostic.message_primary == REFUSED:
        log.critical("identity_refused")


def _attach(connection, **_kwargs) -> None:
    connection.connection.add_notice_handler(_hear)


def listen() -> None:
    """Hear the database's warnings on every new connection."""
    connection_created.connect(_attach, dispatch_uid="coaching.disclosure.alarm")
