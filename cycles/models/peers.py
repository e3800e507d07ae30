"""What two who coach each other say of each other's plans (B7)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class PlanReview(Disclosed):
    """How `user` saw the plan of `learner` on a day. The two read it and nobody else, not the mentor coach either.

    It never changes, so it has no history: whoever looks again writes another.
    """

    disclosure = Disclosure(RecordClass.NOTES, addressed=True, inserts="own", updates="nobody")

    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    learner = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    strong = models.TextField(_("what is strong"), max_length=2000)
    asks = models.TextField(_("what I would ask"), max_length=2000, blank=True)
    agreed = models.BooleanField(_("agreed"))
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["-reviewed_at"]
        constraints = [
            models.CheckConstraint(name="cycles_review_of_another", condition=~Q(user=F("learner"))),
        ]
        indexes = [models.Index(fields=["partnership", "-reviewed_at"], name="cycles_review_of")]

    def __str__(self) -> str:
        return str(self.pk)
