"""Letters in a document look like themselves, whatever the language (fault 34)."""

from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import woff2
from PIL import Image, ImageChops, ImageDraw, ImageFont

from coaching.documents.sources import static_file
from coaching.tests.papers import opened, rendered

SCALE = 8


@pytest.fixture(scope="module")
def typefaces(tmp_path_factory):
    """Source Sans as plain font files, to draw letters without WeasyPrint."""
    folder = tmp_path_factory.mktemp("typefaces")

    def face(name: str) -> str:
        target = folder / f"{name}.ttf"
        if not target.exists():
            woff2.decompress(str(static_file(f"vendor/source-sans-3-{name}.woff2")), str(target))
        return str(target)

    return face


def letters_in(content: bytes) -> list[tuple[str, Image.Image]]:
    """Each letter of the text behind the first page with the picture of what stands there, foot left out."""
    page = pypdfium2.PdfDocument(content)[0]
    text, height = page.get_textpage(), page.get_height()
    picture = page.render(scale=SCALE, grayscale=True).to_pil()
    found = []
    for place in range(text.count_chars()):
        letter = text.get_text_range(place, 1)
        left, bottom, right, top = text.get_charbox(place)
        if letter.strip() and bottom > 100:
            box = (left * SCALE, (height - top) * SCALE, right * SCALE, (height - bottom) * SCALE)
            found.append((letter, picture.crop(tuple(round(side) for side in box))))
    return found


def ink(picture: Image.Image) -> Image.Image | None:
    dark = ImageChops.invert(picture.convert("L")).point(lambda level: 255 if level > 100 else 0)
    return dark.crop(dark.getbbox()) if dark.getbbox() else None


def drawn(letter: str, typeface: str) -> Image.Image:
    picture = Image.new("L", (600, 600), 255)
    ImageDraw.Draw(picture).text((150, 100), letter, font=ImageFont.truetype(typeface, 300), fill=0)
    return picture


def likeness(one: Image.Image, other: Image.Image) -> float:
    """How much of the ink two pictures share, brought to one size: 1 is all, 0 none or blank."""
    first, second = ink(one), ink(other)
    if first is None or second is None:
        return 0.0
    proportions = (first.width / first.height) / (second.width / second.height)
    if not 0.8 < proportions < 1.25:
        return 0.0
    first, second = first.resize((100, 100)), second.resize((100, 100))
    shared = ImageChops.multiply(first, second).point(lambda level: 255 if level > 127 else 0)
    either = ImageChops.lighter(first, second).point(lambda level: 255 if level > 127 else 0)
    return shared.histogram()[255] / either.histogram()[255]


STYLES = {
    "400-normal": "<p>{}</p>",
    "600-normal": "<h2>{}</h2>",
    "700-normal": "<p><b>{}</b></p>",
    "400-italic": "<p><i>{}</i></p>",
}


def least_likeness(content: bytes, word: str, style: str, typefaces) -> float:
    letters = letters_in(content)
    assert "".join(letter for letter, _ in letters) == word.replace(" ", "")
    return min(
        likeness(picture, drawn(letter, typefaces(f"latin{'' if ord(letter) < 256 else '-ext'}-{style}")))
        for letter, picture in letters
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("word", ["Łódź niñez", "Żółć gęślą", "Ağaç büyük", "Qwertyuiop 0123456789"])
def test_letters_print_as_the_letters_they_are(word, style, typefaces):
    assert least_likeness(rendered(STYLES[style].format(word)), word, style, typefaces) > 0.8


def test_the_check_of_letters_would_notice_the_trap_of_one_family_for_two_files(typefaces):
    trap = "".join(
        f'@font-face {{ font-family: Trap; src: url("static:vendor/source-sans-3-{name}-400-normal.woff2") }}'
        for name in ("latin", "latin-ext")
    )
    content = rendered(f"<style>{trap} p {{ font-family: Trap }}</style><p>Łódź niñez</p>")
    assert least_likeness(content, "Łódź niñez", "400-normal", typefaces) < 0.8


def picture_of(html: str) -> Image.Image:
    page = pypdfium2.PdfDocument(rendered(html))[0].render(scale=SCALE, grayscale=True).to_pil()
    return page.crop((0, 0, page.width, round(page.height * 0.85)))


def test_a_letter_typed_as_base_and_accent_prints_as_the_one_letter():
    assert picture_of("<p>nin\u0303ez L\u0301") == picture_of("<p>niñez Ĺ")


def test_an_accent_without_a_composed_letter_stands_above_its_letter():
    plain, accented = ink(picture_of("<p>q")), ink(picture_of("<p>q\u0303"))
    assert accented.height > plain.height * 1.15
    assert accented.width < plain.width * 1.3


@pytest.mark.parametrize("sign", ["😀", "✓", "Ω", "Ж", "ש", "ع"])
def test_signs_beyond_our_font_come_from_another_and_are_no_empty_box(sign):
    box, picture = ink(picture_of("<p>\U0010fffd")), picture_of(f"<p>{sign}")
    assert ink(picture) is not None
    assert likeness(picture, picture_of("<p>\U0010fffd")) < 0.8 or ink(picture).size != box.size
    document = opened(rendered(f"<p>{sign}"))
    fonts = document.pages[0].Resources.Font.values()
    (font,) = (font for font in fonts if not str(font.BaseFont).endswith("+S3"))
    assert sign.encode("utf-16-be").hex().encode() in font.ToUnicode.read_bytes()


def test_hebrew_runs_from_right_to_left_and_reads_in_order():
    dejavu = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
    page = pypdfium2.PdfDocument(rendered("<p>שלום</p>"))[0]
    text = page.get_textpage()
    places = {text.get_text_range(i, 1): text.get_charbox(i)[0] for i in range(4)}
    assert all(places[earlier] > places[later] for earlier, later in pairwise("שלום"))
    if dejavu.exists():
        for letter, picture in letters_in(rendered("<p>שלום</p>")):
            assert likeness(picture, drawn(letter, str(dejavu))) > 0.8
