"""A program words a practice profile for its own people: a draft, with a preview, and then an edition of its own."""

import copy
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from coaching.frameworks import Framework
from coaching.frameworks.own_profiles import profile_from
from coaching.frameworks.structure import FIRST_OWN, ItemState, Profile
from coaching.models import Program, ProgramProfile, User
from coaching.services.audit import Event, record

Content = dict[str, Any]
NEW_ITEM = "new"
ITEMS_AT_MOST = 12


class AlreadyPublished(ValueError):
    """Words that are in use do not change; other words are another edition."""


class NoNameOfItsOwn(ValueError):
    """Two editions of one name could not be told apart."""


class NoItems(ValueError):
    """A function asks for something, or it is no function."""


def offered_by(framework: Framework) -> tuple[Profile, ...]:
    """The editions of the framework that can be rated."""
    return tuple(one for one in framework.profiles if one.is_rated)


def words_in(node: Mapping[str, str], language: str) -> str:
    """A text in the language of the program; English where that is missing."""
    return node.get(language) or node.get("en", "")


@transaction.atomic
def begin_edition(*, program: Program, basis: Content, by: User) -> ProgramProfile:
    """Begin an edition of one's own with the words of another; a draft that was begun is gone on with."""
    drafts = ProgramProfile.objects.filter(program=program, key=basis["key"], published_at=None)
    if draft := drafts.first():
        return draft
    last = ProgramProfile.objects.filter(program=program, key=basis["key"]).order_by("-edition").first()
    edition = max(FIRST_OWN, last.edition + 1 if last else 0)
    row = ProgramProfile(
        program=program,
        key=basis["key"],
        edition=edition,
        content=copy.deepcopy(basis) | {"edition": edition},
        basis=basis,
        made_by=by,
        made_at=timezone.now(),
    )
    row.save(force_insert=True)
    return row


def content_of(program: Program, name: str) -> Content | None:
    """The content of an edition by its name: of the framework, or published by the program."""
    for content in program.framework.content.get("profiles", ()):
        profile = next((one for one in offered_by(program.framework) if one.edition == content["edition"]), None)
        if profile and (profile.key, profile.name) == (content["key"], name):
            return dict(content)
    for row in ProgramProfile.objects.filter(program=program, published_at__isnull=False):
        if str(row) == name:
            return dict(row.content)
    return None


def _reworded(node: Mapping[str, str], words: str, language: str) -> dict[str, str]:
    """A text with other words. They stand in each language, so that nobody goes on reading the former ones."""
    if words == words_in(node, language):
        return dict(node)
    return {"en": words, "es": words}


@transaction.atomic
def reword_profile(*, row: ProgramProfile, words: Mapping[str, str], language: str) -> None:
    """Other words for the whole: its name, what it rests on, how it asks for evidence. Raises AlreadyPublished."""
    row = _draft(row)
    for name, said in words.items():
        row.content[name] = _reworded(row.content[name], said, language)
    _keep(row)


@transaction.atomic
def reword_function(
    *,
    row: ProgramProfile,
    key: str,
    label: str,
    signs: Mapping[str, str],
    items: Mapping[str, Mapping[str, str]],
    language: str,
) -> None:
    """Other words for a function: its name, how it looks on each level, and its items. An item that is not among
    `items` is taken out; NEW_ITEM is put at the end. Raises AlreadyPublished, NoItems.
    """
    row = _draft(row)
    if not items:
        raise NoItems
    function = next(one for one in row.content["functions"] if one["key"] == key)
    function["label"] = _reworded(function["label"], label, language)
    for sign in function["signs"]:
        sign["text"] = _reworded(sign["text"], signs[sign["level"]], language)
    kept = []
    for item in function["items"]:
        if said := items.get(item["key"]):
            kept.append(item | {state: _reworded(item[state], said[state], language) for state in STATES})
    if said := items.get(NEW_ITEM):
        fresh = {state: {"en": said[state], "es": said[state]} for state in STATES}
        kept.append({"key": f"own_{uuid.uuid4().hex[:8]}", **fresh})
    function["items"] = kept
    _keep(row)


STATES = tuple(state.value for state in ItemState)


def _draft(row: ProgramProfile) -> ProgramProfile:
    row = ProgramProfile.objects.select_for_update().get(pk=row.pk)
    if row.published_at:
        raise AlreadyPublished
    return row


def _keep(row: ProgramProfile) -> None:
    profile_from(row.content, source=str(row))
    row.save(update_fields=["content"])


@transaction.atomic
def publish_edition(*, row: ProgramProfile, by: User) -> None:
    """Put an edition in use: from here it is offered for new ratings, and its words never change.

    Raises AlreadyPublished, NoNameOfItsOwn.
    """
    row = _draft(row)
    if row.content["label"] == row.basis["label"]:
        raise NoNameOfItsOwn
    row.published_at = timezone.now()
    row.save(update_fields=["published_at"])
    record(Event.PROFILE_PUBLISHED, target=row, by=by)


@transaction.atomic
def discard_edition(*, row: ProgramProfile) -> None:
    """Throw a draft away. Raises AlreadyPublished."""
    _draft(row)
    ProgramProfile.objects.filter(pk=row.pk).delete()


@transaction.atomic
def offer_edition(*, row: ProgramProfile, offered: bool, by: User) -> None:
    """Offer an edition no more, or again. What was rated with it stays as it is."""
    row = ProgramProfile.objects.select_for_update().get(pk=row.pk)
    row.retired_at = None if offered else timezone.now()
    row.save(update_fields=["retired_at"])
    record(Event.PROFILE_OFFERED if offered else Event.PROFILE_RETIRED, target=row, by=by)


def changes_in(row: ProgramProfile, language: str) -> set[str]:
    """The present words of a draft that are not those it was made from."""

    def said(content: Content) -> set[str]:
        found = {words_in(content[name], language) for name in ("label", "foundation", "evidence")}
        for function in content["functions"]:
            found.add(words_in(function["label"], language))
            found |= {words_in(sign["text"], language) for sign in function["signs"]}
            found |= {words_in(item[state], language) for item in function["items"] for state in STATES}
        return found

    return said(row.content) - said(row.basis)
