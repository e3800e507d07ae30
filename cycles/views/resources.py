"""What is asked of a mentor coach or the coach's own supervisor: all requests, one, and what became of it (B7)."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.life import OVER
from coaching.disclosure.classes import Part
from coaching.models import Partnership, User
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.resources import NewsForm, RequestForm
from cycles.models import ResourceNews, ResourceRequest
from cycles.policies import authorize_help, authorize_request
from cycles.services import ask_for, tell_news
from cycles.services.audience import Audience
from cycles.services.caseload import caseload
from cycles.services.pairs import Pair, find_pair
from cycles.services.resources import (
    Help,
    NotTheirs,
    What,
    by_end,
    ended_among,
    find_help,
    kind_words,
    left_open_before,
    program_of,
    requests_of,
    standing_of,
)
from cycles.times import day_words, moment_words, short_day
from cycles.views import shown

PARTNERSHIPS = Partnership.objects.select_related("program")
LISTED = 100
ENDED = {"label": gettext_lazy("The coaching has ended"), "tone": "neutral"}
TONES = {What.PROMISED: "info", What.DONE: "good", What.DECLINED: "neutral", What.WITHDRAWN: "neutral"}


@login_required
@require_GET
def resource_list(request: SignedIn) -> HttpResponse:
    """What waits for the reader to bring, what they asked for, what is done, and with whom they work as a mentor."""
    found = list(by_end(request.user, over=False)[:LISTED])
    ended = ended_among(found)
    open_rows = [_row(one, request.user) for one in found if one.pk not in ended]
    context = {
        "to_bring": sorted((row for row in open_rows if row["helps"]), key=lambda row: row["order"]),
        "asked": [row for row in open_rows if not row["helps"]],
        "over": [
            *(_row(one, request.user) for one in by_end(request.user, over=True)[:LISTED]),
            *(_row(one, request.user) | ENDED for one in found if one.pk in ended),
        ],
        "pairs": _mentored(request.user),
    }
    return render(request, "cycles/resource_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def resource_ask(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Ask for material, a visit, training: one form, and who reads it."""
    pair, found = authorize_help(request.user, get_object_or_404(PARTNERSHIPS, pk=pk))
    again = next((one for one in left_open_before(pair) if str(one.pk) == request.GET.get("again")), None)
    initial = {"kind": again.kind, "text": again.text} if again else {}
    form = RequestForm(
        request.POST or None, initial=initial, rules=found.rules, today=today_in(pair.partnership.program)
    )
    keep = f"resource:{request.user.pk}:{pk}"
    if form.is_valid():
        row = ask_for(pair=pair, by=request.user, **form.cleaned_data)
        messages.success(request, _("Asked. A mail without its words is on its way."))
        return redirect(reverse("resource_detail", args=[row.pk]) + f"?saved={keep}")
    context = {
        "pair": pair,
        "form": form,
        "keep": keep,
        "label": str(found.rules.label),
        "meaning": str(found.rules.meaning),
        "trail": shown.trail(pair, (str(found.rules.label), "")),
        "sees": _sees(pair, found),
    }
    return render(request, "cycles/resource_ask.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def resource_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One request with all that was said of it, and a form to say what became of it."""
    row = get_object_or_404(requests_of(request.user), pk=pk)
    can = authorize_request(request.user, row)
    today, keep = today_in(program_of(row)), f"resource-news:{request.user.pk}:{pk}"
    form = NewsForm(request.POST or None, can=can, today=today) if can else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form and form.is_valid():
        try:
            tell_news(request=row, by=request.user, **form.cleaned_data)
        except NotTheirs:
            messages.warning(request, _("Somebody was faster: look at what was said meanwhile."))
            return redirect("resource_detail", pk)
        messages.success(request, _("Saved. The others get a mail without its words."))
        return redirect(reverse("resource_detail", args=[pk]) + f"?saved={keep}")
    partnership = PARTNERSHIPS.filter(pk=row.partnership_id).first()  # a coach's supervisor is shown none
    pair = find_pair(partnership, request.user) if partnership else None
    context = {
        "row": _row(row, request.user),
        "news": [news_words(one, request.user) for one in row.news.all()],
        "form": form,
        "keep": keep,
        "pair_url": reverse("partnership_detail", args=[row.partnership_id]) if pair else "",
        "visit_url": _visit_url(row, pair, request.user),
        "trail": [{"label": _("Requests"), "url": reverse("resource_list")}, {"label": _("A request")}],
    }
    return render(request, "cycles/resource_detail.html", context)


def resources_card(pair: Pair) -> dict[str, Any] | None:
    """For the page of the pair: what the reader asked or reads of it, and where to ask. None where the framework has
    nobody to ask for anybody here, or nothing was asked and nobody can be. Two or three queries.
    """
    rules = pair.framework.resources
    if rules is None:
        return None
    user = User(pk=pair.me.user_id)
    rows = [_row(one, user) for one in requests_of(user).filter(partnership=pair.partnership)[:LISTED]]
    found = find_help(pair) if not pair.is_over else None
    if not rows and found is None:
        return None
    ask_url = reverse("resource_ask", args=[pair.partnership.pk]) if found and pair.partnership.terms_id else ""
    return {
        "label": str(rules.label),
        "meaning": str(rules.meaning),
        "rows": [row for row in rows if not row["over"]],
        "over": sum(1 for row in rows if row["over"]),
        "list_url": reverse("resource_list"),
        "ask_url": ask_url,
        "before": [{"text": one.text, "url": f"{ask_url}?again={one.pk}"} for one in left_open_before(pair)]
        if ask_url
        else [],
    }


def _row(row: ResourceRequest, user: User) -> dict[str, Any]:
    stands, today = standing_of(row), today_in(program_of(row))
    helps = user.pk in row.helper_ids
    late = stands.is_late(today)
    return {
        "url": reverse("resource_detail", args=[row.pk]),
        "text": row.text,
        "kind": kind_words(row),
        "who": _("You asked") if row.user_id == user.pk else _("%(name)s asked") % {"name": row.user_name},
        "day": day_words(timezone.localtime(row.asked_at).date()),
        "helps": helps,
        "over": stands.is_over,
        "label": _("Late: by %(day)s") % {"day": short_day(stands.due_on)}
        if late and stands.due_on
        else _state_words(stands.state, stands.due_on),
        "tone": "warn" if late else TONES.get(What(stands.state), "wait") if stands.state else "wait",
        "order": stands.due_on or dt.date.max,
    }


def _state_words(state: str, day: dt.date | None) -> str:
    words = {"day": short_day(day) if day else ""}
    match state:
        case What.PROMISED:
            return _("Promised by %(day)s") % words
        case What.DONE:
            return _("Done on %(day)s") % words
        case "":
            return _("Wanted by %(day)s") % words if day else _("Not answered yet")
    return str(What(state).label)


def news_words(one: ResourceNews, user: User) -> dict[str, str]:
    """One word of news: by whom, when, what became of it, and what was said."""
    return {
        "by": _("You") if one.user_id == user.pk else one.user_name,
        "day": day_words(timezone.localtime(one.said_at).date()),
        "label": "" if one.what == What.SAID else _state_words(one.what, one.day),
        "tone": TONES.get(What(one.what), "neutral"),
        "text": one.text,
    }


def _visit_url(row: ResourceRequest, pair: Pair | None, user: User) -> str:
    """Where one who is asked and works with them plans a visit, which can be one to lend a hand."""
    if pair is None or not pair.me.present or not pair.leads or pair.is_over or user.pk not in row.helper_ids:
        return ""
    return "" if standing_of(row).is_over else reverse("visit_plan", args=[row.partnership_id])


def _mentored(user: User) -> list[dict[str, str]]:
    """Those whom the reader supports as a mentor coach: the next meeting, or where to plan one. One query."""
    rows, _total = caseload(user, [Part.MENTOR_COACH])
    pair, plan = shown.address("partnership_detail"), shown.address("visit_plan")
    return [
        {
            "names": row["names"],
            "url": pair(row["id"]),
            "next": moment_words(row["next_start"]) if row["next_start"] else "",
            "last": short_day(row["last_visit"]) if row["last_visit"] else "",
            "plan_url": plan(row["id"]) if not row["next_start"] else "",
        }
        for row in rows
        if row["standing"] not in OVER
    ]


def _sees(pair: Pair, found: Help) -> Audience:
    """Who reads a request: those it goes to by name, the coach's supervisor by that word, and who else reads it."""
    names = [one.name for one in (*found.helpers, *found.readers)]
    if found.advised:
        words = pair.framework.words(Part.COACH_SUPERVISOR, get_language() or "en")
        names.insert(0, words.one)
    return {"parties": _("You and %(others)s, and nobody else") % {"others": shown.listed(names)}, "also": []}
