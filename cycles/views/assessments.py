"""Assessments that supervisor, learner and coach write together, and the areas that coaching takes up (D5, D10)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coaching.disclosure.classes import RecordClass
from coaching.frameworks.structure import Assessment
from coaching.models import Partnership, Person
from coaching.requests import SignedIn
from cycles.forms.assessments import AreasForm, AssessmentForm
from cycles.models import AssessmentWords, CoachingAreas
from cycles.policies import authorize_choice, authorize_reader, authorize_words, may_choose, may_write
from cycles.services import WrittenMeanwhile, choose_areas, write_assessment
from cycles.services.assessments import (
    WHOLE,
    Standing,
    answers_of,
    areas_of,
    choice_words,
    choices_made,
    kept_assessments,
    newest_words,
    standings,
    words_before,
    works_from,
)
from cycles.services.audience import audience
from cycles.services.meanwhile import stamp_of
from cycles.services.pairs import Pair
from cycles.services.readers import Reader
from cycles.times import day_words
from cycles.views import shown
from cycles.views.goals import renewed
from cycles.views.plan_page import supervised_trail

PARTNERSHIPS = Partnership.objects.select_related("program")
AS_A_WHOLE = "whole"
"""How an assessment that is not written by area is called in an address."""


def _reader(request: SignedIn, pk: uuid.UUID) -> Reader:
    reader = authorize_reader(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), RecordClass.ASSESSMENT)
    if not kept_assessments(reader.framework):
        raise Http404
    return reader


@login_required
@require_GET
def assessment_list(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What coaching works from, what is written by whom, and which areas were chosen. The queries do not depend on how
    much there is.
    """
    reader = _reader(request, pk)
    words = newest_words(reader.partnership)
    found = standings(reader.framework, words)
    choices = {one.assessment.key: choices_made(reader.partnership, one.assessment) for one in found}
    names = _names(request, [*words.values(), *(row for rows in choices.values() for row in rows)])
    now, missing = works_from(found)
    context = {
        "reader": reader,
        "pair": reader.pair,
        "now": [str(one.label) for one in now],
        "missing": [{"label": str(one.label), "fallback": str(one.fallback or "")} for one in missing],
        "assessments": [_card(reader, one, words, choices[one.assessment.key], names) for one in found],
        "questions": [
            {"label": str(guide.label), "url": reverse("questions_answer", args=[pk, guide.key])}
            for guide in reader.framework.start_questions(reader.partnership.format)
            if guide.record_class is RecordClass.ASSESSMENT
        ],
        "print_lines": [reader.title, reader.partnership.program.name],
        "today": day_words(timezone.localdate()),
        "trail": assessment_trail(reader),
        "sees": audience(reader.pair, RecordClass.ASSESSMENT) if reader.pair else None,
    }
    return render(request, "cycles/assessment_list.html", context)


def _names(request: SignedIn, rows: list[AssessmentWords | CoachingAreas]) -> dict[uuid.UUID, str]:
    """Who wrote, as the reader calls them. One query."""
    found = dict(Person.objects.filter(pk__in={row.user_id for row in rows}).values_list("pk", "name"))
    return found | {request.user.pk: _("You")}


def _card(
    reader: Reader,
    standing: Standing,
    words: Mapping[tuple[str, str], AssessmentWords],
    choices: list[CoachingAreas],
    names: Mapping[uuid.UUID, str],
) -> dict[str, Any]:
    one = standing.assessment
    taken_up = set(choices[0].areas) if choices else set()
    can = may_write(reader, one)
    pk = reader.partnership.pk
    return {
        "label": str(one.label),
        "meaning": str(one.meaning),
        "progress": _("%(n)d of %(all)d areas written") % {"n": standing.written, "all": standing.areas}
        if one.by_domain
        else "",
        "areas": [
            {
                "label": str(area.label) if area else "",
                "is_taken_up": bool(area and area.key in taken_up),
                "words": _said(reader, words.get((one.key, area.key if area else WHOLE)), one, names),
                "url": reverse("assessment_write", args=[pk, one.key, area.key if area else AS_A_WHOLE]) if can else "",
            }
            for area in areas_of(reader.framework, one)
        ],
        "is_chosen_from": bool(one.chosen_by),
        "choices": [_choice(reader, row, names) for row in choices],
        "choose_url": reverse("areas_choose", args=[pk, one.key]) if may_choose(reader, one) else "",
        "choosers": shown.listed(shown.part_word(reader.framework, part) for part in one.chosen_by),
    }


