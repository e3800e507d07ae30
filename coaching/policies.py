"""Who may set up what in the base: one table, and absence means no."""

import enum

from django.core.exceptions import PermissionDenied

from coaching.disclosure.classes import Part
from coaching.models import Membership, Program, User
from coaching.services.people import today_in


class Action(enum.StrEnum):
    """What can be asked of the base."""

    PROGRAM_SET_UP = "program_set_up"


MAY: dict[str, frozenset[Action]] = {
    Part.ADMINISTRATOR: frozenset({Action.PROGRAM_SET_UP}),
}


def authorize(user: User, action: Action, program: Program) -> None:
    """Raises PermissionDenied unless a part that the person holds today in the program may do this."""
    held = (
        Membership.objects.filter(user=user, program=program).current(today_in(program)).values_list("part", flat=True)
    )
    if not any(action in MAY.get(part, ()) for part in held):
        raise PermissionDenied


def may_start_programs(user: User) -> None:
    """Raises PermissionDenied unless the person was given the right to start programs."""
    if not user.may_start_programs:
        raise PermissionDenied
