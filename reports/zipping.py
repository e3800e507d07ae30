"""One's own record with its photos and PDFs, as one ZIP file: the same bytes for the same data and moment (A7)."""

import datetime as dt
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import Model

from agreements.models import PaperScan, SealedDocument
from coaching.disclosure.identity import acting_as
from coaching.models import Partnership
from cycles.models import VisitFile

AT_MOST = 100 * 1024 * 1024
"""Bytes of one file."""

ENDINGS = {VisitFile.Mime.PDF.value: "pdf", VisitFile.Mime.JPEG.value: "jpg"}


class TooLarge(Exception):
    """All files together are more than one file may hold."""


@dataclass(frozen=True)
class Kept:
    """A file of the record: what it is called in the ZIP file, and where its bytes are."""

    name: str
    model: type[Model]
    pk: uuid.UUID


def files_of(partnership: Partnership) -> list[Kept]:
    """The files that the acting person reads, in the order of their days: sealed agreements, scans, files of visits.

    A name says the day and the kind; what it shows stands in the document. A file that another has taken the place of
    is among them, as it is in the record.
    """
    return [
        Kept(f"files/{number:03d}-{kind}-{day:%Y-%m-%d}.{ending}", model, pk)
        for number, (kind, day, ending, model, pk) in enumerate(_found(partnership), start=1)
    ]


def _found(partnership: Partnership) -> Iterator[tuple[str, dt.date, str, type[Model], uuid.UUID]]:
    sealed = SealedDocument.objects.filter(partnership=partnership).order_by("sealed_at", "pk")
    for pk, moment in sealed.values_list("pk", "sealed_at"):
        yield "agreement", moment, "pdf", SealedDocument, pk
    scans = PaperScan.objects.filter(partnership=partnership).order_by("added_at", "pk")
    for pk, moment, mime in scans.values_list("pk", "added_at", "mime"):
        yield "scan", moment, ENDINGS[mime], PaperScan, pk
    files = VisitFile.objects.filter(partnership=partnership).order_by("visit__local_date", "added_at", "pk")
    for pk, day, mime in files.values_list("pk", "visit__local_date", "mime"):
        yield "visit", day, ENDINGS[mime], VisitFile, pk


def write_zip(
    out: IO[bytes],
    *,
    pdf: bytes,
    rows: bytes,
    files: list[Kept],
    person_id: Any,
    asked_at: dt.datetime,
    on_file: Callable[[int], None] = lambda number: None,
) -> None:
    """Write the ZIP file to `out`. Each of `files` is read in a transaction of its own, as `person_id` reads it then;
    what they do not read any more is left out. `on_file` is told how many are in. `asked_at` is the only date in it.

    Raises TooLarge beyond `AT_MOST`.
    """
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, "record.pdf", pdf, asked_at)
        _put(archive, "record.json", rows, asked_at, packed=True)
        for number, one in enumerate(files, start=1):
            with acting_as(person_id):
                content = one.model._default_manager.filter(pk=one.pk).values_list("content", flat=True).first()
            if content is None:
                continue
            if out.tell() + len(content) > AT_MOST:
                raise TooLarge
            _put(archive, one.name, bytes(content), asked_at)
            on_file(number)


def _put(archive: zipfile.ZipFile, name: str, content: bytes, moment: dt.datetime, *, packed: bool = False) -> None:
    """Photos and PDFs are packed in themselves; what else there is, is packed here."""
    utc = moment.astimezone(dt.UTC)
    info = zipfile.ZipInfo(name, date_time=(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second))
    info.create_system = 3  # the same whatever made it
    info.external_attr = 0o600 << 16
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    archive.writestr(info, content)
