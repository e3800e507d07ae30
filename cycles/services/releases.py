"""The release queue (B10): a learner gives copies item by item and takes them back; a coach proposes what to give.

The records stay closed to everybody outside the pair. Whether a copy may be given, by whom, to whom, and who reads it
then, is decided by the database (migration 0024 and the arm for releases in coaching/disclosure/policies.py).
"""

import datetime as dt
import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils import timezone

from agreements.models import FocusPractice
from coaching.disclosure.classes import AUDIENCES, Form, Part
from coaching.models import DisclosureRule, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import (
    Celebration,
    Cycle,
    GettingToKnow,
    Goal,
    GoalProgress,
    NeedsAssessment,
    Note,
    PracticeLevel,
    ProfileRating,
    ProgressReport,
    Release,
    ReleaseProposal,
    VisitDetail,
    VisitLog,
)
from cycles.models.releases import CLASS_OF, Item
from cycles.services.pairs import Pair, one_at_a_time

Answer = ReleaseProposal.Answer
Line = dict[str, str]


class NotTheirs(ValueError):
    """Something that this person does not give, or that is gone by now. The pages offer no such thing."""


class NotProposed(ValueError):
    """It waits for an answer already, is given already, or was answered meanwhile."""


@dataclass(frozen=True)
class Key:
    """One item: its kind and the id of the record that it is a copy of. As text "note:…"."""

    kind: Item
    source_id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.source_id}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The item that a text names; None for what names none."""
        kind, _sep, source = text.partition(":")
        try:
            return cls(Item(kind), uuid.UUID(source))
        except ValueError:
            return None


@dataclass(frozen=True)
class Words:
    """What is read of an item: the words that its learner saw and confirmed."""

    title: str
    lines: list[Line] = field(default_factory=list)


# ---- what can be given -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Source:
    """The records of one kind. `own`: which of them are one person's where two coach each other; without it they belong
    to both, and neither gives them alone.
    """

    model: type[Model]
    own: Callable[[uuid.UUID], Q] | None = None
    only: Q = field(default_factory=Q)
    order: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


SOURCES: dict[Item, _Source] = {
    Item.PRACTICE: _Source(FocusPractice, order=("position", "pk")),
    Item.GOAL: _Source(Goal, own=lambda who: Q(learner=who), order=("position", "created_at")),
    Item.PLAN: _Source(Goal, own=lambda who: Q(learner=who), order=("position", "created_at")),
    Item.LOG: _Source(VisitLog, order=("-visited_on", "-pk"), beside=("cycle",)),
    Item.CYCLE: _Source(Cycle, only=Q(completed_on__isnull=False), order=("-number",)),
    Item.DETAIL: _Source(VisitDetail, order=("-visit__local_date", "-pk"), beside=("visit",)),
    Item.NOTE: _Source(
        Note, own=lambda who: Q(visit__focus__learner=who), order=("-created_at", "-pk"), beside=("visit",)
    ),
    Item.CELEBRATION: _Source(Celebration, order=("-seen_on", "-pk")),
    Item.KNOWN: _Source(GettingToKnow, order=("-looked_on", "-pk")),
    Item.LEVEL: _Source(PracticeLevel, order=("-seen_on", "-recorded_at")),
    Item.NEEDS: _Source(NeedsAssessment, order=("-looked_on", "-pk")),
    Item.RATING: _Source(
        ProfileRating,
        own=lambda who: Q(rated=who),
        only=Q(replaced_by__isnull=True),
        order=("-rated_on", "-finished_at"),
        beside=("own_edition",),
    ),
    Item.REPORT: _Source(
        ProgressReport, only=Q(replaced_at__isnull=True), order=("-given_at", "-pk"), beside=("plan",)
    ),
}
"""A goal of one's own, notes of a session on which one was observed, and how one's practice was rated are one person's
even where two coach each other.
"""


def rows_of(pair: Pair, kind: Item, learner: uuid.UUID) -> QuerySet[Any]:
    """The records of a kind that this learner may give; the newest first."""
    rows, own = every_row(pair, kind), SOURCES[kind].own
    if len({one.user_id for one in pair.learners()}) > 1:
        return rows.filter(own(learner)) if own else rows.none()
    return rows


def every_row(pair: Pair, kind: Item) -> QuerySet[Any]:
    """The records of a kind, whosever they are; the newest first."""
    source = SOURCES[kind]
    rows = source.model._default_manager.filter(source.only, partnership=pair.partnership)
    if kind is Item.PLAN:
        news = GoalProgress.objects.order_by("-recorded_at")
        rows = rows.prefetch_related("steps", Prefetch("progress", news)).select_related("grounds")
    return (
        rows.select_related(*source.beside).order_by(*source.order) if source.beside else rows.order_by(*source.order)
    )


@functools.lru_cache(maxsize=512)
def releasable(terms_id: uuid.UUID) -> dict[str, frozenset[str]]:
    """Audience: the classes that these terms give it by release. Terms never change, so one query a process."""
    found: dict[str, set[str]] = {}
    rules = DisclosureRule.objects.filter(terms=terms_id, form=Form.RELEASE)
    for audience, record_class in rules.values_list("audience", "record_class"):
        found.setdefault(audience, set()).add(record_class)
    return {one.value: frozenset(found[one]) for one in AUDIENCES if one in found}


def audiences_of(pair: Pair) -> dict[str, frozenset[str]]:
    """The same for the terms that this pair has signed; nothing before that."""
    return releasable(pair.partnership.terms_id) if pair.partnership.terms_id else {}


def kinds_for(classes: frozenset[str]) -> list[Item]:
    """The kinds of items that can be given where these classes are."""
    return [kind for kind, what in CLASS_OF.items() if what in classes]


# ---- giving and taking back --------------------------------------------------------------------------------------
@transaction.atomic
def give(
    *, pair: Pair, by: User, audience: str, items: dict[Key, Words], until: dt.date | None = None
) -> list[Release]:
    """Give these items to an audience, in the words that were confirmed. What was given of them before in other words
    ends; an open proposal is answered by it. Raises NotTheirs.
    """
    one_at_a_time(pair.partnership.pk)
    given = [_give_one(pair, by, audience, key, words, until) for key, words in items.items()]
    if audience == Part.SUPERVISOR:
        _tell_supervisors(pair, given)
    return given


def _give_one(pair: Pair, by: User, audience: str, key: Key, words: Words, until: dt.date | None) -> Release:
    classes = audiences_of(pair).get(audience, frozenset())
    if CLASS_OF[key.kind] not in classes or not rows_of(pair, key.kind, by.pk).filter(pk=key.source_id).exists():
        raise NotTheirs(key)
    live = _live(by, audience, key).filter(partnership=pair.partnership).first()
    if live and (live.title, live.content, live.until) == (words.title, words.lines, until):
        return live
    if live:
        take_back(release=live, by=by)
    release = Release(
        partnership=pair.partnership,
        user=by,
        record_class=CLASS_OF[key.kind],
        kind=key.kind,
        source_id=key.source_id,
        audience=audience,
        title=words.title,
        content=words.lines,
        until=until,
        given_at=timezone.now(),
    )
    release.save(force_insert=True)
    record(Event.RELEASE_GIVEN, target=release, by=by)
    for proposal in _open(pair, audience, key).filter(user=by):
        _answer(proposal, Answer.GIVEN, "")
    return release


def _live(by: User, audience: str, key: Key) -> QuerySet[Release]:
    return Release.objects.filter(
        user=by, audience=audience, kind=key.kind, source_id=key.source_id, ended_at__isnull=True
    )


def _tell_supervisors(pair: Pair, given: list[Release]) -> None:
    """One mail a day at most, whatever is given in it; whether there is something to read is asked when it goes out."""
    present = Party.objects.filter(partnership=pair.partnership, part=Part.SUPERVISOR).present()
    day = str(today_in(pair.partnership.program))
    for user_id in present.values_list("user_id", flat=True) if given else ():
        enqueue(Kind.RELEASE_GIVEN, subject_id=pair.partnership.pk, recipient_id=user_id, occurrence=day)


@transaction.atomic
def take_back(*, release: Release, by: User) -> None:
    """End what was given, at once and for good. Raises NotTheirs; nothing where it has ended already."""
    if release.user_id != by.pk:
        raise NotTheirs(release.pk)
    if Release.objects.filter(pk=release.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        record(Event.RELEASE_ENDED, target=release, by=by)


# ---- proposing ---------------------------------------------------------------------------------------------------
@transaction.atomic
def propose(*, pair: Pair, by: User, audience: str, key: Key, learner: uuid.UUID, reason: str) -> ReleaseProposal:
    """Ask a learner to give something, and say why. They get a mail without a word of it; nobody else ever knows.

    Raises NotTheirs, NotProposed.
    """
    classes = audiences_of(pair).get(audience, frozenset())
    theirs = learner in {one.user_id for one in pair.learners()} and learner != by.pk
    known = theirs and rows_of(pair, key.kind, learner).filter(pk=key.source_id).exists()
    if CLASS_OF[key.kind] not in classes or not known:
        raise NotTheirs(key)
    proposal = ReleaseProposal(
        partnership=pair.partnership,
        author=by,
        user_id=learner,
        kind=key.kind,
        source_id=key.source_id,
        audience=audience,
        reason=reason,
        made_at=timezone.now(),
    )
    if _live(User(pk=learner), audience, key).exists():
        raise NotProposed
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as error:
        raise NotProposed from error
    record(Event.RELEASE_PROPOSED, target=proposal, by=by)
    enqueue(Kind.RELEASE_PROPOSED, subject_id=proposal.pk, recipient_id=learner)
    return proposal


@transaction.atomic
def refuse(*, proposal: ReleaseProposal, by: User, words: str = "") -> None:
    """Say no, with a reason or without one. The coach learns it; the audience never does. Raises NotProposed."""
    if proposal.user_id != by.pk or not _answer(proposal, Answer.REFUSED, words):
        raise NotProposed
    record(Event.RELEASE_REFUSED, target=proposal, by=by)


def _open(pair: Pair, audience: str, key: Key) -> QuerySet[ReleaseProposal]:
    rows = ReleaseProposal.objects.filter(partnership=pair.partnership, audience=audience, answered_at__isnull=True)
    return rows.filter(kind=key.kind, source_id=key.source_id)


def _answer(proposal: ReleaseProposal, answer: Answer, words: str) -> bool:
    changed = ReleaseProposal.objects.filter(pk=proposal.pk, answered_at__isnull=True).update(
        answer=answer, answer_words=words, answered_at=timezone.now()
    )
    if changed:
        enqueue(Kind.RELEASE_ANSWERED, subject_id=proposal.pk, recipient_id=proposal.author_id)
    return bool(changed)
