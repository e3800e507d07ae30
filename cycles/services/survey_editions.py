"""The questions of a program's own: other questions are another edition, and results never mix (fault 40)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from coaching.frameworks.structure import Survey
from coaching.models import Program, User
from coaching.services.audit import Event, record
from cycles.models import SurveyEdition
from cycles.services.surveys import read_survey, survey_of

MOST_QUESTIONS = 20


def surveys_of(program: Program) -> list[tuple[Survey, SurveyEdition | None]]:
    """The surveys of the program's framework as they are asked now, each with the program's own newest edition, or None
    where the framework's own questions are asked. One query.
    """
    own = SurveyEdition.objects.filter(program=program, made_by__isnull=False).order_by("number")
    newest = {one.key: one for one in own}
    return [
        (survey_of(newest[one.key]) if one.key in newest else one, newest.get(one.key))
        for one in program.framework_version.framework.surveys
    ]


@transaction.atomic
def make_edition(
    *, program: Program, key: str, questions: Sequence[Mapping[str, Any]], by: User
) -> SurveyEdition | None:
    """Ask other questions from the next occasion on; None when they are as they were.

    Raises KeyError for a survey that the framework does not have, FrameworkError for questions that cannot be asked.
    """
    framework = program.framework_version.framework
    place = framework.surveys.index(framework.survey(key))
    with connection.cursor() as cursor:  # one after the other, with the clock that asks
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('surveys', 0))")
    content = framework.content["surveys"][place] | {"questions": [dict(one) for one in questions]}
    read_survey(content)
    editions = SurveyEdition.objects.filter(program=program, key=key)
    newest = editions.filter(made_by__isnull=False).order_by("number").last()
    if newest is not None and newest.content == content:
        return None
    edition = SurveyEdition(
        program=program,
        key=key,
        number=(editions.aggregate(most=Max("number"))["most"] or 0) + 1,
        content=content,
        made_by=by,
        made_at=timezone.now(),
    )
    edition.save(force_insert=True)
    record(Event.SURVEY_REWORDED, target=edition, by=by)
    return edition
