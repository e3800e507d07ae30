"""The practice profile of a pair: how a practice was rated, by whom, over time, and what leads to more of it (C2)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.profiles import BeginForm
from cycles.models import ProfileRating, RatingDraft, RatingRequest
from cycles.policies import Action, authorize, authorize_reader, may
from cycles.services import ask_for_rating, begin_rating, close_request
from cycles.services.audience import audience
from cycles.services.pairs import Pair
from cycles.services.profiles import (
    Edition,
    can_be_asked,
    chosen_edition,
    editions_of,
    profiles_of,
    ways,
)
from cycles.services.readers import Reader, reader_of
from cycles.times import day_words
from cycles.views import shown
from cycles.views.plan_page import supervised_trail
from cycles.views.profile_words import differences, growth_chart, heat_table, rating_row, view_words

PARTNERSHIPS = Partnership.objects.select_related("program")


@login_required
@require_GET
def practice_profile(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One edition with its ratings: levels and items by day, growth, and where two see something differently."""
    reader = authorize_reader(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), RecordClass.ASSESSMENT)
    pair = reader.pair
    offered = profiles_of(pair) if pair else ()
    editions = editions_of(reader.partnership, offered)
    edition = chosen_edition(editions, request.GET.get("edition", ""))
    if edition is None:
        raise Http404
    can = bool(pair and may(pair, Action.RATE))
    asked = _asked(pair) if pair else []
    context = {
        "reader": reader,
        "pair": pair,
        "profile": edition.profile,
        "is_older": bool(pair and not edition.is_present),
        "tabs": _tabs(pk, editions, edition),
        "heat": heat_table(reader, edition) if edition.ratings else None,
        "chart": growth_chart(reader, edition),
        "differences": differences(reader, edition),
        "ratings": [rating_row(reader, one, shown.address("rating_detail")) for one in reversed(edition.ratings)],
        "can_rate": can and any(ways(pair, one) for one in offered) if pair else False,
        "asks": _asks(pair, edition) if pair and can else [],
        "asked": asked,
        "is_asked": bool(pair) and any(one["mine"] for one in asked),
        "drafts": _drafts(reader) if can else [],
        "print_lines": [reader.title, reader.partnership.program.name],
        "today": day_words(today_in(reader.partnership.program)),
        "trail": profile_trail(reader),
        "sees": audience(pair, RecordClass.ASSESSMENT) if pair else None,
    }
    return render(request, "cycles/practice_profile.html", context)


def _tabs(pk: uuid.UUID, editions: list[Edition], chosen: Edition) -> list[dict[str, Any]]:
    """Every edition that is offered or was rated with; none where there is one."""
    if len(editions) < 2:
        return []
    here = reverse("practice_profile", args=[pk])
    return [
        {
            "label": str(one.profile.label),
            "url": f"{here}?edition={one.slug}",
            "current": one is chosen,
            "count": len(one.ratings) or None,
        }
        for one in editions
    ]


def _asks(pair: Pair, edition: Edition) -> list[dict[str, Any]]:
    """Who can be asked how they see it, and is not asked yet."""
    if not edition.is_present:
        return []
    waiting = set(
        RatingRequest.objects.filter(partnership=pair.partnership, profile=edition.profile.key).values_list(
            "asked_id", flat=True
        )
    )
    return [
        {"id": one.user_id, "name": one.name, "edition": edition.profile.name}
        for one in can_be_asked(pair, edition.profile)
        if one.user_id not in waiting
    ]


def _asked(pair: Pair) -> list[dict[str, Any]]:
    """What was asked and is not answered: by whom, of whom, and how it is taken back or set aside."""
    return [
        {
            "mine": row.asked_id == pair.me.user_id,
            "who": pair.name_of(row.author_id if row.asked_id == pair.me.user_id else row.asked_id),
            "url": reverse("rating_request_close", args=[row.pk]),
            "rate_url": reverse("rating_begin", args=[pair.partnership.pk]) + f"?edition={row}&way=other",
            "can": may(pair, Action.RATE),
        }
        for row in RatingRequest.objects.filter(partnership=pair.partnership)
    ]


