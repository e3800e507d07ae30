"""Reports own no source data: only the files they made. Import models from here."""

from reports.models.exports import Export, ExportFile

__all__ = ["Export", "ExportFile"]
