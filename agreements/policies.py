"""Who may do what with plans and agreements: one table, and absence means no."""

import enum
import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404

from agreements.models import Agreement, Signature, SpokenCommitment
from coaching.disclosure.classes import PAIR, Part
from coaching.frameworks import structure as s
from coaching.models import Partnership, Party, User


class Action(enum.StrEnum):
    """What can be asked of a plan or an agreement."""

    PLAN_EDIT = "plan_edit"
    AGREEMENT_SEND = "agreement_send"
    AGREEMENT_WITHDRAW = "agreement_withdraw"
    AGREEMENT_SIGN = "agreement_sign"
    COMMITMENT_RECORD = "commitment_record"
    LETTER_WRITE = "letter_write"


LEADS = frozenset(Action)

MAY: dict[str, frozenset[Action]] = {
    Part.COACH: LEADS,
    Part.MENTOR_COACH: LEADS,
    Part.PEER: LEADS,
    Part.COACHEE: frozenset({Action.PLAN_EDIT, Action.AGREEMENT_WITHDRAW, Action.AGREEMENT_SIGN}),
    Part.SUPERVISOR: frozenset({Action.AGREEMENT_SIGN}),
}


def parts_in(user: User, partnership_id: uuid.UUID) -> frozenset[str]:
    """The parts that a person holds in a partnership today."""
    parties = Party.objects.filter(user=user, partnership_id=partnership_id).present()
    return frozenset(parties.values_list("part", flat=True))


def may(parts: frozenset[str], action: Action) -> bool:
    return any(action in MAY.get(part, ()) for part in parts)


def authorize(user: User, action: Action, partnership_id: uuid.UUID) -> None:
    """Raises PermissionDenied unless a part that the person holds today in the partnership may do this."""
    if not may(parts_in(user, partnership_id), action):
        raise PermissionDenied


def authorize_plan(user: User, partnership: Partnership) -> frozenset[str]:
    """The plan is the pair's until it is sent: to anybody else, supervisors too, it does not exist (A13).

    Returns the person's parts. Raises Http404.
    """
    parts = parts_in(user, partnership.pk)
    if parts.isdisjoint(PAIR):
        raise Http404
    return parts


def authorize_signing(user: User, agreement: Agreement) -> Signature:
    """Only who is asked for a signature gives it, whoever holds the link (fault 17).

    Returns their place, an open one first. Raises PermissionDenied.
    """
    authorize(user, Action.AGREEMENT_SIGN, agreement.partnership_id)
    mine = sorted(Signature.objects.filter(agreement=agreement, user=user), key=lambda one: one.signed_at is not None)
    if not mine:
        raise PermissionDenied
    return mine[0]


def authorize_answer(user: User, commitment: SpokenCommitment) -> None:
    """Who is said to have committed aloud confirms or contests it, and nobody else (C4). Raises PermissionDenied."""
    if commitment.user_id != user.pk or not parts_in(user, commitment.partnership_id):
        raise PermissionDenied


def authorize_letter(user: User, partnership: Partnership, letter: s.Letter) -> frozenset[str]:
    """A letter is written by the part that the framework names as its sender, and by nobody else (D2).

    Returns the person's parts. Raises Http404 for whoever is not of the pair, and PermissionDenied.
    """
    parts = authorize_plan(user, partnership)
    if letter.sender not in parts or not may(parts, Action.LETTER_WRITE):
        raise PermissionDenied
    return parts
