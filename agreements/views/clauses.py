"""The clauses of the agreement while it is drafted: which the pair may tailor, and in what words they stand."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.clauses import groups_of, lines_now, may_reword, original_lines
from agreements.editions import drafted_with
from agreements.forms.drafting import ClauseForm
from agreements.life import permits, state_of
from agreements.models import Agreement
from agreements.policies import Action
from agreements.services import (
    NothingNew,
    OutForSignature,
    Piece,
    Place,
    PlanConflict,
    PlanDraft,
    fingerprint,
    new_since,
    open_suggestions,
    places_of,
    plan_of,
    save_plan,
    suggest,
)
from agreements.services.pieces import About
from agreements.views.drafting import as_things_stand, audiences_of, drafting
from agreements.views.suggested import rows_of
from agreements.views.surroundings import out_for_signature, people_of, signed_of, way_back
from coaching.frameworks.structure import Clause
from coaching.models import Partnership
from coaching.requests import SignedIn


@login_required
@require_GET
def clause_list(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Every clause as it would stand in the agreement, in its language: open ones with the way to tailor them."""
    partnership, parts = drafting(request, pk)
    if not permits(state_of(pk), Action.PLAN_EDIT):
        return as_things_stand(request, pk, parts)
    _plan, draft = plan_of(partnership)
    language = partnership.program.language
    rows = rows_of(open_suggestions(partnership), partnership, draft, request.user)
    new = new_since(partnership=partnership, by=request.user, draft=draft)
    with translation.override(language):
        groups = [
            {
                "heading": group.heading,
                "clauses": [_clause(partnership, one, draft, rows, new) for one in group.clauses],
            }
            for group in groups_of(drafted_with(partnership), partnership.format, language)
        ]
    context = {
        **_around(partnership, parts, _("Words of the agreement")),
        "groups": groups,
        "language": language,
        "done": request.GET.get("done", ""),
    }
    return render(request, "agreements/clause_list.html", context)


def _clause(
    partnership: Partnership, clause: Clause, draft: PlanDraft, rows: list[dict[str, Any]], new: dict[str, Piece]
) -> dict[str, Any]:
    own = draft.clauses.get(clause.key)
    name = f"{About.CLAUSE}.{clause.key}"
    first, *under = lines_now(clause, own)
    is_open = bool(clause.open and not clause.locked)
    return {
        "key": clause.key,
        "text": first,
        "under": under,
        "url": reverse("clause_edit", args=[partnership.pk, clause.key]) if is_open else "",
        "reworded": bool(own and "wording" in own),
        "added": bool(own and "addition" in own),
        "may_reword": may_reword(clause),
        "is_new": name in new,
        "suggestions": [row for row in rows if row["place"] == name],
    }


