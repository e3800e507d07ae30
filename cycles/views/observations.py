"""The page on which a pair agrees what is observed, and what other pages show of it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coaching.disclosure.classes import RecordClass
from coaching.requests import SignedIn
from cycles.forms.observations import FocusForm
from cycles.models import ObservationFocus, Visit
from cycles.policies import Action, authorize, may
from cycles.services import NotPlanned, WrittenMeanwhile, save_focus
from cycles.services.audience import audience
from cycles.services.meanwhile import stamp_of
from cycles.services.observations import PEOPLE, words_of, words_of_focus
from cycles.services.pairs import Pair
from cycles.times import moment_words
from cycles.views import shown
from cycles.views.attendance import too_late
from cycles.views.goals import renewed, theirs_of

VISITS = Visit.objects.select_related("partnership__program")


@login_required
@require_http_methods(["GET", "POST"])
def visit_observation(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Agree on what is observed on a visit. Whoever saves second sees both texts (B1, B5, D7)."""
    visit = get_object_or_404(VISITS, pk=pk)
    pair = authorize(request.user, Action.OBSERVE, visit.partnership)
    rules = pair.framework.visits.observation if pair.framework.visits else None
    if rules is None:
        raise Http404
    if visit.state != Visit.State.PLANNED:
        return too_late(request, visit)
    now = words_of_focus(visit)
    form = FocusForm(request.POST or None, rules=rules, pair=pair, initial=now | {"seen": stamp_of(now)})
    if not form.is_valid():
        return _page(request, pair, visit, form)
    try:
        save_focus(visit=visit, by=request.user, words=form.said(), seen=form.stamp())
    except WrittenMeanwhile as meanwhile:
        theirs = theirs_of(form, {**meanwhile.now, **_people_words(form, meanwhile.now)})
        form = FocusForm(renewed(request.POST, meanwhile.now), rules=rules, pair=pair)
        return _page(request, pair, visit, form, status=409, conflict=True, theirs=theirs)
    except NotPlanned:
        return too_late(request, visit)
    messages.success(request, _("Saved. You both see it here, and the log starts from it."))
    return redirect("visit_detail", pk)


def _page(request: SignedIn, pair: Pair, visit: Visit, form: FocusForm, status: int = 200, **more: Any) -> HttpResponse:
    rules = pair.framework.visits.observation if pair.framework.visits else None
    assert rules is not None
    context = {
        "pair": pair,
        "form": form,
        "title": str(rules.label),
        "lead": str(rules.help),
        "when": moment_words(visit.starts_at),
        "back": reverse("visit_detail", args=[visit.pk]),
        "trail": shown.trail(pair, (str(rules.label), "")),
        "sees": audience(pair, RecordClass.NOTES),
        **more,
    }
    return render(request, "cycles/visit_observation.html", context, status=status)


def focus_of(pair: Pair, visit: Visit) -> dict[str, Any] | None:
    """What pages show of an observation: what was agreed, and for whom there is a page to agree on it. One query; none
    where the framework has no observation.
    """
    rules = pair.framework.visits.observation if pair.framework.visits else None
    if rules is None or visit.kind == Visit.Kind.HELPING:
        return None
    focus = ObservationFocus.objects.filter(visit=visit).first()
    can = visit.state == Visit.State.PLANNED and may(pair, Action.OBSERVE)
    if focus is None and not can:
        return None
    form = FocusForm(rules=rules, pair=pair)
    labels, texts = form.fields, words_of(focus)
    if focus:
        texts |= _people_words(form, texts)
        texts["way"] = str(ObservationFocus.Way(focus.way).label) if focus.way else ""
    return {
        "title": str(rules.label),
        "help": str(rules.help),
        "rows": [{"label": str(labels[name].label), "text": texts[name]} for name in labels if texts.get(name)],
        "url": reverse("visit_observation", args=[visit.pk]) if can else "",
        "sees": audience(pair, RecordClass.NOTES),
    }


def _people_words(form: FocusForm, words: Mapping[str, Any]) -> dict[str, str]:
    """The names of those whom an observation names, as the form calls them; of one who has left there is none."""
    found = {}
    for name in PEOPLE:
        field = form.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            found[name] = next((str(label) for key, label in choices if key == words[name]), "")
    return found


def log_starts_from(pair: Pair, visit: Visit | None) -> dict[str, Any]:
    """What the log of a visit begins with where an observation was agreed on: its component ticked, its words in the
    notes of that component. One query; none where the framework has no observation.
    """
    rules = pair.framework.visits.observation if pair.framework.visits else None
    if visit is None or rules is None or rules.component is None:
        return {}
    what = ObservationFocus.objects.filter(visit=visit).values_list("what", flat=True).first()
    if not what:
        return {}
    notes = {
        f"note_{section.key}": _("We agreed to look at: %(what)s") % {"what": what}
        for section in pair.framework.note_sections(by=pair.me.part)
        if section.component == rules.component
    }
    return {"components": [rules.component]} | notes
