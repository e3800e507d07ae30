"""Reads plain data into frozen dataclasses, strictly, and collects every problem on the way.

A dataclass says of each field how it is read: `label: Text = read(TextReader())`. `build` does the rest: a key that is
unknown, missing, of the wrong type or out of range becomes a `Problem`. What could not be read is replaced by an empty
value of its type, so that reading goes on and the author gets one complete list.
"""

import dataclasses
import difflib
import enum
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from coaching.frameworks.errors import Problem
from coaching.frameworks.text import LANGUAGE_NAMES, LANGUAGES, Text

KEY = re.compile(r"[a-z][a-z0-9_]*")
FRAMEWORK_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Z][1-9][0-9]?")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")

Built = TypeVar("Built")


@dataclass(frozen=True)
class Where:
    """A place in the file that is being read, and the list that its problems go to.

    `languages` are those that every text must have.
    """

    source: str
    problems: list[Problem]
    languages: tuple[str, ...] = ("en",)
    path: str = ""

    def key(self, name: str) -> "Where":
        return dataclasses.replace(self, path=f"{self.path}.{name}" if self.path else name)

    def index(self, number: int) -> "Where":
        return dataclasses.replace(self, path=f"{self.path}[{number}]")

    def muted(self) -> "Where":
        return dataclasses.replace(self, problems=[])

    def problem(self, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.source, self.path, message, remedy))

    def wrong_type(self, value: object, wanted: str, example: str) -> None:
        self.problem(f"This must be {wanted}, not {_kind(value)}.", f"Write {example}.")


class Reader(Protocol):
    """Reads one value. Reports what is wrong to `where`, and then returns an empty value of its type."""

    def read(self, value: Any, where: Where) -> Any: ...


def read(reader: Reader, **options: Any) -> Any:
    """A dataclass field that `reader` reads. Without `default` the key must be there."""
    return dataclasses.field(metadata={"reader": reader}, **options)


def build(kind: type[Built], value: Any, where: Where) -> Built:
    """Make a `kind` from the table `value`."""
    if not isinstance(value, dict):
        where.wrong_type(value, "a table", "a table of keys")
        value, where = {}, where.muted()
    fields = {field.name: field for field in dataclasses.fields(cast(Any, kind)) if "reader" in field.metadata}
    _refuse_unknown(value, fields, where)
    made: dict[str, Any] = {}
    for name, field in fields.items():
        reader: Reader = field.metadata["reader"]
        if name in value:
            made[name] = reader.read(value[name], where.key(name))
        elif field.default is dataclasses.MISSING:
            where.key(name).problem("This key is missing.", f"Add {name}.")
            made[name] = reader.read(None, where.muted())
    return kind(**made)


def _refuse_unknown(value: dict[str, Any], known: Iterable[str], where: Where) -> None:
    for name in value:
        if name not in known:
            remedy = _suggestion(name, known)
            where.key(str(name)).problem("This key is unknown.", remedy)


def _suggestion(name: object, known: Iterable[str]) -> str:
    allowed = [str(choice) for choice in known]
    near = difflib.get_close_matches(str(name), allowed, n=1)
    return f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(allowed)}."


def _kind(value: object) -> str:
    """The name of the type of `value` in the words of TOML."""
    if isinstance(value, bool):
        return "true or false"
    names = {str: "a string", int: "a number", float: "a decimal number", dict: "a table", list: "a list"}
    return names.get(type(value), f"a {type(value).__name__}")


@dataclass(frozen=True)
class String:
    """A short piece of text for the machine, of which `pattern` must match the whole."""

    pattern: re.Pattern[str]
    example: str

    def read(self, value: Any, where: Where) -> str:
        if not isinstance(value, str):
            where.wrong_type(value, "a string", f'a string such as "{self.example}"')
            return ""
        if not self.pattern.fullmatch(value):
            where.problem(f"{value!r} is not well formed.", f'Write it like "{self.example}".')
            return ""
        return value


@dataclass(frozen=True)
class Integer:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    def read(self, value: Any, where: Where) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            where.wrong_type(value, "a whole number", f"a number from {self.least} to {self.most}")
            return self.least
        if not self.least <= value <= self.most:
            where.problem(f"{value} is out of range.", f"Write a number from {self.least} to {self.most}.")
            return self.least
        return value


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def read(self, value: Any, where: Where) -> bool:
        if not isinstance(value, bool):
            where.wrong_type(value, "true or false", "true or false, without quotes")
            return False
        return value