@login_required
@require_http_methods(["GET", "POST"])
def clause_edit(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """One open clause: the framework's words beside the pair's. Saved at once, or suggested to the others."""
    partnership, parts = drafting(request, pk)
    place = places_of(drafted_with(partnership), partnership.format).get(f"{About.CLAUSE}.{key}")
    if place is None or place.clause is None:
        raise Http404
    if not permits(state_of(pk), Action.PLAN_EDIT):
        return as_things_stand(request, pk, parts)
    page = ClausePage(request, partnership, parts, place, place.clause)
    if request.method == "GET":
        return page.as_saved()
    form = page.form(request.POST)
    if not form.is_valid():
        return page.show(form)
    if "suggest" in request.POST:
        return page.suggested(form)
    return page.saved(form, {} if "reset" in request.POST else form.own)


class ClausePage:
    """The page of one clause in the situations it can be in. Nothing that was typed is lost on the way."""

    def __init__(
        self, request: SignedIn, partnership: Partnership, parts: frozenset[str], place: Place, clause: Clause
    ) -> None:
        self.request, self.partnership, self.parts = request, partnership, parts
        self.place, self.clause = place, clause
        self.plan, self.draft = plan_of(partnership)
        self.own = self.draft.clauses.get(clause.key)
        self.out = out_for_signature(partnership.pk)
        wanted = request.GET.get("language", "")
        self.language = wanted if wanted in dict(settings.LANGUAGES) else partnership.program.language
        self.back = f"{reverse('clause_list', args=[partnership.pk])}?done={clause.key}#{clause.key}"

    def form(self, data: Any = None, **given: Any) -> ClauseForm:
        with translation.override(self.language):
            return ClauseForm(data, clause=self.clause, own=self.own, language=self.language, **given)

    def as_saved(self) -> HttpResponse:
        known = {"seen": fingerprint(self.place.of(self.draft)), "withdraws": self.out.pk if self.out else ""}
        return self.show(self.form(initial=known), is_saved=True)

    def typed(self, **instead: Any) -> ClauseForm:
        """The form as it was posted, with some hidden values renewed."""
        data = self.request.POST.copy()
        for name, value in instead.items():
            data[name] = str(value)
        return self.form(data)

    def saved(self, form: ClauseForm, own: dict[str, str]) -> HttpResponse:
        """Written straight into the plan; who has changed the clause meanwhile, or sent it, is said first (409)."""
        if form.cleaned_data["seen"] != fingerprint(self.place.of(self.draft)):
            return self.changed_meanwhile(self.draft)
        try:
            save_plan(
                partnership=self.partnership,
                by=self.request.user,
                data=self.place.into(self.draft, own),
                version=self.plan.version,
                withdraws=form.cleaned_data["withdraws"],
            )
        except PlanConflict as conflict:
            return self.changed_meanwhile(conflict.now)
        except OutForSignature as otherwise:
            self.out = otherwise.agreement
            return self.show(self._told_first(otherwise.agreement), status=409, news=True)
        messages.success(self.request, _("Saved.") if own else _("The clause has the framework's words again."))
        return redirect(self.back)

    def changed_meanwhile(self, now: PlanDraft) -> HttpResponse:
        """Somebody has saved this clause meanwhile: theirs is shown, what was typed stays in the form."""
        with translation.override(self.language):
            theirs = lines_now(self.clause, now.clauses.get(self.clause.key))
        return self.show(self.typed(seen=fingerprint(self.place.of(now))), status=409, theirs=theirs)

    def _told_first(self, out: Agreement | None) -> ClauseForm:
        return self.typed(withdraws=out.pk if out else "")

    def suggested(self, form: ClauseForm) -> HttpResponse:
        """Offered to the others; the clause stays as it is until one of them accepts."""
        try:
            reason = form.cleaned_data["reason"]
            by = self.request.user
            suggest(partnership=self.partnership, by=by, place=self.place, value=form.own, reason=reason)
        except NothingNew:
            return self.show(form, nothing_new=True)
        messages.success(self.request, _("Suggested. The clause stays as it is until somebody accepts it."))
        return redirect(self.back)

    def show(self, form: ClauseForm, *, status: int = 200, **more: Any) -> HttpResponse:
        rows = rows_of(open_suggestions(self.partnership), self.partnership, self.draft, self.request.user)
        with translation.override(self.language):
            original, now = original_lines(self.clause), lines_now(self.clause, self.own)
        context = {
            **_around(self.partnership, self.parts, _("One clause")),
            "clause": self.clause,
            "form": form,
            "original": original,
            "now": now,
            "own": self.own,
            "language": self.language,
            "language_name": dict(settings.LANGUAGES)[self.language],
            "out": self.out,
            "signed": signed_of(self.out) if self.out else None,
            "suggestions": [row for row in rows if row["place"] == self.place.name],
            "audiences": audiences_of(self.partnership),
            **more,
        }
        return render(self.request, "agreements/clause_edit.html", context, status=status)


def _around(partnership: Partnership, parts: frozenset[str], here: str) -> dict[str, Any]:
    """What the two pages have in common."""
    people = people_of(partnership.pk)
    plan = {"label": _("Plan"), "url": reverse("plan_edit", args=[partnership.pk])}
    return {
        "partnership": partnership,
        "pair": people.pair,
        "trail": [*way_back(partnership.pk, people, parts, here)[:-1], plan, {"label": here}],
    }
