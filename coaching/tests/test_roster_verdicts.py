"""Judging a roster: every row is accounted for, each refusal names column, value and remedy (faults 77, 78)."""

import csv
import datetime
import io
import os
import pathlib

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.documents.sheets import neutral
from coaching.roster.mapping import LEAVE_OUT, Mapping, sensitive_columns, suggest
from coaching.roster.reading import read_sheet
from coaching.roster.refused import write_refused
from coaching.roster.sheet import RosterError
from coaching.roster.values import undo_neutral
from coaching.roster.verdicts import Verdict, count_by_verdict, judge
from coaching.roster.vocabulary import Field
from coaching.tests.rosters import reasons

HERE = pathlib.Path(__file__).parent


TODAY = datetime.date(2026, 11, 21)


def judged(text, *, default="coachee", known=(), part_values=None, data=None):
    sheet = read_sheet("roster.csv", data if data is not None else text.encode())
    sheet = sheet.without(sensitive_columns(sheet))
    mapping = Mapping(suggest(sheet.headers).columns, part_values or {})
    return judge(sheet, mapping, default, lambda emails: emails & set(known), today=TODAY)


def one(row, header="Name,Email,Role,Start date,End date", **options):
    return judged(f"{header}\n{row}\n", **options)[0]


def fields(verdict):
    return [field for field, _message in verdict.problems]


def test_the_invented_roster_gives_a_verdict_for_every_row():
    verdicts = judged("", data=(HERE / "data" / "roster.csv").read_bytes())
    assert [(row.line, row.verdict.value) for row in verdicts] == [
        (2, "new"),
        (3, "ended"),
        (4, "ended"),
        (6, "invalid"),
        (7, "invalid"),
        (8, "invalid"),
        (9, "new"),
        (10, "new"),
        (11, "duplicate"),
    ]
    first, moved, retired = verdicts[:3]
    assert first.values.email == "marisol.quintero@example.org"
    assert first.values.starts_on == datetime.date(2022, 8, 15)
    assert (first.values.site, first.values.part, first.values.external_id) == ("Blue room", "coachee", "BR-101")
    assert (moved.values.ends_on, moved.is_importable) == (datetime.date(2023, 6, 30), True)
    assert "06/30/2023" in moved.remarks[0][1]
    assert retired.values.name == "Ana O’Shea-Núñez, M.Ed."
    assert fields(verdicts[3]) == ["email", "part", "external_id"]
    assert fields(verdicts[4]) == ["end_detail"]
    assert fields(verdicts[5]) == ["ends_on", "end_reason"]
    assert [row.values.part for row in verdicts[6:8]] == ["coach", "supervisor"]
    assert "line 10" in reasons(verdicts[8])


def test_gender_race_and_ethnicity_decide_nothing_and_appear_nowhere():
    data = (HERE / "data" / "roster.csv").read_bytes()
    full = read_sheet("roster.csv", data)
    emptied = full.without(sensitive_columns(full))
    mapping = suggest(full.headers)
    assert {full.label(column) for column in sensitive_columns(full)} == {
        "Gender", "Specify Gender", "Ethnicity", "Specify Ethnicity", "Race", "Specify Race",
    }  # fmt: skip
    assert not sensitive_columns(full) & set(mapping.columns.values())
    verdicts = [judge(sheet, mapping, "coachee", lambda _e: set(), today=TODAY) for sheet in (full, emptied)]
    assert verdicts[0] == verdicts[1]
    kept = str(emptied.as_json()) + str(verdicts) + write_refused(emptied, verdicts[1]).decode()
    assert not any(word in kept for word in ("female", "hispanic or", "prefer not", "Sami", "in my own words"))
    assert "female" in str(full.as_json())


def example():
    """The real system's example: where it is kept, or None."""
    beside = HERE.parents[2] / "shared" / "data" / "staff-roster.csv"
    path = pathlib.Path(os.environ.get("ROSTER_EXAMPLE", beside))
    return path if path.is_file() else None


