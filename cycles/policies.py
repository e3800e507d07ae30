"""Who may do what with the work of a pair: one table, and absence means no.

Whoever is not of the pair is not shown that there is a page: 404. Who is, and may not do a thing: 403.
"""

import enum

from django.core.exceptions import PermissionDenied
from django.http import Http404

from agreements.life import Action as Deed
from agreements.life import permits
from coaching.disclosure.classes import Part
from coaching.frameworks.structure import Guide
from coaching.models import Partnership, User
from cycles.models import Note
from cycles.services.pairs import Pair, find_pair


class Action(enum.StrEnum):
    """What can be asked of a pair's work."""

    READ = "read"
    VISIT_PLAN = "visit_plan"
    VISIT_MOVE = "visit_move"
    VISIT_CANCEL = "visit_cancel"
    VISIT_LOG = "visit_log"
    COMPONENT_WAIVE = "component_waive"
    GOAL_WRITE = "goal_write"
    STEP_WRITE = "step_write"
    REFLECT = "reflect"
    NOTE_CORRECT = "note_correct"
    GUIDE_MARK = "guide_mark"


_BOTH = frozenset({Action.READ, Action.GOAL_WRITE, Action.STEP_WRITE, Action.NOTE_CORRECT, Action.GUIDE_MARK})
_LEADS = _BOTH | {
    Action.VISIT_PLAN,
    Action.VISIT_MOVE,
    Action.VISIT_CANCEL,
    Action.VISIT_LOG,
    Action.COMPONENT_WAIVE,
}

MAY: dict[str, frozenset[Action]] = {
    Part.COACH: _LEADS,
    Part.MENTOR_COACH: _LEADS,
    Part.PEER: _LEADS | {Action.REFLECT},
    Part.COACHEE: _BOTH | {Action.REFLECT},
}


def authorize(user: User, action: Action, partnership: Partnership) -> Pair:
    """The pair, as this person sees it, when they may do this. Raises Http404 and PermissionDenied.

    Who has left reads on what was written before, as the database gives it to them, and does nothing more.
    """
    pair = find_pair(partnership, user)
    if pair is None:
        raise Http404
    if action is not Action.READ and not may(pair, action):
        raise PermissionDenied
    return pair


def may(pair: Pair, action: Action) -> bool:
    """Whether this person may do this now, as the coaching stands; pages offer no more than that."""
    return pair.me.present and action in MAY.get(pair.me.part, ()) and is_permitted(pair.state, action)


def is_permitted(state: str, action: Action) -> bool:
    """Whether the standing permits it, by the table in `agreements.life`: visits are planned while nothing rests, and
    nothing at all is written once the coaching has ended.
    """
    if action is Action.READ:
        return True
    is_planning = action in (Action.VISIT_PLAN, Action.VISIT_MOVE)
    return permits(state, Deed.VISIT_PLAN if is_planning else Deed.RECORD_WRITE)


def authorize_note(user: User, note: Note) -> Pair:
    """A note is corrected by the one who wrote it (fault 32). Raises Http404 and PermissionDenied."""
    pair = authorize(user, Action.NOTE_CORRECT, note.partnership)
    if note.author_id != user.pk:
        raise PermissionDenied
    return pair


def may_mark(pair: Pair, guide: Guide) -> bool:
    """A checklist of the start is marked by the parts that the framework names (C3, D4)."""
    return may(pair, Action.GUIDE_MARK) and pair.me.part in guide.by


def authorize_guide(pair: Pair, guide: Guide) -> None:
    """Raises PermissionDenied unless this person marks this checklist."""
    if not may_mark(pair, guide):
        raise PermissionDenied
