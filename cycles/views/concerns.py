"""Concerns: what the route is, what one raised, what one was told, and the next step (A16, A17, B8, D13)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.models import Plan
from coaching.disclosure.classes import PAIR, Part
from coaching.frameworks.structure import RouteStep
from coaching.models import Partnership, User
from coaching.navigation import parts_of
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.concerns import ConcernAnswerForm, ConcernForm, TalkForm
from cycles.models import ConcernStep
from cycles.policies import authorize_concern, authorize_way
from cycles.services.concerns import (
    Way,
    answer_concern,
    close_concern,
    find_way,
    raise_concern,
    reachable,
    record_talk,
    stands_outside,
    turn_has_come,
)
from cycles.times import day_words
from cycles.views import shown
from cycles.views.resources import resources_owed

PARTNERSHIPS = Partnership.objects.select_related("program")
LISTED = 100


@login_required
@require_GET
def concern_list(request: SignedIn) -> HttpResponse:
    """What this person raised, and what was brought to them; nothing else exists for them."""
    rows = list(ConcernStep.objects.prefetch_related("words")[:LISTED])
    mine = [_line(one) for one in rows if one.user_id == request.user.pk]
    brought = [_line(one) for one in rows if one.user_id != request.user.pk]
    advises = Part.COACH_SUPERVISOR in parts_of(request).held  # this is their first page
    owed = [line for lines in resources_owed(request.user).values() for line in lines] if advises else []
    return render(request, "cycles/concern_list.html", {"mine": mine, "brought": brought, "owed": owed})


@login_required
@require_http_methods(["GET", "POST"])
def concern_raise(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The route in plain words, and a concern for its first step."""
    way = authorize_way(request.user, get_object_or_404(PARTNERSHIPS, pk=pk))
    return _form_page(request, way, {one.key: one for one in way.first()})


