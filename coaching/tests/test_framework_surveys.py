"""Surveys of the frameworks: held to what the documents ask for, and refused where they could not be answered."""

import copy
import tomllib

import pytest

from coaching.disclosure.classes import Part
from coaching.frameworks.errors import FrameworkError
from coaching.frameworks.loader import FOLDER, from_dict
from coaching.frameworks.structure.surveys import WRITTEN
from coaching.tests.frameworks import FILES, ours

OCCASIONS = {
    ("stars", "coaching"): ("A11", "at_cycles at_conclusion"),
    ("conversations", "conversation"): ("E7", "after_visits"),
    ("pbc", "partnership"): ("B8", "at_cycles on_request at_conclusion"),
    ("school", "coach_asks"): ("C8", "every_weeks on_request"),
    ("child-welfare", "satisfaction"): ("D18", "every_weeks"),
    ("child-welfare", "evaluation"): ("D19", "at_conclusion"),
}
"""Feedback on the coach, as the table of differences has it: (requirement, occasions)."""


def test_each_framework_asks_when_its_document_says():
    found = {}
    for path in FILES:
        for survey in ours(path.stem).surveys:
            when = survey.when
            said = [name for name in ("after_visits", "at_cycles", "every_weeks", "on_request", "at_conclusion")
                    if getattr(when, name)]  # fmt: skip
            found[path.stem, survey.key] = (" ".join(survey.codes), " ".join(said))
    assert found == OCCASIONS


@pytest.mark.parametrize("key", [path.stem for path in FILES])
def test_a_survey_takes_three_minutes_and_warns_of_names(key):
    framework = ours(key)
    for survey in framework.surveys:
        assert len(survey.questions) <= 8 and survey.minimum_answers >= 5
        assert survey.about and Part.SUPERVISOR not in (*survey.by, *survey.about)
        written = [one for one in survey.questions if one.kind in WRITTEN]
        assert written and all(one.help for one in written), "where one writes, it says to write no names"
    assert any(one.to and Part.COACHEE in one.to for one in framework.reminders_at("survey_opened"))
    assert [one.named_by for one in framework.surveys if one.named_by] == (["feedback_seen"] if key == "pbc" else [])


ONE = [{"key": "a", "label": {"en": "A", "es": "A"}}]
WRONG = {
    "never asked": (("when",), {}, "when", "never asked"),
    "nobody of the format": (("about",), ["peer"], "about", "No format has"),
    "fewer than five": (("minimum_answers",), 4, "minimum_answers", "out of range"),
    "names nobody agreed on": (("named_by",), "feedback_seen", "named_by", "belong together"),
    "a scale without ends": (("questions", 0, "low"), None, "low", "disagree"),
    "one option": (("questions", 5, "options"), ONE, "options", "nothing to"),
    "options of words": (("questions", 6, "options"), ONE, "options", "disagree"),
    "a rule on what comes later": (
        ("questions", 0, "only_when"), {"question": "respected", "answers": ["1"]}, "only_when", "comes before"
    ),
    "a rule on no answer": (
        ("questions", 1, "only_when"), {"question": "goals_mine", "answers": ["often"]}, "only_when", "never answered"
    ),
    "a question twice": (("questions", 1, "key"), "goals_mine", "questions.goals_mine", "stands twice"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_could_not_be_answered_is_refused(name):
    (*path, last), value, where, message = WRONG[name]
    content = copy.deepcopy(tomllib.loads((FOLDER / "stars.toml").read_text(encoding="utf-8")))
    place = content["surveys"][0]
    for step in path:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(FrameworkError) as raised:
        from_dict(content)
    assert any(where in one.path and message in one.message and one.remedy for one in raised.value.problems)


def test_an_edition_from_before_there_were_surveys_is_still_read():
    content = tomllib.loads((FOLDER / "stars.toml").read_text(encoding="utf-8"))
    del content["surveys"]
    content["feedback"] |= {
        "moments": ["halfway"],
        "questions": [{"key": "fun", "kind": "yes_no", "text": {"en": "Fun?"}}],
    }
    assert from_dict(content).surveys == ()
