"""What of written reports waits for a person: to read what is there, to write what is owed. See coaching/waiting.py."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from agreements.life import State
from agreements.models import AgreedTerms, Ending
from coaching.addresses import address
from coaching.waiting import Wait, Waiting, Who
from cycles.services.pairs import LEARNS, framework_of
from cycles.services.progress_reports import owed as owed_reports
from cycles.services.progress_reports import unread_reports
from cycles.times import due_words
from cycles.views.report_words import in_words
from cycles.waits import pairs

SOON = dt.timedelta(days=14)
"""How long before the agreed end the report that is owed then is spoken of."""
LATE = dt.timedelta(days=60)
"""How long after the end."""


def to_read(who: Who) -> Iterator[Wait]:
    """Reports that a learner has not opened yet. One query, where their framework has reports."""
    places = [
        row["id"]
        for row in who.once(pairs)
        if row["part"] in LEARNS and framework_of(row["framework_version_id"]).reports_for(row["format"])
    ]
    url = address("progress_report")
    for report in unread_reports(who.user, places) if places else ():
        words = _("Read the report: %(report)s") % {"report": in_words(report.content["label"])}
        yield Wait(text=words, url=url(report.pk), partnership_id=report.partnership_id)


def owed(who: Who) -> Iterator[Wait]:
    """The report at the end, for whoever writes it: once the coaching is concluded, or ends in the next days (D19).
    Three queries, where their framework has such a report.
    """
    rows = {
        row["id"]: row
        for row in who.once(pairs)
        if any(
            one.is_last and row["part"] in one.by
            for one in framework_of(row["framework_version_id"]).reports_for(row["format"])
        )
        and row["standing"] in (State.SIGNED, State.CONCLUDED)
    }
    if not rows:
        return
    terms = AgreedTerms.objects.filter(partnership__in=rows, in_force=True, ends_on__lte=who.today + SOON)
    ends = dict(terms.values_list("partnership_id", "ends_on"))
    ended = Ending.objects.filter(partnership__in=rows, ended_at__gte=timezone.now() - LATE)
    over = set(ended.values_list("partnership_id", flat=True))
    due = [key for key, row in rows.items() if key in (over if row["standing"] == State.CONCLUDED else ends)]
    for partnership, document in owed_reports([who.partnerships[key] for key in due]):
        day = ends.get(partnership.pk) if rows[partnership.pk]["standing"] == State.SIGNED else None
        yield Wait(
            text=_("Write the report: %(report)s") % {"report": document.label},
            url=reverse("progress_report_write", args=[partnership.pk, document.key]),
            partnership_id=partnership.pk,
            day=day,
            when=due_words(day, who.today),
            late=bool(day and day < who.today),
            coming=bool(day and day > who.today),
        )


TO_READ = Waiting(to_read, "file", ngettext_lazy("%(n)d report to read", "%(n)d reports to read", "n"))
OWED = Waiting(owed, "file", ngettext_lazy("%(n)d report to write", "%(n)d reports to write", "n"), "records")
