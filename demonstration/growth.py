"""What grows in the demonstration: goals with reasons and steps, how they went, levels of practices, and strengths and
needs, in each framework. Invented words only.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from agreements.models import FocusPractice
from coaching.models import Partnership, User
from coaching.services.people import today_in
from cycles.models import Goal
from cycles.services import add_goal, add_step, celebrate, mark_step, record_level, record_progress, save_answers
from cycles.services.pairs import Pair, find_pair

As = Callable[[uuid.UUID], AbstractContextManager[User]]
LEAD, LEARNER = "lead", "learner"


@dataclass(frozen=True)
class Step:
    """A step; `done` is how many days ago it was done, `after` the place of the step that comes first."""

    said: dict[str, Any]
    done: int | None = None
    after: int | None = None
    due: int | None = None


@dataclass(frozen=True)
class News:
    """How a goal went, so many days ago, said by one of the two."""

    who: str
    kind: str
    text: str
    ago: int
    cheer: str = ""


@dataclass(frozen=True)
class Growth:
    """Everything of one pair. `levels`: (who, key, days ago, note) of the first practice of focus."""

    goal: dict[str, Any]
    steps: tuple[Step, ...]
    news: tuple[News, ...]
    levels: tuple[tuple[str, str, int, str], ...]
    answers: dict[str, str]
    reached: str = ""
    more: dict[str, str] = field(default_factory=dict)


LEVELS = (
    (LEARNER, "exploring", 62, "I read about it and watched a film."),
    (LEAD, "exploring", 60, ""),
    (LEARNER, "trying", 45, "At circle time it works. At lunch I forget."),
    (LEAD, "trying", 40, "Three times in twenty minutes, each time with a smile."),
    (LEARNER, "trying", 26, ""),
    (LEAD, "using", 19, "All through free play, without being reminded."),
    (LEARNER, "using", 5, "It begins to feel like my own."),
)

GROWTH: dict[str, Growth] = {
    "stars": Growth(
        goal={
            "reason": "Children who need longer to find words give up when I go on too fast.",
            "priority": "Our program's aim: every child takes part in conversation.",
        },
        steps=(
            Step(
                {
                    "text": "Look at the film together and count the pauses",
                    "rationale": "Numbers are easier to talk about than feelings.",
                    "coachee_does": "Says what she notices first",
                    "coach_does": "Keeps the count",
                    "resources": "The film, and a quiet half hour",
                    "ready": True,
                },
                after=1,
                due=17,
            ),
            Step(
                {
                    "text": "Put a small hourglass on the table",
                    "coachee_does": "Turns it after each question",
                    "quick_win": True,
                    "ready": True,
                },
                done=12,
            ),
        ),
        news=(
            News(LEAD, "moved", "Four of nine questions had a pause. Two weeks ago it was one.", 19),
            News(LEARNER, "moved", "At lunch, too, now and then.", 5, "A boy who rarely speaks told us about his dog."),
        ),
        levels=LEVELS,
        answers={
            "strengths": "Warm, and quick to notice when a child is left out.",
            "learning_style": "By watching films of oneself, and by trying at once.",
            "needs": "Time to plan, away from the room.",
            "space": "One large room for two groups. It is loud after lunch.",
            "staff": "Two assistants, who take turns. They like to be asked first.",
        },
        reached="Learn every family's greeting",
    ),
    "pbc": Growth(
        goal={
            "area": "language",
            "reason": "Breakfast is the longest time in which all of us sit together.",
            "priority": "The program's goal for language.",
        },
        steps=(
            Step(
                {
                    "text": "Write three open questions on a card",
                    "rationale": "In the morning there is no time to think of one.",
                    "coachee_does": "Writes and laminates them",
                    "coach_does": "Tries them in the other room",
                    "resources": "Card, and the laminator in the office",
                    "ready": True,
                    "quick_win": True,
                },
                done=9,
            ),
            Step(
                {
                    "text": "Film five minutes of breakfast for each other",
                    "coachee_does": "Asks the families for their consent",
                    "coach_does": "Holds the camera",
                    "resources": "The tablet",
                },
                after=1,
                due=8,
            ),
        ),
        news=(News(LEAD, "moved", "Four long answers in ten minutes.", 10, "We both laughed more than we counted."),),
        levels=LEVELS,
        answers={
            "strengths": "Songs for everything.",
            "needs": "Somebody to watch the door while we talk.",
            "space": "The kitchen is next door, and everybody walks through.",
        },
        reached="Sit down at breakfast ourselves",
    ),
    "school": Growth(
        goal={
            "reason": "Students work longer on what they see a use for.",
            "priority": "The district's aim: clear learning goals in each lesson.",
        },
        steps=(
            Step(
                {
                    "text": "One sentence of purpose on the board, in two lessons a week",
                    "rationale": "Two lessons are few enough to begin with.",
                    "coachee_does": "Writes it the evening before",
                    "coach_does": "Reads three of them and says what is clear",
                    "quick_win": True,
                },
                done=14,
            ),
            Step(
                {
                    "text": "Ask two students in each lesson what it is for",
                    "rationale": "Their answers show whether the sentence helped.",
                    "coachee_does": "Notes the answers",
                    "coach_does": "Goes through them together, strengths first",
                },
                after=1,
                due=10,
            ),
        ),
        news=(News(LEARNER, "moved", "Students quote the sentence. It still comes too late.", 6),),
        levels=LEVELS,
        answers={
            "successes": "Group work runs by itself.",
            "challenges": "Beginnings. The first ten minutes are lost.",
            "needs": "To see a colleague do it.",
        },
    ),
    "child-welfare": Growth(
        goal={
            "area": "staff",
            "reason": "Workers bring what weighs on them only when they are asked first.",
            "priority": "Guiding staff (PPDP).",
        },
        steps=(
            Step(
                {
                    "text": "Send the agenda the day before, with a line for the worker's question",
                    "coachee_does": "Sends it by four o'clock",
                    "coach_does": "Looks at the first two",
                    "quick_win": True,
                },
                done=8,
            ),
            Step(
                {
                    "text": "Hold numbers back until the second half of supervision",
                    "rationale": "What comes first shows what counts.",
                    "coachee_does": "Asks the question first in three sessions",
                    "coach_does": "Observes one of them",
                },
                after=1,
                due=12,
            ),
        ),
        news=(News(LEARNER, "moved", "Two of three sessions began with the worker's question.", 8),),
        levels=LEVELS,
        answers={
            "strengths": "Workers trust him, and say so.",
            "needs": "Room in the calendar.",
            "learning_style": "By talking it through, then trying.",
        },
        reached="Finish the first online module",
        more={
            "text": "Team meetings that end with decisions",
            "area": "team_leadership",
            "stuck": "Three meetings, and each ran out of time. We do not see a way yet.",
        },
    ),
    "conversations": Growth(
        goal={
            "reason": "Some wait while others struggle. Groups that change would help both.",
            "priority": "The school's aim for this year: reading in every subject.",
        },
        steps=(
            Step(
                {
                    "text": "Sort the exit slips into three piles on the same day",
                    "rationale": "Everything else builds on knowing where each stands.",
                    "coachee_does": "Sorts them at the end of the lesson",
                    "coach_does": "Sorts the same slips, to compare",
                    "quick_win": True,
                    "ready": True,
                },
                done=7,
            ),
            Step(
                {
                    "text": "Change two groups for the next week",
                    "coachee_does": "Tells students why",
                    "coach_does": "Watches how they take it",
                    "resources": "A list of groups for the door",
                },
                after=1,
                due=6,
            ),
        ),
        news=(News(LEAD, "moved", "The piles agreed in all but two slips.", 7, "Two students moved up a group."),),
        levels=LEVELS,
        answers={
            "strengths": "Exit slips are read on the same day.",
            "challenges": "Changing groups means changing the room.",
        },
    ),
}


def grow(partnership: Partnership, *, lead: uuid.UUID, learner: uuid.UUID, goal: Goal | None, as_person: As) -> None:
    """Write everything of one pair, each thing as the person who would. `goal` is the one they have already."""
    plan = GROWTH[partnership.framework.key]
    people = {LEAD: lead, LEARNER: learner}
    today = today_in(partnership.program)
    with as_person(lead) as user:
        goal = goal or Goal.objects.get(partnership=partnership)
        _steps(goal, plan, user, today)
        if plan.reached:
            done = add_goal(partnership=partnership, by=user, text=plan.reached)
            record_progress(goal=done, by=user, kind="reached", text="", seen_on=today - dt.timedelta(days=20))
        if plan.more:
            stuck = add_goal(partnership=partnership, by=user, text=plan.more["text"], area=plan.more["area"])
            record_progress(
                goal=stuck, by=user, kind="stalled", text=plan.more["stuck"], seen_on=today - dt.timedelta(days=3)
            )
        guide = partnership.framework.start_questions(partnership.format)[0]
        save_answers(
            partnership=partnership,
            guide=guide,
            by=user,
            looked_on=today - dt.timedelta(days=40),
            answers=plan.answers,
        )
    for news in plan.news:
        with as_person(people[news.who]) as user:
            day = today - dt.timedelta(days=news.ago)
            record_progress(goal=goal, by=user, kind=news.kind, text=news.text, seen_on=day)
            if news.cheer:
                celebrate(pair=_pair(partnership, user), by=user, text=news.cheer, seen_on=day, goal=goal)
    for who, level, ago, note in plan.levels:
        with as_person(people[who]) as user:
            practice = FocusPractice.objects.filter(partnership=partnership).first()
            assert practice is not None
            record_level(
                pair=_pair(partnership, user),
                practice=practice,
                by=user,
                level=level,
                seen_on=today - dt.timedelta(days=ago),
                note=note,
            )


def _steps(goal: Goal, plan: Growth, user: User, today: dt.date) -> None:
    made = list(goal.steps.order_by("position"))
    for step in plan.steps:
        row = add_step(
            goal=goal,
            by=user,
            after=made[step.after - 1] if step.after else None,
            due_on=today + dt.timedelta(days=step.due) if step.due else None,
            **step.said,
        )
        made.append(row)
        if step.done:
            mark_step(step=row, by=user, done_on=today - dt.timedelta(days=step.done))


def _pair(partnership: Partnership, user: User) -> Pair:
    pair = find_pair(partnership, user)
    assert pair is not None
    return pair
