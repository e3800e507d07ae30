"""Who works with whom, as its administrator sees it: people, place, and signed or waiting. No content."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coaching.forms.setup import PartnershipForm
from coaching.models import Party, Program
from coaching.requests import SignedIn
from coaching.services.directory import partnerships_page
from coaching.services.partnerships import NotPossible, leave, make_partnership
from coaching.views.setup import frame, program_to_set_up
from coaching.views.setup_rows import pager, partnership_rows


@login_required
@require_GET
def setup_partnerships(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """All partnerships of the program, newest first."""
    program = program_to_set_up(request, pk)
    rows, page = partnerships_page(program, number=request.GET.get("page"))
    context = {"partnerships": partnership_rows(program, rows), "pager": pager(page)}
    return render(request, "coaching/setup/partnerships.html", frame(program, "setup_partnerships") | context)


@login_required
def partnership_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A partnership by hand, in one of the formats of the framework."""
    program = program_to_set_up(request, pk)
    formats = {one.key: one for one in program.framework.formats}
    chosen = formats.get(request.GET.get("format", ""), program.framework.formats[0])
    form = PartnershipForm(request.POST or None, program=program, format=chosen.key)
    if form.is_valid():
        try:
            make_partnership(
                program=program,
                format=chosen.key,
                parties=form.parties,
                site=form.cleaned_data["site"],
                by=request.user,
            )
        except NotPossible:
            form.add_error(None, _("Somebody's part changed in the meantime. Choose the people again."))
        else:
            messages.success(request, _("The partnership is made. The pair can draft its plan now."))
            return redirect("setup_partnerships", program.pk)
    context = frame(program, "setup_partnerships", (_("Make a partnership"), ""))
    context |= {"form": form, "formats": _formats(program, chosen.key)}
    return render(request, "coaching/setup/partnership_add.html", context)


@login_required
@require_POST
def party_leave(request: SignedIn, pk: uuid.UUID, party_pk: uuid.UUID) -> HttpResponse:
    """End one person's place in a partnership."""
    program = program_to_set_up(request, pk)
    leave(party=get_object_or_404(Party, pk=party_pk, program=program))
    messages.success(request, _("The person has left this partnership. They see nothing new of it."))
    return redirect("setup_partnerships", program.pk)


def _formats(program: Program, chosen: str) -> list[dict[str, Any]]:
    """The formats to choose from; nothing to choose when there is one."""
    language = (get_language() or "en")[:2]
    if len(program.framework.formats) == 1:
        return []
    return [
        {"label": one.label.in_language(language), "url": f"?format={one.key}", "current": one.key == chosen}
        for one in program.framework.formats
    ]
