"""How a line is measured: both sides by turns in one process, on the processor's own clock.

`python -m bench.measure home` measures one line and writes what it found as JSON; bench/run calls it once for each,
so that no line runs in what another one left behind.
"""

import gzip
import importlib
import io
import json
import math
import os
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

Run = Callable[[], object]

LINES = {
    1: "home",
    2: "lists",
    3: "drafting_form",
    4: "log",
    5: "connections",
    6: "agreement_pdf",
    7: "long_reports",
    8: "statewide",
    10: "csv_export",
    11: "xlsx_export",
    12: "reminders",
    13: "paging",
    14: "row_security",
}
"""The lines of the list of targets that are measured, and the module of each."""

BATCH, ROUNDS, PATIENCE, FEWEST = 0.04, 15, 6.0, 3
"""Seconds that one side runs at a time, at the least once; how often it has its turn; after how many seconds in all a
slow side leaves turns out, and how many it has even then."""


# ---- what is reported --------------------------------------------------------------------------------------------
@dataclass
class Row:
    """One side of one case. Milliseconds a call: `processor` and of it `database`, the medians of all turns; `p50` and
    `p95` by the clock on the wall. `times`: processor time as a multiple of the case's floor."""

    case: str
    side: str
    processor: float
    database: float | None
    p50: float | None
    p95: float | None
    times: float | None = None
    counts: dict[str, int] = field(default_factory=dict)


@dataclass
class Target:
    """What was wanted: `value` should be at most `limit`."""

    what: str
    value: float
    limit: float
    unit: str = "×"

    @property
    def reached(self) -> bool:
        return self.value <= self.limit


@dataclass
class Line:
    """All that was found out about one line."""

    number: int
    title: str
    rows: list[Row] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)

    def add(self, case: str, sides: Mapping[str, "Side"], floor: str = "") -> None:
        """Keep the figures of one case; `floor` names the side that the others are multiples of."""
        self.rows += [
            Row(
                case=case,
                side=name,
                processor=side.processor,
                database=side.database,
                p50=statistics.median(side.wall) if side.wall else None,
                p95=statistics.quantiles(side.wall, n=20)[-1] if len(side.wall) > 1 else None,
                times=ratio(side, sides[floor]) if floor else None,
                counts=side.counts,
            )
            for name, side in sides.items()
        ]

    def want(self, what: str, value: float, limit: float, unit: str = "×") -> None:
        self.targets.append(Target(what, value, limit, unit))


# ---- clocks ------------------------------------------------------------------------------------------------------
def process_time(pid: int) -> int:
    """Nanoseconds that a process of this machine has had a processor for."""
    try:
        with open(f"/proc/{pid}/schedstat") as file:
            return int(file.read().split()[0])
    except OSError:
        user, system = _stat(pid)[11:13]
        return (int(user) + int(system)) * TICK


def family_time(pid: int) -> int:
    """The same for a process with the children that it has collected."""
    return process_time(pid) + sum(int(ticks) for ticks in _stat(pid)[13:15]) * TICK


def parent_of(pid: int) -> int:
    return int(_stat(pid)[1])


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold blanks."""
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()


TICK = 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def peak_of(run: Run) -> tuple[int, int]:
    """Memory of this process in bytes: what it holds before `run`, and the most that it holds meanwhile (Linux)."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = _memory("VmRSS")
    run()
    return before, _memory("VmHWM")


def _memory(name: str) -> int:
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(f"{name}:"))


def is_local(pid: int) -> bool:
    """Whether a backend's number is that of a PostgreSQL process of this machine, so that its clock can be read."""
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return file.read().startswith("postgres")
    except OSError:
        return False


def backends(*pids: int) -> Callable[[], int] | None:
    """A clock of these backends together; None when they are on another machine."""
    return (lambda: sum(map(process_time, pids))) if all(map(is_local, pids)) else None


# ---- taking turns ------------------------------------------------------------------------------------------------
@dataclass
class Side:
    """The figures of one side, in milliseconds a call: a value a turn, and for `wall` a value a call."""

    own: dict[int, float] = field(default_factory=dict)
    data: dict[int, float] = field(default_factory=dict)
    wall: list[float] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def turns(self) -> dict[int, float]:
        return {turn: own + self.data.get(turn, 0.0) for turn, own in self.own.items()}

    @property
    def processor(self) -> float:
        return statistics.median(self.turns.values())

    @property
    def database(self) -> float | None:
        return statistics.median(self.data.values()) if self.data else None


def ratio(one: Side, other: Side) -> float:
    """How many times the processor time of `other` this one takes, over the rounds in which both ran."""
    mine, theirs = one.turns, other.turns
    both = mine.keys() & theirs.keys()
    return statistics.median(mine[turn] for turn in both) / statistics.median(theirs[turn] for turn in both)


