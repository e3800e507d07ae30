"""Writing down a spoken commitment, and answering one that was written down about oneself (C4)."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.commitments import AnswerForm, CommitmentForm
from agreements.models import Agreement, SpokenCommitment
from agreements.policies import Action, authorize, authorize_answer
from agreements.rendering import signer_of
from agreements.services import NotAsked, NotOut
from agreements.services.commitments import (
    AnsweredAlready,
    confirm_commitment,
    contest_commitment,
    places_for_a_word,
    record_commitment,
)
from coaching.requests import SignedIn
from coaching.services.people import today_in

AGREEMENTS = Agreement.objects.select_related("edition", "partnership__program")


@login_required
@require_http_methods(["GET", "POST"])
def commitment_record(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Write down that somebody committed aloud, where the framework lets that stand in for a signature."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    authorize(request.user, Action.COMMITMENT_RECORD, agreement.partnership_id)
    places = places_for_a_word(agreement, by=request.user)
    if not places:
        raise Http404
    names = [signer_of(agreement, one)["name"] for one in places]
    today = today_in(agreement.partnership.program)
    form = CommitmentForm(request.POST or None, places=places, names=names, today=today)
    if form.is_valid():
        said = form.cleaned_data
        try:
            record_commitment(place=form.place, by=request.user, said_on=said["said_on"], way=said["way"])
        except (NotOut, NotAsked):
            messages.info(request, _("This agreement does not wait for that any more."))
        else:
            messages.success(request, _("It is written down. The person is told, and can confirm or contest it."))
        return redirect("agreement_detail", pk)
    trail = [{"label": _("Agreement"), "url": reverse("agreement_detail", args=[pk])}, {"label": _("Said aloud")}]
    context = {"agreement": agreement, "form": form, "trail": trail}
    return render(request, "agreements/commitment_record.html", context)


@login_required
@require_POST
def commitment_answer(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Confirm or contest what was written down about oneself."""
    commitment = get_object_or_404(SpokenCommitment, pk=pk)
    authorize_answer(request.user, commitment)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That was not understood. At most 300 letters say what is not right."))
        return redirect("agreement_detail", commitment.agreement_id)
    try:
        if form.cleaned_data["answer"] == SpokenCommitment.Answer.CONFIRMED:
            confirm_commitment(commitment=commitment, by=request.user)
            messages.success(request, _("Thank you. You have confirmed what you said."))
        else:
            contest_commitment(commitment=commitment, by=request.user, remark=form.cleaned_data["remark"])
            messages.success(request, _("It counts no more. The one who wrote it down is told."))
    except AnsweredAlready:
        messages.info(request, _("You have answered this already."))
    return redirect("agreement_detail", commitment.agreement_id)
