"""What a supervisor asks and tells: questions on progress to everybody, and data to the learner first (B10)."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import DataTalk, ProgressAnswer, ProgressQuestion
from cycles.services.goals import NotYet
from cycles.services.support import Support, Told


class LearnerFirst(ValueError):
    """The coach was talked with before the learner, or the person is not one of those who come first (B10)."""


@transaction.atomic
def ask_about_progress(*, support: Support, by: User, text: str) -> ProgressQuestion:
    """Ask everybody who is checked in with; nobody can be left out, because the database names who reads it."""
    question = ProgressQuestion(partnership=support.partnership, user=by, text=text, asked_at=timezone.now())
    question.save(force_insert=True)
    record(Event.PROGRESS_ASKED, target=question, by=by)
    _tell(support, Kind.PROGRESS_ASKED, question.pk, by)
    return question


@transaction.atomic
def tell_about_progress(*, support: Support, question: ProgressQuestion, by: User, text: str) -> ProgressAnswer:
    """Tell the supervisor and the others what one chooses to tell."""
    answer = ProgressAnswer(
        partnership=support.partnership, question=question, user=by, text=text, answered_at=timezone.now()
    )
    answer.save(force_insert=True)
    record(Event.PROGRESS_ANSWERED, target=answer, by=by)
    _tell(support, Kind.PROGRESS_ANSWERED, answer.pk, by)
    return answer


def _tell(support: Support, kind: Kind, subject_id: uuid.UUID, by: User) -> None:
    for one in support.checked_in:
        if one.user_id != by.pk:
            enqueue(kind, subject_id=subject_id, recipient_id=one.user_id)


def come_first(support: Support) -> tuple[Told, ...]:
    """Those with whom data is talked about first."""
    rules = support.framework.check_in
    return tuple(one for one in support.people if rules and one.part in rules.data_first)


@transaction.atomic
def talk_about_data(*, support: Support, by: User, learner: uuid.UUID, about: str, learner_on: dt.date) -> DataTalk:
    """Write down that data was talked about with the learner. Only then can a talk with the coach follow.

    Raises LearnerFirst, NotYet.
    """
    if learner not in {one.user_id for one in come_first(support)}:
        raise LearnerFirst
    if learner_on > today_in(support.partnership.program):
        raise NotYet
    row = DataTalk(
        partnership=support.partnership,
        user=by,
        learner_id=learner,
        about=about,
        learner_on=learner_on,
        recorded_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(Event.DATA_TALKED, target=row, by=by)
    return row


@transaction.atomic
def talk_with_coach(*, talk: DataTalk, by: User, coach_on: dt.date) -> None:
    """Add the day on which the coach was talked with, which is that with the learner or later.

    Raises LearnerFirst, NotYet.
    """
    if coach_on > today_in(talk.partnership.program):
        raise NotYet
    if coach_on < talk.learner_on:
        raise LearnerFirst
    talk.coach_on = coach_on
    talk.save(update_fields=["coach_on"])
    record(Event.DATA_TALKED, target=talk, by=by)
