"""Two worlds that differ in one secret look the same, to a byte, to everybody without a right to it (design 4e).

For each class of record the second world changes text (to nothing, and to a thousand characters), existence, count,
order and time at once. Each person fetches every page, file and mail in both; who has the right must see a difference.
"""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.classes import Form
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, MailChoice
from coaching.services.choices import topics
from coaching.services.outbox import Kind, compose
from reports.models import Export
from reports.periods import Period, month_of
from reports.services import make_export, request_export
from tests.cast import PARTS, Client
from tests.database import as_worker, bypassing
from tests.differences import DIFFERENCES, SEEN_BY
from tests.matrix import EXPECTED
from tests.routes import READERS, ROUTES
from tests.test_routes import OURS, address, arguments
from tests.world import fill, furnish, secret_of

pytestmark = pytest.mark.django_db

UNREAD = ("account_login", "who_sees_what")
"""What says the same to everybody."""
READ = [name for name in OURS if not ROUTES[name].posts and name not in UNREAD]
WATCHERS = ["coach", "coachee", "supervisor", "leader", "local_agency", "coach_supervisor", "administrator",
            "former_coach", "other_coach", "stranger"]  # fmt: skip


def allowed(record_classes, own) -> set[str]:
    """Who may notice: its own people, and the parts that the matrix gives all of each of the classes."""
    given = {
        name
        for name, part in PARTS.items()
        if name != "other_supervisor"
        and record_classes
        and all(EXPECTED["stars"].get(part, {}).get(one) == Form.ALL for one in record_classes)
    }
    return set(own) | given


def views_of(cast, rows, person) -> Iterator[tuple[str, bytes]]:
    """Everything that a person can fetch, by its name: pages, files and the mails that wait for them."""
    refused = {name for name in READ if "program" in ROUTES[name].args and person not in ROUTES[name].seen_by}
    yield from pages_of(cast, rows, person, [name for name in READ if name not in refused])  # before they read anything
    yield from mails_of(cast[person]).items()
    yield "feed", feed_of(cast[person])
    yield from files_of(cast, person)


def pages_of(cast, rows, person, names) -> Iterator[tuple[str, bytes]]:
    client = Client()
    client.force_login(cast[person])
    known = arguments(cast, rows)
    for name in names:
        yield name, as_bytes(client.get(address(name, known)))


def feed_of(user) -> bytes:
    """What a program gets that fetches a person's calendar, by the address alone: a reader of its own kind."""
    return as_bytes(Client().get(reverse("calendar_feed", args=[secret_of(user)])))


def as_bytes(answer) -> bytes:
    """An answer as it leaves."""
    return b"%d %r " % (answer.status_code, header(answer)) + without_tokens(answer.content)


def files_of(cast, person) -> Iterator[tuple[str, bytes]]:
    """Every file that the worker makes for those who may ask for one: its name, its size and all of its bytes.

    The report as PDF, too, for what is written in a document beside its text.
    """
    asked = [("program", one) for one in ("csv", "xlsx", "pdf")] + [("visits", one) for one in ("csv", "xlsx")]
    kinds = asked if person in READERS else []
    kinds = kinds + ([("numbers", "csv")] if person == "leader" else [])
    for kind, format in kinds:
        period = month_of(FROZEN_MONTH) if kind == "numbers" else PERIOD
        with acting_as(cast[person].pk):
            export = request_export(
                program=cast.program, part=PARTS[person], by=cast[person], format=format, period=period, kind=kind
            )
        with as_worker():
            make_export(export_id=export.pk, person_id=cast[person].pk)
        with acting_as(cast[person].pk):
            export.refresh_from_db()
            pieces = b"".join(bytes(one.content) for one in export.pieces.all())
            Export.objects.filter(pk=export.pk).update(state="failed")
        assert export.state == "ready" and export.size == len(pieces)
        yield f"{kind}.{format}", f"{export.filename} {export.size} ".encode() + pieces


def mails_of(user) -> dict[str, bytes]:
    found = {}
    with as_worker(), acting_as(None):
        for mail in Mail.objects.filter(recipient=user).order_by("kind", "pk"):
            message = compose(mail)
            found[f"mail {mail.kind}"] = message.message().as_bytes() if message else b""
    found["mail digest"] = digest_of_all(user)
    return {name: re.sub(rb"(boundary=\"|^--)=+\d+==", rb"\1", text, flags=re.M) for name, text in found.items()}


