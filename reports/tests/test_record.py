"""A learner's own record as a file: all that she reads of one partnership, and nothing else (A7, A8)."""

import datetime as dt
import io
import json
import zipfile

import pypdfium2
import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import translation

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.documents.pdf import pdf_available
from coaching.models import Mail, Partnership
from cycles.models import DraftFile, Goal, LogDraft, MandatoryReport, Note, ProgressReportDraft, VisitFile
from reports import zipping
from reports.models import Export, ExportPiece
from reports.record import record_html, write_rows
from reports.services import make_export, request_export
from reports.tests.files import PERIOD, content, move
from tests.around import ASKED, MASKED
from tests.beginnings import marked
from tests.database import as_worker, bypassing
from tests.probe import as_person, read_all
from tests.world import disclosed_models, fill

pytestmark = pytest.mark.django_db


def asked_for(client, cast, format, name="coachee"):
    """The file that one asks for on the page, made by the worker."""
    client.force_login(cast[name])
    answer = client.post(reverse("own_record", args=[cast.partnership.pk]), {"format": format})
    assert answer.status_code == 302, answer.content
    with bypassing():
        export = Export.objects.filter(requester=cast[name], format=format).latest("requested_at")
    with as_worker():
        make_export(export_id=export.pk, person_id=cast[name].pk)
    with bypassing():
        export.refresh_from_db()
    return export


def test_a_learner_takes_her_whole_record_and_nobody_else_does(client, signed):
    fill(signed)
    page = reverse("own_record", args=[signed.partnership.pk])
    for name in ("coach", "former_coach", "supervisor", "leader", "local_agency", "administrator", "stranger"):
        client.force_login(signed[name])
        assert client.get(page).status_code == client.post(page, {"format": "json"}).status_code == 404, name
    with acting_as(signed["coach"].pk):
        MandatoryReport.objects.update(shared=True)

    export = asked_for(client, signed, "json")
    assert "csv" not in client.get(page).content.decode()
    assert client.post(page, {"format": "csv"}).status_code == 200
    assert export.state == Export.State.READY
    found = json.loads(content(export))
    tables = {model._meta.db_table: model._meta.label_lower for model in disclosed_models()}
    with as_person(signed, "coachee", WEB):
        there = read_all(tables)
        assert MandatoryReport.objects.exists()
    with bypassing():
        rows = {
            one._meta.db_table: one._default_manager.filter(partnership=signed.partnership)
            for one in disclosed_models()
        }
        mine = {
            table: {str(pk) for pk in all_of_it.filter(pk__in=there[table]).values_list("pk", flat=True)}
            for table, all_of_it in rows.items()
        }
    told = {table: {row["id"] for row in found["records"].get(label, [])} for table, label in tables.items()}
    assert mine.pop("cycles_mandatoryreport") and not told.pop("cycles_mandatoryreport")
    assert told == mine
    assert "hotline" not in content(export).decode()
    assert found["people"][str(signed["coach"].pk)]

    # It is fetched as other files are, and told of in a mail without a word of it
    client.force_login(signed["coachee"])
    download = reverse("export_download", args=[export.pk])
    assert client.get(download).getvalue() == content(export)
    with bypassing():
        assert Mail.objects.filter(kind="report_ready", recipient=signed["coachee"]).exists()
    client.force_login(signed["coach"])
    assert client.get(download).status_code == 404


def test_the_document_holds_what_is_written_and_no_report_of_a_duty(client, signed):
    if not pdf_available():
        pytest.skip("WeasyPrint needs Pango, which is not on this machine")
    rows = fill(signed)
    first = content(asked_for(client, signed, "pdf"))
    text = " ".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(first))
    text = " ".join(text.split())
    every = (RecordClass.GOALS, RecordClass.ACTION_PLAN, RecordClass.NOTES, RecordClass.VISIT_DETAIL)
    for record_class in (*every, RecordClass.ASSESSMENT, RecordClass.PROGRESS_REPORT):
        assert marked(record_class).strip() in text, record_class
    for heading in ("Assessments", "Observations", "Attendance", "Letters", "What was asked for", "Reports"):
        assert heading in text, heading
    for words in (
        "waiting time",
        "a child was ill",
        rows["letter"].subject,
        ASKED,
        MASKED,
        "goes on",
        "Put right since",
    ):
        assert words in text, words
    assert "hotline" not in text and "draft" not in text


