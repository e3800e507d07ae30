"""Who works with whom: made and ended by the administrator of the program."""

import uuid
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.module_loading import import_string

from coaching.disclosure.classes import PAIR, Part
from coaching.models import Membership, Partnership, Party, Program, Site, User
from coaching.services.audit import Event, record
from coaching.services.people import end_part, today_in


class NotPossible(Exception):
    """A partnership that cannot be made so; the message says why."""


@transaction.atomic
def make_partnership(
    *,
    program: Program,
    format: str,
    parties: Iterable[tuple[Part | str, uuid.UUID]],
    by: User,
    site: Site | None = None,
) -> Partnership:
    """Join people into a partnership under the program's framework version.

    `parties` are (part, person) pairs that fill the format; each is another person who holds that part today, but one
    may hold several of the parts that the framework only warns of (`separation`, B2). Upper rooms add what every
    partnership has from the start (`settings.PARTNERSHIP_MADE`). Raises NotPossible.
    """
    wanted = [(Part(part), user_id) for part, user_id in parties]
    _require_fitting(program, format, wanted)
    partnership = Partnership(
        program=program, framework_version_id=program.framework_version_id, format=format, site=site
    )
    partnership.save(force_insert=True)
    now = timezone.now()
    for part, user_id in wanted:
        party = Party(partnership=partnership, program=program, user_id=user_id, part=part, joined_at=now)
        party.save(force_insert=True)
    for begin in settings.PARTNERSHIP_MADE:
        import_string(begin)(partnership=partnership, by=by)
    record(Event.PARTNERSHIP_MADE, target=partnership, by=by)
    return partnership


def _require_fitting(program: Program, format: str, wanted: list[tuple[Part, uuid.UUID]]) -> None:
    try:
        places = program.framework.format(format).parties
    except KeyError:
        raise NotPossible("the framework has no such format") from None
    for place in places:
        if not place.least <= sum(1 for part, _user in wanted if part == place.part) <= place.most:
            raise NotPossible(f"the format has another number of people as {place.part}")
    if any(part not in {place.part for place in places} for part, _user in wanted):
        raise NotPossible("a part does not belong to the format")
    separate = separation.parts if (separation := program.framework.separation) else ()
    for number, (part, user_id) in enumerate(wanted):
        for other, same in wanted[:number]:
            if user_id == same and (part == other or not {part, other} <= set(separate)):
                raise NotPossible("one person stands in two places")
    held = set(
        Membership.objects.filter(program=program, user_id__in=[user_id for _part, user_id in wanted])
        .current(today_in(program))
        .values_list("part", "user_id")
    )
    if missing := [part for part, user_id in wanted if (part.value, user_id) not in held]:
        raise NotPossible(f"somebody does not hold the part {missing[0]} in the program today")


def pairs_of(program: Program, learners: Collection[str]) -> set[frozenset[str]]:
    """The addresses of those who work together now, for these addresses of people who are coached."""
    present = Party.objects.filter(program=program, part__in=PAIR).present()
    theirs = present.filter(part__in=(Part.COACHEE, Part.PEER), user__email__in=learners).values("partnership")
    pairs: dict[uuid.UUID, set[str]] = {}
    for partnership, email in present.filter(partnership__in=theirs).values_list("partnership_id", "user__email"):
        pairs.setdefault(partnership, set()).add(email)
    return {frozenset(pair) for pair in pairs.values()}


@transaction.atomic
def leave(*, party: Party) -> None:
    """End one person's place in a partnership, now: they see nothing that is written from here on."""
    Party.objects.filter(pk=party.pk, left_at=None).update(left_at=timezone.now())


@transaction.atomic
def end_part_and_places(*, membership: Membership, on, by: User) -> int:
    """End a part on a day that is not in the future, and the places it gave in partnerships. Returns how many."""
    end_part(membership=membership, on=on, by=by)
    places = Party.objects.filter(program_id=membership.program_id, user_id=membership.user_id, part=membership.part)
    return places.present().update(left_at=timezone.now())


def places_without_part(program: Program) -> int:
    """Count the places in partnerships whose person does not hold the part any more."""
    held = Membership.objects.filter(program=program, user_id=OuterRef("user_id"), part=OuterRef("part")).current(
        today_in(program)
    )
    return Party.objects.filter(program=program).present().filter(~Exists(held)).count()
