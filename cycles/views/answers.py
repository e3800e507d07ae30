"""Questions of the start, answered together and looked at again: strengths, learning, needs, the setting (B4, D16)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.frameworks.structure import Guide
from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.growth import AnswersForm
from cycles.policies import authorize_answers, authorize_reader, may_answer
from cycles.services import WrittenMeanwhile, save_answers
from cycles.services.answers import Answered, looks_of, words_of
from cycles.services.audience import audience
from cycles.services.meanwhile import stamp_of
from cycles.services.readers import Reader
from cycles.times import day_words
from cycles.views import shown
from cycles.views.goals import renewed
from cycles.views.plan_page import supervised_trail

PARTNERSHIPS = Partnership.objects.select_related("program")


@login_required
@require_http_methods(["GET", "POST"])
def questions_answer(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """The newest look, to read or to write on; the earlier ones below it, each with its day."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    reader = authorize_reader(request.user, partnership)
    guide = next((one for one in reader.framework.start_questions(partnership.format) if one.key == key), None)
    if guide is None or guide.record_class not in reader.given:
        raise Http404
    looks, today = looks_of(partnership, guide), today_in(partnership.program)
    last = looks[0] if looks else None
    begins = last is None or ("anew" in request.GET and last.looked_on < today)
    if request.method == "GET":
        stamp = stamp_of(words_of(None if begins else last, guide))
        form = _form(guide, today, last, begins=begins, answers=words_of(last, guide), initial={"seen": stamp})
        return _page(request, reader, guide, looks, form, is_saved=True, begins=begins)
    if reader.pair is None:
        raise Http404
    authorize_answers(reader.pair, guide)
    begins = last is None or request.POST.get("looked_on") != last.looked_on.isoformat()
    form = _form(guide, today, last, request.POST, begins=begins)
    if not form.is_valid():
        return _page(request, reader, guide, looks, form, begins=begins)
    try:
        changed = save_answers(
            partnership=partnership,
            guide=guide,
            by=request.user,
            looked_on=form.cleaned_data["looked_on"],
            answers=form.answers(),
            seen=form.stamp(),
        )
    except WrittenMeanwhile as meanwhile:
        typed = _form(guide, today, last, renewed(request.POST, meanwhile.now), begins=begins)
        theirs = _theirs(guide, form.answers(), meanwhile.now)
        return _page(request, reader, guide, looks, typed, status=409, conflict=True, theirs=theirs, begins=begins)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect(reverse("questions_answer", args=[pk, key]) + "?saved=1")


def _form(
    guide: Guide,
    today: dt.date,
    last: Answered | None,
    data: Any = None,
    *,
    begins: bool,
    answers: Mapping[str, str] = MappingProxyType({}),
    **options: Any,
) -> AnswersForm:
    day = today if begins or last is None else last.looked_on
    return AnswersForm(data, guide=guide, answers=answers, today=today, day=day, is_kept=not begins, **options)


def _theirs(guide: Guide, mine: Mapping[str, str], now: Mapping[str, str]) -> list[dict[str, str]]:
    """What somebody else wrote on the same day meanwhile, where it is other than what was typed."""
    return [
        {"label": str(item.text), "text": now[item.key]}
        for item in guide.items
        if now[item.key] and now[item.key] != mine[item.key]
    ]


def _page(
    request: SignedIn,
    reader: Reader,
    guide: Guide,
    looks: list[Answered],
    form: AnswersForm,
    *,
    status: int = 200,
    begins: bool = False,
    **more: Any,
) -> HttpResponse:
    pair, here = reader.pair, reverse("questions_answer", args=[reader.partnership.pk, guide.key])
    can = bool(pair and may_answer(pair, guide))
    rows = [_look(one, reader, guide) for one in looks]
    is_older = bool(looks and looks[0].looked_on < form.today)
    context = {
        "reader": reader,
        "pair": pair,
        "guide": guide,
        "form": form,
        "can": can,
        "newest": None if can else (rows[0] if rows else None),
        "looks": rows[0 if begins else 1 :],
        "anew_url": f"{here}?anew=1" if can and is_older and not begins else "",
        "here": here,
        "begins": begins,
        "day": rows[0]["day"] if rows and not begins else "",
        "keep": f"questions:{request.user.pk}:{reader.partnership.pk}:{guide.key}",
        "trail": shown.trail(pair, (str(guide.label), "")) if pair else supervised_trail(str(guide.label)),
        "sees": audience(pair, guide.record_class) if pair else None,
        **more,
    }
    return render(request, "cycles/questions_answer.html", context, status=status)


def _look(one: Answered, reader: Reader, guide: Guide) -> dict[str, Any]:
    words = words_of(one, guide)
    return {
        "day": day_words(one.looked_on),
        "by": reader.name_of(one.changed_by_id),
        "answers": [{"label": str(item.text), "text": words[item.key]} for item in guide.items if words[item.key]],
    }
