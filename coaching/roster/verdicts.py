"""Judge every row of a roster: who is new, who is already here, what is wrong and how to mend it (fault 78).

What makes a row invalid, and why:

- What we need is missing or unreadable: email, name, part, dates, or a start after the end.
- The sheet's own mark says so: a column headed with `*` that we import is empty. The source system calls that row
  unfinished; guessing the rest would import somebody under half a record.
- An ending that is half recorded: a date without its reason, the reason "other" that is not specified, or a reason
  without a date. An ending takes away a person's access, so a slip there locks somebody out and a missing one lets
  somebody in. The reason itself is only looked at, never kept.

What never makes a row invalid: gender, race, ethnicity and other columns that coaching has no use for, whatever their
marks say. A person is not refused a coach for an answer that we must not even read.
"""

import dataclasses
import datetime
from collections.abc import Callable

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import values as read
from .mapping import LEAVE_OUT, Mapping
from .sheet import Row, Sheet, shortened
from .vocabulary import OTHER, Field, fold, is_nothing

Problem = tuple[str, str]
"""A field (empty for the whole row) and a sentence that names column, value and remedy."""


class Verdict(TextChoices):
    """What becomes of a row. `new` and `ended` can be imported, the others not."""

    NEW = "new", gettext_lazy("New")
    ENDED = "ended", gettext_lazy("New, has left")
    ALREADY_HERE = "already_here", gettext_lazy("Already here")
    DUPLICATE = "duplicate", gettext_lazy("Twice in the file")
    LEFT_OUT = "left_out", gettext_lazy("Left out by you")
    INVALID = "invalid", gettext_lazy("Cannot be imported")


IMPORTABLE = frozenset({Verdict.NEW, Verdict.ENDED})


@dataclasses.dataclass(frozen=True)
class PersonRow:
    """What we would keep of a row; dates are days in the program's zone, None when the sheet has none."""

    name: str = ""
    email: str = ""
    part: str = ""
    external_id: str = ""
    phone: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    language: str = ""
    site: str = ""


@dataclasses.dataclass(frozen=True)
class RowVerdict:
    """One row, judged. `problems` say why it is not imported, `remarks` what is worth knowing when it is."""

    line: int
    values: PersonRow
    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    @property
    def is_importable(self) -> bool:
        return self.verdict in IMPORTABLE


def judge(
    sheet: Sheet,
    mapping: Mapping,
    default_part: str,
    known: Callable[[set[str]], set[str]],
    *,
    today: datetime.date,
) -> list[RowVerdict]:
    """Judge every row, in the order of the sheet; none is left without a verdict.

    `default_part` is given to rows without a part (empty: a part is required). `known` gets all addresses of the sheet
    in lower case, once, and returns those that already have a part in the program. `today` is the program's date.
    """
    dates = {field: _first_day_first(sheet, mapping.column(field)) for field in (Field.STARTS_ON, Field.ENDS_ON)}
    judged = [_Reading(sheet, mapping, row, dates).verdict(default_part, today) for row in sheet.rows]
    here = known({verdict.values.email for verdict in judged if verdict.values.email})
    return _compare(sheet, judged, here)


def _first_day_first(sheet: Sheet, column: int | None) -> int | None:
    """Return the line of the first date that has its day first: it puts all doubtful dates of the column in doubt."""
    return next((row.line for row in sheet.rows if read.day_first(row.cell(column))), None)


