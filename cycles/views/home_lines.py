"""What waits for a person in their pairs besides visits and the agreement, as lines of their first page."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from agreements.life import OVER, State
from coaching.models import User
from cycles.services.questions import is_late, owed_by
from cycles.views import shown

Lines = dict[uuid.UUID, list[dict[str, str]]]
"""Partnership: lines with `text` and `url`."""


def questions_owed(user: User, rows: Iterable[dict[str, Any]]) -> Lines:
    """A line for each pair in which questions wait for this person's answer; rows are those of the caseload. Late ones
    are said to be late, gently; nothing is late while the coaching rests (C7). One query.
    """
    states = {row["id"]: row["standing"] for row in rows if row["standing"] not in OVER}
    found: dict[uuid.UUID, list[bool]] = {}
    today = timezone.localdate()
    for question in owed_by(user, states):
        late = is_late(question, today) and states[question.partnership_id] != State.PAUSED
        found.setdefault(question.partnership_id, []).append(late)
    address = shown.address("question_list")
    return {key: [{"text": _questions_words(len(late), sum(late)), "url": address(key)}] for key, late in found.items()}


def _questions_words(open_ones: int, late: int) -> str:
    if late:
        return ngettext(
            "%(n)d question waits longer than you promised", "%(n)d questions wait longer than you promised", late
        ) % {"n": late}
    return ngettext("%(n)d question to answer", "%(n)d questions to answer", open_ones) % {"n": open_ones}
