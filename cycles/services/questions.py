"""Questions of a pair: asked here or elsewhere, answered in words, and gently late where days were agreed (C7)."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from agreements.models import Agreement, AgreementState, Pause
from coaching.frameworks import FieldKind
from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import PairAnswer, PairQuestion
from cycles.models.questions import Way
from cycles.services.goals import NotYet
from cycles.services.pairs import Pair, framework_of


class NotOfThisPair(ValueError):
    """Somebody who does not work with the one who asks. The form offers nobody else."""


def response_days(partnership: Partnership) -> int | None:
    """Within how many days an answer was promised, as all have signed it; None where nothing was agreed."""
    fields = framework_of(partnership.framework_version_id).plan_fields(partnership.format)
    field = next((one for one in fields if one.kind is FieldKind.RESPONSE_DAYS), None)
    if field is None:
        return None
    active = Agreement.objects.filter(partnership=partnership, state=AgreementState.ACTIVE)
    answers = active.values_list("content__answers", flat=True).first() or {}
    days = answers.get(field.key)
    return days if isinstance(days, int) and days > 0 else None


@transaction.atomic
def ask_question(
    *,
    pair: Pair,
    by: User,
    other: uuid.UUID,
    text: str,
    asked_on: dt.date,
    way: str = Way.HERE,
    by_other: bool = False,
) -> PairQuestion:
    """Keep a question of `by` to `other`, or, `by_other`, one that `other` asked elsewhere. The day by which an answer
    was promised is that of the agreement in force now. Whoever owes the answer is told, unless they wrote it down.

    Raises NotOfThisPair, NotYet.
    """
    if other not in {member.user_id for member in pair.others if member.present}:
        raise NotOfThisPair
    if asked_on > today_in(pair.partnership.program):
        raise NotYet
    days = response_days(pair.partnership)
    asked_by, asked_of = (other, by.pk) if by_other else (by.pk, other)
    question = PairQuestion(
        partnership=pair.partnership,
        author=by,
        asked_by_id=asked_by,
        asked_of_id=asked_of,
        way=Way(way),
        text=text,
        asked_on=asked_on,
        due_on=asked_on + dt.timedelta(days=days) if days else None,
        recorded_at=timezone.now(),
    )
    question.save(force_insert=True)
    record(Event.QUESTION_ASKED, target=question, by=by)
    if asked_of != by.pk:
        enqueue(Kind.QUESTION_ASKED, subject_id=question.pk, recipient_id=asked_of)
    return question


@transaction.atomic
def answer_question(
    *, question: PairQuestion, by: User, text: str, answered_on: dt.date, way: str = Way.HERE
) -> PairAnswer:
    """Keep an answer in words; the other of the two is told. More than one is fine. Raises NotYet."""
    if answered_on > today_in(question.partnership.program):
        raise NotYet
    answer = PairAnswer(
        partnership_id=question.partnership_id,
        question=question,
        author=by,
        way=Way(way),
        text=text,
        answered_on=answered_on,
        recorded_at=timezone.now(),
    )
    answer.save(force_insert=True)
    record(Event.QUESTION_ANSWERED, target=answer, by=by)
    for user_id in {question.asked_by_id, question.asked_of_id} - {by.pk}:
        enqueue(Kind.QUESTION_ANSWERED, subject_id=answer.pk, recipient_id=user_id)
    return answer


def unanswered() -> QuerySet[PairQuestion]:
    """Questions without an answer, those first that were promised first."""
    answered = PairAnswer.objects.filter(question=OuterRef("pk"))
    return PairQuestion.objects.filter(~Exists(answered)).order_by("due_on", "asked_on", "recorded_at")


def owed_by(user: User, partnerships: Collection[uuid.UUID]) -> list[PairQuestion]:
    """The questions of these pairs that wait for an answer of this person. One query."""
    return list(unanswered().filter(asked_of=user, partnership__in=partnerships)[:100])


def is_late(question: PairQuestion, today: dt.date) -> bool:
    """Whether the day by which an answer was promised is over. Never where no days were agreed (C7)."""
    return question.due_on is not None and question.due_on < today


def answered_late(pair: Pair, questions: Iterable[PairQuestion]) -> set[uuid.UUID]:
    """Those that were answered after the promised day (C7); not where the coaching rested in between.

    The answers are prefetched, the first written first. One query, none where all came in time.
    """
    late = {}
    for one in questions:
        first = next(iter(one.answers.all()), None)
        if first is not None and is_late(one, first.answered_on):
            late[one] = first.answered_on
    if not late:
        return set()
    zone = ZoneInfo(pair.partnership.program.time_zone)
    rests = [
        (timezone.localtime(begun, zone).date(), timezone.localtime(over, zone).date() if over else dt.date.max)
        for begun, over in Pause.objects.filter(partnership=pair.partnership).values_list("paused_at", "ended_at")
    ]
    return {
        one.pk for one, day in late.items() if not any(begun <= day and over >= one.asked_on for begun, over in rests)
    }
