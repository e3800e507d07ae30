"""What happens to an agreement after it is signed: pauses, requests to talk it over anew, its end, a new coach.

But for the steps of the conclusion and the coachee's answer, these rows are written by the functions of the database
that change the standing, so that there is never one without the other.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import SIGNS, Disclosure
from coaching.models import Partnership
from coaching.models.history import tracked


@tracked()
class Pause(Disclosed):
    """Coaching rests for a while (A17). Reason and day to look again are for the pair alone, in any framework."""

    disclosure = Disclosure(RecordClass.NOTES, leaves="false", inserts="nobody", updates="nobody")

    reason = models.TextField(_("reason"), max_length=1000)
    look_again_on = models.DateField(_("day to look again"))
    paused_at = models.DateTimeField()
    paused_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-paused_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], name="agreements_one_pause", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class Renegotiation(Disclosed):
    """A party asks the others to agree anew, on a goal or on the plan (D18). All who sign read it."""

    class About(models.TextChoices):
        GOAL = "goal", _("A goal")
        PLAN = "plan", _("The plan")

    class Outcome(models.TextChoices):
        SIGNED = "signed", _("Agreed anew")
        KEPT = "kept", _("Kept as it was")
        ENDED = "ended", _("Coaching ended")

    disclosure = Disclosure(RecordClass.AGREEMENT, signers=SIGNS, inserts="nobody", updates="nobody")

    about = models.CharField(_("what it is about"), max_length=8, choices=About)
    words = models.TextField(_("what you would like to change"), max_length=1000)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], name="agreements_one_renegotiation", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class ClosingStep(Disclosed):
    """A step of the framework's conclusion (D19), done on a day or left out for a reason. `key` is the framework's."""

    disclosure = Disclosure(RecordClass.NOTES)

    key = models.CharField(max_length=40)
    done_on = models.DateField(_("day"), null=True)
    words = models.TextField(_("what came of it"), max_length=5000, blank=True)
    waived_reason = models.CharField(_("why it was left out"), max_length=300, blank=True)
    recorded_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="agreements_closing_step_once"),
            models.CheckConstraint(
                name="agreements_closing_step_done_or_waived",
                condition=Q(done_on__isnull=False, waived_reason="") | (Q(done_on__isnull=True) & ~Q(waived_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.key


@tracked()
class Ending(Disclosed):
    """That coaching has ended, how, and what was said about it to all who signed (D11)."""

    disclosure = Disclosure(RecordClass.AGREEMENT, signers=SIGNS, inserts="nobody", updates="nobody")

    kind = models.CharField(max_length=12)
    words = models.TextField(_("note"), max_length=1000, blank=True)
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership"], name="agreements_ending_once")]

    def __str__(self) -> str:
        return self.kind


@tracked()
class Handover(Disclosed):
    """A new coach has taken over from a former partnership; `user` decides what of it the new coach may see.

    `classes` are record classes, read-only and revocable. Until `answered_at` nothing of before is shown. Where there
    are two learners, only what both give.
    """

    disclosure = Disclosure(RecordClass.DISCLOSURE_RECORD, inserts="nobody", updates="own")

    former = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    classes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "user"], name="agreements_handover_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
