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
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from agreements.life import OVER, State
from agreements.models import Handover, Letter, Standing
from coaching.models import Party, User
from coaching.requests import SignedIn
from cycles.models import Visit
from cycles.services.caseload import SHOWN, SHOWN_AT_MOST, unread
from cycles.services.caseload import caseload as rows_of
from cycles.services.pairs import LEADS, LEARNS, framework_of, leads_in
from cycles.times import due_words, hours_words, moment_words, short_day
from cycles.views import shown
from cycles.views.dose import progress_of
from cycles.views.home_lines import Lines, asked_anew, confidences, questions_owed, together
from cycles.views.peer_words import reviews_owed
from cycles.views.resources import resources_owed

VISITS_SHOWN = 20
LINES = 3


@login_required
@require_GET
def caseload(request: SignedIn) -> HttpResponse:
    """The partnerships that a coach leads, those first whose next cycle is due first."""
    search = request.GET.get("q", "").strip()[:80]
    limit = SHOWN_AT_MOST if request.GET.get("show") == "all" else SHOWN
    rows, total = rows_of(request.user, LEADS, search=search, limit=limit)
    today = timezone.localdate()
    context = {
        "rows": _coach_rows(rows, today, _besides(request.user, rows)),
        "total": total,
        "search": search,
        "searchable": bool(search) or total > SHOWN // 3,
        "done_label": _("Done so far") if any(row["hours"] for row in rows) else _("Cycles"),
        "left_out": total - len(rows),
        "log_url": reverse("visit_log_choose") if any(row["standing"] not in OVER for row in rows) else "",
    }
    return render(request, "cycles/caseload.html", context)


