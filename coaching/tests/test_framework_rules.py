"""The disclosure rules of each framework are the matrix of the requirements, and nothing else."""

import pytest

from coaching.disclosure.classes import AUDIENCES, MATRIX_CLASSES, SUB_CLASSES, Form, Part, RecordClass
from coaching.frameworks import LANGUAGES, terms_digest
from coaching.tests.frameworks import FILES, ours

# Transcribed from requirements.md by hand, a line for each cell that is not "–". The leadership cell of the row
# `agreement`, "signed or not, and terms", is the two sub-classes.
TERMS_AND_STATUS = {"agreement_terms": "all", "agreement_status": "all"}
LEADERSHIP_COUNTS = {
    **TERMS_AND_STATUS,
    "practices": "counts",
    "goals": "counts",
    "log": "counts",
    "attendance": "counts",
    "visit_detail": "counts",
    "survey": "counts",
    "disclosure_record": "counts",
}


OTHERS = {
    "regional_leadership": {**TERMS_AND_STATUS, "survey": "counts"},
    "coach_supervisor": {"survey": "counts"},
    "administrator": {"agreement_status": "all"},
}


MATRIX = {
    "stars": {
        "supervisor": {"agreement": "all", **TERMS_AND_STATUS},
        "leadership": {
            **TERMS_AND_STATUS,
            "practices": "all",
            "goals": "all",
            "log": "all",
            "attendance": "counts",
            "visit_detail": "counts",
            "survey": "counts",
            "disclosure_record": "counts",
        },
        "regional_leadership": {**TERMS_AND_STATUS, "survey": "counts"},
        "local_agency": {"practices": "all", "goals": "all", "log": "all"},
        "state_bureau": {"practices": "all", "goals": "all", "log": "all"},
        "coach_supervisor": {
            "practices": "masked",
            "goals": "masked",
            "action_plan": "masked",
            "log": "masked",
            "visit_detail": "masked",
            "notes": "masked",
            "survey": "counts",
        },
        "administrator": {"agreement_status": "all"},
    },
    "pbc": {
        "supervisor": {
            "agreement": "all",
            **TERMS_AND_STATUS,
            "practices": "release",
            "goals": "release",
            "action_plan": "release",
            "log": "release",
            "visit_detail": "release",
            "notes": "release",
            "assessment": "release",
            "progress_report": "release",
        },
        "leadership": LEADERSHIP_COUNTS,
        **OTHERS,
    },
    "school": {
        "supervisor": {"agreement": "all", **TERMS_AND_STATUS},
        "leadership": {**LEADERSHIP_COUNTS, "assessment": "counts"},
        **OTHERS,
    },
    "child-welfare": {
        "supervisor": {
            "agreement": "all",
            **TERMS_AND_STATUS,
            "practices": "all",
            "goals": "all",
            "action_plan": "all",
            "log": "all",
            "attendance": "all",
            "assessment": "all",
            "progress_report": "all",
        },
        "leadership": LEADERSHIP_COUNTS,
        **OTHERS,
        "regional_leadership": {
            **TERMS_AND_STATUS,
            "practices": "all",
            "goals": "all",
            "log": "all",
            "attendance": "all",
            "survey": "counts",
            "progress_report": "all",
        },
    },
    "conversations": {
        "supervisor": {"agreement": "all", **TERMS_AND_STATUS},
        "leadership": LEADERSHIP_COUNTS,
        **OTHERS,
    },
}


def test_every_framework_has_its_matrix():
    assert set(MATRIX) == {path.stem for path in FILES}


@pytest.mark.parametrize("key", MATRIX)
def test_the_rules_are_the_matrix_and_nothing_else(key):
    rules = ours(key).rules
    assert set(rules) == {
        (audience, record_class, form)
        for audience, column in MATRIX[key].items()
        for record_class, form in column.items()
    }
    assert len(rules) == len(set(rules))


def test_a_rule_that_is_not_said_means_no(stars):
    assert stars.form("leadership", "log") is Form.ALL
    assert stars.form("leadership", "notes") is None
    assert stars.form("supervisor", "log") is None
    assert stars.form("regional_leadership", "practices") is None
    assert stars.form("local_agency", "agreement_status") is None
    assert stars.seen_by("notes") == ((Part.COACH_SUPERVISOR, Form.MASKED),)
    assert stars.seen_by("concern") == ()


def test_the_classes_are_those_of_the_matrix():
    rows = """agreement practices goals action_plan log attendance visit_detail notes assessment survey
    progress_report concern disclosure_record"""
    assert " ".join(MATRIX_CLASSES) == " ".join(rows.split())
    assert set(RecordClass) == set(MATRIX_CLASSES) | SUB_CLASSES
    assert set(AUDIENCES) | {Part.COACH, Part.COACHEE, Part.PEER, Part.MENTOR_COACH} == set(Part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agreement_s_table_says_the_rules_in_words(stars, language):
    table = stars.disclosure_table(language)
    assert table.audiences == AUDIENCES
    assert [row.record_class for row in table.rows] == list(RecordClass)
    for row in table.rows:
        assert row.label
        assert row.meaning
        assert row.parties
        assert row.forms == tuple(stars.form(audience, row.record_class) for audience in table.audiences)
        assert row.cells == tuple(stars.form_words(form, language) for form in row.forms)
    notes = next(row for row in table.rows if row.record_class == RecordClass.NOTES)
    assert len(notes.remarks) == 1


def test_terms_are_addressed_by_their_content(stars):
    rules = stars.rules
    assert stars.terms_digest == terms_digest(reversed(rules)) == terms_digest([*rules, rules[0]])
    assert stars.terms_digest != terms_digest(rules[1:])
    assert terms_digest([("supervisor", "log", "all")]) == terms_digest([(Part.SUPERVISOR, RecordClass.LOG, Form.ALL)])