def _said(
    reader: Reader, row: AssessmentWords | None, assessment: Assessment, names: Mapping[uuid.UUID, str]
) -> dict[str, Any] | None:
    """What somebody wrote in an area, with their name, part and day."""
    if row is None:
        return None
    answers = answers_of(row, assessment)
    return {
        "answers": [{"label": str(item.text), "text": answers[item.key]} for item in assessment.items],
        "is_empty": not any(answers.values()),
        "by": _by(reader, row, names),
        "day": day_words(timezone.localtime(row.kept_at).date()),
    }


def _choice(reader: Reader, row: CoachingAreas, names: Mapping[uuid.UUID, str]) -> dict[str, str]:
    labels = {one.key: str(one.label) for one in reader.framework.domains}
    return {
        "areas": shown.listed(labels.get(key, key) for key in row.areas),
        "reason": row.reason,
        "by": _by(reader, row, names),
        "day": day_words(timezone.localtime(row.kept_at).date()),
    }


def _by(reader: Reader, row: AssessmentWords | CoachingAreas, names: Mapping[uuid.UUID, str]) -> str:
    part = shown.part_word(reader.framework, row.part)
    return _("%(name)s (%(part)s)") % {"name": names.get(row.user_id, ""), "part": part}


@login_required
@require_http_methods(["GET", "POST"])
def assessment_write(request: SignedIn, pk: uuid.UUID, key: str, area: str) -> HttpResponse:
    """The words of one area, with all that stood there before. Whoever saves second sees both texts (fault 31)."""
    reader = _reader(request, pk)
    assessment, place, label = _find(reader, key, area)
    authorize_words(reader, assessment)
    before = words_before(reader.partnership, assessment, place)
    now = answers_of(before[0] if before else None, assessment)
    form = AssessmentForm(request.POST or None, assessment=assessment, initial=now | {"seen": stamp_of(now)})
    status, theirs = 200, None
    if form.is_valid():
        try:
            changed = write_assessment(
                reader=reader,
                by=request.user,
                assessment=assessment,
                area=place,
                answers=form.said(),
                seen=form.stamp(),
            )
        except WrittenMeanwhile as meanwhile:
            status, theirs = 409, _theirs(assessment, form.said(), meanwhile.now)
            form = AssessmentForm(renewed(request.POST, meanwhile.now), assessment=assessment)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            keep = f"assessment:{request.user.pk}:{pk}:{key}:{area}"
            return redirect(reverse("assessment_list", args=[pk]) + f"?saved={keep}")
    names = _names(request, list(before))
    context = {
        "reader": reader,
        "assessment": assessment,
        "label": label or str(assessment.label),
        "form": form,
        "conflict": theirs is not None,
        "theirs": theirs,
        "before": [_said(reader, row, assessment, names) for row in before],
        "keep": f"assessment:{request.user.pk}:{pk}:{key}:{area}",
        "trail": assessment_trail(reader, label or str(assessment.label)),
        "sees": audience(reader.pair, RecordClass.ASSESSMENT) if reader.pair else None,
    }
    return render(request, "cycles/assessment_write.html", context, status=status)


