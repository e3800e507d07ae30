"""What a document may load while it is being made: `data:` and our own static files, nothing else (fault 53).

Imports WeasyPrint, so only `pdf` imports this module, and late.
"""

import io
import mimetypes
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from PIL import Image, UnidentifiedImageError
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from coaching.documents.errors import BlockedSource, DocumentError, MissingSource

LARGEST_DATA_URL = 5_000_000  # characters
LARGEST_PICTURE = 16_000_000  # pixels
KINDS = mimetypes.MimeTypes()  # the standard library's own table, the same on every machine
KINDS.add_type("font/woff2", ".woff2")


class Sources(URLFetcher):
    """The one door for everything a document refers to.

    `static:css/document.css` is a file of ours, `data:` carries its content with it; any other address stops the
    rendering. What was refused stays in `refusal`, because WeasyPrint carries on after an error inside an SVG picture.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
        self.refusal: DocumentError | None = None

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the content of `url`, or stop the rendering."""
        try:
            if url.startswith("static:"):
                return self._static(url.removeprefix("static:"))
            if url.startswith("data:"):
                return self._data(url)
            raise BlockedSource(f"A document may not load {_shortened(url)}: use data: or static: instead.")
        except DocumentError as refusal:
            self.refusal = self.refusal or refusal
            raise FatalURLFetchingError(str(refusal)) from refusal

    def _static(self, name: str) -> URLFetcherResponse:
        path = static_file(name)
        kind = KINDS.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(f"static:{name}", path.read_bytes(), {"Content-Type": kind})

    def _data(self, url: str) -> URLFetcherResponse:
        if len(url) > LARGEST_DATA_URL:
            raise BlockedSource(f"A picture in a document may be {LARGEST_DATA_URL:,} characters long at most.")
        try:
            response = super().fetch(url)
        except (ValueError, OSError) as error:
            raise BlockedSource("A data: address in the document cannot be read.") from error
        content = response.read()
        _refuse_flood(content)
        return URLFetcherResponse("data:", content, dict(response.headers.items()))


def static_file(name: str) -> Path:
    """Return where one of our static files lies: beside the source, or collected under its hashed name.

    Raises BlockedSource for a name that leaves the static folders, MissingSource where there is no such file.
    """
    try:
        if found := finders.find(name):
            return Path(found)
        hashed = getattr(staticfiles_storage, "stored_name", str)(name)
        collected = Path(staticfiles_storage.path(hashed))
        if collected.is_file():
            return collected
    except SuspiciousOperation as error:
        raise BlockedSource(f"A document may not load static:{_shortened(name)}.") from error
    except (ImproperlyConfigured, NotImplementedError, ValueError):
        pass  # no folder of collected files, or no such name in it
    raise MissingSource(f"The static file {_shortened(name)} is missing. Run bin/start: it puts the files in place.")


def _refuse_flood(content: bytes) -> None:
    """A few bytes can unfold into thousands of megapixels (fault 51); the header tells before anything is unfolded."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return  # not a picture of points; what it is, WeasyPrint finds out
    except Image.DecompressionBombError:
        width, height = LARGEST_PICTURE, 2
    if width * height > LARGEST_PICTURE:
        raise BlockedSource(f"A picture in a document may have {LARGEST_PICTURE:,} points at most.")


def _shortened(url: str) -> str:
    return url if len(url) <= 80 else f"{url[:77]}..."
