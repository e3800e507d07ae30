"""The sealed document, and the public page that tells a sealed file from another (faults 19 to 23, 51, 72)."""

import io

import pikepdf
import pypdfium2
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements import ticks
from agreements.models import Agreement, AgreementState, FocusPractice, Plan, SealedDocument
from agreements.sealing import SealPending
from agreements.services import documents, seal
from agreements.tasks import seal_agreement
from agreements.tests.steps import looked_up, sent, signed_by, signed_by_all
from coaching.disclosure.identity import acting_as
from coaching.documents.errors import PdfUnavailable
from coaching.models import AuditEntry, Person
from tests.cast import make_cast, today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


def sealed(cast, agreement) -> SealedDocument:
    with as_worker(), acting_as(cast["coach"].pk):
        seal(agreement_id=agreement.pk, by=cast["coach"].pk)
    with bypassing():
        return SealedDocument.objects.get(agreement=agreement)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture
def agreement(cast, sealing):
    return signed_by_all(cast)


@pytest.fixture
def pdf(cast, agreement) -> bytes:
    return bytes(sealed(cast, agreement).content)


def test_the_document_has_the_whole_text_and_the_certificate_as_last_page(cast, agreement, pdf):
    said = " ".join(text_of(pdf).split())
    for section in agreement.content["sections"]:
        assert section["heading"] in said
    for words in ("Follows the child's lead in play", "Lewis County Child Care Resources", "mandatory reporter"):
        assert words in said
    with pypdfium2.PdfDocument(pdf) as document:
        last = " ".join(document[len(document) - 1].get_textpage().get_text_range().split())
    assert "Certificate of completion" in last
    assert agreement.digest in last.replace(" ", "")
    for name in ("coach", "coachee", "supervisor"):
        assert cast.name(name) in last
    assert "UTC, password" in last
    assert "203.0.113.9" not in said


