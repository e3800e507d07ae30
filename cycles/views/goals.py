"""Goals: their words, their order, how they go, and what is celebrated."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.models import Plan
from coaching.disclosure.classes import RecordClass
from coaching.frameworks import FieldKind
from coaching.models import Partnership, User
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.goals import CelebrationForm, GoalForm, ProgressForm
from cycles.models import Celebration, Goal, GoalProgress
from cycles.policies import Action, authorize, authorize_celebration, authorize_reader, may
from cycles.services import (
    WrittenMeanwhile,
    add_goal,
    celebrate,
    change_goal,
    move_goal,
    record_progress,
    remove_celebration,
    set_goal_aside,
)
from cycles.services.assessments import areas_taken_up
from cycles.services.audience import audience
from cycles.services.goals import words_of
from cycles.services.meanwhile import stamp_of
from cycles.services.pairs import Pair
from cycles.services.readers import Reader
from cycles.times import day_words
from cycles.views.plan_page import NEWS_TONES, plan_trail, renegotiate_url, supervised_trail

GOALS = Goal.objects.select_related("partnership__program", "practice")
PARTNERSHIPS = Partnership.objects.select_related("program")
NEWS_SHOWN = 100


@login_required
@require_http_methods(["GET", "POST"])
def goal_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A new goal of a pair."""
    pair = authorize(request.user, Action.GOAL_WRITE, get_object_or_404(PARTNERSHIPS, pk=pk))
    form = GoalForm(request.POST or None, pair=pair, **_agreed_areas(pair))
    if form.is_valid():
        goal = add_goal(partnership=pair.partnership, by=request.user, **form.said())
        messages.success(request, _("The goal is written down."))
        return back_to_plan(goal, kept=f"goal:{request.user.pk}:{pk}")
    return _goal_page(request, pair, form, _("A new goal"))


@login_required
@require_http_methods(["GET", "POST"])
def goal_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Other words for a goal. Whoever saves second sees both texts, and neither is lost."""
    goal = get_object_or_404(GOALS, pk=pk)
    pair = authorize(request.user, Action.GOAL_WRITE, goal.partnership)
    now = words_of(goal)
    form = GoalForm(
        request.POST or None,
        pair=pair,
        **_agreed_areas(pair),
        initial={"learner": ""} | now | {"seen": stamp_of(now)},
    )
    if not form.is_valid():
        return _goal_page(request, pair, form, _("The goal"), goal)
    try:
        changed = change_goal(goal=goal, by=request.user, seen=form.stamp(), **form.said())
    except WrittenMeanwhile as meanwhile:
        practice = goal.practice.text if goal.practice else ""
        whose = _learner_words(pair, meanwhile.now)
        theirs = theirs_of(form, {**meanwhile.now, "practice": practice, "learner": whose})
        form = GoalForm(renewed(request.POST, meanwhile.now), pair=pair, **_agreed_areas(pair))
        return _goal_page(request, pair, form, _("The goal"), goal, status=409, conflict=True, theirs=theirs)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return back_to_plan(goal, kept=f"goal:{request.user.pk}:{pk}")


def _learner_words(pair: Pair, now: Mapping[str, Any]) -> str:
    """The name of whose goal it is, where the words say it."""
    return pair.name_of(uuid.UUID(now["learner"])) if now.get("learner") else ""


def theirs_of(form: GoalForm | Any, now: Mapping[str, Any]) -> list[dict[str, str]]:
    """What somebody else saved meanwhile, field by field, where it is other than what was typed."""
    return [
        {"label": str(form.fields[name].label), "text": str(value)}
        for name, value in now.items()
        if name in form.fields and value not in ("", False, None) and str(value) != str(form.data.get(name, ""))
    ]


def renewed(data: Any, now: Mapping[str, Any]) -> Any:
    """What was typed, with the stamp of what is kept by now: saving once more is then meant."""
    typed = data.copy()
    typed["seen"] = stamp_of(now)
    return typed


@login_required
@require_POST
def goal_set_aside(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Leave a goal for now, or take it up again."""
    goal = get_object_or_404(GOALS, pk=pk)
    authorize(request.user, Action.GOAL_WRITE, goal.partnership)
    set_goal_aside(goal=goal, by=request.user, aside=goal.set_aside_at is None)
    messages.success(request, _("Saved."))
    return back_to_plan(goal)


