"""Start, recognise and stop processes. What we start ends when we do, also when we are killed (Linux)."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .console import CannotGoOn

_LIBC = ctypes.CDLL(None)  # loaded now, because it may not be loaded between fork and exec
_PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or the terminal was closed."""


class StopAsked:
    """Remembers that we were asked to stop. Everything that waits calls `check`, so nothing is left half-started."""

    def __init__(self) -> None:
        self.times = 0
        self.last = 0  # the number of the signal

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup means it
            signal.signal(signal.SIGHUP, self._note)

    def _note(self, number: int, _frame: Any) -> None:
        self.times, self.last = self.times + 1, number

    def check(self) -> None:
        if self.times:
            raise Stopped


STOP = StopAsked()


def wait_until(true: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Wait for a condition; False when the time ran out. Raises Stopped when we are asked to stop meanwhile."""
    ends = time.monotonic() + seconds
    while True:
        if true():
            return True
        STOP.check()
        if time.monotonic() >= ends:
            return False
        time.sleep(every)


# ---- starting ----------------------------------------------------------------------------------------------------
def user_of(path: Path) -> pwd.struct_passwd:
    return pwd.getpwuid(path.stat().st_uid)


def other_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """What subprocess needs to run a command as that user."""
    if user is None or user.pw_uid == os.getuid():
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def spawn(
    command: Sequence[str | Path],
    *,
    env: dict[str, str],
    cwd: Path | str,
    log: Path,
    user: pwd.struct_passwd | None = None,
    last_wish: signal.Signals = signal.SIGTERM,
    umask: int = 0o077,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, as another user when we are root and one is given.

    Its output is appended to `log`. What it writes is its own to read (`umask`; -1: as what we write). When we die
    before it, it receives `last_wish`. Call from the main thread: the kernel watches the thread that started it.
    """
    parent = os.getpid()

    def before_exec() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(last_wish), 0, 0, 0)
        if os.getppid() != parent:  # we died in between
            os._exit(1)

    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=before_exec,
            umask=umask,
            **other_user(user),
        )


class Job:
    """A command that runs beside others and is waited for later; its output is kept for when it fails."""

    def __init__(
        self, command: Sequence[str | Path], *, log: Path, env: dict[str, str] | None = None, cwd: Path | None = None,
        user: pwd.struct_passwd | None = None,
    ) -> None:  # fmt: skip
        self.log = log
        log.write_bytes(b"")
        try:
            self.process = spawn(
                command,
                env=dict(os.environ if env is None else env),
                cwd=cwd or "/",
                log=log,
                user=user,
                umask=-1,
            )
        except OSError as problem:
            raise CannotGoOn(f"{command[0]} could not be started ({problem}).") from None

    def succeeded(self) -> bool:
        """Wait for the end. When we are asked to stop, the command is stopped and Stopped is raised."""
        try:
            wait_until(lambda: self.process.poll() is not None, seconds=3600)
        except Stopped:
            stop_group(identify(self.process.pid), patience=3)
            raise
        return self.process.returncode == 0

    def require(self, reason: str) -> str:
        """The command's output; raises CannotGoOn with its last lines when it failed."""
        if not self.succeeded():
            raise CannotGoOn(reason, last_lines(self.log))
        return self.log.read_text(errors="replace")


def last_lines(log: Path, since: int = 0, count: int = 15) -> str:
    """The last lines that a process wrote to its log, beginning at byte `since`."""
    try:
        with log.open("rb") as file:
            file.seek(max(since, log.stat().st_size - 20_000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


# ---- recognising -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Identity:
    """A process for certain: its number alone may have been given to another since."""

    pid: int
    started: str  # ticks since boot
    boot: str


def _facts(pid: int | str) -> list[str]:
    """The fields of /proc/PID/stat from the third on, or nothing. (2nd: name; 3rd: state; 6th: session; 22nd: start)"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def identify(pid: int) -> Identity | None:
    """Who runs under this number now; None when nobody does, or only a process that has ended already."""
    facts = _facts(pid)
    return Identity(pid, facts[19], _boot()) if facts and facts[0] not in "ZX" else None


def command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _session(leader: int) -> list[int]:
    """The processes of a session that still run."""
    entries = (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit())
    facts = ((int(entry), _facts(entry)) for entry in entries)
    return [pid for pid, fact in facts if fact and fact[3] == str(leader) and fact[0] not in "ZX"]


def _works_in(pid: int, folder: Path) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    return False


# ---- stopping ----------------------------------------------------------------------------------------------------
def ask_to_stop(who: Identity | None, how: signal.Signals) -> None:
    if who is not None and identify(who.pid) == who:
        _signal(who.pid, how)


def stop_group(who: Identity | None, *, how: signal.Signals | None = signal.SIGTERM, patience: float = 10) -> None:
    """Ask a process that leads its session to stop (not again when `how` is None), wait `patience` seconds for all of
    the session to end, then end it.
    """
    if who is None or identify(who.pid) not in (who, None):
        return
    if how is not None:
        ask_to_stop(who, how)
    waited = 0.0
    while _session(who.pid) and waited < (patience if STOP.times < 2 else min(patience, 2)):
        time.sleep(0.05)
        waited += 0.05
    for pid in _session(who.pid):
        _signal(pid, signal.SIGKILL)


def stop_leftover(who: Identity, *, folder: Path, how: signal.Signals = signal.SIGTERM) -> bool:
    """Stop what an earlier run of ours left behind, if it is still the same. Returns whether there was something.

    Where the leader has ended, its session is ours only if it still works in our `folder`.
    """
    if who.boot != _boot():
        return False
    now = identify(who.pid)
    if now == who:
        stop_group(who, how=how)
        return True
    orphans = [pid for pid in _session(who.pid) if _works_in(pid, folder)] if now is None else []
    for pid in orphans:
        _signal(pid, signal.SIGKILL)
    return bool(orphans)


def _signal(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, how)


# ---- ports -------------------------------------------------------------------------------------------------------
def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def free_port(wish: int | None = None) -> int:
    """The wished port when nobody uses it, otherwise any free one of 127.0.0.1."""
    if wish and port_is_free(wish):
        return wish
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def answers(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex((host, port)) == 0
