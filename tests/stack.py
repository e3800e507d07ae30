"""The product as it really runs, for tests: gunicorn, a Celery worker, a scheduler, a mail server, each with its login.

It has a database, a queue and a data folder of its own, all on 127.0.0.1, and everything ends with the tests.
Pages are asked for over HTTP; `stack.inside()` lets a test prepare and inspect the same database with the models.
"""

import http.client
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import redis
from celery import Celery
from django.db import connection
from psycopg.conninfo import make_conninfo

from bin.lib.frontend import prepare_frontend
from bin.lib.processes import free_port, identify, spawn, stop_group
from tests.database import Emptying, alone_on_the_server
from tests.environment import NAME, PATTERN, PRIVILEGED_URL, RUN, TEST_LOGIN
from tests.mailbox import Mailbox

ROOT = Path(__file__).resolve().parent.parent
LOGINS = {
    "alongside_web": "WEB_PASSWORD",
    "alongside_worker": "WORKER_PASSWORD",
    "alongside_report": "REPORT_PASSWORD",
}


def address(url: str, *, path: str, login: str = "", password: str = "") -> str:
    """The same server with another path, and as another login when one is given."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{login}:{quote(password)}@{host}" if login else parts.netloc
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{path}"))


class Process:
    """One of the product's processes, its log, and how to end it."""

    def __init__(self, name: str, command: list[str], env: dict[str, str], folder: Path) -> None:
        self.name, self.command, self.env, self.log = name, command, env, folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = spawn(self.command, env=self.env, cwd=ROOT, log=self.log)
        self.who = identify(self.process.pid)

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is not None:
            stop_group(self.who, patience=10)
            self.process.wait()
            self.process = None

    def kill(self) -> None:
        """What a machine does that runs out of memory: the whole group ends in the middle of a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def said(self, since: int = 0) -> str:
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(since)
            return file.read().decode(errors="replace")


class Stack:
    """The running product. `url` is where a browser finds it, `mailbox` where its mails arrive."""

    def __init__(self, folder: Path, unblock: Callable) -> None:
        self.folder, self.unblock = folder, unblock
        self.name = f"{NAME}_stack"
        self.port = free_port()
        # by name: a passkey belongs to a name, never to a number
        self.url = f"http://localhost:{self.port}"
        self.mailbox = Mailbox()
        number = int(urlsplit(os.environ["REDIS_URL"]).path.strip("/") or 0)
        self.redis_url = address(os.environ["REDIS_URL"], path=str((number + 1) % 16))
        self.redis = redis.Redis.from_url(self.redis_url)
        self.celery = Celery(broker=self.redis_url, set_as_current=False)
        self.privileged = address(PRIVILEGED_URL, path=self.name)
        ours = os.environ["TEST_LOGINS_PASSWORD"]
        self.passwords = {login: os.environ.get(name) or ours for login, name in LOGINS.items()}

    # ---- starting and stopping -------------------------------------------------------------------------------------
    def start(self) -> None:
        self._make_database()
        self.redis.flushdb()
        prepare_frontend(self._environment("alongside_web"))
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "--app", "coaching"]
        self.web = Process(
            "web",
            [*python, "gunicorn", "--config", str(ROOT / "gunicorn.conf.py"), "coaching.wsgi:application"],
            self._environment("alongside_web"),
            self.folder,
        )
        self.worker = Process(
            "worker",
            [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"],
            self._environment("alongside_worker"),
            self.folder,
        )
        self.scheduler = Process(
            "scheduler",
            [*celery, "beat", "--loglevel", "INFO", "--schedule", str(self.folder / "schedule"), "--pidfile="],
            self._environment("alongside_worker"),
            self.folder,
        )
        for process in (self.web, self.worker):
            process.start()
        self._wait("the pages", self.web, self._answers)
        self.wait_for_worker()

    def stop(self) -> None:
        for name in ("scheduler", "worker", "web"):
            if process := getattr(self, name, None):
                process.stop()
        self.mailbox.stop()
        self.redis.flushdb()
        with suppress(psycopg.Error), self._server() as server:
            server.execute(f'drop database if exists "{self.name}" with (force)')

    def _server(self) -> psycopg.Connection:
        return psycopg.connect(make_conninfo(PRIVILEGED_URL, dbname="postgres"), autocommit=True)

    def _make_database(self) -> None:
        """A copy, which is quick, or an empty one where somebody holds what it is made of; then provisioned."""
        with alone_on_the_server() as server:
            server.execute(f'drop database if exists "{self.name}" with (force)')
            with self.unblock():
                connection.close()
            try:
                server.execute(f'create database "{self.name}" template "{PATTERN if RUN else NAME}"')
            except (psycopg.errors.ObjectInUse, psycopg.errors.InvalidCatalogName):
                server.execute(f'create database "{self.name}"')
            self.manage("provision", "--verbosity", "0")
            with psycopg.connect(self.privileged, autocommit=True) as database:
                database.execute(f'grant connect on database "{self.name}" to {TEST_LOGIN}')
                self._know_passwords(database)
        self.emptying = Emptying(self.name)
        self.empty()

    def _know_passwords(self, database: psycopg.Connection) -> None:
        """Passwords belong to the whole server: one that somebody else has given is never changed here."""
        for login, variable in LOGINS.items():
            if self._opens(login):
                continue
            given = database.execute("select rolpassword is not null from pg_authid where rolname = %s", [login])
            if given.fetchone()[0]:
                raise RuntimeError(f"{login} has a password on this server; give it as {variable}")
            database.execute(f"alter role {login} password '{self.passwords[login]}'")

    def _opens(self, login: str) -> bool:
        try:
            psycopg.connect(self._database_url(login), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _database_url(self, login: str) -> str:
        return address(PRIVILEGED_URL, path=self.name, login=login, password=self.passwords[login])

    def _environment(self, login: str) -> dict[str, str]:
        """What a process of the product needs; without a login, the owner of the server and all passwords."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not (login and key.endswith("_PASSWORD")) and key != "STATIC_STORAGE"  # hashed files, as in production
        }
        return kept | {
            "DATABASE_URL": self._database_url(login) if login else self.privileged,
            "DATABASE_ROLE": "",
            "REDIS_URL": self.redis_url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",  # the product's, with a quick hash of passwords
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "DATA_DIR": str(self.folder / "data"),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mailbox.port}",
            "MAIL_DIR": "",
            "DEVELOPMENT": "1",  # passkeys over http
            "SIGN_IN_LIMITS": "off",
            "WEB_PROCESSES": "2",
            "LOG_LEVEL": "INFO",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "",
        }

    def manage(self, *command: str, login: str = "") -> str:
        """A command of manage.py on the stack's database: as the owner of the server, or as one of the logins."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self._environment(login), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def _wait(self, what: str, process: Process, true: Callable[[], bool], seconds: float = 40) -> None:
        ends = time.monotonic() + seconds
        while not true():
            if process.process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(f"{what}: the {process.name} process did not get there:\n{process.said()[-3000:]}")
            time.sleep(0.05)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of a page, without a browser. Raises OSError when nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            line.close()

    def _answers(self) -> bool:
        with suppress(OSError):
            return self.get("/health/")[0] == 200
        return False

    def wait_for_worker(self, since: int = 0) -> None:
        self._wait("the worker", self.worker, lambda: " ready." in self.worker.said(since))

    def restart_worker(self) -> None:
        """Start the worker again after it was killed, as whoever watches over it would."""
        before = self.worker.log.stat().st_size
        self.worker.start()
        self.wait_for_worker(since=before)

    # ---- between tests ---------------------------------------------------------------------------------------------
    def empty(self) -> None:
        """As on the first day: nobody and nothing but the frameworks."""
        self.emptying()
        self.redis.flushdb()
        self.mailbox.empty()

    # ---- what tests do ---------------------------------------------------------------------------------------------
    @contextmanager
    def inside(self) -> Iterator[None]:
        """The models of this process on the stack's database, as the web login, with real commits.

        For preparing and inspecting only: work that starts tasks or reads sessions goes over the pages.
        """
        assert not connection.in_atomic_block, "a test with a database of its own cannot enter the stack's"
        ours = connection.settings_dict["NAME"]
        with self.unblock():
            connection.close()
            connection.settings_dict["NAME"] = self.name
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict["NAME"] = ours

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What stands in the database, past all rules: for asking whether something has happened."""
        with psycopg.connect(self.privileged, autocommit=True) as database:
            cursor = database.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def send(self, task: str, /, *, id: str | None = None, **ids: str) -> str:
        """Give the worker a task, as the scheduler or a page would; answers its id."""
        id = id or secrets.token_hex(8)
        self.celery.send_task(task, task_id=id, kwargs=ids, ignore_result=True)
        return id

    def wait_for_task(self, id: str, *, times: int = 1) -> None:
        ended = re.compile(rf"\[{re.escape(id)}\] (succeeded|raised|retry|failed)")
        self._wait(f"task {id}", self.worker, lambda: len(ended.findall(self.worker.said())) >= times)

    def wait_for_the_scheduler(self) -> None:
        """Until the scheduler has sent a tick of its own: at most the minute that it waits."""
        self._wait("a tick", self.scheduler, lambda: "Sending due task tick" in self.scheduler.said(), 70)

    def tick(self) -> None:
        """The minute tick, now: everything that is due is done when this returns."""
        self.wait_for_task(self.send("coaching.tasks.tick"))
