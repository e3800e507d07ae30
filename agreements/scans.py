"""Scans of agreements that were signed on paper, and why one is not taken."""

from django.utils.translation import gettext_lazy as _

from coaching.files.taking import LARGEST_FILE, FileRefused, Reason, take_file
from coaching.files.taking import Taken as Scan

__all__ = ["LARGEST_SCAN", "Scan", "ScanRefused", "read_scan"]

LARGEST_SCAN = LARGEST_FILE

REFUSALS = {
    Reason.KIND: _("This is no PDF and no photo that we can read. Use a PDF, JPEG or PNG file."),
    Reason.LARGE: _("This file is too large. Up to 10 MB and 60 megapixels are fine."),
    Reason.PAGES: _("This file has more than 60 pages. Scan only the agreement."),
    Reason.LOCKED: _("This PDF is locked with a password. Save it without one, or scan the paper again."),
    Reason.ACTIVE: _(
        "This PDF can run something or carries other files, so we do not take it. Scan the paper as plain pages."
    ),
    Reason.BROKEN: _("This file cannot be read. Scan the paper again, or take a photo of it."),
}


class ScanRefused(Exception):
    """The file is not taken; the message says why and how to go on."""


def read_scan(data: bytes) -> Scan:
    """Look into an uploaded file, in a process of its own with limits on memory and time. Raises ScanRefused."""
    try:
        return take_file(data)
    except FileRefused as refused:
        raise ScanRefused(REFUSALS[refused.reason]) from refused
