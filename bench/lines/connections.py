"""Line 5: what opening a database connection for every page costs, and what health checks cost when it is kept.

One page, the caseload with one partnership, on three connections: as the product ships, as Django does by itself, and
kept without asking first whether it still lives. PostgreSQL's time is that of the whole server, because Django's
default has a new process in it for each page: only a server of our own gives clean figures here.
"""

import time
from functools import partial
from typing import Any

from bench.measure import (
    Line,
    Visitor,
    backend_of_django,
    by_turns,
    family_time,
    is_local,
    parent_of,
    process_time,
    ratio,
)
from bench.state import id_of

TO_FLOOR = 1.1
WAYS = {
    "as shipped": {},
    "Django's default": {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False},
    "floor: kept, no checks": {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False},
}


def measure() -> Line:
    from django.db import connections

    line = Line(5, "database connections")
    visitor = Visitor(id_of("coach", "one", 0))
    ways = {name: connection(**changes) for name, changes in WAYS.items()}
    kept = []

    def use(name: str) -> None:
        connections["default"] = ways[name]

    for name in ("as shipped", "floor: kept, no checks"):
        use(name)
        kept.append(backend_of_django())
    sides = {name: lambda: visitor.get("/caseload/") for name in ways}
    clock = partial(whole_server, kept) if all(map(is_local, kept)) else None
    found = by_turns(sides, data=clock, batch=1.0, rounds=6, before=use)
    line.add("caseload, 1 partnership", found, floor="floor: kept, no checks")
    shipped = ratio(found["as shipped"], found["floor: kept, no checks"])
    line.want("as shipped: processor time to kept connections", shipped, TO_FLOOR)
    return line


def connection(**changes: Any) -> Any:
    """A connection of Django's to the same database, with other settings."""
    from django.db import connections

    one = connections.create_connection("default")
    one.settings_dict = {**one.settings_dict, **changes}
    return one


def whole_server(kept: list[int]) -> int:
    """The clock of the server with the backends that have ended, once it has collected them, and of those kept."""
    time.sleep(0.1)
    return family_time(parent_of(kept[0])) + sum(map(process_time, kept))
