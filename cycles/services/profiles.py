"""Rating a practice with a practice profile (C2): begun, saved as it goes, finished, corrected, and asked for.

What is kept is the state of each item. Levels are worked out by the profile whenever they are shown.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from coaching.frameworks.structure import ItemState, Profile, ProfileFunction, rated
from coaching.models import Partnership, ProgramProfile, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import ProfileRating, RatingDraft, RatingRequest
from cycles.models.profiles import View
from cycles.services.goals import NotYet
from cycles.services.meanwhile import require_same
from cycles.services.pairs import Member, Pair, framework_of, one_at_a_time, recipients


class NotTheirs(ValueError):
    """A view that this person does not rate with, or a practice that is not rated so. The forms offer none."""


class EditionOver(ValueError):
    """The partnership works under another edition of its framework, which has no such profile, or another one."""


class NotComplete(Exception):
    """The rating cannot be finished yet: no function is rated whole, or some are without evidence.

    `unfinished`: functions of which only a part is rated; `unproven`: functions without a word of what shows it.
    """

    def __init__(self, unfinished: Iterable[str], unproven: Iterable[str], *, is_empty: bool) -> None:
        super().__init__("the rating is not complete")
        self.unfinished, self.unproven, self.is_empty = tuple(unfinished), tuple(unproven), is_empty


# ---- who rates whom -----------------------------------------------------------------------------------------------
def profiles_of(pair: Pair) -> tuple[Profile, ...]:
    """The profiles with which a practice in this pair can be rated: the program's own editions, then those of the
    framework, the newest first. No query where the framework has none; otherwise one.
    """
    parts = {member.part for member in pair.members}
    given = rated(pair.framework.profiles)
    own = [row.profile for row in own_editions(pair.partnership)] if given else []
    return tuple(one for one in (*own, *given) if one.of in parts)


def own_editions(partnership: Partnership) -> list[ProgramProfile]:
    """The editions in the program's own words that are offered, the newest of each first. One query."""
    rows = ProgramProfile.objects.filter(program=partnership.program_id, published_at__isnull=False, retired_at=None)
    return list(rows.order_by("key", "-edition"))


def _own_edition(partnership: Partnership, profile: Profile) -> uuid.UUID | None:
    """The program's own edition that is worded so; None for one of the framework."""
    return next((row.pk for row in own_editions(partnership) if row.profile == profile), None)


def subjects(pair: Pair, profile: Profile, view: View, *, is_noted: bool = False) -> tuple[Member, ...]:
    """Those whose practice this person can rate with this view; none where the profile says otherwise.

    `is_noted`: the person writes down what somebody saw who has no place here.
    """
    practising = [one for one in pair.members if one.present and one.part == profile.of]
    me, others = pair.me, tuple(one for one in practising if one.user_id != pair.me.user_id)
    if view == View.OBSERVER and is_noted:
        return tuple(practising) if me.part in profile.noted_by else ()
    if view == View.OBSERVER:
        return others if me.part in profile.observers else ()
    if me.part not in profile.raters:
        return ()
    return tuple(one for one in practising if one == me) if view == View.SELF else others


def ways(pair: Pair, profile: Profile) -> dict[str, tuple[Member, ...]]:
    """How this person can rate: each way with whose practice. "noted" is an observer without a place here."""
    found = {view.value: subjects(pair, profile, view) for view in View}
    found[NOTED] = subjects(pair, profile, View.OBSERVER, is_noted=True)
    return {way: members for way, members in found.items() if members}


NOTED = "noted"


def can_be_asked(pair: Pair, profile: Profile) -> tuple[Member, ...]:
    """Those of the pair who can be asked how they see it: who rate, and are not the one who asks."""
    raters = {*profile.raters, *profile.observers}
    return tuple(one for one in pair.others if one.present and one.part in raters)


# ---- a rating as it is written ------------------------------------------------------------------------------------
def edition_of(row: ProfileRating | RatingDraft | RatingRequest) -> Profile:
    """The edition it was made with, as it was worded then. Raises KeyError where a draft's is gone."""
    if row.own_edition:
        return row.own_edition.profile
    return framework_of(row.framework_version_id).profile(row.profile, row.edition)


