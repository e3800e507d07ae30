"""Line 12: ten thousand reminders through the real worker, to a mail server on this machine that keeps nothing.

The worker is the product's, with two processes, on the worker's own database login; the floor sends letters of the same
words over one connection with smtplib, with nothing to look up or to write down. Both by the clock on the wall and by
the processor's. What a tick asks the database is counted apart, in this process.
"""

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from bench.measure import Line, Row, parent_of, process_time, recorded

MAILS = int(os.environ.get("BENCH_MAILS", "10000"))
OF_FLOOR = 0.7
ENQUEUE_US = 20
A_MAIL = 8
"""Statements that one mail may take, whatever it says; and those of a tick with nothing to send, each counted."""
A_TICK = 60
LETTERS = 200
PATIENCE = 900

WANTED = """
select v.id, v.sequence, p.user_id
from cycles_visit v
join coaching_party p on p.partnership_id = v.partnership_id and p.left_at is null and p.part in ('coach', 'coachee')
where v.state = 'planned' and v.starts_at > now() + interval '1 hour'
order by v.id, p.user_id
"""


def measure() -> Line:
    from bin.lib.processes import free_port
    from tests.database import as_worker, bypassing

    line = Line(12, f"{MAILS:,} reminders through the worker")
    with bypassing():
        rows = visits()
    per_mail, per_tick = statements(rows, as_worker)
    enqueue = fill(rows, as_worker)
    port = free_port()
    with running([sys.executable, "-m", "bench.sink", str(port)], dict(os.environ)) as sink:
        wait_for(lambda: answers(port))
        floor = by_smtplib(letters(rows, as_worker), port)
        with privileged() as database:
            found = through_the_worker(database, port)
        del sink
    line.rows += [
        row("floor: smtplib, one connection", floor["seconds"], floor["processor"], {"mails a second": floor["rate"]}),
        row(
            "the worker, two processes",
            found["seconds"],
            found["processor"],
            {
                "mails a second": found["rate"],
                "ticks": found["ticks"],
                "memory MB": found["memory"],
                "queries a mail": per_mail,
                "queries a tick": per_tick,
            },
            times=found["processor"] / floor["processor"],
        ),
    ]
    line.want("the worker's time to the floor's (70 %)", found["seconds"] / floor["seconds"], round(1 / OF_FLOOR, 2))
    line.want("one mail into the outbox", enqueue, ENQUEUE_US, "µs")
    line.want("statements for one mail", per_mail, A_MAIL, "")
    line.want("statements of a tick with nothing due", per_tick, A_TICK, "")
    return line


def row(side: str, seconds: float, processor: float, counts: dict[str, int], times: float | None = 1.0) -> Row:
    """Milliseconds a mail."""
    wall = seconds / MAILS * 1e3
    return Row(
        case="a reminder", side=side, processor=processor / MAILS * 1e3, database=None, p50=wall, p95=None,
        times=times, counts=counts,
    )  # fmt: skip


