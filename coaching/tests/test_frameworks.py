"""Frameworks are data, held line by line against the requirements; the loader says what is wrong and what to do."""

import copy
import json
import os
import re
from functools import lru_cache
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.disclosure.classes import AUDIENCES, MATRIX_CLASSES, SUB_CLASSES, Form, Part, RecordClass
from coaching.frameworks import (
    FOLDER,
    LANGUAGES,
    FieldKind,
    FrameworkError,
    Text,
    from_dict,
    load_file,
    load_folder,
    ready_frameworks,
    stored,
    terms_digest,
)

FILES = sorted(FOLDER.glob("*.toml"))
SOURCES = {
    "stars": "stars-to-quality-agreement.txt",
    "pbc": "practice-based-coaching-partnerships.txt",
    "school": "school-implementation-practice-profile.txt",
    "child-welfare": "child-welfare-supervision-coaching.txt",
    "conversations": "collaborative-coaching-conversations.txt",
}


@lru_cache
def ours(key):
    """A framework of ours by its key, read once."""
    return load_file(FOLDER / f"{key}.toml")


@pytest.fixture(scope="module")
def stars():
    return ours("stars")


@pytest.fixture
def content(stars):
    """The content of stars, free to spoil."""
    return stars.content


def keys(entries):
    return [entry.key for entry in entries]


def walk(node, path=()):
    """Every value in plain data, with its path."""
    yield path, node
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in children:
        yield from walk(value, (*path, name))


def texts(content):
    """Every text in plain data: a table whose keys are languages."""
    return [
        (path, node) for path, node in walk(content) if isinstance(node, dict) and node and set(node) <= set(LANGUAGES)
    ]


# ---- stars, line by line --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("number", range(1, 18))
def test_stars_carries_each_of_its_requirements(stars, number):
    assert f"A{number}" in stars.codes


@pytest.mark.parametrize(
    ("part", "clause", "code", "items"),
    [
        ("coach", "coach_practice_list", "A6", []),
        ("coach", "coach_two_week_rhythm", "A6", []),
        ("coach", "coach_prepared", "A6", []),
        ("coach", "coach_all_components", "A6", ["goals_and_plan", "focused_observation", "reflection_and_feedback"]),
        ("coach", "coach_extra_support", "A6", ["resources", "modelling"]),
        ("coach", "coach_open_records", "A7", []),
        ("coach", "coach_confidential", "A8", []),
        ("coach", "coach_without_names", "A9", ["own_coach", "other_coaches", "consultant", "state_bureau"]),
        ("supervisor", "supervisor_systems", "A10", []),
        ("supervisor", "supervisor_provides", "A10", ["release_time", "private_space"]),
        ("supervisor", "supervisor_confidential", "A10", []),
        ("coachee", "coachee_goals", "A11", []),
        ("coachee", "coachee_prepared", "A11", []),
        (
            "coachee",
            "coachee_takes_part",
            "A11",
            ["reflect_honestly", "ask", "share", "reflect_practice", "be_observed", "listen"],
        ),
        ("coachee", "coachee_survey", "A11", []),
    ],
)
def test_each_promise_of_the_stars_agreement_is_there(stars, part, clause, code, items):
    found = next(entry for entry in stars.clauses_for(part) if entry.key == clause)
    assert code in found.codes
    assert keys(found.items) == items


def test_stars_promises_nothing_besides(stars):
    assert {part: len(stars.clauses_for(part)) for part in ("coach", "supervisor", "coachee")} == {
        "coach": 8,
        "supervisor": 3,
        "coachee": 4,
    }
    assert stars.commitment("coach", "expert").closing.codes == ("A6",)
    assert stars.commitment("supervisor", "expert").closing is None
    assert stars.commitment("coachee", "expert").closing.codes == ("A11",)
    assert stars.commitment("leadership", "expert") is None


def test_only_mandatory_reporting_is_locked_in_stars(stars):
    assert [clause.key for clause in stars.clauses if clause.locked] == ["coach_confidential"]


def test_the_supervisor_s_promises_that_can_be_broken_are_tracked(stars):
    assert stars.clause("supervisor_systems").tracked
    assert all(item.tracked for item in stars.clause("supervisor_provides").items)


def test_what_leaves_the_pair_and_to_whom_is_named_in_stars(stars):
    section = stars.section("confidentiality")
    assert section.intro.codes == ("A15",)
    leaves, receives = section.clauses
    assert (leaves.codes, keys(leaves.items)) == (("A13",), ["practices", "goals", "log"])
    assert (receives.codes, keys(receives.items)) == (("A14",), ["leadership", "local_agency", "state_bureau"])


def test_concerns_in_stars_take_their_routes(stars):
    coachee, coach = stars.route("coachee"), stars.route("coach")
    assert ("A16" in coachee.codes, coachee.in_order) == (True, False)
    assert [step.to for step in coachee.steps] == [(Part.COACH,), (Part.COACH_SUPERVISOR,)]
    assert ("A17" in coach.codes, coach.in_order) == (True, True)
    assert [(step.to, step.another_coach, step.confidential) for step in coach.steps] == [
        ((Part.COACHEE,), False, False),
        ((Part.COACH_SUPERVISOR,), True, True),
    ]
    with pytest.raises(KeyError):
        stars.route("supervisor")


def test_the_stars_agreement_must_carry_the_contact_of_the_coach_s_supervisor(stars):
    field = stars.contact_field
    assert (field.of, field.required, field.codes) == (Part.COACH_SUPERVISOR, True, ("A16",))


