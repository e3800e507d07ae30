"""The time before, with another coach: what the learner shows of it to the new one, read-only."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.models import FocusPractice, Handover
from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services import ledger
from coaching.vocabulary import counted
from cycles.models import ActionStep, Attendance, Cycle, Goal, Note, ProgressReport, VisitDetail, VisitLog
from cycles.policies import Action, authorize
from cycles.services.pairs import Pair
from cycles.times import day_words, minutes_words, short_day
from cycles.views import shown
from cycles.views.attendance import came_words
from cycles.views.report_words import report_row

ROWS = 100


@login_required
@require_GET
def former_record(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What the new coach reads of before. Both of the pair see the same page, so that the learner knows."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    pair = authorize(request.user, Action.READ, partnership)
    handovers = list(Handover.objects.filter(partnership=pk))
    if not handovers:
        raise Http404
    mine = next((one for one in handovers if one.user_id == request.user.pk), None)
    ledger.about(request, *(one.former_id for one in handovers))
    given = set.intersection(*({*one.classes} if one.answered_at else set() for one in handovers))
    context = {
        "pair": pair,
        "trail": shown.trail(pair, (_("The time before"), "")),
        "given": bool(given),
        "answered": all(one.answered_at for one in handovers),
        "answer_url": reverse("handover_answer", args=[pk]) if mine else "",
        **_record(pair, handovers[0].former_id, given),
        "rows": ROWS,
    }
    return render(request, "cycles/former_record.html", context)


def _record(pair: Pair, former: uuid.UUID, given: set[str]) -> dict[str, Any]:
    """The records of the classes that are given; row security gives no others. At most ten queries."""
    of: dict[str, Any] = {"partnership": former}
    return {
        "practices": list(FocusPractice.objects.filter(**of).values_list("text", flat=True))
        if RecordClass.PRACTICES in given
        else [],
        "goals": _goals(former, with_steps=RecordClass.ACTION_PLAN in given) if RecordClass.GOALS in given else [],
        "cycles_words": counted(pair.terms, "cycle", Cycle.objects.filter(**of, completed_on__isnull=False).count())
        if RecordClass.LOG in given
        else "",
        "logs": [
            {"day": day_words(day), "minutes": minutes_words(minutes)}
            for day, minutes in VisitLog.objects.filter(**of).values_list("visited_on", "minutes")[:ROWS]
        ]
        if RecordClass.LOG in given
        else [],
        "attendance": _attendance(pair, former) if RecordClass.ATTENDANCE in given else [],
        "details": _details(pair, former) if RecordClass.VISIT_DETAIL in given else [],
        "notes": _notes(pair, former) if RecordClass.NOTES in given else [],
        "reports": [report_row(one) for one in _reports(former)] if RecordClass.PROGRESS_REPORT in given else [],
    }


def _reports(former: uuid.UUID) -> Any:
    """Those that stand; one that was put right is not shown to whoever comes after."""
    rows = ProgressReport.objects.filter(partnership=former, replaced_at=None)
    return rows.select_related("partnership", "plan").order_by("-given_at", "-pk")[:ROWS]


def _goals(former: uuid.UUID, *, with_steps: bool) -> list[dict[str, Any]]:
    steps = Prefetch("steps", ActionStep.objects.order_by("position", "id"))
    goals = Goal.objects.filter(partnership=former)
    return [
        {
            "text": goal.text,
            "aside": goal.set_aside_at is not None,
            "steps": [
                {"text": step.text, "due": short_day(step.due_on) if step.due_on else ""} for step in goal.steps.all()
            ]
            if with_steps
            else [],
        }
        for goal in (goals.prefetch_related(steps) if with_steps else goals)
    ]


def _attendance(pair: Pair, former: uuid.UUID) -> list[dict[str, str]]:
    rows = Attendance.objects.filter(partnership=former).values_list("planned_for", "kind", "minutes_late", "part")
    return [
        {
            "day": day_words(day),
            "words": came_words(kind, minutes),
            "who": shown.part_word(pair.framework, part) if part else "",
        }
        for day, kind, minutes, part in rows[:ROWS]
    ]


def _details(pair: Pair, former: uuid.UUID) -> list[dict[str, Any]]:
    rows = VisitDetail.objects.filter(partnership=former).select_related("visit").order_by("-visit__starts_at")
    framework = pair.framework
    return [
        {
            "day": day_words(row.visit.local_date),
            "how": shown.listed(
                word
                for word in (shown.mode_words(framework, row.mode), shown.place_words(framework, row.place))
                if word
            ),
            "strategies": shown.strategy_words(framework, row.strategies, row.strategies_other),
        }
        for row in rows[:ROWS]
    ]


def _notes(pair: Pair, former: uuid.UUID) -> list[dict[str, str]]:
    rows = Note.objects.filter(partnership=former).order_by("-created_at")
    return [
        {
            "day": day_words(row.created_at.date()),
            "section": shown.section_words(pair.framework, row.component),
            "by": pair.word(row.author_part),
            "text": row.text,
        }
        for row in rows[:ROWS]
    ]