def digest_of_all(user) -> bytes:
    """The mail of this morning to one who has every reminder gathered; empty where nothing waits."""
    now = timezone.now()
    with bypassing():
        MailChoice.objects.bulk_create(
            [MailChoice(user=user, topic=topic, how=MailChoice.How.DAILY, chosen_at=now) for topic in topics()],
            ignore_conflicts=True,
        )
    day = timezone.localdate(timezone=zoneinfo.ZoneInfo(user.time_zone))
    mail = Mail(pk=user.pk, kind=Kind.DIGEST, subject_id=user.pk, recipient=user, occurrence=str(day), due_at=now)
    with as_worker(), acting_as(None):
        message = compose(mail)
    return message.message().as_bytes() if message else b""


def header(answer) -> list[tuple[str, str]]:
    """Headers as they leave, without the session's cookie; sizes and names of files are among them."""
    return sorted((key, value) for key, value in answer.items() if key != "Content-Security-Policy")


DRAWN = re.compile(
    rb'(csrfmiddlewaretoken" value="|csrf-token" content="|X-CSRFToken[^:]*: ?.|name="entry" value=")[\w-]+'
)
"""What each answer draws by chance: tokens against forgery, and the number of an entry not yet begun."""


def without_tokens(content: bytes) -> bytes:
    return DRAWN.sub(rb"\1", content)


FROZEN_MONTH = dt.date(2026, 9, 1)
PERIOD = Period(dt.date(2026, 9, 1), dt.date(2026, 12, 31))


def test_a_secret_makes_no_difference_to_whom_it_is_not_given(signed, monkeypatch):
    """Whoever may notice none of some differences fetches a world that has all of those at once."""
    monkeypatch.setattr("coaching.views.errors.secrets.token_hex", lambda size: "0" * 2 * size)  # drawn by chance
    rows = fill(signed)
    furnish(signed)
    leaks = []
    with time_machine.travel(timezone.now(), tick=False):
        for person in WATCHERS:
            kept = [name for name, (_changes, given, own) in DIFFERENCES.items() if person not in allowed(given, own)]
            before = views_in(signed, rows, person)
            assert before["mail digest"] or person not in ("coach", "coachee"), "something waits for both"
            if before == views_in(signed, rows, person, *kept):
                continue
            for name in kept:
                after = views_in(signed, rows, person, name)
                seen = sorted(one for one in before.keys() | after.keys() if before.get(one) != after.get(one))
                leaks += [f"{name}: {person} sees it in {', '.join(seen)}"] if seen else []
            leaks = leaks or [f"{person} sees several differences at once: {', '.join(kept)}"]
    assert not leaks, "\n".join(leaks)


def test_who_has_the_right_sees_each_difference(signed, monkeypatch):
    """Without this the test above could look past what it is about."""
    monkeypatch.setattr("coaching.views.errors.secrets.token_hex", lambda size: "0" * 2 * size)
    rows = fill(signed)
    furnish(signed)
    assert SEEN_BY.keys() == DIFFERENCES.keys()
    unseen = []
    with time_machine.travel(timezone.now(), tick=False):
        for difference, (person, *names) in SEEN_BY.items():
            before = dict(pages_of(signed, rows, person, names))
            with another_world(signed, rows, difference):
                after = dict(pages_of(signed, rows, person, names))
            unseen += [f"{difference}: {person} in {name}" for name in names if before[name] == after[name]]
    assert not unseen, "\n".join(unseen)


def views_in(cast, rows, person, *differences) -> dict[str, bytes]:
    """What a person fetches in the world with these differences."""
    with another_world(cast, rows, *differences):
        return dict(views_of(cast, rows, person))


@contextmanager
def another_world(cast, rows, *differences) -> Iterator[None]:
    """The world with these differences; afterwards neither they nor the traces of who looked at it are left."""
    cache.clear()
    with transaction.atomic():
        with bypassing():
            for difference in differences:
                for change in DIFFERENCES[difference][0]:
                    change(cast, rows)
        yield
        transaction.set_rollback(True)
    cache.clear()
