"""Who may read and ask for reports: one table, and absence means no."""

import enum

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from coaching.disclosure.classes import Part
from coaching.models import Membership, Party, Program, User
from cycles.services.pairs import LEARNS
from reports.models import Export


class Action(enum.StrEnum):
    """What can be asked of this room."""

    PROGRAM_READ = "program_read"
    REPORT_REQUEST = "report_request"
    VISITS_REQUEST = "visits_request"
    NUMBERS_READ = "numbers_read"
    NUMBERS_REQUEST = "numbers_request"


NUMBERS = frozenset({Action.NUMBERS_READ, Action.NUMBERS_REQUEST})
"""Frozen months, and files of them: for the parts inside a program that rules give counts to."""


FILES = frozenset({Action.REPORT_REQUEST, Action.VISITS_REQUEST})
"""Files with names: by partnership, and by visit where the log is given."""

MAY: dict[str, frozenset[Action]] = {
    Part.LEADERSHIP: frozenset({Action.PROGRAM_READ}) | FILES | NUMBERS,
    Part.REGIONAL_LEADERSHIP: frozenset({Action.PROGRAM_READ, Action.VISITS_REQUEST}) | NUMBERS,
    Part.LOCAL_AGENCY: frozenset({Action.PROGRAM_READ}) | FILES,
    Part.STATE_BUREAU: frozenset({Action.PROGRAM_READ}) | FILES,
    Part.COACH_SUPERVISOR: NUMBERS,
}


def may(part: str | None, action: Action) -> bool:
    """Whether this part may do this at all, in whatever program."""
    return action in MAY.get(part or "", ())


def may_ask(part: str | None) -> bool:
    """Whether this part asks for files of any kind."""
    return bool(MAY.get(part or "", frozenset()) & (FILES | {Action.NUMBERS_REQUEST}))


def numbers_of(user: User, part: str | None) -> QuerySet[Program]:
    """The programs whose frozen months `part` may be shown: those in which the person holds it today."""
    return held_in(user, part) if may(part, Action.NUMBERS_READ) else Program.objects.none()


def reports_of(user: User, part: str | None) -> QuerySet[Program]:
    """The programs whose report `part` shows this person: those in which they hold it today. Others do not exist here.

    Only the part that is named counts: what else the person is in a program gives nothing here (fault 7).
    """
    return held_in(user, part) if may(part, Action.PROGRAM_READ) else Program.objects.none()


def tells_months(user: User, part: str) -> bool:
    """Whether the report of a month still concerns this person: they hold the part in some program today."""
    return (reports_of(user, part) | numbers_of(user, part)).exists()


def authorize(part: str | None, action: Action) -> None:
    """Raises PermissionDenied unless `part` may do this with what it is shown."""
    if not may(part, action):
        raise PermissionDenied


def is_entitled(user: User, export: Export) -> bool:
    """Whether this person may have the file today: they hold the part in the program that they asked in, or it is their
    own record (A7). The database decides the same.
    """
    if export.partnership_id:
        return Party.objects.filter(partnership=export.partnership_id, user=user, part__in=LEARNS).exists()
    return held_in(user, export.part).filter(pk=export.program_id).exists()


def held_in(user: User, part: str | None) -> QuerySet[Program]:
    """The programs in which the person holds this part now, by the calendar of each, as row security counts it."""
    held = Membership.objects.filter(user=user, part=part or "").now()
    return Program.objects.filter(pk__in=held.values("program"))
