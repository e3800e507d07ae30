"""The sealed file, read by other libraries than those that made it: pyHanko's bottom line, tags, fonts, the pixels."""

import io

import pikepdf
import pypdfium2
import pytest
from asn1crypto import x509
from PIL import Image, ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from agreements.codes import in_fours
from agreements.models import FocusPractice, SealedDocument
from agreements.sealing import load_trust
from agreements.services import seal, sign
from agreements.tests.steps import evidence, sent, signed_by
from coaching.disclosure.identity import acting_as
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

DRAWN = [[40, 40, 300, 160, 560, 40], [300, 20, 300, 180]]
ACCENTS = "Łódź, niñez, «voilà», Zoë, ếấ"


@pytest.fixture
def pdf(cast, sealing) -> bytes:
    with bypassing():
        FocusPractice(partnership=cast.partnership, text=ACCENTS, position=5).save(force_insert=True)
    agreement = sent(cast)
    signed_by(cast, agreement, "supervisor", "coach")
    with acting_as(cast["coachee"].pk):
        sign(
            agreement=agreement,
            by=cast["coachee"],
            typed_name="June Whitehorse",
            evidence=evidence(),
            mark=DRAWN,
            began_by=cast["coach"].pk,
        )
    with as_worker():
        seal(agreement_id=agreement.pk, by=cast["coach"].pk)
    with bypassing():
        return bytes(SealedDocument.objects.get().content)


def figures(node, found):
    """Every Figure of the tree of tags, with its alternative words."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            figures(one, found)
    elif isinstance(node, pikepdf.Dictionary):
        if str(node.get("/S", "")) == "/Figure":
            found.append(str(node.get("/Alt", "")))
        if "/K" in node:
            figures(node.K, found)
    return found


def test_the_bottom_line_of_pyhanko(pdf, sealing):
    (found,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    roots = [x509.Certificate.load(one) for one in load_trust(sealing.DATA_DIR).certificates]
    status = validate_pdf_signature(
        found,
        signer_validation_context=ValidationContext(trust_roots=roots, allow_fetching=False),
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_tags_language_alternative_words_and_fonts(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en"
        assert figures(document.Root.StructTreeRoot.K, []) == ["Mark drawn by June Whitehorse"]
        fonts = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        for font in fonts:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()), font.FontName
        assert not document.attachments


def test_the_mark_is_on_the_last_page_as_it_was_drawn(pdf):
    """The ink of the drawing is a blue that nothing else on the page has, in the shape that was drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        image = document[len(document) - 1].render(scale=5).to_pil().convert("RGB")
    apart = ImageChops.difference(image, Image.new("RGB", image.size, (0x1C, 0x2B, 0x4A))).split()
    furthest = ImageChops.lighter(ImageChops.lighter(apart[0], apart[1]), apart[2])
    ink = furthest.point(lambda distance: 255 if distance < 6 else 0)
    left, top, right, bottom = ink.getbbox()
    assert ink.histogram()[255] > 1000
    assert 2.8 < (right - left) / (bottom - top) < 3.8  # 520 by 160 units


def test_accents_are_there_as_words_and_as_pixels(pdf):
    """Each letter that is taken away changes the picture: nothing is drawn as an empty box or left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [(page, " ".join(page.get_textpage().get_text_bounded().split())) for page in document]
        page = next(page for page, words in pages if ACCENTS in words)
        text = page.get_textpage()
        start = text.search("Łódź").get_next()[0]
        image = page.render(scale=4).to_pil().convert("L")
        seen = set()
        for place, letter in enumerate("Łódź"):
            left, bottom, right, top = text.get_charbox(start + place)
            box = [
                int(4 * left) - 1,
                int(4 * (page.get_height() - top)) - 1,
                int(4 * right) + 1,
                int(4 * (page.get_height() - bottom)) + 1,
            ]
            piece = image.crop(box)
            assert min(piece.tobytes()) < 90, letter
            seen.add(piece.tobytes())
        assert len(seen) == 4


def test_the_certificate_says_how_each_signed(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        last = " ".join(document[len(document) - 1].get_textpage().get_text_bounded().split())
    assert "In person, on one device. Rosa Delgado was signed in on it before and handed it over." in last
    assert "Certificate of completion" in last
    with bypassing():
        assert in_fours(SealedDocument.objects.get().code) in last
