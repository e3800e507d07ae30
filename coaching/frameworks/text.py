"""Texts that a framework carries in each language."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import get_language

LANGUAGES = ("en", "es")
LANGUAGE_NAMES = {"en": "English", "es": "Spanish"}


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the languages of the product. English is always there; a language that is missing reads as English.

    `str()` gives the language of the current request, so a text can stand in a template or a form choice.
    """

    en: str = ""
    es: str = ""

    def in_language(self, language: str) -> str:
        """The text in `language`, a code such as "es" or "es-mx"."""
        found = getattr(self, language[:2], "") if language[:2] in LANGUAGES else ""
        return found or self.en

    def __str__(self) -> str:
        return self.in_language(get_language() or "en")

    def __bool__(self) -> bool:
        return bool(self.en)


class Word(NamedTuple):
    """A word for one and for many, in one language."""

    one: str
    many: str
