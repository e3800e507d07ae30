"""Sheets that PostgreSQL writes: the same bytes as those of Python, and as harmless (fault 49)."""

import io
import sys
from datetime import date

import pytest
from django.db import connection

from coaching.documents import copying, sheets
from coaching.documents.sheets import Column, Kind, Table, write_csv
from coaching.tests.test_sheets import FORMULAS

pytestmark = pytest.mark.django_db

COLUMNS = (Column("day", "Day", Kind.DATE), Column("who", "=Coach"), Column("minutes", "Minutes", Kind.MINUTES))
STORABLE = [chr(one) for one in range(1, sys.maxunicode + 1) if one < 0x3100 or (one > 0xD7F0 and one % 256 > 250)]


def test_postgresql_makes_text_harmless_by_the_same_rule():
    """Each character where it could begin a formula, or hide one: alone, before a sign, behind another separator."""
    texts = [*FORMULAS, "calm;=1+1;\t+2;|@x;\n=1;\n- a list\n ＝3", "it's \\1 100 %", "a\r\nb\rc", ""]
    texts += [text for one in STORABLE if not "\ud800" <= one <= "\udfff" for text in (f"{one}=1", f"a;{one}@b", one)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select array_agg({copying.defused('said')} order by place) "
            "from unnest(%s::text[]) with ordinality one (said, place)",
            [texts],
        )
        (found,) = cursor.fetchone()
    written = [sheets._neutral_in_csv(text) for text in texts]
    wrong = [one for one in zip(texts, written, found, strict=True) if one[1] != one[2].replace(copying.BREAK, "\n")]
    assert not wrong, wrong[:9]


def test_a_copied_sheet_is_to_a_byte_the_one_that_python_writes():
    rows = [(date(2026, 9, 1), '=1;"x"\n=2, "y"', 45), (None, None, None), (date(1999, 12, 31), "Łucja\\N", -3)] * 900
    select = (
        f"select day, {copying.defused('who')} as who, minutes from (select unnest(%s::date[]) as day, "
        "unnest(%s::text[]) as who, unnest(%s::int[]) as minutes) one"
    )
    columns = [list(one) for one in zip(*rows, strict=True)]
    copied, raw, written = io.BytesIO(), io.BytesIO(), io.BytesIO()
    assert copying.copy_csv(COLUMNS, select, columns, copied) == len(rows) > copying.TAKEN / 50
    told = [dict(zip(("day", "who", "minutes"), row, strict=True)) for row in rows]
    write_csv(Table(title="Visits", columns=COLUMNS, rows=told), written)
    assert copied.getvalue() == written.getvalue()
    copying.copy_raw(select.replace(copying.defused("who"), "who"), columns, raw)
    assert list(copying.rows_in(COLUMNS, raw)) == [{k: v for k, v in row.items() if v is not None} for row in told]
