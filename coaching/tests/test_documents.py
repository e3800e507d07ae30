"""Documents: tagged, readable, sealed off from the outside, the same bytes each time; sheets without formulas."""

import base64
import csv
import io
import os
import re
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import zipfile
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.utils.translation import override
from fontTools.ttLib import woff2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont

from coaching.documents import pdf, sheets, sources
from coaching.documents.errors import BlockedSource, MissingSource, TooManyRows
from coaching.documents.pdf import pdf_available, render_pdf
from coaching.documents.sheets import Column, Kind, Table, neutral, table_html, write_csv, write_xlsx
from coaching.documents.sources import static_file

MADE_AT = datetime(2026, 9, 3, 15, 30, tzinfo=UTC)
AGREEMENT = """
<h1>Coaching agreement</h1>
<p class="lead">Between <b>Rosa Núñez</b> and <em>Wanda Łoś</em>.</p>
<h2>Who sees what</h2>
<table class="data"><caption>Record by record</caption>
<thead><tr><th scope="col">Record</th><th scope="col">Leadership</th></tr></thead>
<tbody><tr><th scope="row">Notes</th><td>nothing</td></tr></tbody></table>
<ul><li>Honest</li><li>On time</li></ul>
<section class="certificate"><h1>Signatures</h1><p>Signed by all.</p></section>
"""


def rendered(html=AGREEMENT, **changes) -> bytes:
    given = {"title": "Coaching agreement", "language": "en", "made_at": MADE_AT}
    return render_pdf(html, **(given | changes))


def opened(content: bytes) -> pikepdf.Pdf:
    """The file as objects; they live no longer than what this returns."""
    return pikepdf.open(io.BytesIO(content))


def tags_of(content: bytes) -> list[str]:
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(str(node.S))
            walk(node.get("/K", pikepdf.Array()))

    document = opened(content)
    walk(document.Root.StructTreeRoot.K)
    return found


# ---- what a reader and a reading machine get ---------------------------------------------------------------------


def test_a_document_is_tagged_and_says_its_language_title_and_date():
    document = opened(rendered(language="es", title="Acuerdo de Łódź"))
    root = document.Root
    assert bool(root.MarkInfo.Marked) and bool(root.ViewerPreferences.DisplayDocTitle)
    assert str(root.Lang) == "es"
    assert str(document.docinfo.Title) == "Acuerdo de Łódź"
    assert str(document.docinfo.Author) == "Alongside"
    assert str(document.docinfo.CreationDate) == "D:20260903153000Z"
    assert b'pdfuaid:part="1"' in root.Metadata.read_bytes()


def test_headings_lists_and_header_cells_keep_their_meaning():
    tags = tags_of(rendered())
    assert {"/Document", "/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Caption", "/L", "/LI"} <= set(tags)
    assert tags.count("/TH") == 3


def test_all_fonts_are_embedded_and_ours_where_they_can_be():
    document = opened(rendered("<p>a ł <b>b Ł</b> <i>c</i> ✓"))
    fonts = list(document.pages[0].Resources.Font.values())
    assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)
    names = {str(font.BaseFont).split("+")[1] for font in fonts}
    assert {"S3", "S3X", "S3-Bold", "S3X-Bold", "S3-Italic"} <= names


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_paper_is_letter_unless_a4_is_chosen(paper, size):
    page = pypdfium2.PdfDocument(rendered(paper=paper))[0]
    assert tuple(round(side) for side in page.get_size()) == size


def test_the_foot_counts_pages_and_carries_the_title_without_obeying_it():
    title = 'A "quoted" \\ } @page { size: 1cm } </title><b>'
    pages = pypdfium2.PdfDocument(rendered(title=title))
    assert len(pages) == 2
    words = pages[1].get_textpage().get_text_range()
    assert "Page 2 of 2" in words and title in words
    assert str(opened(rendered(title=title)).docinfo.Title) == title


def test_a_time_without_zone_and_a_language_that_is_none_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        rendered(made_at=datetime(2026, 9, 3))
    with pytest.raises(ValueError, match="language"):
        rendered(language='en" onload="x')
    assert str(opened(rendered(language="xx")).Root.Lang) == "xx"


def test_control_bytes_show_as_replacement_signs():
    words = (
        pypdfium2.PdfDocument(rendered("<p>one\0two\x07three\ud800four")).get_page(0).get_textpage().get_text_range()
    )
    assert "one\ufffdtwo\ufffdthree\ufffdfour" in words


# ---- the same bytes ----------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_and_another_input_other_bytes():
    first = rendered()
    assert rendered() == first
    assert rendered(made_at=MADE_AT + timedelta(seconds=1)) != first
    assert rendered(AGREEMENT.replace("Honest", "honest")) != first


