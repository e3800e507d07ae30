"""Read the small sheet that says who works with whom, and judge every row of it."""

import dataclasses
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as Map

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.disclosure.classes import Part
from coaching.frameworks.structure import Format

from . import values as read
from .sheet import Row, Sheet, shortened
from .verdicts import Problem
from .vocabulary import fold, is_nothing, names


class Column(TextChoices):
    """What a column of the sheet of partnerships can be."""

    COACH = "coach", gettext_lazy("Coach's email")
    COACHEE = "coachee", gettext_lazy("Coachee's email")
    PEER = "peer", gettext_lazy("Peer's email")
    OTHER_PEER = "other_peer", gettext_lazy("Other peer's email")
    MENTOR_COACH = "mentor_coach", gettext_lazy("Mentor coach's email")
    SUPERVISOR = "supervisor", gettext_lazy("Supervisor's email")
    FORMAT = "format", gettext_lazy("Format")
    SITE = "site", gettext_lazy("Site or classroom")


PEOPLE = {
    Column.COACH: Part.COACH,
    Column.COACHEE: Part.COACHEE,
    Column.PEER: Part.PEER,
    Column.OTHER_PEER: Part.PEER,
    Column.MENTOR_COACH: Part.MENTOR_COACH,
    Column.SUPERVISOR: Part.SUPERVISOR,
}
LEARNERS = (Column.COACHEE, Column.PEER, Column.OTHER_PEER)
LEADERS = (Column.COACH, Column.MENTOR_COACH)

_ROLES = {
    Column.COACHEE: names("""
        coachee, teacher, learner, team leader, maestra, maestro, docente, educadora, persona acompanada,
        participante, persona participante
    """),
    Column.COACH: names("coach, expert coach, practice coach, asesora, asesor, entrenadora, entrenador"),
    Column.PEER: names("peer, first peer, peer 1, peer partner, par, primer par, par 1"),
    Column.OTHER_PEER: names("other peer, second peer, peer 2, other peer partner, otro par, segundo par, par 2"),
    Column.MENTOR_COACH: names("mentor coach, mentor, asesora mentora, asesor mentor"),
    Column.SUPERVISOR: names(
        "supervisor, director, principal, team coordinator, supervisora, directora, persona que supervisa"
    ),
}
_PATTERNS = (
    "{}",
    "{}s",
    "{} email",
    "{}s email",
    "{} e mail",
    "{}s e mail",
    "{} email address",
    "{}s email address",
    "{} e mail address",
    "{}s e mail address",
    "email {}",
    "email of {}",
    "email of the {}",
    "correo {}",
    "correo de {}",
    "correo del {}",
    "correo de la {}",
    "correo electronico de {}",
    "correo electronico del {}",
    "correo electronico de la {}",
)
COLUMNS: dict[Column, frozenset[str]] = {
    column: frozenset(pattern.format(role) for role in roles for pattern in _PATTERNS)
    for column, roles in _ROLES.items()
} | {
    Column.FORMAT: frozenset(names("format, coaching format, type, formato, tipo")),
    Column.SITE: frozenset(
        names("""
            site, site name, center, centre, school, location, classroom, room, sitio, centro, escuela, sede, aula,
            salon, site or classroom, centro o salon
        """)
    ),
}

_FORMAT_WORDS = {
    "expert": names("""
        expert, one on one, one to one, 1 on 1, 1 1, individual, one on one expert, experta, experto, uno a uno
    """),
    "peer": names("peer, reciprocal peer, entre pares, pares"),
    "self": names("self, self coaching, auto, autoasesoria"),
}
FORMATS = {word: key for key, words in _FORMAT_WORDS.items() for word in words}


class PartnershipVerdict(TextChoices):
    """What becomes of a row; only `new` is made."""

    NEW = "new", gettext_lazy("New")
    ALREADY_HERE = "already_here", gettext_lazy("Already here")
    DUPLICATE = "duplicate", gettext_lazy("Twice in the file")
    LEFT_OUT = "left_out", gettext_lazy("Left out by you")
    INVALID = "invalid", gettext_lazy("Cannot be imported")


@dataclasses.dataclass(frozen=True)
class PairRow:
    """What a row says; addresses in lower case, `format` a key of the framework."""

    coach: str = ""
    coachee: str = ""
    peer: str = ""
    other_peer: str = ""
    mentor_coach: str = ""
    supervisor: str = ""
    format: str = ""
    site: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """The addresses of those who work together."""
        return frozenset(getattr(self, column.value) for column in (*LEARNERS, *LEADERS)) - {""}

    @property
    def learners(self) -> list[str]:
        return [address for column in LEARNERS if (address := getattr(self, column.value))]

    @property
    def leaders(self) -> list[str]:
        return [address for column in LEADERS if (address := getattr(self, column.value))]


