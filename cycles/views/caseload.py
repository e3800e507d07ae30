"""Where a coach and a coachee begin their day: with whom they work, what is due, and what waits."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.life import OVER, State
from agreements.models import Standing
from agreements.waits import ASKED_ANEW
from coaching.models import Party, User
from coaching.requests import SignedIn
from coaching.vocabulary import Words, counted, shared_terms, terms
from coaching.waiting import Who
from cycles.models import Visit
from cycles.partner_waits import RESOURCES, REVIEWS
from cycles.services.caseload import SHOWN, SHOWN_AT_MOST
from cycles.services.caseload import caseload as rows_of
from cycles.services.pairs import LEADS, LEARNS, framework_of
from cycles.support_waits import IN_CONFIDENCE, QUESTIONS, states
from cycles.times import due_words, hours_words, moment_words, short_day
from cycles.views import shown
from cycles.views.dose import progress_of
from cycles.waits import MOVES, in_pause_words, pairs, to_log_words

VISITS_SHOWN = 20
LISTED = (*shown.VISIT_FIELDS, "partnership__framework_version_id")


@login_required
@require_GET
def caseload(request: SignedIn) -> HttpResponse:
    """The partnerships that a coach leads, those first whose next cycle is due first."""
    search = request.GET.get("q", "").strip()[:80]
    limit = SHOWN_AT_MOST if request.GET.get("show") == "all" else SHOWN
    rows, total = rows_of(request.user, LEADS, search=search, limit=limit)
    words, today = shared_terms(framework_of(row["framework_version_id"]) for row in rows), timezone.localdate()
    by_hours = {bool(row["hours"]) for row in rows}
    context = {
        "rows": _coach_rows(rows, today, _besides(request.user, rows), mixed=len(by_hours) > 1),
        "words": words,
        "total": total,
        "search": search,
        "searchable": bool(search) or total > SHOWN // 3,
        "done_label": words["Cycles"]
        if by_hours == {False}
        else _("Hours")
        if by_hours == {True}
        else _("Done so far"),
        "left_out": total - len(rows),
        "hours_url": reverse("own_hours"),
        "log_url": reverse("visit_log_choose") if any(row["standing"] not in OVER for row in rows) else "",
    }
    return render(request, "cycles/caseload.html", context)


@login_required
@require_GET
def my_coaching(request: SignedIn) -> HttpResponse:
    """With whom somebody works who is coached, and how it goes. What waits for them stands on their first page."""
    rows, _total = rows_of(request.user, LEARNS)
    pair_url = shown.address("partnership_detail")
    context = {"rows": [_learner_row(row, pair_url(row["id"])) for row in rows]}
    return render(request, "cycles/my_coaching.html", context)


@login_required
@require_GET
def visit_log_choose(request: SignedIn) -> HttpResponse:
    """Which visit to log: one that was planned, or another with one of the coach's people."""
    search = request.GET.get("q", "").strip()[:80]
    found, total = rows_of(request.user, LEADS, search=search, limit=SHOWN_AT_MOST)
    rows = [row for row in found if row["standing"] not in OVER]
    visit_url, pair_url = shown.address("visit_log"), shown.address("visit_log_new")
    if len(rows) == 1 and not search:
        return redirect(visit_url(rows[0]["log_id"]) if rows[0]["log_id"] else pair_url(rows[0]["id"]))
    waiting = Visit.objects.filter(
        partnership__in=[row["id"] for row in rows], state=Visit.State.PLANNED, starts_at__lte=timezone.now()
    ).order_by("-starts_at", "-id")[:VISITS_SHOWN]
    to_log = shown.visit_rows(waiting.values(*shown.VISIT_FIELDS), leads=True)
    words = shared_terms(framework_of(row["framework_version_id"]) for row in rows)
    names = {row["id"]: row["names"] for row in rows}
    people = [{"name": row["names"], "url": pair_url(row["id"]), "draft": row["draft"]} for row in rows]
    context = {
        "to_log": [row | {"name": names.get(row["partnership_id"], "")} for row in to_log],
        "words": words,
        "people": sorted(people, key=lambda one: not one["draft"]),
        "search": search,
        "searchable": bool(search) or total > SHOWN // 3,
    }
    return render(request, "cycles/visit_log_choose.html", context)


