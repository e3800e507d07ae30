"""Advice without names (A9): composing a case, checking each part, and the talk about it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from cycles.forms.cases import CaseAnswerForm, CaseForm, HideForm
from cycles.masking import Names, folded, hide
from cycles.models import CaseDraft, MaskedCase
from cycles.policies import Action, authorize
from cycles.services.cases import (
    CasePart,
    NotConfirmed,
    answer_case,
    cases_of,
    classes_for_advice,
    draft_of,
    may_speak,
    parts_of_case,
    save_case,
    send_case,
    take_back_case,
)
from cycles.services.pairs import Pair
from cycles.times import day_words
from cycles.views import shown
from cycles.views.handing import handing_card

LISTED = 100


@login_required
@require_http_methods(["GET", "POST"])
def case_compose(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The question and what goes with it; nothing leaves here."""
    pair, given = _composing(request, pk)
    draft = draft_of(pair)
    initial = {"question": draft.question, "classes": draft.classes}
    form = CaseForm(request.POST or None, initial=initial, given=given)
    if form.is_valid():
        save_case(draft=draft, **form.cleaned_data)
        return redirect("case_check", pk)
    context = {
        "pair": pair,
        "form": form,
        "trail": shown.trail(pair, (_("Advice without names"), "")),
        "list_url": reverse("case_list"),
        "back": reverse("partnership_detail", args=[pk]),
    }
    return render(request, "cycles/case_compose.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def case_check(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Each part side by side: as it is, and as it goes. Words are hidden here, and each part is confirmed."""
    pair, _given = _composing(request, pk)
    draft = draft_of(pair)
    if not draft.question:
        return redirect("case_compose", pk)
    parts, names = parts_of_case(pair, draft)
    words = _words(parts, names)
    hiding = request.method == "POST" and "send" not in request.POST
    form = HideForm(request.POST if hiding else None, words=words)
    missing: set[str] = set()
    if hiding and form.is_valid():
        _hide(draft, names, words, form.cleaned_data)
        return redirect(reverse("case_check", args=[pk]) + "#parts")
    if request.method == "POST" and not hiding:
        confirmed = {one.key: request.POST.get(f"read_{one.key}", "") for one in parts}
        try:
            case = send_case(pair=pair, by=request.user, confirmed=confirmed)
        except NotConfirmed:
            missing = {one.key for one in parts if confirmed[one.key] != one.digest}
        else:
            messages.success(request, _("Sent, without names."))
            return redirect("case_detail", case.pk)
    context = {
        "pair": pair,
        "form": form,
        "missing": missing,
        "confirmed": [one.key for one in parts if request.POST.get(f"read_{one.key}") == one.digest],
        "case_parts": parts,
        "to_look_at": sum(1 for _key, _word, is_hidden in words if not is_hidden),
        "compose_url": reverse("case_compose", args=[pk]),
        "trail": shown.trail(
            pair, (_("Advice without names"), reverse("case_compose", args=[pk])), (_("Check what goes"), "")
        ),
    }
    return render(request, "cycles/case_check.html", context)


@login_required
@require_GET
def case_list(request: SignedIn) -> HttpResponse:
    """What the reader asked, is asked, or reads along."""
    rows = [_line(one, request.user.pk) for one in cases_of(request.user).prefetch_related("words")[:LISTED]]
    context = {
        "asked": [row for row in rows if row["helps"]],
        "own": [row for row in rows if not row["helps"]],
    }
    return render(request, "cycles/case_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def case_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The masked copy, and the talk about it. It leads to no record, whoever reads it."""
    case = get_object_or_404(MaskedCase, pk=pk)
    speaks = may_speak(case, request.user.pk)
    if request.method == "POST" and not speaks:
        raise PermissionDenied
    form = CaseAnswerForm(request.POST or None) if speaks else None
    keep = f"case-word:{request.user.pk}:{pk}"
    if form and form.is_valid():
        answer_case(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, _("Sent to those who read this."))
        return redirect(reverse("case_detail", args=[pk]) + f"?saved={keep}")
    mine = case.user_id == request.user.pk
    context = {
        "case": case,
        "mine": mine,
        "sent": day_words(timezone.localtime(case.sent_at).date()),
        "case_parts": [
            {"label": str(RecordClass(one["record_class"]).label), "text": one["text"]} for one in case.parts
        ],
        "words": [
            {
                "by": _("You") if one.user_id == request.user.pk else one.user_name,
                "day": day_words(timezone.localtime(one.said_at).date()),
                "text": one.text,
            }
            for one in case.words.all()
        ],
        "form": form,
        "keep": keep,
        "handing": handing_card(case, request.user),
        "list_url": reverse("case_list"),
        "trail": [{"label": _("Advice"), "url": reverse("case_list")}, {"label": _("A case without names")}],
    }
    return render(request, "cycles/case_detail.html", context)


@login_required
@require_POST
def case_take_back(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Nobody outside the pair finds it any more. Only who sent it takes it back."""
    case = get_object_or_404(MaskedCase, pk=pk)
    if case.user_id != request.user.pk:
        raise PermissionDenied
    take_back_case(case=case, by=request.user)
    messages.success(request, _("Taken back. What was read already cannot be unread."))
    return redirect("case_detail", pk)


def _composing(request: SignedIn, pk: uuid.UUID) -> tuple[Pair, list[RecordClass]]:
    """Raises Http404 where this person has nobody to ask, or nothing that may go."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    pair = authorize(request.user, Action.READ, partnership)
    given = classes_for_advice(pair)
    if not given:
        raise Http404
    return pair, given


def _words(parts: list[CasePart], names: Names) -> list[tuple[str, str, bool]]:
    """All words that are hidden by guess or by hand, and those that could be names and stay: (key, word, hidden)."""
    found: dict[str, tuple[str, str, bool]] = {}
    for part in parts:
        for piece in part.masked.pieces:
            key = folded(piece.original)
            if piece.look or key in names.hidden:
                found.setdefault(key, (key, piece.original, not piece.look))
    return sorted(found.values(), key=lambda row: (row[2], row[0]))


def _hide(draft: CaseDraft, names: Names, words: list[tuple[str, str, bool]], said: dict[str, Any]) -> None:
    """Keep what is to be hidden and what is not; a word that was hidden stays so unless its tick was taken away."""
    wanted = set(said.get("hidden", ()))
    for key, word, _is_hidden in words:
        if key in wanted:
            hide(word, names)
        else:
            names.hidden.pop(key, None)
            names.kept.add(key)
    if word := said["word"].strip():
        hide(word, names, said["stand_in"].strip())
    save_case(draft=draft, hidden=names.hidden, kept=sorted(names.kept))


def _line(case: MaskedCase, me: uuid.UUID) -> dict[str, Any]:
    words = list(case.words.all())
    answered = any(one.user_id in case.helper_ids for one in words)
    label, tone = (_("Answered"), "good") if answered else (_("No answer yet"), "wait")
    if case.taken_back_at:
        label, tone = _("Taken back"), "neutral"
    return {
        "url": reverse("case_detail", args=[case.pk]),
        "day": day_words(timezone.localtime(case.sent_at).date()),
        "by": _("You") if case.user_id == me else case.user_name,
        "label": label,
        "tone": tone,
        "helps": me in case.helper_ids,
    }
