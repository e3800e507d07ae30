"""Signing on paper: the copy to print, the scan that is put in, looking at it, and contesting it."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.codes import in_fours, paper_code
from agreements.forms.signing import PaperForm
from agreements.models import Agreement, PaperScan, Signature
from agreements.policies import Action, authorize
from agreements.rendering import require_as_signed, signer_of
from agreements.services import (
    NotAsked,
    NotOut,
    StaleAuthentication,
    add_scan,
    contest_scan,
    may_be_on_paper,
)
from agreements.views.evidence import fresh_proof, prove_who_you_are
from coaching.requests import SignedIn
from coaching.services.audit import Event, record
from coaching.services.people import day_in, today_in

AGREEMENTS = Agreement.objects.select_related("partnership__program", "edition")
FILE_ENDS = {PaperScan.Mime.PDF: "pdf", PaperScan.Mime.JPEG: "jpg"}


@login_required
@require_GET
def agreement_on_paper(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The whole text to print and to sign by hand, with its code at the foot of each page."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    places = may_be_on_paper(agreement) if agreement.is_out else []
    if not places:
        messages.info(request, _("Nobody signs this version on paper now."))
        return redirect("agreement_detail", pk)
    require_as_signed(agreement)
    context = {
        "agreement": agreement,
        "content": agreement.content,
        "signers": [signer_of(agreement, one) for one in places],
        "code": in_fours(paper_code(agreement.digest)),
        "trail": _trail(agreement, _("On paper")),
    }
    return render(request, "agreements/agreement_on_paper.html", context)


def _trail(agreement: Agreement, here: str) -> list[dict[str, str]]:
    return [{"label": _("Agreement"), "url": reverse("agreement_detail", args=[agreement.pk])}, {"label": here}]


@login_required
@require_http_methods(["GET", "POST"])
def agreement_paper_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Put in the scan of the agreement that one party signed on paper."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    authorize(request.user, Action.PAPER_ADD, agreement.partnership_id)
    places = may_be_on_paper(agreement) if agreement.is_out else []
    if not places:
        messages.info(request, _("Nobody signs this version on paper now."))
        return redirect("agreement_detail", pk)
    proof = fresh_proof(request)
    if proof is None and request.method == "GET":
        return prove_who_you_are(request, reverse("agreement_paper_add", args=[pk]))
    form = _form(request, agreement, places)
    if not form.is_valid():
        return _page(request, agreement, form)
    if proof is None:
        return _prove_again(request, agreement, form)
    data = form.cleaned_data
    place = next(one for one in places if str(one.pk) == data["place"])
    try:
        add_scan(
            agreement=agreement,
            place=place,
            by=request.user,
            scan=data["scan"],
            code=data["code"],
            typed_name=data["typed_name"],
            signed_on=data["signed_on"],
            authenticated_at=proof[1],
        )
    except StaleAuthentication:
        return _prove_again(request, agreement, form)
    except (NotOut, NotAsked):
        messages.info(request, _("Nobody signs this version on paper now."))
        return redirect("agreement_detail", pk)
    messages.success(request, _("The scan was added and counts as a signature on paper."))
    return redirect("agreement_detail", pk)


def _form(request: SignedIn, agreement: Agreement, places: list[Signature]) -> PaperForm:
    named = [(str(one.pk), signer_of(agreement, one)) for one in places]
    program = agreement.partnership.program
    kept: dict[str, Any] = request.session.pop(_kept_as(agreement.pk), None) or {}
    if len(places) == 1:
        kept = {"place": named[0][0], "typed_name": named[0][1]["name"]} | kept
    return PaperForm(
        request.POST or None,
        request.FILES or None,
        initial=kept,
        places=[(key, f"{signer['name']}, {signer['word']}") for key, signer in named],
        code=paper_code(agreement.digest),
        days=(day_in(program, agreement.sent_at) - dt.timedelta(days=1), today_in(program)),
    )


def _prove_again(request: SignedIn, agreement: Agreement, form: PaperForm) -> HttpResponse:
    typed = {name: form.data.get(name, "") for name in ("place", "code", "signed_on", "typed_name")}
    messages.info(request, _("What you typed is still there. Please choose the scan again."))
    here = reverse("agreement_paper_add", args=[agreement.pk])
    return prove_who_you_are(request, here, keep_as=_kept_as(agreement.pk), typed=typed)


def _kept_as(pk: uuid.UUID) -> str:
    return f"agreement_paper {pk}"


def _page(request: SignedIn, agreement: Agreement, form: PaperForm) -> HttpResponse:
    context = {"agreement": agreement, "form": form, "trail": _trail(agreement, _("Signed on paper"))}
    return render(request, "agreements/agreement_paper_add.html", context)


@login_required
@require_GET
def agreement_scan(request: SignedIn, pk: uuid.UUID, signature_pk: uuid.UUID) -> HttpResponse:
    """The scan as it was put in, to download. It runs nothing here, whatever is in it."""
    scan = get_object_or_404(PaperScan.objects.select_related("signature"), agreement=pk, signature=signature_pk)
    record(Event.SCAN_READ, target=scan, by=request.user)
    name = f"signed-on-paper-{scan.signature.paper_on or scan.added_at.date()}.{FILE_ENDS[PaperScan.Mime(scan.mime)]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(bytes(scan.content), content_type=scan.mime, headers=headers)


@login_required
@require_POST
def agreement_contest(request: SignedIn, pk: uuid.UUID, signature_pk: uuid.UUID) -> HttpResponse:
    """ "This is not my signature": said by the one in whose name the paper was scanned, and by nobody else."""
    signature = get_object_or_404(Signature, agreement=pk, pk=signature_pk)
    authorize(request.user, Action.AGREEMENT_SIGN, signature.partnership_id)
    if signature.user_id != request.user.pk:
        raise Http404
    try:
        contest_scan(signature=signature, by=request.user)
    except NotAsked:
        messages.info(request, _("This was said already, or there is no scan for you."))
    else:
        messages.success(request, _("Thank you for saying so. This signature does not count, and the others are told."))
    return redirect("agreement_detail", pk)