class _Reading:
    """The reading of one row: values on one side, problems and remarks on the other."""

    def __init__(self, sheet: Sheet, mapping: Mapping, row: Row, dates: dict[Field, int | None]) -> None:
        self.sheet, self.mapping, self.row, self.dates = sheet, mapping, row, dates
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []
        self._note_flaws()

    def verdict(self, default_part: str, today: datetime.date) -> RowVerdict:
        """Read the fields in the order a person reads them."""
        name = self._name()
        email = self._email()
        part = self._part(default_part)
        values = PersonRow(
            name=name,
            email=email,
            part="" if part == LEAVE_OUT else part,
            external_id=self._read(Field.EXTERNAL_ID, lambda text: read.read_number(text, read.MAX_EXTERNAL_ID)),
            phone=self._read(Field.PHONE, read.read_phone),
            starts_on=self._date(Field.STARTS_ON),
            ends_on=self._date(Field.ENDS_ON),
            language=self._language(),
            site=self._read(Field.SITE, lambda text: "" if is_nothing(text) else read.read_text(text, read.MAX_SITE)),
        )
        self._check_ending(values)
        if part == LEAVE_OUT:
            verdict, self.problems = Verdict.LEFT_OUT, [self._left_out()]
        elif self.problems:
            verdict = Verdict.INVALID
        elif values.ends_on and values.ends_on < today:
            verdict = Verdict.ENDED
            left = _("Left on %(date)s. Kept with that date; gets no invitation.") % {"date": shown(values.ends_on)}
            self._remark(Field.ENDS_ON, left)
        else:
            verdict = Verdict.NEW
        return RowVerdict(self.row.line, values, verdict, tuple(self.problems), tuple(self.remarks))

    def _note_flaws(self) -> None:
        used = {column: field for field, column in self.mapping.columns.items()}
        for flaw in self.row.flaws:
            if flaw.column is None:
                self.problems.append(("", flaw.message))
            elif flaw.column in used:
                self._problem(used[flaw.column], flaw.message)

    def _text(self, field: Field) -> str:
        return self.row.cell(self.mapping.column(field))

    def _label(self, field: Field) -> str:
        column = self.mapping.column(field)
        return str(field.label) if column is None else self.sheet.label(column)

    def _is_broken(self, field: Field) -> bool:
        """Say whether the cell was already found unreadable: one sentence about it is enough."""
        column = self.mapping.column(field)
        return column is not None and any(flaw.column == column for flaw in self.row.flaws)

    def _problem(self, field: Field, message: str) -> None:
        self.problems.append((field.value, f"{self._label(field)}: {message}"))

    def _remark(self, field: Field, message: str) -> None:
        self.remarks.append((field.value, message))

    def _read(self, field: Field, reader: Callable[[str], str]) -> str:
        """Read one field; a starred column must have a value."""
        if self._is_broken(field):
            return ""
        try:
            value = reader(self._text(field))
        except read.BadValue as bad:
            self._problem(field, str(bad))
            return ""
        if not value:
            self._require_starred(field)
        return value

    def _require_starred(self, field: Field) -> None:
        if self.sheet.is_starred(self.mapping.column(field)):
            self._problem(field, _("This is empty, and your sheet marks the column with * as required. Fill it in."))

    def _email(self) -> str:
        if self._is_broken(Field.EMAIL):
            return ""
        try:
            email = read.read_email(self._text(Field.EMAIL))
        except read.BadValue as bad:
            self._problem(Field.EMAIL, str(bad))
            return ""
        if not email:
            self._problem(Field.EMAIL, _("This is empty. Everybody needs an address of their own to sign in. Add it."))
        return email

    def _name(self) -> str:
        pieces = [field for field in (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME) if field in self.mapping.columns]
        if Field.NAME in pieces and not is_nothing(self._text(Field.NAME)):
            pieces = [Field.NAME]
        elif len(pieces) > 1:
            pieces = [field for field in pieces if field != Field.NAME]
        before = len(self.problems)
        name = " ".join(filter(None, (self._read(field, read.read_name) for field in pieces)))
        broken = any(self._is_broken(field) for field in pieces)
        if not name and len(self.problems) == before and not broken:
            self._problem(pieces[0] if pieces else Field.NAME, _("The name is empty. Add it."))
        if len(name) > read.MAX_NAME:
            too_long = _("The whole name is longer than %(limit)d characters. Shorten it.") % {"limit": read.MAX_NAME}
            self._problem(pieces[0], too_long)
        return name[: read.MAX_NAME]

    def _part(self, default_part: str) -> str:
        if self._is_broken(Field.PART):
            return ""
        text = self._text(Field.PART)
        if is_nothing(text):
            if self.sheet.is_starred(self.mapping.column(Field.PART)):
                self._require_starred(Field.PART)
            elif not default_part:
                self._problem(
                    Field.PART, _("There is no part. Write one, or choose a part for all rows that have none.")
                )
            return default_part
        part = self.mapping.part_of(text)
        if not part:
            self._problem(
                Field.PART,
                _("“%(value)s” is not a part we know. Say what it means in the step before, or correct it.")
                % {"value": shortened(text)},
            )
        return part

    def _left_out(self) -> Problem:
        return (
            Field.PART.value,
            _("%(column)s: “%(value)s” is left out, as you chose.")
            % {"column": self._label(Field.PART), "value": shortened(self._text(Field.PART))},
        )

    def _language(self) -> str:
        try:
            return read.read_language(self._text(Field.LANGUAGE))
        except read.BadValue as bad:
            self._remark(Field.LANGUAGE, str(bad))
            return ""

    def _date(self, field: Field) -> datetime.date | None:
        if self._is_broken(field):
            return None
        text = self._text(field)
        try:
            date = read.read_date(text, serials=self.sheet.is_workbook)
        except read.BadValue as bad:
            self._problem(field, str(bad))
            return None
        if date is None:
            self._require_starred(field)
        elif (line := self.dates[field]) is not None and read.either_order(text):
            self._problem(
                field,
                _("“%(value)s” can be read two ways: line %(line)d has the day first. Write it as year-month-day.")
                % {"value": shortened(text), "line": line},
            )
            return None
        return date

    def _check_ending(self, values: PersonRow) -> None:
        """An ending is believed only when it is whole."""
        starts_on, ends_on = values.starts_on, values.ends_on
        if starts_on and ends_on and ends_on < starts_on:
            self._problem(
                Field.ENDS_ON,
                _("%(end)s is before the start on %(start)s. Correct one of the dates.")
                % {"end": shown(ends_on), "start": shown(starts_on)},
            )
        if Field.END_REASON not in self.mapping.columns:
            return
        reason = self._text(Field.END_REASON)
        said = not is_nothing(reason)
        if ends_on and not said:
            self._problem(
                Field.END_REASON,
                _(
                    "The person left on %(date)s, but no reason is given. "
                    "Add the reason, or delete the date if they are still there."
                )
                % {"date": shown(ends_on)},
            )
        elif said and is_nothing(self._text(Field.ENDS_ON)) and Field.ENDS_ON in self.mapping.columns:
            self._problem(
                Field.END_REASON,
                _("A reason for leaving is given, but no date. Add the date to “%(column)s”, or delete the reason.")
                % {"column": self._label(Field.ENDS_ON)},
            )
        elif said and fold(reason) in OTHER and self._is_left_blank(Field.END_DETAIL):
            self._problem(
                Field.END_DETAIL,
                _("This is empty, although “%(column)s” says “%(value)s”. Write what it was.")
                % {"column": self._label(Field.END_REASON), "value": shortened(reason)},
            )

    def _is_left_blank(self, field: Field) -> bool:
        """Say whether the sheet has the column and the row says nothing in it."""
        return field in self.mapping.columns and is_nothing(self._text(field))


