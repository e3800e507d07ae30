"""Promises and check-ins: one page for all the parties, with what each told the others (A10, B10, D10)."""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from agreements.life import State
from coaching.disclosure.classes import Part
from coaching.models import Partnership, User
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.models import CheckIn, CheckInOutcome, DataTalk, ProgressQuestion, PromiseReport
from cycles.policies import authorize_support
from cycles.services.check_ins import next_check_ins
from cycles.services.pairs import Pair, find_pair
from cycles.services.promises import Promise, month_of, promises_of
from cycles.services.support import Support, find_support
from cycles.times import day_words, due_words
from cycles.views import shown
from cycles.views.concerns import concern_card
from cycles.views.plan_page import supervised_trail

PARTNERSHIPS = Partnership.objects.select_related("program")
LISTED = 24
TONES = {"kept": "good", "partly": "wait", "not_kept": "warn"}


@login_required
@require_GET
def support(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Everything that the parties tell each other around the coaching, for each what they are told."""
    around = authorize_support(request.user, get_object_or_404(PARTNERSHIPS, pk=pk))
    rules = around.rules
    context = {
        "around": around,
        "eyebrow": get_text_list(around.pair_names, _("and")),
        "trail": trail_of(request, around),
        "paused": around.state == State.PAUSED,
        "rules": rules,
        "next": next_words(around) if rules else None,
        "check_ins": _check_ins(around) if rules else [],
        "groups": _promises(around) if around.signs else [],
        "told": told_words(around, signers=True),
        "told_check_ins": told_words(around, signers=False),
        "progress": _progress(around) if rules and rules.asks_all else [],
        "asks": bool(rules and rules.asks_all),
        "talks": _talks(around) if rules and rules.data_first else [],
        "first_words": _words_of(around, rules.data_first) if rules else "",
        "then_words": _words_of(around, rules.data_then) if rules else "",
        "concern_card": concern_card(around.partnership, request.user.pk) if around.is_open else None,
    }
    return render(request, "cycles/support.html", context)


def support_card(pair: Pair) -> dict[str, Any] | None:
    """What the page of a pair shows of it: the way there, the next check-in, and whether a question waits for this
    person. None where there is nothing to hear or to tell. Three queries at most.
    """
    around = find_support(pair.partnership, User(pk=pair.me.user_id)) if pair.me.present else None
    if around is None:
        return None
    rules = around.rules
    asked = ProgressQuestion.objects.filter(partnership=pair.partnership).exclude(answers__user=pair.me.user_id)
    return {
        "url": reverse("support", args=[pair.partnership.pk]),
        "next": next_words(around) if rules else None,
        "asked": bool(rules and rules.asks_all and around.is_open and asked.exists()),
    }


def title() -> str:
    return _("Promises and check-ins")


def trail_of(request: SignedIn, around: Support, label: str = "") -> shown.Trail:
    """The way back to the page, and `label` for a page below it."""
    here = reverse("support", args=[around.partnership.pk])
    if around.supervises:
        trail = supervised_trail(title())
        pages = [*trail[:-1], {"label": title(), "url": here}, {"label": label, "url": ""}]
        return pages if label else trail
    pair = find_pair(around.partnership, request.user)
    assert pair is not None  # a party who does not supervise is one of the pair
    return shown.trail(pair, (title(), here if label else ""), *([(label, "")] if label else []))


def told_words(around: Support, *, signers: bool) -> str:
    """Who reads what is told: the parties by their names."""
    parts = around.framework.format(around.partnership.format).signers
    heard = [one for one in around.people if one.part in parts] if signers else around.checked_in
    names = [one.name for one in heard if one.user_id != around.me.user_id]
    return _("You, %(names)s") % {"names": get_text_list(names, _("and"))} if names else _("Only you")


def next_words(around: Support) -> dict[str, str] | None:
    """When the next check-in is planned or due; None while nothing is in force or the coaching rests."""
    found = next_check_ins([around.partnership.pk]).get(around.partnership.pk)
    return check_in_words(*found, today_in(around.partnership.program)) if found else None


def check_in_words(day: dt.date, planned: bool, today: dt.date) -> dict[str, str]:
    """Words and tone of the next check-in."""
    if planned and day >= today:
        return {"words": _("planned for %(day)s") % {"day": day_words(day)}, "tone": "info"}
    return {"words": due_words(day, today), "tone": "warn" if day < today else "wait" if day == today else "neutral"}


def _check_ins(around: Support) -> list[dict[str, Any]]:
    rows = list(CheckIn.objects.filter(partnership=around.partnership, held_on__isnull=False)[:LISTED])
    rules = around.rules
    ways = {one.key: str(one.label) for one in rules.ways} if rules else {}
    words: dict[uuid.UUID, list[dict[str, str]]] = {}
    for key, user_id, text in CheckInOutcome.objects.filter(check_in__in=rows).values_list("check_in", "user", "words"):
        words.setdefault(key, []).append({"by": around.name_of(user_id), "text": text})
    return [
        {
            "day": day_words(row.held_on),
            "way": ways.get(row.way, row.way),
            "who": _who(around, row.took_part),
            "outcomes": words.get(row.pk, []),
        }
        for row in rows
        if row.held_on
    ]


def _who(around: Support, took_part: list[uuid.UUID]) -> str:
    """Those who took part, the reader first."""
    others = [one for one in took_part if one != around.me.user_id]
    mine = [around.me.user_id] if around.me.user_id in took_part else []
    return get_text_list([around.name_of(one) for one in mine + others], _("and"))


def month_words(month: dt.date) -> str:
    """November 2026."""
    return dateformat.format(month, pgettext("date format", "F Y"))


def _promises(around: Support) -> list[dict[str, Any]]:
    """Each promise with what the parties said of it, the newest month first; by whose promise it is. One query."""
    this_month = month_of(today_in(around.partnership.program))
    said: dict[tuple[str, str], list[PromiseReport]] = {}
    for one in PromiseReport.objects.filter(partnership=around.partnership)[:500]:
        said.setdefault((one.clause, one.item), []).append(one)
    groups: dict[Part, list[dict[str, Any]]] = {}
    for promise in promises_of(around.framework, around.partnership.format):
        rows = said.get((promise.clause, promise.item), [])
        mine = any(one.month == this_month and one.user_id == around.me.user_id for one in rows)
        groups.setdefault(promise.part, []).append(
            {
                "text": str(promise.text),
                "opening": str(promise.opening) if promise.opening else "",
                "url": reverse("promise_report", args=[around.partnership.pk, promise.key]),
                "mine": mine,
                "months": _months(around, rows),
            }
        )
    return [{"title": whose(around, part), "promises": rows} for part, rows in groups.items()]


def _months(around: Support, rows: list[PromiseReport]) -> list[dict[str, Any]]:
    """What was said in each of the last months, the parties side by side."""
    months: dict[dt.date, list[PromiseReport]] = {}
    for row in rows:
        months.setdefault(row.month, []).append(row)
    return [
        {
            "month": month_words(month),
            "said": [
                {
                    "by": around.name_of(one.user_id),
                    "label": str(PromiseReport.Kept(one.kept).label),
                    "tone": TONES[one.kept],
                    "words": one.words,
                }
                for one in found
            ],
        }
        for month, found in list(months.items())[:3]
    ]


def whose(around: Support, part: Part) -> str:
    """Whose promise it is, as a heading."""
    if part == around.me.part:
        return _("What you promised")
    names = [one.name for one in around.people if one.part == part]
    return _("What %(names)s promised") % {"names": get_text_list(names, _("and"))}


def promise_words(promise: Promise) -> str:
    return f"{promise.opening} {promise.text}" if promise.opening else str(promise.text)


def _progress(around: Support) -> list[dict[str, Any]]:
    rows = ProgressQuestion.objects.filter(partnership=around.partnership).prefetch_related("answers")[:LISTED]
    return [
        {
            "url": reverse("progress_detail", args=[row.pk]),
            "text": row.text,
            "by": around.name_of(row.user_id),
            "day": day_words(timezone.localtime(row.asked_at).date()),
            "answers": [{"by": around.name_of(one.user_id), "text": one.text} for one in row.answers.all()],
            "waits": row.user_id != around.me.user_id
            and all(one.user_id != around.me.user_id for one in row.answers.all()),
        }
        for row in rows
    ]


def _talks(around: Support) -> list[dict[str, Any]]:
    return [
        {
            "about": row.about,
            "learner": around.name_of(row.learner_id),
            "learner_on": day_words(row.learner_on),
            "coach_on": day_words(row.coach_on) if row.coach_on else "",
            "then_url": reverse("data_talk_then", args=[row.pk])
            if row.user_id == around.me.user_id and not row.coach_on
            else "",
        }
        for row in DataTalk.objects.filter(partnership=around.partnership)[:LISTED]
    ]


def _words_of(around: Support, parts: tuple[Part, ...]) -> str:
    return get_text_list([one.name for one in around.people if one.part in parts], _("and"))