@login_required
@require_GET
def my_coaching(request: SignedIn) -> HttpResponse:
    """The coachee's home: what waits for them, and with whom they work."""
    rows, _total = rows_of(request.user, LEARNS)
    pair_url = shown.address("partnership_detail")
    to_sign = [
        {"label": _("Read and sign your coaching agreement"), "url": pair_url(row["id"]), "icon": "agreement"}
        for row in rows
        if row["to_sign"]
    ]
    plan_url = shown.address("plan_edit")
    to_draft = [
        {"label": _("Write your coaching plan together"), "url": plan_url(row["id"]), "icon": "pencil"}
        for row in rows
        if row["standing"] == State.DRAFTING and not row["expired"]
    ]
    today = timezone.localdate()
    pauses = [
        {"label": _("Your coaching is paused. Look at it again"), "url": pair_url(row["id"]), "icon": "clock"}
        for row in rows
        if row["standing"] == State.PAUSED and row["look_again_on"] and row["look_again_on"] <= today
    ]
    expired = [
        {"label": _("Your agreement was not signed in time"), "url": pair_url(row["id"]), "icon": "agreement"}
        for row in rows
        if row["expired"] and row["standing"] not in OVER
    ]
    visit_url = shown.address("visit_log")
    to_log = [
        {"label": _visits_to_log(row["to_log"]), "url": visit_url(row["log_id"]), "icon": "note"}
        for row in rows
        if row["to_log"] and leads_in(framework_of(row["version"]), row["format"], row["part"])
    ]
    live = [row for row in rows if row["standing"] not in OVER]
    context = {
        "waits": [
            *(to_sign + to_draft + expired + pauses),
            *_to_decide(request.user, [row["id"] for row in live]),
            *_letters(request.user, [row["id"] for row in live if not row["in_force"]]),
            *_home_lines(_besides(request.user, live)),
            *(to_log + _to_read(unread(request.user, LEARNS))),
        ],
        "rows": [_learner_row(row, pair_url(row["id"])) for row in rows],
    }
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
        partnership__in=_led_by(request), state=Visit.State.PLANNED, starts_at__lte=timezone.now()
    ).order_by("-starts_at", "-id")[:VISITS_SHOWN]
    to_log = shown.visit_rows(waiting.values(*shown.VISIT_FIELDS), leads=True)
    names = {row["id"]: row["names"] for row in rows}
    people = [{"name": row["names"], "url": pair_url(row["id"]), "draft": row["draft"]} for row in rows]
    context = {
        "to_log": [row | {"name": names.get(row["partnership_id"], "")} for row in to_log],
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
    page = list(past.values(*shown.VISIT_FIELDS)[: VISITS_SHOWN + 1])
    names = shown.names_of(request.user, [visit["partnership_id"] for visit in [*planned, *page]])
    rows = [row | {"name": names.get(row["partnership_id"], "")} for row in shown.visit_rows(planned, leads=True)]
    gone = shown.visit_rows(page[:VISITS_SHOWN], leads=True)
    context = {
        "to_log": [row for row in rows if row["log_url"]],
        "coming": [row for row in rows if not row["log_url"]],
        "past": [row | {"name": names.get(row["partnership_id"], "")} for row in gone],
        "first_page": before is None,
        "older_url": f"?before={shown.cursor_of(page[VISITS_SHOWN - 1])}" if len(page) > VISITS_SHOWN else "",
        "newest_url": reverse("visit_list") if before else "",
        "log_url": reverse("visit_log_choose"),
    }
    return render(request, "cycles/visit_list.html", context)


def _planned(mine: Any) -> Any:
    """Appointments, the next first; a hundred are more than anybody has."""
    return mine.filter(state=Visit.State.PLANNED).order_by("starts_at", "id").values(*shown.VISIT_FIELDS)[:100]


def _to_decide(user: User, live: list[uuid.UUID]) -> list[dict[str, str]]:
    """Who took over asks what they may see of the time before, until this person has answered."""
    answer_url = shown.address("handover_answer")
    asked = Handover.objects.filter(user=user, answered_at=None, partnership__in=live).values_list(
        "partnership", flat=True
    )
    words = _("Decide what your new coach may see of the time before")
    return [{"label": words, "url": answer_url(key), "icon": "shield"} for key in asked]


def _letters(user: User, beginning: list[uuid.UUID]) -> list[dict[str, str]]:
    """Letters to this person in coaching that has not begun yet (D2); afterwards they stand on the pair's page."""
    if not beginning:
        return []
    letter_url = shown.address("letter_detail")
    letters = Letter.objects.filter(partnership__in=beginning).exclude(author=user)
    words = _("Read the letter: %(subject)s")
    return [
        {"label": words % {"subject": subject}, "url": letter_url(key), "icon": "mail"}
        for key, subject in letters.values_list("pk", "subject")
    ]


def _to_read(new: list[tuple[uuid.UUID, uuid.UUID, dt.date]]) -> list[dict[str, str]]:
    """Each visit that is not read yet; many with one coach are one line."""
    visit_url, visits_url = shown.address("visit_detail"), shown.address("partnership_visits")
    by_pair: dict[uuid.UUID, list[tuple[uuid.UUID, dt.date]]] = {}
    for visit_id, partnership_id, day in new:
        by_pair.setdefault(partnership_id, []).append((visit_id, day))
    lines = []
    for partnership_id, visits in by_pair.items():
        if len(visits) > LINES:
            words = _("Read the records of %(n)d visits") % {"n": len(visits)}
            lines.append({"label": words, "url": visits_url(partnership_id), "icon": "note"})
            continue
        for visit_id, day in visits:
            words = _("Read the record of your visit on %(day)s") % {"day": short_day(day)}
            lines.append({"label": words, "url": visit_url(visit_id), "icon": "note"})
    return lines


def _led_by(request: SignedIn) -> Any:
    """The partnerships that this person leads."""
    return Party.objects.filter(user_id=request.user.pk, part__in=LEADS).present().values("partnership")


def _besides(user: User, rows: list[dict[str, Any]]) -> Lines:
    """What waits with the pairs of these rows besides visits."""
    return together(
        asked_anew(user.pk),
        questions_owed(user, rows),
        reviews_owed(user, rows),
        resources_owed(user, rows),
        confidences(user),
    )


def _home_lines(found: Lines) -> list[dict[str, str]]:
    return [{"label": one["text"], "url": one["url"], "icon": "chat"} for lines in found.values() for one in lines]


def _coach_rows(rows: list[dict[str, Any]], today: dt.date, more: Lines) -> list[dict[str, Any]]:
    """What the caseload shows of each pair, with its addresses. `more`: what else waits with some of them."""
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
                "done": _done_words(row),
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
    if row["to_sign"]:
        waits.append({"text": _("The agreement waits for you to sign"), "url": pair_url})
    elif row["standing"] == Standing.State.WAITING:
        waits.append({"text": _("The agreement waits for signatures"), "url": pair_url})
    elif row["expired"]:
        waits.append({"text": _("The agreement was not signed in time. Send it again"), "url": preview_url})
    elif not row["in_force"]:
        waits.append({"text": _("The agreement is being drafted"), "url": plan_url})
    if row["to_log"] and row["standing"] != State.PAUSED:
        waits.append({"text": _visits_to_log(row["to_log"]), "url": log_url})
    if row["draft"]:
        waits.append({"text": _("A log to finish"), "url": draft_url})
    return waits


def _paused_words(look_again_on: dt.date | None, today: dt.date) -> str:
    if look_again_on is None:
        return _("Paused")
    if look_again_on <= today:
        return _("Paused. It is time to look at it again")
    return _("Paused, you look at it again on %(day)s") % {"day": short_day(look_again_on)}


def _visits_to_log(n: int) -> str:
    return ngettext("%(n)d visit to log", "%(n)d visits to log", n) % {"n": n}


def _done_words(row: dict[str, Any]) -> str:
    """What was done of what is agreed: hours of hours, cycles of cycles, or the cycles where no number is agreed."""
    if row["hours"]:
        return _("%(used)s of %(planned)d hours") % {"used": hours_words(row["minutes"]), "planned": row["hours"]}
    if row["cycles"]:
        return _("%(done)d of %(planned)d") % {"done": row["done"], "planned": row["cycles"]}
    return str(row["done"])


def _learner_row(row: dict[str, Any], url: str) -> dict[str, Any]:
    return {
        "name": row["names"],
        "url": url,
        "progress": progress_of(cycles=row["cycles"], hours=row["hours"], done=row["done"], minutes=row["minutes"]),
        "cycles_done": row["done"],
        "in_force": row["in_force"],
        "state": str(State(row["standing"]).label) if row["standing"] in (State.PAUSED, *OVER) else "",
        "last": short_day(row["last_visit"]) if row["last_visit"] else "",
        "next": moment_words(row["next_start"]) if row["next_start"] and row["standing"] not in OVER else "",
    }
