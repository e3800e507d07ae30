"""What pages show of ratings: a table of levels, one of items for each function, growth over time, and differences."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.addresses import address
from coaching.frameworks.structure import ItemState, Profile, ProfileFunction, ProfileLevel
from cycles.forms.profiles import state_words
from cycles.models import ProfileRating, RatingDraft
from cycles.models.profiles import View
from cycles.services.profiles import Edition
from cycles.services.readers import Reader
from cycles.times import day_words, short_day

COLUMNS = 6
"""So many ratings stand beside each other; a phone scrolls them, and a sheet of paper holds them."""
DAYS_DRAWN = 16


def view_words(reader: Reader, row: ProfileRating | RatingDraft) -> str:
    """Whose view it is: a name, with what they are to the practice."""
    by = reader.name_of(row.author_id)
    if row.view == View.OBSERVER and row.observer_name:
        return _("%(observer)s, observer (written down by %(name)s)") % {"observer": row.observer_name, "name": by}
    if row.view == View.OBSERVER:
        return _("%(name)s, as an observer") % {"name": by}
    if row.view == View.SELF:
        return _("%(name)s, own practice") % {"name": by}
    return by


def short_view(reader: Reader, row: ProfileRating) -> str:
    """The same in a few letters, for the head of a column."""
    return row.observer_name or reader.name_of(row.author_id)


def level_tone(profile: Profile, level: ProfileLevel | None) -> str:
    """The name of a colour, from 1 to 4; the words stand in the cell besides."""
    if level is None:
        return "none"
    return str(1 + round(3 * (profile.place_of(level) - 1) / (len(profile.levels) - 1)))


STATE_TONES = {ItemState.MISSING: "1", ItemState.IN_PART: "2", ItemState.IN_PLACE: "4"}


# ---- tables -------------------------------------------------------------------------------------------------------
def heat_table(reader: Reader, edition: Edition) -> dict[str, Any]:
    """Functions and their items by rating, the newest first: for each cell words and the name of a colour."""
    columns = edition.ratings[-COLUMNS:][::-1]
    page = address("rating_detail")
    return {
        "columns": [
            {
                "day": short_day(row.rated_on),
                "who": short_view(reader, row),
                "view": "" if row.view == View.OTHER else View(row.view).label,
                "url": page(row.pk),
                "is_corrected": row.replaces_id is not None,
            }
            for row in columns
        ],
        "older": len(edition.ratings) - len(columns),
        "functions": [_function_row(edition.profile, function, columns) for function in edition.profile.functions],
        "levels": [
            {"tone": level_tone(edition.profile, level), "label": str(level.label), "meaning": str(level.meaning)}
            for level in edition.profile.levels
        ],
    }


def _function_row(profile: Profile, function: ProfileFunction, columns: Iterable[ProfileRating]) -> dict[str, Any]:
    reached = [profile.level_of(function, row.states) for row in columns]
    return {
        "label": str(function.label),
        "cells": [
            {"tone": level_tone(profile, level), "label": str(level.label) if level else _("Not rated")}
            for level in reached
        ],
        "items": [
            {
                "label": str(item.in_place),
                "cells": [_state_cell(row.states.get(function.name_of(item), "")) for row in columns],
            }
            for item in function.items
        ],
    }


def _state_cell(state: str) -> dict[str, str]:
    if not state:
        return {"tone": "none", "label": _("Not rated")}
    known = ItemState(state)
    return {"tone": STATE_TONES[known], "label": state_words()[known]}


def _item_cell(state: str) -> dict[str, str]:
    cell = _state_cell(state)
    return {"tone": cell["tone"], "label_of": cell["label"]}


# ---- growth -------------------------------------------------------------------------------------------------------
def growth_chart(reader: Reader, edition: Edition) -> dict[str, Any] | None:
    """How many items are in place, over the days, a line for each view. None before the second rating."""
    if len(edition.ratings) < 2:
        return None
    days: list[dt.date] = sorted({row.rated_on for row in edition.ratings})[-DAYS_DRAWN:]
    found = {(row.view, row.rated_on): in_place(row) for row in edition.ratings}
    newest = edition.newest()
    views = [view for view in View if view in newest]
    total = len(edition.profile.item_names)
    return {
        "title": _("Items in place, of %(n)d") % {"n": total},
        "summary": " ".join(
            _("%(who)s, %(day)s: %(n)d of %(all)d.")
            % {
                "who": view_words(reader, newest[view]),
                "day": short_day(newest[view].rated_on),
                "n": in_place(newest[view]),
                "all": total,
            }
            for view in views
        ),
        "labels": [short_day(day) for day in days],
        "label_heading": _("Day"),
        "series": [
            {"label": view_words(reader, newest[view]), "values": [found.get((view, day)) for day in days]}
            for view in views
        ],
        "joined": True,
    }


def in_place(row: ProfileRating) -> int:
    return sum(state == ItemState.IN_PLACE for state in row.states.values())


# ---- where two see it differently ---------------------------------------------------------------------------------
def differences(reader: Reader, edition: Edition) -> dict[str, Any] | None:
    """The items that the newest ratings of the views call by different states, with what each says shows it."""
    newest = [row for view, row in edition.newest().items()]
    if len(newest) < 2:
        return None
    found = []
    for function, item in edition.profile.items:
        name = function.name_of(item)
        said = [row for row in newest if name in row.states]
        if len({row.states[name] for row in said}) > 1:
            rows = [
                {
                    "who": view_words(reader, row),
                    **_state_cell(row.states[name]),
                    "evidence": row.evidence.get(name, ""),
                }
                for row in said
            ]
            found.append({"function": str(function.label), "label": str(item.in_place), "rows": rows})
    return {"rows": found}


# ---- one rating ---------------------------------------------------------------------------------------------------
def rating_words(
    reader: Reader, profile: Profile, row: ProfileRating | RatingDraft, *, write_url: str = ""
) -> list[dict[str, Any]]:
    """Each function with its level, how that looks, and its items with what was found and what shows it.

    `write_url`: with "{}" for the function, where a rating is still written.
    """
    found = []
    for function in profile.functions:
        level = profile.level_of(function, row.states)
        said = [function.name_of(item) in row.states for item in function.items]
        sign = function.sign(level.key) if level else None
        found.append(
            {
                "label": str(function.label),
                "level": str(level.label) if level else "",
                "tone": level_tone(profile, level),
                "sign": str(sign) if sign else "",
                "is_begun": any(said),
                "words": _("%(n)d of %(all)d rated") % {"n": sum(said), "all": len(said)},
                "url": write_url.format(function.key) if write_url else "",
                "items": [
                    {
                        "label": str(item.in_place),
                        **_item_cell(row.states.get(name, "")),
                        "looks": str(item.looks(ItemState(row.states[name]))) if name in row.states else "",
                        "evidence": row.evidence.get(name, ""),
                    }
                    for item in function.items
                    for name in [function.name_of(item)]
                ],
            }
        )
    return found


def rating_row(reader: Reader, row: ProfileRating, page: Any) -> dict[str, Any]:
    """A line of the list of ratings."""
    return {
        "url": page(row.pk),
        "who": view_words(reader, row),
        "day": day_words(row.rated_on),
        "corrected": day_words(timezone.localtime(row.finished_at).date()) if row.replaces_id else "",
    }
