"""The code on the last page: it tells that a document was sealed here, its day and its signers, and is not guessed."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from agreements import codes
from agreements.models import SealedDocument
from agreements.services import seal
from agreements.tests.steps import sent, signed_by, signed_by_all
from agreements.tests.test_documents import text_of
from agreements.tests.test_paper import contest, put_in
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()
    yield
    cache.clear()


def sealed(cast, agreement) -> SealedDocument:
    with as_worker():
        seal(agreement_id=agreement.pk, by=cast["coach"].pk)
    with bypassing():
        return SealedDocument.objects.get(agreement=agreement)


def asked(client, code: str):
    return client.post(reverse("verify_document"), {"code": code})


def test_codes_are_long_random_and_read_however_they_are_typed():
    many = {codes.new_code() for _ in range(500)}
    assert len(many) == 500
    assert {len(one) for one in many} == {16}
    assert codes.in_fours("ABCDEFGHIJKLMNOP") == "ABCD-EFGH-IJKL-MNOP"
    assert codes.typed(" abcd efgh-ijkl MN0P ") == "ABCDEFGHIJKLMNOP"


def test_the_code_stands_on_the_last_page_and_finds_the_document(client, cast, sealing):
    agreement = signed_by_all(cast)
    document = sealed(cast, agreement)
    printed = codes.in_fours(document.code)
    assert printed in text_of(bytes(document.content)).replace("\r\n", "").replace("\ufffe", "-")
    page = " ".join(asked(client, printed.lower()).content.decode().split("<main")[1].split("</main")[0].split())
    assert "A document with this code was sealed here" in page
    assert "with 3 signatures." in page
    assert "on paper" not in page
    for secret in ("Prairie", "June", "Rosa", "Miriam", str(agreement.pk), agreement.digest):
        assert secret not in page


def test_a_signature_on_paper_is_said_and_a_contested_one_too(client, cast, sealing):
    agreement = sent(cast)
    put_in(cast, agreement)
    signed_by(cast, agreement, "coach", "supervisor")
    document = sealed(cast, agreement)
    said = " ".join(text_of(bytes(document.content)).split())
    assert "Signed by hand on paper on" in said
    assert "Rosa Delgado put in the scan (2 pages)" in said
    assert "or has agreed on paper or aloud where it says so" in said
    assert "1 of them was given on paper, as a scan" in asked(client, document.code).content.decode()
    client.force_login(cast["coachee"])
    client.post(contest(agreement))
    assert "is not theirs. Do not rely" in asked(client, document.code).content.decode()


@pytest.mark.parametrize("code", ["ABCD-EFGH-IJKL-MNOP", "x", "'; drop table", "é" * 16, "\x00"])
def test_any_other_code_is_unknown(client, cast, sealing, code):
    sealed(cast, signed_by_all(cast))
    page = asked(client, code).content.decode()
    assert "A document with this code" not in page


def test_documents_without_a_code_are_not_found_by_none(client, signed):
    with bypassing():
        assert not SealedDocument.objects.exclude(code=None).exists()
    assert "Type the code first" in asked(client, "").content.decode()
    assert "A document with" not in asked(client, "---").content.decode()


def test_guessing_is_slowed_by_the_minute_and_by_the_hour(client, cast, monkeypatch):
    assert [asked(client, "AAAA").status_code for _try in range(12)] == [200] * 10 + [429] * 2
    cache.clear()
    monkeypatch.setattr("agreements.views.verify.CODES_A_MINUTE", 1000)
    assert [asked(client, "AAAA").status_code for _try in range(32)] == [200] * 30 + [429] * 2
