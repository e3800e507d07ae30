"""What a party tells the others: that a check-in is planned or was held, a promise kept or not, progress, data."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms import support as forms
from cycles.models import DataTalk, ProgressQuestion, PromiseReport
from cycles.policies import Telling, authorize_support
from cycles.services.check_ins import plan_check_in, planned_of, record_check_in
from cycles.services.promises import find_promise, month_of, report_promise
from cycles.services.supervising import ask_about_progress, talk_about_data, talk_with_coach, tell_about_progress
from cycles.services.support import Support, agrees_in_words
from cycles.times import day_words
from cycles.views.support import month_words, promise_words, told_words, trail_of, whose

PARTNERSHIPS = Partnership.objects.select_related("program")


@login_required
@require_http_methods(["GET", "POST"])
def check_in_plan(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Set the day of the next check-in, or another day for it."""
    around = authorize_support(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), Telling.CHECK_IN)
    row, today = planned_of(around), today_in(around.partnership.program)
    form = forms.CheckInPlanForm(request.POST or None, today=today, initial={"planned_on": row and row.planned_on})
    if form.is_valid():
        plan_check_in(support=around, by=request.user, **form.cleaned_data)
        return _back(request, around, _("The day is set. The others are told by mail."))
    return _page(request, around, form, _("Plan a check-in"), _("Set the day"))


@login_required
@require_http_methods(["GET", "POST"])
def check_in_record(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Write down a check-in, as one who took part."""
    around = authorize_support(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), Telling.CHECK_IN)
    in_words, today = agrees_in_words(around.partnership), today_in(around.partnership.program)
    form = forms.CheckInForm(request.POST or None, support=around, today=today, in_words=in_words)
    if form.is_valid():
        record_check_in(support=around, by=request.user, **form.said())
        return _back(request, around, _("The check-in is written down."))
    rules = around.rules
    prompts = [str(one) for one in rules.prompts] if rules else []
    no_words = "" if in_words else _("Only that you met is kept here. What you talked about is not.")
    return _page(request, around, form, _("A check-in"), _("Write it down"), prompts=prompts, after=no_words)


@login_required
@require_http_methods(["GET", "POST"])
def promise_report(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Say how one saw a promise in a month, or put right what one said."""
    around = authorize_support(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), Telling.PROMISE)
    promise = find_promise(around.framework, around.partnership.format, key)
    if promise is None:
        raise Http404
    months = {month: month_words(month) for month in forms.months_until(today_in(around.partnership.program))}
    mine = PromiseReport.objects.filter(
        partnership=around.partnership, user=request.user, clause=promise.clause, item=promise.item
    ).filter(month=month_of(today_in(around.partnership.program)))
    said: dict[str, Any] = dict(mine.values("kept", "words").first() or {})
    form = forms.PromiseForm(request.POST or None, months=months, initial=said)
    if form.is_valid():
        report_promise(support=around, by=request.user, promise=promise, **form.cleaned_data)
        return _back(request, around, _("Written down. You can put it right at any time."), "promises")
    after = _("You each say how you saw it. If you said something of a month before, this takes its place.")
    return _page(
        request, around, form, _("Was it kept?"), _("Write it down"), lead=promise_words(promise), after=after,
        told=told_words(around, signers=True), eyebrow=whose(around, promise.part),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def progress_ask(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A question of the supervisor on progress, to everybody."""
    around = authorize_support(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), Telling.PROGRESS_ASK)
    form = forms.ProgressQuestionForm(request.POST or None)
    if form.is_valid():
        ask_about_progress(support=around, by=request.user, **form.cleaned_data)
        return _back(request, around, _("Asked. Everybody has got it."), "progress")
    lead = _("Your question goes to all of them, never to one alone. Each decides what to tell you.")
    return _page(request, around, form, _("Ask about progress"), _("Ask all of them"), lead=lead)


@login_required
@require_http_methods(["GET", "POST"])
def progress_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A question on progress, and what one chooses to tell."""
    question = get_object_or_404(ProgressQuestion.objects.select_related("partnership__program"), pk=pk)
    telling = Telling.PROGRESS_TELL if request.method == "POST" else None
    around = authorize_support(request.user, question.partnership, telling)
    form = forms.ProgressAnswerForm(request.POST or None)
    if form.is_valid():
        tell_about_progress(support=around, question=question, by=request.user, **form.cleaned_data)
        return _back(request, around, _("Told."), "progress")
    answers = [{"by": around.name_of(one.user_id), "text": one.text} for one in question.answers.all()]
    return _page(
        request, around, form if around.is_open else None, _("A question about progress"), _("Tell them"),
        lead=question.text, answers=answers, after=_("You decide what you tell. Everybody who was asked reads it."),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def data_talk_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """That data was talked about with the learner; the coach comes after that."""
    around = authorize_support(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), Telling.DATA)
    form = forms.DataTalkForm(request.POST or None, support=around, today=today_in(around.partnership.program))
    if form.is_valid():
        talk_about_data(support=around, by=request.user, **form.cleaned_data)
        return _back(request, around, _("Written down. Now you can talk with the coach."), "data")
    lead = _("Data from monitoring or evaluation is talked about with the learner before the coach.")
    told = _("You and the one you talked with; the coach once you talked with them, too")
    return _page(request, around, form, _("Talked about data"), _("Write it down"), lead=lead, told=told)


@login_required
@require_http_methods(["GET", "POST"])
def data_talk_then(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The day on which the coach was talked with, too."""
    talk = get_object_or_404(DataTalk.objects.select_related("partnership__program"), pk=pk)
    around = authorize_support(request.user, talk.partnership, Telling.DATA)
    today = today_in(around.partnership.program)
    form = forms.DataThenForm(request.POST or None, first=talk.learner_on, today=today)
    if form.is_valid():
        talk_with_coach(talk=talk, by=request.user, **form.cleaned_data)
        return _back(request, around, _("Written down. The coach reads it now."), "data")
    lead = _("You talked about this with the learner on %(day)s: %(about)s") % {
        "day": day_words(talk.learner_on),
        "about": talk.about,
    }
    return _page(request, around, form, _("Talked with the coach"), _("Write it down"), lead=lead)


def _back(request: SignedIn, around: Support, said: str, place: str = "check-ins") -> HttpResponse:
    messages.success(request, said)
    saved = f"?saved={_keep(request, around)}"
    return redirect(reverse("support", args=[around.partnership.pk]) + f"{saved}#{place}")


def _keep(request: SignedIn, around: Support) -> str:
    name = request.resolver_match.url_name if request.resolver_match else ""
    return f"{name}:{request.user.pk}:{around.partnership.pk}"


def _page(request: SignedIn, around: Support, form: Form | None, title: str, button: str, **more: Any) -> HttpResponse:
    context = {
        "around": around,
        "form": form,
        "title": title,
        "button": button,
        "keep": _keep(request, around),
        "told": told_words(around, signers=False),
        "trail": trail_of(request, around, title),
        "back": reverse("support", args=[around.partnership.pk]),
        **more,
    }
    return render(request, "cycles/telling.html", context)
