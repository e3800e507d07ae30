"""The ledger of disclosures: who outside a pair was shown what of it, when, and on what ground. Never a word of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class LedgerEntry(Disclosed):
    """On one day, one class of record of one partnership went to one person outside it, in one part and one way.

    Many looks on one day are one row, from the first to the last. The function `sec.shown` of the definer writes it and
    nobody changes it. `reader_name` and `office` (of an agency) are what they were called on that day: the coachee may
    read who looked, and nothing else of them. `shown_on` is the program's day.
    """

    class Way(models.TextChoices):
        PAGE = "page", _("On a page")
        FILE = "file", _("In a file")
        SENT = "sent", _("Sent")

    class Ground(models.TextChoices):
        AGREEMENT = "agreement", _("The agreement that was signed by all")
        ADDRESSED = "addressed", _("It was written to them")
        HANDOVER = "handover", _("You let the new coach read it")
        RELEASE = "release", _("You shared it")
        MASKED = "masked", _("Without names, for advice")

    disclosure = Disclosure(RecordClass.DISCLOSURE_RECORD, inserts="nobody", updates="nobody", after_end=True)

    reader = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    reader_name = models.CharField(max_length=120)
    office = models.CharField(max_length=160, blank=True)
    part = models.CharField(max_length=24, choices=Part.choices)
    record_class = models.CharField(max_length=24, choices=RecordClass.choices)
    way = models.CharField(max_length=8, choices=Way)
    ground = models.CharField(max_length=12, choices=Ground)
    shown_on = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-shown_on", "-last_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "shown_on", "reader", "part", "record_class", "way", "ground"],
                name="coaching_ledger_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
