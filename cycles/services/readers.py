"""Who reads the plan of a pair: its people, and a supervisor to whom the signed terms give it (child welfare)."""

import functools
import uuid
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.models import Standing
from coaching.disclosure.classes import PAIR, Form, Part, RecordClass
from coaching.frameworks import Framework
from coaching.models import DisclosureRule, Partnership, Party, Person, User
from cycles.services.pairs import LEADS, LEARNS, Pair, find_pair, framework_of


@dataclass(frozen=True)
class Reader:
    """One who reads. `pair` is None for a supervisor. `given`: the classes of record that they are given in full.

    `people`: (id, part, name) of those who work together. `state` is where the agreement stands.
    """

    partnership: Partnership
    pair: Pair | None
    given: frozenset[str]
    people: tuple[tuple[uuid.UUID, str, str], ...]
    state: str

    @property
    def framework(self) -> Framework:
        return framework_of(self.partnership.framework_version_id)

    @property
    def title(self) -> str:
        """Whose plan it is: for one of the pair the others, for a supervisor all of them."""
        if self.pair:
            return self.pair.others_names
        return get_text_list([name for _id, _part, name in self.people], _("and"))

    @functools.cached_property
    def _names(self) -> dict[uuid.UUID, str]:
        return {user_id: name for user_id, _part, name in self.people}

    def name_of(self, user_id: uuid.UUID) -> str:
        """The name, or "You"."""
        if self.pair and self.pair.me.user_id == user_id:
            return _("You")
        return self._names.get(user_id, "")

    def half(self, parts: tuple[Part, ...]) -> str:
        """Whose turn a half of a step is."""
        if self.pair:
            mine = self.pair.me.part in parts and (parts == LEARNS or self.pair.me.part not in LEARNS)
            return _("You") if mine else self.pair.others_names
        names = [name for _id, part, name in self.people if part in parts]
        return get_text_list(list(dict.fromkeys(names)), _("and"))

    @functools.cached_property
    def _peers(self) -> dict[uuid.UUID, str]:
        """Those who coach each other, as the reader calls them."""
        return {user_id: self.name_of(user_id) for user_id, part, _name in self.people if part == Part.PEER}

    def whose(self, learner: uuid.UUID | None) -> str:
        """Whose goal it is, where two coach each other; empty where there is one who learns."""
        if not self._peers:
            return ""
        if learner is None:
            return _("For both of you") if self.pair else _("For both of them")
        if self.pair and learner == self.pair.me.user_id:
            return _("Your goal")
        return _("Goal of %(name)s") % {"name": self._names.get(learner, "")}

    def halves(self, learner: uuid.UUID | None) -> tuple[str, str]:
        """Who does which half of a step towards a goal: the one who learns by it, and the one who coaches them."""
        if not self._peers:
            return self.learner_word, self.leader_word
        if learner is None:
            return _("Whoever tries it"), _("Whoever looks on")
        others = [name for user_id, name in self._peers.items() if user_id != learner]
        return self._peers.get(learner, ""), get_text_list(others, _("and"))

    @property
    def learner_word(self) -> str:
        return self.half(LEARNS)

    @property
    def leader_word(self) -> str:
        return self.half(LEADS)


EVERYTHING = frozenset(record_class.value for record_class in RecordClass)


def reader_of(pair: Pair) -> Reader:
    """One of the pair as a reader: everything of it is theirs."""
    people = tuple((member.user_id, member.part, member.name) for member in pair.members)
    return Reader(pair.partnership, pair, EVERYTHING, people, pair.state)


def find_reader(partnership: Partnership, user: User) -> Reader | None:
    """The reader that this person is; None where they are given nothing. One query for the pair, three for others."""
    pair = find_pair(partnership, user)
    if pair is not None:
        return reader_of(pair)
    if not Party.objects.filter(partnership=partnership, user=user, part=Part.SUPERVISOR).present().exists():
        return None
    rules = DisclosureRule.objects.filter(terms=partnership.terms_id, audience=Part.SUPERVISOR, form=Form.ALL)
    names = Person.objects.filter(pk=OuterRef("user_id")).values("name")[:1]
    states = Standing.objects.filter(partnership=OuterRef("partnership_id")).values("state")[:1]
    found = list(
        Party.objects.filter(partnership=partnership, part__in=PAIR)
        .present()
        .annotate(name=Subquery(names), state=Subquery(states))
        .order_by("joined_at")
        .values_list("user_id", "part", "name", "state")
    )
    return Reader(
        partnership,
        None,
        frozenset(rules.values_list("record_class", flat=True)),
        tuple((user_id, part, name or "") for user_id, part, name, _state in found),
        found[0][3] or "" if found else "",
    )
