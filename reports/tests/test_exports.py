"""Reports as files: what they hold, who fetches them, and what becomes of them."""

import csv
import datetime as dt
import io
import uuid

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from agreements.models import FocusPractice
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.documents.errors import PdfUnavailable
from coaching.models import AuditEntry, Mail, Membership, Person
from coaching.services.outbox import compose
from cycles.models import Goal
from reports import tasks, ticks
from reports.models import Export, ExportFile
from reports.periods import Period
from reports.services import exports, fetch_file, make_export, request_export
from reports.services.exports import ATTEMPTS, KEPT, Expired, RightsLost, forget_expired, left_behind
from reports.tests.world import days_ago, make_pairs
from tests.database import as_worker, bypassing
from tests.world import fill

pytestmark = pytest.mark.django_db

PERIOD = Period(days_ago(365), days_ago(0))
FORMATS = ["pdf", "xlsx", "csv"]


def pairs(cast, count=1, **kwargs):
    return make_pairs(cast.program, count, coach=cast["other_coach"], supervisor=cast["supervisor"], **kwargs)


def asked(cast, who="leader", part=Part.LEADERSHIP, format="csv", period=PERIOD) -> Export:
    with acting_as(cast[who].pk):
        return request_export(program=cast.program, part=part, by=cast[who], format=format, period=period)


def made(cast, who="leader", part=Part.LEADERSHIP, format="csv", period=PERIOD) -> Export:
    export = asked(cast, who, part, format, period)
    with as_worker():
        make_export(export_id=export.pk, person_id=cast[who].pk)
    with bypassing():
        export.refresh_from_db()
    return export


def content(export: Export) -> bytes:
    with bypassing():
        return bytes(ExportFile.objects.get(pk=export.pk).content)


def rows_of(export: Export) -> list[list[str]]:
    data = content(export)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def text_of(export: Export) -> str:
    data = content(export)
    if export.format == "pdf":
        document = pypdfium2.PdfDocument(data)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    if export.format == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)
    return data.decode()


def move(export: Export, **fields) -> None:
    """Set facts that the product keeps as they were, by the owner of the database."""
    with bypassing(), connection.cursor() as cursor:
        assigned = ", ".join(f"{name} = %s" for name in fields)
        cursor.execute("set constraints all immediate")
        with connection.cursor() as inner:
            inner.execute("reset role")
            inner.execute("set local role alongside_owner")
            inner.execute("alter table reports_export disable trigger b_keep")
            inner.execute("set local role alongside_definer")
            inner.execute(f"update reports_export set {assigned} where id = %s", [*fields.values(), export.pk])
            inner.execute("reset role")
            inner.execute("set local role alongside_owner")
            inner.execute("alter table reports_export enable trigger b_keep")
            inner.execute("set local role alongside_definer")


# ---- what a file holds -------------------------------------------------------------------------------------------
def test_a_leaders_file_holds_the_permitted_columns_and_no_other(signed):
    """Fault 3."""
    fill(signed)
    head, *rows = rows_of(made(signed))
    assert head == [
        "Coachee", "Coach", "How visits happen", "Agreed rhythm", "Cycles planned", "Cycles completed",
        "Part of the plan done", "Cycles completed in the period", "Visits", "Minutes", "Last visit", "Cadence",
        "Practices in focus", "Goals",
    ]  # fmt: skip
    ours = dict(zip(head, next(row for row in rows if signed.name("coachee") in row), strict=True))
    assert ours["Cycles planned"] == "8"
    assert ours["Cycles completed"] == "1"
    assert ours["Part of the plan done"] == "12.5%"
    assert (ours["Visits"], ours["Minutes"], ours["Last visit"]) == ("2", "83", "2026-09-22")
    assert ours["Practices in focus"] == "Follows the child's lead in play\nGives each child time to answer"
    assert "Marigold-goals" in ours["Goals"]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("who", "part"),
    [("leader", Part.LEADERSHIP), ("local_agency", Part.LOCAL_AGENCY), ("state_bureau", Part.STATE_BUREAU)],
)
def test_no_file_holds_what_stays_with_the_pair(signed, who, part, format):
    fill(signed)
    text = text_of(made(signed, who, part, format))
    assert "Marigold" in text, "the goals are given"
    for stays in ("notes", "visit_detail", "action_plan"):
        assert f"Marigold-{stays}" not in text.replace("\n", "").replace("\r", "")
    for label in ("Cycles planned", "Agreed rhythm", "Cadence"):
        assert (label in text) == (who == "leader" and not (format == "pdf" and label == "Agreed rhythm")), label


