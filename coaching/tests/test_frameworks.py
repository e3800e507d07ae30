"""The other frameworks are data, held line by line against the requirements."""

import re

import pytest

from coaching.disclosure.classes import AUDIENCES, Form, Part
from coaching.frameworks import LANGUAGES
from coaching.tests.frameworks import FILES, keys, ours


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
        "B8": ["data_shared", "feedback_seen", "mode", "year", "time_frame"],
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


PAIRED = (Part.COACH, Part.COACHEE)


@pytest.mark.parametrize(
    ("key", "codes", "moved_by", "observed", "component", "debrief", "helping"),
    [
        ("stars", "A6", PAIRED[:1], "A6", "focused_observation", False, False),
        ("pbc", "B5 B9", (*PAIRED, Part.PEER, Part.MENTOR_COACH), "B1 B5", "focused_observation", False, True),
        ("school", "C3 C6", PAIRED, "C9", "observation", False, False),
        ("child-welfare", "D8 D9", PAIRED, "D7", None, True, False),
        ("conversations", "E7", PAIRED, "", None, False, False),
    ],
)
def test_who_moves_a_visit_and_what_is_observed(key, codes, moved_by, observed, component, debrief, helping):
    visits = ours(key).visits
    assert visits.codes == tuple(codes.split())
    assert visits.moved_by == moved_by
    assert set(visits.cancelled_by) >= set(PAIRED)
    assert bool(visits.helping) == helping
    assert visits.helping is None or visits.helping.codes == ("B4", "B7")
    if not observed:
        assert visits.observation is None
        return
    assert visits.observation.codes == tuple(observed.split())
    assert (visits.observation.component, visits.observation.debrief) == (component, debrief)


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
    assert [kind.value for part in guide.parts for kind in part.asks] == ["focus", "steps", "next_visit", "feedback"]
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


# The kinds of the checklist of P1, typed from requirements.md. Instruments for small children have no place elsewhere
CHECKLIST = {
    "in_setting": "observing modelling verbal_support side_by_side problem_solving reflective_conversation environment "
    "other_help preschool_instrument infant_toddler_instrument other",
    "in_meeting": "problem_solving reflective_conversation environment role_play video graphing goal_setting "
    "performance_feedback material_provided demonstration other",
    "follow_up": "email phone in_person none",
}
LEFT_OUT = {
    key: {"preschool_instrument", "infant_toddler_instrument"} for key in ("school", "child-welfare", "conversations")
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_log_has_every_kind_of_the_checklist_and_asks_for_the_time_around_a_visit(path):
    log = ours(path.stem).log
    offered = {group.key: set(keys(group.options)) for group in log.strategies}
    for group, kinds in CHECKLIST.items():
        assert set(kinds.split()) - LEFT_OUT.get(path.stem, set()) <= offered[group]
    assert not LEFT_OUT.get(path.stem, set()) & offered["in_setting"]
    assert [one.value for one in log.time] == ["preparation", "follow_up", "billable"]
