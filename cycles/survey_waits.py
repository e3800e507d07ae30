"""Surveys that wait for whoever is asked, and for nobody else. See coaching/waiting.py."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from coaching.addresses import address
from coaching.waiting import Wait, Waiting, Who
from cycles.services.pairs import LEARNS
from cycles.services.surveys import survey_of, waiting
from cycles.times import short_day


def surveys(who: Who) -> Iterator[Wait]:
    """Open surveys that this person has not answered since they were last asked. One query."""
    here = [key for key, parts in who.places.items() if not parts.isdisjoint(LEARNS)]
    url = address("survey_answer")
    for turn in waiting(who.user, here) if here else ():
        if turn.closes_on < who.today:
            continue
        yield Wait(
            text=_("Give feedback: %(survey)s") % {"survey": survey_of(turn.edition).label},
            url=url(turn.pk),
            partnership_id=turn.partnership_id,
            day=turn.closes_on,
            when=_("open until %(day)s") % {"day": short_day(turn.closes_on)},
        )


SURVEYS = Waiting(surveys, "chat", ngettext_lazy("%(n)d survey to answer", "%(n)d surveys to answer", "n"), "surveys")