# ---- what is sent ------------------------------------------------------------------------------------------------
def visits() -> list[tuple[Any, int, Any]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(WANTED)
        return list(cursor.fetchall())


def mails(rows: list[tuple[Any, int, Any]], number: int) -> list[Any]:
    from django.utils import timezone

    from coaching.models import Mail

    now = timezone.now()
    found = []
    for n in range(number):
        visit, sequence, user = rows[n % len(rows)]
        again = n // len(rows) + 1
        found.append(
            Mail(
                kind="visit_tomorrow",
                subject_id=visit,
                recipient_id=user,
                due_at=now,
                occurrence=f"visit_tomorrow {again} {sequence}",
            )
        )
    return found


def fill(rows: list[tuple[Any, int, Any]], as_worker: Any) -> float:
    """Put them into the outbox as the tick does; microseconds of the processor for one."""
    from coaching.services.outbox import enqueue_many

    wanted = mails(rows, MAILS)
    began = time.process_time_ns()
    with as_worker():
        enqueue_many(wanted)
    return (time.process_time_ns() - began) / MAILS / 1e3


def letters(rows: list[tuple[Any, int, Any]], as_worker: Any) -> list[tuple[str, str, bytes]]:
    """Some of them as they are sent: from, to and bytes."""
    from coaching.services.outbox import compose

    found = []
    with as_worker():
        for mail in mails(rows, LETTERS):
            message = compose(mail)
            assert message is not None
            found.append((message.from_email, message.to[0], message.message().as_bytes(linesep="\r\n")))
    return found


def statements(rows: list[tuple[Any, int, Any]], as_worker: Any) -> tuple[int, int]:
    """How many one mail takes, and how many the rest of a tick with nothing due; savepoints apart."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    from coaching.services.outbox import compose

    def counted(found: list[Any]) -> int:
        return sum("SAVEPOINT" not in sql for sql, _values in found)

    with as_worker():
        compose(mails(rows, 1)[0])
        with recorded() as asked:
            for mail in mails(rows, 10):
                compose(mail)
        per_mail = round(counted(asked) / 10)
        ticks = [name for name in settings.TICKS if not name.endswith(("send_due", "seal_what_is_left"))]
        for name in ticks:
            import_string(name)()
        with recorded() as asked:
            for name in ticks:
                import_string(name)()
    return per_mail, counted(asked)


# ---- the two ways ------------------------------------------------------------------------------------------------
def by_smtplib(found: list[tuple[str, str, bytes]], port: int) -> dict[str, Any]:
    began, processor = time.perf_counter(), time.process_time()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for n in range(MAILS):
            server.sendmail(*found[n % len(found)])
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "processor": time.process_time() - processor, "rate": round(MAILS / seconds)}


def through_the_worker(database: psycopg.Connection, port: int) -> dict[str, Any]:
    from coaching.celery import app

    password = os.urandom(16).hex()
    database.execute(f"alter role alongside_worker login password '{password}'")
    host = database.info
    url = f"postgres://alongside_worker:{password}@{host.host}:{host.port}/{host.dbname}"
    ours = {
        "DJANGO_SETTINGS_MODULE": "coaching.settings",
        "DATABASE_URL": url,
        "DATABASE_ROLE": "",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
    }
    celery = [sys.executable, "-m", "celery", "--app", "coaching", "worker", "--concurrency", "2"]
    with running([*celery, "--without-gossip", "--without-mingle", "--loglevel", "WARNING"], os.environ | ours) as one:
        wait_for(lambda: len(children(one.pid)) >= 2 and app.control.ping(timeout=0.5))
        family = [one.pid, *children(one.pid)]
        before = sum(map(process_time, family))
        began, ticks, left = time.perf_counter(), 0, MAILS
        running_now: list[Any] = []
        while left and time.perf_counter() - began < PATIENCE:
            if not running_now or busy(app) == 0:
                running_now = [app.send_task("coaching.tasks.tick") for _ in range(2)]
                ticks += 1
            time.sleep(0.1)
            left = due(database)
        seconds = time.perf_counter() - began
        processor = (sum(map(process_time, family)) - before) / 1e9
        memory = max(map(peak_memory, children(one.pid)))
        assert left == 0, f"{left} mails were not sent"
    sent = database.execute("select count(*) from coaching_mail where state = 'sent'").fetchone()
    assert sent and sent[0] == MAILS, sent
    return {
        "seconds": seconds,
        "processor": processor,
        "rate": round(MAILS / seconds),
        "ticks": ticks,
        "memory": memory,
    }


def busy(app: Any) -> int:
    """How many ticks are being worked on or waited for."""
    found = app.control.inspect(timeout=0.5).active() or {}
    return sum(map(len, found.values()))


def due(database: psycopg.Connection) -> int:
    found = database.execute("select count(*) from coaching_mail where state = 'due'").fetchone()
    assert found
    return int(found[0])


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if parent_of(int(entry.name)) == pid:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def peak_memory(pid: int) -> int:
    """Megabytes that a process held at most."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return 0


# ---- processes ---------------------------------------------------------------------------------------------------
@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=env)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=2):
            return True
    except OSError:
        return False


def wait_for(true: Any, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "a process did not start"
        time.sleep(0.1)


@contextmanager
def privileged() -> Iterator[psycopg.Connection]:
    from tests.environment import NAME, PRIVILEGED_URL

    with psycopg.connect(make_conninfo(PRIVILEGED_URL, dbname=NAME), autocommit=True) as database:
        yield database
