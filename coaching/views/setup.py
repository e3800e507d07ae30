"""The administrator's programs: start one, see what is left to do, change its settings."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coaching.disclosure.classes import Part
from coaching.forms.setup import AGENCY_PARTS, ProgramSettings, ProgramStart
from coaching.models import Program, RosterUpload
from coaching.policies import Action, authorize, may_start_programs
from coaching.requests import SignedIn
from coaching.services.directory import Progress, administered_by, progress_of
from coaching.services.profiles import offered_by
from coaching.services.programs import newest_beside, save_program, start_program


def program_to_set_up(request: SignedIn, pk: Any) -> Program:
    """The program, for its administrator. 404 to who cannot see it, 403 to its other people."""
    program = get_object_or_404(Program.objects.select_related("framework_version"), pk=pk)
    authorize(request.user, Action.PROGRAM_SET_UP, program)
    return program


def frame(program: Program, here: str, *trail: tuple[str, str]) -> dict[str, Any]:
    """What every set-up page of a program shows: its tabs, and the way back. `trail`: (label, URL) below the tab."""
    profiles = [("setup_profiles", _("Profiles"))] if offered_by(program.framework) else []
    tabs = (
        ("program_setup", _("Overview")),
        ("setup_people", _("People")),
        ("setup_partnerships", _("Partnerships")),
        ("setup_agencies", _("Agencies")),
        ("setup_sites", _("Sites")),
        ("setup_practices", _("Practices")),
        *profiles,
        ("setup_surveys", _("Surveys")),
        ("setup_documents", _("Documents")),
        ("program_edit", _("Settings")),
    )
    crumbs = [{"label": _("Set-up"), "url": reverse("setup")}, {"label": program.name, "url": _at(program)}]
    if here != "program_setup":
        crumbs.append({"label": dict(tabs)[here], "url": reverse(here, args=[program.pk])})
    crumbs += [{"label": label, "url": url} for label, url in trail]
    crumbs[-1] = {"label": crumbs[-1]["label"], "url": ""}
    return {
        "program": program,
        "trail": crumbs,
        "tabs": [
            {"label": label, "url": reverse(name, args=[program.pk]), "current": name == here} for name, label in tabs
        ],
    }


def _at(program: Program) -> str:
    return reverse("program_setup", args=[program.pk])


@login_required
@require_GET
def setup(request: SignedIn) -> HttpResponse:
    """The programs I administer; with only one, that one."""
    programs = administered_by(request.user)
    if len(programs) == 1 and not request.user.may_start_programs:
        return redirect("program_setup", programs[0]["id"])
    if not programs:
        may_start_programs(request.user)
    return render(request, "coaching/setup/programs.html", {"programs": programs})


@login_required
def program_start(request: SignedIn) -> HttpResponse:
    """A new program, by somebody who was given that right."""
    may_start_programs(request.user)
    form = ProgramStart(request.POST or None, initial={"language": request.user.language})
    if form.is_valid():
        data = form.cleaned_data
        program = start_program(
            name=data["name"],
            framework_version=data["framework"],
            time_zone=data["time_zone"],
            language=data["language"],
            by=request.user,
        )
        messages.success(request, _("The program has started. Next, bring in the people."))
        return redirect("program_setup", program.pk)
    return render(request, "coaching/setup/program_start.html", {"form": form})


@login_required
@require_GET
def program_setup(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What is there and what to do next."""
    program = program_to_set_up(request, pk)
    progress = progress_of(program)
    context = {
        "figures": _figures(program, progress),
        "steps": steps_of(program, progress),
        "warnings": warnings_of(program, progress),
    }
    return render(request, "coaching/setup/program_setup.html", frame(program, "program_setup") | context)


