"""What the lines of files share: the long program, its visits as a file, and the memory that this takes."""

import datetime as dt
from functools import partial
from typing import Any

from bench.measure import Line, Visitor, peak_of
from bench.state import id_of

MEMORY = 64.0
"""Megabytes that a process may have more than before, while it makes or hands out a file."""

LEADER, PROGRAM = id_of("leader", "long"), id_of("program", "long")

PLAIN = """
select v.visited_on, a.name as coachee, b.name as coach, v.minutes, c.number
from cycles_visitlog v
join coaching_party p on p.partnership_id = v.partnership_id and p.part = 'coachee'
join coaching_person a on a.user_id = p.user_id
join coaching_party q on q.partnership_id = v.partnership_id and q.part = 'coach'
join coaching_person b on b.user_id = q.user_id
left join cycles_cycle c on c.id = v.cycle_id and c.completed_on is not null
where v.program_id = %s and v.visited_on between %s and %s
order by v.visited_on, v.id
"""
"""The same lines, as whoever may see everything would ask for them, and as they come."""


def five_years() -> Any:
    from reports.periods import Period

    today = dt.datetime.now(dt.UTC).date()
    return Period(today - dt.timedelta(days=1800), today)


def plain_values() -> list[Any]:
    return [PROGRAM, five_years().since, five_years().until]


def sheet() -> Any:
    """The sheet of visits as its leader asks for it. To be called acting for her."""
    from coaching.models import Program
    from reports.services.visits import visit_sheet

    program = Program.objects.select_related("framework_version").get(pk=PROGRAM)
    return visit_sheet(program=program, part="leadership", period=five_years())


def want_memory(line: Line, format: str) -> None:
    """Make the file as the worker does and fetch it as a browser does, and hold the memory of both."""
    from coaching.disclosure.identity import acting_as
    from coaching.documents.pdf import warm_up
    from coaching.models import Program, User
    from reports.models import Export
    from reports.periods import Period
    from reports.services import make_export, request_export

    def asked(period: Period) -> Export:
        with acting_as(LEADER):
            return request_export(
                program=Program.objects.get(pk=PROGRAM),
                part="leadership",
                by=User.objects.get(pk=LEADER),
                format=format,
                period=period,
                kind=Export.Kind.VISITS,
            )

    warm_up()  # as a worker is that has been there for a while
    visitor = Visitor(LEADER)
    today = five_years().until
    for period, is_measured in ((Period(today - dt.timedelta(days=20), today), False), (five_years(), True)):
        export = asked(period)
        make = partial(make_export, export_id=export.pk, person_id=LEADER)
        idle, most = peak_of(make)
        before, serving = peak_of(partial(visitor.take, f"/reports/{export.pk}/file/"))
        if is_measured:
            with acting_as(LEADER):
                export.refresh_from_db()
            assert export.state == Export.State.READY, export.failure
            line.want(f"memory that making {export.size / 1e6:,.0f} MB adds, MB", (most - idle) / 1e6, MEMORY, "")
            line.want("memory in all while making it, MB", most / 1e6, 300.0, "")
            line.want("memory that handing it out adds, MB", (serving - before) / 1e6, MEMORY, "")
