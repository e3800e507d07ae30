"""What holds for every framework: both languages, words of our own, and what is kept stays what it was."""

import copy
import json
import os
import re
from pathlib import Path

import pytest
from django.utils import translation

from coaching.disclosure.classes import Part, RecordClass
from coaching.frameworks import (
    FOLDER,
    LANGUAGES,
    FrameworkError,
    Text,
    from_dict,
    load_folder,
    ready_frameworks,
    stored,
)
from coaching.tests.frameworks import FILES, keys, ours, put, walk

SOURCES = {
    "stars": "stars-to-quality-agreement.txt",
    "pbc": "practice-based-coaching-partnerships.txt",
    "school": "school-implementation-practice-profile.txt",
    "child-welfare": "child-welfare-supervision-coaching.txt",
    "conversations": "collaborative-coaching-conversations.txt",
}


def texts(content):
    """Every text in plain data: a table whose keys are languages."""
    return [
        (path, node) for path, node in walk(content) if isinstance(node, dict) and node and set(node) <= set(LANGUAGES)
    ]


# ---- all files ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_text_of_every_framework_has_both_languages(path):
    found = texts(ours(path.stem).content)
    assert len(found) > 100
    same = [(where, text["en"]) for where, text in found if text["en"] == text["es"] and len(text["en"].split()) > 3]
    assert same == []
    assert [where for where, text in found if set(text) != set(LANGUAGES)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_mandatory_reporting_is_locked_everywhere(path):
    framework = ours(path.stem)
    assert [clause for clause in framework.clauses if clause.locked and "A8" in clause.codes]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_administrator_sees_no_content_in_any_framework(path):
    rules = ours(path.stem).rules
    assert {what for who, what, _ in rules if who is Part.ADMINISTRATOR} == {RecordClass.AGREEMENT_STATUS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_framework_survives_the_database(path):
    framework = ours(path.stem)
    again = from_dict(json.loads(json.dumps(framework.content)))
    assert again == framework
    assert again.digest == framework.digest
    assert re.fullmatch(r"[0-9a-f]{64}", framework.digest)


def test_only_ready_frameworks_are_offered(tmp_path):
    assert keys(ready_frameworks()) == keys(load_folder()) == [path.stem for path in FILES]
    text = (FOLDER / "stars.toml").read_text(encoding="utf-8")
    (tmp_path / "stars.toml").write_text(text.replace("ready = true", "ready = false", 1), encoding="utf-8")
    assert keys(ready_frameworks(tmp_path)) == []


def words_of(text):
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_words_are_our_own(path):
    """No run of eight words is also in the document that the content comes from."""
    folder = os.environ.get("FRAMEWORK_SOURCES")
    if not folder:
        pytest.skip("FRAMEWORK_SOURCES does not name the folder of the source documents")
    source = words_of((Path(folder) / SOURCES[path.stem]).read_text(encoding="utf-8"))
    theirs = {tuple(source[start : start + 8]) for start in range(len(source) - 7)}
    shared = []
    for where, text in texts(ours(path.stem).content):
        words = words_of(text["en"])
        runs = {tuple(words[start : start + 8]) for start in range(len(words) - 7)}
        shared += [(where, " ".join(run)) for run in runs & theirs]
    assert shared == []


# ---- what is kept ---------------------------------------------------------------------------------------------------
def test_content_cannot_be_changed_through_a_framework(stars):
    before = stars.digest
    stars.content["key"] = "other"
    assert stars.content["key"] == "stars"
    assert stars.digest == before
    with pytest.raises(AttributeError):
        stars.key = "other"


def test_a_changed_word_is_another_version(stars, content):
    put(content, ("name", "es"), "Otro nombre")
    assert from_dict(content).digest != stars.digest


def test_a_stored_version_is_parsed_once_and_must_be_what_it_was(stars):
    first = stored(content=stars.content, digest=stars.digest)
    assert first == stars
    assert stored(content=stars.content, digest=stars.digest) is first
    changed = copy.deepcopy(stars.content)
    put(changed, ("name", "es"), "Otro nombre")
    with pytest.raises(FrameworkError, match="changed since it was stored"):
        stored(content=changed, digest="0" * 64)


# ---- words ----------------------------------------------------------------------------------------------------------
def test_words_come_in_the_language_asked_for(stars):
    assert stars.words(Part.COACHEE, "en") == ("coachee", "coachees")
    assert stars.words("coachee", "es") == ("participante", "participantes")
    assert stars.term("visit", "es-mx").many == "visitas de coaching"
    assert stars.words("coachee", "fr").one == "coachee"
    with pytest.raises(KeyError):
        stars.words("mentor_coach", "en")


def test_a_text_in_a_page_has_the_language_of_the_page():
    text = Text("goal", "meta")
    with translation.override("es"):
        assert str(text) == "meta"
    with translation.override("en"):
        assert str(text) == "goal"
    with translation.override("es"):
        assert str(Text("goal")) == "goal"
