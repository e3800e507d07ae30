"""Suggesting another answer to a question of the plan, and answering what somebody else suggested."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.editions import drafted_with
from agreements.forms.drafting import AnswerSuggestionForm, WhyForm
from agreements.forms.plans import ListChange, PlanForm, changed_list, practices_formset
from agreements.life import permits, state_of
from agreements.models import Suggestion
from agreements.policies import Action
from agreements.services import (
    Answered,
    NotFitting,
    NothingNew,
    Outdated,
    OutForSignature,
    Place,
    accept_suggestion,
    decline_suggestion,
    fingerprint,
    mark_seen,
    place_of,
    places_of,
    plan_of,
    suggest,
    withdraw_suggestion,
)
from agreements.services.pieces import About
from agreements.views.drafting import as_things_stand, audiences_of, drafting, practice_list
from agreements.views.suggested import rows_of, words_of
from agreements.views.surroundings import out_for_signature, people_of, way_back
from coaching.models import Partnership, ProgramPractice
from coaching.requests import SignedIn


@login_required
@require_POST
def plan_seen(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Somebody has seen what is new in the plan."""
    partnership, _parts = drafting(request, pk)
    if permits(state_of(pk), Action.PLAN_EDIT):
        _plan, draft = plan_of(partnership)
        mark_seen(partnership=partnership, by=request.user, draft=draft)
    return redirect("plan_edit", pk)


# ---- suggesting --------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def suggestion_make(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Suggest another answer to one question, beside the one that the plan gives now."""
    partnership, parts = drafting(request, pk)
    place = places_of(drafted_with(partnership), partnership.format).get(f"{About.QUESTION}.{key}")
    if place is None:
        raise Http404
    if not permits(state_of(pk), Action.PLAN_EDIT):
        return as_things_stand(request, pk, parts)
    page = SuggestPage(request, partnership, parts, place)
    if request.method == "GET":
        return page.begun()
    if change := request.POST.get("list"):
        return page.with_changed_list(change)
    form, practices, why = page.form(request.POST), page.practices(data=request.POST), WhyForm(request.POST)
    valid = [form.is_valid(), why.is_valid(), not page.asks_practices or practices.is_valid()]
    if not all(valid):
        return page.show(form, practices, why)
    typed = form.draft(practices.practices() if page.asks_practices else ())
    try:
        reason = why.cleaned_data["reason"]
        suggest(partnership=partnership, by=request.user, place=place, value=place.of(typed), reason=reason)
    except NothingNew:
        return page.show(form, practices, why, nothing_new=True)
    messages.success(request, _("Suggested. The plan stays as it is until somebody accepts it."))
    return redirect(f"{reverse('plan_edit', args=[pk])}?done={key}#{key}")


class SuggestPage:
    """The page of one question in the situations it can be in. Nothing that was typed is lost on the way."""

    def __init__(self, request: SignedIn, partnership: Partnership, parts: frozenset[str], place: Place) -> None:
        self.request, self.partnership, self.parts, self.place = request, partnership, parts, place
        self.framework = drafted_with(partnership)
        _plan, self.draft = plan_of(partnership)
        # As in the plan: a former wording that was picked stays, and is not offered any more
        self.known = list(ProgramPractice.objects.filter(program=partnership.program_id))
        self.listed = [one for one in self.known if one.retired_at is None]
        assert place.question is not None
        self.question = place.question
        self.asks_practices = place.question.kind == "practices"

    def form(self, *args: Any, **given: Any) -> PlanForm:
        return PlanForm(*args, framework=self.framework, format=self.partnership.format, only=self.question, **given)

    def practices(self, **given: Any) -> Any:
        return practices_formset(framework=self.framework, listed=self.known, **given)

    def begun(self) -> HttpResponse:
        practices = self.practices(rows=self.draft.practices)
        return self.show(self.form(draft=self.draft), practices, WhyForm(), is_begun=True)

    def with_changed_list(self, change: str) -> HttpResponse:
        """The list of practices after a press beside it; nothing is suggested yet."""
        changed = changed_list(self.request.POST, change, self.listed)
        practices = self.practices(rows=changed.rows)
        if self.request.htmx:
            listed = practice_list(self.request, self.partnership, self.listed, practices, changed)
            return render(self.request, "agreements/_practices.html", {**listed, "swap": True})
        why = WhyForm(initial={"reason": self.request.POST.get("reason", "")})
        form = self.form()
        form.initial = form.as_typed(self.request.POST)
        return self.show(form, practices, why, changed=changed)

    def show(
        self, form: PlanForm, practices: Any, why: WhyForm, *, changed: ListChange | None = None, **more: Any
    ) -> HttpResponse:
        people = people_of(self.partnership.pk)
        plan_url = reverse("plan_edit", args=[self.partnership.pk])
        context = {
            "partnership": self.partnership,
            "pair": people.pair,
            "trail": [*way_back(self.partnership.pk, people, self.parts, _("Plan"))[:-1],
                      {"label": _("Plan"), "url": plan_url}, {"label": _("Suggest")}],
            "form": form,
            "why": why,
            "question": form.questions[0],
            "present": words_of(self.place, self.place.of(self.draft), self.framework),
            "framework": self.framework,
            "audiences": audiences_of(self.partnership),
            "back": f"{plan_url}#{self.place.key}",
            **practice_list(self.request, self.partnership, self.listed, practices, changed),
            **more,
        }  # fmt: skip
        return render(self.request, "agreements/suggestion_make.html", context)


