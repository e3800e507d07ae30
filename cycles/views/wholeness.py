"""How whole the cycles of a pair were, for the two of them: what took place, never how well."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coaching.disclosure.classes import RecordClass
from coaching.models import Partnership
from coaching.requests import SignedIn
from cycles.models import Cycle, CycleComponent
from cycles.policies import Action, authorize
from cycles.services.audience import audience
from cycles.services.pairs import Pair
from cycles.services.progress import standing
from cycles.times import short_day
from cycles.views import shown

LISTED = 60


@login_required
@require_GET
def cycle_list(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Each cycle with its components: recorded, left out with a reason, or not yet (A6)."""
    partnership = get_object_or_404(Partnership.objects.select_related("program"), pk=pk)
    pair = authorize(request.user, Action.READ, partnership)
    words = pair.terms
    title = _("%(Cycles)s, part by part") % words
    context = {
        "pair": pair,
        "title": title,
        "meaning": str(pair.framework.cycle.meaning),
        "table": _table(pair, words),
        "words": words,
        "trail": shown.trail(pair, (title, "")),
        "sees": audience(pair, RecordClass.NOTES),
    }
    return render(request, "cycles/cycle_list.html", context)


def _table(pair: Pair, words: dict[str, str]) -> dict[str, Any] | None:
    """Two queries, however many cycles."""
    components = Prefetch("components", CycleComponent.objects.select_related("visit").order_by("recorded_at"))
    cycles = Cycle.objects.filter(partnership=pair.partnership).order_by("-number").prefetch_related(components)
    rows = [_row(pair, words, cycle) for cycle in cycles[:LISTED]]
    columns = [words["cycle"], *(str(component.label) for component in pair.framework.components), _("Complete")]
    return {
        "caption": _upper(words["cycles"]),
        "columns": [{"label": _upper(label)} for label in columns],
        "rows": rows,
    } if rows else None  # fmt: skip


def _row(pair: Pair, words: dict[str, str], cycle: Cycle) -> list[Any]:
    so_far = standing(pair.framework, cycle)
    days = {row.key: short_day(row.visit.local_date) for row in cycle.components.all() if row.visit}
    cells: list[Any] = [f"{_upper(words['cycle'])} {cycle.number}"]
    for component in pair.framework.components:
        if component.key in so_far.done:
            cells.append({"text": _("Recorded"), "note": days.get(component.key, "")})
        elif component.key in so_far.waived:
            cells.append({"text": _("Left out"), "note": so_far.waived[component.key]})
        else:
            cells.append(_("Not yet"))
    return [*cells, short_day(cycle.completed_on) if cycle.completed_on else _("Not yet")]


def _upper(words: str) -> str:
    """The first letter large, as at the head of a column."""
    return words[:1].upper() + words[1:]
