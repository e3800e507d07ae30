"""The Spanish catalogue says everything that the product says, and says it with the same placeholders and tags."""

import re
import shutil
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

CATALOGUE = Path("locale", "es", "LC_MESSAGES", "django.po")
ROOMS = ("agreements", "bin", "coaching", "cycles", "demonstration", "reports", "templates")
NAMED = re.compile(r"%\(\w+\)[a-zA-Z]")
PLAIN = re.compile(r"%[a-zA-Z%]")
BRACES = re.compile(r"\{\w*\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(settings.BASE_DIR / CATALOGUE))


def pairs(entry: polib.POEntry) -> list[tuple[str, str]]:
    """What is said in English and in Spanish; of a plural, every form."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    forms = sorted(entry.msgstr_plural.items())
    return [(entry.msgid_plural if number else entry.msgid, text) for number, text in forms]


def marks(text: str, flags: list[str]) -> Counter[str]:
    """The placeholders and the HTML tags in a text, and how often each stands there."""
    found = NAMED.findall(text) + BRACES.findall(text) + TAG.findall(text)
    return Counter(found + PLAIN.findall(text) if "python-format" in flags else found)


def edges(text: str) -> tuple[str, str]:
    """The white space at both ends: words are put together with it."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_the_catalogue_is_spanish_and_has_a_head(catalogue):
    assert catalogue.metadata["Language"] == "es"
    assert catalogue.metadata["Project-Id-Version"] == "Alongside"
    assert not catalogue.metadata_is_fuzzy


def test_every_entry_is_filled_in_every_form(catalogue):
    forms = int(re.search(r"nplurals=(\d+)", catalogue.metadata["Plural-Forms"])[1])
    empty = [
        entry.msgid
        for entry in catalogue
        if not all(text.strip() for _, text in pairs(entry))
        or (entry.msgid_plural and len(entry.msgstr_plural) != forms)
    ]
    assert len(catalogue) > 1000
    assert empty == []


def test_no_entry_is_a_guess_or_left_over(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


def test_placeholders_and_tags_agree(catalogue):
    different = [
        (said, text)
        for entry in catalogue
        for said, text in pairs(entry)
        if marks(said, entry.flags) != marks(text, entry.flags) or edges(said) != edges(text)
    ]
    assert different == []


def test_sources_are_named_from_the_root_of_the_repository(catalogue):
    sources = {source for entry in catalogue for source, _ in entry.occurrences}
    assert [one for one in sources if not (settings.BASE_DIR / one).resolve().is_relative_to(settings.BASE_DIR)] == []
    assert [one for one in sources if Path(one).is_absolute()] == []


@pytest.mark.skipif(
    not all(map(shutil.which, ("xgettext", "msguniq", "msgmerge", "msgattrib"))),
    reason="no xgettext on this machine: apt-get install gettext",
)
def test_every_marked_string_is_in_the_catalogue(catalogue, tmp_path, monkeypatch, settings):
    """On a copy of the sources, because makemessages writes beside the templates that it reads."""
    root = settings.BASE_DIR
    for room in ROOMS:
        shutil.copytree(root / room, tmp_path / room, ignore=shutil.ignore_patterns("tests", "__pycache__", "locale"))
    (tmp_path / "locale").mkdir()
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["es"], no_location=True, verbosity=0)

    marked = {(one.msgctxt, one.msgid, one.msgid_plural) for one in polib.pofile(str(tmp_path / CATALOGUE))}
    known = {(one.msgctxt, one.msgid, one.msgid_plural) for one in catalogue}
    assert len(marked) > 1000
    assert marked - known == set(), "run: manage.py makemessages -l es --no-obsolete --add-location=file, and translate"
