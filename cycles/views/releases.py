"""What somebody outside the pair is given: what is shared, what could be, what is proposed (B10)."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching.models import Partnership
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.forms.releases import GiveForm, ProposeForm, RefuseForm
from cycles.models import Release, ReleaseProposal
from cycles.models.releases import Item
from cycles.policies import Action, authorize, authorize_proposal, authorize_release, may
from cycles.services import give, propose, refuse, take_back
from cycles.services.audience import outsiders
from cycles.services.pairs import Pair
from cycles.services.releases import Key, NotProposed, NotTheirs, Words, audiences_of, kinds_for
from cycles.times import day_words
from cycles.views import shown
from cycles.views.release_list import list_context, who_words
from cycles.views.release_words import Shareable, item_of, over_words, released_rows

PARTNERSHIPS = Partnership.objects.select_related("program")
RELEASES = Release.objects.select_related("partnership__program")
PROPOSALS = ReleaseProposal.objects.select_related("partnership__program")
AT_ONCE = 31
_SEEN = "cycles.releases.seen"


@login_required
@require_GET
def release_list(request: SignedIn, pk: uuid.UUID, audience: str) -> HttpResponse:
    """What an audience reads now, what could be given, what is proposed, and what has ended."""
    pair, classes = authorize_release(request.user, get_object_or_404(PARTNERSHIPS, pk=pk), audience)
    return render(request, "cycles/release_list.html", list_context(request, pair, audience, classes))


def release_cards(pair: Pair) -> list[dict[str, Any]]:
    """What the page of a pair shows of it, for each audience. Two queries where the terms release anything."""
    found = audiences_of(pair)
    if not found:
        return []
    today = today_in(pair.partnership.program)
    live = list(Release.objects.filter(partnership=pair.partnership, ended_at=None).defer("content"))
    open_ones = ReleaseProposal.objects.filter(partnership=pair.partnership, answered_at=None)
    asked = dict(open_ones.filter(user=pair.me.user_id).order_by().values_list("audience").annotate(Count("pk")))
    return [
        {
            "title": who_words(pair, audience)["title"],
            "url": reverse("release_list", args=[pair.partnership.pk, audience]),
            "shared": sum(1 for one in live if one.audience == audience and not over_words(one, today)),
            "asked": asked.get(audience, 0),
        }
        for audience in found
    ]


def seers(pair: Pair) -> list[dict[str, str]]:
    """Those outside the pair as whom its pages can be seen, for one of it today. No query."""
    pages = outsiders(pair.partnership) if pair.me.present else []
    return [
        {"label": pair.word(audience), "url": reverse("seen_as_first", args=[pair.partnership.pk, audience])}
        for audience in pages
    ]


# ---- giving ------------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def release_give(request: SignedIn, pk: uuid.UUID, audience: str) -> HttpResponse:
    """The words, then exactly what will be read, then it is given. Several items at once are given as they are."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    pair, classes = authorize_release(request.user, partnership, audience, Action.RELEASE_GIVE)
    sealed = _seen(request)
    seen = sealed or _wanted(request, pair, audience, classes)
    if not seen:
        raise Http404
    one = next(iter(seen.values())) if len(seen) == 1 else None
    step = request.POST.get("step", "")
    form = GiveForm(request.POST or None, words=one, today=today_in(partnership.program))
    if not form.is_valid() or step == "edit":
        return _give_page(request, pair, audience, form, seen, words=None if one else seen)
    confirmed = {next(iter(seen)): form.said()} if one else seen
    if step != "give" or not sealed:
        return _give_page(request, pair, audience, form, seen, words=confirmed)
    try:
        given = give(pair=pair, by=request.user, audience=audience, items=confirmed, until=form.cleaned_data["until"])
    except NotTheirs:
        messages.error(request, _("This is not there any more, or cannot be shared now. Nothing was shared."))
    else:
        text = ngettext(
            "Shared. You can take it back at any time.", "Shared. You can take them back at any time.", len(given)
        )
        messages.success(request, text)
    return redirect("release_list", pk, audience)


def _give_page(
    request: SignedIn,
    pair: Pair,
    audience: str,
    form: GiveForm,
    seen: dict[Key, Words],
    *,
    words: dict[Key, Words] | None,
) -> HttpResponse:
    """The form for the words; with `words` what exactly will be read of each item."""
    context = {
        "pair": pair,
        "who": who_words(pair, audience),
        "seen": signing.dumps([[str(key), one.title, one.lines] for key, one in seen.items()], salt=_SEEN),
        "form": form,
        "several": len(seen) > 1,
        "items": [{"title": one.title, "lines": one.lines} for one in (words or {}).values()],
        "trail": _trail(pair, audience, _("Share")),
        "back": reverse("release_list", args=[pair.partnership.pk, audience]),
    }
    return render(request, "cycles/release_preview.html" if words else "cycles/release_give.html", context)


def _seen(request: SignedIn) -> dict[Key, Words]:
    """The items as they stood when the person saw them: what they confirm is what is given."""
    try:
        rows = signing.loads(request.POST.get("seen", ""), salt=_SEEN) if request.method == "POST" else []
    except signing.BadSignature:
        return {}
    return {key: Words(title, lines) for text, title, lines in rows if (key := Key.read(text))}


