"""STARS to Quality is data, held line by line against the requirements."""

import pytest

from coaching.disclosure.classes import Part
from coaching.frameworks import FieldKind
from coaching.tests.frameworks import keys


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
        "draft_left": ("draft_saved", 2, "09:00"),
        "cycle_due": ("cycle_due", -3, "09:00"),
        "cycle_overdue": ("cycle_due", 3, "09:00"),
        "goal_stalled": ("goal_stalled", 0, "09:00"),
        "request_due": ("request_due", 0, "09:00"),
        "promise_due": ("promises_asked", 0, "09:00"),
        "survey_waiting": ("survey_opened", 3, "09:00"),
    }
    assert set(stars.reminder("visit_tomorrow").to) == {Part.COACH, Part.COACHEE}
    assert stars.reminder("log_missing").to == (Part.COACH,)
    assert keys(stars.reminders_at("cycle_due")) == ["cycle_due", "cycle_overdue"]
