"""Asking to move an appointment: it moves only when the other accepts, and then as any move does."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from cycles.models import MoveProposal, Visit
from cycles.services.pairs import recipients
from cycles.services.series import Changed
from cycles.services.visits import NotPlanned, move_visit, planned_one
from cycles.times import to_utc

State = MoveProposal.State


class Answered(Exception):
    """It was accepted, declined or taken back already."""


class TimeOver(Exception):
    """The time that was proposed has begun."""


def waiting_for(visit: Visit) -> MoveProposal | None:
    """The proposal about this visit that can still be accepted."""
    return MoveProposal.objects.waiting().filter(visit=visit).first()


def seen_of(visit: Visit, proposal: MoveProposal | None) -> str:
    """A name for what a page showed, so that what is written answers what was read."""
    return f"{visit.sequence} {proposal.pk if proposal else ''}".strip()


@transaction.atomic
def propose_move(
    *, visit: Visit, by: User, seen: str, local_date: dt.date, local_time: dt.time, which: str = ""
) -> MoveProposal:
    """Ask the other for another time. One's own proposal before is taken back by it, the other's is declined by it.

    `seen`: of the page it was written on. Raises NotPlanned, Changed where something came in between, TimeOver,
    TimeSkipped and TimeRepeated.
    """
    visit = planned_one(visit)
    if visit.is_past:
        raise NotPlanned
    if seen != seen_of(visit, waiting_for(visit)):
        raise Changed
    starts_at = to_utc(local_date, local_time, visit.time_zone, which=which)
    if starts_at <= timezone.now():
        raise TimeOver
    for before in MoveProposal.objects.filter(visit=visit, state=State.OPEN):
        if before.sequence != visit.sequence or before.starts_at <= timezone.now():
            _close(before, State.LAPSED, by)
        else:
            _close(before, State.WITHDRAWN if before.author_id == by.pk else State.DECLINED, by)
    proposal = MoveProposal(
        partnership_id=visit.partnership_id,
        visit=visit,
        author=by,
        sequence=visit.sequence,
        starts_at=starts_at,
        local_date=local_date,
        local_time=local_time,
        which=which,
        made_at=timezone.now(),
    )
    proposal.save(force_insert=True)
    record(Event.MOVE_ASKED, target=visit, by=by)
    for user_id in recipients(visit.partnership, besides=by):
        enqueue(Kind.MOVE_ASKED, subject_id=proposal.pk, recipient_id=user_id)
    return proposal


@transaction.atomic
def accept_move(*, proposal: MoveProposal, by: User) -> Visit:
    """The other agrees, and the appointment moves. Raises Answered, NotPlanned, Changed and TimeOver."""
    visit = planned_one(proposal.visit)
    proposal = _open(proposal)
    if proposal.sequence != visit.sequence:
        raise Changed
    if proposal.starts_at <= timezone.now():
        raise TimeOver
    _close(proposal, State.ACCEPTED, by)
    record(Event.MOVE_ACCEPTED, target=visit, by=by)
    return move_visit(
        visit=visit,
        by=by,
        local_date=proposal.local_date,
        local_time=proposal.local_time,
        which=proposal.which,
        planned_minutes=visit.planned_minutes,
        mode=visit.mode,
        place=visit.place,
    )


@transaction.atomic
def decline_move(*, proposal: MoveProposal, by: User) -> None:
    """The appointment stays as it is, and whoever asked is told. Raises Answered."""
    proposal = _open(proposal)
    _close(proposal, State.DECLINED, by)
    record(Event.MOVE_DECLINED, target=proposal.visit, by=by)
    enqueue(Kind.MOVE_DECLINED, subject_id=proposal.pk, recipient_id=proposal.author_id)


@transaction.atomic
def withdraw_move(*, proposal: MoveProposal, by: User) -> None:
    """Whoever asked takes it back; nobody need be told, for the question is gone. Raises Answered."""
    proposal = _open(proposal)
    _close(proposal, State.WITHDRAWN, by)
    record(Event.MOVE_WITHDRAWN, target=proposal.visit, by=by)


def _open(proposal: MoveProposal) -> MoveProposal:
    proposal = MoveProposal.objects.select_for_update(of=("self",)).select_related("visit").get(pk=proposal.pk)
    if proposal.state != State.OPEN:
        raise Answered
    return proposal


def _close(proposal: MoveProposal, state: str, by: User) -> None:
    proposal.state, proposal.answered_by, proposal.answered_at = state, by, timezone.now()
    proposal.save(update_fields=["state", "answered_by", "answered_at"])
