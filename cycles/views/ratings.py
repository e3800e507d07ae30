"""One rating: written function by function, finished, read, and corrected (C2)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.disclosure.classes import RecordClass
from coaching.frameworks.structure import Profile, ProfileFunction
from coaching.requests import SignedIn
from cycles.forms.profiles import CorrectionForm, FunctionForm, state_words
from cycles.models import ProfileRating, RatingDraft
from cycles.policies import Action, authorize, authorize_reader, may
from cycles.services import (
    EditionOver,
    NotComplete,
    WrittenMeanwhile,
    correct_rating,
    discard_rating,
    finish_rating,
    save_function,
)
from cycles.services.audience import audience, while_written
from cycles.services.meanwhile import stamp_of
from cycles.services.pairs import Pair
from cycles.services.profiles import edition_of, words_of
from cycles.services.readers import reader_of
from cycles.times import day_words
from cycles.views.goals import renewed
from cycles.views.profile_words import rating_words, view_words
from cycles.views.profiles import profile_trail

DRAFTS = RatingDraft.objects.select_related("partnership__program")
RATINGS = ProfileRating.objects.select_related("partnership__program")


def _draft(request: SignedIn, pk: uuid.UUID) -> tuple[RatingDraft, Pair, Profile]:
    """A draft of this person, with its edition. Raises Http404, PermissionDenied once nothing is written any more."""
    draft = get_object_or_404(DRAFTS, pk=pk)
    return draft, authorize(request.user, Action.RATE, draft.partnership), edition_of(draft)


@login_required
@require_http_methods(["GET", "POST"])
def rating_write(request: SignedIn, pk: uuid.UUID, key: str) -> HttpResponse:
    """The items of one function. Each save is kept; the next function follows."""
    draft, pair, profile = _draft(request, pk)
    function = next((one for one in profile.functions if one.key == key), None)
    if function is None:
        raise Http404
    now = words_of(draft, function)
    form = FunctionForm(request.POST or None, profile=profile, function=function, initial=now | {"seen": stamp_of(now)})
    if not form.is_valid():
        return _write_page(request, draft, pair, profile, function, form)
    try:
        save_function(draft=draft, function=function, words=form.said(), seen=form.stamp())
    except WrittenMeanwhile as meanwhile:
        theirs = _theirs(function, form.said(), meanwhile.now)
        form = FunctionForm(renewed(request.POST, meanwhile.now), profile=profile, function=function)
        return _write_page(request, draft, pair, profile, function, form, status=409, conflict=True, theirs=theirs)
    place = profile.functions.index(function) + 1
    saved = f"?saved=rating:{draft.pk}:{function.key}"
    if place < len(profile.functions):
        return redirect(reverse("rating_write", args=[pk, profile.functions[place].key]) + saved)
    return redirect(reverse("rating_finish", args=[pk]) + saved)


def _theirs(function: ProfileFunction, mine: Any, now: Any) -> list[dict[str, str]]:
    """What was saved in another tab meanwhile, where it is other than what was typed."""
    states, found = {one.value: words for one, words in state_words().items()}, []
    for item in function.items:
        for name in (f"state_{item.key}", f"evidence_{item.key}"):
            if now[name] and now[name] != mine[name]:
                found.append({"label": str(item.in_place), "text": states.get(now[name], now[name])})
    return found


def _write_page(
    request: SignedIn,
    draft: RatingDraft,
    pair: Pair,
    profile: Profile,
    function: ProfileFunction,
    form: FunctionForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    place = profile.functions.index(function)
    rated = rating_words(reader_of(pair), profile, draft)
    context = {
        "pair": pair,
        "profile": profile,
        "function": function,
        "form": form,
        "who": view_words(reader_of(pair), draft),
        "place": _("%(n)d of %(all)d") % {"n": place + 1, "all": len(profile.functions)},
        "steps": [
            {
                "label": str(one.label),
                "url": reverse("rating_write", args=[draft.pk, one.key]),
                "state": "current" if one is function else ("done" if words["level"] else "todo"),
            }
            for one, words in zip(profile.functions, rated, strict=True)
        ],
        "is_last": place + 1 == len(profile.functions),
        "back": reverse("rating_finish", args=[draft.pk]),
        "keep": f"rating:{draft.pk}:{function.key}",
        "trail": profile_trail(reader_of(pair), _("A rating")),
        "sees": while_written(pair),
        **more,
    }
    return render(request, "cycles/rating_write.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def rating_finish(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What was found so far, and the levels that follow from it; finishing shows it to the others."""
    draft, pair, profile = _draft(request, pk)
    form = CorrectionForm(request.POST or None) if draft.replaces_id else None
    missing: list[str] = []
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            rating = finish_rating(
                draft=draft, pair=pair, by=request.user, reason=form.cleaned_data["reason"] if form else ""
            )
        except NotComplete as problem:
            missing = _missing_words(profile, problem)
        except EditionOver:
            missing = [
                _("Your agreement works with another edition now. Begin a new rating; what you wrote here stays.")
            ]
        else:
            messages.success(request, _("Finished. The others of you can read it now."))
            return redirect("rating_detail", pk=rating.pk)
    url = reverse("rating_write", args=[pk, "KEY"]).replace("KEY", "{}")
    context = {
        "pair": pair,
        "draft": draft,
        "profile": profile,
        "form": form,
        "who": view_words(reader_of(pair), draft),
        "day": day_words(draft.rated_on),
        "functions": rating_words(reader_of(pair), profile, draft, write_url=url),
        "missing": missing,
        "trail": profile_trail(reader_of(pair), _("A rating")),
        "sees": while_written(pair),
        "sees_then": audience(pair, RecordClass.ASSESSMENT),
    }
    return render(request, "cycles/rating_finish.html", context, status=422 if missing else 200)


