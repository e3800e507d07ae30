"""Which suggestions wait for an answer, and how one is closed: once, whoever comes first."""

import uuid
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Suggestion
from coaching.models import Partnership, User
from coaching.services.audit import Event, record

State = Suggestion.State
EVENTS = {
    State.ACCEPTED: Event.SUGGESTION_ACCEPTED,
    State.DECLINED: Event.SUGGESTION_DECLINED,
    State.WITHDRAWN: Event.SUGGESTION_WITHDRAWN,
}


class Answered(Exception):
    """The suggestion was answered or taken back meanwhile, or is not this person's to answer. Nothing was changed."""


def open_suggestions(partnership: Partnership | uuid.UUID) -> list[Suggestion]:
    """Those that wait for an answer, the oldest first."""
    return list(Suggestion.objects.filter(partnership=partnership, state=State.OPEN))


def set_aside_unanswered(*, suggestions: Collection[Suggestion], by: User) -> None:
    """Close what is still open when the plan is sent: one's own is taken back, that of others declined with a word.

    Raises Answered.
    """
    words = _("The agreement was sent for signature without this.")
    for one in suggestions:
        if one.author_id == by.pk:
            close(one, State.WITHDRAWN, by=by)
        else:
            close(one, State.DECLINED, by=by, words=words)


def close(suggestion: Suggestion, state: Suggestion.State, *, by: User, words: str = "") -> None:
    """Give the one answer there is, by `by`, whom the database lets do so. Raises Answered."""
    changed = Suggestion.objects.filter(pk=suggestion.pk, state=State.OPEN).update(
        state=state, closed_at=timezone.now(), closed_by=by, closed_words=words
    )
    if not changed:
        raise Answered
    record(EVENTS[state], target=suggestion, by=by)
