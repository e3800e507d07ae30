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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements import wording
from agreements.audiences import plan_audience
from agreements.forms.plans import ListChange, PlanForm, changed_list, practices_formset
from agreements.life import permits, state_of
from agreements.models import Agreement, AgreementState, Plan
from agreements.policies import Action, authorize_plan, may
from agreements.rendering import canonical_text, digest_of
from agreements.services import (
    FIELDS,
    AlreadyOut,
    ChangedMeanwhile,
    NotReady,
    OutForSignature,
    PlanConflict,
    PlanDraft,
    coaching_starts_after,
    matter_of,
    next_number,
    plan_of,
    save_plan,
    send_for_signature,
    warning_of,
    what_is_missing,
)
from agreements.views.surroundings import hub_url, out_for_signature, people_of, signed_of, steps, way_back
from coaching.disclosure.classes import RecordClass
from coaching.frameworks.structure import PlanField
from coaching.models import Partnership, Person, ProgramPractice
from coaching.requests import SignedIn

SAVED = "?saved=1"
"""Tells the page that what it keeps of the typing can go."""

PARTNERSHIPS = Partnership.objects.select_related("framework_version", "program", "site")


@login_required
@require_http_methods(["GET", "POST"])
def plan_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The plan of a partnership: either of the pair writes it, in one sitting or in several."""
    page = _page(request, pk)
    if not permits(state_of(pk), Action.PLAN_EDIT):
        return _as_things_stand(request, pk, page.parts)
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
            data=form.draft(practices.practices()),
            version=form.cleaned_data["version"],
            withdraws=form.cleaned_data["withdraws"],
        )
    except PlanConflict as conflict:
        return page.conflict(form.draft(practices.practices()), conflict)
    except OutForSignature as otherwise:
        return page.told_first(otherwise.agreement)
    if "preview" in request.POST:
        return redirect(reverse("agreement_preview", args=[pk]) + SAVED)
    messages.success(request, _("Saved."))
    return redirect(reverse("plan_edit", args=[pk]) + SAVED)


def _as_things_stand(request: SignedIn, pk: uuid.UUID, parts: frozenset[str]) -> HttpResponse:
    """The coaching rests or has ended: the plan is not changed now."""
    messages.info(request, _("The plan cannot be changed as things stand now. See below how your coaching stands."))
    return redirect(hub_url(pk, parts))


def _page(request: SignedIn, pk: uuid.UUID) -> "PlanPage":
    """Fetch and authorise: the plan is the pair's."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    parts = authorize_plan(request.user, partnership)
    if not may(parts, Action.PLAN_EDIT):
        raise PermissionDenied
    return PlanPage(request, partnership, parts)


