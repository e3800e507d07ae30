"""Small steps that the tests of this room take, each as the person who would take it."""

import datetime as dt
from typing import Any

from django.utils import timezone

from agreements.models import Agreement, FocusPractice, Plan, Signature
from agreements.services import Evidence, send_for_signature, sign
from coaching.disclosure.identity import acting_as
from coaching.models import Partnership
from tests.cast import Cast
from tests.database import bypassing

ORDER = ("coachee", "supervisor", "coach")


def sent(cast: Cast, partnership: Partnership | None = None, *, by: str = "coach") -> Agreement:
    """The plan of the cast, out for signature."""
    with acting_as(cast[by].pk):
        return send_for_signature(partnership=partnership or cast.partnership, by=cast[by])


def evidence(**other: Any) -> Evidence:
    given = {
        "method": "password",
        "authenticated_at": timezone.now() - dt.timedelta(minutes=1),
        "intent": "I sign.",
        "consent": "Electronically.",
        "address": "203.0.113.9",
        "browser": "A test",
    }
    return Evidence(**(given | other))


def signed_by(cast: Cast, agreement: Agreement, *names: str) -> None:
    for name in names:
        with acting_as(cast[name].pk):
            sign(agreement=agreement, by=cast[name], typed_name=cast.name(name), evidence=evidence())


def signed_by_all(cast: Cast) -> Agreement:
    """Through the services, the last signature binding the terms; not sealed yet."""
    agreement = sent(cast)
    signed_by(cast, agreement, *ORDER)
    return looked_up(agreement)


def looked_up(agreement: Agreement) -> Agreement:
    """The row as it stands, whoever may read it."""
    with bypassing():
        return Agreement.objects.get(pk=agreement.pk)


def places(agreement: Agreement) -> dict[str, Signature]:
    """The signatures by part, whoever may read them."""
    with bypassing():
        return {one.part: one for one in Signature.objects.filter(agreement=agreement)}


def plan_as_posted(cast: Cast, **other: Any) -> dict[str, Any]:
    """What the form of the plan posts when nothing is changed; `practices` is a list of texts."""
    with bypassing():
        plan = Plan.objects.get(partnership=cast.partnership)
        texts = list(FocusPractice.objects.filter(partnership=cast.partnership).values_list("text", flat=True))
    practices = other.pop("practices", texts)
    posted = {
        "version": plan.version,
        "withdraws": "",
        "mode": plan.mode,
        "cycles": plan.cycles or "",
        "rhythm": "two_weeks",
        "rhythm_other": "",
        "rhythm_days": "",
        "starts_on": plan.starts_on or "",
        "ends_on": plan.ends_on or "",
        "concern_name": plan.concern_name,
        "concern_email": plan.concern_email,
        "concern_phone": plan.concern_phone,
        "practices-TOTAL_FORMS": len(practices),
        "practices-INITIAL_FORMS": 0,
    }
    for number, text in enumerate(practices):
        posted[f"practices-{number}-text"] = text
    return posted | other