def _wanted(request: SignedIn, pair: Pair, audience: str, classes: frozenset[str]) -> dict[Key, Words]:
    """The items that the address names. One that is given already begins with the words in which it is."""
    keys = [key for text in request.GET.getlist("item")[:AT_ONCE] if (key := Key.read(text))]
    found = [item for key in keys if (item := _item(pair, key, request.user.pk, classes))]
    live = {
        (one.kind, one.source_id): Words(one.title, one.content)
        for one in Release.objects.filter(
            partnership=pair.partnership, user=request.user, audience=audience, ended_at=None
        )
    }
    fresh = "fresh" in request.GET
    return {
        one.key: one.words if fresh else live.get((one.key.kind, one.key.source_id), one.words)
        for one in found
        if one.words.lines
    }


def _item(pair: Pair, key: Key, learner: uuid.UUID, classes: frozenset[str]) -> Shareable | None:
    return item_of(pair, key, learner, classes) if key.kind in kinds_for(classes) else None


@login_required
@require_GET
def release_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What was given beside what stands in the record now, for the pair alone."""
    release = get_object_or_404(RELEASES, pk=pk)
    pair = authorize(request.user, Action.READ, release.partnership)
    classes = audiences_of(pair).get(release.audience, frozenset())
    key = Key(Item(release.kind), release.source_id)
    now = _item(pair, key, release.user_id, classes)
    over = over_words(release, today_in(release.partnership.program))
    mine = release.user_id == request.user.pk
    give_url = reverse("release_give", args=[release.partnership_id, release.audience])
    context = {
        "pair": pair,
        "who": who_words(pair, release.audience),
        "release": released_rows([release])[0],
        "record": {"title": now.words.title, "lines": now.words.lines} if now else None,
        "over": over,
        "take_back_url": reverse("release_take_back", args=[pk]) if mine and not release.ended_at else "",
        "give_url": f"{give_url}?item={key}" if mine and now and may(pair, Action.RELEASE_GIVE) else "",
        "trail": _trail(pair, release.audience, release.title),
    }
    return render(request, "cycles/release_detail.html", context)


@login_required
@require_POST
def release_take_back(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """End it at once and for good; also after the coaching has ended."""
    release = get_object_or_404(RELEASES, pk=pk)
    pair = authorize(request.user, Action.READ, release.partnership)
    try:
        take_back(release=release, by=request.user)
    except NotTheirs as error:
        raise PermissionDenied from error
    who = pair.word(release.audience)
    messages.success(request, _("Taken back. Your %(who)s does not see it any more.") % {"who": who})
    return redirect("release_list", release.partnership_id, release.audience)


# ---- proposing ---------------------------------------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def release_propose(request: SignedIn, pk: uuid.UUID, audience: str) -> HttpResponse:
    """A coach asks the learner to give something, and says why."""
    partnership = get_object_or_404(PARTNERSHIPS, pk=pk)
    pair, classes = authorize_release(request.user, partnership, audience, Action.RELEASE_PROPOSE)
    key = Key.read(request.GET.get("item", ""))
    found = [item for one in pair.learners() if key and (item := _item(pair, key, one.user_id, classes))]
    if not found:
        raise Http404
    item, form = found[0], ProposeForm(request.POST or None)
    if form.is_valid():
        try:
            propose(
                pair=pair, by=request.user, audience=audience, key=item.key, learner=item.learner, **form.cleaned_data
            )
        except NotProposed:
            form.add_error(None, _("This is shared already, or waits for an answer. There is nothing to ask."))
        else:
            messages.success(request, _("Sent. It is theirs to decide, and nobody else learns of it."))
            return redirect("release_list", pk, audience)
    context = {
        "pair": pair,
        "who": who_words(pair, audience),
        "item": {"title": item.words.title, "lines": item.words.lines},
        "name": pair.name_of(item.learner),
        "form": form,
        "keep": f"propose:{request.user.pk}:{item.key}",
        "back": reverse("release_list", args=[pk, audience]),
        "trail": _trail(pair, audience, _("Propose to share")),
    }
    return render(request, "cycles/release_propose.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def release_proposal(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A proposal to the one whose it is to give: look at it and share it, or say no with or without a word."""
    proposal = get_object_or_404(PROPOSALS, pk=pk)
    pair = authorize_proposal(request.user, proposal)
    form = RefuseForm(request.POST or None)
    to_list = redirect("release_list", proposal.partnership_id, proposal.audience)
    if form.is_valid():
        try:
            refuse(proposal=proposal, by=request.user, words=form.cleaned_data["words"])
        except NotProposed:
            messages.info(request, _("This was answered already."))
        else:
            messages.success(request, _("Not shared. Only your coach learns that you said no."))
        return to_list
    if proposal.answered_at:
        messages.info(request, _("This was answered already."))
        return to_list
    key = Key(Item(proposal.kind), proposal.source_id)
    item = _item(pair, key, request.user.pk, audiences_of(pair).get(proposal.audience, frozenset()))
    give_url = reverse("release_give", args=[proposal.partnership_id, proposal.audience])
    context = {
        "pair": pair,
        "who": who_words(pair, proposal.audience),
        "reason": proposal.reason,
        "by": pair.name_of(proposal.author_id),
        "day": day_words(timezone.localtime(proposal.made_at).date()),
        "item": {"title": item.words.title, "lines": item.words.lines} if item else None,
        "give_url": f"{give_url}?item={key}" if item else "",
        "form": form,
        "trail": _trail(pair, proposal.audience, _("A proposal")),
    }
    return render(request, "cycles/release_proposal.html", context)


def _trail(pair: Pair, audience: str, label: str) -> shown.Trail:
    here = reverse("release_list", args=[pair.partnership.pk, audience])
    return shown.trail(pair, (who_words(pair, audience)["title"], here), (label, ""))
