"""One process that starts the others, starts again what crashed, and stops them all."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .console import CannotGoOn, say
from .places import ROOT, read_json, write_json
from .processes import Identity, ask_to_stop, identify, last_lines, spawn, stop_group, stop_leftover, wait_until

STEADY = 20.0  # seconds: a process that ran this long was well
TRIES = 6  # crashes in a row, none of them steady, until we give up
FIRST_TRIES = 3  # the same for a process that never was well: it cannot start
LONGEST_PAUSE = 30.0  # seconds between two tries
LARGEST_LOG = 20_000_000  # bytes; then the log is put aside as .1 and begins anew


@dataclass
class Child:
    """A process we look after."""

    name: str
    command: Sequence[str | Path]
    env: dict[str, str]
    cwd: Path | str = ROOT
    user: pwd.struct_passwd | None = None
    stop_by: signal.Signals = signal.SIGTERM
    ready: Callable[[], bool] | None = None
    others_need_it: bool = False  # a server, stopped after those who use it
    patience: float = 20  # seconds to get ready, and again to stop
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    who: Identity | None = field(default=None, init=False)
    log_begins: int = field(default=0, init=False)
    began: float = field(default=0, init=False)
    crashes: int = field(default=0, init=False)
    was_steady: bool = field(default=False, init=False)
    again_at: float = field(default=0, init=False)

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def wants_care(self) -> bool:
        return self.has_ended() and time.monotonic() >= self.again_at


class Supervisor:
    """Looks after children whose logs go to `logs`; `record` remembers them for the run after a crash of ours."""

    def __init__(self, *, logs: Path, record: Path) -> None:
        self.logs, self.record = logs, record
        self.children: list[Child] = []

    def stop_leftovers(self, quietly: bool = False) -> None:
        """End what an earlier supervisor could not, because it was killed."""
        kept = read_json(self.record).get("children", [])
        found = [stop_leftover(Identity(**who), folder=ROOT) for who in reversed(kept)]
        if any(found) and not quietly:
            say("  Alongside was cut off last time. What still ran is stopped; nothing is lost.")
        self._remember()

    def start(self, child: Child) -> None:
        """Start a child and wait until it is ready. Raises CannotGoOn with what it said when it is not."""
        self.children.append(child)
        self._spawn(child)
        ready = child.ready
        if ready and not wait_until(lambda: child.has_ended() or ready(), child.patience):
            raise self._gave_up(child, "did not become ready")
        if child.has_ended():
            raise self._gave_up(child, "could not start")

    def watch(self) -> None:
        """Start again what ends, until we are asked to stop (Stopped) or something ends too often (CannotGoOn)."""
        while True:
            wait_until(lambda: any(child.wants_care() for child in self.children), seconds=1, every=0.2)
            for child in self.children:
                if child.wants_care():
                    self._again(child)
                elif self._log(child).stat().st_size > LARGEST_LOG:
                    self._put_log_aside(child)

    def _again(self, child: Child) -> None:
        """The first time after an end: decide when to start it again. The second time: do it."""
        if child.again_at:
            if child.who:
                stop_leftover(child.who, folder=ROOT)
            self._spawn(child)
            return
        was_steady = time.monotonic() - child.began > STEADY
        child.was_steady = child.was_steady or was_steady
        child.crashes = 1 if was_steady else child.crashes + 1
        if child.crashes >= (TRIES if child.was_steady else FIRST_TRIES):
            raise self._gave_up(child, f"stopped {child.crashes} times in a row")
        pause = min(LONGEST_PAUSE, 2.0 ** (child.crashes - 1))
        child.again_at = time.monotonic() + pause
        say(f"  The {child.name} process stopped by itself. It starts again in {pause:.0f} s ({self._log(child)}).")

    def stop(self) -> None:
        """Stop all: the product's processes together, then the servers. A second Ctrl-C does not wait for them."""
        for servers in (False, True):
            these = [child for child in reversed(self.children) if child.others_need_it == servers]
            for child in these:
                ask_to_stop(child.who, child.stop_by)
            for child in these:
                stop_group(child.who, how=None, patience=child.patience)
                if child.process is not None:
                    child.process.wait()
        self.children.clear()
        self._remember()

    # ---- one child -----------------------------------------------------------------------------------------------
    def _spawn(self, child: Child) -> None:
        log = self._log(child)
        child.log_begins = log.stat().st_size if log.exists() else 0
        child.began, child.again_at = time.monotonic(), 0
        child.process = spawn(
            child.command, env=child.env, cwd=child.cwd, log=log, user=child.user, last_wish=child.stop_by
        )
        child.who = identify(child.process.pid)
        self._remember()

    def _gave_up(self, child: Child, what: str) -> CannotGoOn:
        log = self._log(child)
        return CannotGoOn(
            f"The {child.name} process {what}. Its last lines stand above; all of them are in {log}.",
            last_lines(log, since=child.log_begins),
        )

    def _log(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def _put_log_aside(self, child: Child) -> None:
        log = self._log(child)
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)
        child.log_begins = 0

    def _remember(self) -> None:
        write_json(self.record, {"children": [vars(child.who) for child in self.children if child.who]})
