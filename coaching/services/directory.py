"""What an administrator sees of a program: people with their parts, partnerships, what is left to do. No content."""

import dataclasses
import datetime as dt
import uuid
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coaching.disclosure.classes import Part
from coaching.models import Agency, Mail, Membership, Partnership, Party, Person, Program, RosterUpload, User
from coaching.services.outbox import Kind
from coaching.services.partnerships import places_without_part
from coaching.services.people import today_in

A_PAGE = 50


@dataclasses.dataclass
class Enrolled:
    """One person of a program; `parts` are dicts with part, site, agency, starts_on, ends_on and is_over."""

    id: uuid.UUID
    name: str
    email: str
    joined_at: dt.datetime | None
    invited_at: dt.datetime | None
    is_undelivered: bool = False
    parts: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether no part is left."""
        return all(part["is_over"] for part in self.parts)


def people_page(program: Program, *, search: str, part: str, number: str | int | None) -> tuple[list[Enrolled], Page]:
    """A page of the people of a program by name, in four queries however many they are.

    `search` is part of a name or address; `part` keeps those who hold it today. A page that is not there becomes the
    nearest one.
    """
    members = Membership.objects.filter(program=program, user_id=OuterRef("user_id"))
    if part:
        members = members.filter(part=part).current(today_in(program))
    people = Person.objects.filter(Exists(members))
    if search:
        people = people.filter(Q(name__icontains=search) | Q(user__email__icontains=search))
    page = Paginator(people.order_by("sort_name", "user_id"), A_PAGE).get_page(number)
    return with_parts(program, cast("QuerySet[Person]", page.object_list)), page


def with_parts(program: Program, found: QuerySet[Person]) -> list[Enrolled]:
    """People with the parts they have or had in the program, and whether their invitation came back. Three queries."""
    rows = found.values_list("user_id", "name", "user__email", "user__joined_at", "user__invited_at")
    people = {row[0]: Enrolled(*row) for row in rows}
    today = today_in(program)
    parts = Membership.objects.filter(program=program, user_id__in=people).order_by("starts_on", "id")
    for part in parts.values(
        "id", "user_id", "part", "site__name", "agency__name", "external_id", "starts_on", "ends_on"
    ):
        is_over = part["ends_on"] is not None and part["ends_on"] < today
        people[part["user_id"]].parts.append({**part, "is_over": is_over})
    last = (
        Mail.objects.filter(kind=Kind.INVITATION, recipient_id__in=people)
        .order_by("recipient_id", "-due_at")
        .distinct("recipient_id")
        .values_list("recipient_id", "state")
    )
    for recipient, state in last:
        people[recipient].is_undelivered = state == Mail.State.FAILED
    return list(people.values())


def partnerships_page(
    program: Program, *, number: str | int | None, person: uuid.UUID | None = None
) -> tuple[list[dict[str, Any]], Page]:
    """A page of partnerships, newest first: who, where, since when, and signed or waiting. Three queries."""
    found = Partnership.objects.filter(program=program)
    if person is not None:
        found = found.filter(Exists(Party.objects.filter(partnership_id=OuterRef("pk"), user_id=person)))
    page = Paginator(found.order_by("-created_at", "id"), A_PAGE).get_page(number)
    listed = cast("QuerySet[Partnership]", page.object_list)
    rows: dict[uuid.UUID, dict[str, Any]] = {
        row["id"]: {**row, "is_signed": row["terms_id"] is not None, "parties": []}
        for row in listed.values("id", "format", "site__name", "terms_id", "created_at")
    }
    parties = Party.objects.filter(partnership_id__in=rows, program=program).order_by("joined_at", "id")
    for party in parties.values("id", "partnership_id", "user_id", "user__person__name", "part", "left_at"):
        rows[party["partnership_id"]]["parties"].append(party)
    return list(rows.values()), page


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far the set-up is: numbers only."""

    parts: dict[str, int]
    partnerships: int
    waiting: int
    agencies: list[str]
    practices: int
    sites: int
    undelivered: int
    left_places: int
    unfinished: list[RosterUpload]


def progress_of(program: Program) -> Progress:
    """Count what is there; the number of queries does not depend on how much it is."""
    held = Membership.objects.filter(program=program).current(today_in(program))
    counts = Partnership.objects.filter(program=program).aggregate(
        all=Count("id"), waiting=Count("id", filter=Q(terms=None))
    )
    return Progress(
        parts=dict(held.values_list("part").annotate(people=Count("user_id", distinct=True))),
        partnerships=counts["all"],
        waiting=counts["waiting"],
        agencies=list(Agency.objects.filter(program=program).values_list("kind", flat=True)),
        practices=program.practices.listed().count(),
        sites=program.sites.count(),
        undelivered=_undelivered(program),
        left_places=places_without_part(program),
        unfinished=list(
            RosterUpload.objects.filter(program=program, imported_at=None).defer("content").order_by("-uploaded_at")[:3]
        ),
    )


def _undelivered(program: Program) -> int:
    """Count the people whose last invitation came back and who have not joined."""
    members = Membership.objects.filter(program=program, user__joined_at=None)
    later = Mail.objects.filter(
        kind=Kind.INVITATION, recipient_id=OuterRef("recipient_id"), due_at__gt=OuterRef("due_at")
    ).exclude(state=Mail.State.FAILED)
    failed = Mail.objects.filter(
        kind=Kind.INVITATION, state=Mail.State.FAILED, recipient_id__in=members.values("user_id")
    )
    return failed.filter(~Exists(later)).values("recipient_id").distinct().count()


def administered_by(user: User) -> list[dict[str, Any]]:
    """The programs that a person administers today, with their framework's name."""
    mine = Membership.objects.filter(user=user, part=Part.ADMINISTRATOR).now()
    programs = Program.objects.filter(pk__in=mine.values("program")).order_by("name", "id")
    return [dict(one) for one in programs.values("id", "name", "framework_version__name")]
