"""The agreements that a person is a party to: what waits for their signature comes first. A supervisor's first page."""

import uuid
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.life import OVER, TONES, State
from agreements.models import Agreement, AgreementState, Signature, Standing
from agreements.views.surroundings import People, letter_rows, people_in
from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.models import DisclosureRule, Partnership, Party, User
from coaching.requests import SignedIn

COMMUNICATION = "content__communication"
"""How all who signed keep each other informed (B3), as it stands in the agreement."""


@login_required
@require_GET
def supervised(request: SignedIn) -> HttpResponse:
    """Of each partnership the agreement and the letters one got, the way to the plan where that is given, and what
    upper rooms say can be told there (settings.SUPERVISED_LINES).

    Nine queries and theirs, however many there are.
    """
    ids = list(Party.objects.filter(user=request.user).present().values_list("partnership", flat=True).distinct())
    people = people_in(ids)
    mine = _open_places(request.user)
    states = dict(Standing.objects.filter(partnership__in=ids).values_list("partnership_id", "state"))
    plans = _given(ids, {RecordClass.GOALS, RecordClass.ACTION_PLAN})
    attendance = _given(ids, {RecordClass.ATTENDANCE})
    lines = _lines(ids)
    rows = [
        _row(people[pk], versions, mine, states.get(pk, ""))
        | {"plan_url": reverse("action_plan", args=[pk]) if pk in plans else "", "lines": lines.get(pk, [])}
        | {"attendance_url": reverse("attendance_list", args=[pk]) if pk in attendance else ""}
        for pk, versions in _versions(ids).items()
    ]
    rows.sort(key=lambda row: row["pair"].casefold())
    context = {
        "letters": letter_rows(ids, besides=request.user),
        "waiting": [row for row in rows if row["sign_url"]],
        "others": [row for row in rows if not row["sign_url"]],
    }
    return render(request, "agreements/supervised.html", context)


def _lines(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """What can be told in each partnership: lines with `text` and `url`; with a day also `words`."""
    found: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for name in settings.SUPERVISED_LINES:
        for key, lines in import_string(name)(ids).items():
            found.setdefault(key, []).extend(lines)
    return found


def _given(ids: Collection[uuid.UUID], given: set[RecordClass]) -> set[uuid.UUID]:
    """The partnerships of which the signed terms give their supervisor all of each of these classes (D8)."""
    rules = DisclosureRule.objects.filter(
        terms=OuterRef("terms"), audience=Part.SUPERVISOR, form=Form.ALL, record_class__in=given
    )
    counted = rules.order_by().values("terms").annotate(n=Count("pk")).values("n")
    rows = Partnership.objects.filter(pk__in=ids).annotate(given=Subquery(counted))
    return set(rows.filter(given=len(given)).values_list("pk", flat=True))


def _open_places(user: User) -> set[uuid.UUID]:
    """The agreements that wait for this person's signature."""
    places = Signature.objects.filter(user=user, signed_at=None, agreement__state=AgreementState.OUT)
    return set(places.filter(agreement__expires_at__gt=timezone.now()).values_list("agreement", flat=True))


def _versions(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """The versions of each partnership's agreement, the newest first; without their texts."""
    found: dict[uuid.UUID, list[dict[str, Any]]] = {pk: [] for pk in ids}
    wanted = ("partnership_id", "id", "state", "sent_at", "expires_at", "activated_at", "language", COMMUNICATION)
    for version in Agreement.objects.filter(partnership__in=ids).order_by("-number").values(*wanted):
        found[version["partnership_id"]].append(version)
    return found


def _row(people: People, versions: list[dict[str, Any]], mine: set[uuid.UUID], state: str) -> dict[str, Any]:
    now = timezone.now()
    out = next((one for one in versions if one["state"] == AgreementState.OUT and one["expires_at"] > now), None)
    active = next((one for one in versions if one["state"] == AgreementState.ACTIVE), None)
    shown = out or active
    status, tone = _("Being drafted"), "neutral"
    if state in (State.PAUSED, *OVER):
        status, tone = str(State(state).label), TONES[state]
    elif out:
        status, tone = _("Waiting for signatures"), "wait"
    elif active:
        status, tone = _("Signed by all"), "good"
    return {
        "pair": people.pair,
        "status": status,
        "tone": tone,
        "url": reverse("agreement_detail", args=[shown["id"]]) if shown else "",
        "sign_url": reverse("agreement_sign", args=[out["id"]]) if out and out["id"] in mine else "",
        "is_over": state in OVER,
        "until": out["expires_at"] if out else None,
        "since": active["activated_at"] if active else None,
        "communication": active[COMMUNICATION] if active else None,
        "language": active["language"] if active else "",
        "in_force_url": reverse("agreement_detail", args=[active["id"]]) if out and active else "",
    }
