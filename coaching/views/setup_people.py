"""The people of a program: who they are, what part they have, and their invitations."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coaching.forms.setup import EndPart, PartForm, PersonForm
from coaching.models import Contact, Membership, Person, Program
from coaching.requests import SignedIn
from coaching.services.directory import Enrolled, partnerships_page, people_page, with_parts
from coaching.services.partnerships import end_part_and_places
from coaching.services.people import enrol, invite_again
from coaching.views.setup import frame, program_to_set_up
from coaching.views.setup_rows import pager, part_names, partnership_rows, person_row, printable


@login_required
@require_GET
def setup_people(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Everybody in the program, by name, with parts and invitation."""
    program = program_to_set_up(request, pk)
    search, part = printable(request.GET.get("q", ""))[:120], request.GET.get("part", "")
    parts = part_names(program)
    part = part if part in parts else ""
    people, page = people_page(program, search=search, part=part, number=request.GET.get("page"))
    context = {
        "people": [person_row(program, person, parts) for person in people],
        "search": search,
        "part": part,
        "part_options": parts.items(),
        "pager": pager(page, q=search, part=part),
    }
    return render(request, "coaching/setup/people.html", frame(program, "setup_people") | context)


@login_required
def person_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One person, by hand. The answer is the same for an address that is known elsewhere (fault 77)."""
    program = program_to_set_up(request, pk)
    form = PersonForm(request.POST or None, program=program)
    if form.is_valid():
        membership = enrol(program=program, by=request.user, **form.cleaned_data)
        if form.cleaned_data["invite"]:
            messages.success(request, _("The person is added. The invitation is on its way."))
        else:
            messages.success(request, _("The person is added. No invitation was sent."))
        return redirect("person_setup", program.pk, membership.user_id)
    context = frame(program, "setup_people", (_("Add a person"), "")) | {"form": form}
    return render(request, "coaching/setup/person_add.html", context)


@login_required
@require_GET
def person_setup(request: SignedIn, pk: uuid.UUID, user_pk: uuid.UUID) -> HttpResponse:
    """One person: parts, invitation, and the partnerships they stand in."""
    program = program_to_set_up(request, pk)
    person = _person(program, user_pk)
    rows, _page = partnerships_page(program, number=1, person=person.id)
    context = {
        "person": person_row(program, person, part_names(program)),
        "contact": Contact.objects.filter(pk=person.id).first(),
        "partnerships": partnership_rows(program, rows),
    }
    return render(
        request, "coaching/setup/person_setup.html", frame(program, "setup_people", (person.name, "")) | context
    )


@login_required
def part_add(request: SignedIn, pk: uuid.UUID, user_pk: uuid.UUID) -> HttpResponse:
    """One more part for somebody who is here."""
    program = program_to_set_up(request, pk)
    person = _person(program, user_pk)
    form = PartForm(
        request.POST or None, program=program, held=[part["part"] for part in person.parts if not part["is_over"]]
    )
    if form.is_valid():
        enrol(program=program, email=person.email, name=person.name, by=request.user, invite=False, **form.cleaned_data)
        messages.success(request, _("The part is added."))
        return redirect("person_setup", program.pk, person.id)
    back = reverse("person_setup", args=[program.pk, person.id])
    context = frame(program, "setup_people", (person.name, back), (_("Add a part"), ""))
    return render(request, "coaching/setup/part_add.html", context | {"form": form, "person": person, "back": back})


@login_required
def part_end(request: SignedIn, pk: uuid.UUID, membership_pk: uuid.UUID) -> HttpResponse:
    """End a part, and the places it gave in partnerships."""
    program = program_to_set_up(request, pk)
    part = get_object_or_404(
        Membership.objects.select_related("program"), pk=membership_pk, program=program, ends_on=None
    )
    form = EndPart(request.POST or None, membership=part)
    if form.is_valid():
        end_part_and_places(membership=part, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, _("The part has an end."))
        return redirect("person_setup", program.pk, part.user_id)
    person, back = _person(program, part.user_id), reverse("person_setup", args=[program.pk, part.user_id])
    context = {"form": form, "person": person, "part": part_names(program).get(part.part, part.part), "back": back}
    trail = ((person.name, back), (_("End a part"), ""))
    return render(request, "coaching/setup/part_end.html", frame(program, "setup_people", *trail) | context)


@login_required
@require_POST
def invitation_send(request: SignedIn, pk: uuid.UUID, user_pk: uuid.UUID) -> HttpResponse:
    """Send an invitation, for the first time or again."""
    program = program_to_set_up(request, pk)
    person = _person(program, user_pk)
    invite_again(user_id=person.id, by=request.user)
    messages.success(request, _("The invitation is on its way."))
    return redirect("person_setup", program.pk, person.id)


def _person(program: Program, user_id: Any) -> Enrolled:
    """Somebody who has or had a part in the program; 404 for everybody else."""
    wanted = Person.objects.filter(pk=user_id, user__memberships__program=program).distinct()
    get_object_or_404(wanted)
    return with_parts(program, wanted)[0]
