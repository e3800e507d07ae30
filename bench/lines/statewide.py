"""Line 8: the figures of all programs of a state, against the same sums of a covering index; and the ledger's price.

`bench/run --programs 400 --pairs 500 --visits 5 8` makes a million visits of 200,000 partnerships. The floor sees all,
and reads nothing but an index that holds what it sums, by partnership and then by program. `buffers` are those that
EXPLAIN counts. The list of programs also tells partnerships, completed cycles and last visits. History: a program of 20
partnerships with 1,000 visits each against one with 10 each, the same days.
"""

import datetime as dt
from functools import partial
from typing import Any

from bench.lines.row_security import explained, in_order, prepared, run
from bench.measure import (
    Line,
    Statement,
    Visitor,
    backend_of_django,
    backends,
    by_turns,
    ratio,
    raw_connection,
    recorded,
)
from bench.state import id_of

TO_FLOOR, HISTORY, FIRST_LOOK = 1.2, 1.3, 2.0
SAME, COVERING = "ours: the sums of the floor alone", "floor: covering index"

INDEX = """
create index if not exists bench_covering on cycles_visitlog (program_id, visited_on) include (partnership_id, minutes)
"""
FLOOR = """
select program_id, sum(visits)::bigint, sum(total)::bigint from (
  select program_id, partnership_id, count(*) as visits, sum(minutes) as total from cycles_visitlog
  where program_id = any (%s) and visited_on between %s and %s group by program_id, partnership_id
) by_partnership group by program_id
"""
PLAIN = """
select g.id, count(v.id), sum(v.minutes) from coaching_program g
join coaching_partnership p on p.program_id = g.id join cycles_visitlog v on v.partnership_id = p.id
where g.id = any (%s) and v.visited_on between %s and %s group by g.id
"""


def measure() -> Line:
    from reports.periods import Period

    line = Line(8, "statewide figures")
    with raw_connection("alongside_owner") as owner:
        owner.execute(INDEX)
        owner.execute("vacuum analyze cycles_visitlog")
    person, definer = prepared(raw_connection()), prepared(raw_connection("alongside_definer"))
    clock = backends(person.info.backend_pid, definer.info.backend_pid)
    bureau, today = id_of("bureau"), dt.datetime.now(dt.UTC).date()
    year = Period(today - dt.timedelta(days=364), today)
    ours, programs, lines = statewide(bureau, "state_bureau", year)
    values = [programs, year.since, year.until]
    floor: list[Statement] = [(FLOOR, values)]
    visits = sum(one.visits for one in lines.values())
    counted = in_order(run(definer, bureau, floor))
    assert counted == in_order(run(definer, bureau, [(PLAIN, values)])), "the floor counts otherwise"
    assert visits == sum(row[1] for row in run(definer, bureau, floor)[0]), "we count otherwise"
    same = [one for one in ours if 'SUM("cycles_visitlog"."minutes")' in one[0]]
    assert len(same) == 1, "the visits are summed otherwise"
    sides: dict[str, tuple[Any, list[Statement]]] = {
        "ours: all figures of the list, as the bureau": (person, ours),
        SAME: (person, same),
        "plain: join and group": (definer, [(PLAIN, values)]),
        COVERING: (definer, floor),
    }
    runs = {name: partial(run, connection, bureau, asked) for name, (connection, asked) in sides.items()}
    found = by_turns(runs, data=clock, own=lambda: 0, rounds=9)
    for name, (connection, asked) in sides.items():
        found[name].counts = explained(connection, bureau, asked)
    line.add(f"{len(programs)} programs, {visits:,} visits in the year", found, floor=COVERING)
    line.want("the same sums, to the covering index", ratio(found[SAME], found[COVERING]), TO_FLOOR)
    history(line, person)
    ledger(line)
    return line


def statewide(who: Any, part: str, period: Any, key: str = "") -> tuple[list[Statement], list[Any], dict[Any, Any]]:
    """The statements of the figures of all programs (of one, with `key`) that the person holds the part in."""
    from coaching.disclosure.identity import acting_as
    from coaching.models import Program, User
    from reports.policies import held_in
    from reports.services.overview import overview

    with acting_as(who):
        programs = Program.objects.select_related("framework_version")
        mine = list(
            programs.filter(pk=id_of("program", key)) if key else programs.filter(pk__in=held_in(User(pk=who), part))
        )
        with recorded() as statements:
            lines = overview(programs=mine, part=part, period=period)
    return statements, [one.pk for one in mine], lines


def history(line: Line, person: Any) -> None:
    """The same days of a program whose past is a hundred times as long."""
    from reports.periods import Period

    today = dt.datetime.now(dt.UTC).date()
    period = Period(today - dt.timedelta(days=150), today)
    sides, counts = {}, {}
    for key, name in (("thousand", "1,000 visits each"), ("ten", "10 visits each")):
        leader = id_of("leader", key)
        statements, _programs, _lines = statewide(leader, "leadership", period, key)
        sides[name] = lambda leader=leader, statements=statements: run(person, leader, statements)
        counts[name] = explained(person, leader, statements)
    found = by_turns(sides, data=backends(person.info.backend_pid), own=lambda: 0)
    for name, count in counts.items():
        found[name].counts = count
    line.add("a program of 20 partnerships, the last 150 days", found, floor="10 visits each")
    line.want("time with 100 times the history", ratio(found["1,000 visits each"], found["10 visits each"]), HISTORY)
    buffers = counts["1,000 visits each"]["buffers"] / counts["10 visits each"]["buffers"]
    line.want("buffers with 100 times the history", buffers, HISTORY)


def ledger(line: Line) -> None:
    """What a leader's first look of a day at 300 partnerships costs, which the ledger writes down, to later ones."""
    visitor, program = Visitor(id_of("leader", "three-hundred")), id_of("program", "three-hundred")
    address = f"/program/{program}/"

    def before(name: str) -> None:
        if name == "first look of a day":
            with raw_connection("alongside_definer") as definer:
                definer.execute("delete from coaching_ledgerentry where program_id = %s", [program])

    def look() -> bytes:
        return visitor.get(address)

    sides = {"first look of a day": look, "later look": look}
    # One call a turn, or only the first of several would be the first of the day
    found = by_turns(sides, data=backends(backend_of_django()), before=before, batch=0.0)
    with raw_connection("alongside_definer") as definer:
        count = "select count(*) from coaching_ledgerentry where program_id = %s"
        found["first look of a day"].counts = {"lines": definer.execute(count, [program]).fetchone()[0]}
    line.add("a leader's page of 300 partnerships, with the ledger", found, floor="later look")
    line.want(
        "first look of a day, to a later one", ratio(found["first look of a day"], found["later look"]), FIRST_LOOK
    )
