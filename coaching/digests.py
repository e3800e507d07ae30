"""Reminders gathered in one mail: in the morning of the reader's own day, or of their Monday.

A digest lists what waits when it is made, from the same list as the first page, as numbers with a way there: what was
settled by then is not in it, and with nothing left to say there is none.
"""

import datetime as dt
import zoneinfo
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Mail, MailChoice, User
from coaching.services.choices import choices_of
from coaching.services.outbox import Kind, Letter, link
from coaching.waiting import Found, Who, waits_of

AT = dt.time(7)
"""When a digest goes out, by the clock on the reader's wall: before a working day, and not in the night."""
LATE = dt.timedelta(hours=12)
"""A digest that a standstill has kept back longer than this is left out; the next one says what still waits."""
MONDAY = 0
AHEAD = {MailChoice.How.DAILY: dt.timedelta(days=1), MailChoice.How.WEEKLY: dt.timedelta(days=6)}
"""How far ahead each looks at what is coming."""

# One day and its zones at a time, so that the database need not know the names of zones. Whoever has theirs is out
_GATHER = """
insert into coaching_mail (id, kind, subject_id, recipient_id, occurrence, due_at, state, attempts, error)
select gen_random_uuid(), %(kind)s::text, u.id, u.id, %(day)s::text, %(now)s, 'due', 0, ''
from coaching_user u
where u.is_active and u.time_zone = any(%(zones)s)
  and exists (select from coaching_mailchoice c where c.user_id = u.id and c.how = any(%(hows)s))
  and not exists (select from coaching_mail m where m.kind = %(kind)s::text and m.subject_id = u.id
                  and m.recipient_id = u.id and m.occurrence = %(day)s::text)
on conflict do nothing
"""


def gather() -> None:
    """Put the digests of this morning into the outbox, each once; run again, it changes nothing (fault 61)."""
    gathered = MailChoice.objects.filter(Q(how=MailChoice.How.DAILY) | Q(how=MailChoice.How.WEEKLY))
    zones = User.objects.filter(pk__in=gathered.values("user"), is_active=True).order_by()
    now = timezone.now()
    mornings: dict[dt.date, list[str]] = {}
    for zone in zones.values_list("time_zone", flat=True).distinct():
        day = now.astimezone(zoneinfo.ZoneInfo(zone)).date()
        if dt.timedelta(0) <= now - dt.datetime.combine(day, AT, tzinfo=zoneinfo.ZoneInfo(zone)) < LATE:
            mornings.setdefault(day, []).append(zone)
    for day, there in mornings.items():
        values: dict[str, Any] = {
            "kind": Kind.DIGEST.value,
            "day": str(day),
            "now": now,
            "zones": there,
            "hows": _due_on(day),
        }
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_GATHER, values)


def _due_on(day: dt.date) -> list[str]:
    """Which digests go out on a day."""
    return [MailChoice.How.DAILY.value, *([MailChoice.How.WEEKLY.value] if day.weekday() == MONDAY else [])]


def digest(mail: Mail, user: User) -> Letter | None:
    """What waits in the topics that its reader has gathered, as numbers; nothing when nothing waits."""
    due = _due_on(dt.date.fromisoformat(mail.occurrence))
    how = {topic: MailChoice.How(chosen) for topic, chosen in choices_of(user.pk).items() if chosen in due}
    who = Who(user)
    counted: dict[int, tuple[Found, int]] = {}
    for found in waits_of(who, how) if how else []:
        wait, ahead = found.wait, AHEAD[how[found.kind.topic]] if found.kind.topic in how else dt.timedelta(0)
        if wait.coming and wait.day and wait.day > who.today + ahead:
            continue
        first, n = counted.get(id(found.kind), (found, 0))
        counted[id(found.kind)] = (first, n + wait.count)
    if not counted:
        return None
    today = link(reverse("home"))
    return Letter(
        subject=_("What waits for you in Alongside"),
        lines=(_("This waits for you, or comes soon:"),),
        links=tuple(
            (str(first.kind.words % {"n": n}), link(first.wait.url) if n == 1 else today)
            for first, n in counted.values()
        ),
        action=_("See all of it"),
        url=today,
    )
