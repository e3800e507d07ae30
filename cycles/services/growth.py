"""How a practice grows: coach and coachee each say on which level they saw it, on a day. There is no "done" (A1)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agreements.models import FocusPractice
from coaching.frameworks import Framework
from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from coaching.services.people import today_in
from cycles.models import LevelNote, PracticeLevel
from cycles.services.goals import NotYet
from cycles.services.pairs import Pair, one_at_a_time


class NoSuchLevel(ValueError):
    """A level that the framework's scale does not have. The form offers none."""


@dataclass(frozen=True)
class Seen:
    """One level on one day. `rank` counts from 1; 0 where the scale has no such level any more."""

    id: uuid.UUID
    practice_id: uuid.UUID
    wording: str
    rank: int
    level: str
    day: dt.date
    author_id: uuid.UUID
    author_part: str
    note: str


@transaction.atomic
def record_level(
    *, pair: Pair, practice: FocusPractice, by: User, level: str, seen_on: dt.date, note: str = ""
) -> PracticeLevel:
    """Keep the level on which `by` saw a practice. A second time on the same day puts the first right.

    Raises NoSuchLevel, NotYet.
    """
    if level not in {one.key for one in pair.framework.practices.levels}:
        raise NoSuchLevel(level)
    if seen_on > today_in(pair.partnership.program):
        raise NotYet
    one_at_a_time(pair.partnership.pk)
    row = PracticeLevel.objects.filter(practice=practice, author=by, seen_on=seen_on).first()
    row = row or PracticeLevel(partnership=pair.partnership, practice=practice, author=by, seen_on=seen_on)
    row.wording, row.level, row.author_part = practice.text, level, pair.me.part
    row.recorded_at = row.written_at = timezone.now()
    row.save(force_insert=row._state.adding)
    _keep_note(row, by, note)
    record(Event.LEVEL_RECORDED, target=row, by=by)
    return row


def _keep_note(level: PracticeLevel, by: User, text: str) -> None:
    row = LevelNote.objects.filter(level=level).first()
    if row is None and not text:
        return
    row = row or LevelNote(partnership_id=level.partnership_id, level=level, author=by)
    row.text, row.written_at = text, timezone.now()
    row.save(force_insert=row._state.adding)


def levels_seen(
    partnership: Partnership, framework: Framework, practice_id: uuid.UUID | None = None, *, newest: int = 0
) -> list[Seen]:
    """The levels of a pair's practices, or of one, from the first day on. One query, and row security leaves out the
    notes of whoever may read the levels alone. `newest`: at most so many, the latest.
    """
    ranks = {one.key: place for place, one in enumerate(framework.practices.levels, start=1)}
    rows = PracticeLevel.objects.filter(partnership=partnership)
    if practice_id:
        rows = rows.filter(practice=practice_id)
    wanted = ("id", "practice_id", "wording", "level", "seen_on", "author_id", "author_part", "note__text")
    found = rows.order_by("-seen_on", "-recorded_at", "-id").values_list(*wanted)
    return [
        Seen(pk, practice, wording, ranks.get(level, 0), level, day, author, part, note or "")
        for pk, practice, wording, level, day, author, part, note in reversed(found[:newest] if newest else found)
    ]
