"""A person's own record of a partnership, to take along."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.jobs import start_soon
from coaching.models import Partnership, Program
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.services.pairs import LEARNS, Pair, find_pair
from cycles.views.shown import trail
from reports import presentation as show
from reports.forms import RecordForm
from reports.models import Export
from reports.periods import Period
from reports.services import request_export
from reports.tasks import make_export

SHOWN = 10
"""Files asked for lately."""


@login_required
@require_http_methods(["GET", "POST"])
def own_record(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Ask for the whole of one's own record as a file; also when the coaching has ended, or one has left it."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    pair = find_pair(partnership, request.user)
    if pair is None or pair.me.part not in LEARNS:
        raise Http404
    form = RecordForm(request.POST or None)
    if form.is_valid():
        return redirect("export_detail", pk=_ask(request, pair, form.cleaned_data["format"]).pk)
    if request.method == "POST":
        messages.error(request, _("This file could not be asked for. Choose the kind of file again."))
    mine = Export.objects.filter(requester=request.user, partnership=partnership)[:SHOWN]
    context = {
        "pair": pair,
        "exports": [show.export_words(one, partnership.program.name) for one in mine],
        "trail": trail(pair, (_("Your record"), "")),
    }
    return render(request, "reports/own_record.html", context)


def _ask(request: SignedIn, pair: Pair, format: str) -> Export:
    program: Program = pair.partnership.program
    today = today_in(program)
    export = request_export(
        program=program,
        partnership=pair.partnership,
        part=str(pair.me.part),
        by=request.user,
        format=format,
        period=Period(min(program.created_at.date(), today), today),
        kind=Export.Kind.RECORD,
    )
    start_soon(make_export, export_id=export.pk, person_id=request.user.pk)
    return export
