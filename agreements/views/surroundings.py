"""What stands around the pages of this room: whose partnership it is, the way back, and how far the agreement is."""

import uuid
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, AgreementState, Letter, Signature
from agreements.places import home_of
from agreements.wording import joined
from coaching.disclosure.classes import PAIR, Part
from coaching.frameworks import Framework
from coaching.models import Partnership, Party, Person, User

Crumb = dict[str, str]


@dataclass(frozen=True)
class People:
    """Who is in a partnership today, as (part, name)."""

    everybody: tuple[tuple[str, str], ...]

    @property
    def pair(self) -> str:
        """The names of those who work together, the coachee first."""
        return joined(name for part, name in self.everybody if part in PAIR)


def people_in(partnership_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, People]:
    """The people of each partnership; two queries however many there are."""
    order = {part: place for place, part in enumerate((Part.COACHEE, Part.PEER, Part.MENTOR_COACH, Part.COACH))}
    parties = list(
        Party.objects.filter(partnership__in=partnership_ids)
        .present()
        .values_list("partnership_id", "part", "user_id")
        .order_by("joined_at", "user_id")
    )
    names = dict(Person.objects.filter(pk__in={user_id for *_rest, user_id in parties}).values_list("pk", "name"))
    found: dict[uuid.UUID, list[tuple[str, str]]] = {pk: [] for pk in partnership_ids}
    for partnership_id, part, user_id in sorted(parties, key=lambda one: order.get(Part(one[1]), len(order))):
        found[partnership_id].append((part, names.get(user_id, "")))
    return {pk: People(tuple(everybody)) for pk, everybody in found.items()}


def people_of(partnership_id: uuid.UUID) -> People:
    return people_in([partnership_id])[partnership_id]


def way_back(partnership_id: uuid.UUID, people: People, parts: Iterable[str], here: str) -> list[Crumb]:
    """The breadcrumb: for the pair from their own page, for a supervisor from the list of agreements."""
    if set(parts).isdisjoint(PAIR):
        return [{"label": _("Agreements"), "url": reverse("supervised")}, {"label": here}]
    with suppress(NoReverseMatch):
        return [{"label": people.pair, "url": reverse("partnership_detail", args=[partnership_id])}, {"label": here}]
    return []


def steps(partnership_id: uuid.UUID, current: int) -> list[Crumb]:
    """Where the pair is on the way from a plan to a signed agreement; `current` counts from 0."""
    ways = [
        (_("Write the plan"), reverse("plan_edit", args=[partnership_id])),
        (_("Look it over"), reverse("agreement_preview", args=[partnership_id])),
        (_("Everyone signs"), ""),
    ]
    states = ["done"] * current + ["current"] + ["todo"] * (len(ways) - current - 1)
    return [
        {"label": label, "url": url if state == "done" else "", "state": state}
        for (label, url), state in zip(ways, states, strict=True)
    ]


def hub_url(partnership_id: uuid.UUID, parts: Iterable[str]) -> str:
    """The page of the agreement that is in force, where a party sees how the coaching stands; before there is one,
    the page from which they go on.
    """
    active = Agreement.objects.filter(partnership=partnership_id, state=AgreementState.ACTIVE).first()
    return reverse("agreement_detail", args=[active.pk]) if active else home_of(partnership_id, parts)


def compared_with(agreement: Agreement, others: Iterable[Agreement]) -> Agreement | None:
    """The version that a reader wants this one compared with: what is in force, else what was last in force before
    it, else the version before.
    """
    others = sorted(others, key=lambda one: -one.number)
    active = next((one for one in others if one.state == AgreementState.ACTIVE), None)
    if active and not agreement.is_signed_by_all:
        return active
    before = [one for one in others if one.number < agreement.number]
    signed = next((one for one in before if one.is_signed_by_all), None)
    return signed or next(iter(before), None)


def out_for_signature(partnership_id: uuid.UUID) -> Agreement | None:
    """The version that can be signed now, if there is one."""
    out = Agreement.objects.filter(partnership=partnership_id, state=AgreementState.OUT).first()
    return out if out and out.is_out else None


def signed_of(agreement: Agreement) -> tuple[int, int]:
    """How many have signed, of how many."""
    moments = list(Signature.objects.filter(agreement=agreement).values_list("signed_at", flat=True))
    return sum(1 for moment in moments if moment), len(moments)


def letter_rows(partnership_ids: Collection[uuid.UUID], *, besides: User | None = None) -> list[dict[str, Any]]:
    """The letters of these partnerships that this person reads, the newest first. `besides`: not those they sent."""
    rows = Letter.objects.filter(partnership__in=partnership_ids).order_by("-sent_at")
    if besides:
        rows = rows.exclude(author=besides)
    return [
        {"url": reverse("letter_detail", args=[pk]), "subject": subject, "sender": sender, "sent_at": sent_at}
        for pk, subject, sender, sent_at in rows.values_list("id", "subject", "author_name", "sent_at")[:50]
    ]


def letters_beside(partnership: Partnership, framework: Framework, parts: Iterable[str]) -> dict[str, Any]:
    """For _letters.html: the letters of a partnership, and those that this person can write. No query without any."""
    known = framework.letters_for(partnership.format)
    if not known:
        return {}
    held = set(parts)
    sent_keys = set(Letter.objects.filter(partnership=partnership).values_list("key", flat=True))
    return {
        "letters": letter_rows([partnership.pk]),
        "letters_to_write": [
            {
                "url": reverse("letter_write", args=[partnership.pk, letter.key]),
                "label": _write_words(str(letter.label), again=letter.key in sent_keys),
                "first": letter.key not in sent_keys,
            }
            for letter in known
            if letter.sender in held
        ],
    }


def _write_words(label: str, *, again: bool) -> str:
    """ "Write the introduction letter"; an abbreviation at the beginning keeps its capitals."""
    if label[1:2].islower():
        label = label[:1].lower() + label[1:]
    if again:
        return _("Write another %(letter)s") % {"letter": label}
    return _("Write the %(letter)s") % {"letter": label}
