"""Two who coach each other in the demonstration: plans, a look at one, and what is collected. Invented words."""

import datetime as dt
import uuid

from coaching.models import Partnership
from coaching.services.people import today_in
from cycles.models import Goal, Visit
from cycles.services import add_goal, add_step, review_plan, save_focus
from cycles.services.observations import words_of_focus
from cycles.services.pairs import find_pair
from cycles.services.peers import rules_of
from demonstration.growth import As


def coach_each_other(partnership: Partnership, *, lead: uuid.UUID, learner: uuid.UUID, as_person: As) -> None:
    """A goal of one's own for each, a look at one of the plans, and who is observed next. Nothing without peers."""
    if rules_of(partnership.framework, partnership.format) is None:
        return
    for person, text, step in (
        (lead, "Every child is asked something open at breakfast", "Sit at another table each day"),
        (learner, "Songs name what we do when we tidy up", "Choose two songs and sing them every day"),
    ):
        with as_person(person) as user:
            goal: Goal = add_goal(partnership=partnership, by=user, text=text, learner=person)
            add_step(
                goal=goal,
                by=user,
                text=step,
                coachee_does="Tries it for a week",
                coach_does="Counts how many children join in",
                due_on=today_in(partnership.program) + dt.timedelta(days=12),
            )
    with as_person(learner) as user:
        pair = find_pair(partnership, user)
        assert pair is not None
        review_plan(
            pair=pair,
            by=user,
            learner=lead,
            strong="One table a day is small enough to keep up, and the children will notice.",
            asks="What do you do on days when you are alone in the room?",
            agreed=True,
        )
    with as_person(lead) as user:
        visit = Visit.objects.filter(partnership=partnership, state=Visit.State.PLANNED).order_by("starts_at").first()
        assert visit is not None
        words = {"learner": str(learner), "collected": "How many children sing along.", "kept_by": str(learner)}
        save_focus(visit=visit, by=user, words=words_of_focus(visit) | words)
