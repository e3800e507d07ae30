"""A commitment that was spoken: written down by who leads, confirmed or contested by who gave it (C4)."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from agreements.models import Agreement, Signature, SpokenCommitment
from agreements.rendering import require_as_signed
from agreements.services.locking import lock_agreement
from agreements.services.signing import NotAsked, NotOut, bind_if_all_have_agreed
from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue


class AnsweredAlready(Exception):
    """It was confirmed or contested before."""


def places_for_a_word(agreement: Agreement, *, by: User) -> list[Signature]:
    """The places of this version that a spoken commitment of somebody else may fill, as the framework says."""
    verbal = agreement.framework.format(agreement.partnership.format).verbal
    if not verbal or not agreement.is_out:
        return []
    taken = set(SpokenCommitment.objects.filter(agreement=agreement).values_list("user_id", "part"))
    waiting = Signature.objects.filter(agreement=agreement, part__in=verbal, signed_at=None).exclude(user=by)
    return [one for one in waiting if (one.user_id, one.part) not in taken]


@transaction.atomic
def record_commitment(*, place: Signature, by: User, said_on: dt.date, way: str) -> SpokenCommitment:
    """Write down that the one who is asked at `place` committed aloud on `said_on`, in this `way`.

    They are told, and confirm it or contest it. When nobody else is left to sign, the agreement is in force from here.
    Raises NotOut, NotAsked (the framework has no spoken commitment here, or there is one), NotAsSigned.
    """
    lock_agreement(place.agreement_id)
    agreement = Agreement.objects.select_related("partnership", "edition").get(pk=place.agreement_id)
    if not agreement.is_out:
        raise NotOut
    if place not in places_for_a_word(agreement, by=by):
        raise NotAsked
    require_as_signed(agreement)
    commitment = SpokenCommitment(
        partnership_id=agreement.partnership_id,
        agreement=agreement,
        user_id=place.user_id,
        part=place.part,
        digest=agreement.digest,
        said_on=said_on,
        way=way,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    commitment.save(force_insert=True)
    record(Event.COMMITMENT_RECORDED, target=commitment, by=by)
    enqueue(Kind.COMMITMENT_RECORDED, subject_id=commitment.pk, recipient_id=commitment.user_id)
    bind_if_all_have_agreed(agreement, by=by)
    return commitment


@transaction.atomic
def confirm_commitment(*, commitment: SpokenCommitment, by: User) -> None:
    """Say that it was so. Raises AnsweredAlready."""
    mine = SpokenCommitment.objects.filter(pk=commitment.pk, user=by, answer="")
    if not mine.update(answer=SpokenCommitment.Answer.CONFIRMED, answered_at=timezone.now()):
        raise AnsweredAlready
    record(Event.COMMITMENT_CONFIRMED, target=commitment, by=by)


@transaction.atomic
def contest_commitment(*, commitment: SpokenCommitment, by: User, remark: str = "") -> None:
    """Say that it was not so: it counts for nothing, and what came into force by it alone gives way to what was signed
    before it, if there is such.

    Raises AnsweredAlready.
    """
    with connection.cursor() as cursor:
        cursor.execute("select sec.contest_commitment(%s, %s)", [commitment.pk, remark])
        if not cursor.fetchone()[0]:
            raise AnsweredAlready
    record(Event.COMMITMENT_CONTESTED, target=commitment, by=by)
    enqueue(Kind.COMMITMENT_CONTESTED, subject_id=commitment.pk, recipient_id=commitment.recorded_by_id)
