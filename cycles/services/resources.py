"""What is asked of a mentor coach or of the coach's own supervisor, and how it is followed through (B7, A9)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from agreements.models import Handover
from coaching.disclosure.classes import Part
from coaching.frameworks.structure import ResourceRoute, Resources
from coaching.models import Person, Program, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import ResourceNews, ResourceRequest
from cycles.services.concerns import coach_supervisors
from cycles.services.goals import NotYet
from cycles.services.pairs import Member, Pair, framework_of, one_at_a_time

What = ResourceNews.What
ENDS = (What.DONE, What.DECLINED, What.WITHDRAWN)


class NotTheirs(ValueError):
    """Something that this person does not say of a request, or that is over. The pages offer no such thing."""


@dataclass(frozen=True)
class Help:
    """Whom one of a pair asks: `helpers` and `readers` are of the pair; `advised`: the coach's supervisor is asked."""

    rules: Resources
    route: ResourceRoute
    helpers: tuple[Member, ...]
    readers: tuple[Member, ...]
    advised: bool


def find_help(pair: Pair) -> Help | None:
    """Whom the reader can ask now; None where the framework has nobody for their part, or nobody is there."""
    rules = pair.framework.resources
    route = rules.route(pair.me.part, pair.partnership.format) if rules else None
    if rules is None or route is None or not pair.me.present:
        return None
    others = [one for one in pair.others if one.present]
    advised = Part.COACH_SUPERVISOR in route.to and bool(set(coach_supervisors(pair.partnership)) - {pair.me.user_id})
    helpers = tuple(one for one in others if one.part in route.to)
    readers = tuple(one for one in others if one.part in route.seen_by and one not in helpers)
    return Help(rules, route, helpers, readers, advised) if helpers or advised else None


@transaction.atomic
def ask_for(*, pair: Pair, by: User, kind: str, text: str, wanted_by: dt.date | None = None) -> ResourceRequest:
    """Ask for something; those who are asked get a mail without a word of it. Raises NotTheirs, KeyError for a kind
    that the framework does not have.
    """
    found = find_help(pair)
    if found is None:
        raise NotTheirs
    row = ResourceRequest(
        partnership=pair.partnership,
        user=by,
        user_name=pair.name_of(by.pk),
        part=pair.me.part,
        kind=found.rules.kind(kind).key,
        text=text,
        wanted_by=wanted_by,
        asked_at=timezone.now(),
    )
    row.save(force_insert=True)
    row.refresh_from_db(fields=["reader_ids", "helper_ids", "program"])
    record(Event.RESOURCE_ASKED, target=row, by=by)
    for user_id in row.helper_ids:
        enqueue(Kind.RESOURCE_ASKED, subject_id=row.pk, recipient_id=user_id)
    return row


