"""Files as they are kept: by the piece, for seven days, for whoever asked; fetched, deleted, forgotten (ADR 0033)."""

import datetime as dt
import functools
import uuid
from collections.abc import Sequence
from typing import IO, Any

from django.db import connection, transaction
from django.utils import timezone

from agreements.models import AgreedTerms, FocusPractice, Standing
from coaching.disclosure.models import Disclosed
from coaching.disclosure.streams import Read
from coaching.models import User
from coaching.services import ledger
from coaching.services.audit import Event, record
from cycles.models import Attendance, Cycle, Goal, VisitLog
from reports.models import Export, ExportPiece
from reports.policies import is_entitled

KEPT = dt.timedelta(days=7)

PIECE = 1_000_000
"""Bytes of a file that are kept in one row, and that a process has in memory at a time."""

READ_FROM: dict[str, tuple[type[Disclosed], ...]] = {
    Export.Kind.PROGRAM: (AgreedTerms, Standing, FocusPractice, Goal, VisitLog, Cycle, Attendance),
    Export.Kind.VISITS: (VisitLog, Cycle),
}
"""What the files are made of that tell of people to somebody outside their pair, for the ledger."""


class NotAvailable(Exception):
    """A file that cannot be fetched."""


class Expired(NotAvailable):
    """Its seven days are over."""


class RightsLost(NotAvailable):
    """Whoever asked does not hold the part in the program any more (fault 55)."""


def store(export: Export, file: IO[bytes]) -> int:
    """Keep what `file` holds as the bytes of `export`, from its beginning. Returns how many they are."""
    file.seek(0)
    size = position = 0
    while content := file.read(PIECE):
        ExportPiece(export=export, position=position, content=content).save(force_insert=True)
        size, position = size + len(content), position + 1
    return size


@transaction.atomic
def fetch_file(*, export: Export, by: User) -> Sequence[Read]:
    """Return what reads each piece of an export that is ready, in order, and write down that it was fetched.

    Raises Expired after seven days, and RightsLost when the part has ended since it was asked for (fault 55): that is
    asked here for the words, and decided by the database, which shows none of the pieces then, and no later one when
    the part ends while they are read.
    """
    if export.expires_at <= timezone.now():
        raise Expired
    if not is_entitled(by, export):
        raise RightsLost
    places = list(ExportPiece.objects.filter(export=export).order_by("position").values_list("position", flat=True))
    if not places:
        raise RightsLost
    Export.objects.filter(pk=export.pk).update(downloaded_at=timezone.now())
    if tables := READ_FROM.get(export.kind):
        ledger.shown(*tables, ids=[export.program_id], part=export.part, way=ledger.Way.FILE)
    record(Event.REPORT_DOWNLOADED, target=export, by=by)
    return [functools.partial(_read, export.pk, place) for place in places]


def _read(export_id: uuid.UUID, position: int) -> bytes:
    found: Any = ExportPiece.objects.filter(export=export_id, position=position).values_list("content", flat=True)
    for content in found:
        return bytes(content)
    raise RightsLost


@transaction.atomic
def stop_export(*, export: Export, by: User) -> bool:
    """Stop an export that is waiting or being made; its worker notices at the next word of progress and keeps nothing.

    Returns whether there was still something to stop.
    """
    under_way = Export.objects.filter(pk=export.pk, state__in=Export.UNDER_WAY)
    stopped = under_way.update(state=Export.State.FAILED, failure=Export.Failure.STOPPED, worked_at=timezone.now())
    if stopped:
        record(Event.REPORT_STOPPED, target=export, by=by)
    return bool(stopped)


@transaction.atomic
def delete_export(*, export: Export, by: User) -> bool:
    """Delete an export that is not under way, with its bytes. Returns whether it was there."""
    deleted, _by_table = Export.objects.filter(pk=export.pk).exclude(state__in=Export.UNDER_WAY).delete()
    if deleted:
        record(Event.REPORT_DELETED, target=export, by=by)
    return bool(deleted)


def forget_expired() -> int:
    """Drop what was kept its seven days, with its file. Returns how many."""
    return Export.objects.filter(expires_at__lte=timezone.now()).delete()[0]


@transaction.atomic
def drop_lost() -> int:
    """Drop the bytes of all whose requester has lost the part by now, and stop what is made for them (fault 55).

    Returns how many. Without an identity: the database finds them itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.drop_lost_exports()")
        return cursor.fetchone()[0]
