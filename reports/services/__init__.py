"""What this room does, for others: figures of a program, and files of them made on request."""

from reports.services.exports import make_export, request_export
from reports.services.figures import partnership_figures, program_figures
from reports.services.kept import delete_export, fetch_file, stop_export

__all__ = [
    "delete_export",
    "fetch_file",
    "make_export",
    "partnership_figures",
    "program_figures",
    "request_export",
    "stop_export",
]
