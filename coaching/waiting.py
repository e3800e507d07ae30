"""What waits for a person and what is coming: each thing is declared once, in settings.WAITS.

The first page and the digests read the same list, so that they cannot differ. The order of the list is the order of
urgency. A room words its things for the page, where names may stand, and for a mail, where only their number does.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from coaching.disclosure.classes import PAIR, Part
from coaching.models import Partnership, Party, Person, User

Kept = TypeVar("Kept")


class Who:
    """The person for whom something waits, in some of their parts, today by their own clock.

    Call acting as this person and in their time zone. What several kinds of things are found from is read `once`.
    """

    def __init__(self, user: User, parts: Collection[str] = tuple(Part)) -> None:
        self.user, self.parts = user, frozenset(parts)
        self.today = timezone.localdate()
        self._kept: dict[Callable[..., Any], Any] = {}

    def once(self, read: Callable[["Who"], Kept]) -> Kept:
        """What `read` finds for this person, the same each time it is asked for."""
        if read not in self._kept:
            self._kept[read] = read(self)
        return self._kept[read]

    def keep(self, read: Callable[["Who"], Kept], found: Kept) -> None:
        """Take what `read` would find from whoever has it already."""
        self._kept[read] = found

    @cached_property
    def everywhere(self) -> dict[uuid.UUID, frozenset[str]]:
        """Every partnership in which this person holds a part today, and which ones. One query."""
        found: dict[uuid.UUID, set[str]] = {}
        for partnership_id, part in (
            Party.objects.filter(user=self.user).present().values_list("partnership_id", "part")
        ):
            found.setdefault(partnership_id, set()).add(part)
        return {key: frozenset(parts) for key, parts in found.items()}

    @cached_property
    def places(self) -> dict[uuid.UUID, frozenset[str]]:
        """The same for the parts that are asked about."""
        here = {key: parts & self.parts for key, parts in self.everywhere.items()}
        return {key: parts for key, parts in here.items() if parts}

    @cached_property
    def partnerships(self) -> dict[uuid.UUID, Partnership]:
        """The partnerships of `places`, with their programs. One query."""
        return Partnership.objects.select_related("program").in_bulk(self.places) if self.places else {}

    @cached_property
    def names(self) -> dict[uuid.UUID, str]:
        """Who works together in each of `places`, besides this person. One query."""
        name = Person.objects.filter(pk=OuterRef("user_id")).values("name")[:1]
        rows = Party.objects.filter(partnership__in=self.places, part__in=PAIR).present().exclude(user=self.user)
        found: dict[uuid.UUID, list[str]] = {}
        for partnership_id, one in (
            rows.annotate(name=Subquery(name)).order_by("joined_at").values_list("partnership_id", "name")
        ):
            found.setdefault(partnership_id, []).append(one or "")
        return {key: get_text_list(names, _("and")) for key, names in found.items()}


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One thing that waits, or is `coming`: what to do in plain words, and where.

    `text` and `when` stand on pages only. `day` is when it is due or takes place, by the person's own calendar; `late`
    that it should have been done before today. `count`: how many things of its kind it speaks of.
    """

    text: str
    url: str
    partnership_id: uuid.UUID | None = None
    day: dt.date | None = None
    when: str = ""
    late: bool = False
    coming: bool = False
    count: int = 1


@dataclass(frozen=True)
class Waiting:
    """A kind of thing that can wait. `words` say in a mail how many there are (an ngettext_lazy with `n`); `topic`
    says in whose digest they stand, none where a mail of its own always goes out at once.
    """

    find: Callable[[Who], Iterable[Wait]]
    icon: str
    words: Any
    topic: str = ""


@dataclass(frozen=True)
class Found:
    """A thing that waits, with its kind."""

    kind: Waiting
    wait: Wait


def waits_of(who: Who, topics: Collection[str] | None = None) -> list[Found]:
    """All that waits for a person, the most urgent first, then what is coming, by its day. `topics`: only these."""
    found = []
    for place, name in enumerate(settings.WAITS):
        kind: Waiting = import_string(name)
        if topics is not None and kind.topic not in topics:
            continue
        for wait in kind.find(who):
            order = (True, wait.day or who.today, place) if wait.coming else (False, place, wait.day or dt.date.max)
            found.append((order, Found(kind, wait)))
    return [one for _order, one in sorted(found, key=lambda pair: pair[0])]
