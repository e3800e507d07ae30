"""What of a plan is new to somebody since they last looked. Each has their own mark, which nobody else reads."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.editions import drafted_with
from agreements.models import PlanLook
from agreements.services.drafts import PlanDraft
from agreements.services.pieces import Piece, pieces_of
from coaching.models import Partnership, User


@transaction.atomic
def new_since(*, partnership: Partnership, by: User, draft: PlanDraft) -> dict[str, Piece]:
    """The places where the plan says otherwise than when `by` last looked, each with what it said then.

    Who looks for the first time has seen all of it now.
    """
    pieces = pieces_of(drafted_with(partnership), partnership.format, draft)
    look = PlanLook.objects.filter(partnership=partnership, author=by).first()
    if look is None:
        _begin(partnership, by, pieces)
        return {}
    return {name: look.seen.get(name) for name, piece in pieces.items() if not _same(look.seen.get(name), piece)}


@transaction.atomic
def mark_seen(*, partnership: Partnership, by: User, draft: PlanDraft) -> None:
    """From now on nothing of this is new to `by`."""
    see(partnership=partnership, by=by, pieces=pieces_of(drafted_with(partnership), partnership.format, draft))


def see(*, partnership: Partnership, by: User, pieces: dict[str, Piece]) -> None:
    """These pieces are not new to `by`, who has seen or written them; of the others nothing is said."""
    look = PlanLook.objects.filter(partnership=partnership, author=by).first()
    if look is None:
        return
    look.seen, look.seen_at = {**look.seen, **pieces}, timezone.now()
    look.save(update_fields=["seen", "seen_at"])


def _begin(partnership: Partnership, by: User, pieces: dict[str, Any]) -> None:
    look = PlanLook(partnership=partnership, author=by, seen=pieces, seen_at=timezone.now())
    PlanLook.objects.bulk_create([look], ignore_conflicts=True)


def _same(one: Piece, other: Piece) -> bool:
    """Whether two pieces say the same; nothing is the same however it is written."""
    return one == other or (not _says(one) and not _says(other))


def _says(piece: Piece) -> bool:
    return any(_says(value) for value in piece.values()) if isinstance(piece, dict) else piece not in (None, "", [])
