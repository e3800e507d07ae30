"""Sheets too long for Python's hands: rows that PostgreSQL writes itself, by COPY, into a file on the disk.

What is written here is harmless in the same way as what `sheets` writes (fault 49); a test holds one rule against the
other. Whoever is acted for sees by it what they see by any other statement.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import IO, Any

from django.db import connection

from coaching.documents.sheets import BLANKS, SIGNS, UNWRITABLE, Column, Kind, write_csv_head

TAKEN = 65_536
"""Bytes that go to the disk at a time."""

BREAK, NOTHING = "\x01", "\x02"
"""What stands for a line break within a cell and for an empty one until the file is written; no text holds it."""


def defused(expression: str) -> str:
    """SQL: the text that `expression` is, as a CSV of `sheets` holds it."""
    plain = f"regexp_replace({expression}, E'\\r\\n?', E'\\n', 'g')"
    written = f"regexp_replace({plain}, {_UNWRITABLE}, U&'\\FFFD', 'g')"
    begun = f"case when u ~ {_START} then '''' || u else u end"
    inert = f"regexp_replace({begun}, {_LATER}, '\\1''', 'g')"
    return f"(select translate({inert}, E'\\n', '{BREAK}') from (select {written}) one (u))"  # noqa: S608  constants


def copy_csv(columns: Sequence[Column], select: str, params: Sequence[Any], out: IO[bytes]) -> int:
    """Write the head and then the rows of `select` to the binary file `out`, as PostgreSQL makes them.

    `select` gives the columns in their order; its text goes through `defused` where it can hold anything. Returns the
    number of rows. Memory stays flat.
    """
    write_csv_head(columns, out)
    in_quotes = ", ".join(f'"{one.key}"' for one in columns if one.kind in (Kind.TEXT, Kind.DATE))
    options = f"format csv, null '{NOTHING}', force_quote ({in_quotes})"

    def as_ours(lines: bytearray) -> bytearray:
        return lines.replace(b"\n", b"\r\n").replace(BREAK.encode(), b"\n").replace(NOTHING.encode(), b'""')

    return _copy(f"copy ({select}) to stdout ({options})", params, lambda lines: out.write(as_ours(lines)))


def copy_raw(select: str, params: Sequence[Any], out: IO[bytes]) -> int:
    """Write the rows of `select` to `out` as they are, to be read again by `rows_in`. Returns how many they are."""
    return _copy(f"copy ({select}) to stdout (format csv)", params, out.write)


def rows_in(columns: Sequence[Column], file: IO[bytes]) -> Iterator[dict[str, Any]]:
    """The rows that `copy_raw` wrote, from the beginning, as `sheets` takes them. Memory stays flat."""
    file.seek(0)
    for row in csv.reader(line.decode() for line in file):
        yield {one.key: _READ[one.kind](cell) for one, cell in zip(columns, row, strict=True) if cell}


_READ: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.DATE: date.fromisoformat,
    Kind.INTEGER: int,
    Kind.MINUTES: int,
}


def _copy(statement: str, params: Sequence[Any], take: Callable[[bytearray], object]) -> int:
    """Along indexes alone: policies ask about each person, and gathering rows for that would go through all parties
    of a long program each time, which took ten times as long as everything else.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local enable_bitmapscan = off")
        with cursor.copy(statement, params) as rows:
            taken = bytearray()
            for row in rows:
                taken += row
                if len(taken) >= TAKEN:
                    take(taken)
                    taken.clear()
            take(taken)
        count = cursor.rowcount
        cursor.execute("set local enable_bitmapscan = on")
        return count


# ---- the rule of `sheets` in the words of PostgreSQL -------------------------------------------------------------
def _written(characters: str) -> str:
    """What stands between brackets, with each character by its number; it has no NUL and no surrogates to look for."""
    storable = characters.replace("\x00-", "\x01-").replace("\ud800-\udfff", "")
    return "".join(one if one in "-\\" else f"\\U{ord(one):08x}" for one in storable)


_START = f"'^([{_written(BLANKS)}]*[{_written(SIGNS)}]|[\\t\\n])'"
_LATER = f"'([;|\\t\\n][{_written(BLANKS)}]*)(?=[{_written(SIGNS)}])'"
_UNWRITABLE = f"'[{_written(UNWRITABLE)}]'"