def test_stars_is_one_on_one_expert_coaching_signed_by_three(stars):
    assert keys(stars.formats) == ["expert"]
    expert = stars.format("expert")
    assert expert.signers == expert.must_sign == (Part.COACHEE, Part.SUPERVISOR, Part.COACH)
    assert set(expert.parts) == set(expert.signers)
    assert not expert.verbal
    assert stars.agreement.purpose.codes == ("A5", "A15")
    assert stars.agreement.evaluation == "none"


def test_the_stars_plan_asks_for_what_the_program_s_plan_asks(stars):
    assert [field.kind for field in stars.plan_fields("expert")] == [
        FieldKind.PRACTICES,
        FieldKind.MODE,
        FieldKind.DOSE,
        FieldKind.RHYTHM,
        FieldKind.DATES,
        FieldKind.CONTACT,
    ]
    assert all(field.required for field in stars.plan)
    assert (stars.modes.choose, keys(stars.modes.options)) == ("one", ["in_person", "virtual", "both"])
    assert (stars.dose.kind, stars.dose.least, stars.dose.most) == ("cycles", 1, 16)
    assert [(option.days, option.optimal) for option in stars.rhythm.options] == [(14, True)]
    assert stars.rhythm.other is not None


def test_a_visit_is_in_one_of_the_modes_agreed_on(stars):
    assert keys(stars.visit_modes(["both"])) == ["in_person", "virtual"]
    assert keys(stars.visit_modes(["virtual"])) == ["virtual"]
    assert keys(stars.visit_modes()) == ["in_person", "virtual"]


def test_a_practice_has_levels_and_none_of_them_is_done(stars):
    assert len(stars.practices.levels) >= 4
    assert not [level.key for level in stars.practices.levels if level.key in {"done", "complete", "mastered"}]


def test_each_component_of_practice_based_coaching_has_its_notes(stars):
    assert keys(stars.components) == ["goals_and_plan", "focused_observation", "reflection_and_feedback"]
    for component in stars.components:
        section = next(entry for entry in stars.note_sections(by="coach") if entry.component == component.key)
        assert section.prompts
    assert "coachee_reflection" in keys(stars.note_sections(by="coachee"))
    assert "goals_and_plan" not in keys(stars.note_sections(by="coachee"))


def test_the_strategies_checklist_is_complete(stars):
    assert {group.key: set(keys(group.options)) for group in stars.log.strategies} == {
        "in_setting": {
            "observing",
            "modelling",
            "verbal_support",
            "side_by_side",
            "problem_solving",
            "reflective_conversation",
            "environment",
            "other_help",
            "preschool_instrument",
            "infant_toddler_instrument",
            "other",
        },
        "in_meeting": {
            "problem_solving",
            "reflective_conversation",
            "environment",
            "role_play",
            "video",
            "graphing",
            "goal_setting",
            "performance_feedback",
            "material_provided",
            "demonstration",
            "other",
        },
        "follow_up": {"email", "phone", "in_person", "none"},
    }
    assert stars.strategy("in_setting", "other").named
    assert stars.strategy("in_meeting", "other").named
    assert stars.strategy("follow_up", "none").exclusive


def test_the_reminders_of_stars(stars):
    assert {entry.key: (entry.anchor, entry.days, entry.at) for entry in stars.reminders} == {
        "signature_waiting": ("signature_requested", 2, "09:00"),
        "visit_tomorrow": ("visit_start", -1, "15:00"),
        "log_missing": ("visit_end", 1, "09:00"),
        "cycle_due": ("cycle_due", -3, "09:00"),
        "cycle_overdue": ("cycle_due", 3, "09:00"),
        "survey_waiting": ("survey_opened", 3, "09:00"),
    }
    assert set(stars.reminder("visit_tomorrow").to) == {Part.COACH, Part.COACHEE}
    assert stars.reminder("log_missing").to == (Part.COACH,)
    assert keys(stars.reminders_at("cycle_due")) == ["cycle_due", "cycle_overdue"]


# ---- the other frameworks -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "letter", "last"),
    [("pbc", "B", 10), ("school", "C", 9), ("child-welfare", "D", 19), ("conversations", "E", 8)],
)
def test_each_framework_carries_each_of_its_requirements(key, letter, last):
    assert {f"{letter}{number}" for number in range(1, last + 1)} <= ours(key).codes