def test_a_cold_process_gives_the_bytes_of_a_warm_one():
    program = (
        "import django, sys; django.setup(); from datetime import datetime, UTC;"
        "from coaching.documents.pdf import render_pdf;"
        "sys.stdout.buffer.write(render_pdf(sys.stdin.read(), title='Coaching agreement', language='en',"
        " made_at=datetime(2026, 9, 3, 15, 30, tzinfo=UTC)))"
    )
    cold = subprocess.run(
        [sys.executable, "-c", program],
        input=AGREEMENT.encode(),
        env=os.environ | {"PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    assert cold.stdout == rendered()
    assert cold.stderr == b""


def test_the_identifier_is_given_or_drawn_from_the_content():
    def identifier_of(html: str, **changes) -> bytes:
        document = opened(rendered(html, **changes))
        return bytes(document.trailer.ID[0])

    assert identifier_of("<p>a", identifier=bytes(range(16))) == bytes(range(16)).hex().encode()
    assert identifier_of("<p>a") == identifier_of("<p>a") != identifier_of("<p>b")


def test_threads_take_turns():
    expected, seen = rendered(), []
    threads = [threading.Thread(target=lambda: seen.append(rendered())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 4


def test_a_child_of_a_warm_process_makes_documents_and_leaves_the_parents_fonts():
    expected = rendered()
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writing, b"same" if rendered() == expected else b"else")
        pdf.let_go()
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 4) == b"same"
    for end in (reading, writing):
        os.close(end)
    pdf.let_go()  # the next document unpacks its fonts again, and finds them
    assert rendered() == expected


# ---- letters look like themselves (fault 34) ---------------------------------------------------------------------

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


# ---- nothing comes in from outside (faults 51, 53) ---------------------------------------------------------------


@pytest.fixture
def listener():
    """A server on this machine that counts who knocks."""
    knocks = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            knocks.append(1)
            connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", knocks
    stop.set()
    thread.join()
    server.close()


WAYS_IN = [
    '<img src="{}">',
    '<p style="background: url({})">x</p>',
    '<style>@import "{}";</style>',
    "<style>p {{ background: url({}) }}</style><p>x</p>",
    '<style>@font-face {{ font-family: F; src: url("{}") }}</style>',
    '<style>p::before {{ content: url("{}") }}</style><p>x</p>',
    '<style>li {{ list-style-image: url("{}") }}</style><ul><li>x</ul>',
    '<link rel="stylesheet" href="{}">',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    "<image href='{}' width='9' height='9'/></svg>\">",
    '<link rel="attachment" href="{}">',
    '<p><a rel="attachment" href="{}">x</a></p>',
]


@pytest.mark.parametrize("way", WAYS_IN)
def test_no_document_reaches_a_file_or_a_host(way, listener):
    address, knocks = listener
    for place in ("file:///etc/passwd", address + "x.png", address.replace("http", "ftp"), "/etc/passwd", "x.png"):
        with pytest.raises(BlockedSource):
            rendered(way.format(place))
    assert not knocks


@pytest.mark.parametrize(
    "name", ["../../coaching/settings.py", "/etc/passwd", "css/../../manage.py", "%2e%2e/manage.py"]
)
def test_static_names_stay_in_the_static_folders(name):
    with pytest.raises((BlockedSource, MissingSource)):
        rendered(f'<img src="static:{name}">')


def test_a_missing_file_of_ours_says_how_to_get_it():
    with pytest.raises(MissingSource, match="bin/start"):
        rendered('<img src="static:vendor/none.png">')


def test_where_only_collected_files_are_left_they_are_found_under_their_hashed_names(tmp_path, monkeypatch):
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "document.0a1b.css").write_text("p { color: red }")
    (tmp_path / "staticfiles.json").write_text(
        '{"version": "1.1", "paths": {"css/document.css": "css/document.0a1b.css"}}'
    )
    monkeypatch.setattr(sources.finders, "find", lambda name: None)
    monkeypatch.setattr(sources, "staticfiles_storage", ManifestStaticFilesStorage(tmp_path, "/static/"))
    assert static_file("css/document.css") == tmp_path / "css" / "document.0a1b.css"
    for name in ("css/none.css", "../../../etc/passwd"):
        with pytest.raises((BlockedSource, MissingSource)):
            static_file(name)


def test_no_file_hangs_on_a_document(listener):
    document = opened(rendered('<p><a href="https://example.org/">a link is only a link</a>'))
    assert not document.attachments and "/EmbeddedFiles" not in document.Root.get("/Names", {})
    with pytest.raises(BlockedSource, match="attached"):
        rendered('<link rel="attachment" href="data:text/plain,hello">')


def png(width: int, height: int) -> str:
    """A PNG as a data: address; the picture is one colour, so that any size is a few bytes."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "png", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def test_pictures_travel_inside_the_document_up_to_a_size():
    assert "/Figure" in tags_of(rendered(f'<img alt="a mark" src="{png(40, 20)}">'))
    with pytest.raises(BlockedSource, match="points"):
        rendered(f'<img alt="flood" src="{png(5000, 4000)}">')


def test_without_pango_nothing_breaks_but_documents_and_the_message_says_what_to_install():
    program = """
import cffi, django
whole = cffi.FFI.dlopen
def without_pango(self, name, flags=0):
    if "pango" in str(name):
        raise OSError(f"cannot load library {name}")
    return whole(self, name, flags)
cffi.FFI.dlopen = without_pango
django.setup()
from coaching.documents import pdf, sheets
from datetime import datetime, UTC
import sys
assert "weasyprint" not in sys.modules
assert pdf.pdf_available() is False
pdf.warm_up()
try:
    pdf.render_pdf("<p>x", title="x", language="en", made_at=datetime.now(UTC))
except pdf.PdfUnavailable as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == (
        "PDF files need Pango. Install it with: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
    )
    assert pdf_available() is True


# ---- sheets ------------------------------------------------------------------------------------------------------

COLUMNS = (
    Column("who", "Coach", note="The name as the program writes it."),
    Column("cycles", "Cycles", Kind.INTEGER, "Cycles with every part done."),
    Column("minutes", "Minutes", Kind.MINUTES),
    Column("day", "Date", Kind.DATE),
    Column("starts", "Start", Kind.DATETIME),
    Column("share", "Done", Kind.PERCENT),
)
ROW = {
    "who": "Łucja Ñandú",
    "cycles": 3,
    "minutes": -45,
    "day": date(2026, 3, 8),
    "starts": datetime(2026, 3, 9, 14, 30, 59, tzinfo=UTC),
    "share": 0.455,
}
DENVER = ZoneInfo("America/Denver")


def table(*rows, **changes) -> Table:
    return Table(**({"title": "Visits", "columns": COLUMNS, "rows": rows or [ROW], "time_zone": DENVER} | changes))


def csv_of(described: Table, **dialect) -> list[list[str]]:
    out = io.BytesIO()
    write_csv(described, out)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""), **dialect))