@dataclasses.dataclass(frozen=True)
class PairVerdict:
    """One row of the sheet of partnerships, judged."""

    line: int
    values: PairRow
    verdict: PartnershipVerdict
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    @property
    def is_importable(self) -> bool:
        return self.verdict == PartnershipVerdict.NEW


def suggest_columns(headers: Iterable[str]) -> dict[Column, int]:
    """Return which column is what; the first that fits counts."""
    columns: dict[Column, int] = {}
    for index, header in enumerate(headers):
        name = fold(header)
        for column, spellings in COLUMNS.items():
            if name in spellings:
                columns.setdefault(column, index)
    return columns


def needed_columns(format: Format) -> list[Column]:
    """The columns that must be filled in a row of this format."""
    least = {party.part: party.least for party in format.parties}
    needed = []
    for column, part in PEOPLE.items():
        if least.get(part, 0) > 0:
            needed.append(column)
            least[part] -= 1
    return needed


def missing_columns(columns: Map[Column, int], formats: Collection[Format]) -> tuple[str, ...]:
    """Say which columns the sheet must have and has not: all those of one format at least, of the nearest one."""
    lacking = [[column for column in needed_columns(one) if column not in columns] for one in formats]
    return tuple(
        _("There is no column “%(column)s”. Name one so in the first line of the sheet.") % {"column": column.label}
        for column in min(lacking, key=len, default=[])
    )


def partnership_rows(
    sheet: Sheet,
    people: Callable[[set[str]], Map[str, Collection[str]]],
    existing: Callable[[set[str]], Iterable[Collection[str]]],
    *,
    formats: Collection[Format],
    separate: Collection[Part] = (),
    columns: Map[Column, int] | None = None,
) -> list[PairVerdict]:
    """Judge every row, in the order of the sheet; none is left without a verdict.

    `people` gets all addresses in lower case, once, and returns the parts that each holds now in the program.
    `existing` gets the addresses of those who are coached and returns who already works together, each as addresses.
    `formats` are those of the program's framework; the first that the filled cells fit stands in for an empty cell.
    Of the parts `separate` one person may hold several, with a warning (B2).
    """
    columns = suggest_columns(sheet.headers) if columns is None else columns
    by_key = {one.key: one for one in formats}
    readings = [_read_row(sheet, row, columns, by_key) for row in sheet.rows]
    addresses = {getattr(values, column.value) for values, _p in readings for column in PEOPLE}
    parts = people(addresses - {""})
    pairs = {frozenset(pair) for pair in existing({one for values, _p in readings for one in values.learners})}
    seen: dict[frozenset[str], int] = {}
    verdicts = []
    for row, (values, problems) in zip(sheet.rows, readings, strict=True):
        unfit, remarks = _unfit(sheet, columns, values, parts, separate)
        verdicts.append(_verdict(row, values, (*problems, *unfit), remarks, pairs, seen))
    return verdicts


def _verdict(
    row: Row,
    values: PairRow,
    problems: tuple[Problem, ...],
    remarks: tuple[Problem, ...],
    pairs: Collection[frozenset[str]],
    seen: dict[frozenset[str], int],
) -> PairVerdict:
    pair = values.pair
    if problems:
        return PairVerdict(row.line, values, PartnershipVerdict.INVALID, problems)
    if pair in seen:
        message = _("Line %(line)d has the same people. It is imported once.") % {"line": seen[pair]}
        return PairVerdict(row.line, values, PartnershipVerdict.DUPLICATE, (("", message),))
    seen[pair] = row.line
    if pair in pairs:
        message = _("%(people)s already work together. Nothing is changed.") % {
            "people": ", ".join([*values.leaders, *values.learners])
        }
        return PairVerdict(row.line, values, PartnershipVerdict.ALREADY_HERE, (("", message),))
    return PairVerdict(row.line, values, PartnershipVerdict.NEW, (), remarks)


