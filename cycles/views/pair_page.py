"""What the page of a pair shows, each part with who can see it."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Handover, Suggestion
from agreements.services import coaching_starts_after
from agreements.views.surroundings import letters_beside
from agreements.waits import asked_anew_in
from coaching.disclosure.classes import RecordClass
from coaching.vocabulary import counted
from cycles.models import Cycle, CycleComponent, LogDraft, Visit, VisitDetail, VisitRead
from cycles.policies import Action, may
from cycles.services.answers import last_looks, questions_of
from cycles.services.audience import audience
from cycles.services.cases import classes_for_advice
from cycles.services.goals import State
from cycles.services.guides import done_counts, guides_of
from cycles.services.pairs import LEARNS, Agreed, Pair, agreed_of, minutes_used, time_spent
from cycles.services.peers import latest_feedback
from cycles.services.progress import standing
from cycles.services.readers import reader_of
from cycles.times import day_words, due_words, hours_words, moment_words, short_day
from cycles.views import shown
from cycles.views.assessments import assessment_card
from cycles.views.concerns import concern_card
from cycles.views.dose import progress_of
from cycles.views.funding import funding_concerns
from cycles.views.growth import practice_rows
from cycles.views.peer_words import open_feedback
from cycles.views.plan_page import OPEN_FIRST, goal_rows
from cycles.views.profiles import profile_card
from cycles.views.progress_reports import report_card
from cycles.views.questions import open_questions, sees_notes
from cycles.views.releases import release_cards, seers
from cycles.views.resources import resources_card
from cycles.views.support import support_card

VISITS_SHOWN = 8


def pair_page(pair: Pair) -> dict[str, Any]:
    """The context of the page. The number of queries does not depend on how much there is."""
    agreed = agreed_of(pair.partnership)
    leads = pair.leads
    visits = list(visits_of(pair)[: VISITS_SHOWN + 1])
    return {
        "pair": pair,
        "trail": [*shown.trail(pair)[:-1], {"label": pair.others_names}],
        "leads": leads,
        "words": pair.terms,
        "can": {action.value: may(pair, action) for action in Action},
        "agreement": shown.agreement_of(pair),
        "agreed": agreed,
        "agreed_words": _agreed_words(pair, agreed),
        "cycle": _cycles(pair, agreed),
        "plan": _goals(pair),
        "plan_url": reverse("action_plan", args=[pair.partnership.pk]),
        "record_url": reverse("own_record", args=[pair.partnership.pk]) if pair.me.part in LEARNS else "",
        "ledger_url": reverse("partnership_ledger", args=[pair.partnership.pk]),
        "growth_url": reverse("growth_list", args=[pair.partnership.pk]),
        "practices": practice_rows(reader_of(pair))["practices"],
        "time": _time(pair),
        "next_visit": _next_visit(pair),
        "feedback": open_feedback(pair, latest_feedback(pair)),
        "visits": shown.visit_rows(
            visits[:VISITS_SHOWN],
            leads=leads,
            unread=unread_of(pair, visits),
            standings={pair.partnership.pk: pair.state},
        ),
        "in_pause": _in_pause(pair),
        "more_visits": len(visits) > VISITS_SHOWN,
        "draft": _draft_begun(pair),
        "sees": _sees(pair),
        "before": _before(pair),
        "asked_anew": list(asked_anew_in(pair.me.user_id, [pair.partnership.pk])) if pair.me.present else [],
        "suggestions": _suggestions(pair),
        "questions_open": open_questions(pair),
        "sees_questions": sees_notes(pair),
        "profile_card": profile_card(pair),
        "assessment_card": assessment_card(pair),
        "support_card": support_card(pair),
        "resources_card": resources_card(pair),
        "release_cards": release_cards(pair),
        "report_card": report_card(pair),
        "seers": seers(pair),
        "case_url": reverse("case_compose", args=[pair.partnership.pk]) if classes_for_advice(pair) else "",
        "funding_url": reverse("funding", args=[pair.partnership.pk]) if funding_concerns(pair) else "",
        "duty_url": reverse("duty", args=[pair.partnership.pk]) if pair.me.present else "",
        "concern_card": concern_card(pair.partnership, pair.me.user_id)
        if pair.me.present and not pair.is_over
        else None,
        "starts_after": _starts_after(pair),
        **_at_the_start(pair),
    } | _names(pair)


def _before(pair: Pair) -> dict[str, Any] | None:
    """Where somebody has taken over: the page of the time before, and for a learner that they have not answered yet."""
    wanted = ("user_id", "answered_at", "classes")
    handovers = list(Handover.objects.filter(partnership=pair.partnership).values(*wanted))
    if not handovers:
        return None
    mine = next((one for one in handovers if one["user_id"] == pair.me.user_id), None)
    return {
        "url": reverse("former_record", args=[pair.partnership.pk]),
        "answer_url": reverse("handover_answer", args=[pair.partnership.pk]) if mine and not pair.is_over else "",
        "to_answer": bool(mine and mine["answered_at"] is None and not pair.is_over),
        "to_read": bool(not mine and pair.leads and all(one["answered_at"] and one["classes"] for one in handovers)),
    }


def _suggestions(pair: Pair) -> int:
    """How many suggestions for the plan wait for the reader's answer."""
    if not pair.me.present or pair.is_over or pair.is_paused:
        return 0
    waiting = Suggestion.objects.filter(partnership=pair.partnership, state=Suggestion.State.OPEN)
    return waiting.exclude(author=pair.me.user_id).count()


