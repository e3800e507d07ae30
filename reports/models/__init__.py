"""What this room keeps: files made on request, and the numbers of months that are frozen. No source data."""

from reports.models.exports import Export, ExportPiece
from reports.models.frozen import FrozenMonth, MonthBallot

__all__ = ["Export", "ExportPiece", "FrozenMonth", "MonthBallot"]
