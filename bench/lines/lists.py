"""Line 2: what one more row of a list costs, from 20 rows and from 200: the visits of a coach, a program's report.

Both pages show fewer rows at a time, so the number of rows to a page is turned up for the measurement. The plain way
fetches ahead what it can and has an object, a template and an address resolved for each row. By hand is one statement
under row security and an f-string a row, for the rows alone.
"""

import html
import uuid
import zoneinfo
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bench.measure import (
    Line,
    Run,
    Side,
    Visitor,
    backend_of_django,
    backends,
    by_turns,
    pages_own,
    ratio,
    raw_connection,
    recorded,
    sizes_of,
)
from bench.state import id_of

SIZES = (20, 200)
OF_PLAIN = 0.4

VISITS = """
select v.id, v.starts_at, coalesce(g.minutes, v.planned_minutes), k.name
from coaching_party p
join cycles_visit v on v.partnership_id = p.partnership_id and v.state <> 'planned'
left join cycles_visitlog g on g.visit_id = v.id
join coaching_party q on q.partnership_id = p.partnership_id and q.part = 'coachee' and q.left_at is null
join coaching_person k on k.user_id = q.user_id
where p.user_id = %(me)s and p.part = 'coach' and p.left_at is null
order by v.starts_at desc, v.id desc limit %(count)s
"""

PARTNERSHIPS = """
with names as (
  select q.partnership_id, string_agg(k.name, ', ') filter (where q.part = 'coachee') as name,
         string_agg(k.name, ', ' order by q.part) filter (where q.part <> 'coachee') as others
  from coaching_party q join coaching_person k on k.user_id = q.user_id
  where q.program_id = %(program)s and q.left_at is null group by 1
), logs as (
  select partnership_id, count(*) as visits, sum(minutes) as minutes, max(visited_on) as last
  from cycles_visitlog where program_id = %(program)s group by 1
), cycles as (
  select partnership_id, count(*) as completed from cycles_cycle
  where program_id = %(program)s and completed_on is not null group by 1
), practices as (
  select partnership_id, count(*) as n from agreements_focuspractice where program_id = %(program)s group by 1
), goals as (
  select partnership_id, count(*) as n from cycles_goal where program_id = %(program)s group by 1
)
select s.id, names.name, names.others, cycles.completed, t.cycles, visits, minutes, last, practices.n, goals.n
from coaching_partnership s
join names on names.partnership_id = s.id
left join logs on logs.partnership_id = s.id
left join cycles on cycles.partnership_id = s.id
left join practices on practices.partnership_id = s.id
left join goals on goals.partnership_id = s.id
left join agreements_agreedterms t on t.partnership_id = s.id and t.in_force
where s.program_id = %(program)s
order by names.name
"""


def measure() -> Line:
    from cycles.views import caseload
    from reports import presentation

    line = Line(2, "lists: one row more")
    raw = raw_connection()
    clock = backends(backend_of_django(), raw.info.backend_pid)

    coach = id_of("coach", "twenty", 0)
    visitor = Visitor(coach)
    sides = {
        "ours": {rows: lambda: visitor.get("/visits/") for rows in SIZES},
        "plain way": {rows: partial(visitor.get, f"/plain/visits/?rows={rows}") for rows in SIZES},
        "floor: by hand": {rows: partial(visits_by_hand, raw, coach, rows) for rows in SIZES},
    }
    compare(line, "visits of a coach", sides, clock, lambda rows: setattr(caseload, "VISITS_SHOWN", rows))

    presentation.A_PAGE = max(SIZES)
    keys = dict(zip(SIZES, ("twenty", "two-hundred"), strict=True))
    leaders = {rows: Visitor(id_of("leader", key)) for rows, key in keys.items()}
    programs = {rows: id_of("program", key) for rows, key in keys.items()}
    sides = {
        "ours": {rows: partial(leaders[rows].get, f"/program/{programs[rows]}/") for rows in SIZES},
        "plain way": {rows: partial(leaders[rows].get, f"/plain/program/{programs[rows]}/") for rows in SIZES},
        "floor: by hand": {
            rows: partial(program_by_hand, raw, id_of("leader", keys[rows]), programs[rows]) for rows in SIZES
        },
    }
    compare(line, "report of a program", sides, clock, lambda rows: None)
    with_history(line)
    return line


