"""Which clauses a pair may tailor, and where a plan for communication is named: data of each framework."""

import pytest

from coaching.tests.frameworks import FILES, ours

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