def _starts_after(pair: Pair) -> str:
    """The day after which coaching starts (D3), until it is over; empty where there is none."""
    day = coaching_starts_after(pair.partnership, pair.framework)
    return day_words(day) if day and day >= timezone.localdate() else ""


def _at_the_start(pair: Pair) -> dict[str, Any]:
    """Checklists and letters: at the top of the page while something of them is open, further down afterwards."""
    guides, questions = _guides(pair), _questions(pair)
    letters = letters_beside(pair.partnership, pair.framework, {pair.me.part} if pair.me.present else ())
    unwritten = any(one["first"] for one in letters.get("letters_to_write", ()))
    return {
        "guides": guides,
        "questions": questions,
        "start_is_open": unwritten or not all(one["done"] for one in guides),
        **letters,
    }


def _guides(pair: Pair) -> list[dict[str, Any]]:
    """The checklists of the start, and how far each is (C3, D2, D4). No query where the framework has none."""
    guides = guides_of(pair)
    done = done_counts(pair) if guides else {}
    return [
        {
            "label": str(guide.label),
            "url": reverse("guide_detail", args=[pair.partnership.pk, guide.key]),
            "words": _("%(done)d of %(all)d done") % {"done": done.get(guide.key, 0), "all": len(guide.items)},
            "done": done.get(guide.key, 0) == len(guide.items),
        }
        for guide in guides
    ]


def _questions(pair: Pair) -> list[dict[str, Any]]:
    """The questions of the start, and when they were last looked at (B4, D16). One query for each class of them."""
    lists = questions_of(pair)
    days = last_looks(pair) if lists else {}
    return [
        {
            "label": str(guide.label),
            "url": reverse("questions_answer", args=[pair.partnership.pk, guide.key]),
            "words": short_day(days[guide.key]) if guide.key in days else _("Not written yet"),
            "done": guide.key in days,
            "sees": audience(pair, guide.record_class),
        }
        for guide in lists
    ]


def _names(pair: Pair) -> dict[str, str]:
    """Whom the reader works with."""
    return {"others_words": shown.listed(dict.fromkeys(pair.word(member.part) for member in pair.others))}


def visits_of(pair: Pair) -> Any:
    """Newest first; what was called off before it began is still part of the story."""
    return Visit.objects.filter(partnership=pair.partnership).order_by("-starts_at", "-id").values(*shown.VISIT_FIELDS)


def unread_of(pair: Pair, visits: list[dict[str, Any]]) -> set[uuid.UUID]:
    """The logged ones of these visits that a learner has neither written nor opened. One query."""
    logged = {visit["id"] for visit in visits if visit["state"] == Visit.State.LOGGED}
    if pair.me.part not in LEARNS or not logged:
        return set()
    read = VisitRead.objects.filter(visit__in=logged, author=pair.me.user_id)
    own = VisitDetail.objects.filter(visit__in=logged, author=pair.me.user_id)
    return logged - set(read.values_list("visit_id", flat=True).union(own.values_list("visit_id", flat=True)))


def _next_visit(pair: Pair) -> dict[str, str] | None:
    """The next that is planned; none once the coaching is over, whatever was planned before."""
    if pair.is_over:
        return None
    visit = (
        Visit.objects.filter(partnership=pair.partnership, state=Visit.State.PLANNED, starts_at__gt=timezone.now())
        .order_by("starts_at")
        .values("id", "starts_at", "mode", "place")
        .first()
    )
    if visit is None:
        return None
    words = [shown.mode_words(pair.framework, visit["mode"]), shown.place_words(pair.framework, visit["place"])]
    return {
        "url": reverse("visit_detail", args=[visit["id"]]),
        "when": moment_words(visit["starts_at"]),
        "how": shown.listed(word for word in words if word),
    }


def _in_pause(pair: Pair) -> list[dict[str, str]]:
    """What is planned still while the coaching rests: it stands until the two say otherwise. No query otherwise."""
    if not pair.is_paused or not may(pair, Action.VISIT_CANCEL):
        return []
    ahead = visits_of(pair).filter(state=Visit.State.PLANNED, starts_at__gt=timezone.now()).reverse()
    page = shown.address("visit_cancel")
    return [{"when": moment_words(one["starts_at"]), "url": page(one["id"])} for one in ahead[:VISITS_SHOWN]]


def _draft_begun(pair: Pair) -> bool:
    """Whether the reader has begun the log of a visit that nobody had planned."""
    drafts = LogDraft.objects.filter(partnership=pair.partnership, author=pair.me.user_id, visit=None)
    return pair.leads and drafts.exists()


