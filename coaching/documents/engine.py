"""WeasyPrint, as one process keeps it. Importing this module needs Pango, so only `pdf` imports it, and late."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from coaching.documents.errors import BlockedSource
from coaching.documents.sources import Sources

log = structlog.get_logger(__name__)

STYLESHEET = "static:css/document.css"


class Engine:
    """What stays between documents: the fonts unpacked once, our style sheet parsed once. Not for two threads."""

    def __init__(self) -> None:
        sources = Sources()
        self.fonts = FontConfiguration()
        with _refusals_of(sources):
            self.stylesheet = CSS(url=STYLESHEET, url_fetcher=sources, font_config=self.fonts)

    def render(self, source: str, *, page_rules: str, title: str, author: str, moment: str, identifier: bytes) -> bytes:
        """Return the whole HTML document `source` as PDF/UA-1.

        `moment` is a time as WeasyPrint takes it, such as 2026-11-21T15:30:00Z. `identifier` is written in hexadecimal
        digits, because raw bytes do not survive every reader. Raises BlockedSource or MissingSource.
        """
        sources = Sources()
        with _refusals_of(sources):
            # With "static:" as the base, relative addresses reach the door too, and are refused instead of left out.
            html = HTML(string=source, base_url="static:", url_fetcher=sources)
            pages = CSS(string=page_rules, url_fetcher=sources, font_config=self.fonts)
            document = html.render(font_config=self.fonts, stylesheets=[self.stylesheet, pages])
            _refuse_attachments(document)
            document.metadata.title = title
            document.metadata.authors = [author]
            document.metadata.generator = "Alongside"
            document.metadata.created = document.metadata.modified = moment
            content = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.hex().encode())
        _report_missing_letters(document)
        return content

    def disown(self) -> None:
        """In the child of a fork: the unpacked fonts belong to the parent, which still reads them from disk."""
        self.fonts._folder = None


@contextmanager
def _refusals_of(sources: Sources) -> Iterator[None]:
    """Turn what the door refused into the error that says so, also where WeasyPrint went on without it."""
    try:
        yield
    except FatalURLFetchingError as error:
        raise sources.refusal or BlockedSource(str(error)) from error
    if sources.refusal:
        raise sources.refusal


def _refuse_attachments(document: Document) -> None:
    linked = any(kind == "attachment" for page in document.pages for kind, *_ in page.links)
    if document.metadata.attachments or linked:
        raise BlockedSource("A document may not carry attached files.")


def _report_missing_letters(document: Document) -> None:
    """Say to the operator which letters no font of this machine has: they print as empty boxes. Never whose text."""
    missing = {code for font in document.fonts.values() for code in font.missing}
    if missing:
        letters = [f"U+{code:04X}" for code in sorted(missing)[:20]]
        log.warning("documents.letters_without_font", letters=letters, remedy="apt-get install fonts-noto-core")
