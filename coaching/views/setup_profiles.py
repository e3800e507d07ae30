"""Practice profiles of a program: the editions that are offered, and wording one of one's own with a preview (C2)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.forms.profiles import FunctionWordsForm, ProfileWordsForm
from coaching.frameworks.structure import ItemState, Profile
from coaching.models import Program, ProgramProfile
from coaching.requests import SignedIn
from coaching.services.profiles import (
    NoNameOfItsOwn,
    begin_edition,
    changes_in,
    content_of,
    discard_edition,
    offer_edition,
    offered_by,
    publish_edition,
    reword_function,
    reword_profile,
)
from coaching.views.setup import frame, program_to_set_up


def _program(request: SignedIn, pk: uuid.UUID) -> Program:
    """A program whose framework has a profile that is rated. Raises Http404, PermissionDenied."""
    program = program_to_set_up(request, pk)
    if not offered_by(program.framework):
        raise Http404
    return program


def _draft(program: Program, pk: uuid.UUID) -> ProgramProfile:
    return get_object_or_404(ProgramProfile, pk=pk, program=program, published_at=None)


@login_required
@require_GET
def setup_profiles(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Every edition that pairs are offered, the program's own ones first."""
    program = _program(request, pk)
    rows = list(ProgramProfile.objects.filter(program=program))
    context = {
        "drafts": [
            {"label": str(row.profile.label), "url": reverse("profile_preview", args=[pk, row.pk])}
            for row in rows
            if row.published_at is None
        ],
        "own": [
            {
                "id": row.pk,
                "name": str(row),
                "label": str(row.profile.label),
                "functions": [str(one.label) for one in row.profile.functions],
                "is_retired": row.retired_at is not None,
            }
            for row in rows
            if row.published_at
        ],
        "given": [
            {"name": one.name, "label": str(one.label), "functions": [str(f.label) for f in one.functions]}
            for one in offered_by(program.framework)
        ],
    }
    return render(request, "coaching/setup/profiles.html", frame(program, "setup_profiles") | context)


@login_required
@require_POST
def profile_begin(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Begin an edition with the words of another."""
    program = _program(request, pk)
    basis = content_of(program, request.POST.get("name", ""))
    if basis is None:
        raise Http404
    row = begin_edition(program=program, basis=basis, by=request.user)
    return redirect("profile_preview", pk, row.pk)


@login_required
@require_http_methods(["GET", "POST"])
def profile_preview(request: SignedIn, pk: uuid.UUID, profile_pk: uuid.UUID) -> HttpResponse:
    """The draft as those who rate will read it, with what is changed; putting it in use."""
    program = _program(request, pk)
    row = _draft(program, profile_pk)
    if request.method == "POST":
        try:
            publish_edition(row=row, by=request.user)
        except NoNameOfItsOwn:
            messages.warning(
                request, _("Give this edition a name of its own, so that pairs can tell it from the other.")
            )
            return redirect("profile_words", pk, row.pk)
        messages.success(request, _("In use. Pairs are offered it for new ratings."))
        return redirect("setup_profiles", pk)
    changed = changes_in(row, program.language)
    context = {
        "row": row,
        "changes": len(changed),
        "profile": _shown(program, row, changed),
    }
    trail = (str(row.profile.label), "")
    return render(request, "coaching/setup/profile_preview.html", frame(program, "setup_profiles", trail) | context)


def _shown(program: Program, row: ProgramProfile, changed: set[str]) -> dict[str, Any]:
    """The words in the language of the program, each with whether it is another than before."""
    language, profile = program.language, row.profile

    def said(node: Any) -> dict[str, Any]:
        text = node.in_language(language)
        return {"text": text, "is_new": text in changed}

    return {
        "label": said(profile.label),
        "foundation": said(profile.foundation),
        "evidence": said(profile.evidence),
        "functions": [
            {
                "label": said(function.label),
                "url": reverse("profile_function", args=[program.pk, row.pk, function.key]),
                "items": [[said(item.looks(state)) for state in ItemState] for item in function.items],
                "signs": [
                    {"level": str(level.label), **said(text)}
                    for level in profile.levels
                    if (text := function.sign(level.key))
                ],
            }
            for function in profile.functions
        ],
    }


@login_required
@require_http_methods(["GET", "POST"])
def profile_words(request: SignedIn, pk: uuid.UUID, profile_pk: uuid.UUID) -> HttpResponse:
    """Name, foundation, and how it asks for evidence."""
    program = _program(request, pk)
    row = _draft(program, profile_pk)
    now = {name: getattr(row.profile, name).in_language(program.language) for name in ProfileWordsForm.base_fields}
    form = ProfileWordsForm(request.POST or None, initial=now)
    if form.is_valid():
        reword_profile(row=row, words=form.cleaned_data, language=program.language)
        messages.success(request, _("Saved."))
        return redirect("profile_preview", pk, row.pk)
    return _words_page(request, program, row, form)


@login_required
@require_http_methods(["GET", "POST"])
def profile_function(request: SignedIn, pk: uuid.UUID, profile_pk: uuid.UUID, key: str) -> HttpResponse:
    """One function: its name, its items, and how it looks on each level."""
    program = _program(request, pk)
    row = _draft(program, profile_pk)
    profile: Profile = row.profile
    function = next((one for one in profile.functions if one.key == key), None)
    if function is None:
        raise Http404
    now = FunctionWordsForm.said_of(function, program.language)
    form = FunctionWordsForm(request.POST or None, profile=profile, function=function, initial=now)
    if form.is_valid():
        reword_function(
            row=row,
            key=key,
            label=form.cleaned_data["label"],
            signs=form.level_words(),
            items=form.items(),
            language=program.language,
        )
        messages.success(request, _("Saved."))
        return redirect("profile_preview", pk, row.pk)
    return _words_page(request, program, row, form)


def _words_page(request: SignedIn, program: Program, row: ProgramProfile, form: Any) -> HttpResponse:
    back = reverse("profile_preview", args=[program.pk, row.pk])
    trail = ((str(row.profile.label), back), (_("Words"), ""))
    context = {"form": form, "back": back, "is_function": isinstance(form, FunctionWordsForm)}
    return render(request, "coaching/setup/profile_words.html", frame(program, "setup_profiles", *trail) | context)


@login_required
@require_POST
def profile_discard(request: SignedIn, pk: uuid.UUID, profile_pk: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    program = _program(request, pk)
    discard_edition(row=_draft(program, profile_pk))
    messages.success(request, _("Thrown away."))
    return redirect("setup_profiles", pk)


@login_required
@require_POST
def profile_offer(request: SignedIn, pk: uuid.UUID, profile_pk: uuid.UUID) -> HttpResponse:
    """Offer an edition of one's own no more, or again."""
    program = _program(request, pk)
    row = get_object_or_404(ProgramProfile, pk=profile_pk, program=program, published_at__isnull=False)
    offer_edition(row=row, offered=row.retired_at is not None, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("setup_profiles", pk)
