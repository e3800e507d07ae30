"""Alongside itself: its database made ready, its demonstration, and the three processes that run it."""

import http.client
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .console import step
from .frontend import digest_of
from .install import REQUIREMENTS
from .places import PYTHON, ROOT, write_whole
from .postgres import ask
from .processes import Job
from .settings import fingerprint, for_login
from .supervise import Child

ROOMS = ("coaching", "agreements", "cycles", "reports")
MARK = "alongside "  # begins the comment on a database that we made ready
CELERY: list[str | Path] = [PYTHON, "-m", "celery", "--app", "coaching"]
LOGINS = ("WEB_PASSWORD", "WORKER_PASSWORD", "REPORT_PASSWORD")


class Product:
    """The product on one database. `base` is the environment that all its processes share."""

    def __init__(self, *, base: dict[str, str], keys: dict[str, str], database_url: str, logs: Path) -> None:
        self.base, self.keys, self.database_url, self.logs = base, keys, database_url, logs
        self.ours = not os.environ.get("DATABASE_URL")  # others may change behind our back a database we were given
        self.people_file = Path(base["DATA_DIR"]) / "demonstration.json"

    # ---- the database --------------------------------------------------------------------------------------------
    def make_ready(self, *, demonstration: bool) -> None:
        """Roles, tables, rules and frameworks; then, the first time, the demonstration program.

        What was done is marked at the database itself, so a restored or replaced one is made ready again.
        """
        wanted = fingerprint(digest_of(_sources(), *(self.keys[name] for name in (*LOGINS, "IDENTITY_KEY"))))
        mark = self._mark() if self.ours else ""
        words = mark.removeprefix(MARK).split() if mark.startswith(MARK) else []
        if wanted not in words:
            with step("Making the tables and the rules of who sees what"):
                self._manage("provision", as_owner=True, reason="The database could not be made ready.")
        if demonstration and ("demonstration" not in words or not self.people_file.exists()):
            with step("Filling the demonstration program with invented people"):
                failed = "The demonstration program could not be filled."
                self._manage("load_demonstration", as_owner=True, reason=failed)
                write_whole(self.people_file, self._manage("load_demonstration", "--list", "--json", reason=failed))
        done = [wanted] + ["demonstration"] * (demonstration or "demonstration" in words)
        if self.ours and words != done:
            ask(self.database_url, f"COMMENT ON DATABASE alongside IS '{MARK}{' '.join(done)}'")

    def _mark(self) -> str:
        return ask(
            self.database_url,
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()",
        )

    def people(self) -> list[dict[str, Any]]:
        """The demonstration people: name, part, email, password, home. Empty when there is no demonstration."""
        try:
            return list(json.loads(self.people_file.read_text()))
        except (OSError, ValueError):
            return []

    def _manage(self, command: str, *options: str, reason: str, as_owner: bool = False) -> str:
        env = self.owner_environment() if as_owner else self.worker_environment()
        log = self.logs / f"{command}.log"
        return Job([PYTHON, ROOT / "manage.py", command, *options], env=env, cwd=ROOT, log=log).require(reason)

    # ---- environments --------------------------------------------------------------------------------------------
    def owner_environment(self) -> dict[str, str]:
        """For provisioning alone: the login that may do everything, and the passwords it gives to the others."""
        return self.base | {name: self.keys[name] for name in LOGINS} | {"DATABASE_URL": self.database_url}

    def web_environment(self) -> dict[str, str]:
        return for_login(self.base, self.database_url, "alongside_web", self.keys["WEB_PASSWORD"])

    def worker_environment(self) -> dict[str, str]:
        return for_login(self.base, self.database_url, "alongside_worker", self.keys["WORKER_PASSWORD"])

    # ---- processes -----------------------------------------------------------------------------------------------
    def web(self, port: int) -> Child:
        return Child(
            name="web",
            command=[PYTHON, "-m", "gunicorn", "--config", ROOT / "gunicorn.conf.py", "coaching.wsgi:application"],
            env=self.web_environment(),
            ready=lambda: _answers(port),
        )

    def worker(self) -> Child:
        count = os.environ.get("WORKER_PROCESSES") or "2"
        options = ["--loglevel", "INFO", "--concurrency", count, "--without-gossip", "--without-mingle"]
        return Child(name="worker", command=[*CELERY, "worker", *options], env=self.worker_environment())

    def scheduler(self, run: Path) -> Child:
        options: list[str | Path] = ["--loglevel", "INFO", "--schedule", run / "schedule", "--pidfile="]
        return Child(name="scheduler", command=[*CELERY, "beat", *options], env=self.worker_environment())


def _sources() -> Iterator[Path]:
    """What decides how the database looks."""
    yield REQUIREMENTS
    for room in ROOMS:
        for file in (ROOT / room).rglob("*"):
            if file.suffix in (".py", ".toml", ".sql") and "tests" not in file.parts:
                yield file


def _answers(port: int) -> bool:
    """Whether the web process serves pages and reaches its database."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health/", headers={"Host": "127.0.0.1"})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
