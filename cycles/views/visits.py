"""Appointments, and the record of one visit as both of the pair read it."""

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

from agreements.services import coaching_starts_after
from coaching.disclosure.classes import RecordClass
from coaching.frameworks import Framework
from coaching.models import Contact, Partnership
from coaching.requests import SignedIn
from coaching.vocabulary import counted
from cycles.forms.series import PlanSeries
from cycles.forms.visits import LATER, PlanVisit, place_initial, scope_field
from cycles.models import Note, Visit, VisitDetail, VisitLog
from cycles.policies import Action, authorize, may, moves_alone
from cycles.services import NotPlanned, mark_read, move_visit, overlapping, plan_series, plan_visit
from cycles.services.attendance import notice_of
from cycles.services.audience import audience
from cycles.services.corrections import ADDED, TAKEN_BACK, component_changes, former_details, former_logs
from cycles.services.notes import former_texts, own_sections
from cycles.services.pairs import LEARNS, Pair, agreed_of, one_at_a_time, visit_modes
from cycles.services.peers import feedback_on
from cycles.services.proposals import waiting_for
from cycles.services.series import later_ones
from cycles.times import day_words, minutes_words, moment_words, now_in, there_words
from cycles.views import shown
from cycles.views.attendance import attendance_of, notice_words, too_late
from cycles.views.file_list import record_files
from cycles.views.observations import focus_of
from cycles.views.peer_words import feedback_words
from cycles.views.proposals import proposal_words
from cycles.views.series import alike_of, changed_words, foreseen, move_page, preview

VISITS = Visit.objects.select_related("partnership__program")


