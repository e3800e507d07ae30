"""A program's list of practices: every wording is kept, and a list is imported row by row (A1, fault 78)."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from agreements.models import FocusPractice
from agreements.services import PlanDraft, Practice, plan_of, save_plan
from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, ProgramPractice, RosterUpload
from coaching.services.programs import add_practices, reword_practice
from cycles.tests.work import the_pair
from tests.database import bypassing

pytestmark = pytest.mark.django_db

LISTED = "Greets each child by name"
SHEET = f"""\ufeffPractice;Category;Replaces
Names what children do;Language;
Greets every child by name;Closeness;{LISTED}
{LISTED};;
names what children do;;
;Language;
{"x" * 301};;
Waits for an answer;Language;Something else
"""


@pytest.fixture
def practice(cast):
    with acting_as(cast["administrator"].pk):
        add_practices(program=cast.program, practices=[(LISTED, "Closeness")])
        return ProgramPractice.objects.get(program=cast.program)


@pytest.fixture
def admin(client, cast):
    client.force_login(cast["administrator"])
    return client


def page(answer):
    return answer.content.decode()


def url(cast, name, *more):
    return reverse(name, args=[cast.program.pk, *more])


def listed(cast):
    with bypassing():
        return list(ProgramPractice.objects.filter(program=cast.program).listed().values_list("text", "category"))


def upload(admin, cast, data, name="practices.csv"):
    answer = admin.post(url(cast, "practice_sheet"), {"file": SimpleUploadedFile(name, data)})
    with bypassing():
        return answer, RosterUpload.objects.filter(program=cast.program, kind="practices").order_by(
            "uploaded_at"
        ).last()


# ---- wordings ------------------------------------------------------------------------------------------------------
def test_other_words_are_a_new_version_and_the_former_are_kept(admin, cast, practice):
    answer = admin.post(
        url(cast, "practice_edit", practice.pk), {"text": "Greets every child", "category": "Closeness"}
    )
    assert answer.status_code == 302
    with bypassing():
        old, new = ProgramPractice.objects.filter(series=practice.series).order_by("version")
        assert AuditEntry.objects.filter(event="practice_reworded").count() == 1
    assert (old.pk, old.text, old.version, bool(old.retired_at)) == (practice.pk, LISTED, 1, True)
    assert (new.text, new.version, new.retired_at, new.position) == ("Greets every child", 2, None, old.position)
    text = page(admin.get(url(cast, "practice_edit", practice.pk)))
    assert "Version 1, until" in text
    assert LISTED in text
    assert LISTED not in page(admin.get(url(cast, "setup_practices")))
    admin.post(url(cast, "practice_edit", new.pk), {"text": "Greets every child", "category": "Nearness"})
    with bypassing():
        assert ProgramPractice.objects.filter(series=practice.series).count() == 2


def test_what_a_pair_has_picked_stays_what_it_was(cast, practice):
    """And saving their plan again changes nothing of it, so no signature falls."""
    with acting_as(cast["coach"].pk):
        plan, _draft = plan_of(cast.partnership)
        data = PlanDraft(practices=(Practice(LISTED, practice.pk),))
        save_plan(partnership=the_pair(cast.partnership), by=cast["coach"], data=data, version=plan.version)
    with acting_as(cast["administrator"].pk):
        reword_practice(practice=practice, text="Greets every child", category="", by=cast["administrator"])
    with bypassing():
        kept = FocusPractice.objects.get(partnership=cast.partnership)
    assert (kept.text, kept.from_list_id) == (LISTED, practice.pk)


def test_the_form_of_the_plan_keeps_a_former_wording_and_offers_the_newer_one(client, cast, practice):
    with bypassing():
        FocusPractice.objects.filter(partnership=cast.partnership).delete()
        FocusPractice(partnership=cast.partnership, text=LISTED, from_list=practice).save(force_insert=True)
    with acting_as(cast["administrator"].pk):
        reword_practice(practice=practice, text="Greets every child", category="", by=cast["administrator"])
    client.force_login(cast["coachee"])
    address = reverse("plan_edit", args=[cast.partnership.pk])
    text = page(client.get(address))
    assert ">Greets every child</option>" in text
    assert f">{LISTED}</option>" not in text
    assert str(practice.pk) in text


def test_one_practice_holds_one_wording_at_a_time(cast, practice):
    """The database keeps it, whoever writes."""
    with bypassing(), pytest.raises(IntegrityError), transaction.atomic():
        ProgramPractice(program=cast.program, series=practice.series, version=1, text="Another").save(force_insert=True)
    with bypassing(), pytest.raises(IntegrityError), transaction.atomic():
        ProgramPractice(program=cast.program, text=LISTED).save(force_insert=True)


def test_removing_a_practice_takes_its_former_wordings_along(admin, cast, practice):
    admin.post(url(cast, "practice_edit", practice.pk), {"text": "Greets every child", "category": ""})
    admin.post(url(cast, "practice_remove", practice.pk))
    connection.check_constraints()
    with bypassing():
        assert not ProgramPractice.objects.filter(series=practice.series).exists()


# ---- import --------------------------------------------------------------------------------------------------------
def test_every_row_has_a_verdict_before_anything_happens(admin, cast, practice):
    answer, sheet = upload(admin, cast, SHEET.encode())
    assert answer.url == url(cast, "roster_preview", sheet.pk)
    text = page(admin.get(answer.url))
    for words in (
        "New wording",
        "Pairs that picked the former wording keep it.",
        "on the list already",
        "stands in the file twice",
        "no practice in this row",
        "longer than 300",
        "“Something else” is not on the list",
        "Take all 2 practices",
    ):
        assert words in text
    assert listed(cast) == [(LISTED, "Closeness")]


def test_the_import_takes_what_can_be_and_gives_the_rest_back(admin, cast, practice):
    _answer, sheet = upload(admin, cast, SHEET.encode())
    answer = admin.post(url(cast, "roster_import", sheet.pk), {"which": "all"}, follow=True)
    text = page(answer)
    assert "Line 4" in text
    assert "See the list" in text
    assert sorted(listed(cast)) == [("Greets every child by name", "Closeness"), ("Names what children do", "Language")]
    with bypassing():
        newest = ProgramPractice.objects.get(text="Greets every child by name")
    assert (newest.series, newest.version) == (practice.series, 2)
    refused = b"".join(admin.get(url(cast, "roster_refused", sheet.pk)))
    assert b"Something else" in refused
    again = page(admin.post(url(cast, "roster_import", sheet.pk), {"which": "all"}, follow=True))
    assert "imported before" in again


def test_only_the_chosen_rows_are_taken(admin, cast, practice):
    _answer, sheet = upload(admin, cast, SHEET.encode())
    admin.post(url(cast, "roster_import", sheet.pk), {"which": "chosen", "line": ["2"]})
    assert sorted(listed(cast)) == [(LISTED, "Closeness"), ("Names what children do", "Language")]


def test_a_workbook_is_read_and_a_sheet_without_known_headers_by_its_first_column(admin, cast):
    book = openpyxl.Workbook()
    for row in (("Effective practice", "Topic"), ("Sings the names of things", "Language")):
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    _answer, sheet = upload(admin, cast, data.getvalue(), "list.xlsx")
    admin.post(url(cast, "roster_import", sheet.pk), {"which": "all"})
    _answer, sheet = upload(admin, cast, b"What we do\nKneels down\n")
    admin.post(url(cast, "roster_import", sheet.pk), {"which": "all"})
    assert listed(cast) == [("Sings the names of things", "Language"), ("Kneels down", "")]


def test_a_file_that_is_no_sheet_is_refused_at_the_field(admin, cast):
    answer, sheet = upload(admin, cast, b"%PDF-1.7", "practices.csv")
    assert "This is a PDF" in page(answer)
    assert sheet is None


@pytest.mark.parametrize(("person", "status"), [("coach", 403), ("leader", 403), ("stranger", 404)])
def test_only_an_administrator_imports(client, cast, person, status):
    client.force_login(cast[person])
    assert client.get(url(cast, "practice_sheet")).status_code == status