@pytest.mark.parametrize("format", FORMATS)
def test_an_unsigned_partnership_changes_no_byte_of_an_outsiders_file(signed, format):
    moment = timezone.now()
    first = made(signed, "local_agency", Part.LOCAL_AGENCY, format)
    move(first, requested_at=moment, state="waiting", attempts=0)
    with bypassing():
        ExportFile.objects.filter(pk=first.pk).delete()
    with as_worker():
        make_export(export_id=first.pk, person_id=signed["local_agency"].pk)
    before = content(first)
    fill(signed, pairs(signed, 3, signed=False, visits=0)[0])
    second = made(signed, "local_agency", Part.LOCAL_AGENCY, format)
    move(second, requested_at=moment, state="waiting", attempts=0)
    with bypassing():
        ExportFile.objects.filter(pk=second.pk).delete()
    with as_worker():
        make_export(export_id=second.pk, person_id=signed["local_agency"].pk)
    assert content(second) == before


def test_leadership_is_told_that_agreements_wait_and_not_whose(signed):
    pairs(signed, 2, signed=False)
    text = text_of(made(signed, format="xlsx"))
    assert "2 agreements wait for signatures" in text
    assert "Ada" not in text


def test_a_leader_who_coaches_gets_the_file_of_a_leader(signed):
    """Fault 8: their own unsigned pair is not in it, though they see it as coach."""
    leader = signed["leader"]
    with bypassing():
        Membership.objects.create(user=leader, program=signed.program, part=Part.COACH, starts_on=days_ago(30))
    make_pairs(signed.program, 1, coach=leader, supervisor=signed["supervisor"], signed=False)
    rows = rows_of(made(signed))
    assert len(rows) == 3, "the head and the two signed pairs"


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_data_and_moment_give_the_same_bytes(cast, format):
    pairs(cast, 3)
    moment = timezone.now() - dt.timedelta(hours=1)
    found = []
    for _turn in range(2):
        export = asked(cast, format=format)
        move(export, requested_at=moment)
        with as_worker():
            make_export(export_id=export.pk, person_id=cast["leader"].pk)
        found.append(content(export))
    assert found[0] == found[1]


def test_words_that_begin_like_a_formula_are_inert_in_both_sheets(cast):
    """Fault 49."""
    (pair,) = pairs(cast)
    with bypassing():
        Goal.objects.filter(partnership=pair).update(text='=HYPERLINK("https://evil.example","x")')
        FocusPractice.objects.filter(partnership=pair, position=0).update(text="@SUM(1+1)")
        Person.objects.filter(user__parties__partnership=pair, user__parties__part="coachee").update(name="+1 Ada")
    head, row = rows_of(made(cast))
    cells = dict(zip(head, row, strict=True))
    assert cells["Goals"].startswith("'=HYPERLINK")
    assert cells["Practices in focus"].startswith("'@SUM")
    assert cells["Coachee"] == "'+1 Ada"
    book = openpyxl.load_workbook(io.BytesIO(content(made(cast, format="xlsx"))))
    assert all(cell.data_type != "f" for sheet in book for line in sheet.iter_rows() for cell in line)