def test_the_real_example_imports_its_valid_people_and_explains_each_other_row():
    path = example()
    if path is None:
        reason = "no example roster: set ROSTER_EXAMPLE to the file of the real system to test with it too"
        print(reason)
        pytest.skip(reason)
    verdicts = judged("", data=path.read_bytes())
    assert len(verdicts) == 8
    named = [(row.values.name, row.verdict) for row in verdicts]
    assert named == [
        ("Valid Person 1", Verdict.NEW),
        ("Valid Person 2", Verdict.ENDED),
        ("Valid Person 3", Verdict.ENDED),
        ("Invalid Person 1", Verdict.INVALID),
        ("Invalid Person 2", Verdict.INVALID),
        ("Invalid Person 3", Verdict.INVALID),
        ("Duplicate Person 1", Verdict.NEW),
        ("Duplicate Person 1", Verdict.DUPLICATE),
    ]
    assert all(row.problems for row in verdicts if not row.is_importable)
    assert fields(verdicts[3]) == ["email", "part", "external_id"]
    assert fields(verdicts[4]) == ["end_detail"]
    assert fields(verdicts[5]) == ["ends_on", "end_reason"]
    assert "line 8" in reasons(verdicts[7])


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        ("Ana,,coach,,", "email", "empty"),
        ("Ana,n/a,coach,,", "email", "empty"),
        ("Ana,ana@,coach,,", "email", "“ana@”"),
        ("Ana,ana@example,coach,,", "email", "not an email"),
        ("Ana,ana at example.org,coach,,", "email", "not an email"),
        ("Ana,a@example.org b@example.org,coach,,", "email", "more than one"),
        (f"Ana,{'a' * 250}@example.org,coach,,", "email", "too long"),
        (",ana@example.org,coach,,", "name", "empty"),
        ("...,ana@example.org,coach,,", "name", "letters"),
        (f"{'A' * 121},ana@example.org,coach,,", "name", "longer than 120"),
        ('"Ana\nBo",ana@example.org,coach,,', "name", "several lines"),
        ("An\x00a,ana@example.org,coach,,", "name", "control character"),
        ("Ana,ana@exa\x07mple.org,coach,,", "email", "control character"),
        ("Ana,ana@example.org,astronaut,,", "part", "“astronaut”"),
        ("Ana,ana@example.org,administrator,,", "part", "not a part"),
        ("Ana,ana@example.org,State bureau,,", "part", "not a part"),
        ("Ana,ana@example.org,coach,31/1/2020,", "starts_on", "day first"),
        ("Ana,ana@example.org,coach,1/31/20,", "starts_on", "two digits"),
        ("Ana,ana@example.org,coach,2/30/2020,", "starts_on", "not a date"),
        ("Ana,ana@example.org,coach,2020-13-01,", "starts_on", "not a date"),
        ("Ana,ana@example.org,coach,January 2020,", "starts_on", "not a date"),
        ("Ana,ana@example.org,coach,43831,", "starts_on", "not a date"),
        ("Ana,ana@example.org,coach,1/1/0202,", "starts_on", "unlikely year"),
        ("Ana,ana@example.org,coach,1/2/2020,1/1/2020", "ends_on", "before the start"),
        ("Ana,ana@example.org,coach,1/2/2020,,,extra", "", "more values"),
    ],
)
def test_what_is_wrong_is_said_with_column_value_and_remedy(row, field, words):
    verdict = one(row)
    assert verdict.verdict == Verdict.INVALID
    assert fields(verdict) == [field]
    assert words in reasons(verdict)
    assert not verdict.is_importable


@pytest.mark.parametrize(
    "written",
    [
        "1/31/2020",
        "01/31/2020",
        "2020-01-31",
        "2020/1/31",
        "1-31-2020",
        "1.31.2020",
        "2020-01-31 00:00:00",
        "1/31/2020 0:00",
    ],
)
def test_dates_are_read_as_written_in_the_united_states_or_by_the_standard(written):
    assert one(f"Ana,ana@example.org,coach,{written},").values.starts_on == datetime.date(2020, 1, 31)


def test_a_day_number_of_a_workbook_is_a_date():
    book = openpyxl.Workbook()
    book.active.append(["Name", "Email", "Start date"])
    book.active.append(["Ana", "ana@example.org", 43861])
    stream = io.BytesIO()
    book.save(stream)
    assert judged("", data=stream.getvalue())[0].values.starts_on == datetime.date(2020, 1, 31)


def test_one_date_with_the_day_first_puts_the_doubtful_ones_of_its_column_in_doubt():
    text = "Name,Email,Start date,End date\nA,a@example.org,2/1/2020,2/1/2030\nB,b@example.org,31/1/2020,\n"
    first, second = judged(text)
    assert fields(first) == ["starts_on"]
    assert "line 3" in reasons(first)
    assert "day first" in reasons(second)
    assert judged(text.replace("31/1", "3/3"))[0].verdict == Verdict.NEW