def _missing_words(profile: Profile, problem: NotComplete) -> list[str]:
    """What is missing, by the name of the function, and how to go on."""
    labels = {function.key: str(function.label) for function in profile.functions}
    words = [_("Rate the other items, too: %(name)s") % {"name": labels[key]} for key in problem.unfinished]
    words += [
        _("Write for at least one item what shows it: %(name)s") % {"name": labels[key]} for key in problem.unproven
    ]
    if problem.is_empty and not words:
        words.append(_("Rate at least one function whole."))
    return words


@login_required
@require_POST
def rating_discard(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Throw away what was begun."""
    draft = get_object_or_404(DRAFTS, pk=pk)
    authorize(request.user, Action.RATE, draft.partnership)
    discard_rating(draft=draft)
    messages.success(request, _("Thrown away. Nobody saw it."))
    return redirect("practice_profile", pk=draft.partnership_id)


@login_required
@require_GET
def rating_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A finished rating, in the words of its edition; with what it replaces or what replaced it."""
    rating = get_object_or_404(RATINGS, pk=pk)
    reader = authorize_reader(request.user, rating.partnership, RecordClass.ASSESSMENT)
    pair, profile = reader.pair, edition_of(rating)
    newer = ProfileRating.objects.filter(replaces=rating).first()
    mine = bool(pair and rating.author_id == pair.me.user_id and newer is None and may(pair, Action.RATE))
    context = {
        "reader": reader,
        "pair": pair,
        "rating": rating,
        "profile": profile,
        "who": view_words(reader, rating),
        "day": day_words(rating.rated_on),
        "finished": day_words(timezone.localtime(rating.finished_at).date()),
        "functions": rating_words(reader, profile, rating),
        "newer": newer,
        "can_correct": mine,
        "print_lines": [reader.title, reader.partnership.program.name],
        "trail": profile_trail(reader, _("A rating")),
        "sees": audience(pair, RecordClass.ASSESSMENT) if pair else None,
    }
    return render(request, "cycles/rating_detail.html", context)


@login_required
@require_POST
def rating_correct(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """Begin a correction: the words of the rating are filled in, and it stays readable as it was."""
    rating = get_object_or_404(RATINGS, pk=pk)
    pair = authorize(request.user, Action.RATE, rating.partnership)
    if rating.author_id != pair.me.user_id or ProfileRating.objects.filter(replaces=rating).exists():
        raise PermissionDenied
    draft = correct_rating(rating=rating, by=request.user)
    if draft.replaces_id != rating.pk:
        messages.info(request, _("You have begun another rating. Finish it, or throw it away, and then correct this."))
    return redirect("rating_finish", pk=draft.pk)
