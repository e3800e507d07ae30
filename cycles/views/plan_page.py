"""Goals and action plan of a pair on one page: read together on a phone, printed, and shown to whoever is given it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from agreements.life import State as Life
from coaching.disclosure.classes import Part, RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from coaching.vocabulary import term
from cycles.models import ActionStep, Celebration, Goal, GoalGrounds, GoalProgress, Note, PlanCopy, VisitLog
from cycles.policies import Action, authorize_reader, may
from cycles.services.audience import audience
from cycles.services.copies import plan_copies
from cycles.services.goals import News, State, state_by
from cycles.services.pairs import Pair
from cycles.services.readers import Reader
from cycles.times import day_words, short_day
from cycles.views import shown
from cycles.views.peer_words import review_rows

CELEBRATIONS_SHOWN = 12
COPIES_SHOWN = 12
CLASSES = (RecordClass.GOALS, RecordClass.ACTION_PLAN)
"""What one must be given to read the plan."""
NEWS_TONES = {"moved": "good", "still": "neutral", "stalled": "warn", "reached": "good", "again": "info"}
OPEN_FIRST = (State.STALLED, State.QUIET, State.OPEN)


@login_required
@require_GET
def action_plan(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The plan, for the pair and for a supervisor to whom the signed terms give it (D8, D15)."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    reader = authorize_reader(request.user, partnership, *CLASSES)
    pair = reader.pair
    rules = reader.framework.goals
    goals = goal_rows(reader)
    context = {
        "reader": reader,
        "pair": pair,
        "print_lines": [reader.title, partnership.program.name],
        "today": day_words(today_in(partnership.program)),
        "can": {action.value: may(pair, action) for action in Action} if pair else {},
        "goals": [goal for goal in goals if goal["state"] in OPEN_FIRST],
        "reached": [goal for goal in goals if goal["state"] == State.REACHED],
        "aside": [goal for goal in goals if goal["state"] == State.ASIDE],
        "stalled_words": str(rules.stalled) if rules else "",
        "anew_url": renegotiate_url(reader),
        "reviews": review_rows(pair) if pair else [],
        "celebrations": _celebrations(pair) if pair else [],
        "copies": _copies(reader),
        "visit_word": term(reader.framework, "visit"),
        "celebrate_url": reverse("celebration_add", args=[pk]),
        "growth_url": reverse("growth_list", args=[pk])
        if reader.given.issuperset({RecordClass.PRACTICES, RecordClass.ASSESSMENT})
        else "",
        "trail": plan_trail(pair) if pair else supervised_trail(_("Goals and action plan")),
        "sees": {
            "goals": audience(pair, RecordClass.GOALS),
            "plan": audience(pair, RecordClass.ACTION_PLAN),
            "notes": audience(pair, RecordClass.NOTES),
        }
        if pair
        else {},
    }
    return render(request, "cycles/action_plan.html", context)


def _copies(reader: Reader) -> list[dict[str, str]]:
    """The plan as it was sent after each of the last sessions (D15), by the day of the session for who sees the
    log. No query where the framework sends none, two where it does.
    """
    if not plan_copies(reader.framework):
        return []
    page = shown.address("plan_copy")
    wanted = ("pk", "copied_on", "visit_id")
    rows = list(PlanCopy.objects.filter(partnership=reader.partnership).values_list(*wanted)[:COPIES_SHOWN])
    held = dict(VisitLog.objects.filter(visit__in=[visit for *_rest, visit in rows]).values_list("visit", "visited_on"))
    return [
        {"url": page(key), "day": day_words(day), "held": day_words(held[visit]) if visit in held else ""}
        for key, day, visit in rows
    ]


def plan_trail(pair: Pair, *steps: tuple[str, str]) -> shown.Trail:
    """The way back over the pair and its plan."""
    plan = (_("Goals and action plan"), reverse("action_plan", args=[pair.partnership.pk]) if steps else "")
    return shown.trail(pair, plan, *steps)


def supervised_trail(*labels: str) -> shown.Trail:
    """The way back of a supervisor."""
    return [{"label": _("Agreements"), "url": reverse("supervised")}, *({"label": one, "url": ""} for one in labels)]


def renegotiate_url(reader: Reader) -> str:
    """Where a goal that stalls is agreed on anew by those whom the framework names (D18), the reader among them; empty
    where it has none.
    """
    rules, part = reader.framework.goals, reader.pair.me.part if reader.pair else Part.SUPERVISOR
    is_on = reader.state in (Life.SIGNED, Life.WAITING) and (reader.pair is None or reader.pair.me.present)
    if not rules or part not in rules.anew or not is_on:
        return ""
    return reverse("partnership_renegotiate", args=[reader.partnership.pk])


# ---- goals and steps ---------------------------------------------------------------------------------------------
def goal_rows(reader: Reader) -> list[dict[str, Any]]:
    """Every goal with its steps, why it matters, how it goes and where it stands. Four queries, whatever there is."""
    partnership = reader.partnership
    steps = Prefetch("steps", ActionStep.objects.order_by("position", "id"))
    goals = list(
        Goal.objects.filter(partnership=partnership)
        .select_related("practice")
        .prefetch_related(steps, Prefetch("grounds", GoalGrounds.objects.filter(partnership=partnership)))
        .order_by("position", "created_at")
    )
    news = latest_news(partnership)
    today = today_in(partnership.program)
    rules = reader.framework.goals
    is_on = reader.state not in (Life.PAUSED, Life.CONCLUDED, Life.DISCONTINUED, Life.HANDED_OVER)
    stalls_after = rules.stalls_after_days if rules and is_on else None
    areas = {one.key: str(one.label) for one in reader.framework.goal_areas}
    rows = []
    for number, goal in enumerate(goals, start=1):
        said = news.get(goal.pk)
        done = [step.done_on for step in goal.steps.all() if step.done_on]
        moved = max(done, default=None)
        state = state_by(
            goal,
            News(said["kind"], said["seen_on"]) if said else None,
            today=today,
            moved_on=moved,
            stalls_after=stalls_after,
        )
        rows.append(_goal_row(reader, goal, number, state, said, areas, today))
    return rows


def latest_news(partnership: Partnership) -> dict[uuid.UUID, dict[str, Any]]:
    """Of each goal what was last said of it. One query."""
    wanted = ("goal_id", "kind", "seen_on", "text", "author_id")
    rows = GoalProgress.objects.filter(partnership=partnership).order_by("goal_id", "-recorded_at", "-id")
    return {row["goal_id"]: row for row in rows.distinct("goal_id").values(*wanted)}


def _goal_row(
    reader: Reader,
    goal: Goal,
    number: int,
    state: State,
    said: dict[str, Any] | None,
    areas: dict[str, str],
    today: dt.date,
) -> dict[str, Any]:
    grounds: GoalGrounds | None = getattr(goal, "grounds", None)
    label, tone = _state_words(state, said)
    return {
        "id": goal.pk,
        "number": number,
        "text": goal.text,
        "whose": reader.whose(goal.learner_id),
        "learner": goal.learner_id,
        "halves": reader.halves(goal.learner_id),
        "area": areas.get(goal.area, ""),
        "practice": goal.practice.text if goal.practice else "",
        "reason": grounds.reason if grounds else "",
        "priority": grounds.priority if grounds else "",
        "state": state,
        "label": label,
        "tone": tone,
        "news": _news_words(reader, said) if said else None,
        "steps": step_rows(goal.steps.all(), today),
        "edit_url": reverse("goal_edit", args=[goal.pk]),
        "aside_url": reverse("goal_set_aside", args=[goal.pk]),
        "move_url": reverse("goal_move", args=[goal.pk]),
        "progress_url": reverse("goal_progress", args=[goal.pk]),
        "step_url": reverse("step_add", args=[goal.pk]),
    }


def _state_words(state: State, said: dict[str, Any] | None) -> tuple[str, str]:
    match state:
        case State.REACHED:
            return _("Reached on %(day)s") % {"day": short_day(said["seen_on"])} if said else _("Reached"), "good"
        case State.STALLED:
            return _("Stuck"), "warn"
        case State.QUIET:
            return _("No news for a while"), "wait"
        case State.ASIDE:
            return _("Set aside for now"), "neutral"
    return "", ""


def _news_words(reader: Reader, said: dict[str, Any]) -> dict[str, str]:
    return {
        "label": str(GoalProgress.Kind(said["kind"]).label),
        "day": day_words(said["seen_on"]),
        "by": reader.name_of(said["author_id"]),
        "text": said["text"],
    }


def step_rows(steps: Iterable[ActionStep], today: dt.date) -> list[dict[str, Any]]:
    """Steps in their order, with what each waits for. `late`: the day is over and it is not done."""
    listed = list(steps)
    places = {step.pk: place for place, step in enumerate(listed, start=1)}
    open_ones = {step.pk for step in listed if not step.done_on}
    edit, move, mark = (shown.address(name) for name in ("step_edit", "step_move", "step_mark"))
    return [
        {
            "id": step.pk,
            "place": place,
            "text": step.text,
            "rationale": step.rationale,
            "coachee_does": step.coachee_does,
            "coach_does": step.coach_does,
            "resources": step.resources,
            "ready": step.ready,
            "quick_win": step.quick_win,
            "after": _("After step %(n)d") % {"n": places[step.after_id]}
            if step.after_id in open_ones and step.after_id in places
            else "",
            "due": short_day(step.due_on) if step.due_on else "",
            "late": _late_words(step, today),
            "done": short_day(step.done_on) if step.done_on else "",
            "first": place == 1,
            "last": place == len(listed),
            "edit_url": edit(step.pk),
            "move_url": move(step.pk),
            "mark_url": mark(step.pk),
        }
        for place, step in enumerate(listed, start=1)
    ]


def _late_words(step: ActionStep, today: dt.date) -> str:
    days = (today - step.due_on).days if step.due_on and not step.done_on else 0
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days} if days > 0 else ""


# ---- celebrations ------------------------------------------------------------------------------------------------
def _celebrations(pair: Pair) -> list[dict[str, Any]]:
    """What was celebrated, on visits and between them, the newest first. Two queries, one where the log has no place
    for it.
    """
    between = Celebration.objects.filter(partnership=pair.partnership).select_related("goal")[:CELEBRATIONS_SHOWN]
    rows: list[dict[str, Any]] = [
        {
            "on": one.seen_on,
            "text": one.text,
            "of": one.goal.text if one.goal else "",
            "by": _("You") if one.author_id == pair.me.user_id else pair.name_of(one.author_id),
            "remove_url": reverse("celebration_remove", args=[one.pk])
            if one.author_id == pair.me.user_id and may(pair, Action.CELEBRATE)
            else "",
            "visit_url": "",
        }
        for one in between
    ]
    section = pair.framework.celebrating
    if section:
        notes = Note.objects.filter(partnership=pair.partnership, component=section.key).select_related("visit")
        rows += [
            {
                "on": one.visit.local_date,
                "text": one.text,
                "of": "",
                "by": _("You") if one.author_id == pair.me.user_id else pair.name_of(one.author_id),
                "remove_url": "",
                "visit_url": reverse("visit_detail", args=[one.visit_id]),
            }
            for one in notes.order_by("-visit__local_date", "-created_at")[:CELEBRATIONS_SHOWN]
        ]
    rows.sort(key=lambda row: row["on"], reverse=True)
    return [row | {"day": day_words(row["on"])} for row in rows[:CELEBRATIONS_SHOWN]]
