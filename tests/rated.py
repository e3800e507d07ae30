"""Ratings and assessments for the tests of who sees what: rows of the world, and what differs in another."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.utils import timezone

from coaching.disclosure.classes import Part, RecordClass
from coaching.models import Partnership, Program, ProgramProfile, User
from cycles.models import AssessmentWords, CoachingAreas, ProfileRating, RatingDraft, RatingRequest
from tests.cast import the_framework

Marked = Callable[[RecordClass, str], str]
LONG = "ñ" * 1000


def rate_each_other(
    partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID, part: str, marked: Marked
) -> dict[str, object]:
    """Two ratings with the profile of a framework that has one, one that the coach has begun, and a question."""
    now, day = timezone.now(), dt.date(2026, 9, 22)
    found = {
        "partnership": partnership,
        "framework_version": the_framework("school"),
        "profile": "implementation_coaching",
        "edition": 1,
    }
    rated = found | {
        "rated_id": coach,
        "rated_on": day,
        "states": {"relationship.process": "in_place"},
        "evidence": {"relationship.process": marked(RecordClass.ASSESSMENT, "she said how it works")},
    }
    rating = ProfileRating(**rated, view="self", author_id=coach, author_part=part, finished_at=now)
    theirs = ProfileRating(**rated, view="other", author_id=coachee, author_part=Part.COACHEE, finished_at=now)
    rating_draft = RatingDraft(**rated, view="self", author_id=coach, saved_at=now)
    asked_to_rate = RatingRequest(**found, author_id=coach, asked_id=coachee, asked_at=now)
    rows = {"rating": rating, "their_rating": theirs, "rating_draft": rating_draft, "asked_to_rate": asked_to_rate}
    save(rows)
    return rows | assess(partnership, coach, coachee, marked)


def assess(partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID, marked: Marked) -> dict[str, object]:
    """What two wrote of an area, and the areas that were chosen."""
    common = {"partnership": partnership, "kept_at": timezone.now()}
    said = {"strengths": marked(RecordClass.ASSESSMENT, "hears people out")}
    words = AssessmentWords(
        **common, assessment="pda", area="communication", answers=said, user_id=coach, part=Part.COACH
    )
    chosen = CoachingAreas(
        **common, assessment="ppdp", areas=["staff"], reason=marked(RecordClass.ASSESSMENT, "a new team"),
        user_id=coachee, part=Part.COACHEE,
    )  # fmt: skip
    rows = {"words": words, "chosen_areas": chosen}
    save(rows)
    return rows


def save(rows: dict[str, object]) -> None:
    for row in rows.values():
        row.save(force_insert=True)


def word_profiles(program: Program, by: User) -> None:
    """An edition in the program's own words that is in use, and one that is being written."""
    now, given = timezone.now(), the_framework("school").content["profiles"][0]
    for edition, published in ((50, now), (51, None)):
        ProgramProfile(
            program=program, key=given["key"], edition=edition, content=given | {"edition": edition}, basis=given,
            made_by=by, made_at=now, published_at=published,
        ).save(force_insert=True)  # fmt: skip


# ---- another world --------------------------------------------------------------------------------------------
def other_ratings(cast, rows):
    """Other states and evidence, one more by another, one less, another question, and other words in an area."""
    ProfileRating.objects.filter(pk=rows["rating"].pk).update(
        states={"relationship.process": "missing"}, evidence={}, rated_on=dt.date(2026, 10, 1)
    )
    old = ProfileRating.objects.get(pk=rows["their_rating"].pk)
    old.delete()
    for edition in (1, 2):
        old.pk, old.edition, old.evidence = uuid.uuid4(), edition, {"relationship.process": LONG}
        old.save(force_insert=True)
    RatingRequest.objects.filter(pk=rows["asked_to_rate"].pk).delete()
    AssessmentWords.objects.filter(pk=rows["words"].pk).update(answers={"strengths": LONG}, area="staff")
    CoachingAreas.objects.filter(pk=rows["chosen_areas"].pk).update(areas=["staff", "communication"], reason="")


def other_rating_draft(cast, rows):
    RatingDraft.objects.filter(pk=rows["rating_draft"].pk).update(
        states={}, evidence={"relationship.process": LONG}, saved_at=timezone.now()
    )