@login_required
@require_http_methods(["GET", "POST"])
def visit_plan(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Make an appointment; both of the pair get a mail with a calendar file."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    pair = authorize(request.user, Action.VISIT_PLAN, partnership)
    form = _plan_form(request, pair, _like_last_time(pair))
    warnings = _warnings(request, pair, form) if form.is_valid() else []
    if form.is_valid() and not warnings:
        kind = Visit.Kind.HELPING if form.cleaned_data.get("helping") else Visit.Kind.COACHING
        visit = plan_visit(partnership=partnership, by=request.user, kind=kind, **_appointment(form))
        messages.success(request, _("Planned. You both get a mail with a file for the calendar."))
        return redirect("visit_detail", visit.pk)
    title = _("Plan the next %(visit)s") % pair.terms
    return _plan_page(request, pair, form, warnings, title=title, label=title)


@login_required
@require_http_methods(["GET", "POST"])
def visit_series(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Plan several visits at once: the days are shown first, each with what is to be known of it."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    pair = authorize(request.user, Action.VISIT_PLAN, partnership)
    agreed = agreed_of(partnership)
    weeks = min(max(round((agreed.rhythm_days or 14) / 7), 1), 8) if agreed else 2
    form = PlanSeries(
        request.POST or None,
        framework=pair.framework,
        modes=visit_modes(pair, agreed),
        zone=pair.zone,
        last_day=agreed.ends_on if agreed else None,
        initial=_like_last_time(pair) | {"weeks": weeks},
    )
    look: HttpResponse | dict[str, Any] | None = _series(request, pair, form) if form.is_valid() else None
    if isinstance(look, HttpResponse):
        return look
    title = _("Plan several %(visits)s") % pair.terms
    return _plan_page(
        request, pair, form, [], title=title, label=_("Show the days"), look=look, page="cycles/visit_series.html"
    )


def _series(request: SignedIn, pair: Pair, form: PlanSeries) -> HttpResponse | dict[str, Any]:
    """Plan what was shown and ticked; else what there is to look at. One writer at a time, so nothing comes twice."""
    one_at_a_time(pair.partnership.pk)
    occurrences = foreseen(request, pair, form, form.days)
    first = preview(occurrences)
    if request.POST.get("step") != "plan":
        return first
    if request.POST.get("shown") != first["shown"]:
        messages.warning(request, changed_words())
        return first
    kept = request.POST.getlist("keep")
    visits = plan_series(
        partnership=pair.partnership,
        by=request.user,
        occurrences=[one for one in occurrences if one.day.isoformat() in kept],
        alike=alike_of(form),
    )
    if not visits:
        messages.warning(request, _("Tick at least one day."))
        return preview(occurrences, kept=kept)
    text = ngettext("%(count)s is planned.", "%(count)s are planned.", len(visits)) % {
        "count": counted(pair.terms, "visit", len(visits))
    }
    messages.success(request, f"{text} {_('You both get one mail with a file for the calendar.')}")
    return redirect("partnership_visits", pair.partnership.pk)


@login_required
@require_http_methods(["GET", "POST"])
def visit_move(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Change when or how a visit takes place; both of the pair are told."""
    visit = get_object_or_404(VISITS, pk=pk)
    pair = authorize(request.user, Action.VISIT_MOVE, visit.partnership)
    if visit.state != Visit.State.PLANNED:
        return too_late(request, visit)
    if not moves_alone(pair, visit):
        messages.info(request, _("It is too late to move it alone. Ask the other for another time."))
        return redirect("visit_ask", pk)
    title = _("Move the %(visit)s") % pair.terms
    names = ("local_date", "local_time", "planned_minutes", "mode")
    initial = {name: getattr(visit, name) for name in names} | place_initial(pair.framework, visit.place)
    form = _plan_form(request, pair, initial, visit)
    later = later_ones(visit)
    if len(later) > 1:
        form.fields["scope"] = scope_field(len(later) - 1, day_words(later[-1].local_date))
    if form.is_valid() and form.cleaned_data.get("scope") == LATER:
        look = move_page(request, pair, visit, form, later)
        if isinstance(look, HttpResponse):
            return look
        return _plan_page(
            request, pair, form, [], title=title, label=_("Move these %(visits)s") % pair.terms, visit=visit, look=look
        )
    warnings = _warnings(request, pair, form, visit) if form.is_valid() else []
    if form.is_valid() and not warnings:
        try:
            move_visit(visit=visit, by=request.user, **_appointment(form))
        except NotPlanned:
            return too_late(request, visit)
        messages.success(request, _("Saved. You both get a mail about the change."))
        return redirect("visit_detail", pk)
    return _plan_page(request, pair, form, warnings, title=title, label=_("Save"), visit=visit)


@login_required
@require_GET
def visit_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The appointment or, once it is logged, all that was written: the coachee reads what the coach reads (A7)."""
    visit = get_object_or_404(VISITS, pk=pk)
    pair = authorize(request.user, Action.READ, visit.partnership)
    leads = pair.leads
    label, tone = shown.visit_state(visit, leads=leads, standing=pair.state)
    context = {
        "visit": visit,
        "pair": pair,
        "title": day_words(visit.local_date),
        "trail": shown.trail(pair, (pair.terms["Visit"], "")),
        "state": {"label": label, "tone": tone},
        "leads": leads,
        "words": pair.terms,
        "can": {action.value: may(pair, action) for action in Action},
        "moves_alone": moves_alone(pair, visit),
        "proposal": proposal_words(pair, visit, waiting_for(visit)),
        "appointment": _appointment_words(pair, visit),
        "attendance": attendance_of(pair, visit),
        "focus": focus_of(pair, visit),
        "helping": shown.helping_words(pair.framework) if visit.kind == Visit.Kind.HELPING else None,
        "attendance_sees": audience(pair, RecordClass.ATTENDANCE),
        "notes_sees": audience(pair, RecordClass.NOTES),
        "guide_url": reverse("visit_converse", args=[pk]) if pair.framework.conversation else "",
    }
    if visit.state == Visit.State.LOGGED:
        context |= _record(pair, visit)
        if pair.me.part in LEARNS and pair.me.present:
            mark_read(visit=visit, by=request.user)
    elif not leads:
        context["contacts"] = _contacts(pair)
    return render(request, "cycles/visit_detail.html", context)


def _like_last_time(pair: Pair) -> dict[str, Any]:
    """An appointment as the last one was, one rhythm later; most visits are alike."""
    last = Visit.objects.filter(partnership=pair.partnership).exclude(state__in=Visit.OFF).first()
    if last is None:
        return {"planned_minutes": 60}
    agreed, today = agreed_of(pair.partnership), now_in(pair.zone).date()
    initial = {"local_time": last.local_time, "planned_minutes": last.planned_minutes, "mode": last.mode}
    if agreed and agreed.rhythm_days:
        day = last.local_date + dt.timedelta(days=agreed.rhythm_days)
        initial["local_date"] = day if day > today else None
    return initial | place_initial(pair.framework, last.place)


def _plan_form(request: SignedIn, pair: Pair, initial: dict[str, Any], visit: Visit | None = None) -> PlanVisit:
    return PlanVisit(
        request.POST or None,
        framework=pair.framework,
        modes=visit_modes(pair, agreed_of(pair.partnership)),
        zone=visit.time_zone if visit else pair.zone,
        helping=shown.helping_words(pair.framework, pair.partnership.format) if visit is None else None,
        initial=initial,
    )


def _appointment(form: PlanVisit) -> dict[str, Any]:
    names = ("local_date", "local_time", "planned_minutes", "mode", "place", "which")
    return {name: form.cleaned_data[name] for name in names}


def _warnings(request: SignedIn, pair: Pair, form: PlanVisit, visit: Visit | None = None) -> list[dict[str, str]]:
    """What to think of before it is planned, unless the coach has said that they know (faults 27, 30)."""
    if form.cleaned_data["anyway"] or form.starts_at is None:
        return []
    found = [
        {"title": _("Two at once"), "text": _overlap(request, form, form.starts_at, visit)},
        {"title": _("Before coaching starts"), "text": _too_early(pair, form.cleaned_data["local_date"])},
    ]
    return [one for one in found if one["text"]]


def _too_early(pair: Pair, day: dt.date) -> str:
    """That coaching starts later, where the framework has a day for it (D3). A first meeting can be earlier."""
    after = coaching_starts_after(pair.partnership, pair.framework)
    if after is None or day > after:
        return ""
    return _("Coaching starts after %(day)s. A first meeting can be earlier.") % {"day": day_words(after)}


def _overlap(request: SignedIn, form: PlanVisit, starts_at: dt.datetime, visit: Visit | None) -> str:
    """What else the coach has at that time, with whomever (fault 27)."""
    others = overlapping(
        user=request.user,
        starts_at=starts_at,
        minutes=form.cleaned_data["planned_minutes"],
        besides=visit.pk if visit else None,
    )
    if not others:
        return ""
    return _("You have something else at that time already: %(others)s.") % {
        "others": shown.listed(moment_words(other.starts_at) for other in others)
    }


def _plan_page(
    request: SignedIn,
    pair: Pair,
    form: PlanVisit,
    warnings: list[dict[str, str]],
    *,
    title: str,
    label: str,
    visit: Visit | None = None,
    look: dict[str, Any] | None = None,
    page: str = "cycles/visit_plan.html",
) -> HttpResponse:
    here = request.user.time_zone
    zone = visit.time_zone if visit else pair.zone
    context = {
        "pair": pair,
        "form": form,
        "warnings": warnings,
        "title": title,
        "label": label,
        "visit": visit,
        "notice": notice_words(pair, notice_of(pair.framework, visit)) if visit else None,
        "back": reverse("visit_detail", args=[visit.pk])
        if visit
        else reverse("partnership_detail", args=[pair.partnership.pk]),
        "zone": zone.replace("_", " ") if zone != here else "",
        "trail": shown.trail(pair, (title, "")),
        "sees": audience(pair, RecordClass.VISIT_DETAIL),
        "preview": look,
    }
    return render(request, page, context)


def _appointment_words(pair: Pair, visit: Visit) -> dict[str, str]:
    return {
        "when": moment_words(visit.starts_at),
        "there": there_words(visit.starts_at, visit.time_zone),
        "minutes": minutes_words(visit.planned_minutes),
        "mode": shown.mode_words(pair.framework, visit.mode),
        "place": shown.place_words(pair.framework, visit.place),
    }


def _contacts(pair: Pair) -> list[dict[str, str]]:
    """How the coachee reaches who planned the visit."""
    ids = [member.user_id for member in pair.others]
    rows = Contact.objects.filter(pk__in=ids).values_list("user_id", "email", "phone")
    return [{"name": pair.name_of(user_id), "email": email, "phone": phone} for user_id, email, phone in rows]


# ---- the record of a visit ---------------------------------------------------------------------------------------
def _record(pair: Pair, visit: Visit) -> dict[str, Any]:
    """The log, the details, the components and the notes, each with who can see it."""
    log = VisitLog.objects.filter(visit=visit).select_related("cycle").first()
    detail = VisitDetail.objects.filter(visit=visit).first()
    framework = pair.framework
    done = set(visit.components.values_list("key", flat=True))
    notes = list(Note.objects.filter(visit=visit).order_by("created_at", "id"))
    changes = _component_changes(framework, log)
    return {
        "log": log
        and {
            "day": day_words(log.visited_on),
            "minutes": minutes_words(log.minutes),
            "cycle": log.cycle.number,
            "complete": log.cycle.completed_on is not None,
            "corrected": moment_words(log.corrected_at) if log.corrected_at else "",
            "former": [
                {"when": moment_words(at), "facts": [day_words(one.visited_on), minutes_words(one.minutes)]}
                for at, one in former_logs(log)
            ],
        },
        "detail": detail
        and {
            "facts": shown.detail_facts(framework, detail),
            "corrected": moment_words(detail.corrected_at) if detail.corrected_at else "",
            "former": [
                {"when": moment_words(at), "facts": [f"{label}: {words}" for label, words in facts]}
                for at, facts in ((at, shown.detail_facts(framework, one)) for at, one in former_details(detail))
            ],
        },
        "correct_url": reverse("visit_log_correct", args=[visit.pk])
        if detail and detail.author_id == pair.me.user_id and may(pair, Action.LOG_CORRECT)
        else "",
        "components": [
            {"label": str(component.label), "done": component.key in done} for component in framework.components
        ],
        "components_corrected": changes[-1]["when"] if changes else "",
        "component_changes": changes,
        "conversation": shown.conversation_words(framework, visit),
        "steps": shown.visit_step_rows(visit),
        "files": record_files(pair, visit),
        "notes": _notes(pair, notes),
        "reflections": _reflections(pair, visit, notes),
        "feedback": feedback_words(pair, feedback_on(pair, visit)),
        "sees": {
            "log": audience(pair, RecordClass.LOG),
            "detail": audience(pair, RecordClass.VISIT_DETAIL),
            "notes": audience(pair, RecordClass.NOTES),
            "steps": audience(pair, RecordClass.ACTION_PLAN),
        },
    }


def _component_changes(framework: Framework, log: VisitLog | None) -> list[dict[str, str]]:
    """What was added to the components of a finished log, or taken back, and when."""
    labels = {one.key: str(one.label) for one in framework.components}
    words = {ADDED: _("Added: %(part)s"), TAKEN_BACK: _("Taken back: %(part)s")}
    return [
        {"when": moment_words(at), "words": words[what] % {"part": labels.get(key, key)}}
        for at, what, key in component_changes(log)
    ]


def _notes(pair: Pair, notes: list[Note]) -> list[dict[str, Any]]:
    """Every note in the order of the framework's sections, with what it said before it was corrected."""
    order = {section.key: number for number, section in enumerate(pair.framework.log.notes)}
    former = former_texts(notes)
    mine = may(pair, Action.NOTE_CORRECT)
    return [
        {
            "id": note.pk,
            "heading": shown.section_words(pair.framework, note.component),
            "author": pair.name_of(note.author_id),
            "is_mine": note.author_id == pair.me.user_id,
            "text": note.text,
            "corrected": moment_words(note.corrected_at) if note.corrected_at else "",
            "former": [{"when": moment_words(at), "text": text} for at, text in former.get(note.pk, ())],
            "edit_url": reverse("note_correct", args=[note.pk]) if mine and note.author_id == pair.me.user_id else "",
        }
        for note in sorted(notes, key=lambda note: (order.get(note.component, len(order)), note.created_at))
    ]


def _reflections(pair: Pair, visit: Visit, notes: list[Note]) -> list[dict[str, Any]]:
    """What the reader can still write about this visit, if their part reflects."""
    if not may(pair, Action.REFLECT):
        return []
    written = {note.component for note in notes if note.author_id == pair.me.user_id}
    return [
        {
            "label": str(section.label),
            "prompts": [str(prompt) for prompt in section.prompts],
            "url": reverse("visit_reflect", args=[visit.pk, section.key]),
        }
        for section in own_sections(pair)
        if section.key not in written
    ]