@transaction.atomic
def begin_rating(
    *, pair: Pair, by: User, profile: Profile, way: str, rated_on: dt.date, whose: uuid.UUID, observer_name: str = ""
) -> RatingDraft:
    """Begin a rating, or go on with the one of the same kind that was begun. Raises NotTheirs, NotYet."""
    if whose not in {one.user_id for one in ways(pair, profile).get(way, ())} or (way == NOTED) != bool(observer_name):
        raise NotTheirs
    if rated_on > today_in(pair.partnership.program):
        raise NotYet
    one_at_a_time(pair.partnership.pk)
    view = View.OBSERVER if way == NOTED else View(way)
    if draft := RatingDraft.objects.filter(partnership=pair.partnership, author=by, view=view).first():
        return draft
    draft = RatingDraft(
        partnership=pair.partnership,
        framework_version_id=pair.partnership.framework_version_id,
        own_edition_id=_own_edition(pair.partnership, profile),
        profile=profile.key,
        edition=profile.edition,
        view=view,
        author=by,
        rated_id=whose,
        observer_name=observer_name,
        rated_on=rated_on,
        saved_at=timezone.now(),
    )
    draft.save(force_insert=True)
    return draft


def words_of(row: ProfileRating | RatingDraft, function: ProfileFunction) -> dict[str, str]:
    """State and evidence of each item of a function, as a form names them; empty where nothing is said."""
    found: dict[str, str] = {}
    for item in function.items:
        name = function.name_of(item)
        found[f"state_{item.key}"] = row.states.get(name, "")
        found[f"evidence_{item.key}"] = row.evidence.get(name, "")
    return found


@transaction.atomic
def save_function(
    *, draft: RatingDraft, function: ProfileFunction, words: Mapping[str, str], seen: str | None = None
) -> None:
    """Keep what was said of the items of a function; of the others nothing changes. Raises WrittenMeanwhile."""
    draft = RatingDraft.objects.select_for_update().get(pk=draft.pk)
    if not require_same(words_of(draft, function), seen, words):
        return
    for item in function.items:
        name, state = function.name_of(item), words.get(f"state_{item.key}", "")
        _put(draft.states, name, ItemState(state).value if state else "")
        _put(draft.evidence, name, words.get(f"evidence_{item.key}", ""))
    draft.saved_at = timezone.now()
    draft.save(update_fields=["states", "evidence", "saved_at"])


def _put(into: dict[str, str], name: str, value: str) -> None:
    if value:
        into[name] = value
    else:
        into.pop(name, None)


def require_complete(draft: RatingDraft, profile: Profile) -> None:
    """A rating is finished when each function is rated whole or not at all, at least one of them whole. Who rates their
    own practice or watched says for each function what shows it; who is coached may leave that out (C2).

    Raises NotComplete.
    """
    unfinished, unproven, whole = [], [], 0
    for function in profile.functions:
        names = [function.name_of(item) for item in function.items]
        found = sum(name in draft.states for name in names)
        if found == len(names):
            whole += 1
            if draft.view != View.OTHER and not any(name in draft.evidence for name in names):
                unproven.append(function.key)
        elif found or any(name in draft.evidence for name in names):
            unfinished.append(function.key)
    if unfinished or unproven or not whole:
        raise NotComplete(unfinished, unproven, is_empty=not whole)


@transaction.atomic
def finish_rating(*, draft: RatingDraft, pair: Pair, by: User, reason: str = "") -> ProfileRating:
    """Finish a rating: from here the others of the pair read it, and it never changes (A7). What was asked is answered.

    `reason`: why it replaces another. Raises NotComplete, EditionOver.
    """
    one_at_a_time(draft.partnership_id)
    draft = RatingDraft.objects.select_for_update().get(pk=draft.pk)
    version_id = _version_for(draft, pair)
    require_complete(draft, edition_of(draft))
    now = timezone.now()
    rating = ProfileRating(
        partnership_id=draft.partnership_id,
        framework_version_id=version_id,
        own_edition_id=draft.own_edition_id,
        profile=draft.profile,
        edition=draft.edition,
        view=draft.view,
        author=by,
        author_part=pair.me.part,
        rated_id=draft.rated_id,
        observer_name=draft.observer_name,
        rated_on=draft.rated_on,
        states=draft.states,
        evidence=draft.evidence,
        finished_at=now,
        replaces_id=draft.replaces_id,
        reason=reason if draft.replaces_id else "",
    )
    rating.save(force_insert=True)
    draft.delete()
    RatingRequest.objects.filter(partnership=pair.partnership, asked=by, profile=rating.profile).delete()
    record(Event.RATING_CORRECTED if rating.replaces_id else Event.RATING_FINISHED, target=rating, by=by)
    for recipient in recipients(pair.partnership, besides=by):
        enqueue(Kind.RATING_FINISHED, subject_id=rating.pk, recipient_id=recipient)
    return rating