@login_required
def program_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Name, time zone and language of a program."""
    program = program_to_set_up(request, pk)
    now = {"name": program.name, "time_zone": program.time_zone, "language": program.language}
    form = ProgramSettings(request.POST or None, initial=now)
    if form.is_valid():
        save_program(program=program, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("program_setup", program.pk)
    return render(request, "coaching/setup/program_edit.html", frame(program, "program_edit") | {"form": form})


def _figures(program: Program, progress: Progress) -> list[dict[str, Any]]:
    """Numbers of people by part, and of partnerships: signed or waiting, nothing else."""
    language = (get_language() or "en")[:2]
    people = [
        {"label": capfirst(program.framework.words(part, language).many), "value": progress.parts[part]}
        for part in program.framework.parts
        if progress.parts.get(part) and part not in AGENCY_PARTS
    ]
    return [
        *people,
        {"label": _("Agencies named"), "value": len(progress.agencies)},
        {"label": _("Partnerships signed"), "value": progress.partnerships - progress.waiting},
        {"label": _("Partnerships waiting"), "value": progress.waiting},
        {"label": _("Practices on the list"), "value": progress.practices},
    ]


def steps_of(program: Program, progress: Progress) -> list[dict[str, Any]]:
    """What to do, in order, with what is done. The first that is not done is the next."""

    def step(label: str, text: str, name: str, action: str, done: bool) -> dict[str, Any]:
        return {"label": label, "text": text, "url": reverse(name, args=[program.pk]), "action": action, "done": done}

    everybody = any(
        all((progress.parts.get(party.part) or 0) >= party.least for party in format.parties)
        for format in program.framework.formats
    )
    agencies = {Part.LOCAL_AGENCY, Part.STATE_BUREAU} & set(program.framework.parts)
    steps = [
        step(
            _("Bring in the people"),
            _("Those who coach, those who are coached, and supervisors: by a roster file, or one by one."),
            "roster_upload",
            _("Import a roster"),
            everybody,
        ),
        step(
            _("Add program leadership"),
            _("Leadership sees what the signed agreements permit, and downloads reports."),
            "person_add",
            _("Add a person"),
            bool(progress.parts.get(Part.LEADERSHIP)),
        ),
        step(
            _("Name the agencies"),
            _("Agreements say by name which agencies get what was signed."),
            "setup_agencies",
            _("Name the agencies"),
            agencies <= set(progress.agencies),
        ),
        step(
            _("Make partnerships"),
            _("Say who works with whom. Then the pair can draft its plan."),
            "setup_partnerships",
            _("Make a partnership"),
            progress.partnerships > 0,
        ),
        step(
            _("Make a list of practices"),
            _("Coaches and coachees pick from it. They can also write their own."),
            "setup_practices",
            _("Add practices"),
            progress.practices > 0,
        ),
    ]
    following = next((one for one in steps if not one["done"]), None)
    for one in steps:
        one["is_next"] = one is following
    return steps


def warnings_of(program: Program, progress: Progress) -> list[dict[str, str]]:
    """What needs a look, each with the page where it is mended."""
    found = []
    if newest_beside(program.framework_version):
        found.append(
            {
                "text": _("There is a newer edition of your coaching framework."),
                "url": reverse("program_edition", args=[program.pk]),
                "action": _("See what it changes"),
            }
        )
    for upload in progress.unfinished:
        name = "roster_columns" if upload.kind == RosterUpload.Kind.PEOPLE else "roster_preview"
        found.append(
            {
                "text": _("The import of “%(file)s” is not finished.") % {"file": upload.name},
                "url": reverse(name, args=[program.pk, upload.pk]),
                "action": _("Go on with it"),
            }
        )
    if progress.undelivered:
        found.append(
            {
                "text": ngettext(
                    "%(count)d invitation could not be delivered.",
                    "%(count)d invitations could not be delivered.",
                    progress.undelivered,
                )
                % {"count": progress.undelivered},
                "url": reverse("setup_people", args=[program.pk]),
                "action": _("See the people"),
            }
        )
    if progress.left_places:
        found.append(
            {
                "text": ngettext(
                    "%(count)d person is in a partnership but does not have that part any more.",
                    "%(count)d people are in partnerships but do not have that part any more.",
                    progress.left_places,
                )
                % {"count": progress.left_places},
                "url": reverse("setup_partnerships", args=[program.pk]),
                "action": _("See the partnerships"),
            }
        )
    for source in settings.SETUP_WARNINGS:
        found += import_string(source)(program)
    return found
