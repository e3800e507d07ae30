"""Reading a sheet: every shape of file either becomes rows or is refused in words (faults 35, 49 to 52, 78)."""

import csv
import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.documents.sheets import FORMULA
from coaching.roster.reading import read_sheet
from coaching.roster.refused import write_refused
from coaching.roster.sheet import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RosterError, Sheet, clean_cell
from coaching.roster.verdicts import PersonRow, RowVerdict, Verdict

SMALL = "Name,Email\nMarisol Núñez,marisol@example.org\nTheo Lind,theo@example.org\n"


def cells(sheet):
    return [row.cells for row in sheet.rows]


def workbook(rows, *, title="Staff", before=()):
    book = openpyxl.Workbook()
    for name in before:
        book.active.title = name
        book.create_sheet(title)
        book.active = 1
    sheet = book.worksheets[-1]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("windows-1252", "windows-1252"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_delimiter_and_newline_reads_the_same(codec, said, delimiter, newline):
    text = SMALL.replace(",", delimiter).replace("\n", newline)
    sheet = read_sheet("people.csv", text.encode(codec))
    assert sheet.headers == ("Name", "Email")
    assert cells(sheet) == [("Marisol Núñez", "marisol@example.org"), ("Theo Lind", "theo@example.org")]
    assert [row.line for row in sheet.rows] == [2, 3]
    assert (sheet.encoding, sheet.delimiter) == (said, delimiter)
    assert bool(sheet.notes) == (said == "windows-1252")


def test_the_content_counts_and_not_the_name_of_the_file():
    as_csv = read_sheet("../../etc/people.xlsx", SMALL.encode())
    as_book = read_sheet("people.csv", workbook([["Name", "Email"], ["Marisol Núñez", "marisol@example.org"]]))
    assert (as_csv.name, as_csv.is_workbook) == ("people.xlsx", False)
    assert (as_book.name, as_book.is_workbook) == ("people.csv", True)


def test_blank_lines_are_skipped_and_counted_and_lines_stay_those_of_the_file():
    sheet = read_sheet("p.csv", b"\n\nName,Email\n\nA,a@example.org\n,,\n   \nB,b@example.org\n\n")
    assert sheet.header_line == 3
    assert [(row.line, row.cells[0]) for row in sheet.rows] == [(5, "A"), (8, "B")]
    assert sheet.blank_lines == 6
    assert "6 blank lines were skipped." in sheet.notes


def test_quoted_line_breaks_and_delimiters_stay_in_their_cell():
    sheet = read_sheet("p.csv", b'Name;Note;Email\n"A; B";"one\ntwo ""three""";a@example.org\nC;;c@example.org\n')
    assert cells(sheet)[0] == ("A; B", 'one\ntwo "three"', "a@example.org")
    assert [row.line for row in sheet.rows] == [2, 4]


def test_commas_inside_addresses_do_not_win_over_semicolons():
    data = b"Name;Address\nA;1 Elm Street, Apt 2, Helena, MT\nB;2 Oak Street, Apt 3, Helena, MT\n"
    sheet = read_sheet("p.csv", data)
    assert sheet.delimiter == ";"
    assert len(sheet.headers) == 2


def test_a_first_line_that_names_the_separator_is_obeyed():
    sheet = read_sheet("p.csv", b"sep=;\r\nName;Email\r\nA;a@example.org\r\n")
    assert sheet.headers == ("Name", "Email")
    assert [row.line for row in sheet.rows] == [3]


def test_a_row_with_more_values_than_columns_is_marked_and_keeps_them():
    row = read_sheet("p.csv", b"Name,Email\nLind, Theo,theo@example.org\nB,b@example.org,,\n").rows
    assert row[0].cells == ("Lind", "Theo", "theo@example.org")
    assert "moved to the side" in row[0].flaws[0].message
    assert row[1].cells == ("B", "b@example.org")
    assert not row[1].flaws


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\x85", "\u202e", "\u2066"])
def test_control_characters_become_an_error_of_their_cell(bad):
    sheet = read_sheet("p.csv", f"Name,Email\nA{bad}B,a@example.org\n".encode())
    assert sheet.rows[0].cells[0] == "A\N{REPLACEMENT CHARACTER}B"
    assert [flaw.column for flaw in sheet.rows[0].flaws] == [0]


def test_a_broken_letter_is_said_at_its_cell_without_spoiling_the_others():
    sheet = read_sheet("p.csv", "Name,Email\nNúñez é,a@example.org\n".encode() + b"Jos\xe9,b@example.org\n")
    assert sheet.encoding == "utf-8"
    assert sheet.rows[0].cells[0] == "Núñez é"
    assert not sheet.rows[0].flaws
    assert [flaw.column for flaw in sheet.rows[1].flaws] == [0]


def test_a_cell_over_the_limit_is_cut_and_marked():
    sheet = read_sheet("p.csv", f"Name,Email\n{'x' * (MAX_CELL + 1)},a@example.org\n".encode())
    assert len(sheet.rows[0].cells[0]) == MAX_CELL
    assert "10,000" in sheet.rows[0].flaws[0].message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"Name,Email\n\n,\n", "no rows"),
        (b"<!DOCTYPE html><html><table></table></html>", "web page"),
        (b"  \n<table><tr><td>Name</td></tr></table>", "web page"),
        ("<html>".encode("utf-16"), "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old kind"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not a sheet"),
        (bytes(range(256)) * 20, "not a sheet"),
        (b"Name,Email\n" + b"x" * (5 * 1024 * 1024), "5 MB"),
        (b'Name,Email\nA,"a@example.org\nB,b@example.org\n', "line 2"),
        (b'Name,Email\nA,a@example.org\n"B,b@example.org\n\n', "line 3"),
        (b"Name,Email\n" + b"A,a@example.org\n" * (MAX_ROWS + 1), "5,000 rows"),
        (b",".join(b"c%d" % n for n in range(MAX_COLUMNS + 1)) + b"\n1\n", "100 columns"),
        (b'Name,Email\nA,"' + b"x" * 140_000 + b'"\n', "quotation marks"),
        (b"PK\x03\x04 not really", "damaged"),
    ],
)
def test_what_is_no_list_is_refused_with_the_remedy(data, words):
    with pytest.raises(RosterError, match=words) as refusal:
        read_sheet("people.csv", data)
    assert len(str(refusal.value)) > 30


