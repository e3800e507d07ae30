"""A copy of the plan as it stood after a session: a page to read and to print (D15)."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coaching.requests import SignedIn
from coaching.vocabulary import term
from cycles.models import GoalProgress, PlanCopy, VisitLog
from cycles.policies import authorize_reader
from cycles.services.readers import Reader
from cycles.times import day_words, short_day
from cycles.views.plan_page import CLASSES, NEWS_TONES, plan_trail, supervised_trail

COPIES = PlanCopy.objects.select_related("partnership__program")


@login_required
@require_GET
def plan_copy(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The plan as it was; what has changed since stands on the plan's own page."""
    copy = get_object_or_404(COPIES, pk=pk)
    reader = authorize_reader(request.user, copy.partnership, *CLASSES)
    visit_word = term(reader.framework, "visit")
    title = _title(copy, visit_word)
    document = next((one for one in reader.framework.documents if one.key == copy.key), None)
    context = {
        "reader": reader,
        "title": title,
        "meaning": str(document.meaning) if document and document.meaning else "",
        "goals": [_goal(one, reader) for one in copy.content],
        "visit_word": visit_word,
        "learner_word": reader.learner_word,
        "leader_word": reader.leader_word,
        "print_lines": [reader.title, copy.partnership.program.name],
        "day": day_words(copy.copied_on),
        "plan_url": reverse("action_plan", args=[copy.partnership_id]),
        "trail": plan_trail(reader.pair, (title, "")) if reader.pair else supervised_trail(title),
    }
    return render(request, "cycles/plan_copy.html", context)


def _title(copy: PlanCopy, visit_word: str) -> str:
    """By the day of the session, as in the list that led here; by its own where the reader is not given the log."""
    held = VisitLog.objects.filter(visit=copy.visit_id).values_list("visited_on", flat=True).first()
    if held is None:
        return _("Plan of %(day)s") % {"day": day_words(copy.copied_on)}
    return _("Plan after the %(visit)s of %(day)s") % {"visit": visit_word, "day": day_words(held)}


def _goal(goal: dict[str, Any], reader: Reader) -> dict[str, Any]:
    areas = {one.key: str(one.label) for one in reader.framework.goal_areas}
    news = goal["news"]
    return goal | {
        "area": areas.get(goal["area"], ""),
        "news": {
            "label": str(GoalProgress.Kind(news["kind"]).label),
            "tone": NEWS_TONES[news["kind"]],
            "day": _day(news["day"]),
            "text": news["text"],
        }
        if news
        else None,
        "steps": [step | {"due": _day(step["due_on"]), "done": _day(step["done_on"])} for step in goal["steps"]],
    }


def _day(iso: str) -> str:
    return short_day(dt.date.fromisoformat(iso)) if iso else ""
