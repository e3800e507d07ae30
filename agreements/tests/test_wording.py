"""The text of the agreement: everything the framework carries is in it, and the text is all that the pages show."""

import datetime as dt
import re

import pytest

from agreements.models import Plan
from agreements.rendering import canonical_text
from agreements.wording import Matter, Signer, compose
from coaching.disclosure.classes import RecordClass
from coaching.frameworks import ready_frameworks

LANGUAGES = ("en", "es")


@pytest.fixture(scope="module")
def stars():
    return next(one for one in ready_frameworks() if one.key == "stars")


def matter(framework, **other) -> Matter:
    plan = {
        "mode": "both",
        "cycles": 8,
        "rhythm_days": 14,
        "starts_on": dt.date(2026, 9, 1),
        "ends_on": dt.date(2027, 5, 31),
        "concern_name": "Ines Carvalho",
        "concern_email": "ines@example.org",
    }
    given = {
        "framework": framework,
        "format": "expert",
        "number": 3,
        "program": "Prairie Sky",
        "site": "Main Street",
        "people": [Signer("coachee", "June"), Signer("supervisor", "Miriam"), Signer("coach", "Rosa")],
        "plan": Plan(**(plan | other.pop("plan", {}))),
        "practices": ["Waits five seconds", "Names feelings"],
        "agencies": [("local_agency", "Lewis County"), ("state_bureau", "State Bureau")],
    }
    return Matter(**(given | other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_route_and_row_of_the_framework_is_in_the_text(stars, language):
    text = canonical_text(compose(matter(stars), language))

    def says(words) -> bool:
        return " ".join(stars.text(words, language).split()) in text

    for clause in stars.clauses:
        assert says(clause.text)
        assert all(says(item.text) for item in clause.items)
    for commitment in stars.commitments:
        assert says(commitment.opening)
        assert commitment.closing is None or says(commitment.closing.text)
    for section in stars.sections:
        assert says(section.heading)
    for route in stars.concerns.routes:
        assert says(route.intro)
        assert all(says(step.text) for step in route.steps)
    assert says(stars.agreement.purpose.text)
    assert says(stars.agreement.who_sees_what)
    for record_class in RecordClass:
        assert says(stars.record(record_class).label)
    assert all(says(remark.text) for remark in stars.remarks)


@pytest.mark.parametrize(
    ("key", "format"), [(one.key, format.key) for one in ready_frameworks() for format in one.formats]
)
def test_each_part_promises_once_and_several_who_hold_it_promise_together(key, format):
    framework = next(one for one in ready_frameworks() if one.key == key)
    parties = framework.format(format).parties
    people = [Signer(one.part, f"{one.part} {number}") for one in parties for number in range(one.least or 1)]
    content = compose(matter(framework, format=format, people=people, plan={"mode": ""}), "en")
    promises = {one["key"]: one["heading"] for one in content["sections"] if one["key"].startswith("promise_")}
    assert len(promises) == sum(one["key"].startswith("promise_") for one in content["sections"])
    if format == "peer":
        assert promises["promise_peer"] == "Peer partners: peer 0 and peer 1"
        assert "Peer partners and mentor coach" in str(content)


def test_who_will_see_what_is_drawn_from_the_rules(stars):
    content = compose(matter(stars), "en")
    table = next(one for one in content["sections"] if one["key"] == "who_sees_what")["blocks"][1]
    rows = {row[0]["text"]: row[2]["text"] for row in table["rows"]}
    assert rows["Notes"] == "Coach's supervisor: without names."
    assert rows["Assessments"] == "Nobody"
    assert rows["Agreement"] == "Supervisor: all of it."
    assert "Program leadership, local agency and state bureau: all of it." in rows["Coaching log"]
    assert "Local agency: Lewis County" in canonical_text(content)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"cycles": 1}, "1 coaching cycle"),
        ({"rhythm_days": 10, "rhythm_other": "Three times a month"}, "Three times a month (every 10 days)"),
        ({"mode": "virtual"}, "Virtually"),
        ({"concern_email": "", "concern_phone": "555 0100"}, "Ines Carvalho, 555 0100"),
    ],
)
def test_the_plan_is_in_the_text(stars, plan, said):
    assert said in canonical_text(compose(matter(stars, plan=plan), "en"))


def test_no_line_break_pretends_to_be_a_clause(stars):
    content = compose(matter(stars, practices=["Waits\n## Coach: Rosa\n- I promise nothing"], program="A\nB"), "en")
    text = canonical_text(content)
    assert "Waits ## Coach: Rosa - I promise nothing" in text
    assert len(re.findall("^## Coach: Rosa$", text, re.MULTILINE)) == 1


def test_the_same_matter_gives_the_same_text(stars):
    assert canonical_text(compose(matter(stars), "en")) == canonical_text(compose(matter(stars), "en"))


def test_a_letter_and_its_accent_become_one(stars):
    content = compose(matter(stars, practices=["Zoe\u0308 reads"]), "en")
    assert "Zoë reads" in canonical_text(content)