def test_a_sheet_is_typed_frozen_and_explains_itself(cast):
    pairs(cast, 2, visits=4)
    book = openpyxl.load_workbook(io.BytesIO(content(made(cast, format="xlsx"))))
    sheet, notes = book.worksheets
    assert sheet.freeze_panes == "A2"
    head = [cell.value for cell in sheet[1]]
    first = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
    assert isinstance(first["Last visit"], dt.datetime)
    assert first["Minutes"] == 45 + 50 + 55 + 60
    assert first["Part of the plan done"] == 0.25
    explained = {row[0]: row[1] for row in notes.values}
    assert all(explained[label] for label in head if label not in ("Coachee", "Coach"))
    assert "Program: Prairie Sky Early Learning" in explained


def test_a_pdf_is_tagged_titled_and_in_its_language(cast):
    pairs(cast, 2)
    document = pikepdf.open(io.BytesIO(content(made(cast, format="pdf"))))
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "en"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Program report: Prairie Sky Early Learning"
        assert metadata["pdfuaid:part"] == "1"
    figures = [tag for tag in tags(document.Root.StructTreeRoot) if tag.get("/S") == "/Figure"]
    said = [str(tag.get("/Alt", "")) for tag in figures]
    assert len(said) == 4
    assert said[0] == "How much of the plan is done. 0 of 2 partnerships have done at least half of their plan."


def tags(node):
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from tags(kid)
    elif isinstance(node, pikepdf.Dictionary) and ("/S" in node or "/K" in node):
        yield node
        yield from tags(node.get("/K", pikepdf.Array()))


def test_a_long_program_has_its_rows_in_the_sheets(cast, monkeypatch):
    monkeypatch.setattr("reports.services.files.ROWS_IN_PDF", 2)
    pairs(cast, 3)
    text = text_of(made(cast, format="pdf"))
    assert "more than 2 partnerships" in text
    assert "Ada Marsh" not in text


def test_a_file_speaks_the_language_in_which_it_was_asked_for(cast):
    export = asked(cast, format="pdf")
    move(export, language="es")
    with as_worker():
        make_export(export_id=export.pk, person_id=cast["leader"].pk)
    document = pikepdf.open(io.BytesIO(content(export)))
    assert str(document.Root.Lang) == "es"


# ---- asking ------------------------------------------------------------------------------------------------------
def days(period=PERIOD) -> dict[str, str]:
    return {"since": period.since.isoformat(), "until": period.until.isoformat()}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("leader", 302), ("local_agency", 302), ("state_bureau", 302), ("regional_leader", 403),
        ("leader_elsewhere", 404), ("coach", 404), ("coachee", 404), ("supervisor", 404), ("administrator", 404),
        ("stranger", 404),
    ],
)  # fmt: skip
def test_who_may_ask_for_a_file(client, signed, who, status):
    client.force_login(signed[who])
    answer = client.post(reverse("export_request", args=[signed.program.pk]), {"format": "csv", **days()})
    assert answer.status_code == status
    with bypassing():
        assert Export.objects.filter(requester=signed[who]).count() == (1 if status == 302 else 0)


def test_asking_is_a_post_and_ids_must_be_right(client, signed):
    client.force_login(signed["leader"])
    assert client.get(reverse("export_request", args=[signed.program.pk])).status_code == 405
    assert client.post(reverse("export_request", args=[signed.elsewhere.pk]), {"format": "csv"}).status_code == 404
    assert client.post("/program/nonsense/file/", {"format": "csv"}).status_code == 404


@pytest.mark.parametrize(
    "posted",
    [
        {"format": "exe", **days()},
        {"format": "csv"},
        {"format": "csv", "since": "2026-09-02", "until": "2026-09-01"},
        {"format": "csv", "since": "0001-01-01", "until": "9999-12-31"},
    ],
)
def test_a_wrong_request_makes_nothing_and_says_so(client, signed, posted):
    client.force_login(signed["leader"])
    answer = client.post(reverse("export_request", args=[signed.program.pk]), posted, follow=True)
    assert "could not be asked for" in answer.content.decode()
    with bypassing():
        assert not Export.objects.exists()