def xlsx_of(described: Table) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_xlsx(described, out)
    return openpyxl.load_workbook(out)


def test_a_csv_holds_the_row_as_people_and_programs_read_it():
    heads, row = csv_of(table())
    assert heads == ["Coach", "Cycles", "Minutes", "Date", "Start", "Done"]
    assert row == ["Łucja Ñandú", "3", "-45", "2026-03-08", "2026-03-09 08:30", "45.5%"]


def test_an_xlsx_holds_typed_cells_a_frozen_head_and_what_each_column_means():
    book = xlsx_of(table(filters=[("Program", "Prairie")], notes=["Counts under 10 are left out."]))
    sheet = book["Report"]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:F2"
    values = [cell.value for cell in sheet[2]]
    assert values == ["Łucja Ñandú", 3, -45, datetime(2026, 3, 8), datetime(2026, 3, 9, 8, 30), 0.455]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "d", "d", "n"]
    assert sheet["F2"].number_format == "0.0%"
    notes = [[cell.value for cell in line] for line in book["Notes"].iter_rows()]
    assert ["Coach", "The name as the program writes it."] in notes
    assert ["Program: Prairie", None] in notes and ["Counts under 10 are left out.", None] in notes


def test_an_html_table_names_its_columns_and_rows_and_escapes_the_rest():
    html = table_html(table(ROW | {"who": "<script>x</script>"}))
    assert '<th scope="col">Coach</th>' in html and '<th scope="row">&lt;script&gt;' in html
    assert '<td class="number">45.5%</td>' in html and "<dt>Cycles</dt><dd>Cycles with every part done.</dd>" in html
    assert "/Table" in tags_of(rendered(html))
    with override("es"):  # as it is written in the United States: the point stays, the month comes first
        assert '<td class="number">45.5%</td>' in (spanish := table_html(table())) and "3/8/2026" in spanish


def test_an_empty_table_says_so_and_an_empty_value_is_an_empty_cell():
    assert "Nothing to show." in table_html(table(rows=[]))
    assert csv_of(table(rows=[])) == [[column.label for column in COLUMNS]]
    assert csv_of(table({"who": None}))[1] == [""] * 6
    assert [cell.value for cell in xlsx_of(table({"who": "", "cycles": 0}))["Report"][2]][:2] == [None, 0]