# Each promise of each part, with the requirement that it carries and what stands under it: typed from requirements.md
PROMISES = {
    ("pbc", "coach", "expert"): [
        ("coach_strengths_and_needs", "B4 B8", ""),
        ("coach_individual_plan", "B8", "school_readiness owners"),
        ("coach_visits_all_year", "B8", ""),
        ("coach_supports", "B5 B8", "resources models observe feedback"),
        ("coach_not_evaluating", "B2 B8", ""),
        ("coach_shared_data", "B8", ""),
        ("coach_confidential", "A8 B8", ""),
        ("coach_on_time", "B8", ""),
        ("coach_reviews_process", "B8", ""),
        ("coach_concern_first", "B8", ""),
        ("coach_delivery", "B4 B7", "plan_delivery help_out contact follow_through celebrate"),
    ],
    ("pbc", "coachee", "expert"): [
        ("coachee_engages", "B9", "strengths_and_needs ask share reflect listen goals"),
        ("coachee_observed", "B9", ""),
        ("coachee_applies", "B9", ""),
        ("coachee_all_year", "B9", ""),
        ("coachee_meets", "B9", ""),
        ("coachee_on_time", "B9", ""),
        ("coachee_follows_through", "B7", ""),
    ],
    ("pbc", "peer", "peer"): [
        ("peer_action_plans", "B7", "when data support"),
        ("peer_plan_with_goals", "B8", ""),
        ("peer_feedback", "B7 B8", ""),
        ("peer_takes_part", "B9", "reflect observed apply all_year"),
        ("peer_keeps_contact", "B6 B7", ""),
        ("peer_on_time", "B8 B9", ""),
        ("peer_shared_data", "B8", ""),
        ("peer_confidential", "A8 B8", ""),
        ("peer_concern_first", "B8", ""),
    ],
    ("pbc", "coachee", "self"): [
        ("self_engages", "B8 B9", "strengths_and_needs plan observe apply all_year"),
        ("self_with_mentor", "B7 B9", ""),
    ],
    ("pbc", "mentor_coach", "self"): [
        ("mentor_meets", "B7", "resources practices process plan"),
        ("mentor_follows_through", "B7", ""),
        ("mentor_not_evaluating", "B2 B8", ""),
        ("mentor_shared_data", "B8", ""),
        ("mentor_confidential", "A8 B8", ""),
        ("mentor_reviews", "B8", ""),
    ],
    ("pbc", "supervisor", "expert"): [
        ("supervisor_check_ins", "B10", ""),
        ("supervisor_asks_both", "B10", ""),
        ("supervisor_data_first", "B10", ""),
        ("supervisor_no_use", "B2 B10", ""),
        ("supervisor_coverage", "B10", ""),
        ("supervisor_coach_not_pulled", "B10", ""),
    ],
    ("school", "coach", "expert"): [
        ("coach_all_students", "C1", ""),
        ("coach_begins_well", "C3", "process confidentiality listening"),
        ("coach_commitment", "C4", ""),
        ("coach_small_steps", "C5", ""),
        ("coach_reasons", "C5", ""),
        ("coach_contact", "C6", ""),
        ("coach_answers", "C7", ""),
        ("coach_asks_feedback", "C8", ""),
        ("coach_dialogue", "C9", "strengths observation working data"),
        ("coach_confidential", "A8 C3", ""),
    ],
    ("school", "coachee", "expert"): [
        ("coachee_commits", "C1 C4", ""),
        ("coachee_tells", "C3", ""),
        ("coachee_steps", "C5", ""),
        ("coachee_answers", "C7", ""),
        ("coachee_feedback", "C8", ""),
        ("coachee_reflects", "C9", ""),
    ],
    ("child-welfare", "coach", "expert"): [
        ("coach_honest", "D8", ""),
        ("coach_listens", "D8", ""),
        ("coach_roles", "D8", "awareness facilitator champion"),
        ("coach_learner_answers", "D8", ""),
        ("coach_reschedules", "D8", ""),
        ("coach_quality", "D8", ""),
        ("coach_feedback", "D8 D17", ""),
        ("coach_shares_with_supervisor", "D8", ""),
        ("coach_shares_with_region", "D8", "goals reports attendance recommendations"),
        ("coach_final_report", "D8", ""),
        ("coach_documents", "D15", ""),
        ("coach_confidential", "A8", ""),
    ],
    ("child-welfare", "coachee", "expert"): [
        ("learner_goals", "D9", ""),
        ("learner_genuine", "D9", ""),
        ("learner_on_time", "D9", ""),
        ("learner_probing", "D9", ""),
        ("learner_says_what_works", "D9", ""),
        ("learner_decides", "D9", ""),
        ("learner_web_conferences", "D9", ""),
        ("learner_well_being", "D11", ""),
    ],
    ("child-welfare", "supervisor", "expert"): [
        ("supervisor_assessments", "D10", ""),
        ("supervisor_areas", "D10", ""),
        ("supervisor_goals", "D10", ""),
        ("supervisor_debrief", "D10", ""),
        ("supervisor_active", "D10", ""),
        ("supervisor_first_module", "D3", ""),
    ],
    ("conversations", "coach", "expert"): [
        ("coach_prepares", "E3", ""),
        ("coach_strengths", "E1 E2", ""),
        ("coach_six_parts", "E1", "follow_up successes challenges focus steps schedule"),
        ("coach_focus_together", "E5", ""),
        ("coach_resources", "E6", ""),
        ("coach_books_and_asks", "E7", ""),
        ("coach_confidential", "A8", ""),
    ],
    ("conversations", "coachee", "expert"): [
        ("teacher_tells", "E1", ""),
        ("teacher_brings", "E8", ""),
        ("teacher_focus", "E5", ""),
        ("teacher_steps", "E6", ""),
        ("teacher_feedback", "E7", ""),
    ],
}


@pytest.mark.parametrize(("key", "part", "format_key"), PROMISES)
def test_each_promise_of_each_part_is_there_with_its_requirement(key, part, format_key):
    found = ours(key).commitment(part, format_key)
    said = [(one.key, set(one.codes), " ".join(keys(one.items))) for one in found.clauses]
    assert said == [(clause, set(codes.split()), items) for clause, codes, items in PROMISES[key, part, format_key]]


# What the two or three agree on together, question by question
QUESTIONS = {
    "pbc": {
        "B1": ["practices", "observation", "observation_shared", "supports", "duties"],
        "B3": ["communication"],
        "B5": ["observation", "observation_way", "supports"],
        "B7": ["data_collected", "mentor_support"],
        "B8": ["data_shared", "mode", "year", "time_frame"],
    },
    "school": {"C6": ["mode"], "C7": ["response_days"]},
    "child-welfare": {
        "D3": ["first_module_date"],
        "D5": ["scope_documents"],
        "D6": ["domains", "practices"],
        "D7": ["hours", "session_hours", "rhythm", "mode"],
        "D9": ["probing_permission", "web_conferences"],
        "D10": ["ppdp_areas", "practices"],
        "D13": ["ground_rules", "participation_process"],
    },
    "conversations": {"E3": ["priorities"], "E7": ["mode", "rhythm", "dose", "time_frame"]},
}


