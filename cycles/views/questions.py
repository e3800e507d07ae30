"""Questions of a pair: asked, answered, and by when an answer was promised (C7)."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.questions import AnswerForm, QuestionForm
from cycles.models import PairQuestion
from cycles.models.questions import Way
from cycles.policies import Action, authorize, may
from cycles.services import answer_question, ask_question
from cycles.services.audience import Audience, audience
from cycles.services.pairs import Pair
from cycles.services.questions import answered_late, is_late, response_days, unanswered
from cycles.times import day_words, short_day
from cycles.views import shown

PARTNERSHIPS = Partnership.objects.select_related("program")
QUESTIONS = PairQuestion.objects.select_related("partnership__program")
LISTED = 100


@login_required
@require_GET
def question_list(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What is open between the two, then what was answered, the newest first."""
    pair = authorize(request.user, Action.READ, get_object_or_404(PARTNERSHIPS, pk=pk))
    every = list(PairQuestion.objects.filter(partnership=pk).prefetch_related("answers")[:LISTED])
    answered = [one for one in every if one.answers.all()]
    late = answered_late(pair, answered)
    context = {
        "pair": pair,
        "trail": shown.trail(pair, (_("Questions"), "")),
        "open": open_questions(pair),
        "answered": [_row(one, pair) | {"answers": _answers(one, pair), "late": one.pk in late} for one in answered],
        "days": _days_words(pair),
        "can": may(pair, Action.QUESTION_ASK),
        "sees": sees_notes(pair),
    }
    return render(request, "cycles/question_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def question_ask(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A new question, or one that was asked elsewhere."""
    pair = authorize(request.user, Action.QUESTION_ASK, get_object_or_404(PARTNERSHIPS, pk=pk))
    form = QuestionForm(request.POST or None, pair=pair, today=today_in(pair.partnership.program))
    if form.is_valid():
        question = ask_question(pair=pair, by=request.user, **form.said())
        messages.success(request, _("The question is kept.") if question.way != Way.HERE else _("Asked."))
        return redirect(reverse("question_list", args=[pk]) + f"?saved=question:{request.user.pk}:{pk}")
    context = {
        "pair": pair,
        "form": form,
        "days": _days_words(pair),
        "keep": f"question:{request.user.pk}:{pk}",
        "trail": shown.trail(pair, (_("Questions"), reverse("question_list", args=[pk])), (_("A question"), "")),
        "sees": sees_notes(pair),
    }
    return render(request, "cycles/question_ask.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def question_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One question with its answers, and a form for another answer."""
    question = get_object_or_404(QUESTIONS, pk=pk)
    reads = request.method == "GET"
    pair = authorize(request.user, Action.READ if reads else Action.QUESTION_ASK, question.partnership)
    can = may(pair, Action.QUESTION_ASK)
    form = AnswerForm(request.POST or None, today=today_in(pair.partnership.program)) if can else None
    if form and form.is_valid():
        answer_question(question=question, by=request.user, **form.cleaned_data)
        messages.success(request, _("The answer is kept."))
        return redirect(
            reverse("question_list", args=[question.partnership_id]) + f"?saved=answer:{request.user.pk}:{pk}"
        )
    listed = reverse("question_list", args=[question.partnership_id])
    context = {
        "pair": pair,
        "question": _row(question, pair) | {"late": bool(answered_late(pair, [question]))},
        "answers": _answers(question, pair),
        "form": form,
        "keep": f"answer:{request.user.pk}:{pk}",
        "trail": shown.trail(pair, (_("Questions"), listed), (_("A question"), "")),
        "sees": sees_notes(pair),
    }
    return render(request, "cycles/question_detail.html", context)


def open_questions(pair: Pair) -> list[dict[str, Any]]:
    """The open questions of a pair for its page, those first that were promised first. One query."""
    return [_row(one, pair) for one in unanswered().filter(partnership=pair.partnership)[:LISTED]]


def sees_notes(pair: Pair) -> Audience:
    """Questions stay with the pair in every framework, whatever the terms say of other notes."""
    return {"parties": audience(pair, RecordClass.NOTES)["parties"], "also": []}


def _row(question: PairQuestion, pair: Pair) -> dict[str, Any]:
    today = today_in(pair.partnership.program)
    words, tone = due_of(question, today) if not (pair.is_paused or pair.is_over) else ("", "neutral")
    return {
        "url": reverse("question_detail", args=[question.pk]),
        "text": question.text,
        "mine": question.asked_of_id == pair.me.user_id,
        "who": _who(question, pair),
        "day": day_words(question.asked_on),
        "way": str(Way(question.way).label) if question.way != Way.HERE else "",
        "due": words,
        "tone": tone,
    }


def _who(question: PairQuestion, pair: Pair) -> str:
    asker, other = pair.name_of(question.asked_by_id), pair.name_of(question.asked_of_id)
    if question.asked_of_id == pair.me.user_id:
        return _("%(name)s asked you") % {"name": asker}
    if question.asked_by_id == pair.me.user_id:
        return _("You asked %(name)s") % {"name": other}
    return _("%(asker)s asked %(other)s") % {"asker": asker, "other": other}


def due_of(question: PairQuestion, today: dt.date) -> tuple[str, str]:
    """By when an answer was promised, and the tone; said gently when that day is over. Empty without a day."""
    if question.due_on is None:
        return "", "neutral"
    if is_late(question, today):
        return _("late: promised by %(day)s") % {"day": short_day(question.due_on)}, "wait"
    if question.due_on == today:
        return _("promised for today"), "wait"
    return _("promised by %(day)s") % {"day": short_day(question.due_on)}, "info"


def _answers(question: PairQuestion, pair: Pair) -> list[dict[str, str]]:
    return [
        {
            "text": one.text,
            "by": _name(pair, one.author_id),
            "day": day_words(one.answered_on),
            "way": str(Way(one.way).label) if one.way != Way.HERE else "",
        }
        for one in question.answers.all()
    ]


def _name(pair: Pair, user_id: uuid.UUID) -> str:
    return _("You") if user_id == pair.me.user_id else pair.name_of(user_id)


def _days_words(pair: Pair) -> str:
    """What was agreed; empty where nothing was."""
    days = response_days(pair.partnership)
    if not days:
        return ""
    return ngettext(
        "You agreed to answer each other within %(n)d day.", "You agreed to answer each other within %(n)d days.", days
    ) % {"n": days}
