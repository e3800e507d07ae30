"""Concerns on the framework's route: raised, answered, talked about, taken on, closed (A16, A17, B8, D13)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from coaching.disclosure.classes import PARTY_PARTS, Part
from coaching.frameworks import Framework
from coaching.frameworks.structure import Clause, Route, RouteStep
from coaching.models import Partnership, Party, Person, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import ConcernStep, ConcernWord
from cycles.services.goals import NotYet
from cycles.services.pairs import framework_of

MANDATORY_REPORTING = "A8"


class NotOnTheRoute(ValueError):
    """A step that this person's route does not have, or whose turn has not come. The pages lead to none."""


@dataclass(frozen=True)
class Way:
    """The route that one party of a partnership has. `parts`: part and name of everybody present, by id."""

    partnership: Partnership
    user_id: uuid.UUID
    part: str
    route: Route
    people: dict[uuid.UUID, tuple[str, str]]

    @property
    def framework(self) -> Framework:
        return framework_of(self.partnership.framework_version_id)

    def step(self, key: str) -> RouteStep | None:
        return next((one for one in self.route.steps if one.key == key), None)

    def first(self) -> tuple[RouteStep, ...]:
        """The steps with which a concern can begin: one after the other, or whichever the person chooses."""
        return self.route.steps[:1] if self.route.in_order else self.route.steps

    def after(self, key: str) -> RouteStep | None:
        """The step that follows, where the route goes step by step; otherwise another one."""
        keys = [one.key for one in self.route.steps]
        place = keys.index(key) + 1 if key in keys else len(keys)
        return self.route.steps[place] if place < len(keys) else None

    def names(self, step: RouteStep) -> list[str]:
        """The parties to whom a step goes, by their names."""
        return [name for key, (part, name) in self.people.items() if part in step.to and key != self.user_id]


def find_way(partnership: Partnership, user: User) -> Way | None:
    """The route of this person, who is a party today; None where they are none or their part has no route."""
    rows = list(
        Party.objects.filter(partnership=partnership, part__in=PARTY_PARTS)
        .present()
        .order_by("joined_at", "user_id")
        .values_list("user_id", "part")
    )
    names = dict(Person.objects.filter(pk__in=[key for key, _part in rows]).values_list("pk", "name"))
    people = {key: (part, names.get(key, "")) for key, part in rows}
    framework = framework_of(partnership.framework_version_id)
    for part in [part for key, part in rows if key == user.pk]:
        try:
            route = framework.route(part, partnership.format)
        except KeyError:
            continue
        return Way(partnership, user.pk, part, route, people)
    return None


def coach_supervisors(partnership: Partnership) -> list[uuid.UUID]:
    """Those of the program who hold that part and stand in the signed agreement by their address (A16). One query."""
    with connection.cursor() as cursor:
        cursor.execute("select * from sec.coach_supervisors_of(%s)", [partnership.pk])
        return [key for (key,) in cursor.fetchall()]


def reachable(way: Way, step: RouteStep) -> bool:
    """Whether somebody of this step has an account here; otherwise it is talked about outside."""
    if way.names(step):
        return True
    return Part.COACH_SUPERVISOR in step.to and bool(set(coach_supervisors(way.partnership)) - {way.user_id})


def stands_outside(framework: Framework) -> Clause | None:
    """What the framework says of mandatory reporting, which no route replaces (A8)."""
    return next((one for one in framework.clauses if one.locked and MANDATORY_REPORTING in one.codes), None)


def turn_has_come(steps: list[ConcernStep], way: Way, wanted: RouteStep) -> bool:
    """Whether a concern can be taken to a step now: it was not yet, and where there is an order, the step before it was
    talked about or answered. The database asks the same.
    """
    done = {one.step: one for one in steps}
    if wanted.key in done or any(one.closed_at for one in steps):
        return False
    if not way.route.in_order:
        return True
    keys = [one.key for one in way.route.steps]
    place = keys.index(wanted.key)
    before = done.get(keys[place - 1]) if place else None
    if place == 0:
        return not steps
    return before is not None and (before.talked_on is not None or before.words.exclude(user=way.user_id).exists())


@transaction.atomic
def raise_concern(
    *,
    way: Way,
    by: User,
    step: RouteStep,
    text: str,
    after: ConcernStep | None = None,
    about: str = "",
    outside: bool = False,
    talked_on: dt.date | None = None,
) -> ConcernStep:
    """Write a concern to the first on its route, or take it, `after` a step, to the next. Those it goes to are told by
    a mail without a word of it. `outside`: it was talked about with somebody who has no account here, on `talked_on`.

    Raises NotOnTheRoute, NotYet.
    """
    before = list(ConcernStep.objects.filter(concern=after.concern, user=by)) if after else []
    if way.step(step.key) is None or not turn_has_come(before, way, step):
        raise NotOnTheRoute(step.key)
    if talked_on and talked_on > today_in(way.partnership.program):
        raise NotYet
    key = uuid.uuid4()
    row = ConcernStep(
        id=key,
        partnership=way.partnership,
        user=by,
        user_name=way.people[by.pk][1],
        part=way.part,
        concern=after.concern if after else key,
        step=step.key,
        text=text,
        about=about if step.confidential else "",
        outside=outside,
        talked_on=talked_on,
        taken_at=timezone.now(),
    )
    row.save(force_insert=True)
    row.refresh_from_db(fields=["reader_ids"])
    record(Event.CONCERN_RAISED, target=row, by=by)
    for user_id in row.reader_ids:
        if user_id != by.pk:
            enqueue(Kind.CONCERN_WAITING, subject_id=row.pk, recipient_id=user_id)
    return row


@transaction.atomic
def answer_concern(*, step: ConcernStep, by: User, text: str) -> ConcernWord:
    """Answer in one step of a concern; the others who read it are told."""
    name = Person.objects.filter(pk=by.pk).values_list("name", flat=True).first() or ""
    row = ConcernWord(
        partnership_id=step.partnership_id, step=step, user=by, user_name=name, text=text, said_at=timezone.now()
    )
    row.save(force_insert=True)
    record(Event.CONCERN_ANSWERED, target=row, by=by)
    for user_id in step.reader_ids:
        if user_id != by.pk:
            enqueue(Kind.CONCERN_ANSWERED, subject_id=row.pk, recipient_id=user_id)
    return row


@transaction.atomic
def record_talk(*, step: ConcernStep, by: User, talked_on: dt.date, today: dt.date) -> None:
    """Write down that it was talked about (A17: honestly, and first). Raises NotYet."""
    if talked_on > today:
        raise NotYet
    step.talked_on = talked_on
    step.save(update_fields=["talked_on"])
    record(Event.CONCERN_RAISED, target=step, by=by)


@transaction.atomic
def close_concern(*, step: ConcernStep, by: User) -> None:
    """Close every step of a concern; what was written stays readable to those who read it."""
    for one in ConcernStep.objects.filter(concern=step.concern, user=by, closed_at=None):
        one.closed_at = timezone.now()
        one.save(update_fields=["closed_at"])
    record(Event.CONCERN_CLOSED, target=step, by=by)
