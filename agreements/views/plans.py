"""Drafting the plan, looking at the agreement it makes, and sending it. Coach and coachee, often side by side."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements import wording
from agreements.clauses import in_another_language
from agreements.editions import drafted_with, edition_of, newest_beside
from agreements.forms.plans import ListChange, PlanForm, changed_list, practices_formset
from agreements.life import permits, state_of
from agreements.models import Agreement, AgreementState
from agreements.policies import Action, authorize_plan, may
from agreements.rendering import canonical_text, digest_of
from agreements.services import (
    AlreadyOut,
    ChangedMeanwhile,
    NotReady,
    OpenSuggestions,
    OutForSignature,
    Place,
    PlanConflict,
    PlanDraft,
    coaching_starts_after,
    matter_of,
    new_since,
    next_number,
    open_suggestions,
    places_of,
    plan_of,
    save_plan,
    send_for_signature,
    warning_of,
    what_is_missing,
)
from agreements.views.drafting import (
    PARTNERSHIPS,
    SAVED,
    as_things_stand,
    audiences_of,
    drafting,
    practice_list,
)
from agreements.views.suggested import answered, rows_of, said_by, words_of
from agreements.views.surroundings import out_for_signature, people_of, signed_of, steps, way_back
from coaching.models import Partnership, Person, ProgramPractice
from coaching.requests import SignedIn


@login_required
@require_http_methods(["GET", "POST"])
def plan_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The plan of a partnership: either of the pair writes it, in one sitting or in several."""
    partnership, parts = drafting(request, pk)
    if not permits(state_of(pk), Action.PLAN_EDIT):
        return as_things_stand(request, pk, parts)
    page = PlanPage(request, partnership, parts)
    if request.method == "GET":
        return page.as_saved()
    if change := request.POST.get("list"):
        return page.with_changed_list(change)
    form, practices = page.typed()
    if not (form.is_valid() & practices.is_valid()):
        return page.show(form, practices)
    try:
        save_plan(
            partnership=page.partnership,
            by=page.user,
            data=page.draft_of(form, practices),
            version=form.cleaned_data["version"],
            withdraws=form.cleaned_data["withdraws"],
        )
    except PlanConflict as conflict:
        return page.conflict(page.draft_of(form, practices), conflict)
    except OutForSignature as otherwise:
        return page.told_first(otherwise.agreement)
    if "preview" in request.POST:
        return redirect(reverse("agreement_preview", args=[pk]) + SAVED)
    messages.success(request, _("Saved."))
    return redirect(reverse("plan_edit", args=[pk]) + SAVED)


