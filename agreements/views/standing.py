"""Pause and go on, ask to agree anew, conclude, end early: what the parties do with an agreement that is signed."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agreements.forms.life import ClosingStepForm, ConcludeForm, PauseForm, ReasonForm, RenegotiationForm
from agreements.life import permits, state_of
from agreements.models import Agreement, AgreementState
from agreements.places import home_of
from agreements.policies import Action, authorize_party
from agreements.services import (
    NotNow,
    ask_anew,
    closing_steps,
    conclude,
    discontinue,
    keep_as_agreed,
    pause,
    resume,
    write_closing_step,
)
from agreements.views.surroundings import hub_url, people_of, way_back
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in

PARTNERSHIPS = Partnership.objects.select_related("framework_version", "program")


class Here:
    """A partnership of which somebody is a party, and what they want to do with it."""

    def __init__(self, request: SignedIn, pk: uuid.UUID, action: Action) -> None:
        self.request, self.action = request, action
        self.partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
        self.parts = authorize_party(request.user, action, self.partnership)
        self.is_possible = permits(state_of(pk), action)

    def not_now(self) -> HttpResponse:
        """The coaching stands otherwise by now: say so, and lead back."""
        messages.info(self.request, _("This cannot be done as things stand now. See below how your coaching stands."))
        return self.back()

    def back(self) -> HttpResponse:
        return redirect(self.hub)

    @property
    def hub(self) -> str:
        return hub_url(self.partnership.pk, self.parts)

    def page(self, template: str, here: str, **more: Any) -> HttpResponse:
        people = people_of(self.partnership.pk)
        context = {
            "partnership": self.partnership,
            "pair": people.pair,
            "trail": way_back(self.partnership.pk, people, self.parts, here),
            "back": self.hub,
            **more,
        }
        return render(self.request, template, context)


# ---- pause and go on ---------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def partnership_pause(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Let the coaching rest, with a reason for the pair and a day to look again (A17)."""
    here = Here(request, pk, Action.PAUSE)
    if not here.is_possible:
        return here.not_now()
    form = PauseForm(request.POST or None, today=today_in(here.partnership.program))
    if form.is_valid():
        try:
            pause(partnership=here.partnership, by=request.user, **form.cleaned_data)
        except NotNow:
            return here.not_now()
        messages.success(request, _("Paused. Nothing is due until one of you goes on."))
        return here.back()
    return here.page("agreements/partnership_pause.html", _("Pause"), form=form)


@login_required
@require_POST
def partnership_resume(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Go on after a pause."""
    here = Here(request, pk, Action.RESUME)
    try:
        resume(partnership=here.partnership, by=request.user)
    except NotNow:
        return here.not_now()
    messages.success(request, _("You go on. The rhythm counts from today."))
    return here.back()


# ---- agreeing anew -----------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def partnership_renegotiate(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Ask the others to agree anew on a goal or on the plan (D18)."""
    here = Here(request, pk, Action.RENEGOTIATE)
    if not here.is_possible:
        return here.not_now()
    form = RenegotiationForm(request.POST or None)
    if form.is_valid():
        try:
            ask_anew(partnership=here.partnership, by=request.user, **form.cleaned_data)
        except NotNow:
            return here.not_now()
        messages.success(request, _("Asked. The others get a mail."))
        return here.back()
    said = here.partnership.framework.renegotiating
    return here.page(
        "agreements/partnership_renegotiate.html", _("Agree anew"), form=form, said=str(said.text) if said else ""
    )


@login_required
@require_POST
def partnership_keep(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The parties have talked: everything stays as it is signed."""
    here = Here(request, pk, Action.RENEGOTIATION_KEEP)
    try:
        keep_as_agreed(partnership=here.partnership, by=request.user)
    except NotNow:
        return here.not_now()
    messages.success(request, _("Kept as it is. The others get a mail."))
    return here.back()


# ---- the end -----------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def partnership_conclude(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The steps of the framework's conclusion, and the end when each is done or left out (D19)."""
    here = Here(request, pk, Action.CONCLUDE)
    if not here.is_possible:
        return here.not_now()
    steps = closing_steps(here.partnership)
    left = [step for step, done in steps if done is None]
    form = ConcludeForm(request.POST or None)
    if form.is_valid() and not left:
        try:
            conclude(partnership=here.partnership, by=request.user, words=form.cleaned_data["words"])
        except NotNow:
            return here.not_now()
        messages.success(request, _("Your coaching is concluded. You keep your record."))
        return redirect(home_of(pk, here.parts))
    rows = [{"step": step, "done": done, "mine": _may_record(step.by, here.parts)} for step, done in steps]
    still = [one for name in settings.ENDING_OPEN for one in import_string(name)(here.partnership, request.user)]
    page = {"rows": rows, "left": left, "still_open": still, "form": form}
    return here.page("agreements/partnership_conclude.html", _("Conclude"), **page)


def _may_record(by: tuple[str, ...], parts: frozenset[str]) -> bool:
    """Whether a step is theirs to record: that of a part that they hold."""
    return not parts.isdisjoint(by)


@login_required
@require_http_methods(["GET", "POST"])
def closing_step(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """Record one step of the conclusion, or leave it out and say why."""
    here = Here(request, pk, Action.CLOSING_STEP)
    found = next(((step, done) for step, done in closing_steps(here.partnership) if step.key == key), None)
    if found is None:
        raise Http404
    step, done = found
    if not _may_record(step.by, here.parts):
        raise PermissionDenied
    if not here.is_possible:
        return here.not_now()
    form = ClosingStepForm(request.POST or None, today=today_in(here.partnership.program), step=done)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("done_on", "words", "waived_reason")}
        write_closing_step(partnership=here.partnership, by=request.user, key=key, **said)
        messages.success(request, _("Saved."))
        return redirect("partnership_conclude", pk)
    return here.page("agreements/closing_step.html", str(step.label), step=step, form=form)


@login_required
@require_http_methods(["GET", "POST"])
def partnership_end(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """End the coaching early and openly, with a note to the other parties (D11)."""
    here = Here(request, pk, Action.DISCONTINUE)
    if not here.is_possible:
        return here.not_now()
    form = ReasonForm(
        request.POST or None,
        label=_("Your note to the others"),
        help_text=_("Everyone who signs can read it."),
    )
    if form.is_valid():
        try:
            discontinue(partnership=here.partnership, by=request.user, words=form.cleaned_data["words"])
        except NotNow:
            return here.not_now()
        messages.success(request, _("The coaching has ended. The others get a mail and can read your note."))
        return redirect(home_of(pk, here.parts))
    is_signed = Agreement.objects.filter(partnership=pk, state=AgreementState.ACTIVE).exists()
    return here.page("agreements/partnership_end.html", _("End the coaching"), form=form, is_signed=is_signed)