def test_the_largest_file_we_promise_is_read():
    rows = b"".join(b"Person %d,p%d@example.org\n" % (n, n) for n in range(MAX_ROWS))
    assert len(read_sheet("p.csv", b"Name,Email\n" + rows).rows) == MAX_ROWS


def test_a_workbook_gives_typed_values_as_text_with_row_numbers():
    rows = [
        [None, None, None],
        ["Name", "Started", "Number", "Here"],
        ["Ana", datetime.date(2020, 1, 31), 1234567890, True],
        [None, None, None],
        ["Bo", datetime.datetime(2021, 2, 3, 14, 30), 12.5, False],
        ["Cy", datetime.time(9, 5), 0, None],
    ]
    sheet = read_sheet("p.xlsx", workbook(rows))
    assert sheet.headers == ("Name", "Started", "Number", "Here")
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (3, ("Ana", "2020-01-31", "1234567890", "TRUE")),
        (5, ("Bo", "2021-02-03 14:30:00", "12.5", "FALSE")),
        (6, ("Cy", "09:05:00", "0", "")),
    ]
    assert sheet.blank_lines == 2


def test_the_first_sheet_with_text_is_read_and_the_others_are_named():
    book = openpyxl.Workbook()
    book.active.title = "Cover"
    for name in ("Staff", "Families"):
        book.create_sheet(name).append(["Name"])
        book[name].append([name])
    hidden = book.create_sheet("Codes", 0)
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    sheet = read_sheet("p.xlsx", stream.getvalue())
    assert cells(sheet) == [("Staff",)]
    assert any("Families" in note and "Codes" not in note for note in sheet.notes)


def test_a_formula_is_its_result_and_one_without_result_is_said():
    data = workbook([["Name", "Email"], ["Ana", '=CONCATENATE("ana","@example.org")']])
    sheet = read_sheet("p.xlsx", data)
    assert sheet.rows[0].cells == ("Ana", "")
    assert "formula" in sheet.rows[0].flaws[0].message
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    worksheet = "xl/worksheets/sheet1.xml"
    parts[worksheet] = (
        parts[worksheet]
        .replace(b'<c r="B2"', b'<c r="B2" t="str"')
        .replace(b"</f><v/>", b"</f><v></v>")
        .replace(b"</f><v />", b"</f><v></v>")
        .replace(b"</f><v></v>", b"</f><v>ana@example.org</v>")
    )
    sheet = read_sheet("p.xlsx", zipped(parts))
    assert sheet.rows[0].cells == ("Ana", "ana@example.org")
    assert not sheet.rows[0].flaws


def test_an_error_of_excel_is_an_error_of_its_cell():
    book = openpyxl.Workbook()
    book.active.append(["Name", "Email"])
    book.active.append(["Ana", "#REF!"])
    book.active["B2"].data_type = "e"
    stream = io.BytesIO()
    book.save(stream)
    assert "#REF!" in read_sheet("p.xlsx", stream.getvalue()).rows[0].flaws[0].message


def test_escaped_control_characters_of_a_workbook_become_an_error_of_their_cell():
    sheet = read_sheet("p.xlsx", workbook([["Name"], ["A_x0007_B"], ["A_xD800_B"], ["A_x000D_B"]]))
    assert [bool(row.flaws) for row in sheet.rows] == [True, True, False]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "empty"),
        ([["Name", "Email"]], "no rows"),
        ([["Name"], *[["A"]] * (MAX_ROWS + 1)], "5,000 rows"),
        ([[f"c{n}" for n in range(MAX_COLUMNS + 1)], ["A"]], "100 columns"),
    ],
)
def test_a_workbook_without_people_or_with_too_much_is_refused(rows, words):
    with pytest.raises(RosterError, match=words):
        read_sheet("p.xlsx", workbook(rows))