def _read_row(
    sheet: Sheet, row: Row, columns: Map[Column, int], formats: Map[str, Format]
) -> tuple[PairRow, tuple[Problem, ...]]:
    used = {index: column for column, index in columns.items()}
    problems: list[Problem] = []
    for flaw in row.flaws:
        if flaw.column is None:
            problems.append(("", flaw.message))
        elif flaw.column in used:
            problems.append(_problem(sheet, columns, used[flaw.column], flaw.message))
    broken = {used.get(flaw.column) for flaw in row.flaws if flaw.column is not None}
    values: dict[str, str] = {}
    unread = set(broken)
    for column in Column:
        if column in broken:
            continue
        try:
            values[column.value] = _read_cell(column, row.cell(columns.get(column)), formats)
        except read.BadValue as bad:
            problems.append(_problem(sheet, columns, column, str(bad)))
            unread.add(column)
    if Column.FORMAT not in unread:
        values["format"] = values.get("format") or _fitting_format(values, unread, formats)
        problems += _wrong_places(sheet, columns, values, unread, formats.get(values["format"]))
    return PairRow(**values), tuple(problems)


def _fitting_format(values: Map[str, str], unread: Collection[Column | None], formats: Map[str, Format]) -> str:
    """The first format that the filled cells fit; where none does, the one with the fewest cells that are wrong."""
    filled = {column for column in PEOPLE if values.get(column.value) or column in unread}

    def wrong(format: Format) -> int:
        others = {column for column in filled if PEOPLE[column] not in format.parts}
        return len(set(needed_columns(format)) - filled) + len(others)

    return min(formats.values(), key=wrong).key if formats else ""


def _wrong_places(
    sheet: Sheet,
    columns: Map[Column, int],
    values: Map[str, str],
    unread: Collection[Column | None],
    format: Format | None,
) -> list[Problem]:
    """Cells that the format needs and are empty, and those that it has no place for."""
    if format is None:
        return []
    problems = []
    for column in needed_columns(format):
        if column not in unread and not values.get(column.value):
            problems.append(_problem(sheet, columns, column, _("This is empty. Write the person's email address.")))
    for column, part in PEOPLE.items():
        if values.get(column.value) and part not in format.parts:
            message = _("A partnership in the format “%(format)s” has nobody here. Empty this, or correct the format.")
            problems.append(_problem(sheet, columns, column, message % {"format": format.label}))
    return problems


def _read_cell(column: Column, text: str, formats: Map[str, Format]) -> str:
    if column in PEOPLE:
        return read.read_email(text)
    if is_nothing(text):
        return ""
    if column == Column.SITE:
        return read.read_text(text, read.MAX_SITE)
    by_label = {fold(str(one.label)): key for key, one in formats.items()}
    found = FORMATS.get(fold(text), "")
    found = found if found in formats else by_label.get(fold(text), text if text in formats else "")
    if found not in formats:
        raise read.BadValue(
            _("“%(value)s” is not a format of this program. Write one of these: %(formats)s.")
            % {"value": shortened(text), "formats": ", ".join(formats)}
        )
    return found


def _problem(sheet: Sheet, columns: Map[Column, int], column: Column, message: str) -> Problem:
    label = sheet.label(columns[column]) if column in columns else str(column.label)
    return column.value, f"{label}: {message}"


def _unfit(
    sheet: Sheet,
    columns: Map[Column, int],
    values: PairRow,
    parts: Map[str, Collection[str]],
    separate: Collection[Part],
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Problems and remarks: who is not in the program, has another part, or stands in the row twice (B2)."""
    problems: list[Problem] = []
    remarks: list[Problem] = []
    named: dict[str, Column] = {}
    for column, part in PEOPLE.items():
        address = getattr(values, column.value)
        if not address:
            continue
        if address in named:
            message = _("%(email)s is already the %(other)s in this row. Each must be another person.") % {
                "email": address,
                "other": PEOPLE[named[address]].label,
            }
            may = {part, PEOPLE[named[address]]} <= set(separate) and part != PEOPLE[named[address]]
            if may:
                message = _("%(email)s is also the %(other)s in this row. It is safer when these are two people.") % {
                    "email": address,
                    "other": PEOPLE[named[address]].label,
                }
            (remarks if may else problems).append(_problem(sheet, columns, column, message))
            if not may:
                continue
        if address not in parts:
            message = _("%(email)s is not in this program. Import or add the person first.") % {"email": address}
            problems.append(_problem(sheet, columns, column, message))
        elif part.value not in parts[address]:
            message = _("%(email)s is in this program, but not as %(part)s. Add that part on the person's page.") % {
                "email": address,
                "part": part.label,
            }
            problems.append(_problem(sheet, columns, column, message))
        named.setdefault(address, column)
    return tuple(problems), tuple(remarks)
