"""What was gone through at the start, and when (C3, D2, D4)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked


@tracked()
class GuideMark(Disclosed):
    """One item of a checklist of the start: done on a day, or open again. `guide` and `item` are the framework's keys.

    Taking a mark back keeps the row, and its history says what it was. `marked_by` is who wrote last.
    """

    disclosure = Disclosure(RecordClass.NOTES)

    guide = models.CharField(max_length=40)
    item = models.CharField(max_length=40)
    done_on = models.DateField(_("done on"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    marked_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "guide", "item"], name="cycles_guide_mark_once"),
            models.CheckConstraint(
                name="cycles_guide_mark_open_says_nothing", condition=Q(done_on__isnull=False) | Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return self.item