class PlanPage:
    """The page of the plan in the situations it can be in. Nothing that was typed is ever lost on the way."""

    def __init__(self, request: SignedIn, partnership: Partnership, parts: frozenset[str]) -> None:
        self.request, self.partnership, self.parts, self.user = request, partnership, parts, request.user
        self.framework = partnership.framework
        self.listed = list(ProgramPractice.objects.filter(program=partnership.program_id))
        self.out = out_for_signature(partnership.pk)

    def as_saved(self) -> HttpResponse:
        plan, draft = plan_of(self.partnership)
        known = {"version": plan.version, "withdraws": self.out.pk if self.out else ""}
        form = self._form(draft=draft, initial=known)
        return self.show(form, self._practices(rows=draft.practices), is_saved=True)

    def typed(self, **instead: Any) -> tuple[PlanForm, Any]:
        """The forms as they were posted, with some hidden values renewed."""
        data = self.request.POST.copy()
        for name, value in instead.items():
            data[name] = str(value)
        return self._form(data), self._practices(data=data)

    def _form(self, *args: Any, **given: Any) -> PlanForm:
        return PlanForm(*args, framework=self.framework, format=self.partnership.format, **given)

    def _practices(self, **given: Any) -> Any:
        return practices_formset(framework=self.framework, listed=self.listed, **given)

    def with_changed_list(self, change: str) -> HttpResponse:
        """The list of practices after a press beside it; nothing is saved. By htmx only the list comes back."""
        changed = changed_list(self.request.POST, change, self.listed)
        practices = self._practices(rows=changed.rows)
        if self.request.htmx:  # type: ignore[attr-defined]
            return render(self.request, "agreements/_practices.html", {**self._list(practices, changed), "swap": True})
        form = self._form()
        form.initial = form.as_typed(self.request.POST)
        return self.show(form, practices, changed=changed)

    def conflict(self, mine: PlanDraft, conflict: PlanConflict) -> HttpResponse:
        """Somebody saved meanwhile: theirs and mine side by side, mine still in the form (409)."""
        form, practices = self.typed(version=conflict.plan.version)
        name = Person.objects.filter(pk=conflict.plan.updated_by_id).values_list("name", flat=True).first()
        differences = self._differences(theirs=conflict.now, mine=mine)
        return self.show(form, practices, status=409, conflict={"name": name or "", "differences": differences})

    def _differences(self, *, theirs: PlanDraft, mine: PlanDraft) -> list[dict[str, Any]]:
        """Where two drafts answer a question otherwise, in words."""
        rows = []
        for asked in self.framework.plan_fields(self.partnership.format):
            saved, typed = self._said(asked, theirs), self._said(asked, mine)
            if saved != typed:
                rows.append({"label": asked.label, "theirs": saved, "mine": typed})
        return rows

    def _said(self, asked: PlanField, draft: PlanDraft) -> list[str]:
        plan = Plan(**{name: getattr(draft, name) for name in FIELDS})
        said = wording.said(asked, plan, self.framework, [one.text for one in draft.practices])
        return [said] if isinstance(said, str) else said

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
            "questions": form.questions,
            "framework": self.framework,
            "audiences": {
                "plan": plan_audience(self.framework, RecordClass.AGREEMENT, self.partnership.format),
                "terms": plan_audience(self.framework, RecordClass.AGREEMENT_TERMS, self.partnership.format),
            },
            "starts_after": coaching_starts_after(self.partnership, self.framework),
            "out": self.out,
            "signed": signed_of(self.out) if self.out else None,
            "active": Agreement.objects.filter(partnership=self.partnership, state=AgreementState.ACTIVE).first(),
            **self._list(practices, changed),
            **more,
        }
        return render(self.request, "agreements/plan_edit.html", context, status=status)

    def _list(self, practices: Any, changed: ListChange | None) -> dict[str, Any]:
        return {
            "practices": practices,
            "practices_guidance": self.framework.practices.guidance,
            "practices_audience": plan_audience(self.framework, RecordClass.PRACTICES, self.partnership.format),
            "categories": _by_category(self.listed),
            "full": len(practices.forms) >= self.framework.practices.most,
            "changed": changed,
            "plan_url": self.request.path,
        }


def _by_category(listed: list[ProgramPractice]) -> list[tuple[str, list[ProgramPractice]]]:
    categories: dict[str, list[ProgramPractice]] = {}
    for one in listed:
        categories.setdefault(one.category, []).append(one)
    return list(categories.items())


# ---- looking at it, and sending it -------------------------------------------------------------------------------
@login_required
@require_GET
def agreement_preview(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The whole agreement as it would be signed, summary first, with what is still missing."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    parts = authorize_plan(request.user, partnership)
    if not permits(state_of(pk), Action.PLAN_EDIT):
        return _as_things_stand(request, pk, parts)
    plan, _draft = plan_of(partnership)
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
        "warning": warning_of(partnership.framework, parties),
        "language": language,
        "languages": settings.LANGUAGES,
        "may_send": may(parts, Action.AGREEMENT_SEND),
        "out": out_for_signature(pk),
    }
    return render(request, "agreements/agreement_preview.html", context)


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
        return _as_things_stand(request, pk, parts)
    language = _language(request.POST.get("language"), partnership)
    try:
        agreement = send_for_signature(
            partnership=partnership, by=request.user, language=language, digest=request.POST.get("digest", "")
        )
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
