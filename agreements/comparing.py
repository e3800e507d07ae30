"""Two versions of an agreement side by side: which words are gone, and which are new."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MARKS = re.compile(r"^(## | *- |\d+\. )")
WORD = re.compile(r"\s+|\w+|[^\w\s]")
ALIKE = 0.5
"""From how much two lines have in common on they are one line, reworded."""

Words = list[tuple[str, bool]]
"""Pieces of a line; True marks those that the other line does not have."""


@dataclass(frozen=True)
class Row:
    """One line before and after; empty where there is none."""

    before: Words = field(default_factory=list)
    after: Words = field(default_factory=list)
    is_same: bool = False

    @property
    def kind(self) -> str:
        """same, reworded, gone or new."""
        if self.is_same:
            return "same"
        return "reworded" if self.before and self.after else "gone" if self.before else "new"


@dataclass
class Section:
    """The lines under one heading. `same` counts those that stand in both."""

    heading: str
    rows: list[Row] = field(default_factory=list)

    @property
    def same(self) -> int:
        return sum(row.is_same for row in self.rows)

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if not row.is_same]


def compare(before: str, after: str) -> list[Section]:
    """All sections of two canonical texts in order, their version numbers aside."""
    sections = [Section("")]
    for heading, row in _under_headings(_lines(before), _lines(after)):
        if heading is not None:
            sections.append(Section(heading))
        if row is not None:
            sections[-1].rows.append(row)
    return [one for one in sections if one.rows]


def changed_sections(before: str, after: str) -> list[Section]:
    """Only the sections in which something is new or gone; none when the texts say the same."""
    return [one for one in compare(before, after) if one.changed]


def _lines(text: str) -> list[str]:
    lines = text.splitlines()
    return [line for line in lines[:1] + lines[2:] if line.strip()]


def _under_headings(old: list[str], new: list[str]) -> Iterator[tuple[str | None, Row | None]]:
    for kind, i, j, k, m in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            for line in old[i:j]:
                if line.startswith("## "):
                    yield _plain(line), None
                else:
                    yield None, Row([(_plain(line), False)], [(_plain(line), False)], is_same=True)
            continue
        for left, right in _paired(old[i:j], new[k:m]):
            heading = next((line for line in (right, left) if line and line.startswith("## ")), None)
            yield (_plain(heading) if heading else None), _row(left, right)


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Lines of the two sides that are the same line, reworded, beside each other; the others alone."""
    waiting = list(new)
    for line in old:
        best = max(range(len(waiting)), key=lambda at: _likeness(line, waiting[at]), default=None)
        if best is None or _likeness(line, waiting[best]) < ALIKE:
            yield line, ""
            continue
        for other in waiting[:best]:
            yield "", other
        yield line, waiting[best]
        del waiting[: best + 1]
    for other in waiting:
        yield "", other


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(a=WORD.findall(one), b=WORD.findall(other), autojunk=False).ratio()


def _row(left: str, right: str) -> Row:
    if not (left and right):
        return Row([(_plain(left), True)] if left else [], [(_plain(right), True)] if right else [])
    one, other = WORD.findall(_plain(left)), WORD.findall(_plain(right))
    before: Words = []
    after: Words = []
    for kind, i, j, k, m in difflib.SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if i < j:
            before.append(("".join(one[i:j]), kind != "equal"))
        if k < m:
            after.append(("".join(other[k:m]), kind != "equal"))
    return Row(before, after)


def _plain(line: str) -> str:
    """The line without the marks of the canonical text."""
    return MARKS.sub("", line)