def _version_for(draft: RatingDraft, pair: Pair) -> uuid.UUID:
    """The framework version that the rating is of: that of a correction's original, otherwise the present one, where
    it words the edition as the draft began it. Raises EditionOver.
    """
    present = pair.partnership.framework_version_id
    if draft.replaces_id or draft.framework_version_id == present:
        return draft.framework_version_id
    if draft.own_edition_id:  # which is the program's, whatever the framework says
        return present
    try:
        same = pair.framework.profile(draft.profile, draft.edition) == edition_of(draft)
    except KeyError:
        same = False
    if not same:
        raise EditionOver
    return present


@transaction.atomic
def discard_rating(*, draft: RatingDraft) -> None:
    """Throw away what was written; nobody else ever saw it."""
    RatingDraft.objects.filter(pk=draft.pk).delete()


@transaction.atomic
def correct_rating(*, rating: ProfileRating, by: User) -> RatingDraft:
    """Begin a correction with the words of the rating; a correction that was begun is gone on with. Whatever else of
    this kind was begun has to be finished or thrown away first. Raises NotTheirs.
    """
    one_at_a_time(rating.partnership_id)
    if rating.author_id != by.pk or ProfileRating.objects.filter(replaces=rating).exists():
        raise NotTheirs
    draft = RatingDraft.objects.filter(partnership_id=rating.partnership_id, author=by, view=rating.view).first()
    if draft is not None:
        return draft
    copied = (
        "framework_version_id",
        "own_edition_id",
        "profile",
        "edition",
        "view",
        "rated_id",
        "observer_name",
        "rated_on",
    )
    draft = RatingDraft(
        partnership_id=rating.partnership_id,
        author=by,
        replaces=rating,
        states=dict(rating.states),
        evidence=dict(rating.evidence),
        saved_at=timezone.now(),
        **{name: getattr(rating, name) for name in copied},
    )
    draft.save(force_insert=True)
    return draft


# ---- finished ones ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Edition:
    """The finished ratings with one wording of a profile, by day; those that were replaced are left out.

    `is_present`: the partnership works under it. Ratings with another wording never stand in the same table.
    """

    slug: str
    profile: Profile
    is_present: bool
    ratings: tuple[ProfileRating, ...]

    def newest(self) -> dict[str, ProfileRating]:
        """The last rating with each view."""
        return {one.view: one for one in self.ratings}


def editions_of(partnership: Partnership, present: Iterable[Profile]) -> list[Edition]:
    """The editions that can be rated with, then those of older ratings. One query, two with older versions."""
    found: dict[Profile, list[ProfileRating]] = {profile: [] for profile in present}
    known = set(found)
    rows = ProfileRating.objects.filter(partnership=partnership, replaced_by=None).select_related("own_edition")
    for row in rows.order_by("rated_on", "finished_at"):
        found.setdefault(edition_of(row), []).append(row)
    editions: list[Edition] = []
    names: set[str] = set()
    for profile, ratings in found.items():
        slug = profile.name if profile.name not in names else f"{profile.name}-{len(names)}"
        names.add(slug)
        editions.append(Edition(slug, profile, profile in known, tuple(ratings)))
    return editions


def chosen_edition(editions: list[Edition], slug: str = "") -> Edition | None:
    """The edition that is asked for; without a word, that of the newest rating, and otherwise the newest there is."""
    if slug:
        return next((one for one in editions if one.slug == slug), None)
    rated_ones = [one for one in editions if one.ratings]
    newest = max(rated_ones, key=lambda one: one.ratings[-1].finished_at, default=None)
    return newest or next(iter(editions), None)


# ---- asking for one -----------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_rating(*, pair: Pair, by: User, profile: Profile, asked: uuid.UUID) -> RatingRequest:
    """Ask another of the pair how they see it; asked once, it waits until it is answered or set aside.

    Raises NotTheirs.
    """
    if asked not in {one.user_id for one in can_be_asked(pair, profile)}:
        raise NotTheirs
    one_at_a_time(pair.partnership.pk)
    kept = RatingRequest.objects.filter(partnership=pair.partnership, asked=asked, profile=profile.key).first()
    if kept:
        return kept
    request = RatingRequest(
        partnership=pair.partnership,
        framework_version_id=pair.partnership.framework_version_id,
        own_edition_id=_own_edition(pair.partnership, profile),
        profile=profile.key,
        edition=profile.edition,
        author=by,
        asked_id=asked,
        asked_at=timezone.now(),
    )
    request.save(force_insert=True)
    record(Event.RATING_ASKED, target=request, by=by)
    enqueue(Kind.RATING_ASKED, subject_id=request.pk, recipient_id=asked)
    return request


@transaction.atomic
def close_request(*, request: RatingRequest, by: User) -> None:
    """Take back what one asked, or set aside what one is asked: nobody has to rate anybody."""
    record(Event.RATING_CLOSED, target=request, by=by)
    RatingRequest.objects.filter(pk=request.pk).delete()