# ---- answering ---------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def suggestion_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What the plan says and what is suggested, side by side; accept it, decline it, or take one's own back."""
    suggestion = get_object_or_404(Suggestion, pk=pk)
    partnership, parts = drafting(request, suggestion.partnership_id)
    place = place_of(suggestion, partnership)
    if place is None:
        raise Http404
    page = AnswerPage(request, partnership, parts, suggestion, place)
    if request.method == "GET":
        return page.show()
    if not permits(state_of(partnership.pk), Action.PLAN_EDIT):
        return as_things_stand(request, partnership.pk, parts)
    return page.answer()


class AnswerPage:
    """A suggestion, and what this person can do about it."""

    def __init__(
        self,
        request: SignedIn,
        partnership: Partnership,
        parts: frozenset[str],
        suggestion: Suggestion,
        place: Place,
    ) -> None:
        self.request, self.partnership, self.parts = request, partnership, parts
        self.suggestion, self.place = suggestion, place
        back = "clause_list" if place.clause else "plan_edit"
        self.back = f"{reverse(back, args=[partnership.pk])}#{place.key}"

    def answer(self) -> HttpResponse:
        """Do what was pressed; what has happened meanwhile is said, and nothing is done then."""
        form = AnswerSuggestionForm(self.request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            said = self._do(self.request.POST.get("verdict", ""), form.cleaned_data)
        except Answered:
            return self.show(form, status=409, meanwhile=_("It has been answered or taken back meanwhile. See below."))
        except Outdated:
            told = _("The plan was changed while you were looking at it. Nothing was saved. Look at it again.")
            return self.show(form, status=409, meanwhile=told)
        except NotFitting:
            told = _("This answer is not offered any more, so it cannot be accepted. Nothing was saved.")
            return self.show(form, status=409, meanwhile=told)
        except OutForSignature:
            told = _("How the agreement stands has changed meanwhile. Nothing was saved. Read on before you accept.")
            return self.show(form, status=409, meanwhile=told)
        messages.success(self.request, said)
        return redirect(self.back)

    def _do(self, verdict: str, said: dict[str, Any]) -> str:
        suggestion, by = self.suggestion, self.request.user
        if verdict == "accept":
            accept_suggestion(suggestion=suggestion, by=by, seen=said["seen"], withdraws=said["withdraws"])
            return _("Accepted. It stands in the plan now.")
        if verdict == "withdraw":
            withdraw_suggestion(suggestion=suggestion, by=by)
            return _("Taken back. The plan stays as it is.")
        decline_suggestion(suggestion=suggestion, by=by, words=said["words"])
        return _("Declined. The plan stays as it is.")

    def show(self, form: AnswerSuggestionForm | None = None, *, status: int = 200, **more: Any) -> HttpResponse:
        partnership = self.partnership
        suggestion = Suggestion.objects.get(pk=self.suggestion.pk)
        _plan, draft = plan_of(partnership)
        people = people_of(partnership.pk)
        row = rows_of([suggestion], partnership, draft, self.request.user)[0]
        basis = words_of(self.place, suggestion.basis, drafted_with(partnership))
        can = permits(state_of(partnership.pk), Action.PLAN_EDIT) and suggestion.is_open
        plan_url = reverse("plan_edit", args=[partnership.pk])
        context = {
            "partnership": partnership,
            "pair": people.pair,
            "trail": [*way_back(partnership.pk, people, self.parts, _("Plan"))[:-1],
                      {"label": _("Plan"), "url": plan_url}, {"label": _("Suggestion")}],
            "row": row,
            "basis": basis if row["outdated"] else None,
            "seen": fingerprint(self.place.of(draft)),
            "may_answer": can and not row["mine"],
            "may_withdraw": can and row["mine"],
            "out": out_for_signature(partnership.pk),
            "audience": audiences_of(partnership)["pair"],
            "form": form or AnswerSuggestionForm(),
            "back": self.back,
            **more,
        }  # fmt: skip
        return render(self.request, "agreements/suggestion_detail.html", context, status=status)
