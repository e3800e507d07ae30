"""Scans of agreements that were signed on paper: what is taken, by its content and never by its name."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.utils.translation import gettext_lazy as _

log = structlog.get_logger(__name__)

ROOT = Path(__file__).resolve().parent.parent
LARGEST_SCAN = 10 * 1024 * 1024  # bytes
SECONDS = 40  # on the clock

REFUSALS = {
    "kind": _("This is no PDF and no photo that we can read. Use a PDF, JPEG or PNG file."),
    "large": _("This file is too large. Up to 10 MB and 60 megapixels are fine."),
    "pages": _("This file has more than 60 pages. Scan only the agreement."),
    "locked": _("This PDF is locked with a password. Save it without one, or scan the paper again."),
    "active": _(
        "This PDF can run something or carries other files, so we do not take it. Scan the paper as plain pages."
    ),
    "broken": _("This file cannot be read. Scan the paper again, or take a photo of it."),
}


class ScanRefused(Exception):
    """The file is not taken; the message says why and how to go on."""


@dataclass(frozen=True)
class Scan:
    """A scan as it is kept: an image drawn anew as JPEG, or a PDF in which nothing runs."""

    content: bytes
    mime: str
    pages: int


def read_scan(data: bytes) -> Scan:
    """Look into an uploaded file, in a process of its own with limits on memory and time. Raises ScanRefused."""
    if len(data) > LARGEST_SCAN:
        raise ScanRefused(REFUSALS["large"])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "agreements.scanning"],
            input=data,
            capture_output=True,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        log.warning("scan_refused", reason=type(error).__name__, status=getattr(error, "returncode", None))
        raise ScanRefused(REFUSALS["broken"]) from error
    line, _newline, content = done.stdout.partition(b"\n")
    told = json.loads(line)
    if "refused" in told:
        raise ScanRefused(REFUSALS[told["refused"]])
    return Scan(content=content, mime=told["mime"], pages=told["pages"])
