"""Another time for a visit: asked for by one of the pair, answered by the other with one press."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coaching.disclosure.classes import RecordClass
from coaching.models import User
from coaching.requests import SignedIn
from cycles.forms.proposals import AskMove
from cycles.models import MoveProposal, Visit
from cycles.policies import Action, authorize, authorize_answer, may
from cycles.services import Changed, NotPlanned, overlapping
from cycles.services.audience import audience
from cycles.services.pairs import Pair
from cycles.services.proposals import (
    Answered,
    TimeOver,
    accept_move,
    decline_move,
    propose_move,
    seen_of,
    waiting_for,
    withdraw_move,
)
from cycles.times import moment_words, there_words
from cycles.views import shown
from cycles.views.attendance import too_late

ANSWERS = {"accept": accept_move, "decline": decline_move, "withdraw": withdraw_move}


@login_required
@require_http_methods(["GET", "POST"])
def visit_ask(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Propose another time; the visit stays where it is until the other accepts."""
    visit = get_object_or_404(Visit.objects.select_related("partnership__program"), pk=pk)
    pair = authorize(request.user, Action.MOVE_ASK, visit.partnership)
    if visit.state != Visit.State.PLANNED:
        return too_late(request, visit)
    if visit.is_past:
        messages.info(request, _("Its time has begun, so it cannot be moved. If it did not take place, say so."))
        return redirect("visit_detail", pk)
    initial = {"local_date": visit.local_date, "local_time": visit.local_time}
    form = AskMove(request.POST or None, zone=visit.time_zone, now=visit.starts_at, initial=initial)
    if form.is_valid():
        names = ("local_date", "local_time", "which")
        when = {name: form.cleaned_data[name] for name in names}
        try:
            propose_move(visit=visit, by=request.user, seen=request.POST.get("seen", ""), **when)
        except NotPlanned:
            return too_late(request, visit)
        except Changed:
            visit.refresh_from_db()
            messages.warning(
                request, _("Something has changed here since you opened this page. Nothing was sent yet: look again.")
            )
        else:
            messages.success(request, _("Asked. Until the other accepts, it stays as it is planned."))
            return redirect("visit_detail", pk)
    open_one = waiting_for(visit)
    title = _("Ask to move the %(visit)s") % pair.terms
    context = {
        "pair": pair,
        "form": form,
        "visit": visit,
        "title": title,
        "now": moment_words(visit.starts_at),
        "seen": seen_of(visit, open_one),
        "proposal": proposal_words(pair, visit, open_one),
        "zone": visit.time_zone.replace("_", " ") if visit.time_zone != request.user.time_zone else "",
        "trail": shown.trail(pair, (title, "")),
        "sees": {"parties": audience(pair, RecordClass.VISIT_DETAIL)["parties"], "also": []},  # it never leaves them
    }
    return render(request, "cycles/visit_ask.html", context)


@login_required
@require_POST
def proposal_answer(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Accept or decline what the other proposed, or take back one's own."""
    proposal = get_object_or_404(MoveProposal.objects.select_related("visit__partnership__program"), pk=pk)
    answer = request.POST.get("answer", "")
    authorize_answer(request.user, proposal, own=answer == "withdraw")
    if answer not in ANSWERS:
        return redirect("visit_detail", proposal.visit_id)
    try:
        ANSWERS[answer](proposal=proposal, by=request.user)
    except NotPlanned:
        return too_late(request, proposal.visit)
    except (Answered, Changed, TimeOver) as gone:
        messages.warning(request, _gone_words(gone))
    else:
        messages.success(request, _done_words(answer))
    return redirect("visit_detail", proposal.visit_id)


def proposal_words(pair: Pair, visit: Visit, proposal: MoveProposal | None) -> dict[str, Any] | None:
    """What the page of a visit says of a proposal that waits. One query for who looks at the other's."""
    if proposal is None:
        return None
    own = proposal.author_id == pair.me.user_id
    clashes = [] if own else overlapping_others(pair, visit, proposal)
    return {
        "own": own,
        "name": pair.name_of(proposal.author_id),
        "when": moment_words(proposal.starts_at),
        "there": there_words(proposal.starts_at, visit.time_zone),
        "clashes": shown.listed(clashes),
        "answer_url": reverse("proposal_answer", args=[proposal.pk]) if may(pair, Action.MOVE_ASK) else "",
    }


def overlapping_others(pair: Pair, visit: Visit, proposal: MoveProposal) -> list[str]:
    """What the reader leads at the proposed time besides (fault 27)."""
    others = overlapping(
        user=User(pk=pair.me.user_id),
        starts_at=proposal.starts_at,
        minutes=visit.planned_minutes,
        besides=visit.pk,
    )
    return [moment_words(other.starts_at) for other in others]


def _gone_words(gone: Exception) -> str:
    if isinstance(gone, Answered):
        return _("This proposal was answered or taken back already.")
    if isinstance(gone, TimeOver):
        return _("The proposed time is over by now. Propose another.")
    return _("It was moved since this was proposed, so the proposal holds no more. Look at the new time.")


def _done_words(answer: str) -> str:
    if answer == "accept":
        return _("Moved. You both get a mail with the new time.")
    if answer == "decline":
        return _("Declined. It stays as it is planned, and the other gets a mail.")
    return _("Taken back. It stays as it is planned.")
