"""The table of who sees what, as the agreement prints it."""

from dataclasses import dataclass
from typing import Any

from coaching.disclosure.classes import Form, Part, RecordClass


@dataclass(frozen=True)
class DisclosureRow:
    """One row of the table of who sees what, in one language. `cells` follow `DisclosureTable.audiences`."""

    record_class: RecordClass
    label: str
    meaning: str
    parties: str
    cells: tuple[str, ...]
    forms: tuple[Form | None, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class DisclosureTable:
    """The table of who sees what, in one language, as the agreement prints it."""

    audiences: tuple[Part, ...]
    headings: tuple[str, ...]
    rows: tuple[DisclosureRow, ...]

    @property
    def labelled_rows(self) -> list[dict[str, Any]]:
        """The rows with each cell beside its heading, as a stacked table on a phone shows them."""
        return [
            {
                "label": row.label,
                "meaning": row.meaning,
                "parties": row.parties,
                "remarks": row.remarks,
                "cells": list(zip(self.headings, row.cells, strict=True)),
            }
            for row in self.rows
        ]
