"""A program's own questions: written in the browser or brought in a sheet, looked at, and then a version (C8)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coaching.forms.roster import RosterFile
from coaching.frameworks.structure import Survey
from coaching.models import Program
from coaching.requests import SignedIn
from coaching.roster.reading import read_sheet
from coaching.roster.sheet import RosterError
from coaching.views.setup import frame, program_to_set_up
from cycles.forms.survey_editing import PREFIX, Questions, rows_of, rows_of_sheet, written_rows
from cycles.models import SurveyEdition
from cycles.services.survey_editions import MOST_QUESTIONS, make_edition, surveys_of
from cycles.services.surveys import read_survey
from cycles.views.surveys import question_rows

MORE_ROWS = 2


@login_required
@require_GET
def setup_surveys(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The surveys of the framework, and whose questions they ask here."""
    program = program_to_set_up(request, pk)
    rows = [
        {
            "label": str(survey.label),
            "questions": len(survey.questions),
            "own": edition is not None,
            "url": reverse("survey_edit", args=[program.pk, survey.key]),
        }
        for survey, edition in surveys_of(program)
    ]
    return render(request, "cycles/surveys/setup_surveys.html", frame(program, "setup_surveys") | {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def survey_edit(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """The questions in rows. Nothing is kept before somebody has looked at it and makes it a version."""
    program = program_to_set_up(request, pk)
    survey, edition = _found(program, key)
    if request.method == "GET":
        return _page(request, program, survey, edition, _rows(rows_of(survey)))
    if "bring" in request.POST:
        return _bring(request, program, survey, edition)
    rows = written_rows(request.POST)
    if not rows.is_valid():
        return _page(request, program, survey, edition, rows, status=422)
    if "make" not in request.POST:
        return _page(request, program, survey, edition, rows, preview=_preview(survey, rows))
    made = make_edition(program=program, key=key, questions=rows.content(), by=request.user)
    messages.success(
        request,
        _("Made. Whoever is asked from now on gets these questions.") if made else _("Nothing was changed."),
    )
    return redirect("setup_surveys", program.pk)


def _found(program: Program, key: str) -> tuple[Survey, SurveyEdition | None]:
    for survey, edition in surveys_of(program):
        if survey.key == key:
            return survey, edition
    raise Http404


def _rows(rows: list[dict[str, Any]]) -> Questions:
    """The rows to write on, with empty ones below."""
    empty: list[dict[str, Any]] = [{} for _row in range(min(MORE_ROWS, MOST_QUESTIONS - len(rows)))]
    return written_rows(initial=[*rows, *empty])


def _bring(request: SignedIn, program: Program, survey: Survey, edition: SurveyEdition | None) -> HttpResponse:
    """The rows of a sheet stand in the form, each with what is wrong in it; nothing is kept."""
    form = RosterFile(request.POST, request.FILES)
    rows: list[dict[str, Any]] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = rows_of_sheet(read_sheet(file.name, file.read()))
        except RosterError as error:
            form.add_error("file", str(error))
    if len(rows) > MOST_QUESTIONS:
        form.add_error("file", _("There are %(n)d rows. A survey has 20 questions at most.") % {"n": len(rows)})
    if form.errors:
        return _page(request, program, survey, edition, _rows(rows_of(survey)), file=form, status=422)
    data = {f"{PREFIX}-TOTAL_FORMS": len(rows), f"{PREFIX}-INITIAL_FORMS": 0}
    data |= {f"{PREFIX}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    bound = written_rows(data)
    is_right = bound.is_valid()
    preview = _preview(survey, bound) if is_right else None
    return _page(request, program, survey, edition, bound, preview=preview, brought=len(rows))


def _preview(survey: Survey, rows: Questions) -> list[dict[str, Any]]:
    """The questions as whoever is asked will see them."""
    content = {
        "key": survey.key,
        "codes": list(survey.codes),
        "label": {"en": "-"},
        "meaning": {"en": "-"},
        "by": [part.value for part in survey.by],
        "about": [part.value for part in survey.about],
        "when": {"on_request": True},
        "open_days": survey.open_days,
        "questions": rows.content(),
    }
    return question_rows(read_survey(content), {})


def _page(
    request: SignedIn,
    program: Program,
    survey: Survey,
    edition: SurveyEdition | None,
    rows: Questions,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = frame(program, "setup_surveys", (str(survey.label), "")) | {
        "survey": survey,
        "edition": edition,
        "rows": rows,
        "file": RosterFile(),
        **more,
    }
    return render(request, "cycles/surveys/survey_edit.html", context, status=status)
