"""What is being written into a log: saved every few seconds, its author's alone, and never lost to another tab."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from coaching.models import Partnership, User
from cycles.models import DraftFile, LogDraft, Visit

Fields = dict[str, Any]
"""Names of the form's fields, with what was typed: texts, or lists of texts for boxes to tick."""


@dataclass(frozen=True)
class Saved:
    """The draft as it is now numbered."""

    version: int
    saved_at: dt.datetime


class DraftConflict(Exception):
    """Somebody, most likely the same person in another tab, has saved since. Nothing was overwritten (fault 31).

    `version` is 0 and `data` empty when the draft is gone, so that the writer sends all of it again. `entry` is the id
    that the visit will have if nobody had planned it.
    """

    def __init__(self, entry: uuid.UUID | None = None, version: int = 0, data: Fields | None = None) -> None:
        super().__init__(entry)
        self.version, self.data, self.entry = version, data or {}, entry


class AlreadyFinished(Exception):
    """The log was finished meanwhile; `visit` is its record."""

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit.pk)
        self.visit = visit


def draft_of(*, partnership: Partnership, visit: Visit | None, by: User) -> LogDraft | None:
    """What this person has written so far into the log of a visit, or of one that nobody had planned."""
    return LogDraft.objects.filter(partnership=partnership, visit=visit, author=by).first()


_UPDATE = """
update cycles_logdraft set data = data || %s::jsonb, version = version + 1, saved_at = %s
where {which} = %s and author_id = %s and version = %s {planned}
returning version
"""


def change_draft(
    *,
    by: User,
    fields: Fields,
    version: int,
    visit_id: uuid.UUID | None = None,
    partnership_id: uuid.UUID | None = None,
) -> Saved | None:
    """Save the changed fields of a draft that stands at `version`; None when there is none such. One statement.

    Row security lets nobody but its author, while of the pair, change it. `visit_id` names the visit; for one that
    nobody had planned, `partnership_id` names the pair.
    """
    now = timezone.now()
    sql = (
        _UPDATE.format(which="visit_id", planned="")
        if visit_id
        else _UPDATE.format(which="partnership_id", planned="and visit_id is null")
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(fields), now, visit_id or partnership_id, by.pk, version])
        row = cursor.fetchone()
    return Saved(row[0], now) if row else None


@transaction.atomic
def save_draft(
    *,
    partnership: Partnership,
    by: User,
    fields: Fields,
    version: int = 0,
    visit: Visit | None = None,
    entry: uuid.UUID | None = None,
) -> Saved:
    """Save the changed fields of a draft, beginning one at version 0. `entry` becomes the id of an unplanned visit.

    Raises DraftConflict and AlreadyFinished; then nothing was changed.
    """
    visit_id = visit.pk if visit else None
    saved = version and change_draft(
        by=by, fields=fields, version=version, visit_id=visit_id, partnership_id=partnership.pk
    )
    if saved:
        return saved
    finished = visit
    if visit is None and entry:
        finished = Visit.objects.filter(pk=entry, partnership=partnership).first()
    if finished is not None and finished.state == Visit.State.LOGGED:
        raise AlreadyFinished(finished)
    draft = draft_of(partnership=partnership, visit=visit, by=by)
    if draft is None and version:
        raise DraftConflict()
    if draft is None:
        draft = LogDraft(
            id=entry if entry and not visit else uuid.uuid4(),
            partnership=partnership,
            visit=visit,
            author=by,
            data=fields,
            saved_at=timezone.now(),
        )
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
        except IntegrityError:  # two tabs began at the same moment
            raise _conflict(draft_of(partnership=partnership, visit=visit, by=by)) from None
        return Saved(draft.version, draft.saved_at)
    raise _conflict(draft)


def _conflict(draft: LogDraft | None) -> DraftConflict:
    return DraftConflict(draft.pk, draft.version, draft.data) if draft else DraftConflict()


@transaction.atomic
def discard_draft(*, partnership: Partnership, visit: Visit | None, by: User) -> None:
    """Throw away what was written and put in; nobody else ever saw it."""
    DraftFile.objects.filter(partnership=partnership, visit=visit, author=by).delete()
    LogDraft.objects.filter(partnership=partnership, visit=visit, author=by).delete()