def test_a_posted_part_or_owner_is_ignored(client, signed):
    """Fault 75."""
    client.force_login(signed["local_agency"])
    foreign = {"part": "leadership", "requester": str(signed["leader"].pk), "program": str(signed.elsewhere.pk)}
    client.post(reverse("export_request", args=[signed.program.pk]), {"format": "csv", **days(), **foreign})
    with bypassing():
        export = Export.objects.get()
    assert (export.part, export.requester_id, export.program_id) == (
        Part.LOCAL_AGENCY, signed["local_agency"].pk, signed.program.pk,
    )  # fmt: skip


def test_asking_twice_is_asking_once(signed):
    assert asked(signed).pk == asked(signed).pk
    assert asked(signed, format="pdf").pk != asked(signed).pk
    assert asked(signed, period=Period(days_ago(9), days_ago(0))).pk != asked(signed).pk


def test_asking_is_written_down(signed):
    export = asked(signed)
    with bypassing():
        entry = AuditEntry.objects.get(event="report_requested")
    assert (entry.target_id, entry.person_id) == (export.pk, signed["leader"].pk)


def test_asking_starts_the_worker_once_it_is_certain(client, signed, monkeypatch, django_capture_on_commit_callbacks):
    started = []
    monkeypatch.setattr(tasks.make_export, "apply_async", lambda kwargs, **options: started.append(kwargs))
    client.force_login(signed["leader"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("export_request", args=[signed.program.pk]), {"format": "csv", **days()})
    with bypassing():
        export = Export.objects.get()
    assert started == [{"export_id": str(export.pk), "person_id": str(signed["leader"].pk)}]


def test_a_broker_that_is_away_is_no_error(client, signed, monkeypatch, django_capture_on_commit_callbacks):
    def away(**options):
        raise OperationalError

    monkeypatch.setattr(tasks.make_export, "apply_async", away)
    client.force_login(signed["leader"])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("export_request", args=[signed.program.pk]), {"format": "csv", **days()})
    assert answer.status_code == 302


# ---- making ------------------------------------------------------------------------------------------------------
def test_the_task_makes_the_file_and_a_second_run_changes_nothing(signed):
    export = asked(signed)
    ids = {"export_id": str(export.pk), "person_id": str(signed["leader"].pk)}
    with as_worker():
        tasks.make_export(**ids)
    first = content(export)
    with as_worker():
        tasks.make_export(**ids)
    with bypassing():
        export.refresh_from_db()
        assert Mail.objects.filter(kind="report_ready").count() == 1
    assert (export.state, export.progress, export.attempts) == ("ready", 100, 1)
    assert content(export) == first
    assert export.filename.startswith("program-report-")
    assert "Prairie" not in export.filename


def test_nobody_else_can_have_it_made(signed):
    export = asked(signed)
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["local_agency"].pk)
        make_export(export_id=uuid.uuid4(), person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert export.state == "waiting"


def test_a_part_lost_before_the_making_makes_no_file(signed):
    export = asked(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.failure) == ("failed", "rights")
        assert not ExportFile.objects.exists()
        assert not Mail.objects.filter(kind="report_ready").exists()


def test_a_part_lost_while_it_is_made_makes_no_file(signed, monkeypatch):
    export = asked(signed)
    write = exports.write_report

    def and_then(*args, **kwargs):
        with bypassing():
            Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
        return write(*args, **kwargs)

    monkeypatch.setattr(exports, "write_report", and_then)
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.failure) == ("failed", "rights")
        assert not ExportFile.objects.exists()


def test_what_cannot_be_made_says_why(signed, monkeypatch):
    def no_pango(*args, **kwargs):
        raise PdfUnavailable

    monkeypatch.setattr(exports, "write_report", no_pango)
    export = made(signed, format="pdf")
    assert (export.state, export.failure) == ("failed", "no_pdf")


