"""What the agreement is made of: formats, promises, shared sections, concern routes."""

# ruff: noqa: RUF009  (a field says by a call how it is read)

from dataclasses import dataclass
from enum import StrEnum

from coaching.disclosure.classes import Part
from coaching.frameworks.reading import Choice, Flag, Integer, Many, Table, read
from coaching.frameworks.structure.basics import A_KEY, A_PARTY, A_TEXT, CODES, FORMAT_KEYS, SOME_CODES, Item, Statement
from coaching.frameworks.text import Text


class Evaluation(StrEnum):
    """What the coaching has to do with judging somebody's work."""

    NONE = "none"
    PERFORMANCE_PLAN = "performance_plan"


class Place(StrEnum):
    """Where in the agreement a section stands."""

    OPENING = "opening"
    CONFIDENTIALITY = "confidentiality"
    CLOSING = "closing"


class Tailoring(StrEnum):
    """What the pair may do with a clause: say it in its own words and add to it, or only add to it."""

    WORDING = "wording"
    ADDITION = "addition"


@dataclass(frozen=True, kw_only=True, slots=True)
class FormatParty:
    """How many people hold this part in a partnership of the format."""

    part: Part = read(A_PARTY)
    least: int = read(Integer(0, 12), default=1)
    most: int = read(Integer(1, 12), default=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """One form of partnership. `signers` are in signing order; those in `must_sign` are needed for it to be active.

    `in_order`: each waits for the one before. `verbal`: parts whose spoken commitment, recorded, may stand in.
    `wet_ink`: the signers of whom a scan of the agreement signed on paper is taken; all of them where it is not said.
    """

    key: str = read(A_KEY)
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    codes: tuple[str, ...] = read(CODES)
    parties: tuple[FormatParty, ...] = read(Many(Table(FormatParty), least=1))
    signers: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    must_sign: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    in_order: bool = read(Flag(), default=False)
    verbal: tuple[Part, ...] = read(Many(A_PARTY), default=())
    wet_ink: tuple[Part, ...] | None = read(Many(A_PARTY), default=None)

    def on_paper(self, part: Part | str) -> bool:
        """Whether a scan of the agreement signed on paper may stand in for the signature of this part."""
        return part in (self.signers if self.wet_ink is None else self.wet_ink)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that a party of this format can hold."""
        return tuple(party.part for party in self.parties)

    @property
    def coaches_self(self) -> bool:
        """Whether the coachee guides their own growth: nobody of this format is a coach or a peer (B7)."""
        return Part.COACHEE in self.parts and not {Part.COACH, Part.PEER} & set(self.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """One clause with the requirements that it carries. `locked`: no program may change or drop it.

    `open`: what the pair may make of it in the draft; absent: nothing. `formats` limits it to some formats; empty means
    all.
    """

    key: str = read(A_KEY)
    codes: tuple[str, ...] = read(CODES)
    text: Text = read(A_TEXT)
    items: tuple[Item, ...] = read(Many(Table(Item)), default=())
    locked: bool = read(Flag(), default=False)
    tracked: bool = read(Flag(), default=False)
    open: Tailoring | None = read(Choice(Tailoring), default=None)
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementText:
    """What stands at the head of the agreement, and above its table of who sees what."""

    title: Text = read(A_TEXT)
    purpose: Statement = read(Table(Statement))
    evaluation: Evaluation = read(Choice(Evaluation))
    who_sees_what: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """What one part promises: an opening line, the clauses, and a closing sentence."""

    part: Part = read(A_PARTY)
    opening: Text = read(A_TEXT)
    clauses: tuple[Clause, ...] = read(Many(Table(Clause), least=1))
    closing: Statement | None = read(Table(Statement), default=None)
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Clauses that all parties share. `chosen_in_plan`: it says what there is, and the plan what of it was chosen."""

    key: str = read(A_KEY)
    place: Place = read(Choice(Place))
    heading: Text = read(A_TEXT)
    intro: Statement | None = read(Table(Statement), default=None)
    clauses: tuple[Clause, ...] = read(Many(Table(Clause), least=1))
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())
    chosen_in_plan: bool = read(Flag(), default=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class RouteStep:
    """One step of a concern: to whom, or "another coach". `confidential`: nobody is named."""

    key: str = read(A_KEY)
    to: tuple[Part, ...] = read(Many(Choice(Part)), default=())
    another_coach: bool = read(Flag(), default=False)
    confidential: bool = read(Flag(), default=False)
    text: Text = read(A_TEXT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """The way of a concern of one part: step by step, or, without `in_order`, whichever step the person chooses."""

    raised_by: Part = read(A_PARTY)
    in_order: bool = read(Flag())
    codes: tuple[str, ...] = read(CODES)
    intro: Text = read(A_TEXT)
    steps: tuple[RouteStep, ...] = read(Many(Table(RouteStep), least=1))
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Concerns:
    heading: Text = read(A_TEXT)
    routes: tuple[Route, ...] = read(Many(Table(Route), least=1))


@dataclass(frozen=True, kw_only=True, slots=True)
class ConclusionStep:
    """A step by which coaching is concluded (D19): done on a day, or left out for a reason. `by`: whose doing it is."""

    key: str = read(A_KEY)
    codes: tuple[str, ...] = read(SOME_CODES, default=())
    label: Text = read(A_TEXT)
    meaning: Text = read(A_TEXT)
    by: tuple[Part, ...] = read(Many(A_PARTY, least=1))
    formats: tuple[str, ...] = read(FORMAT_KEYS, default=())
