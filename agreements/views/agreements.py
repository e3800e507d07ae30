"""An agreement after it was sent: read, taken back, signed, downloaded, and the list of those one is a party to."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements import marks
from agreements.audiences import signed_audience
from agreements.comparing import changed_sections
from agreements.consent import CONSENT, MEANING
from agreements.forms.commitments import AnswerForm
from agreements.forms.signing import INTENT, SignForm
from agreements.models import Agreement, AgreementState, PaperScan, SealedDocument, Signature, SpokenCommitment
from agreements.policies import Action, authorize_signing, parts_in
from agreements.reading import folded_for
from agreements.rendering import name_of, signer_of, sitting_words
from agreements.services import (
    Evidence,
    NotAsked,
    NotOut,
    OnPaper,
    StaleAuthentication,
    asked_now,
    may_be_on_paper,
    on_paper_only,
    people_have_changed,
    sign,
    wants_paper,
)
from agreements.services.commitments import places_for_a_word
from agreements.views.evidence import fresh_proof, prove_who_you_are
from agreements.views.life import life_of
from agreements.views.sitting import handed_over_by, signed_and_out
from agreements.views.surroundings import compared_with, letters_beside, people_of, steps, way_back
from coaching.disclosure.classes import PAIR
from coaching.models import Person
from coaching.requests import SignedIn
from coaching.services.audit import Event, record
from coaching.services.people import day_in

AGREEMENTS = Agreement.objects.select_related("partnership__framework_version", "partnership__program", "edition")


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
    asked = asked_now(agreement) if agreement.is_out else []
    life = life_of(agreement, request.user, parts)
    can = life["can"]
    context = {
        **_read(agreement),
        "life": life,
        "pair": people.pair,
        "trail": way_back(agreement.partnership_id, people, parts, _("Agreement")),
        "steps": steps(agreement.partnership_id, 2) if agreement.is_out and of_the_pair else None,
        "status": _status(agreement, life),
        "mine": mine,
        "people_changed": agreement.is_out and people_have_changed(agreement),
        "to_sign": mine in asked,
        "i_want_paper": mine in asked and wants_paper(request.user),
        "others_asked": [signer_of(agreement, one)["name"] for one in asked if mine and one.user_id != request.user.pk],
        "may_add_paper": Action.PAPER_ADD in can and bool(asked) and bool(may_be_on_paper(agreement)),
        "of_the_pair": of_the_pair,
        "may_decline": bool(mine and agreement.is_out and Action.AGREEMENT_DECLINE in can),
        "may_withdraw": agreement.is_out and Action.AGREEMENT_WITHDRAW in can,
        "may_resend": agreement.is_out and Action.AGREEMENT_RESEND in can,
        "may_edit": Action.PLAN_EDIT in can,
        "may_send": Action.AGREEMENT_SEND in can,
        "audience": signed_audience(agreement.partnership.framework, agreement.partnership.format),
        "sealed_at": SealedDocument.objects.filter(agreement=pk).values_list("sealed_at", flat=True).first(),
        **letters_beside(agreement.partnership, agreement.partnership.framework, parts),
    }
    spoken = _spoken(agreement, signatures, request, Action.COMMITMENT_RECORD in can)
    context |= {**spoken, "signers": _signers(agreement, signatures, spoken.get("spoken", []))}
    return render(request, "agreements/agreement_detail.html", context)


def _read(agreement: Agreement) -> dict[str, Any]:
    """What the reading of an agreement needs: its parts, and what it says otherwise than what is in force."""
    others = list(
        Agreement.objects.filter(partnership=agreement.partnership_id).exclude(pk=agreement.pk).order_by("-number")
    )
    before = compared_with(agreement, others)
    return {
        "agreement": agreement,
        "content": agreement.content,
        "is_expired": agreement.state == AgreementState.OUT and not agreement.is_out,
        "others": others,
        "before": before,
        "before_in_force": bool(before and before.state == AgreementState.ACTIVE),
        "in_force_instead": next((one for one in others if one.is_in_force), None),
        "sections": changed_sections(before.text, agreement.text) if before else [],
    }


def _status(agreement: Agreement, life: dict[str, Any]) -> dict[str, str]:
    if agreement.is_in_force and (life["is_paused"] or life["is_over"]):
        return {"label": str(life["label"]), "tone": life["tone"]}
    if agreement.state == AgreementState.OUT and not agreement.is_out:
        return {"label": str(AgreementState.EXPIRED.label), "tone": "warn"}
    tones = {AgreementState.OUT: "wait", AgreementState.ACTIVE: "good", AgreementState.SUPERSEDED: "neutral"}
    return {"label": agreement.get_state_display(), "tone": tones.get(AgreementState(agreement.state), "warn")}


def _signers(agreement: Agreement, signatures: list[Signature], spoken: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each place with who, when and how, or whether a spoken commitment stands in for it.

    A scan is named with its address, never brought along.
    """
    scans = {one["signature"]: one for one in PaperScan.objects.filter(agreement=agreement).values(*SCAN)}
    paper = on_paper_only(agreement) if agreement.is_out else set()
    standing = {row["place"] for row in spoken if row["answer"] != SpokenCommitment.Answer.CONTESTED}
    return [
        {
            **signer_of(agreement, one),
            "pk": one.pk,
            "user_id": one.user_id,
            "signed_at": one.signed_at,
            "spoke": one.pk in standing,
            "mark": marks.drawing(one.mark),
            "sitting": sitting_words(agreement, one, signatures),
            "paper_on": one.paper_on,
            "attested_by": name_of(agreement, one.attested_by_id, signatures),
            "scan": scans.get(one.pk),
            "wants_paper": one.user_id in paper,
        }
        for one in signatures
    ]


