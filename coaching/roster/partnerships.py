"""Read the small sheet that says who works with whom, and judge every row of it."""

import dataclasses
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as Map

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.disclosure.classes import Part

from . import values as read
from .sheet import Row, Sheet, shortened
from .verdicts import Problem
from .vocabulary import fold, is_nothing, names


class Column(TextChoices):
    """What a column of the sheet of partnerships can be."""

    COACH = "coach", gettext_lazy("Coach's email")
    COACHEE = "coachee", gettext_lazy("Coachee's email")
    SUPERVISOR = "supervisor", gettext_lazy("Supervisor's email")
    FORMAT = "format", gettext_lazy("Format")
    SITE = "site", gettext_lazy("Site or classroom")


PEOPLE = {Column.COACH: Part.COACH, Column.COACHEE: Part.COACHEE, Column.SUPERVISOR: Part.SUPERVISOR}

_ROLES = {
    Column.COACHEE: names("""
        coachee, teacher, learner, team leader, maestra, maestro, docente, educadora, persona acompanada,
        participante, persona participante
    """),
    Column.COACH: names("coach, expert coach, practice coach, asesora, asesor, entrenadora, entrenador"),
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
    supervisor: str = ""
    format: str = ""
    site: str = ""


@dataclasses.dataclass(frozen=True)
class PairVerdict:
    """One row of the sheet of partnerships, judged."""

    line: int
    values: PairRow
    verdict: PartnershipVerdict
    problems: tuple[Problem, ...] = ()

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


def missing_columns(columns: Map[Column, int]) -> tuple[str, ...]:
    """Say which columns the sheet must have and has not."""
    missing = [column for column in PEOPLE if column not in columns]
    return tuple(
        _("There is no column “%(column)s”. Name one so in the first line of the sheet.") % {"column": column.label}
        for column in missing
    )


def partnership_rows(
    sheet: Sheet,
    people: Callable[[set[str]], Map[str, Collection[str]]],
    existing: Callable[[set[str]], Collection[tuple[str, str]]],
    *,
    formats: Collection[str],
    columns: Map[Column, int] | None = None,
) -> list[PairVerdict]:
    """Judge every row, in the order of the sheet; none is left without a verdict.

    `people` gets all addresses in lower case, once, and returns the parts that each holds now in the program.
    `existing` gets the addresses of the coachees and returns the pairs (coach, coachee) that already work together.
    `formats` are those of the program's framework; the first stands in for an empty cell.
    """
    columns = suggest_columns(sheet.headers) if columns is None else columns
    readings = [_read_row(sheet, row, columns, formats) for row in sheet.rows]
    addresses = {address for values, _p in readings for address in (values.coach, values.coachee, values.supervisor)}
    parts = people(addresses - {""})
    pairs = existing({values.coachee for values, _p in readings} - {""})
    seen: dict[tuple[str, str], int] = {}
    verdicts = []
    for row, (values, problems) in zip(sheet.rows, readings, strict=True):
        problems = (*problems, *_unfit(sheet, columns, values, parts))
        verdicts.append(_verdict(row, values, problems, pairs, seen))
    return verdicts


def _verdict(
    row: Row,
    values: PairRow,
    problems: tuple[Problem, ...],
    pairs: Collection[tuple[str, str]],
    seen: dict[tuple[str, str], int],
) -> PairVerdict:
    pair = (values.coach, values.coachee)
    if problems:
        return PairVerdict(row.line, values, PartnershipVerdict.INVALID, problems)
    if pair in seen:
        message = _("Line %(line)d has the same coach and coachee. It is imported once.") % {"line": seen[pair]}
        return PairVerdict(row.line, values, PartnershipVerdict.DUPLICATE, (("", message),))
    seen[pair] = row.line
    if pair in pairs:
        message = _("%(coach)s and %(coachee)s already work together. Nothing is changed.") % {
            "coach": values.coach,
            "coachee": values.coachee,
        }
        return PairVerdict(row.line, values, PartnershipVerdict.ALREADY_HERE, (("", message),))
    return PairVerdict(row.line, values, PartnershipVerdict.NEW)


def _read_row(
    sheet: Sheet, row: Row, columns: Map[Column, int], formats: Collection[str]
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
    for column in Column:
        if column in broken:
            continue
        try:
            values[column.value] = _read_cell(column, row.cell(columns.get(column)), formats)
        except read.BadValue as bad:
            problems.append(_problem(sheet, columns, column, str(bad)))
            continue
        if column in PEOPLE and not values[column.value]:
            problems.append(_problem(sheet, columns, column, _("This is empty. Write the person's email address.")))
    return PairRow(**values), tuple(problems)


def _read_cell(column: Column, text: str, formats: Collection[str]) -> str:
    if column in PEOPLE:
        return read.read_email(text)
    if is_nothing(text):
        return next(iter(formats), "") if column == Column.FORMAT else ""
    if column == Column.SITE:
        return read.read_text(text, read.MAX_SITE)
    found = FORMATS.get(fold(text), "")
    if found not in formats:
        raise read.BadValue(
            _("“%(value)s” is not a format of this program. Write one of these: %(formats)s.")
            % {"value": shortened(text), "formats": ", ".join(formats)}
        )
    return found


def _problem(sheet: Sheet, columns: Map[Column, int], column: Column, message: str) -> Problem:
    label = sheet.label(columns[column]) if column in columns else str(column.label)
    return column.value, f"{label}: {message}"


def _unfit(sheet: Sheet, columns: Map[Column, int], values: PairRow, parts: Map[str, Collection[str]]) -> list[Problem]:
    """Say who is not in the program, has another part, or stands in the row twice (B2)."""
    problems = []
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
            problems.append(_problem(sheet, columns, column, message))
        elif address not in parts:
            message = _("%(email)s is not in this program. Import or add the person first.") % {"email": address}
            problems.append(_problem(sheet, columns, column, message))
        elif part.value not in parts[address]:
            message = _("%(email)s is in this program, but not as %(part)s. Add that part on the person's page.") % {
                "email": address,
                "part": part.label,
            }
            problems.append(_problem(sheet, columns, column, message))
        named.setdefault(address, column)
    return problems