def test_the_zip_file_has_all_of_it_and_is_the_same_each_time(client, signed, monkeypatch):
    if not pdf_available():
        pytest.skip("WeasyPrint needs Pango, which is not on this machine")
    rows = fill(signed)
    export = asked_for(client, signed, "zip")
    archive = zipfile.ZipFile(io.BytesIO(content(export)))
    names = archive.namelist()
    assert names[:2] == ["record.pdf", "record.json"] and archive.testzip() is None
    assert [name.split("-")[1] for name in names[2:]] == ["agreement", "scan", "visit"]
    assert archive.read(names[-1]) == bytes(rows["file"].content)  # and no draft of one
    assert {info.date_time[:5] for info in archive.infolist()} == {export.requested_at.timetuple()[:5]}
    assert json.loads(archive.read("record.json"))["records"]["cycles.progressreport"]
    assert not any(b"hotline" in archive.read(name) for name in names[1:])
    parts = {"pdf": archive.read("record.pdf"), "rows": archive.read("record.json")}
    with acting_as(signed["coachee"].pk):
        files = zipping.files_of(Partnership.objects.get(pk=signed.partnership.pk))

    def zipped(name: str) -> io.BytesIO:
        out = io.BytesIO()
        zipping.write_zip(out, **parts, files=files, person_id=signed[name].pk, asked_at=export.requested_at)
        return out

    assert zipped("coachee").getvalue() == content(export)
    alone = zipfile.ZipFile(zipped("stranger"))
    assert alone.namelist() == ["record.pdf", "record.json"]  # each file is read as the person reads it then

    # What would be too large is refused with a reason, and nothing half made is kept
    monkeypatch.setattr(zipping, "AT_MOST", 100)
    with bypassing():
        Export.objects.filter(pk=export.pk).update(state=Export.State.WAITING, attempts=0)
        ExportPiece.objects.filter(export=export).delete()
    with as_worker():
        make_export(export_id=export.pk, person_id=signed["coachee"].pk)
    with bypassing():
        export.refresh_from_db()
        assert (export.state, export.failure) == ("failed", "too_large")
        assert not ExportPiece.objects.filter(export=export).exists()


def test_the_database_gives_a_record_to_a_learner_alone(signed):
    common = {"program": signed.program, "partnership": signed.partnership, "period": PERIOD, "format": "json"}
    for name, part in (("coach", Part.COACH), ("supervisor", Part.COACHEE), ("leader", Part.LEADERSHIP)):
        with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(signed[name].pk):
            request_export(part=part, by=signed[name], kind=Export.Kind.RECORD, **common)
    with acting_as(signed["coachee"].pk):
        export = request_export(part=Part.COACHEE, by=signed["coachee"], kind=Export.Kind.RECORD, **common)
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(signed["coachee"].pk):
        Export.objects.filter(pk=export.pk).update(kind="program", partnership=None)
    move(export, format="json")


def test_a_record_does_not_change_with_what_its_owner_does_not_read(signed):
    """Non-interference of this way out: not a byte for a draft, a hidden report of a duty, or another pair."""
    fill(signed)
    fill(signed, signed.other_partnership)
    asked_at = dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC)

    def told():
        with acting_as(signed["coachee"].pk), translation.override("en"):
            pair = Partnership.objects.select_related("program").get(pk=signed.partnership.pk)
            person = signed["coachee"]
            html, title = record_html(pair, person, asked_at=asked_at)
            return write_rows(pair, person, asked_at=asked_at), html, title, zipping.files_of(pair)

    before = told()
    with bypassing():
        drafts = LogDraft.objects.filter(partnership=signed.partnership, author=signed["coach"])
        changed = [
            drafts.update(data={"x": "y" * 999}),
            MandatoryReport.objects.filter(partnership=signed.partnership).delete()[0],
            Goal.objects.filter(partnership=signed.other_partnership).update(text="Another pair"),
            Note.objects.filter(partnership=signed.other_partnership).delete()[0],
            VisitFile.objects.filter(partnership=signed.other_partnership).delete()[0],
            DraftFile.objects.filter(partnership=signed.partnership).delete()[0],
            ProgressReportDraft.objects.filter(partnership=signed.partnership).update(answers={"progress": "y" * 999}),
        ]
    assert all(changed)
    assert told() == before
    with bypassing():
        Goal.objects.filter(partnership=signed.partnership).update(text="Sorrel")
    after = told()
    assert b"Sorrel" in after[0] and "Sorrel" in after[1]
