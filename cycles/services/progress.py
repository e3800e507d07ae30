"""Cycles: opened by a visit, complete only when each component is recorded or waived with a reason (A6)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from coaching.frameworks import Framework
from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from cycles.models import Cycle, CycleComponent, Visit, VisitLog
from cycles.services.pairs import framework_of, one_at_a_time


class NotPossible(Exception):
    """The cycle is complete, the component is not of the framework, or nothing of the cycle would have taken place."""


class LaterCycle(Exception):
    """The cycle would not be complete any more, and cannot open again, for a later one has begun."""


@dataclass(frozen=True)
class Standing:
    """How far a cycle is: keys of the components that are done, waived (with the reason), and left."""

    done: tuple[str, ...]
    waived: dict[str, str]
    left: tuple[str, ...]


def open_cycle(partnership: Partnership) -> Cycle | None:
    """The cycle the pair is in."""
    return Cycle.objects.filter(partnership=partnership, completed_on=None).first()


def standing(framework: Framework, cycle: Cycle | None) -> Standing:
    """What of a cycle is done. One query, none when there is no cycle. `cycle.components` may be prefetched."""
    rows = list(cycle.components.all()) if cycle else []
    keys = [component.key for component in framework.components]
    done = {row.key for row in rows if row.visit_id}
    waived = {row.key: row.waived_reason for row in rows if not row.visit_id and row.key not in done}
    return Standing(
        done=tuple(key for key in keys if key in done),
        waived={key: waived[key] for key in keys if key in waived},
        left=tuple(key for key in keys if key not in done and key not in waived),
    )


def cycle_for_visit(*, partnership: Partnership, visited_on: dt.date) -> Cycle:
    """The open cycle, or the next one, begun on the day of the visit. Call with `one_at_a_time` held."""
    cycle = open_cycle(partnership)
    if cycle is None:
        last = Cycle.objects.filter(partnership=partnership).aggregate(last=Max("number"))["last"] or 0
        cycle = Cycle(partnership=partnership, number=last + 1, started_on=visited_on)
        cycle.save(force_insert=True)
    elif visited_on < cycle.started_on:
        cycle.started_on = visited_on
        cycle.save(update_fields=["started_on"])
    return cycle


def cycle_beside(*, partnership: Partnership, visited_on: dt.date) -> Cycle:
    """The cycle that a visit stands beside which is no part of any: the latest, and the first where there is none yet.
    It changes nothing of it. Call with `one_at_a_time` held.
    """
    latest = Cycle.objects.filter(partnership=partnership).order_by("-number").first()
    return latest or cycle_for_visit(partnership=partnership, visited_on=visited_on)


def complete_if_all_there(*, cycle: Cycle, by: User) -> bool:
    """Close the cycle on the day of its last visit once nothing of it is left; say whether it is closed now."""
    framework = framework_of(cycle.partnership.framework_version_id)
    so_far = standing(framework, cycle)
    if so_far.left or not so_far.done:
        return False
    visits = VisitLog.objects.filter(cycle=cycle).exclude(visit__kind=Visit.Kind.HELPING)
    last = visits.aggregate(last=Max("visited_on"))["last"]
    cycle.completed_on = max(last, cycle.started_on)
    cycle.save(update_fields=["completed_on"])
    record(Event.CYCLE_COMPLETED, target=cycle, by=by)
    return True


def has_later(cycle: Cycle) -> bool:
    """Whether another cycle has begun since."""
    return Cycle.objects.filter(partnership=cycle.partnership_id, number__gt=cycle.number).exists()


def settle(*, cycle: Cycle, by: User, reason: str = "") -> None:
    """Make a cycle as complete as its components are, after they were put right. Call with `one_at_a_time` held.

    One that is not complete any more opens again. Where a later one has begun it stays complete, and what is not
    recorded now was left out for `reason` (A6). Raises LaterCycle without one, NotPossible where nothing of the cycle
    would have taken place.
    """
    if cycle.completed_on is None:
        complete_if_all_there(cycle=cycle, by=by)
        return
    so_far = standing(framework_of(cycle.partnership.framework_version_id), cycle)
    if not so_far.left and so_far.done:
        return
    if not has_later(cycle):
        cycle.completed_on = None
        cycle.save(update_fields=["completed_on"])
        record(Event.CYCLE_REOPENED, target=cycle, by=by)
        return
    if not so_far.done:
        raise NotPossible
    if not reason.strip():
        raise LaterCycle
    for key in so_far.left:
        _waive(cycle, key, reason, by)


@transaction.atomic
def waive_component(*, cycle: Cycle, key: str, reason: str, by: User) -> bool:
    """Leave a component of the open cycle out, for a reason that both read. True when that completes the cycle.

    Raises NotPossible: a cycle in which nothing took place is no cycle.
    """
    one_at_a_time(cycle.partnership_id)
    cycle = Cycle.objects.get(pk=cycle.pk)
    so_far = standing(framework_of(cycle.partnership.framework_version_id), cycle)
    if cycle.completed_on or key not in so_far.left or not reason.strip():
        raise NotPossible
    if so_far.left == (key,) and not so_far.done:
        raise NotPossible
    _waive(cycle, key, reason, by)
    return complete_if_all_there(cycle=cycle, by=by)


def _waive(cycle: Cycle, key: str, reason: str, by: User) -> None:
    component = CycleComponent(
        partnership_id=cycle.partnership_id,
        cycle=cycle,
        key=key,
        waived_reason=reason,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    component.save(force_insert=True)
    record(Event.COMPONENT_WAIVED, target=component, by=by)