def with_history(line: Line) -> None:
    """The same pages for partnerships of 10 visits and of 1,000: the queries of each, which do not grow."""
    for name, who, address in (
        ("visits of a coach", ("coach", 0), lambda key: "/visits/"),
        ("page of a pair", ("coach", 0), lambda key: f"/partnerships/{id_of('pair', key, 0)}/"),
        ("visits of a pair", ("coach", 0), lambda key: f"/partnerships/{id_of('pair', key, 0)}/visits/"),
        ("report of a program", ("leader",), lambda key: f"/program/{id_of('program', key)}/"),
    ):
        few, many = (
            Visitor(id_of(who[0], key, *who[1:])).counts(address(key))["queries"] for key in ("ten", "thousand")
        )
        line.want(f"{name} ({few} queries): more with 1,000 visits than with 10", many - few, 0, "")


def compare(
    line: Line,
    case: str,
    sides: Mapping[str, Mapping[int, Run]],
    clock: Callable[[], int] | None,
    show: Callable[[int], None],
) -> None:
    """Measure every side with few rows and with many; what a row costs lies between. `show` sets the rows of a page."""
    few, many = SIZES
    runs = {f"{name}, {rows} rows": run for name, by_size in sides.items() for rows, run in by_size.items()}
    rows_of = {f"{name}, {rows} rows": rows for name in sides for rows in SIZES}
    found = by_turns(runs, data=clock, before=lambda name: show(rows_of[name]))
    for name, run in runs.items():
        show(rows_of[name])
        with recorded() as statements:
            page = run()
        if statements:
            found[name].counts = {"queries": len(pages_own(statements)), **sizes_of(page)}
    line.add(case, found)

    costs = {name: between(found[f"{name}, {few} rows"], found[f"{name}, {many} rows"], many - few) for name in sides}
    line.add(f"{case}: a row more", costs, floor="floor: by hand")
    line.want(f"{case}: a row more, to the plain way", ratio(costs["ours"], costs["plain way"]), OF_PLAIN)
    queries = [found[f"ours, {rows} rows"].counts["queries"] for rows in SIZES]
    line.want(f"{case}: queries more with {many} rows than with {few}", queries[1] - queries[0], 0, "")


def between(few: Side, many: Side, rows: int) -> Side:
    """The cost of one row: what the longer page takes more, in each round."""
    both = few.own.keys() & many.own.keys()
    return Side(
        own={turn: (many.own[turn] - few.own[turn]) / rows for turn in both},
        data={turn: (many.data[turn] - few.data[turn]) / rows for turn in both & few.data.keys()},
    )


# ---- by hand -----------------------------------------------------------------------------------------------------
ZONE = zoneinfo.ZoneInfo("America/Denver")


def rows_of(connection: Any, person: uuid.UUID, sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    from coaching.disclosure.identity import token

    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("select set_config('app.identity', %s, true)", [token(person)])
        cursor.execute(sql, values)
        return cursor.fetchall()


def visits_by_hand(connection: Any, coach: uuid.UUID, count: int) -> bytes:
    """The rows of past visits."""
    rows = []
    for key, starts_at, minutes, name in rows_of(connection, coach, VISITS, {"me": coach, "count": count}):
        local = starts_at.astimezone(ZONE)
        day, name = f"{local:%a, %b} {local.day}", html.escape(name)
        rows.append(
            f'\n  <li class="row-item"><span class="row-main"><a href="/visits/{key}/">{day} · {name}</a>'
            f'<span class="row-note">{local:%I:%M %p}, {minutes} minutes</span></span>'
            f'<span class="row-end"><span class="status status-good">Logged</span></span></li>'
        )
    return "".join(rows).encode()


def program_by_hand(connection: Any, leader: uuid.UUID, program: uuid.UUID) -> bytes:
    """The rows of partnerships."""
    rows = []
    for key, name, others, *numbers in rows_of(connection, leader, PARTNERSHIPS, {"program": program}):
        done, planned, visits, minutes, last, practices, goals = numbers
        cells = [f"{done} of {planned}", visits, minutes, f"{last:%B} {last.day}, {last.year}", practices, goals]
        labels = ("Coaching cycles done of planned", "Coaching visits", "Minutes", "Last coaching visit")
        labels += ("Practices", "Goals")
        rows.append(
            f'<tr role="row"><th role="rowheader" scope="row"><a href="/program/partnership/{key}/">'
            f'{html.escape(name)}</a><span class="cell-note">with {html.escape(others)}</span></th>'
            + "".join(
                [
                    f'<td role="cell" class="numeric" data-label="{label}"><span class="cell">{cell}</span></td>'
                    for label, cell in zip(labels, cells, strict=True)
                ]
            )
            + "</tr>"
        )
    return "".join(rows).encode()