def test_a_cell_far_below_is_found_and_quickly():
    book = openpyxl.Workbook()
    book.active.append(["Name"])
    book.active.cell(row=1_048_576, column=1, value="Last")
    stream = io.BytesIO()
    book.save(stream)
    sheet = read_sheet("p.xlsx", stream.getvalue())
    assert [(row.line, row.cells) for row in sheet.rows] == [(1_048_576, ("Last",))]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"[Content_Types].xml": "x", "xl/worksheets/sheet1.xml": b"0" * 45_000_000}, "unpacks to far more"),
        ({"[Content_Types].xml": "x", "xl/sharedStrings.xml": b"0" * 2_000_000}, "unpacks to far more"),
        ({"[Content_Types].xml": "x", **{f"xl/{n}.xml": "" for n in range(600)}}, "unpacks to far more"),
        ({"word/document.xml": "x", "[Content_Types].xml": "x"}, "not an Excel sheet"),
        ({"../../evil.xml": "x"}, "not an Excel sheet"),
        ({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}, "damaged"),
        (
            {"[Content_Types].xml": "x", "xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
            "damaged",
        ),
    ],
)
def test_a_hostile_or_foreign_archive_is_refused(parts, words):
    with pytest.raises(RosterError, match=words):
        read_sheet("p.xlsx", zipped(parts))


def test_every_cut_of_a_workbook_is_refused_or_read_but_never_crashes():
    data = workbook([["Name", "Email"], ["Ana", "ana@example.org"]])
    for length in range(0, len(data), 97):
        with pytest.raises(RosterError):
            read_sheet("p.xlsx", data[:length])


plain = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffd\ufeff\u200b\u2060"), max_size=12
)
word = plain.map(str.strip).filter(lambda text: text and not text.lower().startswith("sep="))


@st.composite
def tables(draw):
    """Headers and rows that survive the trip: no cell is blank at the edge, no character is one that we refuse."""
    width = draw(st.integers(2, 5))
    cell = st.sampled_from([*"abc", 'say "x"', "one\ntwo", "a,b;c\td", "niñez", "日本", "😀"]) | word
    headers = draw(st.lists(cell, min_size=width, max_size=width))
    return headers, draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=5))


def stored(text):
    """What `clean_cell` makes of a text without control characters."""
    return clean_cell(text, 0)[0]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.sampled_from(["\r\n", "\n"]))
def test_what_is_written_as_csv_is_read_back(table, codec, newline):
    headers, rows = table
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator=newline)
    writer.writerows([headers, *rows])
    data = stream.getvalue().encode(codec)
    if data.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
        return
    sheet = read_sheet("p.csv", data)
    assert sheet.headers == tuple(stored(cell) for cell in headers)
    assert cells(sheet) == [tuple(stored(cell) for cell in row) for row in rows]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_what_is_written_as_workbook_is_read_back(table):
    headers, rows = table
    book = openpyxl.Workbook()
    for line, row in enumerate([headers, *rows], start=1):
        for column, text in enumerate(row, start=1):
            book.active.cell(line, column).value = text
            book.active.cell(line, column).data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    assert cells(read_sheet("p.xlsx", stream.getvalue())) == [tuple(stored(cell) for cell in row) for row in rows]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        sheet = read_sheet("p.csv", data)
    except RosterError:
        return
    assert sheet.rows
    for row in sheet.rows:
        "".join(row.cells).encode("utf-8")
        assert "\x00" not in "".join(row.cells)


def unmarked(text):
    """The text without the apostrophes that make formulas inert, and with one kind of line break."""
    return text.replace("'", "").replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=60, deadline=None)
@given(tables())
def test_refused_rows_come_back_as_they_were_and_inert(table):
    headers, rows = table
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([headers, *rows])
    sheet = read_sheet("p.csv", b"\xef\xbb\xbf" + stream.getvalue().encode())
    verdicts = [RowVerdict(row.line, PersonRow(), Verdict.INVALID, (("email", "Why."),)) for row in sheet.rows]
    again = read_sheet("refused.csv", write_refused(sheet, verdicts))
    for came_back, row in zip(again.rows, sheet.rows, strict=True):
        assert [unmarked(cell) for cell in came_back.cells[: len(headers)]] == [unmarked(cell) for cell in row.cells]
    assert [row.cells[-2:] for row in again.rows] == [(str(row.line), "Why.") for row in sheet.rows]
    assert not any(FORMULA.match(cell) for row in again.rows for cell in row.cells)


def test_a_sheet_survives_as_json_and_forgets_what_it_must_not_keep():
    sheet = read_sheet("p.csv", b"Name,Race\nA,some\x00thing\nB,else\n")
    assert Sheet.from_json(sheet.as_json()) == sheet
    emptied = sheet.without({1})
    assert [row.cells for row in emptied.rows] == [("A", ""), ("B", "")]
    assert "thing" not in str(emptied.as_json())
    assert not emptied.rows[0].flaws
