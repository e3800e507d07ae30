"""Documents: tagged, readable, and the same bytes each time."""

import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import pypdfium2
import pytest

from coaching.documents import pdf
from coaching.tests.papers import AGREEMENT, MADE_AT, opened, rendered, tags_of

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
