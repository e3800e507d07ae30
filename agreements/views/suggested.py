"""Suggestions in words, for the pages that show them: what the plan says, what is suggested, and by whom."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import wording
from agreements.clauses import lines_now
from agreements.editions import drafted_with
from agreements.models import Plan, Suggestion
from agreements.services import FIELDS, Piece, Place, PlanDraft, places_of
from coaching.frameworks import Framework
from coaching.frameworks.structure import PlanField
from coaching.models import Partnership, Person, User

ANSWERED_SHOWN = 10


def said_by(asked: PlanField, draft: PlanDraft, framework: Framework) -> list[str]:
    """What a draft answers to a question, in words, line by line."""
    plan = Plan(**{name: getattr(draft, name) for name in FIELDS})
    said = wording.said(asked, plan, framework, [one.text for one in draft.practices])
    return [said] if isinstance(said, str) else said


def words_of(place: Place, piece: Piece, framework: Framework) -> list[str]:
    """A piece in words, line by line; a clause as it would stand in the agreement."""
    if place.clause is not None:
        return lines_now(place.clause, piece)
    assert place.question is not None
    if piece is None:
        return [""]
    try:
        return said_by(place.question, place.into(PlanDraft(), piece), framework)
    except KeyError:  # chosen when the framework offered something else
        return [_("An answer that is not offered any more")]


def rows_of(
    suggestions: Iterable[Suggestion], partnership: Partnership, draft: PlanDraft, reader: User
) -> list[dict[str, Any]]:
    """The suggestions that still have a place in the plan, in words; `outdated`: the plan has changed since."""
    suggestions = list(suggestions)
    framework = drafted_with(partnership)
    places = places_of(framework, partnership.format)
    people: set[uuid.UUID | None] = {pk for one in suggestions for pk in (one.author_id, one.closed_by_id)}
    names = dict(Person.objects.filter(pk__in=people - {None}).values_list("pk", "name")) if suggestions else {}
    rows = []
    for one in suggestions:
        place = places.get(f"{one.about}.{one.key}")
        if place is None:
            continue
        rows.append(
            {
                "pk": one.pk,
                "place": place.name,
                "label": place.label,
                "author": names.get(one.author_id, ""),
                "mine": one.author_id == reader.pk,
                "suggested": words_of(place, one.value, framework),
                "present": words_of(place, place.of(draft), framework),
                "reason": one.reason,
                "outdated": one.is_open and place.of(draft) != one.basis,
                "is_open": one.is_open,
                "state": one.get_state_display(),
                "made_at": one.made_at,
                "closed_by": names.get(one.closed_by_id, "") if one.closed_by_id else "",
                "closed_words": one.closed_words,
                "url": reverse("suggestion_detail", args=[one.pk]),
            }
        )
    return rows


def answered(partnership: Partnership) -> list[Suggestion]:
    """The last suggestions that were answered or taken back, the newest first."""
    closed = Suggestion.objects.filter(partnership=partnership).exclude(state=Suggestion.State.OPEN)
    return list(closed.order_by("-closed_at")[:ANSWERED_SHOWN])
