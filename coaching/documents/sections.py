"""A document in sections, described once: pages and PDF files are drawn from the same description."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Section:
    """A part of a document: facts of `term` and `value`, then items of `title`, `lines` (of `label` and `text`) and
    `note`. `empty` says what it means that there is neither. `meaning` stands under the heading.
    """

    key: str
    title: str
    icon: str = ""
    facts: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    empty: str = ""
    meaning: str = ""
    url: str = ""


def item(title: str, lines: list[dict[str, str]] | None = None, note: str = "") -> dict[str, Any]:
    """One thing of a section."""
    return {"title": title, "lines": lines or [], "note": note}