def test_an_unforeseen_error_is_tried_again_and_then_set_aside(signed, monkeypatch):
    """Fault 64."""

    def broken(*args, **kwargs):
        raise ValueError

    monkeypatch.setattr(exports, "write_report", broken)
    export = asked(signed)
    for attempt in range(1, ATTEMPTS + 1):
        with as_worker():
            make_export(export_id=export.pk, person_id=signed["leader"].pk)
        with bypassing():
            export.refresh_from_db()
        assert export.attempts == attempt
        assert export.state == ("failed" if attempt == ATTEMPTS else "working")
        move(export, worked_at=timezone.now() - dt.timedelta(minutes=3))
    assert export.failure == "error"


def test_an_export_that_takes_its_worker_down_is_given_up(signed):
    export = asked(signed)
    move(export, state="working", attempts=ATTEMPTS, worked_at=timezone.now() - dt.timedelta(minutes=3))
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.failure) == ("failed", "error")


def test_progress_is_saved_on_the_way(cast, monkeypatch):
    pairs(cast, 4, visits=0)
    monkeypatch.setattr(exports, "PROGRESS_STEPS", 4)
    seen = []
    say = exports._say_progress

    def watch(export, percent):
        seen.append(percent)
        say(export, percent)

    monkeypatch.setattr(exports, "_say_progress", watch)
    monkeypatch.setattr(exports, "ROWS_A_STEP", 1)
    made(cast)
    assert seen == sorted(seen)
    assert seen[0] == exports.READ
    assert seen[-1] == exports.WRITTEN
    assert len(seen) == 5


def test_a_maker_that_was_overtaken_leaves_the_file_of_the_other(signed, monkeypatch):
    export = asked(signed)
    write = exports.write_report

    def slowly(*args, **kwargs):
        monkeypatch.setattr(exports, "write_report", write)
        move(export, worked_at=timezone.now() - dt.timedelta(minutes=3))
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
        return b"late"

    monkeypatch.setattr(exports, "write_report", slowly)
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.attempts) == ("ready", 2)
        assert Mail.objects.filter(kind="report_ready").count() == 1
    assert content(export) != b"late"


# ---- what time brings --------------------------------------------------------------------------------------------
def test_the_tick_finds_what_was_left_for_two_minutes(signed, monkeypatch, django_capture_on_commit_callbacks):
    started = []
    monkeypatch.setattr(tasks.make_export, "apply_async", lambda kwargs, **options: started.append(kwargs["export_id"]))
    waits, stands_still, fresh = (asked(signed, format=one) for one in FORMATS)
    at_work = asked(signed, "local_agency", Part.LOCAL_AGENCY)
    move(waits, requested_at=timezone.now() - dt.timedelta(minutes=3))
    move(stands_still, state="working", worked_at=timezone.now() - dt.timedelta(minutes=3))
    move(at_work, state="working", worked_at=timezone.now())
    with as_worker(), django_capture_on_commit_callbacks(execute=True):
        ticks.resume()
        ticks.resume()
    assert set(started) == {str(waits.pk), str(stands_still.pk)}
    assert str(fresh.pk) not in started


def test_a_crashed_making_is_finished_by_another_worker(signed):
    export = asked(signed)
    move(export, state="working", attempts=1, progress=20, worked_at=timezone.now() - dt.timedelta(minutes=3))
    with as_worker():
        assert left_behind() == [(export.pk, signed["leader"].pk)]
        make_export(export_id=export.pk, person_id=signed["leader"].pk)
        assert left_behind() == []
    assert content(export)


def test_after_seven_days_it_is_forgotten_with_its_file(signed):
    old, new = made(signed), made(signed, format="xlsx")
    move(old, expires_at=timezone.now() - dt.timedelta(hours=1))
    with as_worker():
        ticks.forget()
        ticks.forget()
    with bypassing():
        assert list(Export.objects.values_list("pk", flat=True)) == [new.pk]
        assert list(ExportFile.objects.values_list("pk", flat=True)) == [new.pk]