def test_words_may_stand_in_place_of_a_number():
    few = table(ROW | {"cycles": "too few"})
    assert csv_of(few)[1][1] == "too few" == xlsx_of(few)["Report"]["B2"].value


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("cycles", 1.5), ("cycles", True), ("minutes", 2.0), ("day", datetime(2026, 1, 1, tzinfo=UTC)),
     ("starts", date(2026, 1, 1)), ("starts", datetime(2026, 1, 1)), ("share", True)],
)  # fmt: skip
def test_a_value_that_is_not_of_its_column_is_refused_and_nothing_is_written(key, wrong):
    out = io.BytesIO()
    with pytest.raises((TypeError, ValueError)):
        write_xlsx(table(ROW | {key: wrong}), out)
    assert out.getvalue() == b""
    with pytest.raises((TypeError, ValueError)):
        csv_of(table(ROW | {key: wrong}))


FORMULAS = [
    '=HYPERLINK("http://127.0.0.1/","x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1",
    "\u200b=1", "\ufeff=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "=cmd|' /C calc'!A0", "%0A=1".replace("%0A", "\n"),
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_sheet_is_a_formula(text):
    hostile = table(
        dict.fromkeys(("who", "cycles", "minutes", "day", "starts", "share"), text),
        title=text, columns=[Column(c.key, text, c.kind, text) for c in COLUMNS], filters=[(text, text)], notes=[text],
    )  # fmt: skip
    for line in csv_of(hostile):
        assert all(cell.startswith("'") for cell in line)
    for sheet in xlsx_of(hostile):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert cell.value is None or not sheets.FORMULA.match(str(cell.value))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoted", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE])
def test_a_csv_cut_at_another_separator_holds_no_formula_either(separator, quoted):
    text = "calm;=1+1;\t+2;|@x;\n=1;\n- a list\n ＝3"
    for line in csv_of(table({"who": text, "cycles": -3}), delimiter=separator, quoting=quoted):
        assert [cell for cell in line if re.match(r'["\s]*[=+@＝-]', cell)] in ([], ["-3"])


def test_harmless_text_stays_as_it_is():
    for text in ("Łódź", "a = b", "3 - 2", "it's", "", "😀 שלום", "a@b.example"):
        assert neutral(text) == text


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec=None, exclude_categories=[]), max_size=40))
def test_no_text_breaks_a_sheet(text):
    cell = xlsx_of(table({"who": text}))["Report"]["A2"]
    assert cell.data_type in ("s", "n") and (cell.value or "") == neutral(text)
    (written,) = [line[0] for line in csv_of(table({"who": text}))[1:]]
    assert not sheets.FORMULA.match(written)


def test_what_a_cell_of_excel_cannot_hold_is_cut_and_says_so():
    for text in ("x" * 40_000, "😀" * 20_000):
        value = xlsx_of(table({"who": text}))["Report"]["A2"].value
        assert value.endswith("[…]") and len(value.encode("utf-16-le")) // 2 <= 32_767
    assert csv_of(table({"who": "x" * 40_000}))[1][0] == "x" * 40_000


def test_long_tables_are_refused_where_they_do_not_fit(monkeypatch):
    rows = [ROW] * 5
    monkeypatch.setattr(sheets, "ROWS_IN_XLSX", 4)
    with pytest.raises(TooManyRows, match="CSV"):
        xlsx_of(table(rows=rows))
    with pytest.raises(TooManyRows, match="Excel"):
        table_html(table(rows=rows), limit=4)
    assert table_html(table(rows=rows), limit=5).count("<tr>") == 6


def test_the_same_table_gives_the_same_bytes_whenever_it_is_written(monkeypatch):
    def written(writer, **changes):
        out = io.BytesIO()
        writer(table(rows=(row for row in [ROW] * 3), **changes), out)
        return out.getvalue()

    first = written(write_xlsx)
    assert written(write_csv) == written(write_csv)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert written(write_xlsx) == first
    finally:
        monkeypatch.undo()
        time.tzset()
    entries = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert {entry.date_time[0] for entry in entries} == {1980}
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created == datetime(2000, 1, 1)
    stamped = openpyxl.load_workbook(io.BytesIO(written(write_xlsx, as_of=MADE_AT)))
    assert stamped.properties.created == datetime(2026, 9, 3, 15, 30)
    assert stamped["Notes"]["A2"].value == "As of 2026-09-03 09:30 (America/Denver)"


def test_a_long_sheet_needs_little_memory():
    def peak(count: int) -> int:
        rows = (ROW | {"who": f"coach {number} with a name that differs"} for number in range(count))
        with open(os.devnull, "wb") as out:
            tracemalloc.start()
            write_xlsx(table(rows=rows), out)
            write_csv(table(rows=(ROW | {"who": f"coach {number}"} for number in range(count))), out)
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return used

    assert peak(2_000) < 1.2 * peak(500) + 300_000
