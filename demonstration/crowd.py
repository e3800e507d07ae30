"""A program large enough for numbers: many pairs with two months of work, and the months frozen (ADR 0029)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from agreements.models import FocusPractice
from agreements.services import PlanDraft, Practice
from coaching.disclosure.classes import Part
from coaching.disclosure.policies import DEFINER, WEB
from coaching.models import Partnership, Program, ProgramPractice
from cycles.models import Goal
from cycles.services import LogEntry, add_goal, finish_unplanned_visit
from demonstration.growth import As
from demonstration.people import Somebody

PROGRAM = "Sage Meadow Head Start"
SITES = ("Juniper Center", "Larkspur Center")
FIRST = ("Avery", "Blanca", "Cyrus", "Delia", "Emeka", "Fiona", "Gideon", "Hana", "Ilse", "Jonas", "Kira", "Lionel")
LAST = ("Arden", "Bright")
MENTOR = Somebody("sage.mentor", "Thea Rasmussen", Part.MENTOR_COACH)
DIRECTOR = Somebody("sage.director", "Gwen Halloran", Part.SUPERVISOR)
LEADER = Somebody("sage.leader", "Rosalind Achebe", Part.LEADERSHIP, shown=True)
TEACHERS = tuple(
    Somebody(f"sage.teacher{number}", f"{first} {last}", Part.PEER)
    for number, (last, first) in enumerate(((last, first) for last in LAST for first in FIRST), start=1)
)
PEOPLE = (
    *TEACHERS,
    MENTOR,
    DIRECTOR,
    LEADER,
    Somebody("sage.region", "Tobias Lindgren", Part.REGIONAL_LEADERSHIP),
    Somebody("sage.coach.lead", "Yara Benning", Part.COACH_SUPERVISOR, shown=True),
)
PAIRS = tuple(zip(TEACHERS[::2], TEACHERS[1::2], strict=True))
"""Colleagues who coach each other, with a mentor coach: half as many agreements as people."""

PRACTICES = (
    ("Asks open questions at meals", "Language"),
    ("Stays calm and close when a child is upset", "Feelings"),
)
ANSWERS = {
    "observation": "Breakfast, ten minutes, every month.",
    "observation_way": "live",
    "observation_shared": "The two of us. Nobody else.",
    "data_collected": "How many questions are open.",
    "supports": "Time to plan on Fridays.",
    "mentor_support": "Thea meets us every month.",
    "duties": "Each comes prepared.",
    "communication": "A short mail to our supervisor after each month.",
    "data_shared": "None.",
}
AREAS = ("language", "feelings")
MINUTES = (45, 60, 75)
NOTE = "We looked at breakfast together and picked the next step."


def months_over(today: dt.date) -> list[dt.date]:
    """The first days of the two latest months that are frozen by now."""
    newest = ((today - dt.timedelta(days=5)).replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    return [(newest - dt.timedelta(days=1)).replace(day=1), newest]


def draft(program: Program, number: int, today: dt.date) -> PlanDraft:
    """What a pair agrees on: one practice of the program's list, in turn."""
    listed = ProgramPractice.objects.filter(program=program).order_by("position")[number % 2]
    return PlanDraft(
        mode="both",
        rhythm_days=30,
        starts_on=months_over(today)[0],
        ends_on=today + dt.timedelta(days=200),
        practices=(Practice(listed.text, listed.pk),),
        answers=ANSWERS,
    )


def work(partnership: Partnership, number: int, *, lead: uuid.UUID, today: dt.date, as_person: As) -> None:
    """A goal, and a visit in each month that is over; some met on video."""
    with as_person(lead) as user:
        add_goal(partnership=partnership, by=user, text="Longer conversations at the table", area=AREAS[number % 2])
        for turn, month in enumerate(months_over(today)):
            finish_unplanned_visit(
                partnership=partnership,
                by=user,
                data=LogEntry(
                    visited_on=month + dt.timedelta(days=3 + number % 20),
                    started=dt.time(9, 30),
                    minutes=MINUTES[(number + turn) % 3],
                    mode="virtual" if number % 2 else "in_person",
                    place="video_call" if number % 2 else "classroom",
                    components=["goals_and_plan"],
                    strategies=["in_setting.observing" if number < 6 else "in_setting.modelling"],
                    notes={"goals_and_plan": NOTE},
                ),
            )


def settle(program: Program, today: dt.date) -> None:
    """Let the programs have begun when the work of this one did, and freeze the months that are over."""
    begins = dt.datetime.combine(months_over(today)[0], dt.time(12), dt.UTC)
    with _beneath():
        Program.objects.filter(created_by=program.created_by_id).update(created_at=begins)
        FocusPractice.objects.filter(program=program).update(written_at=begins)
        Goal.objects.filter(program=program).update(created_at=begins)
        with connection.cursor() as cursor:
            cursor.execute("select sec.freeze_months()")


@contextmanager
def _beneath() -> Iterator[None]:
    """A stretch as the role that owns the functions of the database: what is past cannot be entered otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {DEFINER}")
        yield
        cursor.execute(f"set local role {WEB}")