@login_required
@require_GET
def visit_list(request: SignedIn) -> HttpResponse:
    """The coach's visits: to log, coming up, and past ones from the newest on."""
    mine = Visit.objects.filter(partnership__in=_led_by(request))
    before = shown.read_cursor(request.GET.get("before", ""))
    planned = [] if before else list(_planned(mine))
    past = mine.exclude(state=Visit.State.PLANNED).order_by("-starts_at", "-id")
    if before:
        past = past.filter(Q(starts_at__lt=before[0]) | Q(starts_at=before[0], id__lt=before[1]))
    page = list(past.values(*LISTED)[: VISITS_SHOWN + 1])
    versions = {visit["partnership__framework_version_id"] for visit in [*planned, *page]}
    pairs = {visit["partnership_id"] for visit in [*planned, *page]}
    names = shown.names_of(request.user, pairs)
    standings = dict(Standing.objects.filter(partnership__in=pairs).values_list("partnership_id", "state"))
    rows = [
        row | {"name": names.get(row["partnership_id"], "")}
        for row in shown.visit_rows(planned, leads=True, standings=standings)
    ]
    gone = shown.visit_rows(page[:VISITS_SHOWN], leads=True)
    context = {
        "to_log": [row for row in rows if row["log_url"]],
        "coming": [row for row in rows if not row["past"]],
        "past": [row | {"name": names.get(row["partnership_id"], "")} for row in gone],
        "words": shared_terms(framework_of(one) for one in versions),
        "first_page": before is None,
        "older_url": f"?before={shown.cursor_of(page[VISITS_SHOWN - 1])}" if len(page) > VISITS_SHOWN else "",
        "newest_url": reverse("visit_list") if before else "",
        "log_url": reverse("visit_log_choose"),
    }
    return render(request, "cycles/visit_list.html", context)


def _planned(mine: Any) -> Any:
    """Appointments, the next first; a hundred are more than anybody has."""
    return mine.filter(state=Visit.State.PLANNED).order_by("starts_at", "id").values(*LISTED)[:100]


def _led_by(request: SignedIn) -> Any:
    """The partnerships that this person leads."""
    return Party.objects.filter(user_id=request.user.pk, part__in=LEADS).present().values("partnership")


def _besides(user: User, rows: list[dict[str, Any]]) -> dict[uuid.UUID, list[dict[str, str]]]:
    """What waits with the pairs of these rows besides visits and the agreement, as on the first page."""
    found: dict[uuid.UUID, list[dict[str, str]]] = {}
    who = Who(user, LEADS)
    who.everywhere = {row["id"]: frozenset({row["part"]}) for row in rows}
    who.keep(pairs, rows)
    who.keep(states, {row["id"]: row["standing"] for row in rows})
    for kind in (ASKED_ANEW, MOVES, QUESTIONS, REVIEWS, RESOURCES, IN_CONFIDENCE):
        for wait in kind.find(who):
            if wait.partnership_id:
                found.setdefault(wait.partnership_id, []).append({"text": wait.text, "url": wait.url})
    return found


