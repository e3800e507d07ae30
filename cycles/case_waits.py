"""Cases without names that wait for advice. See coaching/waiting.py."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from coaching.addresses import address
from coaching.disclosure.classes import Part
from coaching.waiting import Wait, Waiting, Who
from cycles.services.cases import waiting_for


def cases(who: Who) -> Iterator[Wait]:
    """What a coach asked this person, who is no party, and they have not answered. One query."""
    if Part.COACH_SUPERVISOR not in who.parts:
        return
    url = address("case_detail")
    for key, partnership_id in waiting_for(who.user).values_list("pk", "partnership_id")[:100]:
        yield Wait(text=_("A coach asks for your advice, without names"), url=url(key), partnership_id=partnership_id)


CASES = Waiting(
    cases,
    "chat",
    ngettext_lazy("%(n)d case waits for your advice", "%(n)d cases wait for your advice", "n"),
    "questions",
)
