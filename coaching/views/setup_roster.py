"""The import of people and partnerships: file, columns, verdict of every row, result (faults 49 to 52, 78)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import TextChoices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coaching.forms.roster import ColumnMapping, RosterFile
from coaching.models import Program, RosterUpload
from coaching.requests import SignedIn
from coaching.roster.partnerships import PEOPLE as PLACES
from coaching.roster.partnerships import PartnershipVerdict, needed_columns
from coaching.roster.practices import PracticeVerdict
from coaching.roster.sheet import RosterError
from coaching.roster.verdicts import Verdict
from coaching.services.roster import (
    AlreadyImported,
    ChangedMeanwhile,
    import_upload,
    judge_upload,
    mapping_of,
    receive,
    refused_file,
    save_mapping,
    sheet_of,
)
from coaching.views.setup import frame, program_to_set_up
from coaching.views.setup_rows import pair_verdict_rows, part_names, practice_rows, verdict_rows

PEOPLE, PARTNERSHIPS = RosterUpload.Kind.PEOPLE, RosterUpload.Kind.PARTNERSHIPS
PRACTICES = RosterUpload.Kind.PRACTICES
KINDS: dict[str, type[TextChoices]] = {
    PEOPLE: Verdict,
    PARTNERSHIPS: PartnershipVerdict,
    PRACTICES: PracticeVerdict,
}
IMPORTED = ("new", "ended", "reworded")
HOMES = {PEOPLE: "setup_people", PARTNERSHIPS: "setup_partnerships", PRACTICES: "setup_practices"}
"""The list that an import goes into, by its kind."""


@login_required
def roster_upload(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A file of people."""
    program = program_to_set_up(request, pk)
    form = RosterFile(request.POST, request.FILES) if request.method == "POST" else RosterFile()
    if upload := _received(request, program, PEOPLE, form):
        return redirect("roster_columns", program.pk, upload.pk)
    context = frame(program, "setup_people", (_("Import a roster"), "")) | {"form": form, "steps": _steps(PEOPLE, 0)}
    return render(request, "coaching/setup/roster_upload.html", context)


