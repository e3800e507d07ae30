"""Who pays for the coaching of a partnership, as the coach writes it for their own hours (P1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class Funding(Disclosed):
    """From the day `since` on: who pays for the hours of `author`, in their words, and what counts of a visit that was
    called off at short notice. `payer` may be empty: it is not said.

    The pair reads it and nobody else, whatever the terms give (A7). A row never changes, so it has no history; for the
    same day the newest counts.
    """

    class ShortNotice(models.TextChoices):
        NOTHING = "nothing", _("Nothing")
        HALF = "half", _("Half of the time that was planned")
        WHOLE = "whole", _("All of the time that was planned")

    disclosure = Disclosure(RecordClass.VISIT_DETAIL, leaves="false", inserts="author", updates="nobody")

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(_("who pays"), max_length=120, blank=True)
    since = models.DateField(_("from which day on"))
    short_notice = models.CharField(max_length=8, choices=ShortNotice, default=ShortNotice.NOTHING)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["since", "recorded_at"]
        indexes = [models.Index(fields=["author", "since"], name="cycles_funding_of")]

    def __str__(self) -> str:
        return str(self.pk)

    def charged(self, planned_minutes: int) -> int:
        """Minutes that count of a visit called off at short notice; a half minute counts as a whole one."""
        return {
            self.ShortNotice.NOTHING: 0,
            self.ShortNotice.HALF: (planned_minutes + 1) // 2,
            self.ShortNotice.WHOLE: planned_minutes,
        }[self.ShortNotice(self.short_notice)]
