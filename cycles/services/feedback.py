"""What a coach learns of the surveys about them, and what they do with it (C8)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from coaching.disclosure.classes import Part
from coaching.frameworks.structure import Survey
from coaching.models import Partnership, Party, Program, User
from coaching.services.people import today_in
from cycles.models import (
    FeedbackAction,
    FeedbackReflection,
    SurveyEdition,
    SurveyNamed,
    SurveyRelease,
    SurveyRequest,
)
from cycles.services.pairs import LEADS, framework_of
from cycles.services.surveys import survey_of

EVERY_DAYS = 7
"""How many days lie between two requests of a coach for the same survey."""


class AskedAlready(Exception):
    """This survey was asked for on `asked_on`, a few days ago."""

    def __init__(self, asked_on: dt.date) -> None:
        super().__init__(asked_on)
        self.asked_on = asked_on


@dataclass(frozen=True)
class Asked:
    """A survey about this person in a program; `asked_on`: when they last asked for it."""

    program: Program
    survey: Survey
    asked_on: dt.date | None

    @property
    def can_be_asked(self) -> bool:
        """Whether the framework lets coaches ask, and this one has not done so in the last days."""
        last = today_in(self.program) - dt.timedelta(days=EVERY_DAYS)
        return self.survey.when.on_request and (self.asked_on is None or self.asked_on <= last)


def programs_led(user: User) -> list[Program]:
    """The programs in which this person coaches somebody now. One query."""
    led = Party.objects.filter(user=user, part__in=LEADS).present().values("program")
    return list(Program.objects.filter(pk__in=led).order_by("name", "pk"))


def surveys_about(user: User) -> list[Asked]:
    """The surveys that are answered about this person, by the frameworks of those they coach. Two queries and one for
    the editions of programs; nothing of it depends on who has answered.
    """
    places = Party.objects.filter(user=user, part__in=LEADS).present().values_list("partnership", "part")
    parts: dict[uuid.UUID, set[str]] = {}
    for partnership_id, part in places:
        parts.setdefault(partnership_id, set()).add(part)
    found: dict[tuple[uuid.UUID, str], tuple[Program, Survey]] = {}
    for one in Partnership.objects.filter(pk__in=parts).select_related("program").order_by("pk"):
        for survey in framework_of(one.framework_version_id).surveys:
            if parts[one.pk] & {Part(part) for part in survey.about}:
                found.setdefault((one.program_id, survey.key), (one.program, survey))
    last: dict[tuple[uuid.UUID, str], dt.date] = {}
    for program_id, key, day in SurveyRequest.objects.filter(subject=user).values_list("program", "key", "asked_on"):
        last[program_id, key] = max(day, last.get((program_id, key), day))
    return [Asked(program, survey, last.get(place)) for place, (program, survey) in found.items()]


@transaction.atomic
def ask_for_feedback(*, program: Program, key: str, by: User) -> SurveyRequest:
    """Ask everybody this person coaches in a program (C8). Raises KeyError where they cannot, AskedAlready."""
    asked = next((one for one in surveys_about(by) if (one.program.pk, one.survey.key) == (program.pk, key)), None)
    if asked is None or not asked.survey.when.on_request:
        raise KeyError(key)
    if asked.asked_on and not asked.can_be_asked:
        raise AskedAlready(asked.asked_on)
    request = SurveyRequest(program=program, subject=by, key=key, asked_on=today_in(program))
    request.save(force_insert=True)
    return request


@transaction.atomic
def say_what_changes(*, program: Program, by: User, text: str) -> FeedbackAction:
    """Tell those one coaches what one will change; row security refuses where one coaches nobody."""
    action = FeedbackAction(program=program, author=by, text=text, said_on=today_in(program))
    action.save(force_insert=True)
    return action


@transaction.atomic
def keep_thought(*, program: Program, by: User, text: str) -> FeedbackReflection:
    """Keep a thought that nobody else reads."""
    thought = FeedbackReflection(program=program, author=by, text=text, written_on=today_in(program))
    thought.save(force_insert=True)
    return thought


def releases_about(user: User) -> list[SurveyRelease]:
    """What was released of surveys about this person, the newest first. One query."""
    return list(SurveyRelease.objects.filter(subject=user).select_related("edition", "program"))


def named_about(user: User) -> list[SurveyNamed]:
    """What was answered about this person with names, as all have signed it. One query."""
    return list(SurveyNamed.objects.filter(subject=user).select_related("edition", "program"))


def surveys_in(releases: Iterable[SurveyRelease | SurveyNamed]) -> dict[uuid.UUID, Survey]:
    """The survey of each edition in question."""
    editions: dict[uuid.UUID, SurveyEdition] = {one.edition_id: one.edition for one in releases}
    return {key: survey_of(edition) for key, edition in editions.items()}
