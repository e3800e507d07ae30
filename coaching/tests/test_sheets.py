"""Sheets: typed, explained, without formulas, and the same bytes each time (fault 49)."""

import csv
import io
import os
import re
import time
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.documents import sheets
from coaching.documents.errors import TooManyRows
from coaching.documents.sheets import Column, Kind, Table, neutral, table_html, write_csv, write_xlsx
from coaching.tests.papers import MADE_AT, rendered, tags_of

COLUMNS = (
    Column("who", "Coach", note="The name as the program writes it."),
    Column("cycles", "Cycles", Kind.INTEGER, "Cycles with every part done."),
    Column("minutes", "Minutes", Kind.MINUTES),
    Column("day", "Date", Kind.DATE),
    Column("starts", "Start", Kind.DATETIME),
    Column("share", "Done", Kind.PERCENT),
)


ROW = {
    "who": "Łucja Ñandú",
    "cycles": 3,
    "minutes": -45,
    "day": date(2026, 3, 8),
    "starts": datetime(2026, 3, 9, 14, 30, 59, tzinfo=UTC),
    "share": 0.455,
}


DENVER = ZoneInfo("America/Denver")


def table(*rows, **changes) -> Table:
    return Table(**({"title": "Visits", "columns": COLUMNS, "rows": rows or [ROW], "time_zone": DENVER} | changes))


def csv_of(described: Table, **dialect) -> list[list[str]]:
    out = io.BytesIO()
    write_csv(described, out)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""), **dialect))


def xlsx_of(described: Table) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_xlsx(described, out)
    return openpyxl.load_workbook(out)


def test_a_csv_holds_the_row_as_people_and_programs_read_it():
    heads, row = csv_of(table())
    assert heads == ["Coach", "Cycles", "Minutes", "Date", "Start", "Done"]
    assert row == ["Łucja Ñandú", "3", "-45", "2026-03-08", "2026-03-09 08:30", "45.5%"]


def test_an_xlsx_holds_typed_cells_a_frozen_head_and_what_each_column_means():
    book = xlsx_of(table(filters=[("Program", "Prairie")], notes=["Counts under 10 are left out."]))
    sheet = book["Report"]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:F2"
    values = [cell.value for cell in sheet[2]]
    assert values == ["Łucja Ñandú", 3, -45, datetime(2026, 3, 8), datetime(2026, 3, 9, 8, 30), 0.455]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n", "d", "d", "n"]
    assert sheet["F2"].number_format == "0.0%"
    notes = [[cell.value for cell in line] for line in book["Notes"].iter_rows()]
    assert ["Coach", "The name as the program writes it."] in notes
    assert ["Program: Prairie", None] in notes and ["Counts under 10 are left out.", None] in notes


def test_an_html_table_names_its_columns_and_rows_and_escapes_the_rest():
    html = table_html(table(ROW | {"who": "<script>x</script>"}))
    assert '<th scope="col">Coach</th>' in html and '<th scope="row">&lt;script&gt;' in html
    assert '<td class="number">45.5%</td>' in html and "<dt>Cycles</dt><dd>Cycles with every part done.</dd>" in html
    assert "/Table" in tags_of(rendered(html))
    with override("es"):  # as it is written in the United States: the point stays, the month comes first
        assert '<td class="number">45.5%</td>' in (spanish := table_html(table())) and "3/8/2026" in spanish


def test_an_empty_table_says_so_and_an_empty_value_is_an_empty_cell():
    assert "Nothing to show." in table_html(table(rows=[]))
    assert csv_of(table(rows=[])) == [[column.label for column in COLUMNS]]
    assert csv_of(table({"who": None}))[1] == [""] * 6
    assert [cell.value for cell in xlsx_of(table({"who": "", "cycles": 0}))["Report"][2]][:2] == [None, 0]


def test_words_may_stand_in_place_of_a_number():
    few = table(ROW | {"cycles": "too few"})
    assert csv_of(few)[1][1] == "too few" == xlsx_of(few)["Report"]["B2"].value


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("cycles", 1.5), ("cycles", True), ("minutes", 2.0), ("day", datetime(2026, 1, 1, tzinfo=UTC)),
     ("starts", date(2026, 1, 1)), ("starts", datetime(2026, 1, 1)), ("share", True)],
)  # fmt: skip
def test_a_value_that_is_not_of_its_column_is_refused_and_nothing_is_written(key, wrong):
    out = io.BytesIO()
    with pytest.raises((TypeError, ValueError)):
        write_xlsx(table(ROW | {key: wrong}), out)
    assert out.getvalue() == b""
    with pytest.raises((TypeError, ValueError)):
        csv_of(table(ROW | {key: wrong}))