def _find(reader: Reader, key: str, area: str) -> tuple[Assessment, str, str]:
    """The assessment, the key of the area and what it is called. Raises Http404 where there is no such thing."""
    assessment = next((one for one in kept_assessments(reader.framework) if one.key == key), None)
    if assessment is None:
        raise Http404
    for one in areas_of(reader.framework, assessment):
        if area == (one.key if one else AS_A_WHOLE):
            return assessment, one.key if one else WHOLE, str(one.label) if one else ""
    raise Http404


def _theirs(assessment: Assessment, mine: Mapping[str, str], now: Mapping[str, str]) -> list[dict[str, str]]:
    """What somebody else saved meanwhile, where it is other than what was typed."""
    return [
        {"label": str(item.text), "text": now[item.key]}
        for item in assessment.items
        if now[item.key] and now[item.key] != mine[item.key]
    ]


@login_required
@require_http_methods(["GET", "POST"])
def areas_choose(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Choose the areas that coaching takes up (D10). Earlier choices stay readable."""
    reader = _reader(request, pk)
    assessment = next((one for one in kept_assessments(reader.framework) if one.key == key and one.chosen_by), None)
    if assessment is None:
        raise Http404
    authorize_choice(reader, assessment)
    choices = choices_made(reader.partnership, assessment)
    now = choice_words(choices[0] if choices else None)
    initial = {"areas": now["areas"].split(), "reason": now["reason"], "seen": stamp_of(now)}
    options: dict[str, Any] = {"areas": reader.framework.domains, "words": _written(reader, assessment)}
    form = AreasForm(request.POST or None, initial=initial, **options)
    status, theirs = 200, None
    if form.is_valid():
        said = form.said()
        try:
            choose_areas(reader=reader, by=request.user, assessment=assessment, seen=form.stamp(), **said)
        except WrittenMeanwhile as meanwhile:
            labels = {one.key: str(one.label) for one in reader.framework.domains}
            listed = shown.listed(labels[one] for one in meanwhile.now["areas"].split())
            status, theirs = 409, [{"label": _("Chosen meanwhile"), "text": f"{listed}\n{meanwhile.now['reason']}"}]
            form = AreasForm(renewed(request.POST, meanwhile.now), **options)
        else:
            messages.success(request, _("Chosen. The others are told."))
            return redirect("assessment_list", pk=pk)
    context = {
        "reader": reader,
        "assessment": assessment,
        "form": form,
        "conflict": theirs is not None,
        "theirs": theirs,
        "trail": assessment_trail(reader, _("Areas of coaching")),
        "sees": audience(reader.pair, RecordClass.ASSESSMENT) if reader.pair else None,
    }
    return render(request, "cycles/areas_choose.html", context, status=status)


def _written(reader: Reader, assessment: Assessment) -> dict[str, str]:
    """What is written in each area, on one line, to choose by."""
    words = newest_words(reader.partnership)
    return {
        area: " ".join(text for text in answers_of(row, assessment).values() if text)
        for (key, area), row in words.items()
        if key == assessment.key
    }


def assessment_trail(reader: Reader, *steps: str) -> shown.Trail:
    title = _("Assessments")
    here = reverse("assessment_list", args=[reader.partnership.pk]) if steps else ""
    if reader.pair is None:
        first = supervised_trail(title)
        first[-1]["url"] = here
        return [*first, *({"label": one, "url": ""} for one in steps)]
    return shown.trail(reader.pair, (title, here), *((one, "") for one in steps))


def assessment_card(pair: Pair) -> dict[str, Any] | None:
    """Assessments on the page of the pair: what coaching works from. No query where none is kept; otherwise one."""
    if not kept_assessments(pair.framework):
        return None
    now, missing = works_from(standings(pair.framework, newest_words(pair.partnership)))
    return {
        "url": reverse("assessment_list", args=[pair.partnership.pk]),
        "now": [str(one.label) for one in now],
        "missing": [str(one.label) for one in missing],
        "sees": audience(pair, RecordClass.ASSESSMENT),
    }