def _agreed_words(pair: Pair, agreed: Agreed | None) -> list[str]:
    """The terms in a few words."""
    if agreed is None:
        return []
    words = [shown.mode_words(pair.framework, agreed.mode)]
    if agreed.cycles:
        words.append(counted(pair.terms, "cycle", agreed.cycles))
    if agreed.hours:
        words.append(ngettext("%(n)d hour", "%(n)d hours", agreed.hours) % {"n": agreed.hours})
    if agreed.rhythm_days:
        words.append(_("every %(n)d days") % {"n": agreed.rhythm_days})
    if agreed.ends_on:
        words.append(
            _("%(first)s to %(last)s") % {"first": short_day(agreed.starts_on), "last": short_day(agreed.ends_on)}
        )
    return [word for word in words if word]


def _cycles(pair: Pair, agreed: Agreed | None) -> dict[str, Any]:
    """How many cycles are complete, what the open one has and what it still needs. Two queries, three for hours."""
    components = Prefetch("components", CycleComponent.objects.select_related("visit").order_by("recorded_at"))
    cycles = list(
        Cycle.objects.filter(partnership=pair.partnership).order_by("-number").prefetch_related(components)[:20]
    )
    done = [cycle for cycle in cycles if cycle.completed_on]
    current = next((cycle for cycle in cycles if not cycle.completed_on), None)
    done_number = (cycles[0].number if cycles else 0) - (1 if current else 0)
    last = done[0].completed_on if done else None
    planned, hours = (agreed.cycles, agreed.hours) if agreed else (None, None)
    minutes = minutes_used(pair.partnership) if hours else 0
    used_up = bool(planned and done_number >= planned) or bool(hours and minutes >= hours * 60)
    due = None
    is_on = not (pair.is_paused or pair.is_over)
    if agreed and agreed.rhythm_days and is_on and not used_up:
        due = max(filter(None, (last or agreed.since, agreed.resumed_on))) + dt.timedelta(days=agreed.rhythm_days)
    today = timezone.localdate()
    return {
        "done": done_number,
        "done_words": counted(pair.terms, "cycle", done_number),
        "planned": planned,
        "progress": progress_of(pair.terms, cycles=planned, hours=hours, done=done_number, minutes=minutes),
        "beyond": bool(is_on and planned and done_number + (1 if current else 0) > planned),
        "hours": hours,
        "hours_used": hours_words(minutes),
        "beyond_hours": bool(is_on and hours and minutes > hours * 60),
        "due": due_words(due, today),
        "late": bool(due and due < today),
        "number": current.number if current else done_number + 1,
        "parts": _parts(pair, current),
        "open": current,
        "past": [
            {"number": cycle.number, "day": day_words(cycle.completed_on), "parts": _parts(pair, cycle)}
            for cycle in done
            if cycle.completed_on
        ],
    }


def _time(pair: Pair) -> dict[str, str] | None:
    """Hours of visits and of the time around them, for the two (P1); None before there is any. One query."""
    spent = time_spent(pair.partnership)
    if not spent.all:
        return None
    return {
        "visits": hours_words(spent.visits),
        "preparation": hours_words(spent.preparation) if spent.preparation else "",
        "follow_up": hours_words(spent.follow_up) if spent.follow_up else "",
        "all": hours_words(spent.all) if spent.around else "",
        "billable": hours_words(spent.billable) if spent.billable else "",
    }


def _parts(pair: Pair, cycle: Cycle | None) -> list[dict[str, Any]]:
    """The components of a cycle with what became of each."""
    so_far = standing(pair.framework, cycle)
    days = {row.key: day_words(row.visit.local_date) for row in (cycle.components.all() if cycle else []) if row.visit}
    return [
        {
            "label": str(component.label),
            "meaning": str(component.meaning),
            "done": days.get(component.key, "") if component.key in so_far.done else "",
            "waived": so_far.waived.get(component.key, ""),
            "left": component.key in so_far.left,
            "waive_url": reverse("component_waive", args=[cycle.pk, component.key])
            if cycle and not cycle.completed_on and so_far.done
            else "",
        }
        for component in pair.framework.components
    ]


def _goals(pair: Pair) -> dict[str, Any]:
    """The goals that are worked on, each with its next steps; how many are reached or set aside. Four queries."""
    rows = goal_rows(reader_of(pair))
    shown_ones = [row for row in rows if row["state"] in OPEN_FIRST]
    for row in shown_ones:
        row["steps"] = [step for step in row["steps"] if not step["done"]]
    return {
        "goals": shown_ones,
        "reached": sum(1 for row in rows if row["state"] == State.REACHED),
        "aside": sum(1 for row in rows if row["state"] == State.ASIDE),
    }


def _sees(pair: Pair) -> dict[str, Any]:
    """Who can see each part of the page."""
    return {
        name: audience(pair, record_class)
        for name, record_class in {
            "agreement": RecordClass.AGREEMENT,
            "terms": RecordClass.AGREEMENT_TERMS,
            "practices": RecordClass.PRACTICES,
            "goals": RecordClass.GOALS,
            "steps": RecordClass.ACTION_PLAN,
            "levels": RecordClass.ASSESSMENT,
            "log": RecordClass.LOG,
            "visits": RecordClass.VISIT_DETAIL,
            "notes": RecordClass.NOTES,
        }.items()
    }
