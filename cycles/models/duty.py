"""That a mandatory report was made: its day and the agency, and nothing else (A8)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class MandatoryReport(Disclosed):
    """`user` says that they made a report on a day. There is no field for a reason, a name or a word.

    It may be about the setting of the other of the pair, so only its author reads it until they show it (`shared`),
    which is never undone; the database finds the readers. It is not changed otherwise and never deleted: a further
    entry puts it right (`corrects`), with another day or agency, or says that it was written by mistake.
    """

    class Agency(models.TextChoices):
        HOTLINE = "hotline", _("The state's hotline")
        CHILD_PROTECTION = "child_protection", _("Child protection or child welfare")
        ADULT_PROTECTION = "adult_protection", _("Adult protective services")
        POLICE = "police", _("Police or sheriff")
        LICENSING = "licensing", _("Licensing agency")
        OTHER = "other", _("Another agency that the law names")

    disclosure = Disclosure(RecordClass.DISCLOSURE_RECORD, addressed=True, inserts="own", updates="own", after_end=True)

    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    made_on = models.DateField(_("day"))
    agency = models.CharField(_("agency"), max_length=20, choices=Agency)
    shared = models.BooleanField(default=False)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="correction")
    is_mistake = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="cycles_duty_mistake_of_another", condition=Q(is_mistake=False) | Q(corrects__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
