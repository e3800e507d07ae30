"""Takes photos and PDFs that people upload: looked at in a process of its own, with limits on memory and time."""

import enum
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from coaching.files.looking import PAGES_AT_MOST, PIXELS_AT_MOST

log = structlog.get_logger(__name__)

__all__ = ["LARGEST_FILE", "PAGES_AT_MOST", "PIXELS_AT_MOST", "FileRefused", "Reason", "Taken", "take_file"]

ROOT = Path(__file__).resolve().parent.parent.parent
LARGEST_FILE = 10 * 1024 * 1024  # bytes
SECONDS = 40  # on the clock


class Reason(enum.StrEnum):
    """Why a file is not taken. Whoever asked for the file puts it into a sentence that says how to go on."""

    KIND = "kind"
    LARGE = "large"
    PAGES = "pages"
    LOCKED = "locked"
    ACTIVE = "active"
    BROKEN = "broken"


class FileRefused(Exception):
    """The file is not taken."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Taken:
    """A file as it is kept: an image drawn anew as JPEG, or a PDF in which nothing runs."""

    content: bytes
    mime: str
    pages: int


def take_file(data: bytes) -> Taken:
    """Look into an uploaded file. Raises FileRefused."""
    if len(data) > LARGEST_FILE:
        raise FileRefused(Reason.LARGE)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "coaching.files.looking"],
            input=data,
            capture_output=True,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        log.warning("file_refused", reason=type(error).__name__, status=getattr(error, "returncode", None))
        raise FileRefused(Reason.BROKEN) from error
    line, _newline, content = done.stdout.partition(b"\n")
    told = json.loads(line)
    if "refused" in told:
        raise FileRefused(Reason(told["refused"]))
    return Taken(content=content, mime=told["mime"], pages=told["pages"])
