"""Reports as files: what each holds, for whom, and that the same data gives the same bytes."""

import csv
import datetime as dt
import io

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.utils import timezone

from agreements.models import FocusPractice
from coaching.disclosure.classes import Part
from coaching.models import Membership, Person
from cycles.models import Goal
from reports.models import Export, ExportPiece
from reports.services import make_export
from reports.tests.files import FORMATS, asked, content, made, move, pairs
from reports.tests.world import days_ago, make_pairs
from tests.database import as_worker, bypassing
from tests.world import fill

pytestmark = pytest.mark.django_db


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


def test_a_leaders_file_holds_the_permitted_columns_and_no_other(signed):
    """Fault 3."""
    fill(signed)
    head, *rows = rows_of(made(signed))
    assert head == [
        "Coachee", "Coach", "How they meet", "Agreed rhythm", "Coaching cycles planned", "Coaching cycles completed",
        "Part of the plan done", "Coaching cycles completed in the period", "Coaching visits", "Minutes",
        "Last coaching visit", "Cadence", "Practices in focus", "Goals",
    ]  # fmt: skip
    ours = dict(zip(head, next(row for row in rows if signed.name("coachee") in row), strict=True))
    assert ours["Coaching cycles planned"] == "8"
    assert ours["Coaching cycles completed"] == "1"
    assert ours["Part of the plan done"] == "12.5%"
    assert (ours["Coaching visits"], ours["Minutes"], ours["Last coaching visit"]) == ("2", "83", "2026-09-22")
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
    for label in ("Coaching cycles planned", "Agreed rhythm", "Cadence"):
        assert (label in text) == (who == "leader" and not (format == "pdf" and label == "Agreed rhythm")), label


@pytest.mark.parametrize("format", FORMATS)
def test_an_unsigned_partnership_changes_no_byte_of_an_outsiders_file(signed, format):
    moment = timezone.now()
    first = made(signed, "local_agency", Part.LOCAL_AGENCY, format)
    move(first, requested_at=moment, state="waiting", attempts=0)
    with bypassing():
        ExportPiece.objects.filter(export=first).delete()
    with as_worker():
        make_export(export_id=first.pk, person_id=signed["local_agency"].pk)
    before = content(first)
    fill(signed, pairs(signed, 3, signed=False, visits=0)[0])
    second = made(signed, "local_agency", Part.LOCAL_AGENCY, format)
    move(second, requested_at=moment, state="waiting", attempts=0)
    with bypassing():
        ExportPiece.objects.filter(export=second).delete()
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
    assert isinstance(first["Last coaching visit"], dt.datetime)
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
