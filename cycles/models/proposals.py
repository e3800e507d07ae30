"""Another time that one of a pair proposes for an appointment; the other decides."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked
from cycles.models.visits import Visit


class ProposalQuerySet(models.QuerySet["MoveProposal"]):
    def waiting(self) -> "ProposalQuerySet":
        """Those that still can be accepted: the appointment stands as it did, and the time is to come."""
        return self.filter(
            state=MoveProposal.State.OPEN,
            starts_at__gt=timezone.now(),
            visit__state=Visit.State.PLANNED,
            visit__sequence=F("sequence"),
        )


@tracked()
class MoveProposal(Disclosed):
    """When a visit could be instead. `sequence` is that of the appointment it was made about: once that has changed
    otherwise, it holds no more. Wall time in the zone of the visit, as it is there. It never leaves the pair.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        LAPSED = "lapsed"  # overtaken by what became of the visit

    disclosure = Disclosure(RecordClass.VISIT_DETAIL, leaves="false", inserts="author")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="proposals")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    sequence = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    local_date = models.DateField()
    local_time = models.TimeField()
    which = models.CharField(max_length=8, blank=True)  # of two hours with the same name
    made_at = models.DateTimeField()
    answered_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit"], name="cycles_one_open_proposal", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return str(self.pk)
