"""Tagged PDF/UA from HTML, the same bytes for the same input (U8).

WeasyPrint needs Pango, which comes from the operating system. Without it the application runs and only documents are
missing (fault 72), so WeasyPrint is imported when the first document is made, never before.
"""

import atexit
import gc
import hashlib
import io
import os
import re
import threading
import unicodedata
from contextlib import redirect_stdout
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.utils.translation import gettext, override

from coaching.documents.errors import BlockedSource, DocumentError, MissingSource, PdfUnavailable

if TYPE_CHECKING:
    from coaching.documents.engine import Engine

__all__ = [
    "BlockedSource",
    "DocumentError",
    "MissingSource",
    "PdfUnavailable",
    "collect_garbage",
    "let_go",
    "pdf_available",
    "render_pdf",
    "warm_up",
]

APT_LINE = "apt-get install libpango-1.0-0 libpangoft2-1.0-0"
PAPERS = {"letter": "Letter", "a4": "A4"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# What a document is made of: drawings, tags, and the text between them
PIECES = re.compile(r"<(svg|style)\b.*?</\1>|<[^>]*>|(?P<text>[^<]+)", re.DOTALL)
LONG_WORD = re.compile(r"\S{25,}")
# Codes that no text holds on purpose. Forms refuse them (fault 35); from elsewhere they show as a replacement sign.
CONTROLS = dict.fromkeys(
    {*range(32), *range(127, 160), *range(0xD800, 0xE000)} - {ord(kept) for kept in "\t\n\r"},
    "\N{REPLACEMENT CHARACTER}",
)


def render_pdf(
    html: str,
    *,
    title: str,
    language: str,
    made_at: datetime,
    author: str = "Alongside",
    identifier: bytes | None = None,
    paper: Literal["letter", "a4"] = "letter",
) -> bytes:
    """Return `html` as a tagged PDF/UA-1 file; the same arguments give the same bytes (U8).

    `html` is what stands inside the body: the head, the language, the style sheet and the running foot are added here.
    `language` is a tag such as "en" or "es-MX"; the words of the foot follow it. `made_at` is an aware time and becomes
    the file's only date. `identifier` becomes the first half of the file's ID; without one it is drawn from the
    content. Text is brought to its composed form (NFC), so that a letter and its accent come from one font.

    Raises PdfUnavailable without Pango, BlockedSource when the document refers to anything but `data:` and `static:`,
    MissingSource when a style sheet or font of ours is not there, ValueError for a naive time or a wrong language.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    if not LANGUAGE.fullmatch(language):
        raise ValueError(f"not a language tag: {language!r}")
    title, author = _clean(title), _clean(author)
    source = _whole_document(_clean(html), title=title, language=language)
    page_rules = _page_rules(title, language=language, paper=paper)
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if identifier is None:
        identifier = hashlib.sha256("\0".join((source, page_rules, author, moment)).encode()).digest()[:16]
    with _lock:
        return _engine().render(
            source, page_rules=page_rules, title=title, author=author, moment=moment, identifier=identifier
        )


def pdf_available() -> bool:
    """True where documents can be made, that is where Pango is installed (fault 72)."""
    try:
        _import_engine()
    except PdfUnavailable:
        return False
    return True


def warm_up() -> None:
    """Make a worker ready at its start: load everything, and keep the garbage collector away from it for good.

    `collect_garbage` belongs after each of its jobs. Without Pango this does nothing: the other jobs go on.
    """
    if not pdf_available():
        return
    sample = "<h1>A</h1><p>a <b>b</b> <strong>c</strong> <em>d</em> ł ✓</p><table><tr><th>1</th><td>2</td></tr></table>"
    render_pdf(sample, title="-", language="en", made_at=datetime(2000, 1, 1, tzinfo=UTC))
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def collect_garbage() -> None:
    """Give back the memory of the last document; with the thresholds of `warm_up` nothing else does it soon enough."""
    gc.collect()


_kept_engine: "Engine | None" = None
_lock = threading.Lock()  # Pango does not share one font map between threads


def _engine() -> "Engine":
    global _kept_engine
    if _kept_engine is None:
        _kept_engine = _import_engine()()
    return _kept_engine


def _import_engine() -> "type[Engine]":
    try:
        with redirect_stdout(io.StringIO()):  # WeasyPrint prints its own advice before it raises
            from coaching.documents.engine import Engine
    except OSError as error:
        raise PdfUnavailable(f"PDF files need Pango. Install it with: {APT_LINE}") from error
    return Engine


def _start_afresh_in_child() -> None:
    global _kept_engine, _lock
    if _kept_engine is not None:
        _kept_engine.disown()
    _kept_engine, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_start_afresh_in_child)


def let_go() -> None:
    """Give up what is kept between documents; the next one builds it again.

    Runs by itself at the end of a process, because Pango's objects must go before the interpreter does, or it crashes.
    A pool's child ends without that: call it there, or its unpacked fonts stay behind on the disk.
    """
    global _kept_engine
    _kept_engine = None
    gc.unfreeze()
    gc.collect()


atexit.register(let_go)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(CONTROLS)


def _whole_document(body: str, *, title: str, language: str) -> str:
    direction = "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body>{_breakable(body)}</body></html>"
    )


def _breakable(body: str) -> str:
    """Let a word that is wider than a column be broken anywhere, or its table would run off the paper."""

    def of_piece(piece: re.Match[str]) -> str:
        text = piece["text"]
        return LONG_WORD.sub(r'<span class="long-word">\g<0></span>', text) if text else piece[0]

    return PIECES.sub(of_piece, body)


def _page_rules(title: str, *, language: str, paper: str) -> str:
    """The size of the paper and the running foot: the title on one side, "Page 1 of 2" on the other."""
    with override(language):
        count = gettext("Page %(page)s of %(pages)s") % {"page": "\0page\0", "pages": "\0pages\0"}
    counters = {"page": "counter(page)", "pages": "counter(pages)"}
    parts = [counters.get(part) or _css_string(part) for part in count.split("\0") if part]
    return (
        f"@page {{ size: {PAPERS[paper]}; @bottom-left {{ content: {_css_string(title)} }} "
        f"@bottom-right {{ content: {' '.join(parts)} }} }}"
    )


def _css_string(text: str) -> str:
    """A string in CSS; every character that could end it is written as its number."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'
