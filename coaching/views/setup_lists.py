"""What a program has beside its people: agencies, sites, and its list of practices."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coaching.forms.setup import AgencyForm, AgencyPerson, PracticeForm, PracticePaste, SiteForm
from coaching.models import Agency, Person, Program, ProgramPractice, Site
from coaching.requests import SignedIn
from coaching.services.directory import with_parts
from coaching.services.people import enrol
from coaching.services.programs import (
    add_practices,
    by_category,
    former_wordings,
    move_practice,
    name_agency,
    remove_practice,
    reword_practice,
    save_site,
)
from coaching.views.setup import frame, program_to_set_up
from coaching.views.setup_rows import part_names, person_row


@login_required
def setup_agencies(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The outside agencies, with a form to name one more."""
    program = program_to_set_up(request, pk)
    form = AgencyForm(request.POST or None, program=program)
    if form.is_valid():
        agency = name_agency(program=program, by=request.user, **form.cleaned_data)
        messages.success(request, _("The agency is named. You can invite its people now."))
        return redirect("agency_setup", program.pk, agency.pk)
    agencies = [
        {"name": one.name, "kind": one.get_kind_display(), "url": reverse("agency_setup", args=[program.pk, one.pk])}
        for one in program.agencies.all()
    ]
    context = frame(program, "setup_agencies") | {"form": form, "agencies": agencies}
    return render(request, "coaching/setup/agencies.html", context)


@login_required
def agency_setup(request: SignedIn, pk: uuid.UUID, agency_pk: uuid.UUID) -> HttpResponse:
    """One agency: its people, and a form to invite one more."""
    program = program_to_set_up(request, pk)
    agency = get_object_or_404(Agency, pk=agency_pk, program=program)
    form = AgencyPerson(request.POST or None)
    if form.is_valid():
        enrol(program=program, part=agency.kind, agency=agency, by=request.user, **form.cleaned_data)
        messages.success(request, _("The person is added. The invitation is on its way."))
        return redirect("agency_setup", program.pk, agency.pk)
    people = Person.objects.filter(user__memberships__agency=agency).order_by("sort_name").distinct()
    names = part_names(program)
    context = {
        "agency": agency,
        "form": form,
        "people": [person_row(program, person, names) for person in with_parts(program, people)],
    }
    return render(
        request, "coaching/setup/agency_setup.html", frame(program, "setup_agencies", (agency.name, "")) | context
    )


@login_required
def setup_sites(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The sites and classrooms, with a form for one more."""
    program = program_to_set_up(request, pk)
    form = SiteForm(request.POST or None, program=program)
    if form.is_valid():
        save_site(program=program, name=form.cleaned_data["name"])
        messages.success(request, _("The site is added."))
        return redirect("setup_sites", program.pk)
    sites = [{"name": one.name, "url": reverse("site_edit", args=[program.pk, one.pk])} for one in program.sites.all()]
    return render(request, "coaching/setup/sites.html", frame(program, "setup_sites") | {"form": form, "sites": sites})


@login_required
def site_edit(request: SignedIn, pk: uuid.UUID, site_pk: uuid.UUID) -> HttpResponse:
    """Rename a site."""
    program = program_to_set_up(request, pk)
    site = get_object_or_404(Site, pk=site_pk, program=program)
    form = SiteForm(request.POST or None, program=program, site=site, initial={"name": site.name})
    if form.is_valid():
        save_site(program=program, site=site, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("setup_sites", program.pk)
    context = frame(program, "setup_sites", (site.name, "")) | {"form": form, "site": site}
    return render(request, "coaching/setup/site_edit.html", context)


@login_required
@require_POST
def site_remove(request: SignedIn, pk: uuid.UUID, site_pk: uuid.UUID) -> HttpResponse:
    """Take a site off the list; people and partnerships there go on without a site."""
    program = program_to_set_up(request, pk)
    get_object_or_404(Site, pk=site_pk, program=program).delete()
    messages.success(request, _("The site is removed."))
    return redirect("setup_sites", program.pk)


@login_required
@require_GET
def setup_practices(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The program's list of practices, by category, in its own order (A1)."""
    program = program_to_set_up(request, pk)
    groups = [
        {
            "category": category,
            "practices": [
                {
                    "id": one.pk,
                    "text": one.text,
                    "url": reverse("practice_edit", args=[program.pk, one.pk]),
                    "move_url": reverse("practice_move", args=[program.pk, one.pk]),
                }
                for one in practices
            ],
        }
        for category, practices in by_category(program.practices.listed()).items()
    ]
    context = frame(program, "setup_practices") | {"groups": groups}
    return render(request, "coaching/setup/practices.html", context)


@login_required
def practice_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One practice or many, by pasting lines."""
    program = program_to_set_up(request, pk)
    form = PracticePaste(request.POST or None)
    if form.is_valid():
        new, known = add_practices(program=program, practices=form.cleaned_data["practices"])
        text = ngettext("%(new)d practice is added.", "%(new)d practices are added.", new) % {"new": new}
        if known:
            more = ngettext("%(known)d was on the list already.", "%(known)d were on the list already.", known)
            text = f"{text} {more % {'known': known}}"
        messages.success(request, text)
        return redirect("setup_practices", program.pk)
    context = frame(program, "setup_practices", (_("Add practices"), "")) | {"form": form}
    return render(request, "coaching/setup/practice_add.html", context)


def _listed(program: Program, pk: uuid.UUID) -> ProgramPractice:
    """The wording that holds now of the practice that an address names, though it be by a former wording."""
    named = get_object_or_404(ProgramPractice, pk=pk, program=program)
    return get_object_or_404(ProgramPractice.objects.listed(), series=named.series, program=program)


@login_required
def practice_edit(request: SignedIn, pk: uuid.UUID, practice_pk: uuid.UUID) -> HttpResponse:
    """Change the words or the category of a practice. Other words are a new version; plans keep the words they have."""
    program = program_to_set_up(request, pk)
    practice = _listed(program, practice_pk)
    initial = {"text": practice.text, "category": practice.category}
    form = PracticeForm(request.POST or None, program=program, practice=practice, initial=initial)
    if form.is_valid():
        reword_practice(practice=practice, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("setup_practices", program.pk)
    context = frame(program, "setup_practices", (_("Change a practice"), ""))
    context |= {"form": form, "practice": practice, "former": former_wordings(practice)}
    return render(request, "coaching/setup/practice_edit.html", context)


@login_required
@require_POST
def practice_move(request: SignedIn, pk: uuid.UUID, practice_pk: uuid.UUID) -> HttpResponse:
    """One place up or down in the list."""
    program = program_to_set_up(request, pk)
    practice = _listed(program, practice_pk)
    move_practice(practice=practice, up=request.POST.get("direction") == "up")
    return redirect(f"{reverse('setup_practices', args=[program.pk])}#practice-{practice.pk}")


@login_required
@require_POST
def practice_remove(request: SignedIn, pk: uuid.UUID, practice_pk: uuid.UUID) -> HttpResponse:
    """Take a practice off the list. Plans that picked it keep its words."""
    program = program_to_set_up(request, pk)
    practice = _listed(program, practice_pk)
    remove_practice(practice=practice)
    messages.success(request, _("The practice is removed from the list."))
    return redirect("setup_practices", program.pk)