@pytest.mark.parametrize("key", QUESTIONS)
def test_the_plan_asks_what_the_requirements_want_agreed(key):
    asked = ours(key).plan
    for code, wanted in QUESTIONS[key].items():
        assert [field.key for field in asked if code in field.codes] == wanted, code


# The table X of requirements.md, where the documents disagree.
@pytest.mark.parametrize(
    ("key", "signers", "dose", "days", "check_in", "evaluation"),
    [
        ("stars", {"expert": ["coachee", "supervisor", "coach"]}, "cycles", [14], None, "none"),
        (
            "pbc",
            {
                "expert": ["coachee", "supervisor", "coach"],
                "peer": ["peer", "mentor_coach", "supervisor"],
                "self": ["coachee", "mentor_coach", "supervisor"],
            },
            "year",
            [7, 14, 30],
            30,
            "none",
        ),
        ("school", {"expert": ["coachee", "coach"]}, "open", [7, 14, 30], None, "none"),
        ("child-welfare", {"expert": ["coachee", "supervisor", "coach"]}, "hours", [7, 14, 30], 7, "performance_plan"),
        ("conversations", {"expert": ["coach", "coachee"]}, "open", [7, 14, 30], None, "none"),
    ],
)
def test_where_the_documents_disagree_the_framework_decides(key, signers, dose, days, check_in, evaluation):
    found = ours(key)
    assert {form.key: [str(part) for part in form.signers] for form in found.formats} == signers
    assert all(form.must_sign == form.signers for form in found.formats)
    assert found.dose.kind == dose
    assert [option.days for option in found.rhythm.options] == days
    assert (found.check_in and found.check_in.days) == check_in
    assert found.agreement.evaluation == evaluation


def test_the_formats_of_practice_based_coaching_have_their_people():
    pbc = ours("pbc")
    peers = next(party for party in pbc.format("peer").parties if party.part is Part.PEER)
    assert (peers.least, peers.most) == (2, 2)
    assert Part.MENTOR_COACH in pbc.format("self").parts
    assert Part.COACH not in pbc.format("self").parts
    assert pbc.separation is not None
    assert {Part.COACH, Part.SUPERVISOR} <= set(pbc.separation.parts)


@pytest.mark.parametrize("format_key", ["expert", "peer", "self"])
def test_each_format_of_practice_based_coaching_shows_its_own_words_only(format_key):
    pbc = ours("pbc")
    form = pbc.format(format_key)
    for part in Part:
        assert (pbc.commitment(part, format_key) is not None) == (part in form.signers)
    assert "communication" in keys(pbc.plan_fields(format_key))
    assert ("data_collected" in keys(pbc.plan_fields(format_key))) == (format_key == "peer")
    assert {route.raised_by for route in pbc.routes_for(format_key)} <= set(form.parts)
    assert pbc.clauses_for("supervisor", format_key) != pbc.clauses_for("supervisor")


@pytest.mark.parametrize(
    ("raised_by", "format_key", "first"),
    [
        ("coach", "expert", "coachee"),
        ("coachee", "expert", "coach"),
        ("peer", "peer", "peer"),
        ("mentor_coach", "peer", "peer"),
        ("coachee", "self", "mentor_coach"),
        ("mentor_coach", "self", "coachee"),
    ],
)
def test_a_concern_goes_to_the_partner_before_the_supervisor(raised_by, format_key, first):
    route = ours("pbc").route(raised_by, format_key)
    assert route.in_order
    assert route.steps[0].to == (first,)
    assert route.steps[-1].to == ("supervisor",)


def test_a_spoken_commitment_can_stand_in_at_school_only():
    assert ours("school").format("expert").verbal == (Part.COACHEE,)
    others = [ours(path.stem) for path in FILES if path.stem != "school"]
    assert all(not form.verbal for other in others for form in other.formats)
    beginning = ours("school").guide("beginning")
    assert (beginning.kind, beginning.moment) == ("checklist", "start")
    assert {code for item in beginning.items for code in item.codes} == {"C3", "C4"}


def test_the_practice_profile_stands_in_two_editions():
    school = ours("school")
    first, second = school.profile("implementation_coaching", 1), school.profile("implementation_coaching", 2)
    assert (len(first.functions), len(second.functions)) == (4, 5)
    for profile in (first, second):
        assert keys(profile.levels) == ["far", "close", "proficient", "exemplary"]
    for function in first.functions:
        assert [sign.level for sign in function.signs] == keys(first.levels)
    with pytest.raises(KeyError):
        school.profile("implementation_coaching", 3)


def test_answers_at_school_have_a_time_agreed_in_days():
    school = ours("school")
    assert (school.response.least_days, school.response.most_days) == (1, 14)
    assert "response_days" in keys(school.plan_fields("expert"))
    assert [ours(path.stem).response for path in FILES if path.stem != "school"] == [None] * 4


def test_lateness_is_said_where_the_document_says_it():
    welfare, pbc = ours("child-welfare").lateness, ours("pbc").lateness
    assert (welfare.notice_days, welfare.grace_minutes) == (1, 10)
    assert (pbc.notice_days, pbc.grace_minutes) == (None, None)
    assert [ours(key).lateness for key in ("stars", "school", "conversations")] == [None] * 3