@dataclass(frozen=True)
class Choice:
    """A member of an enumeration, written as its value. Outside `among` it is refused."""

    members: type[enum.Enum]
    among: tuple[enum.Enum, ...] = ()

    def read(self, value: Any, where: Where) -> Any:
        allowed = {str(member.value): member for member in (self.among or tuple(self.members))}
        if not isinstance(value, str):
            where.wrong_type(value, "a string", f"one of: {', '.join(allowed)}")
        elif value not in allowed:
            where.problem(f"{value!r} is not known here.", _suggestion(value, allowed))
        else:
            return allowed[value]
        return next(iter(allowed.values()))


@dataclass(frozen=True)
class TextReader:
    """A text in each language. White space is folded; `{names}` are those of `placeholders`, alike in each language."""

    placeholders: tuple[str, ...] = ()

    def read(self, value: Any, where: Where) -> Text:
        if not isinstance(value, dict):
            where.wrong_type(value, "a table of languages", '{ en = "…", es = "…" }')
            return Text()
        _refuse_unknown(value, LANGUAGES, where)
        found = {language: self._one(value, language, where) for language in LANGUAGES}
        if all(found.values()) and _names(found["en"]) != _names(found["es"]):
            where.problem("The languages have different {names}.", "Use the same {names} in each language.")
        return Text(**found)

    def _one(self, value: dict[str, Any], language: str, where: Where) -> str:
        here = where.key(language)
        if language not in value:
            if language in where.languages:
                here.problem(f"The {LANGUAGE_NAMES[language]} text is missing.", f'Add {language} = "…".')
            return ""
        if not isinstance(value[language], str):
            here.wrong_type(value[language], "a string", "the text in quotes")
            return ""
        text = " ".join(unicodedata.normalize("NFC", value[language]).split())
        if not text:
            here.problem("The text is empty.", "Write the text, or leave the key out where it may be left out.")
        if any(unicodedata.category(character) in ("Cc", "Cs", "Co") for character in text):
            here.problem("The text has a control character.", "Take it out.")
        self._check_names(text, here)
        return text

    def _check_names(self, text: str, where: Where) -> None:
        if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
            where.problem("A brace stands alone.", "Write {name}, or no brace.")
        for name in sorted(_names(text) - set(self.placeholders)):
            if self.placeholders:
                where.problem(f"{{{name}}} is not known here.", _suggestion(name, self.placeholders))
            else:
                where.problem(f"{{{name}}} cannot stand here.", "Only letters have {names}. Write the text out.")


def _names(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@dataclass(frozen=True)
class Many:
    """A list, each of whose members `reader` reads, with at least `least` of them and none twice."""

    reader: Reader
    least: int = 0

    def read(self, value: Any, where: Where) -> tuple[Any, ...]:
        if not isinstance(value, list):
            where.wrong_type(value, "a list", "a list in square brackets")
            return ()
        if len(value) < self.least:
            where.problem(f"There are {len(value)} of these.", f"Write at least {self.least}.")
        for number, member in enumerate(value):
            if member in value[:number]:
                where.index(number).problem("This stands twice.", "Take one of them out.")
        return tuple(self.reader.read(member, where.index(number)) for number, member in enumerate(value))


@dataclass(frozen=True)
class Table:
    """A table that becomes a `kind`."""

    kind: type

    def read(self, value: Any, where: Where) -> Any:
        return build(self.kind, value, where)


@dataclass(frozen=True)
class Keyed:
    """A table whose keys are members of an enumeration, read as pairs in the enumeration's order.

    `among` limits the keys; with `all_required` each of them must be there.
    """

    members: type[enum.Enum]
    reader: Reader
    among: tuple[enum.Enum, ...] = ()
    all_required: bool = False

    def read(self, value: Any, where: Where) -> tuple[tuple[Any, Any], ...]:
        if not isinstance(value, dict):
            where.wrong_type(value, "a table", "a table of keys")
            return ()
        allowed = {str(member.value): member for member in (self.among or tuple(self.members))}
        _refuse_unknown(value, allowed, where)
        if self.all_required:
            for name in allowed:
                if name not in value:
                    where.key(name).problem("This key is missing.", f"Add {name}.")
        return tuple(
            (member, self.reader.read(value[name], where.key(name)))
            for name, member in allowed.items()
            if name in value
        )
