"""The page of what somebody outside the pair is given: its lists, for the learner and for those who coach them."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.disclosure.classes import RecordClass
from coaching.requests import SignedIn
from coaching.services.people import today_in
from cycles.models import Release, ReleaseProposal
from cycles.models.releases import CLASS_OF, Item
from cycles.policies import Action, may
from cycles.services.audience import outsiders
from cycles.services.pairs import LEARNS, Pair
from cycles.services.releases import Key, kinds_for
from cycles.times import day_words
from cycles.views import shown
from cycles.views.release_words import Shareable, item_of, over_words, released_rows, shareable

PAGE = 20
ENDED_SHOWN = 30


def who_words(pair: Pair, audience: str) -> dict[str, str]:
    """What the audience is called: by the learner, whose supervisor it is, and by the others of the pair."""
    word = pair.word(audience)
    own = pair.me.part in LEARNS
    return {
        "word": word,
        "title": (_("What your %(who)s sees") if own else _("What the %(who)s sees")) % {"who": word},
    }


def list_context(request: SignedIn, pair: Pair, audience: str, classes: frozenset[str]) -> dict[str, Any]:
    """The context of the page."""
    today = today_in(pair.partnership.program)
    mine = pair.me.part in LEARNS
    rows = list(Release.objects.filter(partnership=pair.partnership, audience=audience))
    if mine:
        rows = [one for one in rows if one.user_id == request.user.pk]
    live = [one for one in rows if not over_words(one, today)] if classes else []
    ended = [one for one in rows if one not in live][:ENDED_SHOWN]
    gives, proposes = may(pair, Action.RELEASE_GIVE) and mine, may(pair, Action.RELEASE_PROPOSE)
    who = who_words(pair, audience)
    return {
        "pair": pair,
        "who": who,
        "mine": mine,
        "gives": gives,
        "proposes": proposes,
        "trail": shown.trail(pair, (who["title"], "")),
        "shared": [_row(one, pair, mine) for one in live],
        "ended": [
            _row(one, pair, False) | {"over": over_words(one, today) or _("Not in the agreement")} for one in ended
        ],
        "proposals": _proposals(request, pair, audience, classes),
        **(_could(request, pair, audience, classes, live) if classes and (gives or proposes) else {}),
        "of_both": len(pair.learners()) > 1,
        "seen_url": reverse("seen_as_first", args=[pair.partnership.pk, audience])
        if pair.me.present and audience in outsiders(pair.partnership)
        else "",
    }


def _row(one: Release, pair: Pair, mine: bool) -> dict[str, Any]:
    return released_rows([one])[0] | {
        "url": reverse("release_detail", args=[one.pk]),
        "by": "" if mine else pair.name_of(one.user_id),
        "take_back_url": reverse("release_take_back", args=[one.pk]) if mine else "",
    }


def _proposals(request: SignedIn, pair: Pair, audience: str, classes: frozenset[str]) -> list[dict[str, Any]]:
    """Those that wait for the learner; for a coach their own, with what became of each."""
    rows = ReleaseProposal.objects.filter(partnership=pair.partnership, audience=audience)
    waiting = pair.me.part in LEARNS
    rows = rows.filter(user=request.user, answered_at=None) if waiting else rows.filter(author=request.user)
    found = []
    for one in rows[:PAGE]:
        item = item_of(pair, Key(Item(one.kind), one.source_id), one.user_id, classes)
        found.append(
            {
                "title": item.words.title if item else str(Item(one.kind).label),
                "reason": one.reason,
                "by": pair.name_of(one.author_id),
                "day": day_words(timezone.localtime(one.made_at).date()),
                "url": reverse("release_proposal", args=[one.pk]) if waiting and may(pair, Action.RELEASE_GIVE) else "",
                "label": _answer_words(one),
                "tone": {"given": "good", "refused": "neutral"}.get(one.answer, "wait"),
                "words": one.answer_words,
            }
        )
    return found


def _answer_words(one: ReleaseProposal) -> str:
    """Gently: a no is a good answer, too."""
    match one.answer:
        case ReleaseProposal.Answer.GIVEN:
            return _("Shared")
        case ReleaseProposal.Answer.REFUSED:
            return _("Stays between you")
    return _("Not answered yet")


# ---- what could be given -----------------------------------------------------------------------------------------
def _could(
    request: SignedIn, pair: Pair, audience: str, classes: frozenset[str], live: list[Release]
) -> dict[str, Any]:
    """The items of one class, or of all in which a word is found; a page at a time (fault 73)."""
    ordered = [one for one in RecordClass if one in classes and one in CLASS_OF.values()]
    wanted = request.GET.get("q", "").strip()[:80]
    chosen = request.GET.get("class", "")
    current = chosen if chosen in ordered else (ordered[0] if ordered else "")
    kinds = kinds_for(classes if wanted else frozenset({current}))
    learners = [request.user.pk] if pair.me.part in LEARNS else [one.user_id for one in pair.learners()]
    items = [one for one in shareable(pair, kinds, learners, classes) if not wanted or one.holds(wanted)]
    page = _page(request.GET.get("page", ""), len(items))
    piece = items[page * PAGE : (page + 1) * PAGE]
    given = {(one.kind, one.source_id, one.user_id) for one in live}
    query = urlencode({"q": wanted} if wanted else {"class": current})
    return {
        "tabs": [
            {
                "label": _label(pair, one),
                "url": f"?class={one}#could",
                "current": one == current and not wanted,
            }
            for one in ordered
        ],
        "search": wanted,
        "could": [_could_row(pair, audience, one, given) for one in piece],
        "newer_url": f"?{query}&page={page}#could" if page else "",
        "older_url": f"?{query}&page={page + 2}#could" if len(items) > (page + 1) * PAGE else "",
        "found": ngettext("%(n)d found", "%(n)d found", len(items)) % {"n": len(items)} if wanted else "",
        "give_url": reverse("release_give", args=[pair.partnership.pk, audience]),
    }


def _page(text: str, number: int) -> int:
    page = int(text) - 1 if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return min(max(page, 0), max(number - 1, 0) // PAGE)


def _label(pair: Pair, record_class: RecordClass) -> str:
    return str(dict(pair.framework.records)[record_class].label)


def _could_row(
    pair: Pair, audience: str, one: Shareable, given: set[tuple[str, uuid.UUID, uuid.UUID]]
) -> dict[str, Any]:
    page = reverse(
        "release_give" if pair.me.part in LEARNS else "release_propose", args=[pair.partnership.pk, audience]
    )
    return {
        "key": str(one.key),
        "title": one.words.title,
        "excerpt": one.excerpt,
        "whose": pair.name_of(one.learner) if len(pair.learners()) > 1 else "",
        "shared": (one.key.kind, one.key.source_id, one.learner) in given,
        "url": f"{page}?item={one.key}",
    }
