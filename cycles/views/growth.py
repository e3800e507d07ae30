"""How practices grow: a list, and of each practice a drawing, a table, and a form for the level (A1)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from agreements.models import FocusPractice
from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.growth import LevelForm
from cycles.models import PracticeLevel
from cycles.policies import Action, authorize, authorize_reader, may
from cycles.services import record_level
from cycles.services.audience import audience
from cycles.services.growth import Seen, levels_seen
from cycles.services.readers import Reader
from cycles.times import day_words, short_day
from cycles.views import shown
from cycles.views.plan_page import supervised_trail

PARTNERSHIPS = Partnership.objects.select_related("program")
DAYS_DRAWN = 16
LEVELS_LISTED = 200
CLASSES = (RecordClass.PRACTICES, RecordClass.ASSESSMENT)


@login_required
@require_GET
def growth_list(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The practices of focus, each with where it was last seen; and those that were worked on before."""
    reader = authorize_reader(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), *CLASSES)
    context = {
        "reader": reader,
        "pair": reader.pair,
        **practice_rows(reader),
        "trail": _trail(reader),
        "sees": _sees(reader),
    }
    return render(request, "cycles/growth_list.html", context)


def practice_rows(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """`practices` of the plan and `former` ones that have levels, each with the last level of each person.
    Two queries.
    """
    pk = reader.partnership.pk
    practices = dict(FocusPractice.objects.filter(partnership=pk).values_list("pk", "text"))
    last: dict[uuid.UUID, dict[uuid.UUID, Seen]] = {}
    for one in levels_seen(reader.partnership, reader.framework):
        last.setdefault(one.practice_id, {})[one.author_id] = one
    page = shown.address("practice_growth")

    def row(key: uuid.UUID, text: str) -> dict[str, Any]:
        levels = sorted(last.get(key, {}).values(), key=lambda one: one.day, reverse=True)
        return {
            "text": text,
            "url": page(key),
            "levels": [
                {"by": reader.name_of(one.author_id), "label": _label(reader, one), "day": short_day(one.day)}
                for one in levels
            ],
        }

    gone = {key: max(found.values(), key=lambda one: one.day).wording for key, found in last.items()}
    return {
        "practices": [row(key, text) for key, text in practices.items()],
        "former": [row(key, text) for key, text in gone.items() if key not in practices],
    }


@login_required
@require_http_methods(["GET", "POST"])
def practice_growth(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One practice over time, for both to see and to add to. There is no "done"."""
    practice, partnership, text = _practice(pk)
    reader = authorize_reader(request.user, partnership, *CLASSES)
    if request.method == "POST":
        authorize(request.user, Action.LEVEL_RECORD, partnership)
    pair = reader.pair
    can = bool(pair and practice and may(pair, Action.LEVEL_RECORD))
    levels = reader.framework.practices.levels
    form = LevelForm(request.POST or None, levels=levels, today=today_in(partnership.program)) if can else None
    if form and pair and practice and form.is_valid():
        record_level(pair=pair, practice=practice, by=request.user, **form.cleaned_data)
        messages.success(request, _("Written down. The other of you reads it now."))
        return redirect(reverse("practice_growth", args=[pk]) + "?saved=1")
    seen = levels_seen(partnership, reader.framework, pk, newest=LEVELS_LISTED)
    context = {
        "reader": reader,
        "pair": pair,
        "print_lines": [reader.title, partnership.program.name],
        "today": day_words(today_in(partnership.program)),
        "text": text,
        "is_former": practice is None,
        "form": form,
        "is_saved": request.method == "GET",
        "keep": f"level:{request.user.pk}:{pk}",
        "chart": growth_chart(reader, seen),
        "levels": [{"number": n, "label": str(level.label)} for n, level in enumerate(levels, start=1)],
        "rows": [
            {
                "day": day_words(one.day),
                "by": reader.name_of(one.author_id),
                "label": _label(reader, one),
                "note": one.note,
            }
            for one in reversed(seen)
        ],
        "trail": _trail(reader, text),
        "sees": _sees(reader),
        "sees_notes": audience(pair, RecordClass.NOTES) if pair else None,
    }
    return render(request, "cycles/practice_growth.html", context)


def _practice(pk: uuid.UUID) -> tuple[FocusPractice | None, Partnership, str]:
    """A practice of focus; or, where it is off the plan, what its levels say of it. Raises Http404."""
    practice = FocusPractice.objects.select_related("partnership__program").filter(pk=pk).first()
    if practice:
        return practice, practice.partnership, practice.text
    last = PracticeLevel.objects.select_related("partnership__program").filter(practice=pk).last()
    if last is None:
        raise Http404
    return None, last.partnership, last.wording


def growth_chart(reader: Reader, seen: list[Seen]) -> dict[str, Any] | None:
    """A line for each person, a place for each day; the numbers are those of the scale. None before the first level."""
    drawn = [one for one in seen if one.rank]
    days = sorted({one.day for one in drawn})[-DAYS_DRAWN:]
    if not days:
        return None
    people = list(dict.fromkeys(one.author_id for one in drawn if one.day >= days[0]))
    found = {(one.author_id, one.day): one.rank for one in drawn}
    levels = reader.framework.practices.levels
    return {
        "title": _("Over time"),
        "summary": _summary(reader, drawn),
        "labels": [short_day(day) for day in days],
        "label_heading": _("Day"),
        "series": [
            {"label": reader.name_of(person), "values": [found.get((person, day)) for day in days]}
            for person in people[:3]
        ],
        "scale_names": [str(level.label) for level in levels],
        "joined": True,
    }


def _summary(reader: Reader, drawn: list[Seen]) -> str:
    """The last word of each, for whoever does not see the drawing."""
    last = {one.author_id: one for one in drawn}
    return " ".join(
        _("%(name)s, %(day)s: %(level)s.")
        % {"name": reader.name_of(one.author_id), "day": short_day(one.day), "level": _label(reader, one)}
        for one in last.values()
    )


def _label(reader: Reader, one: Seen) -> str:
    levels = reader.framework.practices.levels
    return str(levels[one.rank - 1].label) if one.rank else one.level


def _trail(reader: Reader, text: str = "") -> shown.Trail:
    title = _("How practices grow")
    if reader.pair is None:
        return supervised_trail(*([title, text] if text else [title]))
    steps = [(title, reverse("growth_list", args=[reader.partnership.pk]) if text else "")]
    return shown.trail(reader.pair, *steps, *([(text, "")] if text else []))


def _sees(reader: Reader) -> Any:
    return audience(reader.pair, RecordClass.ASSESSMENT) if reader.pair else None
