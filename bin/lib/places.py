"""Where things are: the code, what is made from it, and the data."""

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .console import CannotGoOn, say
from .processes import wait_until

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def make_private(folder: Path, passable: bool = False) -> Path:
    """Make a folder that only its owner reads. Returns it.

    `passable`: as root, other users may pass through it by name, because the database runs as another user.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if passable and os.getuid() == 0 else 0o700)
    return folder


def require_writable(*folders: Path) -> None:
    """Raise CannotGoOn when we may not write where we must."""
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as problem:
            raise CannotGoOn(
                f"Alongside cannot write to {folder} ({problem.strerror or problem}).\n"
                "Put it into a folder that you own and may write to, or start it as the person who owns this one."
            ) from None


def write_whole(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file so that a reader, or a crash, finds the old text or the new and never a part."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file, or an empty one when there is none or it is damaged."""
    with suppress(OSError, ValueError):
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict):
            return content
    return {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    write_whole(path, json.dumps(content, indent=1, sort_keys=True) + "\n")


class Lock:
    """A lock that the kernel frees when its holder ends, however it ends. The file keeps a word about the holder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: int | None = None

    def take(self) -> bool:
        """Returns False when another process holds it."""
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self.file = file
        return True

    def note(self, content: dict[str, Any]) -> None:
        """Write down, for whoever finds the lock taken, who holds it."""
        assert self.file is not None
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, json.dumps(content).encode(), 0)

    def release(self) -> None:
        if self.file is not None:
            os.close(self.file)
            self.file = None


@contextmanager
def alone(path: Path, waiting: str) -> Iterator[None]:
    """Do something that only one process may do at a time; say `waiting` when another is at it."""
    lock = Lock(path)
    if not lock.take():
        say(f"  {waiting}")
        wait_until(lock.take, seconds=3600, every=0.5)
    try:
        yield
    finally:
        lock.release()
