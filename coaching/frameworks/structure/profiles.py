"""Practice profiles (C2): what a practice asks for, item by item, and the level that follows from its items."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coaching.disclosure.classes import Part
from coaching.frameworks.reading import Choice, Integer, Many, Table, read
from coaching.frameworks.structure.basics import A_KEY, A_PARTY, A_TEXT, CODES
from coaching.frameworks.text import Text

FIRST_OWN = 50
"""Editions from here on are those of programs; a framework numbers its own below."""


class ItemState(StrEnum):
    """How far an item is there. It is all that is ever chosen; levels are worked out."""

    IN_PLACE = "in_place"
    IN_PART = "in_part"
    MISSING = "missing"


class Share(StrEnum):
    """How many of the items of a function: at least half, more than half, or every one."""

    HALF = "half"
    MOST = "most"
    ALL = "all"


def holds(share: Share | None, found: int, among: int) -> bool:
    """Whether `found` of `among` items are that share; none asks for nothing."""
    if share is None:
        return True
    return {Share.HALF: 2 * found >= among, Share.MOST: 2 * found > among, Share.ALL: found == among}[share]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileLevel:
    """One level of a profile, and what it asks of the items: how many in place, how many there at least in part.

    The lowest asks for nothing. A profile whose levels ask for nothing at all can be read and not rated.
    """

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    in_place: Share | None = read(Choice(Share), default=None)
    there: Share | None = read(Choice(Share), default=None)

    @property
    def asks(self) -> bool:
        return self.in_place is not None or self.there is not None

    def is_met(self, states: Collection[ItemState]) -> bool:
        in_place = sum(state is ItemState.IN_PLACE for state in states)
        there = sum(state is not ItemState.MISSING for state in states)
        return holds(self.in_place, in_place, len(states)) and holds(self.there, there, len(states))


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileItem:
    """One thing a function asks for: how it looks in place, in part, and missing."""

    key: str = read(A_KEY)
    in_place: Text = read(A_TEXT)
    in_part: Text = read(A_TEXT)
    missing: Text = read(A_TEXT)

    def looks(self, state: ItemState) -> Text:
        return {
            ItemState.IN_PLACE: self.in_place,
            ItemState.IN_PART: self.in_part,
            ItemState.MISSING: self.missing,
        }[state]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileSign:
    """How a whole function looks on one level."""

    level: str = read(A_KEY)
    text: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProfileFunction:
    """One essential function: what it asks for, and how it looks on a level where that is known."""

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    items: tuple[ProfileItem, ...] = read(Many(Table(ProfileItem), least=1))
    signs: tuple[ProfileSign, ...] = read(Many(Table(ProfileSign)), default=())

    def name_of(self, item: ProfileItem) -> str:
        """What an item is called in a rating."""
        return f"{self.key}.{item.key}"

    def sign(self, level: str) -> Text | None:
        """How this function looks on a level."""
        return next((sign.text for sign in self.signs if sign.level == level), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """A practice profile: functions on levels, low to high, with evidence. Editions stand side by side.

    `of`: whose practice it is. `raters` rate it, themselves or each other; `observers` rate what they watched;
    `noted_by` write down what somebody saw who has no place in the partnership.
    """

    key: str = read(A_KEY)
    edition: int = read(Integer(1, 99))
    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    foundation: Text = read(A_TEXT)
    of: Part = read(A_PARTY)
    raters: tuple[Part, ...] = read(Many(A_PARTY), default=())
    observers: tuple[Part, ...] = read(Many(A_PARTY), default=())
    noted_by: tuple[Part, ...] = read(Many(A_PARTY), default=())
    evidence: Text = read(A_TEXT)
    levels: tuple[ProfileLevel, ...] = read(Many(Table(ProfileLevel), least=2))
    functions: tuple[ProfileFunction, ...] = read(Many(Table(ProfileFunction), least=1))

    @property
    def name(self) -> str:
        """The key with its edition: results of one name can be compared, and of no other."""
        return f"{self.key}-{self.edition}"

    @property
    def is_rated(self) -> bool:
        """Whether its levels say what they ask for, and somebody rates it."""
        return bool(self.raters) and all(level.asks for level in self.levels[1:])

    @property
    def items(self) -> Iterator[tuple[ProfileFunction, ProfileItem]]:
        return ((function, item) for function in self.functions for item in function.items)

    @property
    def item_names(self) -> frozenset[str]:
        return frozenset(function.name_of(item) for function, item in self.items)

    def function(self, key: str) -> ProfileFunction:
        """Raises KeyError for a function that it does not have."""
        for function in self.functions:
            if function.key == key:
                return function
        raise KeyError(f"no function {key!r}")

    def level_of(self, function: ProfileFunction, states: Mapping[str, str]) -> ProfileLevel | None:
        """The highest level whose demands the items meet; None until every item of the function is rated.

        `states`: "function.item" to a state. Nobody chooses a level, so the highest is every item in place (C2).
        """
        found = [states.get(function.name_of(item)) for item in function.items]
        if any(state is None for state in found):
            return None
        known = [ItemState(state) for state in found if state is not None]
        return next(level for level in reversed(self.levels) if level.is_met(known))

    def place_of(self, level: ProfileLevel) -> int:
        """Where a level stands, from 1."""
        return self.levels.index(level) + 1


def rated(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    """Those that can be rated, the newest edition of each first."""
    return tuple(sorted((one for one in profiles if one.is_rated), key=lambda one: (one.key, -one.edition)))
