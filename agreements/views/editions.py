"""A newer edition of the framework: what would be different for this pair, and the choice to adopt it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.comparing import changed_sections
from agreements.editions import (
    carried,
    edition_of,
    has_same_people,
    newest_beside,
    questions_new_in,
)
from agreements.forms.editions import EditionForm
from agreements.life import permits, state_of
from agreements.models import Agreement, AgreementState, Plan
from agreements.policies import Action, authorize_plan, may
from agreements.rendering import canonical_text
from agreements.services import (
    FIELDS,
    NotOffered,
    OutForSignature,
    PlanConflict,
    PlanDraft,
    choose_edition,
    matter_of,
    next_number,
    plan_of,
)
from agreements.views.surroundings import hub_url, out_for_signature, people_of, signed_of, way_back
from agreements.wording import compose
from coaching.frameworks import Framework
from coaching.frameworks.comparing import disclosure_changes, word_changes
from coaching.models import FrameworkVersion, Partnership
from coaching.requests import SignedIn

PARTNERSHIPS = Partnership.objects.select_related("framework_version", "program", "site")


@login_required
@require_http_methods(["GET", "POST"])
def plan_edition(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What a newer edition changes, side by side; adopt it in the plan, or go back to the one that is signed."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    parts = authorize_plan(request.user, partnership)
    if not may(parts, Action.PLAN_EDIT):
        raise PermissionDenied
    if not permits(state_of(pk), Action.PLAN_EDIT):
        messages.info(request, _("The plan cannot be changed as things stand now. See below how your coaching stands."))
        return redirect(hub_url(pk, parts))
    newest = newest_beside(partnership)
    if newest is None:
        messages.info(request, _("You work under the newest edition."))
        return redirect("plan_edit", pk)
    form = EditionForm(request.POST or None)
    if form.is_valid():
        return _chosen(request, partnership, newest, form.cleaned_data)
    return _page(request, partnership, newest, parts)


def _chosen(
    request: SignedIn, partnership: Partnership, newest: FrameworkVersion, said: dict[str, Any]
) -> HttpResponse:
    adopts = said["choice"] == EditionForm.ADOPT
    try:
        choose_edition(
            partnership=partnership,
            by=request.user,
            edition=newest if adopts else partnership.framework_version,
            version=said["version"],
            withdraws=said["withdraws"],
        )
    except NotOffered:
        messages.warning(request, _("This edition cannot be adopted here. Nothing was changed."))
        return redirect("plan_edition", partnership.pk)
    except (PlanConflict, OutForSignature):
        messages.warning(request, _("The plan was changed meanwhile. Look at it again. Nothing was changed by you."))
        return redirect("plan_edition", partnership.pk)
    if adopts:
        messages.success(request, _("Your plan now follows the newer edition. It counts when everyone has signed."))
        return redirect("agreement_preview", partnership.pk)
    messages.success(request, _("Your plan follows the edition again that you work under."))
    return redirect("plan_edit", partnership.pk)


def _page(request: SignedIn, partnership: Partnership, newest: FrameworkVersion, parts: frozenset[str]) -> HttpResponse:
    pk, language = partnership.pk, (get_language() or "en")[:2]
    before, after = partnership.framework, newest.framework
    plan, draft = plan_of(partnership)
    here = edition_of(partnership, plan)
    moved, left_out = carried(draft, here.framework, after, partnership.format)
    out = out_for_signature(pk)
    people = people_of(pk)
    fits = has_same_people(before, after, partnership.format)
    texts = [_text(partnership, it, moved, here.framework, language) for it in (before, after)] if fits else ["", ""]
    context = {
        "partnership": partnership,
        "pair": people.pair,
        "trail": way_back(pk, people, parts, _("A newer edition")),
        "framework": after,
        "numbers": (before.number, after.number) if before.number != after.number else None,
        "fits": fits,
        "is_adopted": here == newest,
        "cells": disclosure_changes(before, after, language),
        "words": word_changes(before, after, language),
        "sections": changed_sections(*texts),
        "language": language,
        "new_questions": questions_new_in(before, after, partnership.format) if fits else [],
        "left_out": left_out,
        "plan": plan,
        "out": out,
        "signed": signed_of(out) if out else None,
        "active": Agreement.objects.filter(partnership=partnership, state=AgreementState.ACTIVE).first(),
        "choices": {"adopt": EditionForm.ADOPT, "back": EditionForm.BACK},
    }
    return render(request, "agreements/plan_edition.html", context)


def _text(partnership: Partnership, framework: Framework, draft: PlanDraft, asked: Framework, language: str) -> str:
    """The whole agreement as this framework words it, made of the same plan as far as it asks for it."""
    fitting, _left_out = carried(draft, asked, framework, partnership.format)
    plan = Plan(partnership=partnership, **{name: getattr(fitting, name) for name in FIELDS})
    matter, _parties = matter_of(partnership, plan, number=next_number(partnership), framework=framework)
    return canonical_text(compose(matter, language))