def _coach_rows(
    rows: list[dict[str, Any]], today: dt.date, more: dict[uuid.UUID, list[dict[str, str]]], *, mixed: bool
) -> list[dict[str, Any]]:
    """What the caseload shows of each pair, with its addresses. `more`: what else waits with some of them; `mixed`:
    some count hours and some count cycles.
    """
    pair, visit_log = shown.address("partnership_detail"), shown.address("visit_log")
    log_new, plan = shown.address("visit_log_new"), shown.address("plan_edit")
    preview = shown.address("agreement_preview")
    found = []
    for row in rows:
        key, due = row["id"], row["due_on"] if row["in_force"] else None
        log_url = visit_log(row["log_id"]) if row["log_id"] else log_new(key)
        rests, over = row["standing"] == State.PAUSED, row["standing"] in OVER
        found.append(
            {
                "name": row["names"],
                "url": pair(key),
                "log_url": log_url if row["in_force"] and not over else "",
                "done": _done_words(row, mixed=mixed),
                "visit": _words_of(row)["visit"],
                "last": short_day(row["last_visit"]) if row["last_visit"] else "",
                "next": short_day(timezone.localtime(row["next_start"]).date())
                if row["next_start"] and not (rests or over)
                else "",
                "due": due_words(due, today),
                "due_tone": "warn" if due and due < today else "neutral",
                "waits": _waits(
                    row,
                    today,
                    pair_url=pair(key),
                    plan_url=plan(key),
                    preview_url=preview(key),
                    log_url=log_url,
                    draft_url=log_new(key),
                )
                + more.get(key, []),
            }
        )
    return found


def _waits(
    row: dict[str, Any],
    today: dt.date,
    *,
    pair_url: str,
    plan_url: str,
    preview_url: str,
    log_url: str,
    draft_url: str,
) -> list[dict[str, str]]:
    """What waits with one pair: the agreement, visits to log, a log that was begun."""
    waits = []
    if row["standing"] in OVER:
        return [{"text": str(State(row["standing"]).label), "url": pair_url}]
    if row["standing"] == State.PAUSED:
        waits.append({"text": _paused_words(row["look_again_on"], today), "url": pair_url})
        if row["ahead"]:
            waits.append({"text": in_pause_words(row), "url": pair_url})
    if row["to_sign"]:
        waits.append({"text": _("The agreement waits for you to sign"), "url": pair_url})
    elif row["standing"] == Standing.State.WAITING:
        waits.append({"text": _("The agreement waits for signatures"), "url": pair_url})
    elif row["expired"]:
        waits.append({"text": _("The agreement was not signed in time. Send it again"), "url": preview_url})
    elif not row["in_force"]:
        waits.append({"text": _("The agreement is being drafted"), "url": plan_url})
    if row["to_log"] and row["standing"] != State.PAUSED:
        waits.append({"text": to_log_words(row), "url": log_url})
    if row["draft"]:
        waits.append({"text": _("A log to finish"), "url": draft_url})
    return waits


def _paused_words(look_again_on: dt.date | None, today: dt.date) -> str:
    if look_again_on is None:
        return _("Paused")
    if look_again_on <= today:
        return _("Paused. It is time to look at it again")
    return _("Paused, you look at it again on %(day)s") % {"day": short_day(look_again_on)}


def _words_of(row: dict[str, Any]) -> Words:
    return terms(framework_of(row["framework_version_id"]))


def _done_words(row: dict[str, Any], *, mixed: bool) -> str:
    """What was done of what is agreed: hours of hours, cycles of cycles, or the cycles where no number is agreed."""
    if row["hours"]:
        return _("%(used)s of %(planned)d hours") % {"used": hours_words(row["minutes"]), "planned": row["hours"]}
    if row["cycles"]:
        return _("%(done)d of %(planned)d") % {"done": row["done"], "planned": row["cycles"]}
    return counted(_words_of(row), "cycle", row["done"]) if mixed else str(row["done"])


def _learner_row(row: dict[str, Any], url: str) -> dict[str, Any]:
    words = _words_of(row)
    return {
        "name": row["names"],
        "url": url,
        "words": words,
        "progress": progress_of(
            words, cycles=row["cycles"], hours=row["hours"], done=row["done"], minutes=row["minutes"]
        ),
        "cycles_done": counted(words, "cycle", row["done"]) if row["done"] else "",
        "in_force": row["in_force"],
        "state": str(State(row["standing"]).label) if row["standing"] in (State.PAUSED, *OVER) else "",
        "last": short_day(row["last_visit"]) if row["last_visit"] else "",
        "next": moment_words(row["next_start"]) if row["next_start"] and row["standing"] not in OVER else "",
    }
