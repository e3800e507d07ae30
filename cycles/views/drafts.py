"""Autosave: what changed, in one statement; a small answer that the page can go on from."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.models import Partnership
from coaching.requests import SignedIn
from cycles.forms.fields import no_control_characters
from cycles.models import Visit
from cycles.policies import Action, authorize
from cycles.services import AlreadyFinished, DraftConflict, save_draft
from cycles.services.drafts import Fields, Saved, change_draft
from cycles.times import clock_words

BYTES = 4_000_000
FIELDS = 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}\Z")


class Unreadable(Exception):
    """What was sent cannot be kept. `errors`: by field; `status`: 400, or 413 when it is too long."""

    def __init__(self, errors: dict[str, str] | None = None, status: int = 400) -> None:
        super().__init__(status)
        self.errors, self.status = errors or {}, status


@dataclass(frozen=True)
class Typed:
    """What the page sends: the fields that changed, on top of which version, and for whom the page was made."""

    person: str
    version: int
    entry: uuid.UUID | None
    fields: Fields


@require_POST
def visit_draft_save(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Save what changed in the log of an appointment."""
    return answer_to(request, lambda typed: _save(request, typed, visit_id=pk))


@require_POST
def visit_draft_save_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Save what changed in the log of a visit that nobody had planned."""
    return answer_to(request, lambda typed: _save(request, typed, partnership_id=pk))


def answer_to(request: SignedIn, save: Callable[[Typed], Saved]) -> HttpResponse:
    """What the page is told when `save` was tried with what it sent. 401: sign in again. 403 with `other_person`: the
    page is somebody else's. 409: both texts, none overwritten.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"signed_out": True}, status=401)
    try:
        typed = _read(request)
    except Unreadable as unreadable:
        return JsonResponse({"errors": unreadable.errors}, status=unreadable.status)
    if typed.person != str(request.user.pk):
        return JsonResponse({"other_person": True}, status=403)
    try:
        return _answer(save(typed))
    except DraftConflict as conflict:
        answer = {"version": conflict.version, "fields": conflict.data, "entry": conflict.entry}
        return JsonResponse(answer, status=409)
    except AlreadyFinished as finished:
        return JsonResponse({"finished": reverse("visit_detail", args=[finished.visit.pk])}, status=409)
    except Http404:
        return JsonResponse({"refused": True}, status=404)
    except PermissionDenied:
        return JsonResponse({"refused": True}, status=403)


def _save(
    request: SignedIn, typed: Typed, *, visit_id: uuid.UUID | None = None, partnership_id: uuid.UUID | None = None
) -> Saved:
    """In one statement where the draft stands as the page says; otherwise looked at one by one."""
    saved = None
    if typed.version:
        saved = change_draft(
            by=request.user,
            fields=typed.fields,
            version=typed.version,
            visit_id=visit_id,
            partnership_id=partnership_id,
        )
    return saved or _save_slowly(request, typed, visit_id, partnership_id)


def _save_slowly(
    request: SignedIn, typed: Typed, visit_id: uuid.UUID | None, partnership_id: uuid.UUID | None
) -> Saved:
    """The first save, and every one that did not meet the draft as it was: looked at one by one."""
    visit = get_object_or_404(Visit.objects.select_related("partnership__program"), pk=visit_id) if visit_id else None
    partnership = visit.partnership if visit else get_object_or_404(Partnership, pk=partnership_id)
    authorize(request.user, Action.VISIT_LOG, partnership)
    return save_draft(
        partnership=partnership,
        visit=visit,
        by=request.user,
        fields=typed.fields,
        version=typed.version,
        entry=typed.entry,
    )


def _answer(saved: Saved) -> JsonResponse:
    at = clock_words(timezone.localtime(saved.saved_at).time())
    return JsonResponse({"version": saved.version, "at": at})


def _read(request: SignedIn) -> Typed:
    """The body, held to what a log can have. Raises Unreadable."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > BYTES:
        raise Unreadable(status=413)
    try:
        body = json.loads(request.body)
        fields, version, entry = body["fields"], int(body["version"]), body.get("entry")
        if not isinstance(fields, dict) or len(fields) > FIELDS or not 0 <= version < 2**31:
            raise Unreadable
        typed = Typed(str(body["person"]), version, uuid.UUID(entry) if entry else None, fields)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable from None
    errors = {name: error for name, value in fields.items() if (error := _wrong(name, value))}
    if errors:
        raise Unreadable(errors)
    return typed


def _wrong(name: str, value: Any) -> str:
    """What is wrong with one field; control characters are said there (fault 35)."""
    texts = value if isinstance(value, list) else [value]
    if not _NAME.match(name) or len(texts) > FIELDS or not all(isinstance(text, str) for text in texts):
        return _("This cannot be saved.")
    try:
        for text in texts:
            no_control_characters(text.replace("\r\n", "\n"))
    except ValidationError as error:
        return str(error.messages[0])
    return ""
