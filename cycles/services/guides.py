"""Checklists of the start: what was explained or gone through, and on which day (C3, D2, D4)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from coaching.frameworks.structure import Guide
from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from coaching.services.people import today_in
from cycles.models import GuideMark
from cycles.services.pairs import Pair, one_at_a_time


@dataclass(frozen=True)
class Mark:
    """What is to be kept of an item: the day on which it was done, None while it is open, and a few words."""

    done_on: dt.date | None = None
    note: str = ""


@dataclass(frozen=True)
class Change:
    """One change of a mark, from its history. `done_on` is None where it was taken back."""

    item: str
    done_on: dt.date | None
    note: str
    by: str
    at: dt.datetime


class MarkedMeanwhile(Exception):
    """Somebody marked the same items meanwhile: `now` is what is kept of them. Nothing was changed."""

    def __init__(self, now: Mapping[str, GuideMark]) -> None:
        super().__init__("somebody marked the same items meanwhile")
        self.now = now


class NotOnTheList(ValueError):
    """An item that the list does not have, or a day that is still to come. The form asks rightly."""


def guides_of(pair: Pair) -> tuple[Guide, ...]:
    """The checklists of the start in this pair's format."""
    return pair.framework.start_checklists(pair.partnership.format)


def marks_of(partnership: Partnership, guide: Guide) -> dict[str, GuideMark]:
    """What is kept of each item, by its key; an item that was never marked is not there."""
    return {mark.item: mark for mark in GuideMark.objects.filter(partnership=partnership, guide=guide.key)}


def done_counts(pair: Pair) -> dict[str, int]:
    """How many items of each checklist are done. One query."""
    done = GuideMark.objects.filter(partnership=pair.partnership, done_on__isnull=False)
    counts: dict[str, int] = {}
    known = {(guide.key, item.key) for guide in guides_of(pair) for item in guide.items}
    for place in done.values_list("guide", "item"):
        if place in known:
            counts[place[0]] = counts.get(place[0], 0) + 1
    return counts


@transaction.atomic
def save_marks(
    *, partnership: Partnership, guide: Guide, by: User, wanted: Mapping[str, Mark], seen: Mapping[str, str]
) -> int:
    """Keep the marks as `by` wants them, and say how many changed. What is taken back stays in the history.

    `seen` says for each item when the mark that `by` saw was written (`stamp_of`). Raises MarkedMeanwhile,
    NotOnTheList.
    """
    known, today = {item.key for item in guide.items}, today_in(partnership.program)
    if set(wanted) - known or any(one.done_on and one.done_on > today for one in wanted.values()):
        raise NotOnTheList
    one_at_a_time(partnership.pk)
    now = marks_of(partnership, guide)
    changed = {key: mark for key, mark in wanted.items() if _kept(now.get(key)) != mark}
    if other := {key: now[key] for key in changed if key in now and stamp_of(now[key]) != seen.get(key, "")}:
        raise MarkedMeanwhile(other)
    for key, mark in changed.items():
        row = now.get(key) or GuideMark(partnership=partnership, guide=guide.key, item=key)
        row.done_on, row.note = mark.done_on, mark.note if mark.done_on else ""
        row.marked_by = by
        # Who left before this was written is not shown it, though the row is older
        row.marked_at = row.written_at = timezone.now()
        row.save(force_insert=row._state.adding)
        record(Event.GUIDE_MARKED, target=row, by=by)
    return len(changed)


def _kept(row: GuideMark | None) -> Mark:
    return Mark(row.done_on, row.note) if row else Mark()


def stamp_of(row: GuideMark | None) -> str:
    """When a mark was written, to compare; empty where there is none."""
    return row.marked_at.isoformat() if row else ""


def changes_of(pair: Pair, guide: Guide) -> list[Change]:
    """Every change of the marks of a checklist, the newest first. One query."""
    history = apps.get_model("cycles", "GuideMarkHistory").objects.filter(partnership=pair.partnership, guide=guide.key)
    rows = history.order_by("-pgh_created_at", "item").values_list("item", "done_on", "note", "marked_by", "marked_at")
    labels = {item.key: str(item.text) for item in guide.items}
    return [
        Change(labels[item], done_on, note, pair.name_of(by), at)
        for item, done_on, note, by, at in rows
        if item in labels
    ]
