"""Every visit of a program in some days, a line each: for a part that is given the log with names (A13).

The database writes the lines itself, so that a million of them need no more memory than ten. It runs as whoever is
acted for, under row security, and asks with the rules of the one part that the file is for, as all of this room does.
"""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coaching.disclosure.classes import PAIR, Form, RecordClass
from coaching.documents import copying
from coaching.documents.errors import TooManyRows
from coaching.documents.sheets import ROWS_IN_XLSX, Column, Kind, Table
from coaching.models import DisclosureRule, Person, Program, Site
from coaching.vocabulary import terms
from cycles.models import Cycle, VisitLog
from reports.audience import parties_given_to, partnerships_given_to, readable_as
from reports.figures import LEARNERS
from reports.periods import Period
from reports.words import heading_of, part_words

# Who holds a part of a pair now; of one that nobody holds any more, whoever held it last
SELECT = """
with place as ({places}), person as ({people}), site as ({sites}), done as ({cycles}), visit as ({visits}),
held as (
  select partnership_id, user_id, part, left_at is null or row_number() over (
    partition by partnership_id, part order by left_at desc nulls first, joined_at, id) = 1 as shown
  from place
),
named as (
  select {names}
  from ({partnerships}) given
  left join held on held.partnership_id = given.id and held.shown
  left join person n on n.user_id = held.user_id
  left join site on site.id = given.site_id
  group by given.id, site.name
),
pair as materialized (select {cells} from named)
select {columns}
from visit
join pair on pair.partnership_id = visit.partnership_id
left join done on done.id = visit.cycle_id
order by visit.visited_on, visit.id
"""


def gives_log(program: Program, part: str) -> bool:
    """Whether `part` is given the log of anybody in `program` with names, or would be by an agreement signed today."""
    given = partnerships_given_to(part, programs=[program.pk]).values("terms")
    rules = DisclosureRule.objects.filter(audience=part, record_class=RecordClass.LOG, form=Form.ALL)
    return rules.filter(Q(terms__in=given) | Q(terms=program.framework_version.terms_id)).exists()


@dataclass(frozen=True)
class VisitSheet:
    """The lines of visits as the database will write them, in the language that was active."""

    program: Program
    part: str
    period: Period
    columns: Sequence[Column]
    select: Callable[[Callable[[str], str]], tuple[str, list[Any]]]

    def copy_csv(self, out: IO[bytes]) -> int:
        """Write the whole CSV to `out`. Returns the number of its lines."""
        return copying.copy_csv(self.columns, *self.select(copying.defused), out)

    def copy_raw(self, out: IO[bytes]) -> int:
        """Write the bare rows to `out`, for `table`. Returns how many they are."""
        return copying.copy_raw(*self.select(str), out)

    def table(self, raw: IO[bytes], rows: int, *, requested_at: dt.datetime, on_row: Callable[[int], None]) -> Table:
        """The table of what `copy_raw` wrote. Raises TooManyRows for more `rows` than a sheet of Excel holds."""
        if rows > ROWS_IN_XLSX:
            raise TooManyRows(str(rows))
        words = terms(self.program.framework)
        return Table(
            title=_("Every %(visit)s: %(program)s") % {"visit": words["visit"], "program": self.program.name},
            columns=self.columns,
            rows=_told(copying.rows_in(self.columns, raw), on_row),
            filters=[
                (_("Program"), self.program.name),
                (_("Period"), self.period.words),
                (_("Made for"), part_words(self.program.framework, self.part)),
            ],
            notes=[
                _("One row for each %(visit)s that took place in the period and is logged.") % words,
                _("This report holds what the signed agreements give to this part, and nothing else."),
            ],
            time_zone=zoneinfo.ZoneInfo(self.program.time_zone),
            as_of=requested_at,
        )


def visit_sheet(*, program: Program, part: str, period: Period) -> VisitSheet:
    """Return the sheet of the visits of `program` in `period` for somebody who holds `part` in it.

    That the reader holds the part is the caller's to check. Columns of people are those parts of a pair that anybody
    has, learners first.
    """
    places = parties_given_to(part, programs=[program.pk]).filter(part__in=PAIR)
    held = set(places.order_by().values_list("part", flat=True).distinct())
    order = sorted((one for one in PAIR if one in held), key=lambda one: (one not in LEARNERS, PAIR.index(one)))
    sites = Site.objects.filter(program=program)
    in_pair = {
        f"people_{one}": f"string_agg(n.name, ', ' order by n.sort_name, n.name) filter (where held.part = '{one}')"
        for one in order
    }
    if sites.exists():
        in_pair["site"] = "site.name"

    def select(cell: Callable[[str], str]) -> tuple[str, list[Any]]:
        return _select(
            in_pair,
            cell,
            places=places.order_by().values("id", "partnership_id", "user_id", "part", "joined_at", "left_at"),
            people=Person.objects.filter(pk__in=places.values("user"))
            .order_by()
            .values("user_id", "name", "sort_name"),
            sites=sites.order_by().values("id", "name"),
            cycles=readable_as(part, Cycle, programs=[program.pk]).order_by().values("id", "number"),
            visits=readable_as(part, VisitLog, programs=[program.pk])
            .filter(visited_on__range=(period.since, period.until))
            .order_by()
            .values("id", "partnership_id", "cycle_id", "visited_on", "minutes"),
            partnerships=partnerships_given_to(part, programs=[program.pk]).order_by().values("id", "site_id"),
        )

    return VisitSheet(program, part, period, _columns(program, order, has_sites="site" in in_pair), select)


def _columns(program: Program, parts: Sequence[str], *, has_sites: bool) -> list[Column]:
    framework = program.framework
    words = terms(framework)
    cycle = _("The number of the %(cycle)s it belongs to, once that is complete.") % words
    return [
        Column("day", _("Day"), Kind.DATE),
        *(Column(f"people_{part}", heading_of(framework, part)) for part in parts),
        *([Column("site", _("Site"))] if has_sites else []),
        Column("minutes", _("Minutes"), Kind.MINUTES, _("How long it took, as it was logged.")),
        Column("cycle", capfirst(words["cycle"]), Kind.INTEGER, cycle),
    ]


def _select(in_pair: dict[str, str], cell: Callable[[str], str], **rows: "QuerySet[Any, Any]") -> tuple[str, list[Any]]:
    """The statement and its values, in the order in which they stand. `cell` makes text harmless, once a pair."""
    texts, params = {}, {}
    for name, one in rows.items():
        texts[name], params[name] = one.query.sql_with_params()
    names = ["given.id as partnership_id", *(f"{sql} as {key}" for key, sql in in_pair.items())]
    cells = ["partnership_id", *(f"{cell(key)} as {key}" for key in in_pair)]
    columns = [
        "visit.visited_on as day",
        *(f"pair.{key}" for key in in_pair),
        "visit.minutes",
        "done.number as cycle",
    ]
    parts = {name: ", ".join(one) for name, one in (("names", names), ("cells", cells), ("columns", columns))}
    order = ("places", "people", "sites", "cycles", "visits", "partnerships")
    return SELECT.format(**parts, **texts), [value for name in order for value in params[name]]


def _told(rows: Iterator[dict[str, Any]], on_row: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows, start=1):
        on_row(number)
        yield row
