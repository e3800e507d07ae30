"""Reflections of the coachee, and corrections of notes."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.disclosure.classes import RecordClass
from coaching.requests import SignedIn
from cycles.forms.goals import NoteForm
from cycles.models import Note, Visit
from cycles.policies import Action, authorize, authorize_note
from cycles.services import correct_note, reflect
from cycles.services.audience import audience
from cycles.services.notes import own_sections
from cycles.services.pairs import Pair
from cycles.times import moment_words
from cycles.views.shown import section_words, trail


@login_required
@require_http_methods(["GET", "POST"])
def visit_reflect(request: SignedIn, pk: uuid.UUID, section: str) -> HttpResponse:
    """What the coachee thinks of a visit; the coach reads it when it is saved."""
    visit = get_object_or_404(Visit.objects.select_related("partnership__program"), pk=pk)
    pair = authorize(request.user, Action.REFLECT, visit.partnership)
    if visit.state != Visit.State.LOGGED or section not in {one.key for one in own_sections(pair)}:
        raise Http404
    written = Note.objects.filter(visit=visit, author=request.user, component=section).first()
    form = NoteForm(request.POST or None, initial={"text": written.text if written else ""})
    if form.is_valid():
        reflect(visit=visit, by=request.user, text=form.cleaned_data["text"], section=section)
        messages.success(request, _("Saved. %(name)s can read it now.") % {"name": pair.others_names})
        return redirect("visit_detail", pk)
    return _note_page(request, pair, form, visit, section, is_new=written is None)


@login_required
@require_http_methods(["GET", "POST"])
def note_correct(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Put one's own note right; what it said before stays readable (fault 32)."""
    note = get_object_or_404(Note.objects.select_related("partnership__program", "visit"), pk=pk)
    pair = authorize_note(request.user, note)
    form = NoteForm(request.POST or None, initial={"text": note.text})
    if form.is_valid():
        correct_note(note=note, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("Saved. It is marked as corrected."))
        return redirect("visit_detail", note.visit_id)
    return _note_page(request, pair, form, note.visit, note.component, is_new=False)


def _note_page(
    request: SignedIn, pair: Pair, form: NoteForm, visit: Visit, section: str, *, is_new: bool
) -> HttpResponse:
    heading = section_words(pair.framework, section)
    prompts = next((one.prompts for one in pair.framework.log.notes if one.key == section), ())
    context = {
        "pair": pair,
        "form": form,
        "visit": visit,
        "heading": heading,
        "when": moment_words(visit.starts_at),
        "prompts": [str(prompt) for prompt in prompts],
        "is_new": is_new,
        "trail": trail(pair, (heading, "")),
        "sees": audience(pair, RecordClass.NOTES),
    }
    return render(request, "cycles/note.html", context)
