"""Loads framework files, and frameworks kept in the database, strictly: a framework that has a fault is not used.

A further framework is one more file in this folder and no code. See docs/frameworks.md.
"""

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

from coaching.frameworks.checks import check_all
from coaching.frameworks.errors import FrameworkError, Problem
from coaching.frameworks.framework import Framework, canonical_json
from coaching.frameworks.reading import Where, build
from coaching.frameworks.text import LANGUAGES

FOLDER = Path(__file__).resolve().parent

_STORED: dict[str, Framework] = {}


def load_file(path: Path | str) -> Framework:
    """Read one framework file. Every text must be there in every language of the product.

    Raises FrameworkError with all the problems found, also when the file cannot be read.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FrameworkError(
            [Problem(path.name, "", f"The file cannot be read: {error.strerror}.", "Look at its path and rights.")]
        ) from error
    except UnicodeDecodeError as error:
        raise FrameworkError([Problem(path.name, "", "The file is not UTF-8.", "Save it as UTF-8.")]) from error
    except tomllib.TOMLDecodeError as error:
        raise FrameworkError(
            [Problem(path.name, "", f"The file is not TOML: {error}.", "Correct that line.")]
        ) from error
    framework = _make(content, source=path.name, languages=LANGUAGES)
    if framework.key != path.stem:
        message = f"The key {framework.key!r} differs from the name of the file."
        raise FrameworkError([Problem(path.name, "key", message, f'Write key = "{path.stem}", or rename the file.')])
    return framework


def from_dict(content: dict[str, Any], *, source: str = "framework") -> Framework:
    """Make a framework of plain data, such as `FrameworkVersion.content`. English texts are enough.

    `source` names it in problems. Raises FrameworkError with all the problems found.
    """
    return _make(content, source=source, languages=("en",))


def stored(*, content: dict[str, Any], digest: str) -> Framework:
    """The framework of an immutable stored version, parsed once in a process for each digest.

    Raises FrameworkError if the content is not what the digest was taken of.
    """
    if digest not in _STORED:
        source = f"stored framework {digest[:12]}"
        framework = from_dict(content, source=source)
        if framework.digest != digest:
            message = "The content has changed since it was stored."
            raise FrameworkError([Problem(source, "", message, "Restore it from a backup.")])
        _STORED[digest] = framework
    return _STORED[digest]


def load_folder(folder: Path | str = FOLDER) -> tuple[Framework, ...]:
    """Every framework file in a folder, by name. Problems of all files are reported together."""
    found: list[Framework] = []
    problems: list[Problem] = []
    for path in sorted(Path(folder).glob("*.toml")):
        try:
            found.append(load_file(path))
        except FrameworkError as error:
            problems.extend(error.problems)
    if problems:
        raise FrameworkError(problems)
    return tuple(found)


def ready_frameworks(folder: Path | str = FOLDER) -> tuple[Framework, ...]:
    """Those that programs may start on."""
    return tuple(framework for framework in load_folder(folder) if framework.ready)


def _make(content: dict[str, Any], *, source: str, languages: tuple[str, ...]) -> Framework:
    problems: list[Problem] = []
    where = Where(source, problems, languages)
    framework = build(Framework, content, where)
    check_all(framework, where)
    if problems:
        raise FrameworkError(problems)
    return dataclasses.replace(framework, canonical=canonical_json(content))
