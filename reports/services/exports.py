"""Reports as files: asked for, made by the worker in the part of whoever asked, fetched for seven days, forgotten."""

import datetime as dt
import functools
import uuid
import zoneinfo
from collections.abc import Callable
from contextlib import AbstractContextManager

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from agreements.models import AgreedTerms, FocusPractice, Standing
from coaching.disclosure.identity import acting_as
from coaching.disclosure.models import Disclosed
from coaching.documents.errors import PdfUnavailable, TooManyRows
from coaching.models import Partnership, Program, User
from coaching.services import ledger
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from cycles.models import Attendance, Cycle, Goal, VisitLog
from reports.models import Export, ExportFile
from reports.periods import Period
from reports.policies import is_entitled
from reports.record import record_html, write_rows
from reports.services.figures import program_figures, texts_of
from reports.services.files import finished_pdf, write_numbers, write_report
from reports.services.frozen import frozen_month, surveys_of
from reports.zipping import Kept, TooLarge, files_of, zipped

log = structlog.get_logger()

InLanguage = Callable[[], AbstractContextManager[None]]

KEPT = dt.timedelta(days=7)
STALE = dt.timedelta(minutes=2)
"""After so long without a sign of life, a report is begun again."""

ATTEMPTS = 3
PROGRESS_STEPS = 20
ROWS_A_STEP = 250
"""Rows written between two words of progress, at least."""

READ, WRITTEN = 20, 90  # percent

IN_A_REPORT: tuple[type[Disclosed], ...] = (AgreedTerms, Standing, FocusPractice, Goal, VisitLog, Cycle, Attendance)
"""What the report of a program is made of."""


class NotAvailable(Exception):
    """A file that cannot be fetched."""


class Expired(NotAvailable):
    """Its seven days are over."""


class RightsLost(NotAvailable):
    """Whoever asked does not hold the part in the program any more (fault 55)."""


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
    states = (Export.State.WAITING, Export.State.WORKING)
    under_way = Export.objects.filter(requester=by, language=language, state__in=states, **asked).first()
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


def forget_expired() -> int:
    """Drop what was kept its seven days, with its file. Returns how many."""
    return Export.objects.filter(expires_at__lte=timezone.now()).delete()[0]


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
    _finish(export, _MAKERS[Export.Kind(export.kind)](export, in_language))


def _numbers(export: Export, in_language: InLanguage) -> bytes:
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
        return write_numbers(frozen, program, surveys, format=export.format, requested_at=export.requested_at)


def _report(export: Export, in_language: InLanguage) -> bytes:
    """The file of a program's report for some days."""
    program = export.program
    with acting_as(export.requester_id), in_language():
        _require_part(export)
        figures = program_figures(program=program, part=export.part, period=Period(export.since, export.until))
        texts = texts_of(program=program, part=export.part)
    _say_progress(export, READ)
    step = max(len(figures.rows) // PROGRESS_STEPS, ROWS_A_STEP)

    def on_row(number: int) -> None:
        if number % step == 0:
            _say_progress(export, READ + (WRITTEN - READ) * number // len(figures.rows))

    with in_language(), timezone.override(program.time_zone):
        return write_report(figures, texts, format=export.format, requested_at=export.requested_at, on_row=on_row)


def _record(export: Export, in_language: InLanguage) -> bytes:
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
            return rows
        if export.format == Export.Format.ZIP:
            files = files_of(partnership)
        html, title = record_html(partnership, user, asked_at=export.requested_at)
    _say_progress(export, READ)
    pdf = finished_pdf(html, title, export.requested_at, language=export.language)
    if export.format == Export.Format.PDF:
        return pdf

    def on_file(number: int) -> None:
        _say_progress(export, READ + (WRITTEN - READ) * number // len(files))

    return zipped(
        pdf=pdf,
        rows=rows,
        files=files,
        person_id=export.requester_id,
        asked_at=export.requested_at,
        on_file=on_file,
    )


_MAKERS: dict[Export.Kind, Callable[[Export, InLanguage], bytes]] = {
    Export.Kind.PROGRAM: _report,
    Export.Kind.NUMBERS: _numbers,
    Export.Kind.RECORD: _record,
}


def _require_part(export: Export) -> None:
    if not is_entitled(User(pk=export.requester_id), export):
        raise RightsLost


def _still_ours(export: Export) -> QuerySet[Export]:
    """The export, unless somebody else has begun it again."""
    return Export.objects.filter(pk=export.pk, state=Export.State.WORKING, attempts=export.attempts)


def _say_progress(export: Export, percent: int) -> None:
    with acting_as(export.requester_id):
        if not _still_ours(export).update(progress=percent, worked_at=timezone.now()):
            raise _Overtaken


def _finish(export: Export, content: bytes) -> None:
    now = timezone.now()
    with acting_as(export.requester_id):
        _require_part(export)
        ready = _still_ours(export).update(
            state=Export.State.READY, progress=100, ready_at=now, worked_at=now, filename=_filename(export)
        )
        if not ready:
            raise _Overtaken
        ExportFile(export=export, content=content).save(force_insert=True)
        enqueue(Kind.REPORT_READY, subject_id=export.pk, recipient_id=export.requester_id)


def _give_up(export: Export, failure: Export.Failure) -> None:
    with acting_as(export.requester_id):
        _still_ours(export).update(state=Export.State.FAILED, failure=failure, worked_at=timezone.now())


_NAMES = {
    Export.Kind.PROGRAM: "program-report",
    Export.Kind.NUMBERS: "month-numbers",
    Export.Kind.RECORD: "my-record",
}


def _filename(export: Export) -> str:
    """A name that says what the file is and nothing of what is in it."""
    local = timezone.localtime(export.requested_at, zoneinfo.ZoneInfo(export.program.time_zone))
    name = _NAMES[Export.Kind(export.kind)]
    return f"{name}-{local:%Y-%m-%d-%H%M}.{export.format}"


# ---- fetching ----------------------------------------------------------------------------------------------------
@transaction.atomic
def fetch_file(*, export: Export, by: User) -> bytes:
    """Return the bytes of an export that is ready, and write down that they were fetched.

    Raises Expired after seven days, and RightsLost when the part has ended since it was asked for (fault 55): that is
    asked here for the words, and decided by the database, which does not show the bytes then.
    """
    if export.expires_at <= timezone.now():
        raise Expired
    if not is_entitled(by, export):
        raise RightsLost
    content = ExportFile.objects.filter(pk=export.pk).values_list("content", flat=True).first()
    if content is None:
        raise RightsLost
    Export.objects.filter(pk=export.pk).update(downloaded_at=timezone.now())
    if export.kind == Export.Kind.PROGRAM:
        ledger.shown(*IN_A_REPORT, ids=[export.program_id], part=export.part, way=ledger.Way.FILE)
    record(Event.REPORT_DOWNLOADED, target=export, by=by)
    return bytes(content)
