"""The ledger of a pair as its people read it: by month and by reader, newest first, never a word of content (P2)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from coaching.disclosure.classes import RecordClass
from coaching.models import LedgerEntry, Partnership

MONTHS = 3
"""Months on one page."""

ORDER = {record_class.value: place for place, record_class in enumerate(RecordClass)}


@dataclass
class Line:
    """What one reader was shown in a month in one way, on one ground: the classes, and the days on which it was."""

    way: str
    ground: str
    classes: list[str] = field(default_factory=list)
    days: set[dt.date] = field(default_factory=set)


@dataclass
class Reader:
    """Somebody outside the pair, in one part, in one month."""

    user_id: uuid.UUID
    name: str
    office: str
    part: str
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)

    @property
    def last(self) -> dt.date:
        return max(day for line in self.lines.values() for day in line.days)


def entries_of(partnership: Partnership, reader: uuid.UUID | None = None) -> QuerySet[LedgerEntry]:
    """All of a pair's ledger, or what one reader was shown."""
    rows = LedgerEntry.objects.filter(partnership=partnership)
    return rows.filter(reader=reader) if reader else rows


def readers_of(partnership: Partnership) -> list[tuple[uuid.UUID, str]]:
    """Everybody who was ever shown something, by the name they had last. One query."""
    rows = entries_of(partnership).order_by("reader_id", "-shown_on").distinct("reader_id")
    return sorted(rows.values_list("reader_id", "reader_name"), key=lambda row: row[1].casefold())


def months_of(entries: QuerySet[LedgerEntry], page: int) -> tuple[list[tuple[dt.date, list[Reader]]], bool]:
    """The months of one page (from 1 on), each with its readers, and whether older ones follow. Two queries."""
    months = list(entries.order_by().dates("shown_on", "month", order="DESC"))
    here = months[(page - 1) * MONTHS : page * MONTHS]
    if not here:
        return [], False
    found: dict[dt.date, dict[tuple[uuid.UUID, str], Reader]] = {month: {} for month in here}
    keys = ("reader_id", "reader_name", "office", "part", "record_class", "way", "ground")
    rows = (
        entries.order_by()
        .annotate(month=TruncMonth("shown_on"))
        .filter(month__in=here)
        .values("month", *keys)
        .annotate(days=ArrayAgg("shown_on", distinct=True))
    )
    for row in sorted(rows, key=lambda row: ORDER[row["record_class"]]):
        place = found[row["month"]]
        reader = place.setdefault(
            (row["reader_id"], row["part"]), Reader(row["reader_id"], row["reader_name"], row["office"], row["part"])
        )
        line = reader.lines.setdefault((row["way"], row["ground"]), Line(row["way"], row["ground"]))
        if row["record_class"] not in line.classes:
            line.classes.append(row["record_class"])
        line.days.update(row["days"])
    return [
        (month, sorted(readers.values(), key=lambda one: (one.last, one.name), reverse=True))
        for month, readers in found.items()
    ], len(months) > page * MONTHS


def every_line(entries: QuerySet[LedgerEntry]) -> Iterator[LedgerEntry]:
    """All lines for a file, newest first."""
    yield from entries.order_by("-shown_on", "-last_at", "reader_name", "record_class", "pk").iterator()