def by_turns(
    sides: Mapping[str, Run],
    *,
    data: Callable[[], int] | None = None,
    own: Callable[[], int] = time.process_time_ns,
    rounds: int = ROUNDS,
    batch: float = BATCH,
    before: Callable[[str], object] = lambda name: None,
) -> dict[str, Side]:
    """Run the sides by turns, each a batch at a time, every round in another order; `before` prepares a side's turn.

    `own` and `data` are the clocks, in nanoseconds: of this process, and of what works for it elsewhere.
    """
    found = {name: Side() for name in sides}
    calls, every = {}, {}
    for name, run in sides.items():
        before(name)
        began = time.perf_counter()
        run()
        if time.perf_counter() - began > PATIENCE:  # so slow that it has one turn
            calls[name], every[name] = 1, rounds
            continue
        began = time.perf_counter()
        run()
        seconds = time.perf_counter() - began
        calls[name] = max(1, round(batch / seconds))
        all_turns = seconds * calls[name] * rounds
        every[name] = min(max(1, math.ceil(all_turns / PATIENCE)), rounds // FEWEST)
    for turn in range(rounds):
        first = turn % len(sides)
        order = [*list(sides)[first:], *list(sides)[:first]]
        for name in (name for name in order if turn % every[name] == 0):
            before(name)
            _batch(found[name], sides[name], turn, calls[name], own, data)
    return found


def _batch(side: Side, run: Run, turn: int, calls: int, own: Callable[[], int], data: Callable[[], int] | None) -> None:
    walls = []
    own_before, data_before = own(), data() if data else 0
    for _ in range(calls):
        began = time.perf_counter()
        run()
        walls.append((time.perf_counter() - began) * 1e3)
    side.own[turn] = (own() - own_before) / calls / 1e6
    if data:
        side.data[turn] = (data() - data_before) / calls / 1e6
    side.wall += walls


SECRET = "s" * 32
"""What a browser sends back with a form, twice the same, so that it is known to come from our page."""


# ---- the product, asked as a server asks it ----------------------------------------------------------------------
class Visitor:
    """A signed-in person who asks for pages through the whole of WSGI: all middleware, sessions, row security."""

    def __init__(self, person: uuid.UUID) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        from coaching.disclosure.identity import acting_as
        from coaching.models import User
        from tests.cast import Client

        self.application = WSGIHandler()
        client = Client()
        with acting_as(person):
            client.force_login(User.objects.get(pk=person))
        self.cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={SECRET}"

    def get(self, address: str) -> bytes:
        """The page at `address`. Raises AssertionError when it is not there."""
        return self._ask(address)

    def post(self, address: str, body: bytes, content_type: str) -> bytes:
        """The answer to what is sent there. Raises AssertionError when it is refused."""
        more = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": content_type}
        return self._ask(address, {**more, "HTTP_X_CSRFTOKEN": SECRET, "wsgi.input": io.BytesIO(body)})

    def _ask(self, address: str, more: Mapping[str, Any] | None = None) -> bytes:
        return b"".join(self._pieces(address, more))

    def _pieces(self, address: str, more: Mapping[str, Any] | None = None) -> Iterator[bytes]:
        path, _sep, query = address.partition("?")
        statuses: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            **(more or {}),
        }
        response = self.application(environ, lambda status, headers: statuses.append(status))
        yield from response
        response.close()
        assert statuses[0].startswith(str(HTTPStatus.OK.value)), f"{address}: {statuses[0]}"

    def take(self, address: str) -> int:
        """Fetch what is there piece by piece, as a browser saves a file, and keep nothing. Returns how many bytes."""
        return sum(map(len, self._pieces(address)))

    def counts(self, address: str) -> dict[str, int]:
        """Queries of the page besides those that say who asks, and its bytes, plain and compressed."""
        self.get(address)
        with recorded() as statements:
            page = self.get(address)
        return {"queries": len(pages_own(statements)), **sizes_of(page)}


def sizes_of(page: bytes) -> dict[str, int]:
    return {"bytes": len(page), "compressed": len(gzip.compress(page, 6, mtime=0))}


Statement = tuple[str, Any]


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """The statements that Django sends meanwhile, with their values."""
    from django.db import connection

    statements: list[Statement] = []

    def keep(execute, sql, params, many, context):
        statements.append((str(sql), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield statements


def pages_own(statements: list[Statement]) -> list[Statement]:
    """Without those that every signed-in page makes to learn who asks: identity, session, account; and savepoints."""
    who = ("select set_config('app.identity'", "SAVEPOINT", "RELEASE SAVEPOINT", 'FROM "django_session"')
    account = 'FROM "coaching_user" WHERE "coaching_user"."id" ='
    return [
        (sql, params)
        for sql, params in statements
        if not sql.startswith(who) and who[-1] not in sql and account not in sql
    ]


def backend_of_django() -> int:
    """The number of the PostgreSQL process that serves Django's connection."""
    from django.db import connection

    connection.ensure_connection()
    return connection.connection.info.backend_pid


# ---- without Django ----------------------------------------------------------------------------------------------
def raw_connection(role: str = "alongside_web", **options: Any) -> Any:
    """A psycopg connection of its own with a role of the product, as psycopg makes it unless told otherwise."""
    import psycopg

    from tests.environment import NAME, PRIVILEGED_URL, TEST_LOGIN, TEST_PASSWORD, with_login

    url = with_login(PRIVILEGED_URL, TEST_LOGIN, TEST_PASSWORD, NAME)
    return psycopg.connect(url, options=f"-c role={role}", autocommit=True, **options)


# ---- one line ----------------------------------------------------------------------------------------------------
def main() -> None:
    name, target = sys.argv[1:3]
    import django

    django.setup()
    line: Line = importlib.import_module(f"bench.lines.{name}").measure()
    content = asdict(line)
    with open(target, "w") as file:
        json.dump(content, file)


if __name__ == "__main__":
    main()
