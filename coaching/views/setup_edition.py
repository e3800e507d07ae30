"""A newer edition of the framework: what it would change for new partnerships, and the choice to start them with it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.frameworks.comparing import disclosure_changes, word_changes
from coaching.requests import SignedIn
from coaching.services.programs import NotNewest, adopt_edition, newest_beside
from coaching.views.setup import frame, program_to_set_up


@login_required
@require_http_methods(["GET", "POST"])
def program_edition(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Side by side, who sees what and the words; new partnerships start with it, the others choose for themselves."""
    program = program_to_set_up(request, pk)
    newest = newest_beside(program.framework_version)
    if newest is None:
        messages.info(request, _("New partnerships start with the newest edition."))
        return redirect("program_setup", pk)
    if request.method == "POST":
        try:
            adopt_edition(program=program, number=request.POST.get("number", ""), by=request.user)
        except NotNewest:
            messages.warning(request, _("There is another edition meanwhile. Look at it again. Nothing was changed."))
            return redirect("program_edition", pk)
        messages.success(request, _("New partnerships start with the newer edition."))
        return redirect("program_setup", pk)
    before, after, language = program.framework, newest.framework, (get_language() or "en")[:2]
    context = {
        "framework": after,
        "numbers": (before.number, after.number),
        "cells": disclosure_changes(before, after, language),
        "words": word_changes(before, after, language),
    }
    trail = (_("A newer edition"), "")
    return render(request, "coaching/setup/program_edition.html", frame(program, "program_edit", trail) | context)
