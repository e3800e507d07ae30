"""The Python parts, in .venv, and the few parts of the system that come by apt where we may install them."""

import ctypes
import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from .console import CannotGoOn, say, step
from .places import BUILD, PYTHON, ROOT, VENV, alone, write_whole
from .processes import Job

REQUIREMENTS = ROOT / "requirements.txt"
STAMP = VENV / "complete"  # written last: without it the environment is half made
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0"]


def _wanted() -> str:
    """Which environment we want: these parts, this Python, this place (scripts name it)."""
    parts = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    return f"{parts} {sys.version_info.major}.{sys.version_info.minor} {VENV}\n"


def _found() -> str:
    try:
        return STAMP.read_text() if PYTHON.exists() else ""
    except OSError:
        return ""


def install_python_parts() -> None:
    """Make .venv hold what requirements.txt names, each file checked against its hash.

    An environment that was left half made, moved, or made by another Python is made anew.
    """
    if _found() == _wanted():
        return
    with alone(BUILD / "install.lock", "Another Alongside is installing here; waiting for it ..."):
        found, wanted = _found(), _wanted()
        if found == wanted:
            return
        STAMP.unlink(missing_ok=True)
        if found.split(" ", 1)[1:] != wanted.split(" ", 1)[1:]:
            _make_environment()
        with step("Installing the Python parts (under a minute; the longest step)"):
            for files in ([ROOT / "bin" / "pip-requirements.txt"], _shares()):
                jobs = [pip_install(["--requirement", file], log=BUILD / f"{file.stem}.log") for file in files]
                for job in jobs:
                    job.require(
                        "The Python parts could not be installed. Is this computer connected to the internet?\n"
                        "Start again to try again; nothing is lost."
                    )
        write_whole(STAMP, wanted, mode=0o644)


def _shares() -> list[Path]:
    """requirements.txt dealt out to one pip for each processor, which halves the time on two. Each part stands there
    with its hashes and is installed without its dependencies, so any division is right.
    """
    parts = re.findall(r"^\w.*(?:\n[ \t].*)*", REQUIREMENTS.read_text(), re.MULTILINE)
    count = min(os.cpu_count() or 1, 4)
    shares = [BUILD / f"requirements-{number + 1}.txt" for number in range(count)]
    for number, share in enumerate(shares):
        share.write_text("\n".join(parts[number::count]) + "\n")
    return shares


def pip_install(what: list[str | Path], *, log: Path) -> Job:
    """Start pip in .venv for packages that are pinned with their hashes."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    options = ["--quiet", "--no-cache-dir", "--no-compile", "--require-hashes", "--no-deps"]
    return Job([PYTHON, "-m", "pip", "install", *options, *what], env=os.environ | quiet, log=log)


def _make_environment() -> None:
    if VENV.exists():
        say("  The Python parts here are incomplete or were made for another place; making them anew.")
        shutil.rmtree(VENV)
    command: list[str | Path] = [sys.executable, "-m", "venv", VENV]
    if Job(command, log=BUILD / "venv.log").succeeded():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if install_by_apt(["python3-venv"]) and Job(command, log=BUILD / "venv.log").succeeded():
        return
    raise CannotGoOn("Python's venv module is missing. Install it with:\n    sudo apt install python3-venv")


def install_by_apt(packages: list[str]) -> bool:
    """Install Debian packages where we are root and there is apt; says so. Returns whether they are there now."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return False
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    with step(f"Installing {' '.join(packages)} by apt"):
        if Job(install, env=env, log=BUILD / "apt.log").succeeded():
            return True
        return (
            Job(["apt-get", "update", "--quiet"], env=env, log=BUILD / "apt.log").succeeded()
            and Job(install, env=env, log=BUILD / "apt.log").succeeded()
        )


def has_pango() -> bool:
    """Whether the libraries that draw PDFs can be loaded."""
    try:
        for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0"):
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def want_pango() -> None:
    """PDFs need Pango. Without it everything else works."""
    if not has_pango() and not (install_by_apt(PANGO) and has_pango()):
        say(f"  PDFs cannot be made on this computer yet. To have them: sudo apt install {' '.join(PANGO)}")


def find_chromium() -> Path | None:
    """The browser that the journeys drive; best the one that has no window to draw, which takes a fifth less."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def want_chromium() -> Path | None:
    """The browser, installed where we may; None where there is none."""
    packages = ("chromium-headless-shell", "chromium")  # an older Debian has only the second
    return find_chromium() or (find_chromium() if any(install_by_apt([name]) for name in packages) else None)
