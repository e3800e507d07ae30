"""Suggestions: what one of the pair offers, and another accepts or declines. Nothing is overwritten unseen."""

import uuid

from django.db import transaction

from agreements.editions import drafted_with
from agreements.models import Suggestion
from agreements.services.answering import Answered, State, close
from agreements.services.pieces import Piece, Place, fingerprint, places_of
from agreements.services.plans import PlanConflict, plan_of, require_fitting, save_plan
from coaching.disclosure.classes import PAIR
from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in


class NothingNew(Exception):
    """What is suggested is what the plan says already."""


class Outdated(Exception):
    """The plan says something else by now than the person was shown. Nothing was changed."""


def place_of(suggestion: Suggestion, partnership: Partnership) -> Place | None:
    """Where a suggestion belongs; None where the framework asks that no more."""
    name = f"{suggestion.about}.{suggestion.key}"
    return places_of(drafted_with(partnership), partnership.format).get(name)


@transaction.atomic
def suggest(*, partnership: Partnership, by: User, place: Place, value: Piece, reason: str = "") -> Suggestion:
    """Offer another answer, or other words, to the others of the pair, who get one mail a day about it.

    `value` is as `Place.of` gives it. Raises NothingNew, NotFitting.
    """
    _plan, now = plan_of(partnership)
    basis = place.of(now)
    wanted = place.into(now, value)
    if place.of(wanted) == basis:
        raise NothingNew
    require_fitting(drafted_with(partnership), partnership.format, wanted)
    suggestion = Suggestion(
        partnership=partnership,
        author=by,
        about=place.about,
        key=place.key,
        value=place.of(wanted),
        basis=basis,
        reason=reason,
    )
    suggestion.save(force_insert=True)
    record(Event.SUGGESTION_MADE, target=suggestion, by=by)
    others = Party.objects.filter(partnership=partnership, part__in=PAIR).present().exclude(user=by)
    for user_id in others.values_list("user_id", flat=True).distinct():
        day = today_in(partnership.program).isoformat()
        enqueue(Kind.SUGGESTION_WAITING, subject_id=partnership.pk, recipient_id=user_id, occurrence=day)
    return suggestion


@transaction.atomic
def accept_suggestion(*, suggestion: Suggestion, by: User, seen: str, withdraws: uuid.UUID | None = None) -> None:
    """Put what was suggested into the plan. `seen` is the fingerprint of the answer that it takes the place of, as
    `by` was shown it; `withdraws` is as in `save_plan`.

    Raises Answered, Outdated, OutForSignature, NotFitting.
    """
    if suggestion.author_id == by.pk:
        raise Answered
    partnership = suggestion.partnership
    place = place_of(suggestion, partnership)
    plan, now = plan_of(partnership)
    if place is None or fingerprint(place.of(now)) != seen:
        raise Outdated
    try:
        data = place.into(now, suggestion.value)
        save_plan(partnership=partnership, by=by, data=data, version=plan.version, withdraws=withdraws)
    except PlanConflict as conflict:
        raise Outdated from conflict
    close(suggestion, State.ACCEPTED, by=by)


@transaction.atomic
def decline_suggestion(*, suggestion: Suggestion, by: User, words: str = "") -> None:
    """Leave the plan as it is; `words` are for the author. Raises Answered."""
    if suggestion.author_id == by.pk:
        raise Answered
    close(suggestion, State.DECLINED, by=by, words=words)


@transaction.atomic
def withdraw_suggestion(*, suggestion: Suggestion, by: User) -> None:
    """Take one's own suggestion back. Raises Answered."""
    if suggestion.author_id != by.pk:
        raise Answered
    close(suggestion, State.WITHDRAWN, by=by)
