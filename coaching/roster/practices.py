"""Read a sheet of practices and judge every row of it: new, other words for one of the list, or there already (A1)."""

import dataclasses
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .sheet import Row, Sheet, shortened
from .verdicts import Problem
from .vocabulary import fold, names

PRACTICE_LENGTH = 300
CATEGORY_LENGTH = 120


class PracticeColumn(TextChoices):
    """What a column of the sheet of practices can be."""

    PRACTICE = "practice", gettext_lazy("Practice")
    CATEGORY = "category", gettext_lazy("Category")
    REPLACES = "replaces", gettext_lazy("Replaces")


COLUMNS: dict[PracticeColumn, frozenset[str]] = {
    PracticeColumn.PRACTICE: frozenset(
        names("""
            practice, practices, effective practice, effective practices, practice text, text, wording, name,
            competency, skill, practica, practicas, practica eficaz, practicas eficaces, texto, competencia
        """)
    ),
    PracticeColumn.CATEGORY: frozenset(
        names("category, categories, group, domain, area, section, topic, categoria, grupo, ambito, seccion, tema")
    ),
    PracticeColumn.REPLACES: frozenset(
        names("""
            replaces, replaces practice, former wording, old wording, former practice, old practice, before,
            reemplaza, reemplaza a, texto anterior, practica anterior, antes
        """)
    ),
}


class PracticeVerdict(TextChoices):
    """What becomes of a row. `new` and `reworded` can be imported, the others not."""

    NEW = "new", gettext_lazy("New")
    REWORDED = "reworded", gettext_lazy("New wording")
    ALREADY_HERE = "already_here", gettext_lazy("Already here")
    DUPLICATE = "duplicate", gettext_lazy("Twice in the file")
    LEFT_OUT = "left_out", gettext_lazy("Left out by you")
    INVALID = "invalid", gettext_lazy("Cannot be imported")


@dataclasses.dataclass(frozen=True)
class PracticeValues:
    """What we would keep of a row; `replaces` is the wording that stands on the list now."""

    text: str = ""
    category: str = ""
    replaces: str = ""


@dataclasses.dataclass(frozen=True)
class PracticeRow:
    """One row with its verdict; problems name the column they are about, or none."""

    line: int
    values: PracticeValues
    verdict: PracticeVerdict
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    @property
    def is_importable(self) -> bool:
        return self.verdict in (PracticeVerdict.NEW, PracticeVerdict.REWORDED)


def suggest_columns(headers: Iterable[str]) -> dict[PracticeColumn, int]:
    """Which column is what; without a header that we know, the first column holds the practices."""
    folded = [fold(header) for header in headers]
    found = {
        column: next(place for place, header in enumerate(folded) if header in words)
        for column, words in COLUMNS.items()
        if any(header in words for header in folded)
    }
    free = [place for place in range(len(folded)) if place not in found.values()]
    if PracticeColumn.PRACTICE not in found and free:
        found[PracticeColumn.PRACTICE] = free[0]
    return found


def practice_rows(sheet: Sheet, columns: Map[PracticeColumn, int], listed: Iterable[str]) -> Iterator[PracticeRow]:
    """The verdict of every row; `listed` are the wordings on the program's list now."""
    known = {text.casefold() for text in listed}
    taken: set[str] = set()
    replaced: set[str] = set()
    for row in sheet.rows:
        values = PracticeValues(
            *(
                " ".join(row.cell(columns.get(column)).split())
                for column in (PracticeColumn.PRACTICE, PracticeColumn.CATEGORY, PracticeColumn.REPLACES)
            )
        )
        judged = _judge(row, values, known, taken, replaced)
        if judged.is_importable:
            taken.add(values.text.casefold())
            replaced.add(values.replaces.casefold())
        yield judged


def _judge(row: Row, values: PracticeValues, known: set[str], taken: set[str], replaced: set[str]) -> PracticeRow:
    kind = PracticeVerdict
    problems = [("", flaw.message) for flaw in row.flaws]
    text, before = values.text.casefold(), values.replaces.casefold()
    if not values.text:
        problems.append((PracticeColumn.PRACTICE, _("There is no practice in this row. Write it, or delete the row.")))
    if len(values.text) > PRACTICE_LENGTH:
        problems.append((PracticeColumn.PRACTICE, _("The practice is longer than 300 characters. Shorten it.")))
    if len(values.category) > CATEGORY_LENGTH:
        problems.append((PracticeColumn.CATEGORY, _("The category is longer than 120 characters. Shorten it.")))
    if before and before not in known:
        said = _("“%(text)s” is not on the list, so nothing can be replaced. Write it as it stands on the list.")
        problems.append((PracticeColumn.REPLACES, said % {"text": shortened(values.replaces)}))
    if before and before in replaced:
        said = _("Another row replaces “%(text)s” already.") % {"text": shortened(values.replaces)}
        problems.append((PracticeColumn.REPLACES, said))
    if problems:
        return PracticeRow(row.line, values, kind.INVALID, tuple(problems))
    if text in taken:
        return PracticeRow(row.line, values, kind.DUPLICATE, (("", _("It stands in the file twice.")),))
    if text in known and text != before:
        return PracticeRow(row.line, values, kind.ALREADY_HERE, (("", _("This practice is on the list already.")),))
    if before:
        remark = _("Pairs that picked the former wording keep it.")
        return PracticeRow(row.line, values, kind.REWORDED, remarks=(("", remark),))
    return PracticeRow(row.line, values, kind.NEW)
