"""Practice profiles and assessments: what the loader wants of them, and the level that follows from the items (C2)."""

import copy

import pytest

from coaching.frameworks import FrameworkError, from_dict
from coaching.tests.frameworks import ours, put, walk

FIRST, LEVELS = ("profiles", 0), ("profiles", 0, "levels")
PDA, PPDP, MODULES = (("assessments", place) for place in (1, 2, 3))
PLACE = "profiles.implementation_coaching, edition 1."
SPOILT = {
    "a level that asks for nothing": ("school", (*LEVELS, 1, "there"), None, f"{PLACE}levels.close", "Add in_place"),
    "the lowest asks": ("school", (*LEVELS, 0, "there"), "half", f"{PLACE}levels.far", "in_place and there out"),
    "no more than the lower": ("school", (*LEVELS, 1, "in_place"), "all", f"{PLACE}levels.proficient", "their order"),
    "exemplary without every item": ("school", (*LEVELS, 3, "in_place"), "most", f"{PLACE}levels.exemplary.in_place",
                                     'Write "all"'),
    "a share that is none": ("school", (*LEVELS, 1, "there"), "third", "profiles[0].levels[1].there", "half, most"),
    "a level without a look": ("school", (*FIRST, "functions", 0, "signs"), [], f"{PLACE}functions.relationship.signs",
                               "Describe each level once"),
    "a level twice": ("school", (*FIRST, "functions", 1, "signs", 0, "level"), "close",
                      "profiles.implementation_coaching.functions.improvement.signs", "key of its own"),
    "an item twice": ("school", (*FIRST, "functions", 0, "items", 0, "key"), "listening",
                      "profiles.implementation_coaching.functions.relationship.items", "key of its own"),
    "an edition twice": ("school", ("profiles", 1, "edition"), 1, "profiles", "key of its own"),
    "an edition of programs": ("school", ("profiles", 1, "edition"), 50,
                               "profiles.implementation_coaching, edition 50.edition", "below 50"),
    "not of the pair": ("school", (*FIRST, "observers"), ["supervisor"], f"{PLACE}observers", "Use some of"),
    "of no format": ("school", (*FIRST, "observers"), ["peer"], f"{PLACE}observers", "add it to a format"),
    "no own view": ("school", (*FIRST, "raters"), ["coachee"], f"{PLACE}raters", "Add 'coach'"),
    "rater and observer": ("school", (*FIRST, "observers"), ["coachee"], f"{PLACE}observers", "Name it once"),
    "domains that there are not": ("child-welfare", ("domains",), [], "assessments.pda.by_domain", "[[domains]]"),
    "nothing is asked": ("child-welfare", (*PDA, "items"), [], "assessments.pda.items", "Add items"),
    "chosen without domains": ("child-welfare", (*PPDP, "by_domain"), False, "assessments.ppdp.chosen_by", "by_domain"),
    "chosen by who does not write": ("child-welfare", (*PPDP, "chosen_by"), ["coach"], "assessments.ppdp.chosen_by",
                                     "Add it to by"),
    "instead of nothing": ("child-welfare", (*MODULES, "instead_of"), ["jpp"], "assessments.modules.instead_of",
                           "Name another"),
    "written and not given": ("child-welfare", ("disclosure", "supervisor", "assessment"), "release",
                              "assessments.pda.by", "give assessment in full"),
}  # fmt: skip


@pytest.mark.parametrize("why", SPOILT)
def test_the_loader_names_place_and_remedy(why):
    key, path, value, place, remedy = SPOILT[why]
    content = copy.deepcopy(ours(key).content)
    if value is None:
        holder = content
        for name in path[:-1]:
            holder = holder[name]
        del holder[path[-1]]
    else:
        put(content, path, value)
    with pytest.raises(FrameworkError) as refused:
        from_dict(content, source="spoilt")
    found = [problem for problem in refused.value.problems if problem.path == place]
    assert found, str(refused.value)
    assert remedy in found[0].remedy


def test_school_has_both_editions_whole():
    """Four functions and five; of each item how it looks in each state, of each function how it looks on each level."""
    one, two = ours("school").profiles
    assert [len(one.functions), len(two.functions)] == [4, 5]
    assert {one.edition, two.edition} == {1, 2} and one.key == two.key
    assert [len(function.items) for function in one.functions] == [3, 3, 3, 4]
    for profile in (one, two):
        assert profile.is_rated
        assert (profile.of, set(profile.raters)) == ("coach", {"coach", "coachee"})
        for function in profile.functions:
            assert {sign.level for sign in function.signs} == {"far", "close", "proficient", "exemplary"}
            for item in function.items:
                assert len({str(item.in_place), str(item.in_part), str(item.missing)}) == 3


IN, PART, NONE = "in_place", "in_part", "missing"
CASES = [
    ("every item in place, and nothing else, is exemplary", [IN, IN, IN], "exemplary"),
    ("one in part is not the ideal", [IN, IN, PART], "proficient"),
    ("half in place is not most", [IN, IN, PART, PART], "close"),
    ("three of four, none missing", [IN, IN, IN, PART], "proficient"),
    ("nothing may be missing of a proficient one", [IN, IN, NONE], "close"),
    ("all but one, and that missing", [IN, IN, IN, NONE], "close"),
    ("the source: described, asked without listening, confidentiality not addressed", [PART, NONE, PART], "close"),
    ("the source: all of it in part", [PART, PART, PART], "close"),
    ("half of it there", [PART, NONE, PART, NONE], "close"),
    ("most of it missing", [IN, NONE, NONE], "far"),
    ("most of four missing", [IN, NONE, NONE, NONE], "far"),
    ("nothing there", [NONE, NONE, NONE], "far"),
    ("one not rated: no level yet", [IN, IN, None], None),
    ("nothing rated", [None, None, None], None),
]


@pytest.mark.parametrize(("states", "level"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_level_follows_from_the_items(states, level):
    profile = ours("school").profile("implementation_coaching", 1)
    function = next(one for one in profile.functions if len(one.items) == len(states))
    found = {function.name_of(item): state for item, state in zip(function.items, states, strict=True) if state}
    reached = profile.level_of(function, found)
    assert (reached.key if reached else None) == level


def test_an_older_stored_edition_without_rules_can_be_read_and_not_rated():
    content = copy.deepcopy(ours("school").content)
    for profile in content["profiles"]:
        for name in ("raters", "noted_by"):
            del profile[name]
        for level in profile["levels"]:
            level.pop("in_place", None), level.pop("there", None)
        profile["functions"][0]["signs"] = []
    assert not any(profile.is_rated for profile in from_dict(content).profiles)


def test_another_framework_gets_one_by_data_only():
    content = copy.deepcopy(ours("pbc").content)
    content["profiles"] = copy.deepcopy(ours("school").content["profiles"][:1])
    content["profiles"][0] |= {"raters": ["coach", "coachee"], "observers": ["mentor_coach"]}
    assert from_dict(content).profiles[0].is_rated


def test_assessments_are_written_by_domain_and_chosen_by_the_supervisor():
    """PDA and PPDP over six domains, the modules where they are not done yet (D5, D6, D10)."""
    framework = ours("child-welfare")
    kept = {one.key: one for one in framework.assessments if one.items}
    assert set(kept) == {"pda", "ppdp", "modules"} and len(framework.domains) == 6
    assert kept["pda"].by_domain and "supervisor" in kept["pda"].by
    assert kept["ppdp"].chosen_by == ("supervisor",)
    assert set(kept["modules"].instead_of) == {"pda", "ppdp"}
    assert all(node.get("es") for path, node in walk(framework.content["assessments"]) if path[-1:] == ("text",))
