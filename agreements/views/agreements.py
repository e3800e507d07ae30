"""An agreement after it was sent: read, taken back, signed, downloaded, and the list of those one is a party to."""

import datetime as dt
import time
import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.forms.commitments import AnswerForm
from agreements.forms.signing import CONSENT, INTENT, SignForm
from agreements.models import Agreement, AgreementState, SealedDocument, Signature, SpokenCommitment
from agreements.policies import Action, authorize, authorize_signing, may, parts_in
from agreements.rendering import changes, signer_of
from agreements.services import (
    FRESH,
    Evidence,
    NotAsked,
    NotOut,
    StaleAuthentication,
    asked_now,
    people_have_changed,
    sign,
    withdraw,
)
from agreements.services.commitments import places_for_a_word
from agreements.views.surroundings import letters_beside, people_of, steps, way_back
from coaching.disclosure.classes import PAIR
from coaching.models import Person
from coaching.requests import SignedIn
from coaching.services.audit import Event, record

AGREEMENTS = Agreement.objects.select_related("partnership__framework_version")


@login_required
@require_GET
def agreement_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """An agreement as it was sent: how far it is, what this person can do about it, and its whole text."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    parts = parts_in(request.user, agreement.partnership_id)
    people = people_of(agreement.partnership_id)
    signatures = list(agreement.signatures.all())
    places = [one for one in signatures if one.user_id == request.user.pk]
    mine = next((one for one in places if not one.signed_at), next(iter(places), None))
    of_the_pair = not parts.isdisjoint(PAIR)
    context = {
        **_read(agreement),
        "pair": people.pair,
        "trail": way_back(agreement.partnership_id, people, parts, _("Agreement")),
        "steps": steps(agreement.partnership_id, 2) if agreement.is_out and of_the_pair else None,
        "status": _status(agreement),
        "mine": mine,
        "people_changed": agreement.is_out and people_have_changed(agreement),
        "to_sign": bool(mine and agreement.is_out and mine in asked_now(agreement)),
        "of_the_pair": of_the_pair,
        "may_withdraw": agreement.is_out and may(parts, Action.AGREEMENT_WITHDRAW),
        "may_edit": may(parts, Action.PLAN_EDIT),
        "sealed_at": SealedDocument.objects.filter(agreement=pk).values_list("sealed_at", flat=True).first(),
        "others": Agreement.objects.filter(partnership=agreement.partnership_id).exclude(pk=pk).only("number", "state"),
        **letters_beside(agreement.partnership, agreement.partnership.framework, parts),
    }
    spoken = _spoken(agreement, signatures, request, may(parts, Action.COMMITMENT_RECORD))
    context |= {**spoken, "signers": _signers(agreement, signatures, spoken.get("spoken", []))}
    return render(request, "agreements/agreement_detail.html", context)


def _read(agreement: Agreement) -> dict[str, Any]:
    """What the reading of an agreement needs: the text in its parts, and what is new since the version before."""
    before = (
        Agreement.objects.filter(partnership=agreement.partnership_id, number__lt=agreement.number)
        .order_by("-number")
        .values("number", "text")
        .first()
    )
    return {
        "agreement": agreement,
        "content": agreement.content,
        "is_expired": agreement.state == AgreementState.OUT and not agreement.is_out,
        "before": before,
        "changes": changes(before["text"], agreement.text) if before else [],
    }


def _status(agreement: Agreement) -> dict[str, str]:
    if agreement.state == AgreementState.OUT and not agreement.is_out:
        return {"label": str(AgreementState.EXPIRED.label), "tone": "warn"}
    tones = {AgreementState.OUT: "wait", AgreementState.ACTIVE: "good", AgreementState.SUPERSEDED: "neutral"}
    return {"label": agreement.get_state_display(), "tone": tones.get(AgreementState(agreement.state), "warn")}


def _signers(agreement: Agreement, signatures: list[Signature], spoken: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each place to sign: when it was, or whether a spoken commitment stands in for it."""
    standing = {row["place"] for row in spoken if row["answer"] != SpokenCommitment.Answer.CONTESTED}
    return [
        {**signer_of(agreement, one), "signed_at": one.signed_at, "spoke": one.pk in standing} for one in signatures
    ]


def _spoken(agreement: Agreement, signatures: list[Signature], request: SignedIn, may_record: bool) -> dict[str, Any]:
    """Commitments that were spoken instead of signed, where the framework knows such (C4)."""
    partnership = agreement.partnership
    if not partnership.framework.format(partnership.format).verbal:
        return {}
    found = list(SpokenCommitment.objects.filter(agreement=agreement))
    names = dict(Person.objects.filter(pk__in=[one.recorded_by_id for one in found]).values_list("pk", "name"))
    places = {(one.user_id, one.part): one for one in signatures}
    rows = [
        {
            **signer_of(agreement, places[one.user_id, one.part]),
            "place": places[one.user_id, one.part].pk,
            "said_on": one.said_on,
            "way": one.get_way_display(),
            "recorder": names.get(one.recorded_by_id, ""),
            "recorded_at": one.recorded_at,
            "answer": one.answer,
            "answered_at": one.answered_at,
            "remark": one.remark,
            "mine": one.user_id == request.user.pk,
            "url": reverse("commitment_answer", args=[one.pk]),
        }
        for one in found
    ]
    return {
        "spoken": rows,
        "to_answer": next((row for row in rows if row["mine"] and not row["answer"]), None),
        "answer_form": AnswerForm(),
        "may_record": may_record and bool(places_for_a_word(agreement, by=request.user)),
    }


