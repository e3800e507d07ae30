"""Feedback in the demonstration: a coach asks for it, and says what will change. What is asked opens by the clock."""

import uuid

from coaching.models import Partnership
from cycles.services.feedback import ask_for_feedback, keep_thought, say_what_changes, surveys_about
from demonstration.growth import As


def ask_how_it_is(partnership: Partnership, *, lead: uuid.UUID, as_person: As) -> None:
    """Nothing where the framework's coaches do not ask by themselves."""
    with as_person(lead) as user:
        keys = [one.survey.key for one in surveys_about(user) if one.survey.when.on_request]
        if not keys:
            return
        program = partnership.program
        ask_for_feedback(program=program, key=keys[0], by=user)
        say_what_changes(
            program=program, by=user, text="I will ask first what went well, and send my notes the same day."
        )
        keep_thought(program=program, by=user, text="I talk too fast when I am late. Leave ten minutes between visits.")
