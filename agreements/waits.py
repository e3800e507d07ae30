"""What of agreements waits for a person: to sign, to agree anew, and what a new coach may see of before."""

import uuid
from collections.abc import Collection, Iterator

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from agreements.models import Agreement, AgreementState, Handover, Renegotiation, Signature, Suggestion
from agreements.services import asked_in
from coaching.addresses import address
from coaching.disclosure.classes import PAIR
from coaching.waiting import Wait, Waiting, Who


def to_sign(who: Who) -> Iterator[Wait]:
    """The agreements whose next signature, or one of them, is this person's. Three queries at most."""
    mine = Signature.objects.filter(user=who.user, signed_at=None, partnership__in=who.places).values("agreement")
    out = Agreement.objects.filter(pk__in=mine, state=AgreementState.OUT, expires_at__gt=timezone.now())
    agreements = list(out.select_related("edition", "partnership").order_by("sent_at")) if who.places else []
    url = address("agreement_sign")
    for place in asked_in(agreements) if agreements else []:
        if place.user_id == who.user.pk and place.part in who.parts:
            yield Wait(
                text=_("Read and sign the coaching agreement"),
                url=url(place.agreement_id),
                partnership_id=place.partnership_id,
            )


def asked_anew(who: Who) -> Iterator[Wait]:
    """Where somebody else asks to agree anew, until they have or keep what was signed (D18). One query."""
    return asked_anew_in(who.user.pk, who.places)


def asked_anew_in(user_id: uuid.UUID, partnerships: Collection[uuid.UUID]) -> Iterator[Wait]:
    """The same for these partnerships."""
    in_force = Agreement.objects.filter(partnership=OuterRef("partnership"), state=AgreementState.ACTIVE).values("pk")
    waiting = Renegotiation.objects.filter(ended_at=None, partnership__in=partnerships).exclude(asked_by=user_id)
    url = address("agreement_detail")
    for partnership_id, agreement_id in waiting.values_list("partnership_id", Subquery(in_force)):
        if agreement_id:
            yield Wait(text=_("You are asked to agree anew"), url=url(agreement_id), partnership_id=partnership_id)


def suggested(who: Who) -> Iterator[Wait]:
    """Suggestions for a plan that somebody else made and nobody has answered. One query."""
    pairs = [key for key, parts in who.places.items() if not parts.isdisjoint(PAIR)]
    rows = Suggestion.objects.filter(partnership__in=pairs, state=Suggestion.State.OPEN).exclude(author=who.user)
    url = address("plan_edit")
    for key, n in rows.order_by().values_list("partnership").annotate(n=Count("pk")):
        text = ngettext("Answer a suggestion for the plan", "Answer %(n)d suggestions for the plan", n)
        yield Wait(text=text % {"n": n}, url=url(key), partnership_id=key, count=n)


def to_decide(who: Who) -> Iterator[Wait]:
    """Who took over asks what they may see of the time before, until this person has answered. One query."""
    asked = Handover.objects.filter(user=who.user, answered_at=None, partnership__in=who.places)
    url = address("handover_answer")
    for key in asked.values_list("partnership", flat=True):
        yield Wait(text=_("Decide what your new coach may see of the time before"), url=url(key), partnership_id=key)


TO_SIGN = Waiting(
    to_sign,
    "agreement",
    ngettext_lazy("%(n)d agreement waits for your signature", "%(n)d agreements wait for your signature", "n"),
    "signatures",
)
ASKED_ANEW = Waiting(
    asked_anew,
    "chat",
    ngettext_lazy("%(n)d request to agree anew", "%(n)d requests to agree anew", "n"),
)
TO_DECIDE = Waiting(
    to_decide,
    "shield",
    ngettext_lazy("%(n)d decision on what a new coach may see", "%(n)d decisions on what a new coach may see", "n"),
)
SUGGESTED = Waiting(
    suggested,
    "pencil",
    ngettext_lazy("%(n)d suggestion for a plan to answer", "%(n)d suggestions for a plan to answer", "n"),
)
