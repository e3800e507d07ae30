"""What this room does, for others: figures of a program, and files of them made on request."""

from reports.services.exports import fetch_file, make_export, request_export
from reports.services.figures import partnership_figures, program_figures

__all__ = ["fetch_file", "make_export", "partnership_figures", "program_figures", "request_export"]
