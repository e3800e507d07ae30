"""Two who coach each other, and who brings what was asked for (B7)."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

from dataclasses import dataclass

from coaching.disclosure.classes import Part
from coaching.frameworks.reading import Many, Table, read
from coaching.frameworks.structure.basics import A_HELPER, A_KEY, A_PARTY, A_TEXT, CODES, FORMAT_KEYS, Option
from coaching.frameworks.text import Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Peers:
    """How those of some `formats` coach each other: each looks through the other's plan, and after an observation each
    writes to the other in the section `feedback` of the log's notes.

    `strong`, `ask` and `agreed` are what a look at a plan asks.
    """

    codes: tuple[str, ...] = read(CODES)
    formats: tuple[str, ...] = read(Many(A_KEY, least=1))
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    strong: Text = read(A_TEXT)
    ask: Text = read(A_TEXT)
    agreed: Text = read(A_TEXT)
    feedback: str = read(A_KEY)

    def covers(self, format_key: str) -> bool:
        return format_key in self.formats


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceRoute:
    """Who asks `to` whom. `seen_by`: who else of the partnership reads it; nobody where it is not said."""

    by: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    to: tuple[Part, ...] = read(Many(A_HELPER, least=1))
    seen_by: tuple[Part, ...] = read(Many(A_PARTY), default=())
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())

    def covers(self, format_key: str) -> bool:
        return not self.formats or format_key in self.formats


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """What can be asked of those who support the coaching: material, a visit, training. `anonymous` says, where the one
    who is asked may not know whom it is about, that nobody is to be named.
    """

    codes: tuple[str, ...] = read(CODES)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    kinds: tuple[Option, ...] = read(Many(Table(Option), least=1))
    routes: tuple[ResourceRoute, ...] = read(Many(Table(ResourceRoute), least=1))
    anonymous: Text | None = read(A_TEXT, default=None)

    def route(self, part: Part | str, format_key: str) -> ResourceRoute | None:
        """The route of one who holds this part in this format; None where there is none."""
        return next((one for one in self.routes if part in one.by and one.covers(format_key)), None)

    def kind(self, key: str) -> Option:
        """Raises KeyError."""
        for one in self.kinds:
            if one.key == key:
                return one
        raise KeyError(key)