@transaction.atomic
def tell_news(
    *, request: ResourceRequest, by: User, what: str, text: str = "", day: dt.date | None = None
) -> ResourceNews:
    """Say what became of a request; the others who ask or are asked are told, without a word of it.

    Raises NotTheirs, and NotYet for something done on a day to come.
    """
    what = What(what)
    one_at_a_time(request.partnership_id)
    request = requests_of(by).get(pk=request.pk)
    if what not in can_say(request, by.pk):
        raise NotTheirs(what)
    if what == What.DONE and day and day > today_in(program_of(request)):
        raise NotYet
    name = Person.objects.filter(pk=by.pk).values_list("name", flat=True).first() or ""
    row = ResourceNews(
        partnership_id=request.partnership_id,
        request=request,
        user=by,
        user_name=name,
        what=what,
        day=day if what in (What.PROMISED, What.DONE) else None,
        text=text,
        said_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(Event.RESOURCE_TOLD, target=row, by=by)
    for user_id in {request.user_id, *request.helper_ids} - {by.pk}:
        enqueue(Kind.RESOURCE_NEWS, subject_id=row.pk, recipient_id=user_id)
    return row


def program_of(request: ResourceRequest) -> Program:
    """The database stamps it on every row; one who is no party is shown the program and not the partnership."""
    assert request.program is not None
    return request.program


def can_say(request: ResourceRequest, user_id: uuid.UUID) -> tuple[str, ...]:
    """What this person says of a request now: whoever is asked promises, does or declines it, whoever asked needs it
    no more, and both say a word. What is over stays over.
    """
    is_over = any(one.what in ENDS for one in request.news.all())
    if user_id in request.helper_ids:
        return (What.SAID,) if is_over else (What.PROMISED, What.DONE, What.DECLINED, What.SAID)
    if user_id == request.user_id:
        return (What.SAID,) if is_over else (What.SAID, What.WITHDRAWN)
    return ()


def is_over(request: ResourceRequest) -> bool:
    """Whether the coaching has ended, which one who is no party does not see by themselves. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select sec.request_is_over(%s)", [request.pk])
        return bool(cursor.fetchone()[0])


def ended_among(rows: Iterable[ResourceRequest]) -> set[uuid.UUID]:
    """Which of these requests are of a coaching that has ended: nobody brings anything there. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from unnest(%s::uuid[]) as id where sec.request_is_over(id)", [[row.pk for row in rows]]
        )
        return {row[0] for row in cursor.fetchall()}


# ---- where it stands ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """Where a request stands: `state` is what was last said of it that counts, or empty; `due_on` the day promised, or
    before that the day by which it was wanted.
    """

    state: str
    due_on: dt.date | None

    @property
    def is_over(self) -> bool:
        return self.state in ENDS

    def is_late(self, today: dt.date) -> bool:
        return not self.is_over and self.due_on is not None and self.due_on < today


def standing_of(request: ResourceRequest) -> Standing:
    """With its news at hand, no query."""
    told = [one for one in request.news.all() if one.what != What.SAID]
    last = next((one for one in reversed(told) if one.what in ENDS), told[-1] if told else None)
    return Standing(last.what, last.day) if last else Standing("", request.wanted_by)


def requests_of(user: User) -> QuerySet[ResourceRequest]:
    """What this person asked or was asked, or reads as one of the pair, with its news. Two queries."""
    rows = ResourceRequest.objects.filter(reader_ids__contains=[user.pk]).select_related("program")
    return rows.prefetch_related(Prefetch("news", ResourceNews.objects.order_by("said_at")))


def by_end(user: User, *, over: bool) -> QuerySet[ResourceRequest]:
    """The same, of those that are over or of those that are not; the newest first."""
    ends = Exists(ResourceNews.objects.filter(request=OuterRef("pk"), what__in=ENDS))
    return requests_of(user).filter(ends if over else ~ends)


def asked_of(user: User) -> list[ResourceRequest]:
    """What waits for this person to bring, those first that are due first. Three queries."""
    rows = list(by_end(user, over=False).filter(helper_ids__contains=[user.pk]).order_by("asked_at")[:300])
    ended = ended_among(rows) if rows else set()
    rows = [row for row in rows if row.pk not in ended]
    return sorted(rows, key=lambda row: standing_of(row).due_on or dt.date.max)


def left_open_before(pair: Pair) -> list[ResourceRequest]:
    """What the reader asked of somebody who is followed by another now, and nobody brought. Whom it goes to next, the
    reader says: it was written to one person. Three queries, one where nobody has taken over.
    """
    former = list(Handover.objects.filter(partnership=pair.partnership).values_list("former", flat=True))
    me = User(pk=pair.me.user_id)
    return list(by_end(me, over=False).filter(partnership__in=former, user=me)) if former else []


def kind_words(request: ResourceRequest) -> str:
    """What the framework of the program calls a kind; the key where another edition has it no more."""
    resources = framework_of(program_of(request).framework_version_id).resources
    try:
        return str(resources.kind(request.kind).label) if resources else request.kind
    except KeyError:
        return request.kind
