"""Who a transaction acts for: a signed, transaction-local value that PostgreSQL checks itself.

The value is `person | expiry | HMAC`. The web login cannot read the key, so that even an injected
`set_config` cannot make it somebody else. No identity: no rows.
"""

import hashlib
import hmac
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

DOOR = uuid.UUID(int=0)
"""The identity of the sign-in pages: it reads accounts, to find the one that knocks, and nothing else."""

SECONDS = 3600
_BLOCK = 64
ACT = "set_config('app.identity', %s, true), set_config('plan_cache_mode', 'force_generic_plan', true)"
"""What makes a transaction somebody's, until it ends.

What is read as a person is planned once and not anew for each value, which would plan all policies again. Work without
a person asks few statements, of whole tables; it is planned for its values, so that an index on a part of them serves.
"""


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer block of HMAC-SHA-256, which is all that the database needs to know of the key."""
    block = key.ljust(_BLOCK, b"\0") if len(key) <= _BLOCK else hashlib.sha256(key).digest().ljust(_BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def token(person: uuid.UUID | str, *, seconds: int = SECONDS) -> str:
    """The identity of `person` for the coming `seconds`."""
    text = f"{uuid.UUID(str(person))}|{int(time.time()) + seconds}"
    return f"{text}|{hmac.new(settings.IDENTITY_KEY, text.encode(), hashlib.sha256).hexdigest()}"


def assume(person: uuid.UUID | str | None, *, seconds: int = SECONDS) -> None:
    """Act for `person` until the running transaction ends. None: act for nobody."""
    value = "" if person is None else token(person, seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(f"select {ACT}", [value])


@contextmanager
def acting_as(person: uuid.UUID | str | None, *, seconds: int = SECONDS) -> Iterator[None]:
    """One transaction in which everything is seen and done as `person`; before and after, as whoever it was."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The list is worked off from left to right
            cursor.execute(
                f"select current_setting('app.identity', true), {ACT}",
                ["" if person is None else token(person, seconds=seconds)],
            )
            before = cursor.fetchone()[0] or ""
        try:
            yield
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("select set_config('app.identity', %s, true)", [before])
