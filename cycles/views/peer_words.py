"""What pages show of two who coach each other: looks at plans, and feedback for each other (B7)."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cycles.models import PlanReview
from cycles.policies import Action, may
from cycles.services.audience import Audience
from cycles.services.pairs import Pair
from cycles.services.peers import Feedback, latest_reviews, partners, plan_changed_at
from cycles.times import day_words, short_day


def review_rows(pair: Pair) -> list[dict[str, Any]]:
    """For each whom the reader coaches: how the reader saw their plan, how they saw the reader's, and where to look
    again. No query where nobody coaches each other; otherwise five for one.
    """
    others = partners(pair)
    if not others:
        return []
    reviews, me = latest_reviews(pair.partnership), pair.me.user_id
    mine_changed = plan_changed_at(pair.partnership, me)
    rows = []
    for one in others:
        theirs_changed = plan_changed_at(pair.partnership, one.user_id)
        rows.append(
            {
                "name": one.name,
                "url": reverse("plan_review", args=[pair.partnership.pk, one.user_id])
                if may(pair, Action.PLAN_REVIEW)
                else "",
                "has_plan": theirs_changed is not None,
                "mine": review_words(reviews.get((me, one.user_id)), theirs_changed),
                "theirs": review_words(reviews.get((one.user_id, me)), mine_changed),
                "sees": sees_two(one.name),
            }
        )
    return rows


def review_words(review: PlanReview | None, changed_at: dt.datetime | None) -> dict[str, Any] | None:
    """One look at a plan; `since`: the plan was changed after it."""
    if review is None:
        return None
    return {
        "strong": review.strong,
        "asks": review.asks,
        "agreed": review.agreed,
        "day": day_words(timezone.localtime(review.reviewed_at).date()),
        "since": bool(changed_at and changed_at > review.reviewed_at),
    }


def sees_two(name: str) -> Audience:
    """Who reads what one writes to the other: these two, whoever else is of the pair."""
    return {"parties": _("You and %(name)s, and nobody else") % {"name": name}, "also": []}


def feedback_words(pair: Pair, feedback: Feedback | None) -> dict[str, Any] | None:
    """Who has given feedback after an observation, and where the reader writes theirs."""
    others = partners(pair)
    if feedback is None or not others:
        return None
    mine = pair.me.user_id in feedback.given
    return {
        "day": short_day(feedback.visit.local_date),
        "mine": mine,
        "others": [{"name": one.name, "given": one.user_id in feedback.given} for one in others],
        "label": str(feedback.section.label),
        "url": reverse("visit_reflect", args=[feedback.visit.pk, feedback.section.key])
        if not mine and may(pair, Action.REFLECT)
        else "",
        "visit_url": reverse("visit_detail", args=[feedback.visit.pk]),
    }


def open_feedback(pair: Pair, feedback: Feedback | None) -> dict[str, Any] | None:
    """The same while somebody has still to write, for the page of the pair."""
    words = feedback_words(pair, feedback)
    return words if words and not (words["mine"] and all(one["given"] for one in words["others"])) else None