FORMULAS = [
    '=HYPERLINK("http://127.0.0.1/","x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1",
    "\u200b=1", "\ufeff=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "=cmd|' /C calc'!A0", "%0A=1".replace("%0A", "\n"),
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_sheet_is_a_formula(text):
    hostile = table(
        dict.fromkeys(("who", "cycles", "minutes", "day", "starts", "share"), text),
        title=text, columns=[Column(c.key, text, c.kind, text) for c in COLUMNS], filters=[(text, text)], notes=[text],
    )  # fmt: skip
    for line in csv_of(hostile):
        assert all(cell.startswith("'") for cell in line)
    for sheet in xlsx_of(hostile):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert cell.value is None or not sheets.FORMULA.match(str(cell.value))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoted", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE])
def test_a_csv_cut_at_another_separator_holds_no_formula_either(separator, quoted):
    text = "calm;=1+1;\t+2;|@x;\n=1;\n- a list\n ＝3"
    for line in csv_of(table({"who": text, "cycles": -3}), delimiter=separator, quoting=quoted):
        assert [cell for cell in line if re.match(r'["\s]*[=+@＝-]', cell)] in ([], ["-3"])


def test_harmless_text_stays_as_it_is():
    for text in ("Łódź", "a = b", "3 - 2", "it's", "", "😀 שלום", "a@b.example"):
        assert neutral(text) == text


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec=None, exclude_categories=[]), max_size=40))
def test_no_text_breaks_a_sheet(text):
    cell = xlsx_of(table({"who": text}))["Report"]["A2"]
    assert cell.data_type in ("s", "n") and (cell.value or "") == neutral(text)
    (written,) = [line[0] for line in csv_of(table({"who": text}))[1:]]
    assert not sheets.FORMULA.match(written)


def test_what_a_cell_of_excel_cannot_hold_is_cut_and_says_so():
    for text in ("x" * 40_000, "😀" * 20_000):
        value = xlsx_of(table({"who": text}))["Report"]["A2"].value
        assert value.endswith("[…]") and len(value.encode("utf-16-le")) // 2 <= 32_767
    assert csv_of(table({"who": "x" * 40_000}))[1][0] == "x" * 40_000


def test_long_tables_are_refused_where_they_do_not_fit(monkeypatch):
    rows = [ROW] * 5
    monkeypatch.setattr(sheets, "ROWS_IN_XLSX", 4)
    with pytest.raises(TooManyRows, match="CSV"):
        xlsx_of(table(rows=rows))
    with pytest.raises(TooManyRows, match="Excel"):
        table_html(table(rows=rows), limit=4)
    assert table_html(table(rows=rows), limit=5).count("<tr>") == 6


def test_the_same_table_gives_the_same_bytes_whenever_it_is_written(monkeypatch):
    def written(writer, **changes):
        out = io.BytesIO()
        writer(table(rows=(row for row in [ROW] * 3), **changes), out)
        return out.getvalue()

    first = written(write_xlsx)
    assert written(write_csv) == written(write_csv)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert written(write_xlsx) == first
    finally:
        monkeypatch.undo()
        time.tzset()
    entries = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert {entry.date_time[0] for entry in entries} == {1980}
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created == datetime(2000, 1, 1)
    stamped = openpyxl.load_workbook(io.BytesIO(written(write_xlsx, as_of=MADE_AT)))
    assert stamped.properties.created == datetime(2026, 9, 3, 15, 30)
    assert stamped["Notes"]["A2"].value == "As of 2026-09-03 09:30 (America/Denver)"


def test_a_long_sheet_needs_little_memory():
    def peak(count: int) -> int:
        rows = (ROW | {"who": f"coach {number} with a name that differs"} for number in range(count))
        with open(os.devnull, "wb") as out:
            tracemalloc.start()
            write_xlsx(table(rows=rows), out)
            write_csv(table(rows=(ROW | {"who": f"coach {number}"} for number in range(count))), out)
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return used

    assert peak(2_000) < 1.2 * peak(500) + 300_000
