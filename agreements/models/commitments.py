"""A commitment that was spoken: written down by another, it stands in for a signature where the framework lets it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import SIGNS, Disclosure
from coaching.models.history import tracked


@tracked()
class SpokenCommitment(Disclosed):
    """Who committed aloud to which text, when and how, and who wrote it down (C4).

    The one who gave it confirms it or contests it; a contested one counts for nothing. The database lets it be written
    only where the format names the part in `verbal`, and contested by `sec.contest_commitment` alone.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, signers=SIGNS, updates="own")

    class Way(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        PHONE = "phone", _("By phone")
        VIDEO = "video", _("By video")

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        CONTESTED = "contested", _("Contested")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="spoken")
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=24, choices=Part.choices)
    digest = models.CharField(max_length=64)
    said_on = models.DateField(_("the day on which it was said"))
    way = models.CharField(_("how it was said"), max_length=12, choices=Way)
    recorded_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    remark = models.CharField(_("what is not right"), max_length=300, blank=True)

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user", "part"], name="agreements_spoken_once"),
            models.CheckConstraint(
                name="agreements_spoken_answer_has_its_time",
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
