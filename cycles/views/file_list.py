"""Lists of files as the log and the record of a visit show them."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.files.taking import LARGEST_FILE, PAGES_AT_MOST, PIXELS_AT_MOST
from coaching.requests import SignedIn
from cycles.models import Visit, VisitFile
from cycles.policies import Action, may
from cycles.services.files import FILES_AT_MOST, SHOWN, draft_files
from cycles.services.pairs import Pair
from cycles.times import moment_words
from cycles.views.shown import address

PIECE = "X-Alongside-Piece"
"""The header by which a page asks for a piece of itself."""


def limits_words() -> str:
    """What can be put in, said before anybody tries."""
    return _(
        "Photos (JPEG, PNG, WEBP) of up to %(pixels)d megapixels, and PDFs of up to %(pages)d pages. "
        "Each up to %(size)d MB, and %(count)d in all."
    ) % {
        "pixels": PIXELS_AT_MOST // 1_000_000,
        "pages": PAGES_AT_MOST,
        "size": LARGEST_FILE // (1024 * 1024),
        "count": FILES_AT_MOST,
    }


def draft_piece(request: SignedIn, pair: Pair, visit: Visit | None) -> dict[str, Any]:
    """What the log shows of its files. One query; none where the framework has no files."""
    if not pair.framework.log.attachments:
        return {}
    rows = draft_files(partnership=pair.partnership, visit=visit, by=request.user)
    open_url, remove_url = address("draft_file"), address("draft_file_remove")
    return {
        "files": [_row(row, open_url) | {"remove_url": remove_url(row["id"])} for row in rows],
        "files_full": len(rows) >= FILES_AT_MOST,
        "files_limits": limits_words(),
        "file_key": uuid.uuid4(),
        "file_add_url": reverse("visit_file_add", args=[visit.pk])
        if visit
        else reverse("visit_file_add_new", args=[pair.partnership.pk]),
    }


def record_files(pair: Pair, visit: Visit) -> list[dict[str, Any]]:
    """The files of a finished log, each with those that stood in its place before, newest first. One query."""
    rows = {row["id"]: row for row in VisitFile.objects.filter(visit=visit).values(*SHOWN, "replaces_id")}
    replaced = {row["replaces_id"] for row in rows.values()}
    open_url, replace_url = address("visit_file"), address("visit_file_replace")
    mine = may(pair, Action.NOTE_CORRECT)
    found = []
    for row in rows.values():
        if row["id"] in replaced:
            continue
        own = mine and row["author_id"] == pair.me.user_id
        found.append(
            _row(row, open_url)
            | {
                "author": pair.name_of(row["author_id"]),
                "is_mine": row["author_id"] == pair.me.user_id,
                "replace_url": replace_url(row["id"]) if own else "",
                "corrected": moment_words(row["added_at"]) if row["replaces_id"] else "",
                "former": [_row(one, open_url) | {"when": moment_words(one["added_at"])} for one in _former(row, rows)],
            }
        )
    return found


def _former(row: dict[str, Any], rows: dict[uuid.UUID, dict[str, Any]]) -> Iterable[dict[str, Any]]:
    while row := rows.get(row["replaces_id"], {}):
        yield row


def _row(row: dict[str, Any], open_url: Any) -> dict[str, Any]:
    is_image = row["mime"] == VisitFile.Mime.JPEG
    pages = ngettext("PDF, %(n)d page", "PDF, %(n)d pages", row["pages"]) % {"n": row["pages"]}
    return {
        "url": open_url(row["id"]),
        "is_image": is_image,
        "name": row["caption"] or (_("Photo") if is_image else _("PDF")),
        "words": f"{_('Photo') if is_image else pages}, {filesizeformat(row['size'])}",
    }
