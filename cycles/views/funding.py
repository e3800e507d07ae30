"""Who pays for the coaching of a pair: said by whoever logs the visits, read by both (P1, A7)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.funding import FundingForm
from cycles.models import Funding
from cycles.policies import Action, authorize, may
from cycles.services.funding import on, payers_of, say_who_pays
from cycles.services.pairs import Pair
from cycles.times import day_words
from cycles.views import shown


@login_required
@require_http_methods(["GET", "POST"])
def funding(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What was said so far, and for whoever logs visits the form that says what counts from a day on."""
    pair = authorize(request.user, Action.READ, get_object_or_404(Partnership.objects.select_related("program"), pk=pk))
    says = may(pair, Action.FUNDING_SAY)
    if request.method == "POST" and not says:
        raise PermissionDenied
    form = _form(request, pair) if says else None
    if form and form.is_valid():
        say_who_pays(partnership=pair.partnership, by=request.user, **form.said())
        messages.success(request, _("Kept. Your hours count it from that day on."))
        return redirect("funding", pk)
    title = _("Who pays")
    context = {
        "pair": pair,
        "form": form,
        "title": title,
        "entries": _entries(pair),
        "trail": shown.trail(pair, (title, "")),
        "back": reverse("partnership_detail", args=[pk]),
        "sees": {"parties": _("You and %(names)s") % {"names": pair.others_names}, "also": []},
    }
    return render(request, "cycles/funding.html", context)


def funding_concerns(pair: Pair) -> bool:
    """Whether the page has something for this reader: to say, or to read. One query at most."""
    return may(pair, Action.FUNDING_SAY) or Funding.objects.filter(partnership=pair.partnership).exists()


def _form(request: SignedIn, pair: Pair) -> FundingForm:
    today = today_in(pair.partnership.program)
    rows = Funding.objects.filter(partnership=pair.partnership, author=request.user)
    now = on(rows, today)
    initial = {
        "payer": now.payer if now else "",
        "since": today,
        "short_notice": now.short_notice if now else Funding.ShortNotice.NOTHING,
    }
    return FundingForm(
        request.POST or None,
        initial=initial,
        today=today,
        offered=payers_of(request.user),
        knows_notice=knows_notice(pair),
    )


def knows_notice(pair: Pair) -> bool:
    """Whether the framework says until when a visit is called off in time (D9)."""
    return pair.framework.lateness is not None and pair.framework.lateness.notice_days is not None


def _entries(pair: Pair) -> list[dict[str, Any]]:
    """What row security shows of it, the newest day first; of the same day only what counts. One query."""
    rows = {(row.author_id, row.since): row for row in Funding.objects.filter(partnership=pair.partnership)}
    today = today_in(pair.partnership.program)
    counts = {author: on([row for row in rows.values() if row.author_id == author], today) for author, _since in rows}
    return [
        {
            "payer": row.payer or _("Nobody, or it is not said"),
            "since": day_words(row.since),
            "by": _("You") if row.author_id == pair.me.user_id else pair.name_of(row.author_id),
            "short_notice": row.get_short_notice_display() if knows_notice(pair) else "",
            "counts": row == counts[row.author_id],
        }
        for row in sorted(rows.values(), key=lambda row: row.since, reverse=True)
    ]
