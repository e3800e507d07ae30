"""Reports as files: asked for, and made by the worker in the part of whoever asked."""

import datetime as dt
import functools
import tempfile
import uuid
import zoneinfo
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from coaching.disclosure.identity import acting_as
from coaching.documents.errors import PdfUnavailable, TooManyRows
from coaching.documents.sheets import write_xlsx
from coaching.models import Partnership, Program, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from reports.models import Export
from reports.periods import Period
from reports.policies import is_entitled
from reports.record import record_html, write_rows
from reports.services.figures import program_figures, texts_of
from reports.services.files import finished_pdf, write_numbers, write_report
from reports.services.frozen import frozen_month, surveys_of
from reports.services.kept import KEPT, RightsLost, store
from reports.services.visits import visit_sheet
from reports.zipping import Kept, TooLarge, files_of, write_zip

log = structlog.get_logger()

InLanguage = Callable[[], AbstractContextManager[None]]

STALE = dt.timedelta(minutes=2)
"""After so long without a sign of life, a report is begun again."""

ATTEMPTS = 3
PROGRESS_STEPS = 20
ROWS_A_STEP = 250
"""Rows written between two words of progress, at least."""

READ, WRITTEN = 20, 90  # percent


class _Overtaken(Exception):
    """Another worker has begun this report again, or it was forgotten."""


# ---- asking ------------------------------------------------------------------------------------------------------
@transaction.atomic
def request_export(
    *,
    program: Program,
    part: str,
    by: User,
    format: str,
    period: Period,
    kind: Export.Kind = Export.Kind.PROGRAM,
    partnership: Partnership | None = None,
) -> Export:
    """Ask for a file: by its kind of `program`, in the part `part` that the caller has authorised, or of `partnership`.

    Asking again while the same file is under way changes nothing. The caller starts `reports.tasks.make_export`.
    """
    asked = {
        "program": program,
        "partnership": partnership,
        "part": part,
        "kind": kind,
        "format": format,
        "since": period.since,
        "until": period.until,
    }
    language = translation.get_language() or "en"
    under_way = Export.objects.filter(requester=by, language=language, state__in=Export.UNDER_WAY, **asked).first()
    if under_way:
        return under_way
    now = timezone.now()
    export = Export(requester=by, language=language, requested_at=now, expires_at=now + KEPT, **asked)
    export.save(force_insert=True)
    record(Event.REPORT_REQUESTED, target=export, by=by)
    return export


# ---- making ------------------------------------------------------------------------------------------------------
def make_export(*, export_id: uuid.UUID | str, person_id: uuid.UUID | str) -> None:
    """Make the file, in short transactions that act for `person_id`; safe to run twice and at the same time.

    Whoever claims the export makes it; a claim without a sign of life for two minutes is open again. What cannot be
    made says why in the export itself. An unforeseen error is tried again by the tick, three times in all.
    """
    export = _claim(export_id, person_id)
    if export is None:
        return
    try:
        _make(export)
    except _Overtaken:
        log.info("export_overtaken", export=str(export.pk))
    except RightsLost:
        _give_up(export, Export.Failure.RIGHTS)
    except PdfUnavailable:
        _give_up(export, Export.Failure.NO_PDF)
    except TooManyRows:
        _give_up(export, Export.Failure.TOO_LONG)
    except TooLarge:
        _give_up(export, Export.Failure.TOO_LARGE)
    except Exception:
        log.exception("export_failed", export=str(export.pk), attempt=export.attempts)
        if export.attempts >= ATTEMPTS:
            _give_up(export, Export.Failure.ERROR)


def left_behind() -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Return (export, requester) of those that nobody makes: facts that the worker reads without an identity."""
    return list(Export.objects.filter(_open()).order_by("requested_at").values_list("pk", "requester_id")[:100])


def _open() -> Q:
    """Those under way that show no sign of life; `requested_at` counts until the first."""
    since = timezone.now() - STALE
    return Q(state=Export.State.WAITING, requested_at__lt=since) | Q(state=Export.State.WORKING, worked_at__lt=since)


def _claim(export_id: uuid.UUID | str, person_id: uuid.UUID | str) -> Export | None:
    """The export, if it is ours to make now."""
    with acting_as(person_id):
        free = Export.objects.filter(Q(state=Export.State.WAITING) | _open(), pk=export_id)
        claimed = free.update(
            state=Export.State.WORKING, attempts=F("attempts") + 1, worked_at=timezone.now(), progress=0
        )
        export = Export.objects.select_related("program__framework_version").filter(pk=export_id).first()
        if not claimed:
            return None
        if export is None:  # the program is not to be seen any more
            Export.objects.filter(pk=export_id).update(state=Export.State.FAILED, failure=Export.Failure.RIGHTS)
            return None
    if export.attempts > ATTEMPTS:  # it took its worker down each time
        _give_up(export, Export.Failure.ERROR)
        return None
    return export


def _make(export: Export) -> None:
    in_language = functools.partial(translation.override, export.language)
    with tempfile.TemporaryFile() as out:  # on the disk: a file of a million rows is never whole in memory
        _MAKERS[Export.Kind(export.kind)](export, in_language, out)
        _finish(export, out)


def _numbers(export: Export, in_language: InLanguage, out: IO[bytes]) -> None:
    """The file of a frozen month, as the database gives it to the part of whoever asked."""
    program = export.program
    with acting_as(export.requester_id):
        _require_part(export)
        frozen = frozen_month(program=program, part=export.part, month=export.since)
        surveys = surveys_of(frozen) if frozen else []
    if frozen is None:
        raise RightsLost
    _say_progress(export, READ)
    with in_language(), timezone.override(program.time_zone):
        write_numbers(frozen, program, surveys, out, format=export.format, requested_at=export.requested_at)


def _report(export: Export, in_language: InLanguage, out: IO[bytes]) -> None:
    """The file of a program's report for some days."""
    program = export.program
    with acting_as(export.requester_id), in_language():
        _require_part(export)
        figures = program_figures(program=program, part=export.part, period=Period(export.since, export.until))
        texts = texts_of(program=program, part=export.part)
    _say_progress(export, READ)
    on_row = _by_rows(export, len(figures.rows))
    with in_language(), timezone.override(program.time_zone):
        write_report(figures, texts, out, format=export.format, requested_at=export.requested_at, on_row=on_row)


