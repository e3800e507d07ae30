"""Photos and PDFs of a visit: its author's until the log is finished, then both's; they stay and lose nothing (E8)."""

import io
import uuid

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from coaching.disclosure.identity import acting_as
from coaching.files.taking import FileRefused, Reason, Taken, take_file
from cycles.models import DraftFile, Visit, VisitFile
from cycles.services import AlreadyReplaced, TooManyFiles, add_file, replace_file
from cycles.services.files import FILES_AT_MOST
from cycles.tests.work import finish, finish_new, noted, plan, the_pair
from tests.database import bypassing

pytestmark = pytest.mark.django_db

TAKEN = Taken(content=b"\xff\xd8\xff a drawing", mime="image/jpeg", pages=1)
PIECE = {"HTTP_X_ALONGSIDE_PIECE": "files"}


def photo(kind: str = "JPEG") -> bytes:
    """With everything a camera or a program leaves in a picture: place, words, a small copy of it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "Kitchen of June", "June"
    exif.get_ifd(0x8825)[1] = "N"
    small, out = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(small, "JPEG")
    more: dict = {"comment": b"secret of June", "xmp": b"<x:xmpmeta>June</x:xmpmeta>"} if kind == "JPEG" else {}
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Author", "secret of June")
        more = {"pnginfo": info}
    elif kind == "WEBP":
        more = {"xmp": b"<x:xmpmeta>June</x:xmpmeta>"}
    Image.new("RGB", (600, 800), "ivory").save(out, kind, exif=exif, **more)
    return out.getvalue()


def pdf(pages: int = 2) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        document.save(out)
    return out.getvalue()


@pytest.fixture
def author(client, pair):
    client.force_login(pair["coach"])
    return client


def put_in(client, visit, data: bytes, *, caption="Her wall", name="IMG June.html", **extra):
    posted = {"file": SimpleUploadedFile(name, data, content_type="text/html"), "caption": caption}
    return client.post(reverse("visit_file_add", args=[visit.pk]), posted, **extra)


def kept(pair, visit, **options) -> DraftFile:
    with acting_as(pair["coach"].pk):
        return add_file(
            partnership=the_pair(pair.partnership), visit=visit, by=pair["coach"],
            **({"taken": TAKEN, "key": uuid.uuid4()} | options),
        )  # fmt: skip


def finished_file(pair, visit, author) -> VisitFile:
    kept(pair, visit, caption="Her wall")
    assert author.post(finish(visit), noted()).status_code == 302
    with bypassing():
        return VisitFile.objects.get()


# ---- what is kept of a file --------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_all_that_is_not_the_picture(author, pair, visit, kind):
    data = photo(kind)
    assert b"June" in data
    assert put_in(author, visit, data, **PIECE).status_code == 200
    with bypassing():
        file = DraftFile.objects.get()
    content = bytes(file.content)
    assert (file.mime, file.caption, file.size) == ("image/jpeg", "Her wall", len(content))
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("JPEG", (600, 800))
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"June" not in content
    assert content.count(b"\xff\xd8\xff") == 1  # no small copy in it


def test_a_pdf_is_kept_as_it_is_with_its_pages(author, pair, visit):
    data = pdf(3)
    put_in(author, visit, data)
    with bypassing():
        file = DraftFile.objects.get()
    assert (bytes(file.content), file.mime, file.pages) == (data, "application/pdf", 3)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<html><script>alert(1)</script>", "no PDF and no photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PDF and no photo"),
        (b"%PDF-1.7 /JavaScript", "can run something"),
        (b"\xff\xd8\xff broken", "cannot be read"),
        (b"0" * (10 * 1024 * 1024 + 1), "too large"),
        (b"", "This file is empty"),
    ],
)
def test_what_cannot_be_kept_is_said_with_how_to_go_on(author, visit, data, says):
    answer = put_in(author, visit, data, **PIECE)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    with bypassing():
        assert not DraftFile.objects.exists()


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("coaching.files.taking.SECONDS", 0.01)
    with pytest.raises(FileRefused) as refused:
        take_file(photo())
    assert refused.value.reason is Reason.BROKEN


def test_the_limits_are_said_before_and_held(author, pair, visit):
    page = author.get(reverse("visit_log", args=[visit.pk])).content.decode()
    assert "up to 60 megapixels, and PDFs of up to 60 pages. Each up to 10 MB, and 8 in all" in page
    for _number in range(FILES_AT_MOST):
        kept(pair, visit)
    with pytest.raises(TooManyFiles):
        kept(pair, visit)
    assert "at most 8 files" in put_in(author, visit, photo(), **PIECE).content.decode()


def test_a_file_that_is_sent_twice_is_kept_once(pair, visit):
    key = uuid.uuid4()
    assert kept(pair, visit, key=key).pk == kept(pair, visit, key=key).pk == key
    with bypassing():
        assert DraftFile.objects.count() == 1


# ---- who sees it -------------------------------------------------------------------------------------------------
WHO = [("coach", 200, 200), ("coachee", 404, 200), ("supervisor", 404, 404), ("leader", 404, 404),
       ("regional_leader", 404, 404), ("administrator", 404, 404), ("other_coach", 404, 404),
       ("former_coach", 404, 404), ("stranger", 404, 404)]  # fmt: skip


@pytest.mark.parametrize(("person", "writing", "finished"), WHO)
def test_it_is_its_authors_until_the_log_is_finished_and_then_both_see_it(
    client, author, pair, visit, person, writing, finished
):
    draft = kept(pair, visit)
    client.force_login(pair[person])
    assert client.get(reverse("draft_file", args=[draft.pk])).status_code == writing
    assert client.get(reverse("visit_file", args=[draft.pk])).status_code == 404
    client.force_login(pair["coach"])
    client.post(finish(visit), noted())
    client.force_login(pair[person])
    assert client.get(reverse("visit_file", args=[draft.pk])).status_code == finished
    assert client.get(reverse("draft_file", args=[draft.pk])).status_code == 404


def test_it_runs_nothing_is_never_a_page_and_tells_no_name(client, author, pair, visit):
    file = finished_file(pair, visit, author)
    client.force_login(pair["coachee"])
    record = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert "Her wall" in record
    assert "Put in by Rosa Delgado." in record
    answer = client.get(reverse("visit_file", args=[file.pk]))
    assert answer.content == TAKEN.content
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith('attachment; filename="visit-')
    assert "wall" not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_a_framework_without_files_takes_none(client, signed):
    visit = plan(signed, days=-1)
    client.force_login(signed["coach"])
    assert put_in(client, visit, photo()).status_code == 404
    assert "Photos and PDFs" not in client.get(reverse("visit_log", args=[visit.pk])).content.decode()


@pytest.mark.parametrize(("person", "status"), [("coachee", 403), ("supervisor", 404), ("other_coach", 404)])
def test_who_may_not_log_puts_nothing_in(client, pair, visit, person, status):
    client.force_login(pair[person])
    assert put_in(client, visit, photo()).status_code == status


# ---- taking back, keeping, replacing -----------------------------------------------------------------------------
def test_the_author_takes_it_back_before_finishing(author, pair, visit):
    draft = kept(pair, visit)
    answer = author.post(reverse("draft_file_remove", args=[draft.pk]))
    assert answer["Location"].endswith(f"{visit.pk}/log/#files")
    author.post(finish(visit), noted())
    with bypassing():
        assert not DraftFile.objects.exists()
        assert not VisitFile.objects.exists()


def test_files_of_a_visit_that_nobody_had_planned_go_with_its_log(author, pair):
    kept(pair, None, caption="A graph")
    discarded = kept(pair, None)
    author.post(reverse("draft_file_remove", args=[discarded.pk]))
    assert author.post(finish_new(pair), noted()).status_code == 302
    with bypassing():
        file = VisitFile.objects.get()
        assert (file.caption, file.visit.state) == ("A graph", Visit.State.LOGGED)
        assert not DraftFile.objects.exists()


def test_a_log_that_is_thrown_away_takes_its_files_along(author, pair):
    kept(pair, None)
    author.post(reverse("visit_draft_discard", args=[pair.partnership.pk]))
    with bypassing():
        assert not DraftFile.objects.exists()


def test_nothing_is_put_into_a_log_that_is_finished(author, pair, visit):
    author.post(finish(visit), noted())
    answer = put_in(author, visit, photo(), **PIECE)
    assert "finished already" in answer.content.decode()
    with bypassing():
        assert not DraftFile.objects.exists()


def test_a_file_of_a_finished_log_is_replaced_marked_and_both_are_kept(client, author, pair, visit):
    file = finished_file(pair, visit, author)
    posted = {"file": SimpleUploadedFile("x.pdf", pdf()), "caption": "The right one"}
    assert author.post(reverse("visit_file_replace", args=[file.pk]), posted).status_code == 302
    client.force_login(pair["coachee"])
    record = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert record.index("The right one") < record.index("What was here before") < record.index("Her wall")
    assert "Replaced on" in record
    assert client.get(reverse("visit_file", args=[file.pk])).status_code == 200
    with acting_as(pair["coach"].pk), pytest.raises(AlreadyReplaced):
        replace_file(file=file, by=pair["coach"], taken=TAKEN)


@pytest.mark.parametrize(("person", "status"), [("coachee", 403), ("supervisor", 404), ("stranger", 404)])
def test_only_who_put_it_in_replaces_it(client, author, pair, visit, person, status):
    file = finished_file(pair, visit, author)
    client.force_login(pair[person])
    assert client.get(reverse("visit_file_replace", args=[file.pk])).status_code == status


@pytest.mark.parametrize(
    "sql", ["update cycles_visitfile set caption = 'x'", "delete from cycles_visitfile",
            "update cycles_draftfile set caption = 'x'"]
)  # fmt: skip
def test_the_database_lets_nobody_change_or_remove_what_is_kept(author, pair, visit, sql):
    finished_file(pair, visit, author)
    refused = pytest.raises(DatabaseError, match="permission denied")
    with acting_as(pair["coach"].pk), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_without_scripts_the_page_comes_back_with_what_is_wrong(author, visit):
    answer = author.post(reverse("visit_file_add", args=[visit.pk]), {}, follow=True)
    assert "Choose a photo or a PDF first." in answer.content.decode()
