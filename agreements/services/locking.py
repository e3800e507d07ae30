"""One signer at a time."""

import uuid

from django.db import connection


def lock_agreement(agreement_id: uuid.UUID) -> str | None:
    """The state of an agreement, its row locked until the transaction ends; None for who is not one of the parties.

    The supervisor signs and may not change the row, so a plain `for update` would not find it for them.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.lock_agreement(%s)", [agreement_id])
        state: str | None = cursor.fetchone()[0]
    return state