@login_required
@require_http_methods(["GET", "POST"])
def concern_next(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Take one's own concern to the next on the route, when its turn has come."""
    step = authorize_concern(request.user, get_object_or_404(ConcernStep, pk=pk), own=True)
    way = authorize_way(request.user, get_object_or_404(PARTNERSHIPS, pk=step.partnership_id))
    wanted = next_step(way, step)
    if wanted is None:
        raise PermissionDenied
    return _form_page(request, way, {wanted.key: wanted}, after=step)


@login_required
@require_http_methods(["GET", "POST"])
def concern_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One step of a concern, for those who read it: what was written, the answers, and what can be done now."""
    step = authorize_concern(request.user, get_object_or_404(ConcernStep, pk=pk))
    form = None if step.closed_at or step.outside else ConcernAnswerForm(request.POST or None)
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form and form.is_valid():
        answer_concern(step=step, by=request.user, **form.cleaned_data)
        messages.success(request, _("Sent to those who read this."))
        return redirect(reverse("concern_detail", args=[pk]) + f"?saved=concern-word:{request.user.pk}:{pk}")
    mine = step.user_id == request.user.pk
    context = {
        "step": step,
        "mine": mine,
        "form": form,
        "keep": f"concern-word:{request.user.pk}:{pk}",
        "about": str(ConcernStep.About(step.about).label) if step.about else "",
        "sent": day_words(timezone.localtime(step.taken_at).date()),
        "talked": day_words(step.talked_on) if step.talked_on else "",
        "words": [
            {"by": _("You") if one.user_id == request.user.pk else one.user_name, "text": one.text}
            for one in step.words.all()
        ],
        "trail": [{"label": _("Concerns"), "url": reverse("concern_list")}, {"label": _("A concern")}],
        **(_own(request, step) if mine else {}),
    }
    return render(request, "cycles/concern_detail.html", context)


def _own(request: SignedIn, step: ConcernStep) -> dict[str, Any]:
    """What the one who raised it can do: say that it was talked about, take it on, pause, close."""
    partnership = PARTNERSHIPS.get(pk=step.partnership_id)
    way = find_way(partnership, request.user)
    if way is None:
        return {}
    wanted = next_step(way, step)
    following = way.after(step.step) if way.route.in_order else None
    onward = wanted or following
    pausing = step.about == ConcernStep.About.READINESS and way.part in PAIR
    return {
        "readers": _readers(way, step),
        "talk_form": None if step.talked_on or step.closed_at else TalkForm(today=today_in(partnership.program)),
        "next_url": reverse("concern_next", args=[step.pk]) if wanted else "",
        "next_words": str(onward.text) if onward else "",
        "waits_for_talk": bool(following and not wanted and not step.closed_at),
        "pause_url": reverse("partnership_pause", args=[step.partnership_id]) if pausing else "",
    }


def _readers(way: Way, step: ConcernStep) -> str:
    """Who else reads a step: the parties by name, one who is none of them by what they are."""
    others = [key for key in step.reader_ids if key != way.user_id]
    names = [way.people[key][1] for key in others if key in way.people]
    if len(names) < len(others):
        names.append(_("the %(part)s") % {"part": _advisor_word(way)})
    return get_text_list(names, _("and"))


def _advisor_word(way: Way) -> str:
    return way.framework.words(Part.COACH_SUPERVISOR, get_language() or "en").one


@login_required
@require_POST
def concern_talked(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """That it was talked about, on a day."""
    step = authorize_concern(request.user, get_object_or_404(ConcernStep, pk=pk), own=True)
    today = today_in(PARTNERSHIPS.get(pk=step.partnership_id).program)
    form = TalkForm(request.POST, today=today)
    if form.is_valid():
        record_talk(step=step, by=request.user, today=today, **form.cleaned_data)
        messages.success(request, _("Written down."))
    else:
        messages.error(request, _("Give the day on which you talked: today or a day that has been."))
    return redirect("concern_detail", pk)


@login_required
@require_POST
def concern_close(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Close one's own concern."""
    step = authorize_concern(request.user, get_object_or_404(ConcernStep, pk=pk), own=True)
    close_concern(step=step, by=request.user)
    messages.success(request, _("Closed. What was written stays with those who read it."))
    return redirect("concern_detail", pk)


def next_step(way: Way, step: ConcernStep) -> RouteStep | None:
    """The step to which this concern can be taken now."""
    steps = list(ConcernStep.objects.filter(concern=step.concern, user=way.user_id))
    wanted = [way.after(step.step)] if way.route.in_order else list(way.route.steps)
    return next((one for one in wanted if one and turn_has_come(steps, way, one)), None)


def _form_page(
    request: SignedIn, way: Way, steps: dict[str, RouteStep], after: ConcernStep | None = None
) -> HttpResponse:
    ways = {key: (reachable(way, one), one.another_coach or not reachable(way, one)) for key, one in steps.items()}
    form = ConcernForm(
        request.POST or None,
        steps=steps,
        ways=ways,
        names={key: _to_words(way, one) for key, one in steps.items()},
        today=today_in(way.partnership.program),
        initial={"text": after.text if after and not any(one.confidential for one in steps.values()) else ""},
    )
    if form.is_valid():
        step = raise_concern(way=way, by=request.user, after=after, **form.said())
        messages.success(request, _("Kept for you.") if step.outside else _("Sent. Only those named there read it."))
        saved = f"?saved=concern:{request.user.pk}:{way.partnership.pk}"
        return redirect(reverse("concern_detail", args=[step.pk]) + saved)
    outside = stands_outside(way.framework)
    context = {
        "form": form,
        "keep": f"concern:{request.user.pk}:{way.partnership.pk}",
        "intro": str(way.route.intro),
        "route": [str(one.text) for one in way.route.steps],
        "in_order": way.route.in_order,
        "confidential": any(one.confidential for one in steps.values()),
        "contact": _contact(way) if any(Part.COACH_SUPERVISOR in one.to for one in steps.values()) else "",
        "outside": str(outside.text) if outside else "",
        "trail": [{"label": _("Concerns"), "url": reverse("concern_list")}, {"label": _("A concern")}],
    }
    return render(request, "cycles/concern_raise.html", context)


def _to_words(way: Way, step: RouteStep) -> str:
    """The names of those a step goes to; the coach's supervisor by that word, because the agreement names them."""
    names = way.names(step)
    if Part.COACH_SUPERVISOR in step.to:
        names.append(capfirst(_advisor_word(way)) if not names else _advisor_word(way))
    return get_text_list(names, _("and"))


def _contact(way: Way) -> str:
    """How to reach the coach's supervisor, as the plan says (A16)."""
    plan = Plan.objects.filter(partnership=way.partnership).first()
    return shown.listed(filter(None, (plan.concern_name, plan.concern_email, plan.concern_phone))) if plan else ""


def _line(step: ConcernStep) -> dict[str, Any]:
    answers = [one for one in step.words.all() if one.user_id != step.user_id]
    if step.closed_at:
        label, tone = _("Closed"), "neutral"
    elif step.outside or step.talked_on or answers:
        label, tone = _("Talked about"), "good"
    else:
        label, tone = _("Waiting"), "wait"
    return {
        "url": reverse("concern_detail", args=[step.pk]),
        "text": step.text,
        "by": step.user_name,
        "day": day_words(timezone.localtime(step.taken_at).date()),
        "label": label,
        "tone": tone,
    }


def concern_card(partnership: Partnership, user_id: uuid.UUID) -> dict[str, str] | None:
    """For the pages of a partnership: the way to the route, where this person has one."""
    way = find_way(partnership, User(pk=user_id))
    if way is None:
        return None
    return {"url": reverse("concern_raise", args=[partnership.pk]), "list_url": reverse("concern_list")}
