"""Concerns, on the framework's route and nowhere else (A16, A17, B8, D13).

Each step of a route is a row of its own, read by whoever raised it and those it was taken to in that step: the
database finds them by itself. Whoever is not on the route does not even see that there is a concern.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked


@tracked()
class ConcernStep(Disclosed):
    """A concern of `user` as it was taken to one step of the route. `concern` is the id of its first step.

    `step` is the framework's key, `talked_on` the day on which it was talked about, `outside` says that it went to
    somebody who has no account here (another coach, or a contact of the agreement): then only its author reads it.
    `about`: what a consultation is about. `user_name` is for a reader who is given no other name.
    """

    class About(models.TextChoices):
        SOLUTIONS = "solutions", _("What could help")
        READINESS = "readiness", _("Whether this is the time for coaching")

    disclosure = Disclosure(RecordClass.CONCERN, addressed=True, routed=True, inserts="own", updates="own")

    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=120)
    part = models.CharField(max_length=24, choices=Part.choices)
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    concern = models.UUIDField(default=uuid.uuid4)
    step = models.CharField(max_length=40)
    text = models.TextField(_("concern"), max_length=5000)
    about = models.CharField(max_length=12, choices=About, blank=True)
    outside = models.BooleanField(default=False)
    talked_on = models.DateField(null=True)
    taken_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-taken_at"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "step"], name="cycles_concern_step_once"),
            models.CheckConstraint(
                name="cycles_concern_outside_was_talked_about", condition=Q(outside=False) | Q(talked_on__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-taken_at"], name="cycles_concern_of")]

    def __str__(self) -> str:
        return str(self.pk)


class ConcernWord(Disclosed):
    """What somebody on the route answered in one step. It never changes, so it has no history."""

    disclosure = Disclosure(RecordClass.CONCERN, addressed=True, routed=True, inserts="routed", updates="nobody")

    step = models.ForeignKey(ConcernStep, on_delete=models.PROTECT, related_name="words")
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=120)
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    text = models.TextField(_("answer"), max_length=5000)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at"]

    def __str__(self) -> str:
        return str(self.pk)
