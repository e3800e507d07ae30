"""What waits among peers, and for those who are asked for help. See coaching/waiting.py."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from agreements.life import OVER, State
from coaching.disclosure.classes import Part
from coaching.models import Person
from coaching.waiting import Wait, Waiting, Who
from cycles.models import ResourceRequest
from cycles.services.pairs import framework_of
from cycles.services.peers import plans_to_review
from cycles.services.resources import asked_of, standing_of
from cycles.times import due_words
from cycles.waits import pairs

QUIET = (State.PAUSED, State.DRAFTING, State.WAITING, *OVER)


def reviews(who: Who) -> Iterator[Wait]:
    """Plans of peers that this person has never looked through."""
    peers = [row["id"] for row in who.once(pairs) if row["part"] == Part.PEER and row["standing"] not in QUIET]
    wanted = plans_to_review(who.user, peers)
    learners = [learner for _pair, learner in wanted]
    names = dict(Person.objects.filter(pk__in=learners).values_list("pk", "name")) if wanted else {}
    for partnership_id, learner in wanted:
        yield Wait(
            text=_("Look through the plan of %(name)s") % {"name": names.get(learner, "")},
            url=reverse("plan_review", args=[partnership_id, learner]),
            partnership_id=partnership_id,
        )


def resources(who: Who) -> Iterator[Wait]:
    """What this person is asked to bring; late ones are said to be late (B7). Two queries, where any of their parts
    can be asked.
    """
    beside = Part.COACH_SUPERVISOR in who.parts  # who is asked without being a party
    if not beside and not any(_can_be_asked(row) for row in who.once(pairs)):
        return
    found: dict[uuid.UUID, list[ResourceRequest]] = {}
    for row in asked_of(who.user):
        key = row.partnership_id
        if key in who.places or (beside and key not in who.everywhere):
            found.setdefault(key, []).append(row)
    for key, rows in found.items():
        days = [day for row in rows if (day := standing_of(row).due_on)]
        late = sum(standing_of(row).is_late(who.today) for row in rows)
        yield Wait(
            text=_resources_words(len(rows), late),
            url=reverse("resource_detail", args=[rows[0].pk]) if len(rows) == 1 else reverse("resource_list"),
            partnership_id=key,
            day=min(days, default=None),
            when=_when(min(days, default=None), late, who.today),
            late=bool(late),
            count=len(rows),
        )


def _can_be_asked(row: dict[str, Any]) -> bool:
    resources = framework_of(row["framework_version_id"]).resources
    return bool(resources and any(row["part"] in one.to and one.covers(row["format"]) for one in resources.routes))


def _resources_words(waiting: int, late: int) -> str:
    if late:
        return ngettext("%(n)d request is late", "%(n)d requests are late", late) % {"n": late}
    return ngettext("%(n)d request waits for you", "%(n)d requests wait for you", waiting) % {"n": waiting}


def _when(day: dt.date | None, late: int, today: dt.date) -> str:
    return due_words(day, today) if day and not late else ""


REVIEWS = Waiting(reviews, "people", ngettext_lazy("%(n)d plan to look through", "%(n)d plans to look through", "n"))
RESOURCES = Waiting(
    resources,
    "chat",
    ngettext_lazy("%(n)d request for help to answer", "%(n)d requests for help to answer", "n"),
    "questions",
)
