"""What can happen to an agreement besides being signed: declined, sent again, paused, agreed anew, ended, handed over.

The functions of the database decide and write; these ask them, write down that it was done, and tell the others.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from agreements.models import Agreement, ClosingStep, Handover, Pause, Renegotiation, Signature
from agreements.services.locking import lock_agreement
from agreements.services.signing import NotOut, asked_now
from coaching.disclosure.classes import LEADING, PAIR, Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.frameworks import Framework
from coaching.frameworks import structure as s
from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.partnerships import make_partnership

HANDED_ON = (
    RecordClass.PRACTICES,
    RecordClass.GOALS,
    RecordClass.ACTION_PLAN,
    RecordClass.LOG,
    RecordClass.ATTENDANCE,
    RecordClass.VISIT_DETAIL,
    RecordClass.NOTES,
    RecordClass.ASSESSMENT,
    RecordClass.PROGRESS_REPORT,
)
"""What a coachee can show to a new coach, where there are records of it."""


class NotNow(Exception):
    """The coaching stands otherwise than this needs, or somebody was faster. Nothing was done."""


class TooSoon(Exception):
    """The last mail is less than an hour old."""


# ---- a request ---------------------------------------------------------------------------------------------------
@transaction.atomic
def decline(*, agreement: Agreement, by: User, words: str) -> None:
    """Say no to a request to sign. Who signs can read why; the mail to the others does not say it (fault 24).

    Raises NotOut.
    """
    if not _ask_database("decline_agreement", agreement.pk, words):
        raise NotOut
    record(Event.AGREEMENT_DECLINED, target=agreement, by=by)
    tell_of_closing(agreement, by=by)


@transaction.atomic
def resend(*, agreement: Agreement, by: User) -> None:
    """Mail those once more whose signature is waited for. Raises NotOut, TooSoon."""
    lock_agreement(agreement.pk)
    agreement = Agreement.objects.select_related("partnership", "edition").get(pk=agreement.pk)
    if not agreement.is_out:
        raise NotOut
    if not _ask_database("resend_agreement", agreement.pk):
        raise TooSoon
    occurrence = f"resent {timezone.now():%Y-%m-%d %H:%M:%S}"
    for signature in asked_now(agreement):
        enqueue(Kind.AGREEMENT_WAITING, subject_id=signature.pk, recipient_id=signature.user_id, occurrence=occurrence)
    record(Event.AGREEMENT_RESENT, target=agreement, by=by)


def tell_of_closing(agreement: Agreement, *, by: User) -> None:
    """A mail, without content, to everybody else who was asked to sign."""
    asked = Signature.objects.filter(agreement=agreement).exclude(user=by).values_list("user_id", flat=True)
    for user_id in set(asked):
        enqueue(Kind.AGREEMENT_CLOSED, subject_id=agreement.pk, recipient_id=user_id)


# ---- pause and resume (A17) --------------------------------------------------------------------------------------
@transaction.atomic
def pause(*, partnership: Partnership, by: User, reason: str, look_again_on: dt.date) -> Pause:
    """Let the coaching rest: nothing is due and nobody is reminded until one of the pair goes on. Raises NotNow."""
    if not _ask_database("pause_partnership", partnership.pk, reason, look_again_on):
        raise NotNow
    found = Pause.objects.get(partnership=partnership, ended_at=None)
    record(Event.COACHING_PAUSED, target=partnership, by=by)
    _tell(Kind.COACHING_RESTS, partnership, by=by, occurrence=f"paused {found.pk}", parts=PAIR)
    return found


@transaction.atomic
def resume(*, partnership: Partnership, by: User) -> None:
    """Go on; the rhythm counts from today. Raises NotNow."""
    resting = Pause.objects.filter(partnership=partnership, ended_at=None).first()
    if resting is None or not _ask_database("resume_partnership", partnership.pk):
        raise NotNow
    record(Event.COACHING_RESUMED, target=partnership, by=by)
    _tell(Kind.COACHING_RESTS, partnership, by=by, occurrence=f"resumed {resting.pk}", parts=PAIR)


# ---- agreeing anew (D18) -----------------------------------------------------------------------------------------
@transaction.atomic
def ask_anew(*, partnership: Partnership, by: User, about: str, words: str) -> Renegotiation:
    """Ask all parties to talk a goal or the plan over; a new signature or "we keep it" ends it. Raises NotNow."""
    if not _ask_database("ask_anew", partnership.pk, about, words):
        raise NotNow
    found = Renegotiation.objects.get(partnership=partnership, ended_at=None)
    record(Event.RENEGOTIATION_ASKED, target=found, by=by)
    _tell(Kind.RENEGOTIATION, partnership, by=by, subject=found.pk, occurrence="asked")
    return found


@transaction.atomic
def keep_as_agreed(*, partnership: Partnership, by: User) -> None:
    """The parties have talked, and everything stays as it is signed. Raises NotNow."""
    found = Renegotiation.objects.filter(partnership=partnership, ended_at=None).first()
    if found is None or not _ask_database("keep_as_agreed", partnership.pk):
        raise NotNow
    record(Event.RENEGOTIATION_KEPT, target=found, by=by)
    _tell(Kind.RENEGOTIATION, partnership, by=by, subject=found.pk, occurrence="kept")


# ---- the end (D11, D19) ------------------------------------------------------------------------------------------
def closing_steps(partnership: Partnership) -> list[tuple[s.ConclusionStep, ClosingStep | None]]:
    """The steps of the framework's conclusion, each with what was recorded of it."""
    done = {one.key: one for one in ClosingStep.objects.filter(partnership=partnership)}
    return [(step, done.get(step.key)) for step in partnership.framework.conclusion_for(partnership.format)]


