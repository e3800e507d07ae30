"""Ratings with the practice profile, and assessments with the supervisor, in the demonstration. Invented words only."""

import datetime as dt
import uuid

from coaching.disclosure.classes import Part
from coaching.frameworks.structure import ItemState, Profile
from coaching.models import Partnership, Party, User
from coaching.services.people import today_in
from cycles.services import ask_for_rating, begin_rating, choose_areas, finish_rating, save_function, write_assessment
from cycles.services.assessments import kept_assessments
from cycles.services.pairs import Pair, find_pair
from cycles.services.profiles import profiles_of
from cycles.services.readers import find_reader
from demonstration.growth import As

STATES = {"x": ItemState.IN_PLACE, "/": ItemState.IN_PART, "-": ItemState.MISSING}
RATINGS = (
    ("lead", "self", 54, "x/x -/x //x x//-"),
    ("learner", "other", 47, "x/x //x /xx x///"),
    ("lead", "self", 24, "xxx //x xxx xx//"),
    ("learner", "other", 10, "xxx x/x x/x xxx/"),
    ("lead", "self", 6, "xxx xxx xxx xxx/"),
)
"""Who, with which view, how many days ago, and the items of each function: in place, in part, missing."""
EVIDENCE = {
    "relationship": "The page with what each of us expects hangs beside my desk.",
    "improvement": "Two steps a week, each with the reason written above it.",
    "communication": "Mail, the hallway, and a short video. Answers came within two days.",
    "dialogue": "Began with what worked. The tally sheet lay between us.",
}
WRITTEN = (
    ("supervisor", "pda", "staff", {"strengths": "Knows each worker's week.", "needs": "Time for the quiet ones."}),
    ("learner", "pda", "staff", {"strengths": "Knows each worker's week. People come by unasked.",
                                 "needs": "Time for the quiet ones."}),
    ("lead", "pda", "decisions", {"strengths": "Asks before deciding.", "needs": "Deciding when time is short."}),
    ("supervisor", "ppdp", "staff", {"develop": "A talk of ten minutes with each worker, every two weeks."}),
    ("supervisor", "ppdp", "team_leadership", {"develop": "Meetings that begin with the team's own questions."}),
)  # fmt: skip
CHOSEN = ("ppdp", ["staff", "team_leadership"], "The team is new, and two workers are thinking of leaving.")


def rate_and_assess(partnership: Partnership, *, lead: uuid.UUID, learner: uuid.UUID, as_person: As) -> None:
    """A few rows of what the framework has, each as the person who would."""
    people = {"lead": lead, "learner": learner}
    with as_person(lead):
        seats = Party.objects.filter(partnership=partnership, part=Part.SUPERVISOR).values_list("user_id", flat=True)
        if supervisor := seats.first():
            people["supervisor"] = supervisor
    if partnership.framework.profiles:
        _ratings(partnership, people, as_person)
    if kept_assessments(partnership.framework):
        _assessments(partnership, people, as_person)


def _ratings(partnership: Partnership, people: dict[str, uuid.UUID], as_person: As) -> None:
    today = today_in(partnership.program)
    for who, way, ago, states in RATINGS:
        with as_person(people[who]) as user:
            pair, profile = _first_edition(partnership, user)
            draft = begin_rating(
                pair=pair, by=user, profile=profile, way=way, rated_on=today - dt.timedelta(days=ago),
                whose=people["lead"],
            )  # fmt: skip
            for function, found in zip(profile.functions, states.split(), strict=True):
                items = zip(function.items, found, strict=True)
                words = {f"state_{item.key}": STATES[mark].value for item, mark in items}
                words[f"evidence_{function.items[0].key}"] = EVIDENCE[function.key]
                save_function(draft=draft, function=function, words=words)
            finish_rating(draft=draft, pair=pair, by=user)
    with as_person(people["lead"]) as user:
        pair, profile = _first_edition(partnership, user)
        ask_for_rating(pair=pair, by=user, profile=profile, asked=people["learner"])


def _first_edition(partnership: Partnership, user: User) -> tuple[Pair, Profile]:
    pair = find_pair(partnership, user)
    assert pair is not None
    return pair, profiles_of(pair)[-1]


def _assessments(partnership: Partnership, people: dict[str, uuid.UUID], as_person: As) -> None:
    known = {one.key: one for one in kept_assessments(partnership.framework)}
    for who, key, area, answers in WRITTEN:
        with as_person(people[who]) as user:
            reader = find_reader(partnership, user)
            assert reader is not None
            write_assessment(reader=reader, by=user, assessment=known[key], area=area, answers=answers)
    with as_person(people["supervisor"]) as user:
        reader = find_reader(partnership, user)
        assert reader is not None
        key, areas, reason = CHOSEN
        choose_areas(reader=reader, by=user, assessment=known[key], areas=areas, reason=reason)
