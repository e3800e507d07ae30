"""Where the link in a monthly mail leads: the report of that month, in the part that it was made for."""

import datetime as dt
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from coaching.navigation import parts_of
from coaching.requests import SignedIn
from reports.monthly import MONTH
from reports.periods import month_of
from reports.policies import Action, may, numbers_of, reports_of


@login_required
@require_GET
def month_report(request: SignedIn, part: str, month: str) -> HttpResponse:
    """Go to the month of the one program in which the reader holds the part, or to the list of their programs.

    Whoever is in several parts goes on in this one. Without it, or with a month that is none, there is nothing here.
    """
    try:
        period = month_of(dt.datetime.strptime(month, MONTH).date())  # a month has no zone
    except ValueError as error:
        raise Http404 from error
    reads = may(part, Action.PROGRAM_READ)
    programs = (reports_of if reads else numbers_of)(request.user, part)
    ids = list(programs.values_list("pk", flat=True)[:2])
    if not ids or not parts_of(request).choose(part):
        raise Http404
    if len(ids) > 1:
        return redirect("program_overview" if reads else "number_list")
    asked = {"month": period.since.isoformat()}
    if reads:
        asked = {"since": period.since.isoformat(), "until": period.until.isoformat()} | asked
    return redirect(reverse("program_report" if reads else "program_numbers", args=ids) + "?" + urlencode(asked))