def _visits(export: Export, in_language: InLanguage, out: IO[bytes]) -> None:
    """Every visit of some days, a line each. What is read is on the disk before the slow part of an XLSX begins."""
    period = Period(export.since, export.until)
    with tempfile.TemporaryFile() as raw:
        with acting_as(export.requester_id), in_language():
            _require_part(export)
            sheet = visit_sheet(program=export.program, part=export.part, period=period)
            rows = sheet.copy_csv(out) if export.format == Export.Format.CSV else sheet.copy_raw(raw)
        _say_progress(export, READ)
        if export.format == Export.Format.CSV:
            return
        with in_language():
            on_row = _by_rows(export, rows)
            write_xlsx(sheet.table(raw, rows, requested_at=export.requested_at, on_row=on_row), out)


def _record(export: Export, in_language: InLanguage, out: IO[bytes]) -> None:
    """A person's own record of one partnership, as they read it (A7)."""
    program = export.program
    with acting_as(export.requester_id), in_language(), timezone.override(program.time_zone):
        _require_part(export)
        user = User.objects.get(pk=export.requester_id)
        partnership = Partnership.objects.select_related("program").get(pk=str(export.partnership_id))
        rows, files = b"", list[Kept]()
        if export.format != Export.Format.PDF:
            rows = write_rows(partnership, user, asked_at=export.requested_at)
        if export.format == Export.Format.JSON:
            out.write(rows)
            return
        if export.format == Export.Format.ZIP:
            files = files_of(partnership)
        html, title = record_html(partnership, user, asked_at=export.requested_at)
    _say_progress(export, READ)
    pdf = finished_pdf(html, title, export.requested_at, language=export.language)
    if export.format == Export.Format.PDF:
        out.write(pdf)
        return

    def on_file(number: int) -> None:
        _say_progress(export, READ + (WRITTEN - READ) * number // len(files))

    write_zip(
        out,
        pdf=pdf,
        rows=rows,
        files=files,
        person_id=export.requester_id,
        asked_at=export.requested_at,
        on_file=on_file,
    )


_MAKERS: dict[Export.Kind, Callable[[Export, InLanguage, IO[bytes]], None]] = {
    Export.Kind.PROGRAM: _report,
    Export.Kind.VISITS: _visits,
    Export.Kind.NUMBERS: _numbers,
    Export.Kind.RECORD: _record,
}


def _require_part(export: Export) -> None:
    active = User.objects.filter(pk=export.requester_id, is_active=True).first()
    if active is None or not is_entitled(active, export):
        raise RightsLost


def _by_rows(export: Export, rows: int) -> Callable[[int], None]:
    """What is told the number of each row, and says how far the export is now and then."""
    step = max(rows // PROGRESS_STEPS, ROWS_A_STEP)

    def on_row(number: int) -> None:
        if number % step == 0:
            _say_progress(export, READ + (WRITTEN - READ) * number // rows)

    return on_row


def _still_ours(export: Export) -> QuerySet[Export]:
    """The export, unless somebody else has begun it again."""
    return Export.objects.filter(pk=export.pk, state=Export.State.WORKING, attempts=export.attempts)


def _say_progress(export: Export, percent: int) -> None:
    """Raises RightsLost when whoever asked has lost the part meanwhile, _Overtaken when they stopped it (fault 55)."""
    with acting_as(export.requester_id):
        _require_part(export)
        if not _still_ours(export).update(progress=percent, worked_at=timezone.now()):
            raise _Overtaken


def _finish(export: Export, file: IO[bytes]) -> None:
    now = timezone.now()
    with acting_as(export.requester_id):
        _require_part(export)
        ready = _still_ours(export).update(
            state=Export.State.READY, progress=100, ready_at=now, worked_at=now, filename=_filename(export)
        )
        if not ready:
            raise _Overtaken
        Export.objects.filter(pk=export.pk).update(size=store(export, file))
        enqueue(Kind.REPORT_READY, subject_id=export.pk, recipient_id=export.requester_id)


def _give_up(export: Export, failure: Export.Failure) -> None:
    with acting_as(export.requester_id):
        _still_ours(export).update(state=Export.State.FAILED, failure=failure, worked_at=timezone.now())


_NAMES = {
    Export.Kind.PROGRAM: "program-report",
    Export.Kind.VISITS: "coaching-log",
    Export.Kind.NUMBERS: "month-numbers",
    Export.Kind.RECORD: "my-record",
}


def _filename(export: Export) -> str:
    """A name that says what the file is and nothing of what is in it."""
    local = timezone.localtime(export.requested_at, zoneinfo.ZoneInfo(export.program.time_zone))
    name = _NAMES[Export.Kind(export.kind)]
    return f"{name}-{local:%Y-%m-%d-%H%M}.{export.format}"
