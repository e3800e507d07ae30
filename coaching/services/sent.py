"""What was sent, remembered outside the database: one that is brought back from a copy does not know it (fault 69).

Valkey keeps it for a while under names that tell nothing. Without Valkey mails go out as the database says.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable

import structlog
from django.core.cache import cache
from redis.exceptions import RedisError

from coaching.models.outbox import Mail

log = structlog.get_logger()

THE_ROW = dt.timedelta(days=3)
"""A row that waits again, since the copy was made before it went out."""
A_DAY, A_MONTH = dt.timedelta(days=1), dt.timedelta(days=30)
MADE_AGAIN = dict.fromkeys(("signature_due", "pause_look_again", "agreement_expired", "month_told"), A_MONTH)
MADE_AGAIN |= dict.fromkeys(
    (
        "visit_tomorrow", "log_missing", "draft_left", "cycle_due", "goal_stalled", "promise_due", "question_due",
        "resource_due", "survey_waiting", "check_in_due", "digest",
    ),
    A_DAY,
)  # fmt: skip
"""What the clock makes again where its row is gone, and for how long it would: most reminders are left out once half a
day late. A mail about an event is not among them, for the event may happen again and be another.
"""


def sent_before(mails: Iterable[Mail]) -> set[str]:
    """The ids, as text, of those that went out already. One question for all of them."""
    names = {str(mail.pk): names_of(mail) for mail in mails}
    try:
        found = cache.get_many([name for each in names.values() for name in each]) if names else {}
    except RedisError as error:
        log.warning("sent_not_known", reason=type(error).__name__)
        return set()
    return {pk for pk, each in names.items() if any(name in found for name in each)}


def remember(mail: Mail) -> None:
    """It went out. Never fails: then the database alone knows."""
    try:
        for name, how_long in names_of(mail).items():
            cache.set(name, 1, how_long.total_seconds())
    except RedisError as error:
        log.warning("sent_not_kept", reason=type(error).__name__)


def names_of(mail: Mail) -> dict[str, dt.timedelta]:
    """Under what it is remembered, and for how long."""
    names = {f"sent:{mail.pk}": THE_ROW}
    if mail.kind in MADE_AGAIN:
        said = f"{mail.kind} {mail.subject_id} {mail.recipient_id} {mail.occurrence}"
        names["sent:" + hashlib.sha256(said.encode()).hexdigest()] = MADE_AGAIN[mail.kind]
    return names