SCAN = ("signature", "mime", "pages", "contested_at")


def _spoken(agreement: Agreement, signatures: list[Signature], request: SignedIn, may_record: bool) -> dict[str, Any]:
    """Commitments that were spoken instead of signed, where the framework knows such (C4)."""
    if not agreement.framework.format(agreement.partnership.format).verbal:
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
        "i_committed": any(row["mine"] and row["answer"] != SpokenCommitment.Answer.CONTESTED for row in rows),
        "answer_form": AnswerForm(),
        "may_record": may_record and bool(places_for_a_word(agreement, by=request.user)),
    }


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
    if wants_paper(request.user):
        return _on_paper(request, agreement)
    kept = request.session.pop(_kept_as(pk), None)
    form = SignForm(request.POST or None, initial=kept)
    if not form.is_valid():
        return _sign_page(request, agreement, signature, form, is_back=bool(kept) and fresh_proof(request) is not None)
    evidence = _evidence(request)
    if evidence is None:
        return _prove_who_you_are(request, pk, form.cleaned_data)
    began_by = handed_over_by(request, agreement)
    try:
        sign(
            agreement=agreement,
            by=request.user,
            typed_name=form.cleaned_data["typed_name"],
            mark=form.cleaned_data["mark"],
            evidence=evidence,
            began_by=began_by,
        )
    except StaleAuthentication:
        return _prove_who_you_are(request, pk, form.cleaned_data)
    except OnPaper:
        return _on_paper(request, agreement)
    except (NotOut, NotAsked):
        return _cannot_be_signed(request, get_object_or_404(AGREEMENTS, pk=pk))
    if began_by:
        return signed_and_out(request, agreement)
    messages.success(request, _("Thank you. You have signed."))
    return redirect("agreement_detail", pk)


def _sign_page(
    request: SignedIn, agreement: Agreement, signature: Signature, form: SignForm, *, is_back: bool
) -> HttpResponse:
    read = _read(agreement)
    context = {
        **read,
        "folded": folded_for(
            signature.part, agreement.content, agreement.framework, [one.heading for one in read["sections"]]
        ),
        "me": signer_of(agreement, signature),
        "form": form,
        "is_back": is_back,
        "box": {
            "width": marks.WIDTH,
            "height": marks.HEIGHT,
            "strokes": marks.STROKES_AT_MOST,
            "points": marks.POINTS_AT_MOST,
        },
        "meaning": MEANING,
        "handed_over": handed_over_by(request, agreement) is not None,
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
    life = life_of(agreement, request.user, parts_in(request.user, agreement.partnership_id))
    context = {**_read(agreement), "newer": newer, "may_send": Action.AGREEMENT_SEND in life["can"]}
    return render(request, "agreements/agreement_closed.html", context, status=200 if agreement.is_out else 410)


def _kept_as(pk: uuid.UUID) -> str:
    return f"agreement_sign {pk}"


def _on_paper(request: SignedIn, agreement: Agreement) -> HttpResponse:
    """This person wants no electronic records: how the paper way goes, and how to change one's mind (fault 25)."""
    return render(request, "agreements/agreement_sign_on_paper.html", _read(agreement))


def _prove_who_you_are(request: SignedIn, pk: uuid.UUID, typed: dict[str, Any]) -> HttpResponse:
    return prove_who_you_are(request, reverse("agreement_sign", args=[pk]), keep_as=_kept_as(pk), typed=typed)


def _evidence(request: SignedIn) -> Evidence | None:
    """How and when the person proved who they are; None when that is too long ago."""
    proof = fresh_proof(request)
    if proof is None:
        return None
    return Evidence(
        method=proof[0],
        authenticated_at=proof[1],
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
    name = f"coaching-agreement-{day_in(agreement.partnership.program, document.sealed_at):%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(document.content), content_type="application/pdf", headers=headers)
