"""Another coach: put in by the administrator, who sees no content; what they see of before is the learner's to say."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agreements.forms.life import HandoverAnswerForm, HandOverForm
from agreements.life import OVER, state_of
from agreements.models import Handover
from agreements.services import NotNow, answer_handover, classes_to_hand_on, hand_over, place_to_hand_over
from agreements.views.surroundings import people_of, way_back
from coaching.disclosure.classes import Part
from coaching.models import Membership, Partnership, Party, Program
from coaching.requests import SignedIn
from coaching.services.partnerships import NotPossible
from coaching.services.people import today_in
from coaching.views.setup import frame, program_to_set_up


@login_required
@require_http_methods(["GET", "POST"])
def partnership_hand_over(request: SignedIn, pk: uuid.UUID, partnership_pk: uuid.UUID) -> HttpResponse:
    """Put another coach in. The former partnership ends; the learner is asked what may be seen of it."""
    program = program_to_set_up(request, pk)
    partnership = get_object_or_404(
        Partnership.objects.select_related("framework_version", "program"), pk=partnership_pk, program=program
    )
    place = place_to_hand_over(partnership)
    if place is None or state_of(partnership.pk) in OVER:
        messages.info(request, _("This partnership cannot be handed over: it has ended, or has no coach of its own."))
        return redirect("setup_partnerships", program.pk)
    word = capfirst(program.framework.words(place, (get_language() or "en")[:2]).one)
    form = HandOverForm(request.POST or None, people=_candidates(program, partnership, place), label=word)
    if form.is_valid():
        try:
            hand_over(partnership=partnership, to=uuid.UUID(form.cleaned_data["person"]), by=request.user)
        except (NotNow, NotPossible):
            form.add_error(None, _("Somebody's part changed in the meantime, or the partnership ended. Look again."))
        else:
            messages.success(request, _("Handed over. The new pair drafts its plan, and everyone signs anew."))
            return redirect("setup_partnerships", program.pk)
    context = frame(program, "setup_partnerships", (_("Hand over"), ""))
    context |= {"form": form, "pair": people_of(partnership.pk).pair, "word": word, "nobody": len(form["person"]) < 2}
    return render(request, "agreements/partnership_hand_over.html", context)


def _candidates(program: Program, partnership: Partnership, place: Part) -> list[tuple[uuid.UUID, str]]:
    """Those who hold the part in the program today and have no place in this partnership."""
    there = Party.objects.filter(partnership=partnership).present().values("user")
    rows = (
        Membership.objects.filter(program=program, part=place)
        .current(today_in(program))
        .exclude(user__in=there)
        .order_by("user__person__sort_name", "user_id")
    )
    return list(dict(rows.values_list("user_id", "user__person__name")).items())


@login_required
@require_http_methods(["GET", "POST"])
def handover_answer(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The learner says, class by class, all or none, what the new coach may see of before."""
    handover = get_object_or_404(
        Handover.objects.select_related("partnership__framework_version"), partnership=pk, user=request.user
    )
    offered = classes_to_hand_on(handover.partnership)
    form = HandoverAnswerForm(request.POST or None, offered=offered, initial={"classes": handover.classes})
    if form.is_valid():
        everything = [one.value for one, _label, _meaning in offered]
        chosen = {"all": everything, "none": []}.get(request.POST.get("choice", ""), form.cleaned_data["classes"])
        answer_handover(handover=handover, by=request.user, classes=chosen)
        messages.success(request, _answered(len(chosen), len(everything)))
        return redirect("partnership_detail", pk)
    people = people_of(pk)
    context = {
        "handover": handover,
        "form": form,
        "pair": people.pair,
        "trail": way_back(pk, people, [Part.COACHEE], _("The time before")),
    }
    return render(request, "agreements/handover_answer.html", context)


def _answered(chosen: int, everything: int) -> str:
    if not chosen:
        return _("Saved. Your coach sees nothing of the time before.")
    if chosen == everything:
        return _("Saved. Your coach can read all of it, and change nothing.")
    return _("Saved. Your coach can read what you chose, and change nothing.")
