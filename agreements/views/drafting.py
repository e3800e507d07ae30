"""What the pages of a draft have in common: whose it is, who reads what is typed, and the list of practices."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from agreements.audiences import pair_audience, plan_audience
from agreements.editions import drafted_with
from agreements.forms.plans import ListChange
from agreements.policies import Action, authorize_plan, may
from agreements.views.surroundings import hub_url
from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership, ProgramPractice
from coaching.requests import SignedIn

SAVED = "?saved=1"
"""Tells the page that what it keeps of the typing can go."""

PARTNERSHIPS = Partnership.objects.select_related("framework_version", "program", "site")


def drafting(request: SignedIn, pk: uuid.UUID) -> tuple[Partnership, frozenset[str]]:
    """Fetch and authorise: the draft is the pair's, and those write it who may change the plan."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    parts = authorize_plan(request.user, partnership)
    if not may(parts, Action.PLAN_EDIT):
        raise PermissionDenied
    return partnership, parts


def as_things_stand(request: SignedIn, pk: uuid.UUID, parts: frozenset[str]) -> HttpResponse:
    """The coaching rests or has ended: the plan is not changed now."""
    messages.info(request, _("The plan cannot be changed as things stand now. See below how your coaching stands."))
    return redirect(hub_url(pk, parts))


def audiences_of(partnership: Partnership) -> dict[str, Any]:
    """Who reads the plan, and who reads the terms in it, for the badges; and that a suggestion stays with the pair."""
    framework, format = drafted_with(partnership), partnership.format
    return {
        "pair": pair_audience(framework, format),
        "plan": plan_audience(framework, RecordClass.AGREEMENT, format),
        "terms": plan_audience(framework, RecordClass.AGREEMENT_TERMS, format),
    }


def practice_list(
    request: SignedIn,
    partnership: Partnership,
    listed: list[ProgramPractice],
    practices: Any,
    changed: ListChange | None,
) -> dict[str, Any]:
    """For _practices.html: the rows, the program's list to pick from, and what was just done."""
    framework = drafted_with(partnership)
    return {
        "practices": practices,
        "practices_guidance": framework.practices.guidance,
        "practices_audience": plan_audience(framework, RecordClass.PRACTICES, partnership.format),
        "categories": _by_category(listed),
        "full": len(practices.forms) >= framework.practices.most,
        "changed": changed,
        "plan_url": request.path,
    }


def _by_category(listed: list[ProgramPractice]) -> list[tuple[str, list[ProgramPractice]]]:
    categories: dict[str, list[ProgramPractice]] = {}
    for one in listed:
        categories.setdefault(one.category, []).append(one)
    return list(categories.items())