@login_required
@require_POST
def goal_move(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One place up or down."""
    goal = get_object_or_404(GOALS, pk=pk)
    authorize(request.user, Action.GOAL_WRITE, goal.partnership)
    move_goal(goal=goal, by=request.user, up=request.POST.get("direction") == "up")
    return back_to_plan(goal)


@login_required
@require_http_methods(["GET", "POST"])
def goal_progress(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """How a goal goes: everything that was said of it, and a form to say more (D18)."""
    goal = get_object_or_404(GOALS, pk=pk)
    reader = authorize_reader(request.user, goal.partnership, RecordClass.GOALS, RecordClass.ACTION_PLAN)
    if request.method == "POST":
        authorize(request.user, Action.PROGRESS_WRITE, goal.partnership)
    news = list(GoalProgress.objects.filter(goal=goal)[:NEWS_SHOWN])
    pair, today = reader.pair, today_in(goal.partnership.program)
    can = bool(pair and may(pair, Action.PROGRESS_WRITE))
    form = ProgressForm(request.POST or None, kinds=_kinds(news), today=today) if can else None
    if form and pair and form.is_valid():
        _write_progress(pair, goal, request.user, dict(form.cleaned_data))
        messages.success(request, _("Written down. The other of you reads it now."))
        return redirect(reverse("goal_progress", args=[pk]) + "?saved=1")
    title, rules = _("How it goes"), reader.framework.goals
    context = {
        "reader": reader,
        "pair": pair,
        "goal": goal,
        "form": form,
        "is_saved": request.method == "GET",
        "keep": f"progress:{request.user.pk}:{pk}",
        "rows": [_news_row(one, reader) for one in news],
        "stalled": bool(news and news[0].kind == GoalProgress.Kind.STALLED),
        "stalled_words": str(rules.stalled) if rules else "",
        "anew_url": renegotiate_url(reader),
        "trail": plan_trail(pair, (title, "")) if pair else supervised_trail(_("Goals and action plan"), title),
        "sees": audience(pair, RecordClass.ACTION_PLAN) if pair else None,
        "sees_notes": audience(pair, RecordClass.NOTES) if pair else None,
    }
    return render(request, "cycles/goal_progress.html", context)


def _write_progress(pair: Pair, goal: Goal, by: User, said: dict[str, Any]) -> None:
    """How it went, and with it what is celebrated: one form, one press."""
    cheer = said.pop("celebrate")
    record_progress(goal=goal, by=by, **said)
    if cheer:
        celebrate(pair=pair, by=by, goal=goal, text=cheer, seen_on=said["seen_on"])


def _kinds(news: list[GoalProgress]) -> list[GoalProgress.Kind]:
    """What can be said of it now: a goal that was reached is taken up again first."""
    kind = GoalProgress.Kind
    if news and news[0].kind == kind.REACHED:
        return [kind.AGAIN]
    return [kind.MOVED, kind.STILL, kind.STALLED, kind.REACHED]


def _news_row(one: GoalProgress, reader: Reader) -> dict[str, Any]:
    return {
        "label": GoalProgress.Kind(one.kind).label,
        "tone": NEWS_TONES[one.kind],
        "day": day_words(one.seen_on),
        "by": reader.name_of(one.author_id),
        "text": one.text,
    }


# ---- celebrations ------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def celebration_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Something to celebrate between visits (B6)."""
    pair = authorize(request.user, Action.CELEBRATE, get_object_or_404(PARTNERSHIPS, pk=pk))
    form = CelebrationForm(request.POST or None, today=today_in(pair.partnership.program))
    if form.is_valid():
        celebrate(pair=pair, by=request.user, **form.cleaned_data)
        messages.success(request, _("Written down. Well done."))
        return redirect(reverse("action_plan", args=[pk]) + "#celebrations")
    title = _("Something to celebrate")
    context = {
        "pair": pair,
        "form": form,
        "title": title,
        "trail": plan_trail(pair, (title, "")),
        "sees": audience(pair, RecordClass.NOTES),
    }
    return render(request, "cycles/celebration.html", context)


@login_required
@require_POST
def celebration_remove(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Take back what one wrote oneself."""
    celebration = get_object_or_404(Celebration.objects.select_related("partnership__program"), pk=pk)
    authorize_celebration(request.user, celebration)
    remove_celebration(celebration=celebration, by=request.user)
    messages.success(request, _("Taken back."))
    return redirect(reverse("action_plan", args=[celebration.partnership_id]) + "#celebrations")


# ---- pages -------------------------------------------------------------------------------------------------------
def back_to_plan(goal: Goal, *, kept: str = "") -> HttpResponse:
    """The plan, at this goal; `kept` names the words that this tab need not keep any more."""
    query = f"?saved={kept}" if kept else ""
    return redirect(reverse("action_plan", args=[goal.partnership_id]) + f"{query}#goal-{goal.pk}")


def _agreed_areas(pair: Pair) -> dict[str, Any]:
    """The areas that coaching takes up as they were chosen since, or else those of the plan (D6, D10): offered first.
    No query where goals have no areas.
    """
    field = next((one for one in pair.framework.plan if one.kind is FieldKind.DOMAINS), None)
    if field is None or not pair.framework.goal_areas:
        return {}
    if chosen := areas_taken_up(pair.partnership, pair.framework):
        return {"agreed_areas": chosen, "areas_word": _("Chosen for your coaching")}
    answers = Plan.objects.filter(partnership=pair.partnership).values_list("answers", flat=True).first() or {}
    return {"agreed_areas": list(answers.get(field.key) or []), "areas_word": _("Chosen in your plan")}


def _goal_page(
    request: SignedIn,
    pair: Pair,
    form: GoalForm,
    title: str,
    goal: Goal | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    rules = pair.framework.goals
    chosen_by = [pair.word(part) for part in rules.areas_by] if rules else []
    context = {
        "pair": pair,
        "form": form,
        "title": title,
        "goal": goal,
        "areas_by": chosen_by,
        "keep": f"goal:{request.user.pk}:{goal.pk if goal else pair.partnership.pk}",
        "trail": plan_trail(pair, (title, "")),
        "sees": audience(pair, RecordClass.GOALS),
        "sees_plan": audience(pair, RecordClass.ACTION_PLAN),
        **more,
    }
    return render(request, "cycles/goal.html", context, status=status)