class PlanPage:
    """The page of the plan in the situations it can be in. Nothing that was typed is ever lost on the way."""

    def __init__(self, request: SignedIn, partnership: Partnership, parts: frozenset[str]) -> None:
        self.request, self.partnership, self.parts, self.user = request, partnership, parts, request.user
        self.plan, self.draft = plan_of(partnership)
        self.edition = edition_of(partnership, self.plan)
        self.framework = self.edition.framework
        # A wording that was picked stays one that was picked when the list has another by now
        self.known = list(ProgramPractice.objects.filter(program=partnership.program_id))
        self.listed = [one for one in self.known if one.retired_at is None]
        self.out = out_for_signature(partnership.pk)

    def as_saved(self) -> HttpResponse:
        known = {"version": self.plan.version, "withdraws": self.out.pk if self.out else ""}
        form = self._form(draft=self.draft, initial=known)
        return self.show(form, self._practices(rows=self.draft.practices), is_saved=True)

    def typed(self, **instead: Any) -> tuple[PlanForm, Any]:
        """The forms as they were posted, with some hidden values renewed."""
        data = self.request.POST.copy()
        for name, value in instead.items():
            data[name] = str(value)
        return self._form(data), self._practices(data=data)

    def draft_of(self, form: PlanForm, practices: Any) -> PlanDraft:
        """What was typed, with the clauses as they are: those are written on a page of their own."""
        return form.draft(practices.practices(), self.draft.clauses)

    def _form(self, *args: Any, **given: Any) -> PlanForm:
        return PlanForm(*args, framework=self.framework, format=self.partnership.format, **given)

    def _practices(self, **given: Any) -> Any:
        return practices_formset(framework=self.framework, listed=self.known, **given)

    def with_changed_list(self, change: str) -> HttpResponse:
        """The list of practices after a press beside it; nothing is saved. By htmx only the list comes back."""
        changed = changed_list(self.request.POST, change, self.listed)
        practices = self._practices(rows=changed.rows)
        if self.request.htmx:
            return render(self.request, "agreements/_practices.html", {**self._list(practices, changed), "swap": True})
        form = self._form()
        form.initial = form.as_typed(self.request.POST)
        return self.show(form, practices, changed=changed)

    def conflict(self, mine: PlanDraft, conflict: PlanConflict) -> HttpResponse:
        """Somebody saved meanwhile: theirs and mine side by side, mine still in the form (409)."""
        form, practices = self.typed(version=conflict.plan.version)
        name = _name_of(conflict.plan.updated_by_id)
        differences = self._differences(theirs=conflict.now, mine=mine)
        return self.show(form, practices, status=409, conflict={"name": name, "differences": differences})

    def _differences(self, *, theirs: PlanDraft, mine: PlanDraft) -> list[dict[str, Any]]:
        """Where two drafts answer a question otherwise, in words."""
        rows = []
        for asked in self.framework.plan_fields(self.partnership.format):
            saved, typed = said_by(asked, theirs, self.framework), said_by(asked, mine, self.framework)
            if saved != typed:
                rows.append({"label": asked.label, "theirs": saved, "mine": typed})
        return rows

    def told_first(self, out: Agreement | None) -> HttpResponse:
        """The agreement went out, or was signed by all, while this was being written: say so before it is saved."""
        self.out = out
        form, practices = self.typed(withdraws=out.pk if out else "")
        return self.show(form, practices, status=409, news=True)

    def show(
        self, form: PlanForm, practices: Any, *, status: int = 200, changed: ListChange | None = None, **more: Any
    ) -> HttpResponse:
        people = people_of(self.partnership.pk)
        context = {
            "partnership": self.partnership,
            "pair": people.pair,
            "trail": way_back(self.partnership.pk, people, self.parts, _("Plan")),
            "steps": steps(self.partnership.pk, 0),
            "form": form,
            **self._together(form),
            "framework": self.framework,
            "audiences": audiences_of(self.partnership),
            "starts_after": coaching_starts_after(self.partnership, self.framework),
            "newer": newest_beside(self.partnership),
            "edition": self.edition,
            "out": self.out,
            "signed": signed_of(self.out) if self.out else None,
            "active": Agreement.objects.filter(partnership=self.partnership, state=AgreementState.ACTIVE).first(),
            "done": self.request.GET.get("done", ""),
            **self._list(practices, changed),
            **more,
        }
        return render(self.request, "agreements/plan_edit.html", context, status=status)

    def _together(self, form: PlanForm) -> dict[str, Any]:
        """What others suggest and what is new since this person last looked, by question; and how the clauses stand."""
        partnership, draft, user = self.partnership, self.draft, self.user
        places = places_of(self.framework, partnership.format)
        new = new_since(partnership=partnership, by=user, draft=draft)
        rows = rows_of(open_suggestions(partnership), partnership, draft, user)
        clauses = [place for place in places.values() if place.clause]
        beside = {
            place.key: {
                "suggestions": [row for row in rows if row["place"] == name],
                "is_new": name in new,
                "before": words_of(place, new[name], self.framework) if name in new else [],
                "suggest_url": reverse("suggestion_make", args=[partnership.pk, place.key]),
            }
            for name, place in places.items()
            if place.question
        }
        return {
            "questions": [{**one, "beside": beside[one["field"].key]} for one in form.questions],
            "new": [
                {"label": place.label, "url": self._address(place)} for name, place in places.items() if name in new
            ],
            "new_by": _name_of(self.plan.updated_by_id) if new and self.plan.updated_by_id != user.pk else "",
            "to_answer": [row for row in rows if not row["mine"]],
            "answered": rows_of(answered(partnership), partnership, draft, user),
            "open_clauses": len(clauses),
            "own_clauses": len(draft.clauses),
            "clause_suggestions": sum(row["place"].startswith("clause.") for row in rows),
        }

    def _address(self, place: Place) -> str:
        """Where something that is new can be read."""
        page = reverse("clause_list", args=[self.partnership.pk]) if place.clause else ""
        return f"{page}#{place.key}"

    def _list(self, practices: Any, changed: ListChange | None) -> dict[str, Any]:
        return practice_list(self.request, self.partnership, self.listed, practices, changed)