@login_required
def partnership_sheet(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A file that says who works with whom."""
    program = program_to_set_up(request, pk)
    form = RosterFile(request.POST, request.FILES) if request.method == "POST" else RosterFile()
    if upload := _received(request, program, PARTNERSHIPS, form):
        return redirect("roster_preview", program.pk, upload.pk)
    context = frame(program, "setup_partnerships", (_("Import partnerships"), ""))
    context |= {"form": form, "steps": _steps(PARTNERSHIPS, 0), "formats": _columns_of_formats(program)}
    return render(request, "coaching/setup/partnership_sheet.html", context)


@login_required
def practice_sheet(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A file of practices."""
    program = program_to_set_up(request, pk)
    form = RosterFile(request.POST, request.FILES) if request.method == "POST" else RosterFile()
    if upload := _received(request, program, PRACTICES, form):
        return redirect("roster_preview", program.pk, upload.pk)
    context = frame(program, "setup_practices", (_("Import a list of practices"), ""))
    context |= {"form": form, "steps": _steps(PRACTICES, 0)}
    return render(request, "coaching/setup/practice_sheet.html", context)


def _columns_of_formats(program: Program) -> list[dict[str, str]]:
    """The columns that a row of each format needs, and those that it may have besides."""
    found = []
    for one in program.framework.formats:
        needed = needed_columns(one)
        possible = [column for column, part in PLACES.items() if part in one.parts and column not in needed]
        found.append(
            {
                "label": str(one.label),
                "needed": ", ".join(str(column.label) for column in needed),
                "possible": ", ".join(str(column.label) for column in possible),
            }
        )
    return found


@login_required
def roster_columns(request: SignedIn, pk: uuid.UUID, upload_pk: uuid.UUID) -> HttpResponse:
    """Say what each column is, and what the words for parts mean."""
    program = program_to_set_up(request, pk)
    upload = _upload(program, upload_pk, kind=PEOPLE)
    if upload.imported_at:
        return redirect("roster_result", program.pk, upload.pk)
    sheet = sheet_of(upload)
    form = ColumnMapping(
        request.POST or None,
        program=program,
        sheet=sheet,
        mapping=mapping_of(upload),
        default_part=upload.default_part,
    )
    if form.is_valid():
        save_mapping(upload=upload, mapping=form.chosen_mapping(), default_part=form.cleaned_data["default_part"])
        return redirect("roster_columns" if form.part_column_moved else "roster_preview", program.pk, upload.pk)
    context = frame(program, "setup_people", (_("Import a roster"), ""))
    context |= {"form": form, "sheet": sheet, "upload": upload, "steps": _steps(PEOPLE, 1)}
    return render(request, "coaching/setup/roster_columns.html", context)


@login_required
@require_GET
def roster_preview(request: SignedIn, pk: uuid.UUID, upload_pk: uuid.UUID) -> HttpResponse:
    """Every row with its verdict; nothing is imported yet."""
    program = program_to_set_up(request, pk)
    upload = _upload(program, upload_pk)
    if upload.imported_at:
        return redirect("roster_result", program.pk, upload.pk)
    sheet = sheet_of(upload)
    if upload.kind == PEOPLE and (problems := mapping_of(upload).problems()):
        messages.error(request, " ".join(problems))
        return redirect("roster_columns", program.pk, upload.pk)
    verdicts = judge_upload(upload, sheet)
    context = {
        "upload": upload,
        "sheet": sheet,
        "importable": sum(1 for one in verdicts if one.is_importable),
        "counts": _counts(upload, verdicts),
        "steps": _steps(upload.kind, 2),
    }
    if upload.kind == PARTNERSHIPS:
        context |= frame(program, "setup_partnerships", (_("Import partnerships"), ""))
        return render(
            request, "coaching/setup/partnership_preview.html", context | {"rows": pair_verdict_rows(verdicts)}
        )
    if upload.kind == PRACTICES:
        context |= frame(program, "setup_practices", (_("Import a list of practices"), ""))
        return render(request, "coaching/setup/practice_preview.html", context | {"rows": practice_rows(verdicts)})
    context |= frame(program, "setup_people", (_("Import a roster"), ""))
    context |= {"rows": verdict_rows(verdicts, part_names(program)), "ignored": mapping_of(upload).ignored(sheet)}
    return render(request, "coaching/setup/roster_preview.html", context)


@login_required
@require_POST
def roster_import(request: SignedIn, pk: uuid.UUID, upload_pk: uuid.UUID) -> HttpResponse:
    """Import all rows that can be, or the chosen ones; whole or not at all."""
    program = program_to_set_up(request, pk)
    upload = _upload(program, upload_pk)
    lines = None
    if request.POST.get("which") != "all":
        lines = {int(line) for line in request.POST.getlist("line") if line.isdecimal() and len(line) < 9}
        if not lines:
            messages.error(request, _("You chose no row. Choose at least one, or import all."))
            return redirect("roster_preview", program.pk, upload.pk)
    try:
        import_upload(upload=upload, lines=lines, invite="invite" in request.POST, by=request.user)
    except AlreadyImported:
        messages.info(request, _("This file was imported before. Nothing was imported twice."))
    except ChangedMeanwhile:
        messages.error(request, _("Somebody changed the same just now. Nothing was imported. Look at the rows again."))
        return redirect("roster_preview", program.pk, upload.pk)
    return redirect("roster_result", program.pk, upload.pk)


@login_required
@require_GET
def roster_result(request: SignedIn, pk: uuid.UUID, upload_pk: uuid.UUID) -> HttpResponse:
    """What became of every row."""
    program = program_to_set_up(request, pk)
    upload = _upload(program, upload_pk)
    if not upload.imported_at:
        return redirect("roster_preview", program.pk, upload.pk)
    kinds = KINDS[upload.kind]
    result = upload.result or {"counts": {}, "refused": []}
    counts = result["counts"]
    context = frame(program, HOMES[RosterUpload.Kind(upload.kind)], (_("Result of the import"), "")) | {
        "upload": upload,
        "imported": sum(counts.get(kind, 0) for kind in IMPORTED),
        "others": [
            {"label": kind.label, "count": counts[kind.value]}
            for kind in kinds
            if counts.get(kind.value) and kind.value not in IMPORTED
        ],
        "ended": counts.get("ended", 0),
        "refused": result["refused"],
        "steps": _steps(upload.kind, 3),
    }
    return render(request, "coaching/setup/roster_result.html", context)


@login_required
@require_GET
def roster_refused(request: SignedIn, pk: uuid.UUID, upload_pk: uuid.UUID) -> HttpResponse:
    """The rows that were not imported, with reasons, to be mended and imported again."""
    program = program_to_set_up(request, pk)
    content = refused_file(_upload(program, upload_pk))
    if not content:
        raise Http404
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="not-imported.csv"'
    return response


@login_required
@require_POST
def roster_forget(request: SignedIn, pk: uuid.UUID, upload_pk: uuid.UUID) -> HttpResponse:
    """Drop an upload, imported or not, before its day is over."""
    program = program_to_set_up(request, pk)
    upload = _upload(program, upload_pk)
    upload.delete()
    messages.success(request, _("The file is dropped. Nothing of it is kept."))
    return redirect(HOMES[RosterUpload.Kind(upload.kind)], program.pk)


def _received(request: SignedIn, program: Program, kind: str, form: RosterFile) -> RosterUpload | None:
    """The upload of a valid form; what is wrong with the file is said at the field."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        return receive(program=program, kind=kind, name=file.name, data=file.read(), by=request.user)
    except RosterError as problem:
        form.add_error("file", str(problem))
    return None


def _upload(program: Program, pk: Any, kind: str = "") -> RosterUpload:
    found = RosterUpload.objects.select_related("program__framework_version").filter(program=program)
    return get_object_or_404(found.filter(kind=kind) if kind else found, pk=pk)


def _steps(kind: str, at: int) -> list[dict[str, str]]:
    """Where we are: file, columns (people only), rows, result."""
    labels = [_("File"), _("Columns"), _("Rows"), _("Result")]
    states = ["done" if place < at else "current" if place == at else "todo" for place in range(len(labels))]
    steps = [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]
    return steps if kind == PEOPLE else [step for place, step in enumerate(steps) if place != 1]


def _counts(upload: RosterUpload, verdicts: list[Any]) -> list[dict[str, Any]]:
    """How many rows of each verdict, those without rows left out."""
    kinds = KINDS[upload.kind]
    counts = [{"label": kind.label, "count": sum(1 for one in verdicts if one.verdict == kind)} for kind in kinds]
    return [one for one in counts if one["count"]]
