"""Who may do what with plans and agreements. The table is in `agreements.life`; these are the questions views ask."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404

from agreements.life import MAY, Action, may
from agreements.models import Agreement, Signature, SpokenCommitment
from coaching.disclosure.classes import PAIR
from coaching.frameworks import structure as s
from coaching.models import Partnership, Party, User

__all__ = [
    "MAY",
    "Action",
    "authorize",
    "authorize_answer",
    "authorize_party",
    "authorize_plan",
    "authorize_signing",
    "may",
    "parts_in",
]


def parts_in(user: User, partnership_id: uuid.UUID) -> frozenset[str]:
    """The parts that a person holds in a partnership today."""
    parties = Party.objects.filter(user=user, partnership_id=partnership_id).present()
    return frozenset(parties.values_list("part", flat=True))


def authorize(user: User, action: Action, partnership_id: uuid.UUID) -> None:
    """Raises PermissionDenied unless a part that the person holds today in the partnership may do this."""
    if not may(parts_in(user, partnership_id), action):
        raise PermissionDenied


def authorize_party(user: User, action: Action, partnership: Partnership) -> frozenset[str]:
    """A matter of the parties: to anybody else, leadership and the administrator too, there is no such page.

    Returns the person's parts. Raises Http404, and PermissionDenied for a party whose part may not do this.
    """
    parts = parts_in(user, partnership.pk)
    if not parts:
        raise Http404
    if not may(parts, action):
        raise PermissionDenied
    return parts


def authorize_plan(user: User, partnership: Partnership) -> frozenset[str]:
    """The plan is the pair's until it is sent: to anybody else, supervisors too, it does not exist (A13).

    Returns the person's parts. Raises Http404.
    """
    parts = parts_in(user, partnership.pk)
    if parts.isdisjoint(PAIR):
        raise Http404
    return parts


def authorize_signing(user: User, agreement: Agreement, action: Action = Action.AGREEMENT_SIGN) -> Signature:
    """Only who is asked for a signature gives or declines it, whoever holds the link (fault 17).

    Returns their place, an open one first. Raises PermissionDenied.
    """
    authorize(user, action, agreement.partnership_id)
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