def _drafts(reader: Reader) -> list[dict[str, str]]:
    """What the reader has begun and not finished: theirs alone."""
    rows = RatingDraft.objects.filter(partnership=reader.partnership)
    return [{"url": reverse("rating_finish", args=[row.pk]), "who": view_words(reader, row)} for row in rows]


@login_required
@require_http_methods(["GET", "POST"])
def rating_begin(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """With which edition, whose view, and on which day; then one function at a time."""
    pair = authorize(request.user, Action.RATE, get_object_or_404(PARTNERSHIPS, pk=pk))
    offered = profiles_of(pair)
    open_ones = {one.name: ways(pair, one) for one in offered}
    if not any(open_ones.values()):
        raise Http404
    initial = {name: request.GET[name] for name in ("edition", "way") if name in request.GET}
    initial.setdefault("edition", _last_edition(pair))
    form = BeginForm(
        request.POST or None,
        profiles=offered,
        ways=open_ones,
        today=today_in(pair.partnership.program),
        me=request.user.pk,
        initial={name: value for name, value in initial.items() if value},
    )
    if form.is_valid():
        draft = begin_rating(pair=pair, by=request.user, **form.said())
        if draft.states or draft.evidence:
            messages.info(request, _("You had begun this already. Go on where you were."))
            return redirect("rating_finish", pk=draft.pk)
        return redirect("rating_write", pk=draft.pk, key=form.said()["profile"].functions[0].key)
    context = {
        "pair": pair,
        "form": form,
        "trail": profile_trail(reader_of(pair), _("A rating")),
        "sees": audience(pair, RecordClass.ASSESSMENT),
    }
    return render(request, "cycles/rating_begin.html", context)


def _last_edition(pair: Pair) -> str:
    """The edition that this pair used last, where it can still be rated with: nobody changes it by accident."""
    chosen = chosen_edition(editions_of(pair.partnership, profiles_of(pair)))
    return chosen.profile.name if chosen and chosen.is_present else ""


@login_required
@require_POST
def rating_ask(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Ask another of the pair how they see it."""
    pair = authorize(request.user, Action.RATE, get_object_or_404(PARTNERSHIPS, pk=pk))
    profile = next((one for one in profiles_of(pair) if one.name == request.POST.get("edition")), None)
    asked = next((one for one in pair.others if str(one.user_id) == request.POST.get("asked")), None)
    if profile is None or asked is None or asked not in can_be_asked(pair, profile):
        raise Http404
    ask_for_rating(pair=pair, by=request.user, profile=profile, asked=asked.user_id)
    messages.success(request, _("%(name)s is asked. It is for them to say when, and whether.") % {"name": asked.name})
    return redirect("practice_profile", pk=pk)


@login_required
@require_POST
def rating_request_close(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Set aside what one is asked, or take back what one asked."""
    row = get_object_or_404(RatingRequest.objects.select_related("partnership__program"), pk=pk)
    authorize(request.user, Action.RATE, row.partnership)
    if request.user.pk not in (row.author_id, row.asked_id):
        raise PermissionDenied
    close_request(request=row, by=request.user)
    messages.success(request, _("Set aside."))
    return redirect("practice_profile", pk=row.partnership_id)


def profile_trail(reader: Reader, *steps: str) -> shown.Trail:
    title = _("Practice profile")
    if reader.pair is None:
        return supervised_trail(title, *steps)
    first = (title, reverse("practice_profile", args=[reader.partnership.pk]) if steps else "")
    return shown.trail(reader.pair, first, *((step, "") for step in steps))


def profile_card(pair: Pair) -> dict[str, Any] | None:
    """The practice profile on the page of the pair: the newest rating, and what is asked. No query without a profile;
    otherwise three.
    """
    if not profiles_of(pair):
        return None
    newest = ProfileRating.objects.filter(partnership=pair.partnership, replaced_by=None).last()
    return {
        "url": reverse("practice_profile", args=[pair.partnership.pk]),
        "newest": rating_row(reader_of(pair), newest, shown.address("rating_detail")) if newest else None,
        "is_asked": RatingRequest.objects.filter(partnership=pair.partnership, asked=pair.me.user_id).exists(),
        "is_begun": RatingDraft.objects.filter(partnership=pair.partnership).exists(),
        "sees": audience(pair, RecordClass.ASSESSMENT),
    }
