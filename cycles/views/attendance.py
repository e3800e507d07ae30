"""What became of appointments: calling one off, saying that one did not take place, and the list of both."""

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

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.vocabulary import counted
from cycles.forms.attendance import CancelVisit, MissedVisit
from cycles.forms.visits import LATER
from cycles.models import Attendance, AttendanceReason, Visit
from cycles.policies import Action, authorize, authorize_reader, may
from cycles.services import Changed, NotPlanned, cancel_later, cancel_visit, miss_visit
from cycles.services.attendance import Notice, notice_of
from cycles.services.audience import audience
from cycles.services.pairs import Pair
from cycles.services.readers import Reader
from cycles.services.series import later_ones
from cycles.times import day_words, minutes_words, moment_words
from cycles.views import shown
from cycles.views.plan_page import supervised_trail
from cycles.views.series import changed_words

VISITS = Visit.objects.select_related("partnership__program")
PARTNERSHIPS = Partnership.objects.select_related("program")
LISTED = 200


@login_required
@require_http_methods(["GET", "POST"])
def visit_cancel(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Call a visit off; both of the pair are told. A finished log stays (fault 32)."""
    visit = get_object_or_404(VISITS, pk=pk)
    pair = authorize(request.user, Action.VISIT_CANCEL, visit.partnership)
    if visit.state != Visit.State.PLANNED:
        return too_late(request, visit)
    notice = notice_of(pair.framework, visit)
    initial = {"who": str(pair.me.user_id)}
    form = CancelVisit(request.POST or None, pair=pair, notice=notice, later=later_ones(visit), initial=initial)
    if form.is_valid():
        try:
            _cancel(request, pair, visit, form)
        except NotPlanned:
            return too_late(request, visit)
        except Changed:
            messages.warning(request, changed_words())
            return redirect("visit_cancel", pk)
        return redirect("partnership_detail", visit.partnership_id)
    context = _page(pair, visit, form) | {
        "title": _("Cancel the %(visit)s") % pair.terms,
        "notice": notice_words(pair, notice),
        "may_move": may(pair, Action.VISIT_MOVE),
    }
    return render(request, "cycles/visit_cancel.html", context)


def _cancel(request: SignedIn, pair: Pair, visit: Visit, form: CancelVisit) -> None:
    who, reason = form.chosen(), form.cleaned_data["reason"]
    if form.cleaned_data.get("scope") == LATER:
        ids = {one.pk for one in form.later}
        gone = cancel_later(visit=visit, by=request.user, expected=ids, who=who, reason=reason)
        count = {"count": counted(pair.terms, "visit", gone)}
        text = ngettext("%(count)s is cancelled.", "%(count)s are cancelled.", gone) % count
        messages.success(request, f"{text} {_('You both get one mail about all of them.')}")
        return
    came = cancel_visit(visit=visit, by=request.user, who=who, reason=reason)
    messages.success(request, f"{_('Cancelled. You both get a mail.')} {_kept(came)}".strip())


@login_required
@require_http_methods(["GET", "POST"])
def visit_missed(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Say that a visit did not take place; the other of the pair is told."""
    visit = get_object_or_404(VISITS, pk=pk)
    pair = authorize(request.user, Action.VISIT_MISS, visit.partnership)
    if visit.state != Visit.State.PLANNED:
        return too_late(request, visit)
    if not visit.is_past:
        messages.info(request, _("This time is still to come. If somebody cannot come, cancel it."))
        return redirect("visit_cancel", pk)
    form = MissedVisit(request.POST or None, pair=pair)
    if form.is_valid():
        try:
            miss_visit(visit=visit, by=request.user, who=form.chosen(), reason=form.cleaned_data["reason"])
        except NotPlanned:
            return too_late(request, visit)
        messages.success(request, _("Written down. If it took place after all, it can still be logged."))
        return redirect("visit_detail", pk)
    context = _page(pair, visit, form) | {"title": _("It did not take place")}
    return render(request, "cycles/visit_missed.html", context)


@login_required
@require_GET
def attendance_list(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Everything that did not go as planned, for the pair, and for a supervisor whom the signed terms give it (D8)."""
    reader = authorize_reader(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), RecordClass.ATTENDANCE)
    lateness = reader.framework.lateness
    title = _("Attendance")
    context = {
        "reader": reader,
        "title": title,
        "rule": str(lateness.text) if lateness else "",
        "table": _table(reader),
        "trail": shown.trail(reader.pair, (title, "")) if reader.pair else supervised_trail(reader.title, title),
        "sees": audience(reader.pair, RecordClass.ATTENDANCE) if reader.pair else None,
    }
    return render(request, "cycles/attendance_list.html", context)


def _table(reader: Reader) -> dict[str, Any] | None:
    """Two queries with that of the reader, however many rows."""
    rows = Attendance.objects.filter(partnership=reader.partnership)
    found = rows.values_list("planned_for", "kind", "who_id", "part", "minutes_late", "visit_id")[:LISTED]
    page = shown.address("visit_detail")
    cells = [
        [
            {"text": day_words(day), "url": page(visit_id)} if reader.pair else day_words(day),
            came_words(kind, minutes),
            reader.name_of(who) or shown.part_word(reader.framework, part) if who else "–",
        ]
        for day, kind, who, part, minutes, visit_id in found
    ]
    columns = [{"label": _("Day")}, {"label": _("What became of it")}, {"label": _("Who")}]
    return {"caption": _("What did not go as planned"), "columns": columns, "rows": cells} if cells else None


def attendance_of(pair: Pair, visit: Visit) -> dict[str, str] | None:
    """What the page of a visit says of who came, and why not. Two queries."""
    came = Attendance.objects.filter(visit=visit).first()
    if came is None:
        return None
    reason = AttendanceReason.objects.filter(visit=visit).values_list("text", flat=True).first()
    who = pair.name_of(came.who_id) if came.who_id else ""
    return {
        "words": came_words(came.kind, came.minutes_late),
        "who": _("You") if came.who_id == pair.me.user_id else who,
        "reason": reason or "",
    }


def came_words(kind: str, minutes: int | None) -> str:
    """Began 15 minutes late."""
    if minutes:
        return _("Began %(minutes)s late") % {"minutes": minutes_words(minutes)}
    return str(Attendance.Kind(kind).label)


def notice_words(pair: Pair, notice: Notice | None) -> dict[str, str] | None:
    """Whether it is in time, in plain words and without blame; None where the framework is silent."""
    if notice is None or pair.framework.lateness is None:
        return None
    rule, day = str(pair.framework.lateness.text), {"day": day_words(notice.last_day)}
    if notice.in_time:
        return {"title": _("In time"), "text": f"{rule} {_('Here that is until the end of %(day)s.') % day}"}
    short = _("Here that was until the end of %(day)s, so this is short notice. Say it all the same: nobody waits.")
    return {"title": _("Short notice"), "text": f"{rule} {short % day}"}


def _kept(came: str) -> str:
    if came == Attendance.Kind.IN_TIME:
        return _("It counts as in time.")
    return _("It is kept as short notice.") if came == Attendance.Kind.SHORT_NOTICE else ""


def _page(pair: Pair, visit: Visit, form: Any) -> dict[str, Any]:
    return {
        "visit": visit,
        "pair": pair,
        "form": form,
        "when": moment_words(visit.starts_at),
        "back": reverse("visit_detail", args=[visit.pk]),
        "trail": shown.trail(pair, (_("Attendance"), "")),
        "sees": {"who": audience(pair, RecordClass.ATTENDANCE), "why": audience(pair, RecordClass.NOTES)},
    }


def too_late(request: SignedIn, visit: Visit) -> HttpResponse:
    """Whoever wants to change what is no appointment any more is told what it is."""
    visit.refresh_from_db(fields=["state"])
    if visit.state == Visit.State.LOGGED:
        messages.warning(
            request,
            _("This is logged. A finished log stays, for all of you. You can correct what you wrote in it."),
        )
    elif visit.state == Visit.State.MISSED:
        messages.warning(request, _("It is written down already that this did not take place."))
    else:
        messages.warning(request, _("This is cancelled already."))
    return redirect("visit_detail", visit.pk)
