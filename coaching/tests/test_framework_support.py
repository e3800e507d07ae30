"""Check-ins, who hears of data first, copies of the plan, reports: what the loader wants of them (B10, D10, D15)."""

import copy

import pytest

from coaching.frameworks import FrameworkError, from_dict
from coaching.tests.frameworks import FILES, ours, put

SPOILT = {
    "nobody to check in with": ("pbc", ("check_in", "parts"), ["supervisor"], "of the supervisor with"),
    "no supervisor": ("pbc", ("check_in", "parts"), ["coach", "coachee", "peer", "mentor_coach"], "of the supervisor"),
    "first with a stranger": ("child-welfare", ("check_in", "data_first"), ["peer"], "'peer' is not checked in with"),
    "first and after that": ("pbc", ("check_in", "data_then"), ["coachee"], "both first and after that"),
    "nobody first": ("pbc", ("check_in", "data_first"), [], "Nobody hears of data first"),
    "peers where there are none": ("pbc", ("peers", "formats"), ["expert"], "there are no two peers"),
    "feedback that no peer writes": ("pbc", ("peers", "feedback"), "none", "Peers write no such section"),
    "nobody to ask": ("pbc", ("resources", "routes"), [{"by": ["coach"], "to": ["peer"]}], "nobody is there to ask"),
    "the supervisor asked": ("pbc", ("resources", "routes"), [{"by": ["peer"], "to": ["supervisor"]}], "is no part"),
    "asked of one who may not know": ("stars", ("resources", "anonymous"), None, "may not know whom it is about"),
    "a report that nobody writes": ("child-welfare", ("documents", 1, "by"), ["supervisor"], "nobody of the pair"),
    "a report for nobody": ("child-welfare", ("documents", 1, "to"), ["supervisor"], "read by the one who is coached"),
    "a report read from nowhere": ("child-welfare", ("documents", 1, "headline"), "none", "none of the sections"),
    "a report each week": ("child-welfare", ("documents", 2, "moment"), "weekly", "at any time or at the end"),
    "a plan without goals": ("child-welfare", ("documents", 1, "facts"), ["plan"], "says nothing without the goals"),
    "what regional leadership is not given": ("child-welfare", ("disclosure", "regional_leadership", "goals"), "counts",
                                              "is not given 'goals' in full"),
    "a plan copy with an author": ("child-welfare", ("documents", 0, "by"), ["coach"], "Only a written report"),
    "a plan for whom it is not given": ("child-welfare", ("disclosure",), None, "would get the plan"),
}  # fmt: skip


@pytest.mark.parametrize("why", SPOILT)
def test_the_loader_says_what_cannot_be(why):
    key, path, value, said = SPOILT[why]
    content = copy.deepcopy(ours(key).content)
    if value is None and path == ("disclosure",):
        del content["disclosure"]["supervisor"]["goals"]
    elif value is None:
        del content[path[0]][path[1]]
    else:
        put(content, path, value)
    with pytest.raises(FrameworkError, match=said):
        from_dict(content)


def test_in_pbc_questions_go_to_all_and_data_to_the_learner_first():
    check_in = ours("pbc").check_in
    assert check_in.asks_all
    assert (set(check_in.data_first), set(check_in.data_then)) == ({"coachee", "peer"}, {"coach", "mentor_coach"})


@pytest.mark.parametrize(("key", "days"), [("stars", None), ("pbc", 30), ("school", None), ("child-welfare", 7),
                                           ("conversations", None)])  # fmt: skip
def test_the_rhythm_is_that_of_the_sources(key, days):
    check_in = ours(key).check_in
    assert (check_in.days if check_in else None) == days


def test_one_framework_sends_the_plan_after_each_session():
    sending = {
        path.stem: [one.key for one in ours(path.stem).documents if one.moment == "after_visit"] for path in FILES
    }
    assert {key for key, documents in sending.items() if documents} == {"child-welfare"}


def test_peers_look_through_each_others_plans_and_mentors_are_asked():
    """Who asks whom is that of the sources: peers and self-coaches their mentor, a STARS coach their own (B7, A9)."""
    peers = {path.stem: ours(path.stem).peers for path in FILES}
    assert {key: one.formats for key, one in peers.items() if one} == {"pbc": ("peer",)}
    routes = {
        (path.stem, form.key, part): resources.route(part, form.key)
        for path in FILES
        if (resources := ours(path.stem).resources)
        for form in ours(path.stem).formats
        for part in form.parts
    }
    asked = {key: (set(route.to), set(route.seen_by)) for key, route in routes.items() if route}
    assert asked == {
        ("pbc", "peer", "peer"): ({"mentor_coach"}, {"peer"}),
        ("pbc", "self", "coachee"): ({"mentor_coach"}, set()),
        ("stars", "expert", "coach"): ({"coach_supervisor"}, {"coachee"}),
    }
