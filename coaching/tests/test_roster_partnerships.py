"""Judging the sheet of partnerships: each row is new, known or explained, in every format."""

import pytest

from coaching.frameworks import FOLDER, load_file
from coaching.roster.partnerships import PartnershipVerdict, missing_columns, partnership_rows, suggest_columns
from coaching.roster.reading import read_sheet
from coaching.tests.rosters import reasons

PAIRS = "Coach email;Coachee email;Supervisor email;Format;Site\n"
PEOPLE = {
    "coach@example.org": {"coach"},
    "ana@example.org": {"coachee"},
    "bo@example.org": {"coachee", "supervisor"},
    "sup@example.org": {"supervisor"},
    "pia@example.org": {"peer"},
    "pat@example.org": {"peer"},
    "mentor@example.org": {"mentor_coach"},
    "both@example.org": {"coach", "supervisor"},
}


def paired(rows, existing=(), *, headers=PAIRS, framework="stars", separate=()):
    sheet = read_sheet("pairs.csv", (headers + "\n".join(rows) + "\n").encode())
    return partnership_rows(
        sheet,
        lambda emails: {email: parts for email, parts in PEOPLE.items() if email in emails},
        lambda _coachees: set(existing),
        formats=load_file(FOLDER / f"{framework}.toml").formats,
        separate=separate,
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("coach@example.org;ana@example.org;sup@example.org;Expert;Blue", ""),
        ("COACH@example.org;ana@example.org;sup@example.org;one-on-one;", ""),
        (";ana@example.org;sup@example.org;;", "Coach email: This is empty"),
        ("coach@example.org;ana@example.org;;;", "Supervisor email: This is empty"),
        ("coach@;ana@example.org;sup@example.org;;", "“coach@”"),
        ("new@example.org;ana@example.org;sup@example.org;;", "not in this program"),
        ("ana@example.org;bo@example.org;sup@example.org;;", "but not as Coach"),
        ("coach@example.org;bo@example.org;bo@example.org;;", "another person"),
        ("coach@example.org;ana@example.org;sup@example.org;peer;", "“peer”"),
        ("coach@example.org;ana@example.org;sup@example.org;;;x;y", "more values"),
        ("coach@example.org;ana@example.org;sup@example.org;;B\x00", "control character"),
    ],
)
def test_each_row_of_the_sheet_of_partnerships_is_new_or_explained(row, words):
    verdict = paired([row])[0]
    assert verdict.verdict == (PartnershipVerdict.INVALID if words else PartnershipVerdict.NEW)
    assert words in reasons(verdict)
    assert bool(words) == bool(verdict.problems)


def test_a_pair_is_made_once():
    row = "coach@example.org;ana@example.org;sup@example.org;;"
    assert [verdict.verdict.value for verdict in paired([row, row])] == ["new", "duplicate"]
    assert paired([row], existing=[("coach@example.org", "ana@example.org")])[0].verdict == "already_here"
    assert paired([row])[0].values.format == "expert"


@pytest.mark.parametrize(
    "headers",
    [
        ["Coach", "Teacher", "Director"],
        ["coach_email", "coachee_email", "supervisor_email"],
        ["Coach's Email", "Teacher's E-mail Address", "Principal"],
        ["Correo de la asesora", "Correo electrónico de la maestra", "Directora"],
    ],
)
def test_columns_of_partnerships_are_recognised(headers):
    assert [column.value for column in suggest_columns(headers)] == ["coach", "coachee", "supervisor"]
    formats = load_file(FOLDER / "stars.toml").formats
    assert not missing_columns(suggest_columns(headers), formats)
    assert len(missing_columns(suggest_columns(headers[:1]), formats)) == 2


EVERY_FORMAT = "Coach email;Coachee email;Peer 1;Peer 2;Mentor coach;Supervisor;Format\n"


@pytest.mark.parametrize(
    ("row", "format", "words"),
    [
        ("coach;ana;;;;sup;", "expert", ""),
        (";;pia;pat;mentor;sup;", "peer", ""),
        (";;pia;pat;mentor;sup;Peer", "peer", ""),
        (";ana;;;mentor;sup;self coaching", "self", ""),
        (";ana;;;mentor;sup;", "self", ""),
        (";;pia;;mentor;sup;", "peer", "Peer 2: This is empty"),
        (";;pia;pia;mentor;sup;", "peer", "another person"),
        ("coach;ana;;;;sup;peer", "", "Coach email: A partnership in the format"),
    ],
)
def test_a_row_is_of_the_format_that_its_cells_fit(row, format, words):
    cells = [f"{cell}@example.org" if cell in ("coach", "ana", "pia", "pat", "mentor", "sup") else cell
             for cell in row.split(";")]  # fmt: skip
    verdict = paired([";".join(cells)], headers=EVERY_FORMAT, framework="pbc")[0]
    assert words in reasons(verdict)
    assert bool(words) == bool(verdict.problems)
    assert format in ("", verdict.values.format)


def test_peers_who_work_together_already_are_known_in_either_order():
    row = ";;pia@example.org;pat@example.org;mentor@example.org;sup@example.org;"
    existing = [("mentor@example.org", "pat@example.org", "pia@example.org")]
    assert paired([row], existing, headers=EVERY_FORMAT, framework="pbc")[0].verdict == "already_here"


def test_one_who_coaches_and_supervises_is_a_remark_where_the_framework_only_warns():
    row = "both@example.org;ana@example.org;;;;both@example.org;"
    verdict = paired([row], headers=EVERY_FORMAT, framework="pbc", separate=("coach", "supervisor"))[0]
    assert verdict.verdict == PartnershipVerdict.NEW
    assert "safer when these are two people" in verdict.remarks[0][1]


def test_a_supervisor_may_be_left_out_where_the_format_allows_it():
    verdict = paired(["coach@example.org;ana@example.org;;;"], framework="school")[0]
    assert (verdict.verdict, verdict.values.supervisor) == (PartnershipVerdict.NEW, "")
