"""What is written about a visit once it is finished: reflections, and corrections that hide nothing (A7, fault 32)."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from coaching.frameworks.structure import NoteSection
from coaching.models import User
from coaching.services.audit import Event, record
from cycles.models import Note, Visit
from cycles.services.pairs import Pair, find_pair


class NotFinished(Exception):
    """There is nothing to reflect on yet: the log of this visit is not finished."""


def own_sections(pair: Pair) -> tuple[NoteSection, ...]:
    """The sections that the part of `pair.me` writes, their very own first."""
    sections = pair.framework.note_sections(by=pair.me.part)
    return tuple(sorted(sections, key=lambda section: len(section.by)))


@transaction.atomic
def reflect(*, visit: Visit, by: User, text: str, section: str = "") -> Note:
    """Add to a finished visit what a coachee thinks of it, or change it. The other of the pair reads it at once.

    `section` is a key of the framework's sections of notes; without it, the one that is the author's very own.
    Raises NotFinished, and LookupError for somebody who is not of the pair or has no such section.
    """
    if visit.state != Visit.State.LOGGED:
        raise NotFinished
    pair = find_pair(visit.partnership, by)
    sections = own_sections(pair) if pair else ()
    key = next((s.key for s in sections if section in ("", s.key)), None)
    if pair is None or key is None:
        raise LookupError("no section of notes for this person")
    note = Note.objects.select_for_update().filter(visit=visit, author=by, component=key).first()
    if note is not None:
        correct_note(note=note, by=by, text=text)
        return note
    note = Note(
        partnership_id=visit.partnership_id,
        visit=visit,
        component=key,
        author=by,
        author_part=pair.me.part,
        text=text,
        created_at=timezone.now(),
    )
    note.save(force_insert=True)
    record(Event.NOTE_WRITTEN, target=note, by=by)
    return note


@transaction.atomic
def correct_note(*, note: Note, by: User, text: str) -> None:
    """Put a note right. What it said before stays in its history and can be read by the same people."""
    note = Note.objects.select_for_update().get(pk=note.pk, author=by)
    if note.text == text:
        return
    note.text, note.corrected_at = text, timezone.now()
    note.save(update_fields=["text", "corrected_at"])
    record(Event.NOTE_CORRECTED, target=note, by=by)


def former_texts(notes: Iterable[Note]) -> dict[uuid.UUID, list[tuple[dt.datetime, str]]]:
    """Note: what it said before and until when that was written, oldest first. One query, none without corrections."""
    corrected = {note.pk: note.text for note in notes if note.corrected_at}
    if not corrected:
        return {}
    found: dict[uuid.UUID, list[tuple[dt.datetime, str]]] = {}
    history = apps.get_model("cycles", "NoteHistory").objects.filter(id__in=corrected).order_by("pgh_created_at")
    for pk, at, text in history.values_list("id", "pgh_created_at", "text"):
        texts = found.setdefault(pk, [])
        if text != corrected[pk] and (not texts or texts[-1][1] != text):
            texts.append((at, text))
    return found
