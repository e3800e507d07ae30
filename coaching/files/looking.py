"""Looks into a file that somebody uploaded. It runs in a process of its own with limits; this module is the program.

What comes in is a file of any kind. What goes out is one line of JSON and, if the file is taken, its bytes: an image is
drawn anew (so nothing of the camera or the place stays in it), a PDF is looked through and left as it is.
"""

import io
import json
import logging
import resource
import sys
import warnings
from contextlib import suppress
from typing import Any

MEGABYTE = 1024 * 1024
MEMORY = 1024 * MEGABYTE
SECONDS = 15  # of processor time
PAGES_AT_MOST = 60
PIXELS_AT_MOST = 60_000_000
SIDE = 2800  # pixels of the longer side of an image that is kept
LARGEST = 12 * MEGABYTE
OBJECTS_AT_MOST = 200_000

ACTIVE_KEYS = {
    *("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/AA"),
    *("/RichMedia", "/RichMediaContent", "/XFA"),
}
ACTIVE_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"),
    *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute"),
}
ACTIVE_KINDS = {
    *("/EmbeddedFile", "/Filespec", "/F", "/FileAttachment"),
    *("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"),
}
WORDS = (b"/JavaScript", b"/EmbeddedFile", b"/Launch", b"/RichMedia")  # wherever they stand, reachable or not


class Refused(Exception):
    """The file is not taken; the argument is a word of `coaching.files.taking.Reason`."""


def look(data: bytes) -> tuple[dict[str, Any], bytes]:
    """What kind of file this is, with its bytes as they are kept. Raises Refused."""
    if b"%PDF-" in data[:1024]:
        return {"mime": "application/pdf", "pages": _pages_of(data)}, data
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n" or (data[:4], data[8:12]) == (b"RIFF", b"WEBP"):
        return {"mime": "image/jpeg", "pages": 1}, _drawn_anew(data)
    raise Refused("kind")


def _drawn_anew(data: bytes) -> bytes:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS_AT_MOST
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as given:
            if given.width * given.height > PIXELS_AT_MOST:
                raise Refused("large")
            upright = _turned(given).convert("RGBA")
    except (Refused, MemoryError):
        raise
    except Image.DecompressionBombError:
        raise Refused("large")
    except Exception:
        raise Refused("broken")
    upright.thumbnail((SIDE, SIDE))
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _turned(given: Any) -> Any:
    """The image as it was held. What a camera wrote badly about that is passed over: the picture itself is whole."""
    from PIL import ImageOps

    with suppress(Exception):
        return ImageOps.exif_transpose(given)
    return given


def _pages_of(data: bytes) -> int:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
    from pyhanko.pdf_utils.reader import PdfFileReader

    if any(word in data for word in WORDS):
        raise Refused("active")
    limits = DecodeLimits(
        per_stream=StreamDecodeLimits(max_output_size=32 * MEGABYTE),
        document_budget=DocumentDecodeBudget(base_allowance=64 * MEGABYTE, max_ratio=20),
    )
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False, decode_limits=limits)
        if reader.encrypted or "/Encrypt" in reader.trailer:
            raise Refused("locked")
        _refuse_active(reader, generic)
        pages = int(reader.root["/Pages"]["/Count"])
    except (Refused, MemoryError):
        raise
    except Exception:  # a broken file can raise anything
        raise Refused("broken")
    if pages < 1:
        raise Refused("broken")
    if pages > PAGES_AT_MOST:
        raise Refused("pages")
    return pages


def _refuse_active(reader: Any, generic: Any) -> None:
    """Walk over everything that the file holds together; raise Refused at what runs, opens or carries another file."""
    waiting: list[Any] = [reader.trailer.flatten()]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        one = waiting.pop()
        count += 1
        if count > OBJECTS_AT_MOST:
            raise Refused("broken")
        if isinstance(one, generic.IndirectObject):
            place = (one.idnum, one.generation)
            if place not in seen:
                seen.add(place)
                waiting.append(one.get_object())
        elif isinstance(one, generic.ArrayObject):
            waiting.extend(one.raw_get(place) for place in range(len(one)))
        elif isinstance(one, generic.DictionaryObject):
            names = {str(name) for name in one}
            if names & ACTIVE_KEYS or _named(one, "/S") in ACTIVE_ACTIONS:
                raise Refused("active")
            if _named(one, "/Type") in ACTIVE_KINDS or _named(one, "/Subtype") in ACTIVE_KINDS:
                raise Refused("active")
            waiting.extend(one.raw_get(name) for name in one)


def _named(one: Any, key: str) -> str:
    if key not in one:
        return ""
    value = one[key]
    return str(value) if isinstance(value, str) else ""


def main() -> None:
    """Look at the file on standard input. The limits bind before it is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable()  # what a library says may hold words of the file
    try:
        told, content = look(sys.stdin.buffer.read())
        if len(content) > LARGEST:
            raise Refused("large")
    except Refused as refusal:
        told, content = {"refused": str(refusal)}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