@pytest.mark.parametrize(
    ("ends_on", "verdict"),
    [("11/20/2026", "ended"), ("11/21/2026", "new"), ("11/22/2026", "new"), ("", "new")],
)
def test_a_person_has_left_the_day_after_their_end_date(ends_on, verdict):
    assert one(f"Ana,ana@example.org,coach,1/1/2020,{ends_on}").verdict == verdict


@pytest.mark.parametrize(
    ("ending", "field"),
    [
        ("1/5/2021,Moved,", None),
        ("1/5/2021,other,to paint", None),
        (",,", None),
        ("1/5/2021,,", "end_reason"),
        ("1/5/2021,n/a,", "end_reason"),
        ("1/5/2021,Other,", "end_detail"),
        (",Moved,", "end_reason"),
    ],
)
def test_an_ending_counts_only_when_it_is_whole(ending, field):
    header = "Name,Email,Separation Date,Separation Reason,Specify Separation Reason"
    verdict = one(f"Ana,ana@example.org,{ending}", header)
    assert fields(verdict) == ([field] if field else [])


def test_a_star_requires_a_value_only_in_columns_that_are_imported():
    header = "Name*,Email*,ID Number*,Phone*,Start Date*,Role*,Shoe size*,Race*"
    verdict = one("Ana,ana@example.org,,,,,,", header)
    assert fields(verdict) == ["part", "external_id", "phone", "starts_on"]
    assert one("Ana,ana@example.org,,,,,,", header.replace("*", "")).verdict == Verdict.NEW


def test_first_and_last_name_are_joined_and_one_of_them_is_enough_without_a_star():
    header = "First Name,Last Name,Email"
    assert one("Ana,Núñez,ana@example.org", header).values.name == "Ana Núñez"
    assert one(",Suharto,s@example.org", header).values.name == "Suharto"
    assert one("Jung,Na,na@example.org", header).values.name == "Jung Na"
    assert fields(one(",,ana@example.org", header)) == ["first_name"]
    assert fields(one("Ana,,ana@example.org", "First Name*,Last Name*,Email")) == ["last_name"]


def test_a_row_without_a_part_gets_the_chosen_one_or_is_refused():
    assert one("Ana,ana@example.org,,,").values.part == "coachee"
    assert one("Ana,ana@example.org,,,", default="supervisor").values.part == "supervisor"
    assert fields(one("Ana,ana@example.org,,,", default="")) == ["part"]
    assert fields(one("Ana,ana@example.org", "Name,Email", default="")) == ["part"]


def test_the_administrator_says_what_a_word_means_and_whom_to_leave_out():
    values = {"astronaut": "coach", "cook": LEAVE_OUT, "boss": "administrator"}
    assert one("Ana,ana@example.org,Astronaut,,", part_values=values).values.part == "coach"
    left_out = one("Ana,,Cook,,", part_values=values)
    assert left_out.verdict == Verdict.LEFT_OUT
    assert "“Cook”" in reasons(left_out)
    assert fields(one("Ana,ana@example.org,boss,,", part_values=values)) == ["part"]


def test_known_people_are_left_as_they_are():
    asked = []

    def known(emails):
        asked.append(emails)
        return {"ana@example.org"}

    sheet = read_sheet("r.csv", b"Name,Email\nAna,ANA@Example.org\nBo,bo@example.org\nCy,\n")
    verdicts = judge(sheet, suggest(sheet.headers), "coachee", known, today=TODAY)
    assert [row.verdict.value for row in verdicts] == ["already_here", "new", "invalid"]
    assert asked == [{"ana@example.org", "bo@example.org"}]


def test_a_person_is_imported_once_and_every_repetition_is_explained():
    rows = [
        "Ana,ana@example.org,coach,E1",
        "Ana,ana@example.org,coach,E1",
        "Ana,ANA@example.org,coach,E2",
        "Bo,ana@example.org,coach,E3",
        "ana,ana@example.org,supervisor,E1",
        "Cy,cy@example.org,coach,E1",
        "Di,,coach,E4",
        "Di,di@example.org,coach,E4",
    ]
    verdicts = judged("Name,Email,Role,ID\n" + "\n".join(rows) + "\n")
    assert [row.verdict.value for row in verdicts] == [
        "new", "duplicate", "duplicate", "duplicate", "new", "duplicate", "invalid", "new",
    ]  # fmt: skip
    assert "same as line 2" in reasons(verdicts[1])
    assert "other details" in reasons(verdicts[2])
    assert "an address of their own" in reasons(verdicts[3])
    assert "number E1" in reasons(verdicts[5])


