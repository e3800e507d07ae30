"""The checklists of the start: marked by the part that the framework names, read by the others of the pair."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.disclosure.classes import RecordClass
from coaching.frameworks.structure import Guide
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.guides import GuideForm
from cycles.models import GuideMark
from cycles.policies import Action, authorize, authorize_guide, may_mark
from cycles.services.audience import audience
from cycles.services.guides import MarkedMeanwhile, changes_of, guides_of, marks_of, save_marks
from cycles.services.pairs import Pair
from cycles.times import day_words, moment_words
from cycles.views import shown

PARTNERSHIPS = Partnership.objects.select_related("program")


@login_required
@require_http_methods(["GET", "POST"])
def guide_detail(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """What is gone through at the start, what of it is done, and when (C3, D2, D4)."""
    pair = authorize(request.user, Action.READ, get_object_or_404(PARTNERSHIPS, pk=pk))
    guide = next((one for one in guides_of(pair) if one.key == key), None)
    if guide is None:
        raise Http404
    marks, today = marks_of(pair.partnership, guide), today_in(pair.partnership.program)
    if request.method == "GET":
        return _page(request, pair, guide, marks, GuideForm(guide=guide, marks=marks, today=today), is_saved=True)
    authorize_guide(pair, guide)
    form = GuideForm(request.POST, guide=guide, marks=marks, today=today)
    if not form.is_valid():
        return _page(request, pair, guide, marks, form)
    try:
        changed = save_marks(
            partnership=pair.partnership, guide=guide, by=request.user, wanted=form.wanted(), seen=form.seen()
        )
    except MarkedMeanwhile as meanwhile:
        return _conflict(request, pair, guide, meanwhile.now)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect(reverse("guide_detail", args=[pk, key]) + "?saved=1")


def _conflict(request: SignedIn, pair: Pair, guide: Guide, now: Mapping[str, GuideMark]) -> HttpResponse:
    """Somebody marked the same items meanwhile: theirs is shown, and what was typed stays in the form (409)."""
    marks = marks_of(pair.partnership, guide)
    data = request.POST.copy()
    for key, mark in now.items():
        data[f"was_{key}"] = mark.marked_at.isoformat()
    labels = {item.key: str(item.text) for item in guide.items}
    theirs = [
        {
            "label": labels[key],
            "words": _done_words(mark),
            "note": mark.note,
            "by": pair.name_of(mark.marked_by_id),
        }
        for key, mark in now.items()
    ]
    form = GuideForm(data, guide=guide, marks=marks, today=today_in(pair.partnership.program))
    return _page(request, pair, guide, marks, form, status=409, theirs=theirs)


def _done_words(mark: GuideMark) -> str:
    return _("Done on %(day)s") % {"day": day_words(mark.done_on)} if mark.done_on else _("Not done yet")


def _page(
    request: SignedIn,
    pair: Pair,
    guide: Guide,
    marks: dict[str, GuideMark],
    form: GuideForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "pair": pair,
        "guide": guide,
        "form": form,
        "may_mark": may_mark(pair, guide),
        "marked_by": shown.listed(pair.word(part) for part in guide.by),
        "rows": [
            {
                "text": str(item.text),
                "done": bool(mark and mark.done_on),
                "words": _done_words(mark) if mark else _("Not done yet"),
                "note": mark.note if mark else "",
            }
            for item in guide.items
            for mark in (marks.get(item.key),)
        ],
        "changes": [
            {
                "item": one.item,
                "words": _("Marked: done on %(day)s") % {"day": day_words(one.done_on)}
                if one.done_on
                else _("Taken back"),
                "note": one.note,
                "by": one.by,
                "when": moment_words(one.at),
            }
            for one in changes_of(pair, guide)
        ],
        "trail": shown.trail(pair, (str(guide.label), "")),
        "sees": audience(pair, RecordClass.NOTES),
        **more,
    }
    return render(request, "cycles/guide_detail.html", context, status=status)