def shown(date: datetime.date) -> str:
    """Return a date as the reader writes it."""
    return date_format(date, "SHORT_DATE_FORMAT")


def _compare(sheet: Sheet, judged: list[RowVerdict], here: set[str]) -> list[RowVerdict]:
    """Find who is here already and who stands in the file twice; the first good row of a person counts."""
    by_email: dict[str, list[tuple[RowVerdict, Row]]] = {}
    by_id: dict[str, RowVerdict] = {}
    result = []
    for verdict, row in zip(judged, sheet.rows, strict=True):
        if verdict.is_importable:
            earlier = by_email.setdefault(verdict.values.email, [])
            if problem := _twice(verdict, row, earlier, by_id.get(verdict.values.external_id, verdict)):
                verdict = dataclasses.replace(verdict, verdict=Verdict.DUPLICATE, problems=(problem,), remarks=())
            else:
                earlier.append((verdict, row))
                if verdict.values.external_id:
                    by_id.setdefault(verdict.values.external_id, verdict)
                if verdict.values.email in here:
                    verdict = _already(verdict)
        result.append(verdict)
    return result


def _already(verdict: RowVerdict) -> RowVerdict:
    problem = (
        Field.EMAIL.value,
        _("%(email)s is in this program already. Nothing is changed here; change it on the person's own page.")
        % {"email": verdict.values.email},
    )
    return dataclasses.replace(verdict, verdict=Verdict.ALREADY_HERE, problems=(problem,), remarks=())


def _twice(verdict: RowVerdict, row: Row, earlier: list[tuple[RowVerdict, Row]], same_id: RowVerdict) -> Problem | None:
    """Say how a row repeats an earlier one; a second part of the same person is no repetition."""
    values = verdict.values
    for first, first_row in earlier:
        line = {"line": first.line}
        if first_row.cells == row.cells:
            return "", _("The row is the same as line %(line)d. It is imported once.") % line
        if fold(first.values.name) != fold(values.name):
            return (
                Field.EMAIL.value,
                _(
                    "Line %(line)d has the same address %(email)s with the name %(name)s. "
                    "Everybody needs an address of their own."
                )
                % {**line, "email": values.email, "name": first.values.name},
            )
        if first.values.part == values.part:
            return (
                Field.EMAIL.value,
                _(
                    "Line %(line)d has the same person with other details. "
                    "Line %(line)d counts; correct it there if this row is right."
                )
                % line,
            )
    if same_id.values.email != values.email:
        return (
            Field.EXTERNAL_ID.value,
            _(
                "Line %(line)d has the same number %(number)s with the address %(email)s. "
                "Correct the number, or keep one of the rows."
            )
            % {"line": same_id.line, "number": values.external_id, "email": same_id.values.email},
        )
    return None


def count_by_verdict(verdicts: list[RowVerdict]) -> dict[Verdict, int]:
    """Count the rows of each verdict; all verdicts are present, in their own order."""
    return {kind: sum(1 for verdict in verdicts if verdict.verdict == kind) for kind in Verdict}
