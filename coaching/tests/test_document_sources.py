"""Documents are sealed off from the outside: nothing comes in that is not ours (faults 51, 53)."""

import base64
import io
import socket
import subprocess
import sys
import threading

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from PIL import Image

from coaching.documents import sources
from coaching.documents.errors import BlockedSource, MissingSource
from coaching.documents.pdf import pdf_available
from coaching.documents.sources import static_file
from coaching.tests.papers import opened, rendered, tags_of


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
