"""Goals and the steps towards them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from cycles.forms.goals import GoalForm, StepForm
from cycles.models import ActionStep, Goal
from cycles.policies import Action, authorize
from cycles.requests import SignedIn
from cycles.services import add_goal, add_step, change_goal, change_step, remove_step, set_goal_aside
from cycles.services.audience import audience
from cycles.services.pairs import Pair
from cycles.views.shown import trail

GOALS = Goal.objects.select_related("partnership__program")
STEPS = ActionStep.objects.select_related("partnership__program", "goal")


@login_required
@require_http_methods(["GET", "POST"])
def goal_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A new goal of a pair."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    pair = authorize(request.user, Action.GOAL_WRITE, partnership)
    form = GoalForm(request.POST or None, partnership=partnership)
    if form.is_valid():
        add_goal(partnership=partnership, by=request.user, **form.cleaned_data)
        messages.success(request, _("The goal is written down."))
        return redirect("partnership_detail", pk)
    return _goal_page(request, pair, form, _("A new goal"))


@login_required
@require_http_methods(["GET", "POST"])
def goal_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Other words for a goal."""
    goal = get_object_or_404(GOALS, pk=pk)
    pair = authorize(request.user, Action.GOAL_WRITE, goal.partnership)
    initial = {"text": goal.text, "practice": goal.practice_id}
    form = GoalForm(request.POST or None, partnership=goal.partnership, initial=initial)
    if form.is_valid():
        change_goal(goal=goal, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("partnership_detail", goal.partnership_id)
    return _goal_page(request, pair, form, _("The goal"), goal)


@login_required
@require_POST
def goal_set_aside(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Leave a goal for now, or take it up again."""
    goal = get_object_or_404(GOALS, pk=pk)
    authorize(request.user, Action.GOAL_WRITE, goal.partnership)
    set_goal_aside(goal=goal, by=request.user, aside=goal.set_aside_at is None)
    messages.success(request, _("Saved."))
    return redirect("partnership_detail", goal.partnership_id)


@login_required
@require_http_methods(["GET", "POST"])
def step_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A new step towards a goal."""
    goal = get_object_or_404(GOALS, pk=pk)
    pair = authorize(request.user, Action.STEP_WRITE, goal.partnership)
    form = StepForm(request.POST or None, pair=pair)
    if form.is_valid():
        add_step(goal=goal, by=request.user, **form.cleaned_data)
        messages.success(request, _("The step is on the plan."))
        return redirect("partnership_detail", goal.partnership_id)
    return _step_page(request, pair, form, goal)


@login_required
@require_http_methods(["GET", "POST"])
def step_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Other words for a step, or another day."""
    step = get_object_or_404(STEPS, pk=pk)
    pair = authorize(request.user, Action.STEP_WRITE, step.partnership)
    names = ("text", "coachee_does", "coach_does", "resources", "due_on")
    form = StepForm(request.POST or None, pair=pair, initial={name: getattr(step, name) for name in names})
    if form.is_valid():
        change_step(step=step, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("partnership_detail", step.partnership_id)
    return _step_page(request, pair, form, step.goal, step)


@login_required
@require_POST
def step_remove(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Take a step off the plan."""
    step = get_object_or_404(STEPS, pk=pk)
    authorize(request.user, Action.STEP_WRITE, step.partnership)
    remove_step(step=step, by=request.user)
    messages.success(request, _("The step is off the plan."))
    return redirect("partnership_detail", step.partnership_id)


def _goal_page(request: SignedIn, pair: Pair, form: GoalForm, title: str, goal: Goal | None = None) -> HttpResponse:
    context = {
        "pair": pair,
        "form": form,
        "title": title,
        "goal": goal,
        "trail": trail(pair, (title, "")),
        "sees": audience(pair, RecordClass.GOALS),
    }
    return render(request, "cycles/goal.html", context)


def _step_page(
    request: SignedIn, pair: Pair, form: StepForm, goal: Goal, step: ActionStep | None = None
) -> HttpResponse:
    title = _("The step") if step else _("A new step")
    context = {
        "pair": pair,
        "form": form,
        "title": title,
        "goal": goal,
        "step": step,
        "trail": trail(pair, (title, "")),
        "sees": audience(pair, RecordClass.ACTION_PLAN),
    }
    return render(request, "cycles/step.html", context)