@transaction.atomic
def write_closing_step(
    *, partnership: Partnership, by: User, key: str, done_on: dt.date | None, words: str = "", waived_reason: str = ""
) -> ClosingStep:
    """Record a step of the conclusion, or why it is left out; again to change it. `key` is the framework's."""
    step = ClosingStep.objects.select_for_update().filter(partnership=partnership, key=key).first()
    step = step or ClosingStep(partnership=partnership, key=key)
    step.done_on, step.words, step.waived_reason = done_on, words, waived_reason
    step.recorded_by, step.recorded_at = by, timezone.now()
    step.save()
    record(Event.CLOSING_STEP_WRITTEN, target=step, by=by)
    return step


@transaction.atomic
def conclude(*, partnership: Partnership, by: User, words: str = "") -> None:
    """End the coaching as planned, each step recorded or left out for a reason (D19). Raises NotNow."""
    if not _ask_database("end_partnership", partnership.pk, "concluded", words):
        raise NotNow
    record(Event.COACHING_CONCLUDED, target=partnership, by=by)
    _tell(Kind.COACHING_ENDED, partnership, by=by)


@transaction.atomic
def discontinue(*, partnership: Partnership, by: User, words: str) -> None:
    """End the coaching early and openly, with a note that all who sign can read (D11). Raises NotNow."""
    if not _ask_database("end_partnership", partnership.pk, "discontinued", words):
        raise NotNow
    record(Event.COACHING_DISCONTINUED, target=partnership, by=by)
    _tell(Kind.COACHING_ENDED, partnership, by=by)


# ---- another coach -----------------------------------------------------------------------------------------------
def place_to_hand_over(partnership: Partnership) -> Part | None:
    """The part of the format that one person holds and that leads; None where peers coach each other alone."""
    return place_to_hand_over_in(partnership.framework, partnership.format)


def place_to_hand_over_in(framework: Framework, format_key: str) -> Part | None:
    here = framework.format(format_key).parts
    return next((part for part in LEADING if part in here), None)


@transaction.atomic
def hand_over(*, partnership: Partnership, to: uuid.UUID, by: User) -> Partnership:
    """Put another coach in, as the administrator, who sees no content. The former partnership ends and stays readable
    to its people; the learner is asked what the new coach may see of it.

    Raises NotNow, and NotPossible where the people do not make a partnership today.
    """
    place = place_to_hand_over(partnership)
    if place is None:
        raise NotNow
    present = Party.objects.filter(partnership=partnership).present()
    others = [(part, user_id) for part, user_id in present.values_list("part", "user_id") if part != place]
    successor = make_partnership(
        program=partnership.program,
        format=partnership.format,
        parties=[(place, to), *others],
        by=by,
        site=partnership.site,
    )
    if not _ask_database("hand_over", partnership.pk, successor.pk):
        raise NotNow
    record(Event.COACHING_HANDED_OVER, target=partnership, by=by)
    learners = [user_id for part, user_id in others if part in (Part.COACHEE, Part.PEER)]
    for _part, user_id in others:
        enqueue(Kind.COACHING_ENDED, subject_id=partnership.pk, recipient_id=user_id)
    for user_id in present.filter(part=place).values_list("user_id", flat=True):
        enqueue(Kind.COACHING_ENDED, subject_id=partnership.pk, recipient_id=user_id)
    for user_id in learners:
        enqueue(Kind.HANDOVER_ASKED, subject_id=successor.pk, recipient_id=user_id)
    return successor


def classes_to_hand_on(partnership: Partnership) -> list[tuple[RecordClass, str, str]]:
    """What a learner can show to a new coach: the class, its name and its meaning in the framework's words."""
    kept = {
        model.disclosure.record_class
        for model in apps.get_models()
        if issubclass(model, Disclosed) and not model.disclosure.author_only and model.disclosure.leaves != "false"
    }
    words = partnership.framework.record
    return [(one, str(words(one).label), str(words(one).meaning)) for one in HANDED_ON if one in kept]


@transaction.atomic
def answer_handover(*, handover: Handover, by: User, classes: Iterable[str]) -> None:
    """Say what the new coach may see of before, class by class; none is an answer, too. It can be changed any time."""
    allowed: Sequence[str] = [one.value for one in HANDED_ON]
    handover = Handover.objects.select_for_update().get(pk=handover.pk, user=by)
    handover.classes = [one for one in allowed if one in set(classes)]
    handover.answered_at = timezone.now()
    handover.save(update_fields=["classes", "answered_at"])
    record(Event.HANDOVER_ANSWERED, target=handover, by=by)


# ---- together ----------------------------------------------------------------------------------------------------
def _ask_database(function: str, *arguments: uuid.UUID | dt.date | str) -> bool:
    """Whether a function of the schema `sec` did it."""
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"select sec.{function}({places})", arguments)
        return bool(cursor.fetchone()[0])


def _tell(
    kind: Kind,
    partnership: Partnership,
    *,
    by: User,
    subject: uuid.UUID | None = None,
    occurrence: str = "",
    parts: Sequence[str] = (),
) -> None:
    """A mail, without content, to every other party of today, or to those of some parts."""
    there = Party.objects.filter(partnership=partnership).present().exclude(user=by)
    if parts:
        there = there.filter(part__in=parts)
    for user_id in set(there.values_list("user_id", flat=True)):
        enqueue(kind, subject_id=subject or partnership.pk, recipient_id=user_id, occurrence=occurrence)
