"""Frozen months: what those who are given counts alone are shown of a program."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from coaching.models import Program
from coaching.navigation import parts_of
from coaching.requests import SignedIn
from reports import numbers as words
from reports.forms import OF_TABLES
from reports.models import FrozenMonth
from reports.policies import Action, may
from reports.policies import numbers_of as programs_of
from reports.services.frozen import classes_as_counts, frozen_months, gives_surveys, surveys_of
from reports.words import part_words

PROGRAMS = 200
"""Programs listed at once."""


@login_required
@require_GET
def number_list(request: SignedIn) -> HttpResponse:
    """The programs whose numbers the current part is given; whoever has a single one goes straight to it."""
    programs = list(programs_of(request.user, parts_of(request).current).order_by("name", "pk")[:PROGRAMS])
    if not programs:
        raise Http404
    if len(programs) == 1:
        return redirect("program_numbers", pk=programs[0].pk)
    listed = [{"name": one.name, "url": reverse("program_numbers", args=[one.pk])} for one in programs]
    return render(request, "reports/number_list.html", {"programs": listed})


@login_required
@require_GET
def program_numbers(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The newest frozen month of a program, or the one that is chosen."""
    part = str(parts_of(request).current)
    program = get_object_or_404(programs_of(request.user, part).select_related("framework_version"), pk=pk)
    context = {
        "program": program,
        "part": part_words(program.framework, part),
        "numbers": frozen_page(program, part, request.GET, request.path),
    }
    return render(request, "reports/program_numbers.html", context)


def frozen_page(program: Program, part: str, params: Mapping[str, Any], path: str) -> dict[str, Any] | None:
    """What a page shows of frozen months; None where the part is given no counts. At most three queries."""
    if not may(part, Action.NUMBERS_READ):
        return None
    months, classes = frozen_months(program=program, part=part), classes_as_counts(program, part)
    if not months:
        return {"program": program, "path": path} if classes else None
    chosen = _chosen(months, params.get("month"))
    numbers = words.numbers_of(chosen, program.framework)
    if not numbers and not classes:
        return None
    surveys = words.survey_charts(surveys_of(chosen))
    told = [one for one in numbers if one.is_told]
    return {
        "program": program,
        "path": path,
        "month": words.month_words(chosen),
        "first": chosen.month.isoformat(),
        "choices": [
            {"value": one.month.isoformat(), "label": words.month_words(one), "chosen": one == chosen} for one in months
        ],
        "is_told": bool(told) or not numbers,
        "surveys": surveys,
        "asks_surveys": gives_surveys(classes),
        "too_few_answers": words.TOO_FEW_ANSWERS,
        "headline": [
            {"label": one.label, "value": words.number_words(one.lines[0].value)} for one in told if one.is_one
        ],
        "charts": words.number_charts(numbers),
        "trends": words.trend_charts(months[:12], program.framework),
        "untold": [one.label for one in numbers if not one.is_told],
        "too_few": words.TOO_FEW,
        "definitions": [{"term": one.label, "value": one.meaning, "note": words.made_of(one)} for one in numbers],
        "notes": [words.SIGNED, words.FROZEN, *([words.ROUNDED, words.WHY] if numbers else [])],
        "formats": OF_TABLES if may(part, Action.NUMBERS_REQUEST) and (told or surveys) else (),
    }


def _chosen(months: list[FrozenMonth], asked: Any) -> FrozenMonth:
    """The month that is asked for; anything else than one of them is the newest (fault 73)."""
    try:
        day = parse_date(str(asked or ""))
    except ValueError:
        day = None
    return next((one for one in months if one.month == day), months[0])
