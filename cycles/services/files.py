"""Photos and PDFs of a visit: its author's while the log is written, then both's, and they stay (E8)."""

import hashlib
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from coaching.files.taking import Taken
from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from cycles.models import DraftFile, Visit, VisitFile
from cycles.services.drafts import AlreadyFinished
from cycles.services.pairs import one_at_a_time

FILES_AT_MOST = 8


class TooManyFiles(Exception):
    """There are as many files as a log may have. Nothing was kept."""


class AlreadyReplaced(Exception):
    """Another file has taken the place of this one."""


SHOWN = ("id", "author_id", "caption", "mime", "pages", "size", "added_at")
"""What lists show of a file; its content comes from its own address."""


def draft_files(*, partnership: Partnership, visit: Visit | None, by: User) -> list[dict[str, Any]]:
    """What this person has put into the log of a visit so far. One query."""
    return list(DraftFile.objects.filter(partnership=partnership, visit=visit, author=by).values(*SHOWN))


@transaction.atomic
def add_file(
    *, partnership: Partnership, visit: Visit | None, by: User, taken: Taken, caption: str = "", key: uuid.UUID
) -> DraftFile:
    """Put a file into a log that is being written. `key` becomes its id, so that sending it twice keeps it once.

    Raises AlreadyFinished, TooManyFiles.
    """
    one_at_a_time(partnership.pk)
    if visit is not None:
        visit = Visit.objects.get(pk=visit.pk)
        if visit.state == Visit.State.LOGGED:
            raise AlreadyFinished(visit)
    mine = DraftFile.objects.filter(partnership=partnership, visit=visit, author=by)
    if there := mine.filter(pk=key).first():
        return there
    if mine.count() >= FILES_AT_MOST:
        raise TooManyFiles
    file = DraftFile(id=key, partnership=partnership, visit=visit, **_kept(by, taken, caption))
    file.save(force_insert=True)
    return file


def remove_file(*, file: DraftFile) -> None:
    """Take back a file while the log is being written; nobody else ever saw it."""
    file.delete()


def keep_files(*, visit: Visit, by: User, planned: bool) -> None:
    """What was put into the log is of its record from now on. Call within the transaction that finishes it."""
    drafts = DraftFile.objects.filter(partnership=visit.partnership_id, visit=visit if planned else None, author=by)
    for draft in drafts.iterator(chunk_size=1):
        same = {name: getattr(draft, name) for name in ("id", "author_id", "caption", "content", "mime", "pages")}
        same |= {name: getattr(draft, name) for name in ("size", "digest", "added_at")}
        VisitFile(partnership_id=visit.partnership_id, visit=visit, **same).save(force_insert=True)
    drafts.delete()


@transaction.atomic
def replace_file(*, file: VisitFile, by: User, taken: Taken, caption: str = "") -> VisitFile:
    """Put another file in the place of one of a finished log. The former stays, marked. Raises AlreadyReplaced."""
    one_at_a_time(file.partnership_id)
    if VisitFile.objects.filter(replaces=file).exists():
        raise AlreadyReplaced
    new = VisitFile(
        partnership_id=file.partnership_id, visit_id=file.visit_id, replaces=file, **_kept(by, taken, caption)
    )
    new.save(force_insert=True)
    record(Event.FILE_REPLACED, target=new, by=by)
    return new


def _kept(by: User, taken: Taken, caption: str) -> dict[str, Any]:
    return {
        "author": by,
        "caption": " ".join(caption.split()),
        "content": taken.content,
        "mime": taken.mime,
        "pages": taken.pages,
        "size": len(taken.content),
        "digest": hashlib.sha256(taken.content).hexdigest(),
        "added_at": timezone.now(),
    }
