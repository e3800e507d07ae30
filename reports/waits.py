"""What of reports waits for a person: those that are ready and not fetched yet."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from coaching.waiting import Wait, Waiting, Who
from reports.models import Export
from reports.policies import may_ask


def to_fetch(who: Who) -> Iterator[Wait]:
    """Reports that this person asked for in these parts. One query, for whoever can ask for one."""
    if not any(may_ask(part) for part in who.parts):
        return
    ready = Export.objects.filter(
        requester=who.user,
        part__in=who.parts,
        state=Export.State.READY,
        downloaded_at=None,
        expires_at__gt=timezone.now(),
    )
    for key in ready.values_list("pk", flat=True)[:20]:
        yield Wait(text=_("Fetch your report"), url=reverse("export_detail", args=[key]))


TO_FETCH = Waiting(to_fetch, "download", ngettext_lazy("%(n)d report is ready", "%(n)d reports are ready", "n"))
