"""A coach's own growth: what groups of people answered about their coaching, and what they do with it (C8)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from coaching.frameworks.structure import AskKind, Survey, SurveyQuestion
from coaching.models import Person, Program, User
from coaching.requests import SignedIn
from cycles.forms.feedback import ActionForm, ThoughtForm
from cycles.models import FeedbackAction, FeedbackReflection, SurveyNamed, SurveyRelease
from cycles.policies import authorize_feedback
from cycles.services.feedback import (
    AskedAlready,
    ask_for_feedback,
    keep_thought,
    named_about,
    programs_led,
    releases_about,
    say_what_changes,
    surveys_about,
    surveys_in,
)
from cycles.times import day_words, short_day
from cycles.views.surveys import answer_words

SHARES = {
    "few": gettext_lazy("Few or none"),
    "quarter": gettext_lazy("About a quarter"),
    "half": gettext_lazy("About half"),
    "most": gettext_lazy("Three quarters or more"),
}
"""Shares in words: no numbers, so that there is nothing to subtract."""

PLACES = {key: place for place, key in enumerate(SHARES, 1)}


@login_required
@require_GET
def feedback(request: SignedIn) -> HttpResponse:
    """What was released, how it grows, what one will change, and one's own thoughts."""
    authorize_feedback(request.user)
    return _page(request)


