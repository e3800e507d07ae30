"""Answering a survey about the coaching: one question a screen, or all on a page."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.frameworks.structure import AskKind, Survey, SurveyQuestion
from coaching.frameworks.structure.surveys import STEPS, WRITTEN
from coaching.models import Person, User
from coaching.requests import SignedIn
from cycles.models import FeedbackAction, SurveyAnswer, SurveyTurn
from cycles.services.audience import Audience
from cycles.services.surveys import (
    NothingAnswered,
    SurveyClosed,
    WrongAnswers,
    give_answers,
    is_open,
    save_answers_so_far,
    survey_of,
)
from cycles.times import day_words

TURNS = SurveyTurn.objects.select_related("partnership__program", "edition")
BYTES = 200_000
LISTED = 50


@login_required
@require_GET
def survey_list(request: SignedIn) -> HttpResponse:
    """What one is asked, what one has answered, and what the coach will change because of it (C8)."""
    mine = list(TURNS.filter(author=request.user).order_by("-asked_on", "pk")[:LISTED])
    answers = {one.turn_id: one for one in SurveyAnswer.objects.filter(turn__in=mine)}
    names = _names({one.subject_id for one in mine})
    rows = [_row(one, answers.get(one.pk), names) for one in mine]
    context = {
        "open": [row for row in rows if row["open"]],
        "closed": [row for row in rows if not row["open"]],
        "changes": what_coaches_change(request.user),
    }
    return render(request, "cycles/surveys/survey_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def survey_answer(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The questions, until the survey closes; afterwards what became of it, with the draft that was never sent."""
    turn = get_object_or_404(TURNS, pk=pk)
    kept = SurveyAnswer.objects.filter(turn=turn).first()
    if request.method == "GET":
        return _page(request, turn, kept.answers if kept else {}, kept=kept)
    typed = typed_in(survey_of(turn.edition), request.POST)
    try:
        give_answers(turn=turn, by=request.user, answers=typed)
    except SurveyClosed:
        return _page(request, turn, typed, kept=kept, late=True, status=409)
    except WrongAnswers as wrong:
        return _page(request, turn, typed, kept=kept, errors=wrong.errors, status=422)
    except NothingAnswered:
        return _page(request, turn, typed, kept=kept, nothing=True, status=422)
    messages.success(request, _("Thank you. Your answers are sent. You can change them until the survey closes."))
    return redirect(reverse("survey_list") + f"?saved=survey:{request.user.pk}:{pk}")