def test_remarks_do_not_refuse():
    verdict = one("Ana,ana@example.org,Hmong", "Name,Email,Language")
    assert verdict.verdict == Verdict.NEW
    assert "“Hmong”" in verdict.remarks[0][1]
    assert one("Ana,ana@example.org,Español", "Name,Email,Language").values.language == "es"


@pytest.mark.parametrize(
    ("cell", "words"), [("4.06555E+09", "shortened by the spreadsheet"), ("12", "not a phone number")]
)
def test_a_number_spoiled_by_a_spreadsheet_is_said(cell, words):
    assert words in reasons(one(f"Ana,ana@example.org,{cell}", "Name,Email,Phone"))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Email Address*", Field.EMAIL),
        ("E-mail", Field.EMAIL),
        ("Staff Work Email (required)", Field.EMAIL),
        ("CORREO ELECTRÓNICO", Field.EMAIL),
        ("First Name*", Field.FIRST_NAME),
        ("Apellidos", Field.LAST_NAME),
        ("Nombre completo", Field.NAME),
        ("Job Function", Field.PART),
        ("Función", Field.PART),
        ("ID Number*", Field.EXTERNAL_ID),
        ("Teléfono", Field.PHONE),
        ("Professional Start Date*", Field.STARTS_ON),
        ("Fecha de inicio", Field.STARTS_ON),
        ("Start Date (mm/dd/yyyy)", Field.STARTS_ON),
        ("Professional Separation Date", Field.ENDS_ON),
        ("Professional Separation Reason", Field.END_REASON),
        ("Assigned Classroom ID", Field.SITE),
        ("Idioma", Field.LANGUAGE),
    ],
)
def test_headers_are_recognised_in_english_and_spanish(header, field):
    assert suggest([header]).columns == {field: 0}


text = st.text(max_size=20) | st.sampled_from(
    ["ana@example.org", "1/2/2020", "coach", "other", "n/a", "=1+1", "31/1/2020"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(text, min_size=6, max_size=6), min_size=1, max_size=6))
def test_whatever_the_cells_hold_every_row_has_one_verdict_and_a_reason(rows):
    stream = io.StringIO(newline="")
    stream.write("Name,Email*,Role,Start date,End date,Separation reason\r\n")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    if not any(cell.strip() for row in rows for cell in row):
        return
    try:
        data = stream.getvalue().encode()
    except UnicodeEncodeError:
        return
    try:
        sheet = read_sheet("r.csv", data)
    except RosterError:
        return
    verdicts = judge(sheet, suggest(sheet.headers), "", lambda _emails: set(), today=TODAY)
    assert [row.line for row in verdicts] == [row.line for row in sheet.rows]
    assert all(row.is_importable != bool(row.problems) for row in verdicts)
    assert sum(count_by_verdict(verdicts).values()) == len(sheet.rows)
    emails = [(row.values.email, row.values.part) for row in verdicts if row.is_importable]
    assert len(emails) == len(set(emails))
    assert all(row.values.name and row.values.email and row.values.part for row in verdicts if row.is_importable)


def test_a_formula_in_a_refused_row_is_inert_and_a_mended_row_can_come_back():
    sheet = read_sheet("r.csv", b"Name,Email,Phone\n=HYPERLINK(1),,+1 406 555 0134\n")
    verdicts = judge(sheet, suggest(sheet.headers), "coach", lambda _emails: set(), today=TODAY)
    refused = write_refused(sheet, verdicts)
    assert refused.startswith(b"\xef\xbb\xbf")
    assert b'"\'=HYPERLINK(1)"' in refused
    again = refused.replace(b'"\'=HYPERLINK(1)",""', b'"Ana","ana@example.org"')
    assert judged("", data=again)[0].values.phone == "+1 406 555 0134"


@pytest.mark.parametrize(
    "formula", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1+1", "=cmd|' /C calc'!A0"]
)
def test_formulas_are_made_inert_and_come_back(formula):
    assert neutral(formula).startswith("'")
    assert neutral(neutral(formula)) == neutral(formula)
    assert undo_neutral(neutral("+1 406")) == "+1 406"
    assert neutral("Ana") == "Ana"
