"""Surveys for the tests of who sees what: rows of the world, and what differs in another."""

import datetime as dt
import uuid

from django.utils import timezone

from coaching.disclosure.classes import RecordClass
from coaching.models import Mail, Partnership
from cycles.models import (
    FeedbackAction,
    FeedbackReflection,
    SurveyAnswer,
    SurveyBallot,
    SurveyEdition,
    SurveyNamed,
    SurveyRelease,
    SurveyRequest,
    SurveyTurn,
)
from tests.beginnings import marked

MONTH = dt.date(2026, 10, 1)
LONG = "ñ" * 1000
QUESTIONS = [
    {"key": "how", "kind": "scale", "text": {"en": "How is it?"}, "low": {"en": "Bad"}, "high": {"en": "Good"}},
    {"key": "words", "kind": "long_text", "text": {"en": "What would help?"}},
]
CONTENT = {
    "key": "coaching",
    "codes": ["A11"],
    "label": {"en": "How coaching is for you"},
    "meaning": {"en": "It helps your coach."},
    "by": ["coachee"],
    "about": ["coach"],
    "when": {"on_request": True},
    "open_days": 14,
    "minimum_answers": 5,
    "questions": QUESTIONS,
}
SURVEYED = marked(RecordClass.SURVEY, "asks more than she tells")
CHANGED = "Sorrel, what the coach will change"
THOUGHT = "Tansy, thought about feedback"


def results(*comments: str, high: str = "half") -> dict[str, object]:
    """What is released of a group."""
    cells = {"low": "few", "middle": "half", "high": high}
    return {"questions": [{"key": "how", "cells": cells}, {"key": "words", "comments": list(comments)}]}


def ask_in_surveys(partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID) -> dict[str, object]:
    """An open survey with what is answered so far, a released group, one that waits, and answers with names."""
    program, now, day = partnership.program, timezone.now(), timezone.localdate()
    number = SurveyEdition.objects.filter(program=program, key="coaching").count() + 1
    edition = SurveyEdition(program=program, key="coaching", number=number, content=CONTENT, made_at=now)
    of_group = {"program": program, "subject_id": coach, "edition": edition}
    released = SurveyRelease(**of_group, month=MONTH, results=results(SURVEYED, *(f"Sage {n}" for n in range(4))))
    waiting = SurveyRelease(**of_group)
    of_turn = {"partnership": partnership, "author_id": coachee, "subject_id": coach, "edition": edition}
    turn = SurveyTurn(**of_turn, key="coaching", asked_on=day, closes_on=day + dt.timedelta(days=20))
    asked = SurveyRequest.objects.filter(program=program, subject_id=coach).count()
    rows = {
        "survey_edition": edition,
        "released": released,
        "waiting": waiting,
        "ballot": SurveyBallot(release=waiting, answers={"words": SURVEYED}),
        "survey": turn,
        "survey_answer": SurveyAnswer(
            partnership=partnership, author_id=coachee, turn=turn, answers={"how": 2, "words": SURVEYED}
        ),
        "survey_named": SurveyNamed(
            partnership=partnership, user_id=coachee, subject_id=coach, edition=edition, reader_ids=[coachee, coach],
            month=MONTH, answers={"words": f"{SURVEYED} by name"},
        ),
        "survey_request": SurveyRequest(
            program=program, subject_id=coach, key="coaching", asked_on=dt.date(2026, 9, 1) + dt.timedelta(days=asked)
        ),
        "feedback_change": FeedbackAction(program=program, author_id=coach, text=CHANGED, said_on=MONTH),
        "feedback_thought": FeedbackReflection(program=program, author_id=coach, text=THOUGHT, written_on=MONTH),
    }  # fmt: skip
    for row in rows.values():
        row.save(force_insert=True)
    Mail(
        kind="survey_opened", subject_id=turn.pk, recipient_id=coachee, occurrence=str(day), due_at=now
    ).save(force_insert=True)  # fmt: skip
    return dict(rows)


# ---- another world --------------------------------------------------------------------------------------------
def other_answers(cast, rows):
    """What is answered so far, and that it is sent."""
    SurveyAnswer.objects.filter(pk=rows["survey_answer"].pk).update(
        answers={"how": 5, "words": LONG}, version=9, given=True, given_for=rows["survey"].asked_on
    )


def other_groups_that_wait(cast, rows):
    """Four people have answered and wait, or nobody has."""
    SurveyBallot.objects.filter(pk=rows["ballot"].pk).update(answers={"words": LONG})
    for _ in range(3):
        SurveyBallot(release=rows["waiting"], answers={"how": 1}).save(force_insert=True)
    SurveyRelease(
        program=rows["waiting"].program, subject=cast["coach"], edition=rows["waiting"].edition
    ).save(force_insert=True)  # fmt: skip


def other_turns(cast, rows):
    """Whether somebody has answered before: a closed survey is there, and its answer waits in a group."""
    old = SurveyTurn.objects.get(pk=rows["survey"].pk)
    old.pk, old.is_open, old.answered, old.waits_in = uuid.uuid4(), False, True, rows["waiting"]
    old.asked_on -= dt.timedelta(days=60)
    old.closes_on -= dt.timedelta(days=60)
    old.save(force_insert=True)


def other_releases(cast, rows):
    """Other results, and a group more."""
    new = SurveyRelease.objects.get(pk=rows["released"].pk)
    SurveyRelease.objects.filter(pk=new.pk).update(results=results(LONG, "", high="most"))
    new.pk, new.month = uuid.uuid4(), dt.date(2026, 9, 1)
    new.save(force_insert=True)


def other_named(cast, rows):
    SurveyNamed.objects.filter(pk=rows["survey_named"].pk).update(answers={"how": 1, "words": LONG})


def other_changes(cast, rows):
    FeedbackAction.objects.filter(pk=rows["feedback_change"].pk).update(text=LONG)


def other_thoughts(cast, rows):
    FeedbackReflection.objects.filter(pk=rows["feedback_thought"].pk).update(text=LONG)
    SurveyRequest.objects.filter(pk=rows["survey_request"].pk).delete()


PAIR = {"coach", "coachee"}
DIFFERENCES = {
    "what a coachee answers before a survey closes, and whether": ((other_answers, other_turns), set(), {"coachee"}),
    "groups of answers that wait for five people": ((other_groups_that_wait,), set(), set()),
    "what is released of surveys, and a coach's thoughts on it": ((other_releases, other_thoughts), set(), {"coach"}),
    "answers that carry a name, and what will change": ((other_named, other_changes), set(), PAIR),
}
SEEN_BY = {
    "what a coachee answers before a survey closes, and whether": ("coachee", "survey_list", "survey_answer"),
    "groups of answers that wait for five people": ("coach",),
    "what is released of surveys, and a coach's thoughts on it": ("coach", "feedback"),
    "answers that carry a name, and what will change": ("coach", "feedback"),
}
