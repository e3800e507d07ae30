"""Answering surveys about the coaching: saved as one goes, sent once, closed with the month (A11, C8, D18, D19, E7).

Nothing is written into the audit of who answered and when: a moment would order the answers (ADR 0024).
"""

import functools
import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from coaching.frameworks.errors import FrameworkError, Problem
from coaching.frameworks.reading import Where, build
from coaching.frameworks.structure import AskKind, Survey, SurveyQuestion
from coaching.frameworks.structure.surveys import STEPS
from coaching.frameworks.survey_checks import check_survey
from coaching.models import User
from coaching.services.people import today_in
from cycles.forms.fields import WordsField
from cycles.models import SurveyAnswer, SurveyEdition, SurveyTurn

SHORT, LONG = 200, 2000
"""How many characters an answer in words may have."""

Answers = dict[str, Any]
"""By the question's key: a step from 1 on, the key of an option, keys of options, or words."""


class SurveyClosed(Exception):
    """It is not open any more; what was typed is the author's still (fault 37)."""


class NothingAnswered(Exception):
    """There is nothing to send."""


class WrongAnswers(ValueError):
    """`errors`: by the question's key, what is wrong with its answer."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def read_survey(content: Mapping[str, Any], *, languages: tuple[str, ...] = ("en",)) -> Survey:
    """A survey of plain data, held to what a framework's own is. Raises FrameworkError with all the problems."""
    problems: list[Problem] = []
    where = Where("survey", problems, languages)
    survey = build(Survey, dict(content), where)
    if not problems:
        check_survey(survey, where)
    if problems:
        raise FrameworkError(problems)
    return survey


def survey_of(edition: SurveyEdition) -> Survey:
    """The questions of an edition, read once in a process: an edition never changes."""
    return _read_once(edition.pk, json.dumps(edition.content, sort_keys=True))


@functools.lru_cache(maxsize=256)
def _read_once(_key: uuid.UUID, content: str) -> Survey:
    return read_survey(json.loads(content))


def clean_answers(survey: Survey, given: Mapping[str, Any]) -> Answers:
    """What of `given` answers a question of this survey; empty answers are none. Raises WrongAnswers."""
    found: Answers = {}
    wrong = {}
    for question in survey.questions:
        try:
            value = _clean(question, given.get(question.key))
        except ValidationError as error:
            wrong[question.key] = str(error.messages[0])
            continue
        except (ValueError, TypeError):
            wrong[question.key] = _("This is none of the answers. Choose again.")
            continue
        if value:
            found[question.key] = value
    if wrong:
        raise WrongAnswers(wrong)
    return found


def _clean(question: SurveyQuestion, value: Any) -> Any:
    """Raises ValidationError with what to mend, and ValueError."""
    if value in (None, "", []):
        return None
    keys = [option.key for option in question.options]
    if question.kind is AskKind.SCALE:
        step = int(value)
        if not 1 <= step <= STEPS:
            raise ValueError
        return step
    if question.kind is AskKind.CHOICE:
        return keys[keys.index(value)]
    if question.kind is AskKind.SEVERAL:
        if not isinstance(value, list) or not set(value) <= set(keys):
            raise ValueError
        return [key for key in keys if key in value]
    at_most = SHORT if question.kind is AskKind.SHORT_TEXT else LONG
    return WordsField(at_most=at_most, required=False).clean(value).strip()


def asked(survey: Survey, answers: Mapping[str, Any]) -> list[SurveyQuestion]:
    """The questions that are asked of whoever has answered so far like this: the skip rules, in order."""
    found: dict[str, SurveyQuestion] = {}
    for question in survey.questions:
        rule = question.only_when
        if rule is not None:
            value = answers.get(rule.question)
            said = {str(one) for one in (value if isinstance(value, list) else [value])}
            if rule.question not in found or not said & set(rule.answers):
                continue
        found[question.key] = question
    return list(found.values())


def told_only(survey: Survey, answers: Answers) -> Answers:
    """Without what the skip rules leave out."""
    told = {question.key for question in asked(survey, answers)}
    return {key: value for key, value in answers.items() if key in told}


def is_open(turn: SurveyTurn) -> bool:
    """Whether it can be answered still: the database closes it, a minute after its day at the earliest."""
    return turn.is_open and turn.closes_on >= today_in(turn.partnership.program)


def waiting(user: User, partnerships: Collection[uuid.UUID]) -> QuerySet[SurveyTurn]:
    """Open surveys of these pairs that this person has not answered since they were last asked."""
    answered = SurveyAnswer.objects.filter(turn=OuterRef("pk"), given=True, given_for__gte=OuterRef("asked_on"))
    turns = SurveyTurn.objects.filter(Q(partnership__in=partnerships), ~Exists(answered), author=user, is_open=True)
    return turns.select_related("partnership__program", "edition").order_by("closes_on", "pk")


@transaction.atomic
def save_answers_so_far(*, turn: SurveyTurn, by: User, answers: Mapping[str, Any]) -> SurveyAnswer:
    """Keep what is answered so far; what was sent already changes with it. Raises SurveyClosed, WrongAnswers."""
    if not is_open(turn):
        raise SurveyClosed
    survey = survey_of(turn.edition)
    cleaned = clean_answers(survey, answers)
    kept = _locked(turn)
    if kept is not None and kept.given:
        cleaned = told_only(survey, cleaned)
    if kept is None:
        kept = SurveyAnswer(partnership_id=turn.partnership_id, author=by, turn=turn, answers=cleaned)
        kept.save(force_insert=True)
    elif kept.answers != cleaned:
        SurveyAnswer.objects.filter(pk=kept.pk).update(answers=cleaned, version=F("version") + 1)
        kept.answers = cleaned
    return kept


@transaction.atomic
def give_answers(*, turn: SurveyTurn, by: User, answers: Mapping[str, Any]) -> SurveyAnswer:
    """Send what is answered, without what the skip rules leave out. Sent twice it is one (fault 38).

    Raises SurveyClosed, WrongAnswers, NothingAnswered.
    """
    survey = survey_of(turn.edition)
    cleaned = clean_answers(survey, answers)
    cleaned = told_only(survey, cleaned)
    if not cleaned and is_open(turn):
        raise NothingAnswered
    kept = save_answers_so_far(turn=turn, by=by, answers=cleaned)
    SurveyAnswer.objects.filter(pk=kept.pk).update(given=True, given_for=turn.asked_on)
    return kept


def _locked(turn: SurveyTurn) -> SurveyAnswer | None:
    return SurveyAnswer.objects.select_for_update(of=("self",)).filter(turn=turn).first()
