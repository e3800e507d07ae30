"""Steps towards a goal: their words, their order, and that they are done."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coaching.disclosure.classes import RecordClass
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.goals import StepForm
from cycles.models import ActionStep, Goal
from cycles.policies import Action, authorize
from cycles.services import WrittenMeanwhile, add_step, change_step, mark_step, move_step, remove_step
from cycles.services.audience import audience
from cycles.services.meanwhile import stamp_of
from cycles.services.pairs import Pair
from cycles.services.steps import NotBefore, words_of
from cycles.views.goals import GOALS, back_to_plan, renewed, theirs_of
from cycles.views.plan_page import plan_trail

STEPS = ActionStep.objects.select_related("partnership__program", "goal")


@login_required
@require_http_methods(["GET", "POST"])
def step_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A new step towards a goal."""
    goal = get_object_or_404(GOALS, pk=pk)
    pair = authorize(request.user, Action.STEP_WRITE, goal.partnership)
    form = StepForm(request.POST or None, pair=pair, goal=goal)
    if form.is_valid():
        add_step(goal=goal, by=request.user, **form.said())
        messages.success(request, _("The step is on the plan."))
        return back_to_plan(goal, kept=f"step:{request.user.pk}:{pk}")
    return _step_page(request, pair, form, goal)


@login_required
@require_http_methods(["GET", "POST"])
def step_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Other words for a step, or another day. Whoever saves second sees both texts."""
    step = get_object_or_404(STEPS, pk=pk)
    pair = authorize(request.user, Action.STEP_WRITE, step.partnership)
    now = words_of(step)
    form = StepForm(request.POST or None, pair=pair, goal=step.goal, step=step, initial=now | {"seen": stamp_of(now)})
    if not form.is_valid():
        return _step_page(request, pair, form, step.goal, step)
    try:
        changed = change_step(step=step, by=request.user, seen=form.stamp(), **form.said())
    except WrittenMeanwhile as meanwhile:
        theirs = theirs_of(form, {name: value for name, value in meanwhile.now.items() if name != "after"})
        form = StepForm(renewed(request.POST, meanwhile.now), pair=pair, goal=step.goal, step=step)
        return _step_page(request, pair, form, step.goal, step, status=409, conflict=True, theirs=theirs)
    except NotBefore:
        form.add_error("after", _("That step waits for this one already. Choose another, or nothing."))
        return _step_page(request, pair, form, step.goal, step)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return back_to_plan(step.goal, kept=f"step:{request.user.pk}:{pk}")


@login_required
@require_POST
def step_mark(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Done today, or open again: the same button takes it back."""
    step = get_object_or_404(STEPS, pk=pk)
    authorize(request.user, Action.STEP_WRITE, step.partnership)
    done = request.POST.get("done") == "yes"
    mark_step(step=step, by=request.user, done_on=today_in(step.partnership.program) if done else None)
    messages.success(request, _("Done. Well done.") if done else _("The step is open again."))
    return back_to_plan(step.goal)


@login_required
@require_POST
def step_move(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One place up or down among the steps of its goal."""
    step = get_object_or_404(STEPS, pk=pk)
    authorize(request.user, Action.STEP_WRITE, step.partnership)
    move_step(step=step, by=request.user, up=request.POST.get("direction") == "up")
    return back_to_plan(step.goal)


@login_required
@require_POST
def step_remove(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Take a step off the plan."""
    step = get_object_or_404(STEPS, pk=pk)
    authorize(request.user, Action.STEP_WRITE, step.partnership)
    remove_step(step=step, by=request.user)
    messages.success(request, _("The step is off the plan."))
    return back_to_plan(step.goal)


def _step_page(
    request: SignedIn,
    pair: Pair,
    form: StepForm,
    goal: Goal,
    step: ActionStep | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    title = _("The step") if step else _("A new step")
    context = {
        "pair": pair,
        "form": form,
        "title": title,
        "goal": goal,
        "step": step,
        "keep": f"step:{request.user.pk}:{step.pk if step else goal.pk}",
        "trail": plan_trail(pair, (title, "")),
        "sees": audience(pair, RecordClass.ACTION_PLAN),
        **more,
    }
    return render(request, "cycles/step.html", context, status=status)