def _name_of(user_id: uuid.UUID | None) -> str:
    return Person.objects.filter(pk=user_id).values_list("name", flat=True).first() or ""


# ---- looking at it, and sending it -------------------------------------------------------------------------------
@login_required
@require_GET
def agreement_preview(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The whole agreement as it would be signed, summary first, with what is still missing."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    parts = authorize_plan(request.user, partnership)
    if not permits(state_of(pk), Action.PLAN_EDIT):
        return as_things_stand(request, pk, parts)
    plan, draft = plan_of(partnership)
    matter, parties = matter_of(partnership, plan, number=next_number(partnership))
    language = _language(request.GET.get("language"), partnership)
    content = wording.compose(matter, language)
    people = people_of(pk)
    context = {
        "partnership": partnership,
        "pair": people.pair,
        "trail": way_back(pk, people, parts, _("Look it over")),
        "steps": steps(pk, 1),
        "content": content,
        "digest": digest_of(canonical_text(content)),
        "problems": what_is_missing(matter),
        "warning": warning_of(matter.framework, parties),
        "newer": newest_beside(partnership),
        "edition": edition_of(partnership, plan),
        "framework": matter.framework,
        "language": language,
        "languages": settings.LANGUAGES,
        "may_send": may(parts, Action.AGREEMENT_SEND),
        "senders": [
            matter.framework.words(part, get_language() or "en").one
            for part in matter.framework.format(partnership.format).parts
            if may([part], Action.AGREEMENT_SEND)
        ],
        "out": out_for_signature(pk),
        "suggestions": rows_of(open_suggestions(partnership), partnership, draft, request.user),
        "elsewise": _in_another_language(partnership, draft, language),
    }
    return render(request, "agreements/agreement_preview.html", context)


def _in_another_language(partnership: Partnership, draft: PlanDraft, language: str) -> list[dict[str, str]]:
    """The clauses in the pair's own words that are not in the language of the agreement, with where to mend it."""
    clauses = drafted_with(partnership).open_clauses(partnership.format)
    return [
        {
            "label": clauses[key].text.in_language(language),
            "url": reverse("clause_edit", args=[partnership.pk, key]) + f"?language={language}",
        }
        for key in in_another_language(draft.clauses, language)
        if key in clauses
    ]


def _language(wanted: str | None, partnership: Partnership) -> str:
    return wanted if wanted in dict(settings.LANGUAGES) else partnership.program.language


@login_required
@require_POST
def agreement_send(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Ask everybody to sign what the sender has just looked at."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    parts = authorize_plan(request.user, partnership)
    if not may(parts, Action.AGREEMENT_SEND):
        raise PermissionDenied
    if not permits(state_of(pk), Action.AGREEMENT_SEND):
        return as_things_stand(request, pk, parts)
    language = _language(request.POST.get("language"), partnership)
    try:
        agreement = send_for_signature(
            partnership=partnership,
            by=request.user,
            language=language,
            digest=request.POST.get("digest", ""),
            told_of=_told_of(request, partnership),
            set_aside=request.POST.get("open") == "set_aside",
        )
    except OpenSuggestions:
        messages.warning(request, _("There are open suggestions. Say first what becomes of them. It was not sent."))
        return redirect("agreement_preview", pk)
    except NotReady:
        messages.warning(request, _("Something is still missing. It was not sent."))
        return redirect("agreement_preview", pk)
    except ChangedMeanwhile:
        messages.warning(request, _("The plan was changed while you were looking at it. Look it over again."))
        return redirect("agreement_preview", pk)
    except AlreadyOut as already:
        return redirect("agreement_detail", already.agreement.pk)
    messages.success(request, _("Sent. Everyone who signs gets a mail."))
    return redirect("agreement_detail", agreement.pk)


def _told_of(request: SignedIn, partnership: Partnership) -> list[uuid.UUID]:
    """The open suggestions that the sender was shown, where they have said what becomes of them."""
    shown = request.POST.getlist("told_of") if request.POST.get("open") in ("keep", "set_aside") else []
    return [one.pk for one in open_suggestions(partnership) if str(one.pk) in shown]