def test_a_file_is_kept_for_seven_days(signed):
    export = asked(signed)
    assert export.expires_at - export.requested_at == KEPT == dt.timedelta(days=7)


# ---- fetching ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("format", "kind"),
    [
        ("pdf", "application/pdf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_is_fetched_as_it_was_made(client, signed, format, kind):
    export = made(signed, format=format)
    client.force_login(signed["leader"])
    assert f"Download as {export.get_format_display()}" in client.get(detail(export)).content.decode()
    answer = client.get(reverse("export_download", args=[export.pk]))
    assert answer.status_code == 200
    assert answer.content == content(export)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{export.filename}"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with bypassing():
        entry = AuditEntry.objects.get(event="report_downloaded")
        export.refresh_from_db()
    assert (entry.target_id, entry.person_id) == (export.pk, signed["leader"].pk)
    assert export.downloaded_at is not None


def detail(export: Export) -> str:
    return reverse("export_detail", args=[export.pk])


@pytest.mark.parametrize(
    "who", ["local_agency", "state_bureau", "leader_elsewhere", "administrator", "coach", "stranger"]
)
def test_another_persons_file_is_a_missing_page(client, signed, who):
    export = made(signed)
    client.force_login(signed[who])
    for name in ("export_detail", "export_download"):
        assert client.get(reverse(name, args=[export.pk])).status_code == 404
    assert "Program report" not in client.get(reverse("export_list")).content.decode()


def test_rights_lost_before_the_download_are_said(client, signed):
    """Fault 55: refused by the product with words, and by the database whatever the product does."""
    export = made(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
    client.force_login(signed["leader"])
    answer = client.get(reverse("export_download", args=[export.pk]))
    assert answer.status_code == 403
    assert "You no longer have the part" in answer.content.decode()
    assert "Download as" not in client.get(detail(export)).content.decode()
    with acting_as(signed["leader"].pk):
        assert Export.objects.filter(pk=export.pk).exists()
        assert not ExportFile.objects.exists()
        with pytest.raises(RightsLost):
            fetch_file(export=export, by=signed["leader"])


def test_another_part_in_the_program_does_not_open_the_file(client, signed):
    """Who was leader and is coach now fetches nothing of the leader's."""
    export = made(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
        Membership.objects.create(user=signed["leader"], program=signed.program, part=Part.COACH, starts_on=days_ago(5))
    client.force_login(signed["leader"])
    assert client.get(reverse("export_download", args=[export.pk])).status_code == 403


def test_the_same_part_in_another_program_does_not_open_the_file(client, signed):
    export = made(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
        Membership.objects.create(
            user=signed["leader"], program=signed.elsewhere, part=Part.LEADERSHIP, starts_on=days_ago(5)
        )
    client.force_login(signed["leader"])
    assert client.get(reverse("export_download", args=[export.pk])).status_code == 403
    text = client.get(reverse("export_list")).content.decode()
    assert "A program that you have left" in text
    assert "Prairie" not in text


def test_an_expired_file_is_said_to_be_gone(client, signed):
    export = made(signed)
    move(export, expires_at=timezone.now() - dt.timedelta(hours=1))
    client.force_login(signed["leader"])
    answer = client.get(reverse("export_download", args=[export.pk]))
    assert answer.status_code == 410
    assert "seven days" in answer.content.decode()
    with acting_as(signed["leader"].pk):
        assert not ExportFile.objects.exists(), "the database does not show it either"
        export = Export.objects.get(pk=export.pk)
        with pytest.raises(Expired):
            fetch_file(export=export, by=signed["leader"])


def test_a_file_that_is_not_there_yet_leads_to_its_progress(client, signed):
    export = asked(signed)
    client.force_login(signed["leader"])
    answer = client.get(reverse("export_download", args=[export.pk]))
    assert answer.headers["Location"] == detail(export)
    move(export, state="working", progress=40)
    html = client.get(detail(export)).content.decode()
    assert 'aria-live="polite"' in html
    assert "40 %" in html
    piece = client.get(detail(export), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "40 %" in piece
    assert "hx-get" in piece
    move(export, state="failed", failure="no_pdf")
    piece = client.get(detail(export), headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in piece, "nothing more to wait for"
    assert "PDF files cannot be made" in piece


def test_the_list_shows_what_was_made_in_the_part_one_is_in(client, signed):
    made(signed)
    with bypassing():
        Membership.objects.create(
            user=signed["leader"], program=signed.program, part=Part.LOCAL_AGENCY, starts_on=days_ago(5)
        )
    client.force_login(signed["leader"])
    client.get(reverse("part_choose", args=["leadership"]))
    assert "Program report" in client.get(reverse("export_list")).content.decode()
    client.get(reverse("part_choose", args=["local_agency"]))
    assert "No reports yet" in client.get(reverse("export_list")).content.decode()


@pytest.mark.parametrize("count", [1, 3, 300])
def test_the_list_takes_the_same_queries_for_any_number(client, signed, count, django_assert_max_num_queries):
    now = timezone.now()
    with bypassing():
        Export.objects.bulk_create(
            Export(
                program=signed.program, requester=signed["leader"], part=Part.LEADERSHIP, format="csv", language="en",
                since=days_ago(9), until=days_ago(0), requested_at=now - dt.timedelta(minutes=number),
                expires_at=now + KEPT,
            )
            for number in range(count)
        )  # fmt: skip
    client.force_login(signed["leader"])
    with django_assert_max_num_queries(12):
        html = client.get(reverse("export_list")).content.decode()
    assert html.count('role="rowheader"') == min(count, 20)
    assert ('rel="next"' in html) == (count > 20)


# ---- the database ------------------------------------------------------------------------------------------------
def test_the_worker_reads_the_facts_of_exports_without_an_identity_and_not_their_bytes(signed):
    made(signed)
    with as_worker(), acting_as(None):
        assert Export.objects.count() == 1
        assert not ExportFile.objects.exists()


@pytest.mark.parametrize("field", ["part", "program_id", "requester_id", "expires_at", "since", "requested_at"])
def test_an_export_stays_what_was_asked_for(signed, field):
    """Or a file of a lost part could be fetched in another one."""
    export = asked(signed)
    values = {
        "part": "coach",
        "program_id": signed.elsewhere.pk,
        "requester_id": signed["local_agency"].pk,
        "expires_at": timezone.now() + dt.timedelta(days=99),
        "since": days_ago(999),
        "requested_at": timezone.now() - dt.timedelta(days=9),
    }
    with acting_as(signed["leader"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(**{field: values[field]})


def test_nobody_asks_in_a_part_that_is_not_theirs(signed):
    with acting_as(signed["local_agency"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        request_export(
            program=signed.program, part=Part.LEADERSHIP, by=signed["local_agency"], format="csv", period=PERIOD
        )


# ---- mail --------------------------------------------------------------------------------------------------------
def test_the_mail_says_that_it_is_ready_and_nothing_else(signed):
    export = made(signed)
    with as_worker():
        message = compose(Mail.objects.get(kind="report_ready"))
    words = message.subject + message.body + message.alternatives[0][0]
    assert message.to == [signed["leader"].email]
    assert detail(export) in words
    for content_word in ("Prairie", signed.name("coachee"), signed.name("coach"), "minutes", "Follows"):
        assert content_word not in words
    assert not message.attachments


def test_no_mail_for_what_is_gone_or_closed(signed):
    export = made(signed)
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
    with as_worker():
        assert compose(Mail.objects.get(kind="report_ready")) is None
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=None)
    move(export, expires_at=timezone.now() - dt.timedelta(hours=1))
    with as_worker():
        forget_expired()
        assert compose(Mail.objects.get(kind="report_ready")) is None