def test_child_welfare_has_its_domains_phases_letters_and_documents():
    welfare = ours("child-welfare")
    assert len(welfare.domains) == 6
    assert keys(welfare.phases) == ["set_the_scene", "centre_and_implement", "intervene", "monitor", "conclude"]
    assert welfare.assessment("pda").fallback
    assert len(welfare.guide("explanation").items) == 4
    plan, report = welfare.document("plan_copy"), welfare.document("final_report")
    assert (plan.moment, report.moment) == ("after_visit", "conclusion")
    for document in (plan, report):
        assert document.to == (Part.COACHEE, Part.SUPERVISOR)
        assert welfare.form(Part.SUPERVISOR, document.record_class) is Form.ALL


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_introduction_letter_has_all_that_the_learner_needs(language):
    letter = ours("child-welfare").letter("introduction")
    assert (letter.sender, letter.to, letter.copy_to) == (Part.COACH, (Part.COACHEE,), (Part.SUPERVISOR,))
    assert len(letter.agenda) == 3
    whole = " ".join(
        text.in_language(language) for text in (letter.greeting, *letter.body, *letter.after, letter.farewell)
    )
    assert set(re.findall(r"{(\w+)}", whole)) == {
        "coachee",
        "coach",
        "coach_phone",
        "coach_email",
        "coach_office",
        "hours",
        "time_frame",
        "supervisor",
    }


def test_the_conversation_runs_through_six_parts():
    conversations = ours("conversations")
    guide = conversations.conversation
    assert [part.component for part in guide.parts] == keys(conversations.components)
    assert len(guide.parts) == 6
    assert len(guide.entry_points) == 5
    assert guide.books_next
    assert "steps" in guide.parts[0].carries
    assert len(guide.parts[4].consider) == 3
    preparation = conversations.guide("preparation")
    assert (preparation.moment, preparation.own_items, len(preparation.items)) == ("before_visit", True, 5)
    assert conversations.log.attachments


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_goes_to_the_parties_by_itself_may_go_to_them(path):
    """A document reaches somebody outside the pair only where the rules give them its class in full."""
    found = ours(path.stem)
    for document in found.documents:
        for part in set(document.to) & set(AUDIENCES):
            assert found.form(part, document.record_class) is Form.ALL


# ---- the matrix -----------------------------------------------------------------------------------------------------
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