def test_the_document_is_tagged_and_says_what_it_is(agreement, pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
        assert str(document.docinfo["/Title"]) == "STARS to Quality Coaching Agreement"
        assert b"pdfuaid" in document.Root.Metadata.read_bytes()


def test_words_of_the_pair_are_marked_in_the_document(sealing):
    """What was added to a clause, and what takes the place of one, with the framework's words beside it."""
    cast = make_cast("school")
    original = cast.partnership.framework.clause("coachee_tells").text.in_language("en")
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(
            clauses={
                "coachee_tells": {"wording": "I say what helps.", "language": "en"},
                "coach_dialogue": {"addition": "We begin with a walk.", "language": "en"},
            },
            response_days=3,
            answers={"alignment": "Our school plan."},
        )
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee", "coach")
    said = " ".join(text_of(bytes(sealed(cast, agreement).content)).split())
    for words in ("Added by us: We begin with a walk.", "I say what helps.", f"in place of: {original}"):
        assert words in said


def test_words_of_other_scripts_are_in_the_document(cast, sealing):
    with bypassing():
        FocusPractice(partnership=cast.partnership, text="Łódź, niñez, «voilà» and Zoë", position=5).save(
            force_insert=True
        )
    document = sealed(cast, signed_by_all(cast))
    assert "Łódź, niñez, «voilà» and Zoë" in " ".join(text_of(bytes(document.content)).split())


def test_a_spanish_agreement_makes_a_spanish_document(client, cast, sealing):
    client.force_login(cast["coach"])
    client.post(reverse("agreement_send", args=[cast.partnership.pk]), {"language": "es"})
    with bypassing():
        agreement = Agreement.objects.get()
    signed_by(cast, agreement, "coachee", "supervisor", "coach")
    document = sealed(cast, agreement)
    assert "Acuerdo de coaching STARS to Quality" in " ".join(text_of(bytes(document.content)).split())


def test_it_is_sealed_once_however_often_it_is_asked_for(cast, agreement):
    first = sealed(cast, agreement)
    with as_worker():
        seal_agreement(agreement_id=str(agreement.pk), person_id=str(cast["coachee"].pk))
        ticks.seal_what_is_left()
    assert sealed(cast, agreement).digest == first.digest
    with bypassing():
        assert SealedDocument.objects.count() == 1
        assert AuditEntry.objects.filter(event="agreement_sealed").count() == 1


def test_what_not_all_have_signed_is_not_sealed(cast, sealing):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee")
    with as_worker():
        seal_agreement(agreement_id=str(agreement.pk), person_id=str(cast["coach"].pk))
        ticks.seal_what_is_left()
    with bypassing():
        assert not SealedDocument.objects.exists()


def test_the_last_signature_starts_the_sealing(cast, django_capture_on_commit_callbacks):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee", "supervisor")
    with django_capture_on_commit_callbacks() as started:
        signed_by(cast, agreement, "coach")
    assert len(started) == 1


@pytest.mark.parametrize("error", [SealPending("away"), PdfUnavailable("no Pango")])
def test_what_stops_the_sealing_leaves_it_signed_and_is_made_up_for(client, cast, agreement, monkeypatch, error):
    def fails(*args, **kwargs):
        raise error

    with monkeypatch.context() as broken, as_worker():
        broken.setattr(documents, "paper", fails)
        seal_agreement(agreement_id=str(agreement.pk), person_id=str(cast["coach"].pk))
        ticks.seal_what_is_left()
    assert looked_up(agreement).state == AgreementState.ACTIVE
    client.force_login(cast["coachee"])
    address = reverse("agreement_detail", args=[agreement.pk])
    assert "is being made and will be here soon" in client.get(address).content.decode()
    assert client.get(reverse("agreement_pdf", args=[agreement.pk])).url == address
    with as_worker():
        ticks.seal_what_is_left()
    assert "Download the signed document" in client.get(address).content.decode()


def test_one_that_cannot_be_made_does_not_stop_the_others(cast, sealing, monkeypatch):
    broken = sent(cast, cast.other_partnership, by="other_coach")
    signed_by(cast, broken, "other_coach", "other_coachee", "other_supervisor")
    good = signed_by_all(cast)
    whole = documents.paper

    def fails_for_one(*, agreement, **rest):
        if agreement.pk == broken.pk:
            raise ValueError
        return whole(agreement=agreement, **rest)

    monkeypatch.setattr(documents, "paper", fails_for_one)
    with as_worker():
        ticks.seal_what_is_left()
    with bypassing():
        assert [one.agreement_id for one in SealedDocument.objects.all()] == [good.pk]


def test_a_signer_renamed_before_the_sealing_is_called_as_in_the_text(cast, agreement):
    with bypassing():
        Person.objects.filter(user=cast["coachee"]).update(name="June Married")
    said = text_of(bytes(sealed(cast, agreement).content))
    assert "June Married" not in said
    assert "June Whitehorse" in said


def test_the_three_parties_download_the_same_bytes_and_nobody_else_does(client, cast, agreement, pdf):
    for name in cast.people:
        client.force_login(cast[name])
        answer = client.get(reverse("agreement_pdf", args=[agreement.pk]))
        if name not in ("coach", "coachee", "supervisor"):
            assert answer.status_code == 404, name
            continue
        assert answer.content == pdf
        assert answer["Content-Disposition"] == f'attachment; filename="coaching-agreement-{today()}.pdf"'
        with bypassing():
            assert AuditEntry.objects.filter(event="agreement_downloaded", person=cast[name]).count() == 1


# ---- is this file ours? ------------------------------------------------------------------------------------------
@pytest.fixture
def check(client):
    cache.clear()

    def ask(content: bytes, name: str = "agreement.pdf"):
        file = SimpleUploadedFile(name, content, content_type="application/pdf")
        return client.post(reverse("verify_document"), {"document": file})

    return ask


def test_a_sealed_file_is_ours_and_unaltered_and_nothing_else_is_told(check, cast, agreement, pdf):
    answer = check(pdf)
    page = answer.content.decode()
    assert "Sealed here, and unaltered" in page
    assert "with 3 signatures" in page
    for secret in ("Prairie", "June", "Rosa", "Miriam", str(agreement.pk), agreement.digest, cast["coach"].email):
        assert secret not in page.split("<main")[1].split("</main")[0]


def test_a_changed_file_is_told(check, pdf):
    place = pdf.index(b"/Type /Catalog") if b"/Type /Catalog" in pdf else 2000
    changed = bytearray(pdf)
    changed[place + 20] ^= 1
    assert "Changed after it was sealed" in check(bytes(changed)).content.decode()
    assert "Changed after it was sealed" in check(pdf + b"\n% more").content.decode()


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing of ours", b"GIF89a", b"\x00" * 100, b"<script>"])
def test_another_file_is_unknown(check, sealing, content):
    assert "Not known here" in check(content).content.decode()


def test_a_seal_that_holds_of_a_document_we_no_longer_have(check, cast, sealing, agreement, pdf):
    with bypassing():
        SealedDocument.objects.all().delete()
    assert "no such document any more" in check(pdf).content.decode()


def test_no_file_an_empty_one_and_a_huge_one_are_answered(client, check):
    assert "Choose a file first" in client.post(reverse("verify_document")).content.decode()
    assert "This file is empty" in check(b"").content.decode()
    answer = client.post(reverse("verify_document"), {}, headers={"Content-Length": str(50 * 1024 * 1024)})
    assert "larger than 20 MB" in answer.content.decode()


def test_many_files_from_one_address_have_to_wait(check):
    answers = [check(b"GIF89a").status_code for _file in range(12)]
    assert answers == [200] * 10 + [429] * 2
    cache.clear()


def test_anybody_opens_the_page(client):
    answer = client.get(reverse("verify_document"))
    assert answer.status_code == 200
    assert "csrfmiddlewaretoken" not in answer.content.decode().split("<main")[1]