@login_required
@require_POST
def feedback_ask(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Ask everybody one coaches in a program for feedback (C8)."""
    authorize_feedback(request.user)
    program = get_object_or_404(Program, pk=pk)
    try:
        ask_for_feedback(program=program, key=key, by=request.user)
    except KeyError:
        raise Http404 from None
    except AskedAlready as asked:
        messages.info(
            request, _("You asked on %(day)s. Wait a week between requests.") % {"day": short_day(asked.asked_on)}
        )
    else:
        messages.success(request, _("Asked. Everybody you coach in this program gets the survey in a few minutes."))
    return redirect("feedback")


@login_required
@require_POST
def feedback_change(request: SignedIn) -> HttpResponse:
    """Say what one will change; those one coaches read it."""
    authorize_feedback(request.user)
    form = ActionForm(request.POST, programs=programs_led(request.user), prefix="change")
    if not form.is_valid():
        return _page(request, change=form, status=422)
    say_what_changes(by=request.user, **form.cleaned_data)
    messages.success(request, _("Said. Everybody you coach reads it under their surveys."))
    return redirect(reverse("feedback") + "#changes")


@login_required
@require_POST
def feedback_change_remove(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Take back what one said one would change."""
    change = get_object_or_404(FeedbackAction, pk=pk, author=request.user)
    change.delete()
    messages.success(request, _("Removed."))
    return redirect(reverse("feedback") + "#changes")


@login_required
@require_POST
def feedback_thought(request: SignedIn) -> HttpResponse:
    """Keep a thought for oneself."""
    authorize_feedback(request.user)
    form = ThoughtForm(request.POST, programs=programs_led(request.user), prefix="thought")
    if not form.is_valid():
        return _page(request, thought=form, status=422)
    keep_thought(by=request.user, **form.cleaned_data)
    messages.success(request, _("Kept, for you alone."))
    return redirect(reverse("feedback") + "#thoughts")


@login_required
@require_POST
def feedback_thought_remove(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Drop a thought."""
    get_object_or_404(FeedbackReflection, pk=pk, author=request.user).delete()
    messages.success(request, _("Removed."))
    return redirect(reverse("feedback") + "#thoughts")


def _page(
    request: SignedIn, *, change: ActionForm | None = None, thought: ThoughtForm | None = None, status: int = 200
) -> HttpResponse:
    user, programs = request.user, programs_led(request.user)
    releases, named = releases_about(user), named_about(user)
    surveys = surveys_in([*releases, *named])
    context = {
        "asked": _asked(user),
        "releases": [_release(one, surveys[one.edition_id]) for one in releases],
        "growth": _growth(releases, surveys),
        "named": _named(named, surveys),
        "changes": _own(FeedbackAction.objects.filter(author=user), "said_on", "feedback_change_remove"),
        "thoughts": _own(FeedbackReflection.objects.filter(author=user), "written_on", "feedback_thought_remove"),
        "change": change or ActionForm(programs=programs, prefix="change"),
        "thought": thought or ThoughtForm(programs=programs, prefix="thought"),
        "can_write": bool(programs),
    }
    return render(request, "cycles/surveys/feedback.html", context, status=status)


def _asked(user: User) -> list[dict[str, Any]]:
    """The surveys that are answered about this person, and which of them they can ask for."""
    return [
        {
            "label": str(one.survey.label),
            "meaning": str(one.survey.meaning),
            "program": one.program.name,
            "minimum": one.survey.minimum_answers,
            "asked_on": short_day(one.asked_on) if one.asked_on else "",
            "url": reverse("feedback_ask", args=[one.program.pk, one.survey.key]) if one.can_be_asked else "",
        }
        for one in surveys_about(user)
    ]


def _release(release: SurveyRelease, survey: Survey) -> dict[str, Any]:
    """One group of answers: a chart for each question with its table, comments, or that there are too few."""
    results = (release.results or {}).get("questions", [])
    return {
        "title": str(survey.label),
        "month": month_words(release),
        "edition": release.edition.number,
        "program": release.program.name,
        "minimum": survey.minimum_answers,
        "questions": [_result(survey.question(one["key"]), one) for one in results],
    }


def _result(question: SurveyQuestion, result: dict[str, Any]) -> dict[str, Any]:
    cells = result.get("cells")
    return {
        "text": str(question.text),
        "comments": result.get("comments"),
        "chart": share_chart(question, cells) if cells else None,
    }


def cell_names(question: SurveyQuestion) -> dict[str, str]:
    """The answers that are counted together: the steps of a scale in three groups, or its options."""
    if question.kind is AskKind.SCALE:
        return {
            "low": _("1 or 2 (1 is: %(word)s)") % {"word": question.low},
            "middle": "3",
            "high": _("4 or 5 (5 is: %(word)s)") % {"word": question.high},
        }
    return {option.key: str(option.label) for option in question.options}


def share_chart(question: SurveyQuestion, cells: dict[str, str]) -> dict[str, Any]:
    """How many answered how, in words: the steps of a scale in three groups, or options."""
    names = cell_names(question)
    return {
        "title": str(question.text),
        "summary": "",
        "labels": list(names.values()),
        "series": [{"label": _("How many answered so"), "values": [PLACES[cells.get(key, "few")] for key in names]}],
        "scale_names": [str(word) for word in SHARES.values()],
        "label_heading": _("Answer"),
        "lying": True,
    }


def _growth(releases: Iterable[SurveyRelease], surveys: dict[uuid.UUID, Survey]) -> list[dict[str, Any]]:
    """How the upper answers of a scale grow from release to release, each edition by itself: results never mix."""
    by_edition: dict[uuid.UUID, list[SurveyRelease]] = {}
    for one in releases:
        by_edition.setdefault(one.edition_id, []).append(one)
    charts = []
    for edition_id, several in by_edition.items():
        if len(several) < 2:
            continue
        old_first = sorted(several, key=lambda one: (one.month, str(one.pk)))
        for question in surveys[edition_id].questions:
            if question.kind is not AskKind.SCALE:
                continue
            shares = [_share(one, question.key) for one in old_first]
            if sum(share is not None for share in shares) < 2:
                continue
            charts.append(
                {
                    "title": str(question.text),
                    "summary": cell_names(question)["high"],
                    "labels": [month_words(one) for one in old_first],
                    "series": [{"label": _("How many"), "values": [s if s is not None else "-" for s in shares]}],
                    "scale_names": [str(word) for word in SHARES.values()],
                    "label_heading": _("Month"),
                    "joined": True,
                }
            )
    return charts


def _share(release: SurveyRelease, key: str) -> int | None:
    for one in (release.results or {}).get("questions", []):
        if one["key"] == key and one.get("cells"):
            return PLACES[one["cells"]["high"]]
    return None


def _named(answers: list[SurveyNamed], surveys: dict[uuid.UUID, Survey]) -> list[dict[str, Any]]:
    names = dict(Person.objects.filter(pk__in={one.user_id for one in answers}).values_list("pk", "name"))
    return [
        {
            "title": str(surveys[one.edition_id].label),
            "who": names.get(one.user_id, ""),
            "month": month_words(one),
            "answers": answer_words(surveys[one.edition_id], one.answers),
        }
        for one in answers
    ]


def _own(rows: Iterable[Any], day: str, url: str) -> list[dict[str, str]]:
    return [{"text": one.text, "day": day_words(getattr(one, day)), "url": reverse(url, args=[one.pk])} for one in rows]


def month_words(row: SurveyRelease | SurveyNamed) -> str:
    """The month that closed."""
    return str(formats.date_format(row.month, "YEAR_MONTH_FORMAT")) if row.month else ""
