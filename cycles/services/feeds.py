"""The private address of a person's calendar: made, shown once, revoked. Only the digest of its secret is kept."""

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from agreements.models import Standing
from coaching.disclosure.classes import PAIR
from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from cycles.models import CalendarFeed, Visit

BEFORE, AFTER = dt.timedelta(days=60), dt.timedelta(days=800)
MOST = 1000
"""How far back and ahead a calendar reaches, and how many visits it holds at most."""

A_MINUTE = {"address": 30, "network": 240}
"""How often one address, and everybody behind one network, is answered in a minute; the rest waits."""


@dataclass(frozen=True)
class Feed:
    """What a person's calendar shows today, as they see it themselves. `own` are the choices of its owner; `resting`
    the partnerships whose coaching is paused.
    """

    own: CalendarFeed
    visits: list[Visit]
    resting: frozenset[uuid.UUID]


@transaction.atomic
def make_feed(*, user: User) -> str:
    """A new address, which replaces the one before; answers its secret, which is kept nowhere."""
    # It begins with a digit, by which the log knows a part of a path that it must not keep (coaching/logs.py)
    secret = f"1{secrets.token_urlsafe(32)}"
    CalendarFeed.objects.filter(user=user).delete()
    feed = CalendarFeed(user=user, digest=digest_of(secret), made_at=timezone.now())
    feed.save(force_insert=True)
    record(Event.FEED_MADE, target=feed, by=user)
    return secret


@transaction.atomic
def revoke_feed(*, user: User) -> None:
    """From now on the address is as unknown as any other."""
    for feed in CalendarFeed.objects.filter(user=user):
        record(Event.FEED_REVOKED, target=feed, by=user)
        feed.delete()


@transaction.atomic
def choose_for_feed(*, user: User, with_name: bool, with_place: bool) -> None:
    """What this address says besides that there is a visit."""
    CalendarFeed.objects.filter(user=user).update(with_name=with_name, with_place=with_place)
    for feed in CalendarFeed.objects.filter(user=user):
        record(Event.FEED_CHOSEN, target=feed, by=user)


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def owner_of(secret: str) -> uuid.UUID | None:
    """Whose address it is, asked before anybody is identified; None for one that is unknown, revoked or malformed."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.feed_of(%s)", [digest_of(secret)])
        found: uuid.UUID | None = cursor.fetchone()[0]
        return found


def too_often(secret: str, network: str) -> bool:
    """Whether an address or a network asks more often than is answered, whether or not the address is known."""
    minute = int(timezone.now().timestamp()) // 60
    counted = {"address": digest_of(secret).hex(), "network": network}
    over = False
    for kind, whose in counted.items():
        key = f"feed:{kind}:{hashlib.sha256(whose.encode()).hexdigest()}:{minute}"
        cache.add(key, 0, 120)
        over |= cache.incr(key) > A_MINUTE[kind]
    return over


def open_feed(user: User) -> Feed | None:
    """Their visits, read as they read them; None for whoever has no pair any more. Call acting as this person."""
    own = CalendarFeed.objects.filter(user=user).first()
    mine = Party.objects.filter(user=user, part__in=PAIR).present().values("partnership")
    if own is None or not Partnership.objects.filter(pk__in=mine).exists():
        return None
    now = timezone.now()
    visits = Visit.objects.filter(
        partnership__in=mine,
        state__in=(Visit.State.PLANNED, Visit.State.LOGGED),
        starts_at__range=(now - BEFORE, now + AFTER),
    )
    resting = Standing.objects.filter(partnership__in=mine, state=Standing.State.PAUSED)
    return Feed(
        own,
        list(visits.select_related("partnership").order_by("starts_at", "id")[:MOST]),
        frozenset(resting.values_list("partnership_id", flat=True)),
    )