@require_POST
def survey_save(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Autosave. 401: sign in again. 403 with `other_person`: the page is somebody else's. 409: closed."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_out": True}, status=401)
    if int(request.META.get("CONTENT_LENGTH") or 0) > BYTES:
        return JsonResponse({}, status=413)
    try:
        body = json.loads(request.body)
        person, answers = str(body["person"]), dict(body["answers"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({}, status=400)
    if person != str(request.user.pk):
        return JsonResponse({"other_person": True}, status=403)
    turn = get_object_or_404(TURNS, pk=pk)
    try:
        save_answers_so_far(turn=turn, by=request.user, answers=answers)
    except SurveyClosed:
        return JsonResponse({"closed": True}, status=409)
    except WrongAnswers as wrong:
        return JsonResponse({"errors": wrong.errors}, status=400)
    return JsonResponse({})


def what_coaches_change(user: User) -> list[dict[str, str]]:
    """What those who coach this person say that they will change. One query, and one for their names."""
    said = list(FeedbackAction.objects.exclude(author=user)[:LISTED])
    names = _names({one.author_id for one in said})
    return [{"text": one.text, "who": names.get(one.author_id, ""), "day": day_words(one.said_on)} for one in said]


def _names(people: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))


def _row(turn: SurveyTurn, answer: SurveyAnswer | None, names: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    survey, still = survey_of(turn.edition), is_open(turn)
    if still:
        given = bool(answer and answer.given and answer.given_for and answer.given_for >= turn.asked_on)
        state = _("Sent") if given else (_("Begun") if answer and answer.answers else _("Open"))
    else:
        state = _("Answered") if turn.answered else _("Closed")
    return {
        "url": reverse("survey_answer", args=[turn.pk]),
        "label": str(survey.label),
        "who": names.get(turn.subject_id, ""),
        "open": still,
        "closes": day_words(turn.closes_on),
        "state": state,
        "tone": "good" if state in (_("Sent"), _("Answered")) else ("wait" if still else "neutral"),
    }


def typed_in(survey: Survey, posted: QueryDict) -> dict[str, Any]:
    """What a form posted, by the keys of the questions."""
    return {
        one.key: posted.getlist(f"q_{one.key}") if one.kind is AskKind.SEVERAL else posted.get(f"q_{one.key}", "")
        for one in survey.questions
    }


def _page(
    request: SignedIn,
    turn: SurveyTurn,
    answers: Mapping[str, Any],
    *,
    kept: SurveyAnswer | None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    survey, still = survey_of(turn.edition), is_open(turn)
    name = _names({turn.subject_id}).get(turn.subject_id, "")
    context = {
        "survey": survey,
        "turn": turn,
        "name": name,
        "here": reverse("survey_answer", args=[turn.pk]),
        "questions": question_rows(survey, answers, errors or {}),
        "errors": [
            {"target": f"q-{key}", "text": text, "label": str(survey.question(key).text)}
            for key, text in (errors or {}).items()
        ],
        "given": bool(kept and kept.given),
        "again": bool(kept and kept.given and kept.given_for and kept.given_for < turn.asked_on),
        "closes": day_words(turn.closes_on),
        "sees": who_sees(turn, survey, name),
        "becomes": what_becomes(turn, survey, name),
        "keep": f"survey:{request.user.pk}:{turn.pk}",
        "trail": [{"label": _("Surveys"), "url": reverse("survey_list")}, {"label": str(survey.label), "url": ""}],
        **more,
    }
    if not still:
        context["words"] = answer_words(survey, answers)
    template = "survey_answer" if still else "survey_closed"
    return render(request, f"cycles/surveys/{template}.html", context, status=status)


def who_sees(turn: SurveyTurn, survey: Survey, name: str) -> Audience:
    """The badge over the questions."""
    if turn.named:
        return {"parties": _("You, and %(name)s once the survey has closed") % {"name": name}, "also": []}
    return {"parties": _("Only you, until the survey closes"), "also": []}


def what_becomes(turn: SurveyTurn, survey: Survey, name: str) -> str:
    """What will become of an answer, said where it is typed."""
    if turn.named:
        return _("%(name)s reads this with your name: that is what all of you signed.") % {"name": name}
    return _(
        "%(name)s sees this only together with at least %(others)d others' answers, without names, after the month."
    ) % {"name": name, "others": survey.minimum_answers - 1}


def question_rows(
    survey: Survey, answers: Mapping[str, Any], errors: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The questions as a page draws them, with what is answered so far."""
    return [_question(one, answers.get(one.key), (errors or {}).get(one.key, "")) for one in survey.questions]


def _question(question: SurveyQuestion, value: Any, error: str) -> dict[str, Any]:
    chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
    rule = question.only_when
    if question.kind is AskKind.SCALE:
        ends = {1: str(question.low), STEPS: str(question.high)}
        options = [{"value": str(n), "label": ends.get(n, ""), "step": n} for n in range(1, STEPS + 1)]
    else:
        options = [{"value": one.key, "label": str(one.label)} for one in question.options]
    return {
        "key": question.key,
        "kind": question.kind.value,
        "is_text": question.kind in WRITTEN,
        "text": str(question.text),
        "help": str(question.help) if question.help else "",
        "options": [{**one, "chosen": one["value"] in chosen} for one in options],
        "value": value if isinstance(value, str) else "",
        "error": error,
        "rule": rule.question if rule else "",
        "rule_answers": " ".join(rule.answers) if rule else "",
    }


def answer_words(survey: Survey, answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was answered, in words."""
    found = []
    for row in question_rows(survey, answers):
        chosen = [
            (f"{one['step']} ({one['label']})" if one["label"] else str(one["step"])) if "step" in one else one["label"]
            for one in row["options"]
            if one["chosen"]
        ]
        words = row["value"] if row["is_text"] else ", ".join(chosen)
        if words:
            found.append({"question": row["text"], "answer": words})
    return found
