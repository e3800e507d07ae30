"""What a connection to the database keeps: the statements it has prepared.

Planning the policies of row security costs more than running most statements, so a statement that comes a second time
is prepared (see `DATABASES` in the settings), and `coaching.disclosure.identity` asks for one plan whoever asks.
"""

from django.db.backends.signals import connection_created

KEPT = 400
"""Prepared statements a connection; the one not used longest goes. A page sends up to 30; each takes some 50 KB."""


def _attach(connection, **_kwargs) -> None:
    connection.connection.prepared_max = KEPT


def listen() -> None:
    """Let every new connection keep that many."""
    connection_created.connect(_attach, dispatch_uid="coaching.connections")
