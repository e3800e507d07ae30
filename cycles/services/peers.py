"""Two who coach each other (B7): looks at each other's plans, and feedback for each other after an observation."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from coaching.disclosure.classes import Part
from coaching.frameworks import Framework
from coaching.frameworks.structure import NoteSection, Peers
from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from cycles.models import ActionStep, Goal, Note, PlanReview, Visit
from cycles.services.pairs import Member, Pair, framework_of


class NoPartner(ValueError):
    """Somebody with whom the one who writes does not coach each other. The pages lead to nobody else."""


def rules_of(framework: Framework, format_key: str) -> Peers | None:
    """What the framework says of coaching each other in this format."""
    peers = framework.peers
    return peers if peers and peers.covers(format_key) else None


def partners(pair: Pair) -> tuple[Member, ...]:
    """Those whom the reader coaches and who coach the reader."""
    if rules_of(pair.framework, pair.partnership.format) is None or pair.me.part != Part.PEER:
        return ()
    return tuple(one for one in pair.others if one.present and one.part == Part.PEER)


# ---- looks at a plan ----------------------------------------------------------------------------------------------
@transaction.atomic
def review_plan(*, pair: Pair, by: User, learner: uuid.UUID, strong: str, asks: str, agreed: bool) -> PlanReview:
    """Keep how `by` sees the plan of the other; they are told, without a word of it. Raises NoPartner."""
    if learner not in {one.user_id for one in partners(pair)}:
        raise NoPartner
    review = PlanReview(
        partnership=pair.partnership,
        user=by,
        learner_id=learner,
        strong=strong,
        asks=asks,
        agreed=agreed,
        reviewed_at=timezone.now(),
    )
    review.save(force_insert=True)
    record(Event.PLAN_REVIEWED, target=review, by=by)
    enqueue(Kind.PLAN_REVIEWED, subject_id=review.pk, recipient_id=learner)
    return review


def latest_reviews(partnership: Partnership) -> dict[tuple[uuid.UUID, uuid.UUID], PlanReview]:
    """The last look of each at the plan of each: (who looked, whose plan). One query."""
    rows = PlanReview.objects.filter(partnership=partnership).order_by("user_id", "learner_id", "-reviewed_at")
    return {(row.user_id, row.learner_id): row for row in rows.distinct("user_id", "learner_id")}


def plan_changed_at(partnership: Partnership, learner: uuid.UUID) -> dt.datetime | None:
    """When the plan of one of them was last written, with what they share; None while there is none. Two queries."""
    own = Q(partnership=partnership) & (Q(learner=learner) | Q(learner=None))
    steps = Q(partnership=partnership) & (Q(goal__learner=learner) | Q(goal__learner=None))
    goals = Goal.objects.filter(own).aggregate(last=Max("written_at"))["last"]
    if goals is None:
        return None
    step = ActionStep.objects.filter(steps).aggregate(last=Max("written_at"))["last"]
    return max(filter(None, (goals, step)))


def plans_to_review(user: User, partnerships: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Whose plan this person has never looked at, where there is one: (partnership, whose). Three queries."""
    if not partnerships:
        return []
    peers = Party.objects.filter(partnership__in=partnerships, part=Part.PEER).present().exclude(user=user)
    found = list(peers.select_related("partnership"))
    seen = set(PlanReview.objects.filter(user=user, partnership__in=partnerships).values_list("partnership", "learner"))
    written = set(Goal.objects.filter(partnership__in=partnerships).values_list("partnership", "learner"))
    return [
        (one.partnership_id, one.user_id)
        for one in found
        if rules_of(framework_of(one.partnership.framework_version_id), one.partnership.format)
        and (one.partnership_id, one.user_id) not in seen
        and {(one.partnership_id, one.user_id), (one.partnership_id, None)} & written
    ]


# ---- feedback for each other --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Feedback:
    """What two say to each other after an observation on `visit`, in `section`. `given`: who has written by now."""

    visit: Visit
    section: NoteSection
    given: frozenset[uuid.UUID]


def feedback_on(pair: Pair, visit: Visit) -> Feedback | None:
    """The feedback on what was observed on a finished visit; None where there was no observation, or no peers.

    It counts wherever it was written: with the observation or on a visit since. Two queries.
    """
    rules = rules_of(pair.framework, pair.partnership.format)
    observation = pair.framework.visits.observation if pair.framework.visits else None
    if rules is None or observation is None or visit.state != Visit.State.LOGGED:
        return None
    if not visit.components.filter(key=observation.component).exists():
        return None
    since = Note.objects.filter(
        partnership=pair.partnership, component=rules.feedback, visit__starts_at__gte=visit.starts_at
    )
    given = frozenset(since.values_list("author_id", flat=True))
    return Feedback(visit, pair.framework.note_section(rules.feedback), given)


def latest_feedback(pair: Pair) -> Feedback | None:
    """The same of the last observation, for the page of the pair. No query where nobody coaches each other."""
    observation = pair.framework.visits.observation if pair.framework.visits else None
    if observation is None or not partners(pair):
        return None
    observed = Visit.objects.filter(
        partnership=pair.partnership, state=Visit.State.LOGGED, components__key=observation.component
    )
    visit = observed.order_by("-starts_at").first()
    return feedback_on(pair, visit) if visit else None
