"""Who of the parties tells the others what happens around the coaching: those who sign, and those checked in with."""

import uuid
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from agreements.life import State
from agreements.models import Standing
from coaching.disclosure.classes import PAIR, PARTY_PARTS, Form, Part, RecordClass
from coaching.frameworks import Framework
from coaching.frameworks.structure import CheckIn as Rules
from coaching.models import DisclosureRule, Partnership, Party, Person, User
from cycles.services.pairs import framework_of


@dataclass(frozen=True)
class Told:
    """One of the parties today."""

    user_id: uuid.UUID
    part: str
    name: str


@dataclass(frozen=True)
class Support:
    """The parties of a partnership around one of them, `me`; `state` is where the agreement stands."""

    partnership: Partnership
    people: tuple[Told, ...]
    me: Told
    state: str

    @property
    def framework(self) -> Framework:
        return framework_of(self.partnership.framework_version_id)

    @property
    def rules(self) -> Rules | None:
        """What the framework says of check-ins, where this person is one of those checked in with."""
        rules = self.framework.check_in
        return rules if rules and self.me.part in rules.parts else None

    @property
    def signs(self) -> bool:
        """Whether this person is one of those who sign, and so hears how the promises are kept."""
        return self.me.part in self.framework.format(self.partnership.format).signers

    @property
    def is_open(self) -> bool:
        """Whether something can be told now: all have signed, and the coaching has not ended."""
        return self.state in (State.SIGNED, State.PAUSED)

    @property
    def supervises(self) -> bool:
        return self.me.part == Part.SUPERVISOR

    @property
    def checked_in(self) -> tuple[Told, ...]:
        """Everybody who is checked in with, the supervisor too."""
        rules = self.framework.check_in
        return tuple(one for one in self.people if rules and one.part in rules.parts)

    def name_of(self, user_id: uuid.UUID) -> str:
        """The name, or "You"; who is a party no more has none here."""
        if user_id == self.me.user_id:
            return _("You")
        return next((one.name for one in self.people if one.user_id == user_id), _("Somebody who has left"))

    @property
    def pair_names(self) -> list[str]:
        return [one.name for one in self.people if one.part in PAIR and one.user_id != self.me.user_id]


def find_support(partnership: Partnership, user: User) -> Support | None:
    """The parties around `user`; None for whoever is no party today, or has nothing to hear or to tell. One query."""
    names = Person.objects.filter(pk=OuterRef("user_id")).values("name")[:1]
    states = Standing.objects.filter(partnership=OuterRef("partnership_id")).values("state")[:1]
    found = list(
        Party.objects.filter(partnership=partnership, part__in=PARTY_PARTS)
        .present()
        .annotate(name=Subquery(names), state=Subquery(states))
        .order_by("joined_at", "user_id")
        .values_list("user_id", "part", "name", "state")
    )
    people = tuple(Told(user_id, part, name or "") for user_id, part, name, _state in found)
    mine = sorted((one for one in people if one.user_id == user.pk), key=lambda one: one.part not in PAIR)
    if not mine:
        return None
    support = Support(partnership, people, mine[0], found[0][3] or State.DRAFTING)
    return support if support.signs or support.rules else None


def agrees_in_words(partnership: Partnership) -> bool:
    """Whether the signed terms give the supervisor the action plan, so that what was agreed is written down (D10)."""
    return DisclosureRule.objects.filter(
        terms=partnership.terms_id, audience=Part.SUPERVISOR, record_class=RecordClass.ACTION_PLAN, form=Form.ALL
    ).exists()
