"""The import through the administrator's pages: whole or not at all, every row accounted for (faults 49 to 52, 78)."""

import pathlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, Mail, Membership, Partnership, Person, RosterUpload, Site, User
from coaching.roster.reading import read_sheet
from coaching.services import roster as service
from coaching.tests.setting_up import page, url
from coaching.ticks import forget_uploads
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

ROSTER = (pathlib.Path(__file__).parent / "data" / "roster.csv").read_bytes()
PAIRS = "Coach,Teacher,Director,Site\ncoach@example.org,other.coachee@example.org,supervisor@example.org,North\n"


def send(admin, cast, data, *, view="roster_upload", name="staff.csv"):
    file = SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())
    return admin.post(url(cast, view), {"file": file})


def uploaded(admin, cast, data, **options):
    assert send(admin, cast, data, **options).status_code == 302
    with bypassing():
        return RosterUpload.objects.order_by("-uploaded_at").defer("content").first()


def chosen(admin, cast, upload, **change):
    """What the page of columns would send as it stands, with some answers changed."""
    form = admin.get(url(cast, "roster_columns", upload.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | change
    return admin.post(url(cast, "roster_columns", upload.pk), sent)


def take(admin, cast, upload, **sent):
    return admin.post(url(cast, "roster_import", upload.pk), {"which": "all", "invite": "on"} | sent)


def members(cast):
    with bypassing():
        found = Membership.objects.filter(program=cast.program).exclude(user__in=cast.people.values())
        return set(found.values_list("user__email", "part"))


def test_a_roster_goes_from_file_to_people(admin, cast):
    upload = uploaded(admin, cast, ROSTER)
    columns = page(admin.get(url(cast, "roster_columns", upload.pk)))
    assert "emptied when the file arrived" in columns
    assert "female" not in columns
    assert chosen(admin, cast, upload, default_part="coachee")["Location"] == url(cast, "roster_preview", upload.pk)
    preview = page(admin.get(url(cast, "roster_preview", upload.pk)))
    for words in (
        "Marisol Quintero",
        "Import all 5 people",
        "Left on 06/30/2023",
        "“cook” is not a part we know",
        "Everybody needs an address of their own",
        "The row is the same as line 10",
        "1 blank line was skipped",
        "Not imported and not kept",
    ):
        assert words in preview, words
    assert not members(cast)
    assert take(admin, cast, upload)["Location"] == url(cast, "roster_result", upload.pk)
    assert members(cast) == {
        ("marisol.quintero@example.org", "coachee"),
        ("theo@example.org", "coachee"),
        ("ana@example.org", "coachee"),
        ("june@example.org", "coach"),
        ("sol@example.org", "supervisor"),
    }
    with bypassing():
        invited = set(Mail.objects.filter(kind="invitation").values_list("recipient__email", flat=True))
        assert invited == {"marisol.quintero@example.org", "june@example.org", "sol@example.org"}
        theo = Membership.objects.get(user__email="theo@example.org")
        assert (str(theo.ends_on), theo.site.name, theo.external_id) == ("2023-06-30", "Blue room", "BR-102")
        assert User.objects.get(email="theo@example.org").invited_at is None
        assert AuditEntry.objects.filter(event="person_enrolled").count() == 5
        assert AuditEntry.objects.filter(event="roster_imported", target_id=upload.pk).count() == 1
    people = page(admin.get(url(cast, "setup_people")))
    assert "left on Jun 30, 2023" in people
    assert "Has left" in people


def test_what_was_refused_can_be_downloaded_mended_and_imported(admin, cast):
    upload = uploaded(admin, cast, ROSTER)
    assert admin.get(url(cast, "roster_refused", upload.pk)).status_code == 404
    chosen(admin, cast, upload, default_part="coachee")
    take(admin, cast, upload)
    result = page(admin.get(url(cast, "roster_result", upload.pk)))
    assert "Line 6" in result
    assert "Line 9" not in result
    response = admin.get(url(cast, "roster_refused", upload.pk))
    assert response["Content-Disposition"] == 'attachment; filename="not-imported.csv"'
    refused = read_sheet("refused.csv", response.content)
    assert [row.cells[-2] for row in refused.rows] == ["6", "7", "8", "11"]
    assert b"other,,other" not in response.content
    mended = response.content.replace(b'"4/1/2023","other",""', b'"4/1/2023","other","Moved away"')
    again = uploaded(admin, cast, mended)
    chosen(admin, cast, again, default_part="coachee")
    take(admin, cast, again)
    assert ("idris@example.org", "coachee") in members(cast)


def test_nothing_sensitive_is_ever_written(admin, cast):
    upload = uploaded(admin, cast, ROSTER)
    with bypassing():
        kept = bytes(RosterUpload.objects.get(pk=upload.pk).content).decode()
    assert "Marisol" in kept
    assert not any(word in kept for word in ("female", "hispanic or", "Sami", "prefer not"))
    chosen(admin, cast, upload, default_part="coachee")
    take(admin, cast, upload)
    with bypassing():
        after = RosterUpload.objects.get(pk=upload.pk)
    assert b"Marisol" not in bytes(after.content)
    assert "Marisol" not in str(after.result)


def test_only_chosen_rows_are_imported_and_the_others_are_in_the_file(admin, cast):
    upload = uploaded(admin, cast, "Name,Email,Role\nA A,a@example.org,coach\nB B,b@example.org,coach\nC C,no,coach\n")
    chosen(admin, cast, upload)
    nothing = admin.post(url(cast, "roster_import", upload.pk), {"which": "chosen"}, follow=True)
    assert "You chose no row" in page(nothing)
    # A row that cannot be imported, another line and nonsense change nothing
    take(admin, cast, upload, which="chosen", line=["2", "4", "99", "x", "9" * 30])
    assert members(cast) == {("a@example.org", "coach")}
    refused = admin.get(url(cast, "roster_refused", upload.pk)).content.decode()
    assert "You did not choose this row." in refused
    assert "a@example.org" not in refused


def test_without_the_tick_nobody_is_invited(admin, cast):
    upload = uploaded(admin, cast, "Name,Email,Role\nA A,a@example.org,coach\n")
    chosen(admin, cast, upload)
    admin.post(url(cast, "roster_import", upload.pk), {"which": "all"})
    with bypassing():
        assert not Mail.objects.exists()
        assert User.objects.get(email="a@example.org").invited_at is None


def test_imported_twice_is_imported_once(admin, cast):
    upload = uploaded(admin, cast, "Name,Email,Role\nA A,a@example.org,coach\n")
    chosen(admin, cast, upload)
    take(admin, cast, upload)
    answer = page(admin.post(url(cast, "roster_import", upload.pk), {"which": "all"}, follow=True))
    assert "Nothing was imported twice" in answer
    for view in ("roster_columns", "roster_preview"):
        assert admin.get(url(cast, view, upload.pk))["Location"] == url(cast, "roster_result", upload.pk)
    again = uploaded(admin, cast, "Name,Email,Role\nA A,a@example.org,coach\n")
    chosen(admin, cast, again)
    assert "Already here" in page(admin.get(url(cast, "roster_preview", again.pk)))
    with bypassing():
        assert Membership.objects.filter(user__email="a@example.org").count() == 1


def test_somebody_known_elsewhere_keeps_their_name_and_gets_a_part(admin, cast):
    upload = uploaded(admin, cast, "Name,Email,Role\nSomebody Else,stranger@example.org,coach\n")
    chosen(admin, cast, upload)
    assert "New" in page(admin.get(url(cast, "roster_preview", upload.pk)))
    take(admin, cast, upload)
    with bypassing():
        assert Person.objects.get(pk=cast["stranger"].pk).name == cast.name("stranger")
        assert Membership.objects.filter(user=cast["stranger"], program=cast.program, part="coach").exists()


def test_a_failure_in_the_middle_imports_nobody(admin, cast, monkeypatch):
    upload = uploaded(admin, cast, ROSTER)
    chosen(admin, cast, upload, default_part="coachee")

    def full(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(service, "_mail_invitations", full)
    with pytest.raises(RuntimeError):
        take(admin, cast, upload)
    assert not members(cast)
    with bypassing():
        assert not User.objects.filter(email="theo@example.org").exists()
        assert not Site.objects.filter(program=cast.program, name="Blue room").exists()
        assert RosterUpload.objects.get(pk=upload.pk).imported_at is None


def test_two_administrators_at_once_import_nobody_twice(admin, cast, monkeypatch):
    upload = uploaded(admin, cast, "Name,Email,Role\nA A,coach@example.org,coach\n")
    chosen(admin, cast, upload)
    monkeypatch.setattr(service, "members_among", lambda program: lambda emails: set())
    answer = page(admin.post(url(cast, "roster_import", upload.pk), {"which": "all"}, follow=True))
    assert "Somebody changed the same just now" in answer
    with bypassing():
        assert Membership.objects.filter(user=cast["coach"], program=cast.program).count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<html></html>", "web page"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "not a sheet"),
        (b"PK\x03\x04", "damaged"),
        (b"Name,Email\n", "no rows"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(admin, cast, data, words):
    response = send(admin, cast, data, name="../../people.xlsx")
    assert words in str(response.context["form"].errors["file"])
    with bypassing():
        assert not RosterUpload.objects.exists()


def test_a_form_without_a_file_says_so(admin, cast):
    assert "file" in admin.post(url(cast, "roster_upload")).context["form"].errors


def test_columns_and_words_are_said_by_the_administrator(admin, cast):
    upload = uploaded(admin, cast, "Who,Contact,What\nA A,a@example.org,Cook\nB B,b@example.org,Guide\n")
    empty = chosen(admin, cast, upload)
    assert "Choose the column with the email addresses" in page(empty)
    twice = chosen(admin, cast, upload, column_0="email", column_1="email")
    assert "A field can have one column" in page(twice)
    again = chosen(admin, cast, upload, column_0="name", column_1="email", column_2="part")
    assert again["Location"] == url(cast, "roster_columns", upload.pk)
    words = admin.get(url(cast, "roster_columns", upload.pk)).context["form"]
    assert [str(field.label) for field in words.word_fields] == ["Cook", "Guide"]
    assert [value for value, _label in words.word_fields[0].field.choices][-1] == "leave_out"
    assert "mentor_coach" not in dict(words.word_fields[0].field.choices)
    chosen(admin, cast, upload, word_0="leave_out", word_1="coach")
    preview = page(admin.get(url(cast, "roster_preview", upload.pk)))
    assert "Left out by you" in preview
    assert "Import this person" in preview
    assert "word_0" in chosen(admin, cast, upload, word_0="administrator").context["form"].errors
    take(admin, cast, upload)
    assert members(cast) == {("b@example.org", "coach")}


def test_a_preview_before_the_columns_are_said_goes_back_to_them(admin, cast):
    upload = uploaded(admin, cast, "Who,What\nA,B\n")
    response = admin.get(url(cast, "roster_preview", upload.pk), follow=True)
    assert response.redirect_chain[-1][0] == url(cast, "roster_columns", upload.pk)
    assert "Choose the column" in page(response)


def test_partnerships_come_by_a_second_sheet(admin, cast):
    rows = PAIRS + "coach@example.org,coachee@example.org,supervisor@example.org,\n,x@example.org,coach@example.org,\n"
    response = send(admin, cast, rows, view="partnership_sheet", name="pairs.csv")
    with bypassing():
        upload = RosterUpload.objects.get()
        before = Partnership.objects.count()
    assert response["Location"] == url(cast, "roster_preview", upload.pk)
    preview = page(admin.get(response["Location"]))
    assert "Make this partnership" in preview
    assert "already work together" in preview
    assert "not in this program" in preview
    take(admin, cast, upload)
    with bypassing():
        made = Partnership.objects.order_by("-created_at").first()
        assert Partnership.objects.count() == before + 1
        assert made.site.name == "North"
        assert set(made.parties.values_list("user__email", "part")) == {
            ("coach@example.org", "coach"),
            ("other.coachee@example.org", "coachee"),
            ("supervisor@example.org", "supervisor"),
        }
    assert "Being drafted" in page(admin.get(url(cast, "setup_partnerships")))
    refused = admin.get(url(cast, "roster_refused", upload.pk)).content.decode()
    assert "already work together" in refused
    assert "North" not in refused


def test_a_sheet_of_partnerships_without_its_columns_is_refused(admin, cast):
    response = send(admin, cast, "Coach,Child\na@example.org,b\n", view="partnership_sheet")
    assert "Coachee" in str(response.context["form"].errors["file"])


def test_an_upload_is_dropped_on_request_and_after_a_day(admin, cast):
    upload = uploaded(admin, cast, ROSTER)
    assert "not finished" in page(admin.get(url(cast, "program_setup")))
    admin.post(url(cast, "roster_forget", upload.pk))
    assert admin.get(url(cast, "roster_columns", upload.pk)).status_code == 404
    old = uploaded(admin, cast, ROSTER)
    with bypassing():
        RosterUpload.objects.filter(pk=old.pk).update(uploaded_at="2026-01-01T00:00Z")
    with as_worker(), acting_as(None):
        forget_uploads()
    with bypassing():
        assert not RosterUpload.objects.exists()