# ---- all files ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_of_every_framework_has_both_languages(path):
    found = texts(ours(path.stem).content)
    assert len(found) > 100
    same = [(where, text["en"]) for where, text in found if text["en"] == text["es"] and len(text["en"].split()) > 3]
    assert same == []
    assert [where for where, text in found if set(text) != set(LANGUAGES)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_mandatory_reporting_is_locked_everywhere(path):
    framework = ours(path.stem)
    assert [clause for clause in framework.clauses if clause.locked and "A8" in clause.codes]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_administrator_sees_no_content_in_any_framework(path):
    rules = ours(path.stem).rules
    assert {what for who, what, _ in rules if who is Part.ADMINISTRATOR} == {RecordClass.AGREEMENT_STATUS}


OPEN = {
    "stars": (
        "coach_practice_list coach_prepared coach_extra_support coachee_goals coachee_prepared coachee_takes_part",
        "",
    ),
    "pbc": (
        "coach_supports coach_reviews_process coach_delivery coachee_engages coachee_follows_through peer_action_plans "
        "peer_keeps_contact self_engages self_with_mentor mentor_meets celebrations",
        "",
    ),
    "school": (
        "coach_small_steps coach_contact coach_asks_feedback coach_dialogue",
        "coachee_tells coachee_steps coachee_feedback coachee_reflects",
    ),
    "child-welfare": ("coach_reschedules coach_feedback learner_says_what_works rules_agreed scope_sessions", ""),
    "conversations": (
        "coach_prepares coach_strengths coach_resources",
        "teacher_tells teacher_brings teacher_steps teacher_feedback",
    ),
}  # fmt: skip
"""What a pair may add to, and what it may also say in its own words; every other clause stays as it is."""


@pytest.mark.parametrize("key", OPEN)
def test_only_these_clauses_are_open(key):
    found = {"addition": set(), "wording": set()}
    for clause in ours(key).clauses:
        if clause.open:
            found[clause.open.value].add(clause.key)
    assert (found["addition"], found["wording"]) == tuple(set(one.split()) for one in OPEN[key])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_must_not_go_missing_is_not_open(path):
    """Reporting, confidentiality, records open to the coachee, who gets what, and signing, in every framework."""
    framework = ours(path.stem)
    for clause in framework.clauses:
        if clause.open:
            assert not clause.locked
            assert not {"A7", "A8", "A9", "A10", "A12", "A13", "A14", "B2", "B10", "C4", "D11", "D12"} & set(
                clause.codes
            )
    for place in ("confidentiality", "closing"):
        for section in framework.sections_at(place):
            assert not any(clause.open for clause in section.clauses)


def test_the_plan_for_communication_is_named_where_there_is_one():
    marked = {path.stem: [field.key for field in ours(path.stem).plan if field.communication] for path in FILES}
    assert {key: keys for key, keys in marked.items() if keys} == {
        "pbc": ["communication"],
        "child-welfare": ["ground_rules"],
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_framework_survives_the_database(path):
    framework = ours(path.stem)
    again = from_dict(json.loads(json.dumps(framework.content)))
    assert again == framework
    assert again.digest == framework.digest
    assert re.fullmatch(r"[0-9a-f]{64}", framework.digest)


def test_only_ready_frameworks_are_offered(tmp_path):
    assert keys(ready_frameworks()) == keys(load_folder()) == [path.stem for path in FILES]
    text = (FOLDER / "stars.toml").read_text(encoding="utf-8")
    (tmp_path / "stars.toml").write_text(text.replace("ready = true", "ready = false", 1), encoding="utf-8")
    assert keys(ready_frameworks(tmp_path)) == []


def words_of(text):
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_words_are_our_own(path):
    """No run of eight words is also in the document that the content comes from."""
    folder = os.environ.get("FRAMEWORK_SOURCES")
    if not folder:
        pytest.skip("FRAMEWORK_SOURCES does not name the folder of the source documents")
    source = words_of((Path(folder) / SOURCES[path.stem]).read_text(encoding="utf-8"))
    theirs = {tuple(source[start : start + 8]) for start in range(len(source) - 7)}
    shared = []
    for where, text in texts(ours(path.stem).content):
        words = words_of(text["en"])
        runs = {tuple(words[start : start + 8]) for start in range(len(words) - 7)}
        shared += [(where, " ".join(run)) for run in runs & theirs]
    assert shared == []


# ---- the loader -----------------------------------------------------------------------------------------------------
def put(content, path, value):
    *way, last = path
    for name in way:
        content = content[name]
    content[last] = value


def drop(content, path):
    *way, last = path
    for name in way:
        content = content[name]
    del content[last]


PLAIN = {"en": "A text", "es": "Un texto"}
PROFILE = {
    "key": "coach",
    "edition": 1,
    "codes": ["C2"],
    "label": PLAIN,
    "foundation": PLAIN,
    "of": "coach",
    "evidence": PLAIN,
    "levels": [{"key": key, "label": PLAIN, "meaning": PLAIN} for key in ("far", "near")],
    "functions": [
        {
            "key": "dialogue",
            "label": PLAIN,
            "items": [{"key": "ask", "in_place": PLAIN, "in_part": PLAIN, "missing": PLAIN}],
            "signs": [{"level": "top", "text": PLAIN}],
        }
    ],
}
SPOILED = {
    "unknown key": (("dose", "maximum"), 16, "dose.maximum", "unknown", "Use one of"),
    "misspelt key": (("dose", "mots"), 16, "dose.mots", "unknown", "Did you mean most?"),
    "string for a number": (("number",), "1", "number", "must be a whole number, not a string", "1 to 9999"),
    "true for a number": (("number",), True, "number", "not true or false", "Write a number"),
    "number out of range": (("feedback", "minimum_answers"), 4, "feedback.minimum_answers", "out of range", "5 to 100"),
    "number for a flag": (("ready",), 1, "ready", "must be true or false, not a number", "without quotes"),
    "list for a table": (("dose",), [], "dose", "must be a table, not a list", "table of keys"),
    "table for a list": (("plan",), {}, "plan", "must be a list, not a table", "square brackets"),
    "decimal number": (("dose", "most"), 1.5, "dose.most", "not a decimal number", "1 to 2000"),
    "string for a text": (("name",), "STARS", "name", "must be a table of languages", 'en = "…"'),
    "open and locked": (
        ("commitments", 0, "clauses", 6, "open"), "addition", "clauses.coach_confidential.open", "mandatory", "Take"
    ),
    "open for who does not draft": (
        ("commitments", 1, "clauses", 0, "open"), "addition", "clauses.supervisor_systems.open", "not write the draft",
        "Take open out",
    ),
    "open at the end": (
        ("sections", 0, "clauses", 0, "open"), "addition", "clauses.what_leaves.open", "stays as it is", "Take open out"
    ),
    "open to other words, and followed": (
        ("commitments", 0, "clauses", 2),
        {"key": "coach_prepared", "codes": ["A6"], "text": PLAIN, "tracked": True, "open": "wording"},
        "clauses.coach_prepared.open", "keeps its words", "addition",
    ),
    "open to what there is not": (
        ("commitments", 0, "clauses", 2, "open"), "all", "commitments[0].clauses[2].open", "all", "wording"
    ),
    "communication that is no text": (
        ("plan", 1, "communication"), True, "plan.mode.communication", "disagree", 'kind "text"'
    ),
    "bad key": (("log", "places", 0, "key"), "In Class", "log.places[0].key", "not well formed", "in_person"),
    "bad framework key": (("key",), "Stars!", "key", "not well formed", "child-welfare"),
    "bad code": (("dose", "codes"), ["a3"], "dose.codes[0]", "not well formed", "A6"),
    "no codes": (("dose", "codes"), [], "dose.codes", "There are 0 of these", "at least 1"),
    "bad clock": (("reminders", 0, "at"), "24:00", "reminders[0].at", "not well formed", "15:00"),
    "bad audience": (("disclosure", "everyone"), {"log": "all"}, "disclosure.everyone", "unknown", "supervisor"),
    "party as audience": (("disclosure", "coachee"), {"log": "all"}, "disclosure.coachee", "unknown", "Use one of"),
    "bad class": (("disclosure", "leadership", "logs"), "all", "disclosure.leadership.logs", "unknown", "mean log?"),
    "bad form": (("disclosure", "leadership", "log"), "some", "disclosure.leadership.log", "not known", "masked"),
    "bad part": (("reminders", 0, "to"), ["boss"], "reminders[0].to[0]", "not known", "supervisor"),
    "twice in a list": (("formats", 0, "signers"), ["coach", "coach"], "formats[0].signers[1]", "twice", "out"),
    "empty text": (("name", "es"), "  ", "name.es", "empty", "Write the text"),
    "number for a text": (("name", "en"), 7, "name.en", "must be a string", "quotes"),
    "language unknown": (("name", "fr"), "STARS", "name.fr", "unknown", "en, es"),
    "control character": (("name", "en"), "STARS\x00", "name.en", "control character", "Take it out"),
    "name outside a letter": (("name", "en"), "Dear {coach}", "name.en", "cannot stand here", "Only letters"),
    "lone brace": (("name", "en"), "STARS {", "name.en", "A brace stands alone", "no brace"),
    "key twice": (("log", "places", 1, "key"), "classroom", "log.places", "'classroom' stands twice", "own"),
    "clause key twice": (("commitments", 1, "clauses", 0, "key"), "coach_prepared", "clauses", "twice", "own"),
    "part without words": (("plan", 5, "of"), "mentor_coach", "plan", "plan does not ask", "coach_supervisor"),
    "signer who is no party": (("formats", 0, "parties"), [{"part": "coach"}, {"part": "coachee"}],
                               "formats.expert.signers", "not among the parties", "Add it to parties"),
    "must sign, but is no signer": (("formats", 0, "signers"), ["coach", "coachee"],
                                    "formats.expert.must_sign", "not among the signers", "Add it to signers"),
    "more least than most": (("formats", 0, "parties", 0, "least"), 2, "formats.expert.parties", "more than", "round"),
    "format unknown": (("sections", 0, "formats"), ["peer"], "sections.confidentiality.formats", "no format", "expert"),
    "signer without promise": (("commitments", 0, "part"), "peer", "commitments", "has 0 lists", "exactly one"),
    "reporting unlocked": (("commitments", 0, "clauses", 6, "locked"), False, "commitments", "mandatory",
                           "locked = true"),
    "contact not required": (("plan", 5, "required"), False, "plan", "does not ask for their contact", "required"),
    "step to nobody": (("concerns", "routes", 0, "steps", 0, "to"), [],
                       "concerns.routes.talk_to_coach", "goes to nobody", "another_coach"),
    "route of nobody in the format": (("concerns", "routes", 0, "raised_by"), "peer", "concerns.routes.peer",
                                      "has no 'peer'", "Limit the route"),
    "profile level unknown": (("profiles",), [PROFILE], "profiles.coach.signs", "no level 'top'", "far, near"),
    "two dose fields": (("plan", 4, "kind"), "dose", "plan", "2 fields of kind 'dose'", "exactly one"),
    "choice without options": (("plan", 4, "kind"), "choice", "plan.time_frame.options", "disagree", "choice"),
    "domains without domains": (("plan", 4, "kind"), "domains", "plan.time_frame", "no domains", "[[domains]]"),
    "days without response": (("plan", 4, "kind"), "response_days", "plan.time_frame", "no response", "[response]"),
    "limits on an open dose": (("dose", "kind"), "open", "dose.most", "no limits", "Take it out"),
    "least above most": (("practices", "least"), 15, "practices", "no range", "smaller number first"),
    "repeat without times": (("reminders", 1, "repeat_days"), 3, "reminders.visit_tomorrow", "both", "Add the other"),
    "component unknown": (("log", "notes", 3, "component"), "party", "log.notes.celebration.component",
                          "no component", "goals_and_plan"),
    "component without notes": (("log", "notes", 0, "component"), "focused_observation", "log.notes",
                                "about 'goals_and_plan'", "Add one"),
    "mode unknown": (("modes", "options", 2, "combines"), ["in_person", "fax"], "modes.options.both.combines",
                     "no single mode", "virtual"),
    "content for the administrator": (("disclosure", "administrator", "goals"), "counts",
                                      "disclosure.administrator.goals", "sees no content", "Take this rule out"),
    "concern for an audience": (("disclosure", "leadership", "concern"), "counts", "disclosure.leadership.concern",
                                "along its route", "Take this rule out"),
    "survey with names": (("disclosure", "leadership", "survey"), "all", "disclosure.leadership.survey",
                          "as counts", "counts"),
    "agreement in counts": (("disclosure", "leadership", "agreement_terms"), "counts",
                            "disclosure.leadership.agreement_terms", "in full or not at all", "all"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SPOILED)
def test_a_spoiled_framework_is_refused_with_file_place_and_remedy(content, kind):
    path, value, place, message, remedy = SPOILED[kind]
    put(content, path, value)
    with pytest.raises(FrameworkError) as refused:
        from_dict(content, source="stars.toml")
    found = [problem for problem in refused.value.problems if problem.path == place and message in problem.message]
    assert found, str(refused.value)
    assert remedy in found[0].remedy
    assert str(found[0]).startswith(f"stars.toml: {place}: ")
    assert str(found[0]) in str(refused.value)


def test_names_in_a_letter_are_known_and_alike_in_each_language():
    content = ours("child-welfare").content
    put(content, ("letters", 0, "greeting", "es"), "Hola, {zip}:")
    with pytest.raises(FrameworkError) as refused:
        from_dict(content)
    assert {(problem.path, problem.remedy) for problem in refused.value.problems} == {
        ("letters[0].greeting.es", "Use one of: coachee, supervisor, coach, coach_phone, coach_email, coach_office,"
         " hours, time_frame, program."),
        ("letters[0].greeting", "Use the same {names} in each language."),
    }  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        ("key",),
        ("ready",),
        ("disclosure",),
        ("dose",),
        ("dose", "kind"),
        ("dose", "codes"),
        ("dose", "least"),
        ("formats", 0, "signers"),
        ("commitments", 0, "clauses", 0, "codes"),
        ("commitments", 0, "clauses", 0, "text"),
        ("commitments", 0, "clauses", 0, "text", "en"),
        ("records", "notes"),
        ("records", "notes", "meaning"),
        ("vocabulary", "terms", "visit"),
        ("vocabulary", "parts", "local_agency"),
        ("vocabulary", "parts", "administrator"),
        ("concerns", "routes", 0, "steps", 0, "text"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
def test_what_is_missing_is_named(content, path):
    drop(content, path)
    with pytest.raises(FrameworkError) as refused:
        from_dict(content)
    dotted = re.sub(r"\.(\d+)", r"[\1]", ".".join(map(str, path)))
    about = [str(problem) for problem in refused.value.problems if dotted in str(problem)]
    assert about, str(refused.value)
    assert "Add " in about[0]


def test_all_problems_are_told_at_once(content):
    put(content, ("number",), 0)
    put(content, ("dose", "kind"), "days")
    put(content, ("disclosure", "administrator", "notes"), "all")
    drop(content, ("name",))
    with pytest.raises(FrameworkError) as refused:
        from_dict(content)
    assert {"number", "dose.kind", "disclosure.administrator.notes", "name"} <= {
        problem.path for problem in refused.value.problems
    }


def test_a_framework_of_a_program_may_speak_english_only(content):
    """A file of ours must have each language; a program's own adaptation falls back to English."""
    del content["name"]["es"]
    framework = from_dict(content)
    assert framework.text(framework.name, "es") == framework.text(framework.name, "en") == "STARS to Quality Coaching"


def test_a_file_must_have_each_language(tmp_path):
    text = (FOLDER / "stars.toml").read_text(encoding="utf-8")
    path = tmp_path / "stars.toml"
    path.write_text(text.replace(', es = "Coaching STARS to Quality" }', " }"), encoding="utf-8")
    with pytest.raises(FrameworkError, match=r"stars\.toml: name\.es: The Spanish text is missing\. Add es"):
        load_file(path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"key = ", "not TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"number = 2026-01-01", "must be a whole number, not a date"),
        (b"", "This key is missing"),
    ],
    ids=["broken", "other encoding", "date", "empty"],
)
def test_a_file_that_is_no_framework_is_refused(tmp_path, raw, message):
    path = tmp_path / "broken.toml"
    path.write_bytes(raw)
    with pytest.raises(FrameworkError, match=message) as refused:
        load_file(path)
    assert str(refused.value).startswith("broken.toml: ")


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FrameworkError, match="cannot be read"):
        load_file(tmp_path / "none.toml")


def test_a_file_has_the_name_of_its_key(tmp_path):
    path = tmp_path / "planets.toml"
    path.write_bytes((FOLDER / "stars.toml").read_bytes())
    with pytest.raises(FrameworkError, match=r'rename the file|key = "planets"'):
        load_file(path)


def test_a_further_framework_is_one_file_and_no_code(tmp_path):
    text = (FOLDER / "stars.toml").read_text(encoding="utf-8")
    (tmp_path / "stars.toml").write_text(text, encoding="utf-8")
    (tmp_path / "planets.toml").write_text(text.replace('key = "stars"', 'key = "planets"', 1), encoding="utf-8")
    assert keys(ready_frameworks(tmp_path)) == ["planets", "stars"]


def test_problems_of_all_files_are_told_together(tmp_path):
    (tmp_path / "a.toml").write_text("key = ", encoding="utf-8")
    (tmp_path / "b.toml").write_text("key = ", encoding="utf-8")
    with pytest.raises(FrameworkError) as refused:
        load_folder(tmp_path)
    assert [problem.source for problem in refused.value.problems] == ["a.toml", "b.toml"]


@lru_cache
def plain_paths():
    return [path for path, _ in walk(ours("stars").content) if path]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_spoiled_the_loader_answers_in_its_own_way(data):
    """Any value put anywhere either makes a framework or is refused with problems; nothing else comes out."""
    content = ours("stars").content
    path = data.draw(st.sampled_from(plain_paths()))
    put(content, path, data.draw(st.sampled_from([None, True, 0, -1, 1.5, "", "x", "log", [], [[]], {}, {"en": 1}])))
    try:
        from_dict(content)
    except FrameworkError as refused:
        assert all(problem.message and problem.remedy for problem in refused.problems)


# ---- what is kept ---------------------------------------------------------------------------------------------------
def test_content_cannot_be_changed_through_a_framework(stars):
    before = stars.digest
    stars.content["key"] = "other"
    assert stars.content["key"] == "stars"
    assert stars.digest == before
    with pytest.raises(AttributeError):
        stars.key = "other"


def test_a_changed_word_is_another_version(stars, content):
    put(content, ("name", "es"), "Otro nombre")
    assert from_dict(content).digest != stars.digest


def test_a_stored_version_is_parsed_once_and_must_be_what_it_was(stars):
    first = stored(content=stars.content, digest=stars.digest)
    assert first == stars
    assert stored(content=stars.content, digest=stars.digest) is first
    changed = copy.deepcopy(stars.content)
    put(changed, ("name", "es"), "Otro nombre")
    with pytest.raises(FrameworkError, match="changed since it was stored"):
        stored(content=changed, digest="0" * 64)


# ---- words ----------------------------------------------------------------------------------------------------------
def test_words_come_in_the_language_asked_for(stars):
    assert stars.words(Part.COACHEE, "en") == ("coachee", "coachees")
    assert stars.words("coachee", "es") == ("participante", "participantes")
    assert stars.term("visit", "es-mx").many == "visitas de coaching"
    assert stars.words("coachee", "fr").one == "coachee"
    with pytest.raises(KeyError):
        stars.words("mentor_coach", "en")


def test_a_text_in_a_page_has_the_language_of_the_page():
    text = Text("goal", "meta")
    with translation.override("es"):
        assert str(text) == "meta"
    with translation.override("en"):
        assert str(text) == "goal"
    with translation.override("es"):
        assert str(Text("goal")) == "goal"
