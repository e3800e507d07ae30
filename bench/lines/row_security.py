"""Line 14: what row security costs: the product's own statements as a person, and as the definer, who sees all.

The statements are taken from the pages that send them, with the explicit `WHERE` that they carry, and run as the
product runs them, prepared when they come again. Only PostgreSQL's processor time is counted. `buffers` are those that
EXPLAIN counts, `planning` the microseconds of processor time for a plan, which is made once a connection.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.measure import Line, Statement, Visitor, backends, by_turns, pages_own, ratio, raw_connection, recorded
from bench.state import id_of

LIST, ROW, STATEWIDE = 1.3, 2.5, 1.0


def measure() -> Line:
    line = Line(14, "row security")
    person, definer = prepared(raw_connection()), prepared(raw_connection("alongside_definer"))
    for case, limit, who, statements in cases():
        connections = {"ours: with policies": person, "floor: explicit WHERE alone": definer}
        sides = {name: partial(run, one, who, statements) for name, one in connections.items()}
        assert in_order(sides["ours: with policies"]()) == in_order(sides["floor: explicit WHERE alone"]()), case
        clock = backends(person.info.backend_pid, definer.info.backend_pid)
        found = by_turns(sides, data=clock, own=lambda: 0)
        for name, one in connections.items():
            found[name].counts = explained(one, who, statements)
        line.add(case, found, floor="floor: explicit WHERE alone")
        line.want(case, ratio(found["ours: with policies"], found["floor: explicit WHERE alone"]), limit)
    return line


def prepared(one: Any) -> Any:
    """The connection, keeping statements as the product's do."""
    from django.conf import settings

    from coaching.connections import KEPT

    one.prepare_threshold, one.prepared_max = settings.DATABASES["default"]["OPTIONS"]["prepare_threshold"], KEPT
    return one


Case = tuple[str, float, uuid.UUID, list[Statement]]


def cases() -> list[Case]:
    """What is asked, how much dearer it may be, who asks, and the statements."""
    found: list[Case] = []
    for key, case in {"one": "1 partnership", "two-hundred": "10 partnerships", "hundred": "100 partnerships"}.items():
        coach = id_of("coach", key, 0)
        found.append((f"caseload, {case}", LIST, coach, statements_of(coach, "/caseload/", "with mine as")))
    leader, program = id_of("leader", "0"), id_of("program", "0")
    found.append(("page of a program", LIST, leader, statements_of(leader, f"/program/{program}/", "")))
    coach = id_of("coach", "0", 0)
    visit = f"/visits/{id_of('visit', '0', 0, 0)}/"
    found.append(("one visit by id", ROW, coach, statements_of(coach, visit, 'FROM "cycles_visit" INNER JOIN')))
    found.append(("statewide figures of a bureau", STATEWIDE, id_of("bureau"), statewide(id_of("bureau"))))
    return found


def statements_of(person: uuid.UUID, address: str, part: str) -> list[Statement]:
    """The statements of a page in which `part` occurs."""
    visitor = Visitor(person)
    visitor.get(address)
    with recorded() as statements:
        visitor.get(address)
    chosen = [one for one in pages_own(statements) if part in one[0]]
    assert chosen, f"{address} sends no such statement any more"
    return chosen


def statewide(bureau: uuid.UUID) -> list[Statement]:
    """The figures of all programs of the state, as the product reads them for its list of programs."""
    from coaching.disclosure.identity import acting_as
    from coaching.models import Program
    from reports.periods import program_year
    from reports.services.overview import overview

    with acting_as(bureau):
        programs = list(Program.objects.select_related("framework_version"))
        with recorded() as statements:
            overview(programs=programs, part="state_bureau", period=program_year(dt.datetime.now(dt.UTC).date()))
    return statements


def in_transaction(connection: Any, who: uuid.UUID, work: Callable[[Any], Any]) -> Any:
    from coaching.disclosure.identity import ACT, token

    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(f"select {ACT}", [token(who)])
        return work(cursor)


def run(connection: Any, who: uuid.UUID, statements: list[Statement]) -> Any:
    """All rows of all statements."""

    def work(cursor: Any) -> list[list[tuple[Any, ...]]]:
        return [cursor.execute(sql, values).fetchall() for sql, values in statements]

    return in_transaction(connection, who, work)


def in_order(answers: Any) -> list[list[str]]:
    """The same rows compare equal, in whatever order they came."""
    return [sorted(map(str, rows)) for rows in answers]


def explained(connection: Any, who: uuid.UUID, statements: list[Statement]) -> dict[str, int]:
    """Shared buffers that the statements touch, and microseconds for planning them, the least of several."""

    def work(cursor: Any) -> tuple[int, float]:
        plans = [
            cursor.execute(f"explain (analyze, buffers, format json) {sql}", v).fetchone()[0][0]
            for sql, v in statements
        ]
        top = [plan["Plan"] for plan in plans]
        buffers = sum(one["Shared Hit Blocks"] + one["Shared Read Blocks"] for one in top)
        return buffers, sum(plan["Planning Time"] for plan in plans)

    seen = [in_transaction(connection, who, work) for _ in range(7)]
    return {"buffers": seen[-1][0], "planning": round(min(planning for _buffers, planning in seen) * 1000)}