@login_required
@require_POST
def agreement_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Take a version back that is out for signature; the plan can be changed and sent again."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    authorize(request.user, Action.AGREEMENT_WITHDRAW, agreement.partnership_id)
    try:
        withdraw(agreement=agreement, by=request.user)
    except NotOut:
        messages.info(request, _("This agreement is not waiting for signatures any more."))
    else:
        messages.success(request, _("Withdrawn. You can change the plan and send it again."))
    return redirect("agreement_detail", pk)


# ---- signing -----------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def agreement_sign(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Read and sign, on a phone, in five minutes: the summary, the text, a name, two sentences, one button."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    signature = authorize_signing(request.user, agreement)
    if signature.signed_at:
        return redirect("agreement_detail", pk)
    if not agreement.is_out or signature not in asked_now(agreement):
        return _cannot_be_signed(request, agreement)
    kept = request.session.pop(_kept_as(pk), None)
    form = SignForm(request.POST or None, initial=kept)
    if not form.is_valid():
        return _sign_page(request, agreement, signature, form, is_back=bool(kept))
    evidence = _evidence(request)
    if evidence is None:
        return _prove_who_you_are(request, pk, form.cleaned_data)
    try:
        sign(agreement=agreement, by=request.user, typed_name=form.cleaned_data["typed_name"], evidence=evidence)
    except StaleAuthentication:
        return _prove_who_you_are(request, pk, form.cleaned_data)
    except (NotOut, NotAsked):
        return _cannot_be_signed(request, get_object_or_404(AGREEMENTS, pk=pk))
    messages.success(request, _("Thank you. You have signed."))
    return redirect("agreement_detail", pk)


def _sign_page(
    request: SignedIn, agreement: Agreement, signature: Signature, form: SignForm, *, is_back: bool
) -> HttpResponse:
    context = {
        **_read(agreement),
        "me": signer_of(agreement, signature),
        "form": form,
        "is_back": is_back,
        "trail": [
            {"label": _("Agreement"), "url": reverse("agreement_detail", args=[agreement.pk])},
            {"label": _("Sign")},
        ],
    }
    return render(request, "agreements/agreement_sign.html", context)


def _cannot_be_signed(request: SignedIn, agreement: Agreement) -> HttpResponse:
    """Say why, and where to go on (fault 18): withdrawn, expired, replaced, or somebody else's turn."""
    newer = (
        Agreement.objects.filter(partnership=agreement.partnership_id, number__gt=agreement.number)
        .order_by("-number")
        .first()
    )
    context = {**_read(agreement), "newer": newer}
    return render(request, "agreements/agreement_closed.html", context, status=200 if agreement.is_out else 410)


def _kept_as(pk: uuid.UUID) -> str:
    return f"agreement_sign {pk}"


def _prove_who_you_are(request: SignedIn, pk: uuid.UUID, typed: dict[str, Any]) -> HttpResponse:
    """Ask for the password or passkey once more, and come back to the page with what was typed."""
    request.session[_kept_as(pk)] = typed
    ways = get_adapter().get_reauthentication_methods(request.user)
    page = ways[0]["url"] if ways else reverse("account_login")
    back = reverse("agreement_sign", args=[pk])
    return redirect(f"{page}?{urlencode({'next': back})}")


def _evidence(request: SignedIn) -> Evidence | None:
    """How and when the person proved who they are; None when that is too long ago."""
    since = time.time() - FRESH.total_seconds()
    fresh = [one for one in get_authentication_records(request, request.user) if one["at"] > since]
    if not fresh:
        return None
    methods = dict.fromkeys(one.get("type") or one["method"] for one in fresh)
    return Evidence(
        method="+".join(methods),
        authenticated_at=dt.datetime.fromtimestamp(max(one["at"] for one in fresh), dt.UTC),
        intent=str(INTENT),
        consent=str(CONSENT),
        address=get_adapter().get_client_ip(request),
        browser=request.headers.get("User-Agent", ""),
    )


# ---- the document, and the list ----------------------------------------------------------------------------------
@login_required
@require_GET
def agreement_pdf(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The sealed document, byte for byte as it was sealed."""
    agreement = get_object_or_404(AGREEMENTS, pk=pk)
    document = SealedDocument.objects.filter(agreement=agreement).first()
    if document is None:
        if not agreement.is_signed_by_all:
            raise Http404
        messages.info(request, _("The document is still being made. Please try again in a few minutes."))
        return redirect("agreement_detail", pk)
    record(Event.AGREEMENT_DOWNLOADED, target=agreement, by=request.user)
    name = f"coaching-agreement-{document.sealed_at:%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(document.content), content_type="application/pdf", headers=headers)
