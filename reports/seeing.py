"""See it as they do: the real pages about one partnership, under the rules of somebody outside the pair.

Within the transaction of the request a stand-in is made who has that one place and nothing else, the identity of the
transaction becomes theirs, the page's own view answers, and all of it is taken back. So row security itself decides
what is seen; nothing is worked out twice, and nothing that is personal to the real person can appear.
"""

import re
import uuid
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.signed_cookies import SessionStore  # which has no store
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from agreements.models import Agreement, AgreementState
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import Partnership, User
from cycles.services.progress_reports import reports_of

PLACE = '<div id="seen-as"></div>'
"""Where the layout leaves room for the words that say whose eyes these are."""
_PROGRAM = (("partnership_report", _("What they see")),)
_REPORTS = ("progress_report_list", _("Reports"))
PAGES: dict[str, tuple[tuple[str, Any], ...]] = {
    Part.SUPERVISOR: (
        ("supervisor_summary", _("What they are given")),
        ("agreement_detail", _("Agreement")),
        ("action_plan", _("Goals and action plan")),
        ("attendance_list", _("Attendance")),
        _REPORTS,
    ),
    Part.LEADERSHIP: _PROGRAM,
    Part.REGIONAL_LEADERSHIP: (*_PROGRAM, _REPORTS),
    Part.LOCAL_AGENCY: _PROGRAM,
    Part.STATE_BUREAU: _PROGRAM,
}
"""The pages of each audience that are about one partnership, and no other."""


@dataclass(frozen=True)
class Seen:
    """One page as it is seen: `html` is None where the audience has no such page."""

    name: str
    html: str | None


def addresses_of(partnership: Partnership, audience: str) -> dict[str, str]:
    """The address of each page by its name; without that of an agreement while none is in force, and of reports
    where the framework has none. One query.
    """
    agreement = (
        Agreement.objects.filter(partnership=partnership, state=AgreementState.ACTIVE)
        .values_list("pk", flat=True)
        .first()
    )
    reports = partnership.pk if reports_of(partnership) else None
    about: dict[str, uuid.UUID | None] = {"agreement_detail": agreement, "progress_report_list": reports}
    pages = {name: about.get(name, partnership.pk) for name, _label in PAGES[audience]}
    return {name: reverse(name, args=[key]) for name, key in pages.items() if key}


def as_they_see(request: HttpRequest, partnership: Partnership, audience: str, name: str) -> Seen:
    """A page as this audience sees it. Raises Http404 for whoever is not of the pair today."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select sec.stand_in(%s, %s)", [partnership.pk, audience])
            stand_in = cursor.fetchone()[0]
        if stand_in is None:
            raise Http404
        with acting_as(stand_in):
            html = _page(request, stand_in, addresses_of(partnership, audience).get(name, ""))
        transaction.set_rollback(True)
    return Seen(name, html)


def _page(request: HttpRequest, stand_in: uuid.UUID, path: str) -> str | None:
    """What the view of an address answers to the stand-in; None where it has nothing for them."""
    if not path:
        return None
    found = resolve(path)
    inner = _asked_by(request, User.objects.get(pk=stand_in), path)
    inner.resolver_match = found
    try:
        answer = found.func(inner, *found.args, **found.kwargs)
    except (Http404, PermissionDenied):
        return None
    return answer.content.decode() if answer.status_code == 200 else None


def _asked_by(request: HttpRequest, user: User, path: str) -> HttpRequest:
    """The same request, as if the stand-in had asked for that page. Nothing is remembered of it."""
    inner = copy(request)
    inner.__dict__ = {key: value for key, value in request.__dict__.items() if key not in ("_parts", "_messages")}
    inner.__dict__ |= {"user": user, "session": SessionStore(), "seen_as": True, "method": "GET"}
    inner.path = inner.path_info = path
    inner.META = request.META | {"PATH_INFO": path, "QUERY_STRING": "", "REQUEST_METHOD": "GET"}
    for name in ("GET", "_get", "POST", "_post"):
        inner.__dict__.pop(name, None)
    inner.__dict__["htmx"] = HtmxDetails(inner)  # as its middleware does
    return inner


# ---- read-only ---------------------------------------------------------------------------------------------------
_LINK = re.compile(r'(<a\b[^>]*?)\shref="([^"]*)"')
_PERSON = re.compile(r'(<body\b[^>]*\bdata-person=)"[^"]*"')
_FORM = re.compile(r"<(/?)form\b[^>]*>")
_ACTS = re.compile(r'\s(?:hx-[\w-]+|formaction|data-warn-unsaved|data-keep|data-autosave\w*)(?:="[^"]*")?')


def made_inert(html: str, ways: dict[str, str]) -> str:
    """The page without what leads away from it or does anything: links go to pages of the same audience (`ways`), to
    places on the page, or nowhere; there are no forms, and buttons do nothing.
    """

    def link(found: re.Match[str]) -> str:
        address, _hash, place = found[2].partition("#")
        if not address and place:
            return f'{found[1]} href="#{place}"'
        return f'{found[1]} href="{ways[address]}"' if address in ways else found[1]

    html = _ACTS.sub("", _LINK.sub(link, html))
    html = _FORM.sub(r"<\1div>", html)
    return re.sub(r"<(button|input|select|textarea)\b", r"<\1 disabled", html)


def ways_of(partnership: Partnership, audience: str) -> Iterator[tuple[str, Any, str, str]]:
    """Of each page of an audience its name, label, own address, and the one under which it is seen as they do."""
    for name, address in addresses_of(partnership, audience).items():
        label = dict(PAGES[audience])[name]
        yield name, label, address, reverse("seen_as", args=[partnership.pk, audience, name])


def as_the_device_of(html: str, user_id: uuid.UUID) -> str:
    """The page with the one who looks named to its scripts: what a device keeps for a person stays theirs."""
    return _PERSON.sub(rf'\1"{user_id}"', html, count=1)
