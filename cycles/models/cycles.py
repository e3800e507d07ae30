"""Coaching cycles and their components."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked


@tracked()
class Cycle(Disclosed):
    """One coaching cycle, complete when each component is recorded or waived (A6); only then it leaves the pair."""

    disclosure = Disclosure(RecordClass.LOG, leaves="completed_on is not null")

    number = models.PositiveSmallIntegerField(_("cycle"))
    started_on = models.DateField()
    completed_on = models.DateField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="cycles_cycle_number_once"),
            models.UniqueConstraint(
                fields=["partnership"], name="cycles_one_open_cycle", condition=Q(completed_on__isnull=True)
            ),
            models.CheckConstraint(
                name="cycles_cycle_completed_after_start",
                condition=Q(completed_on__isnull=True) | Q(completed_on__gte=models.F("started_on")),
            ),
        ]
        indexes = [
            # As for logs: the figures of programs need no more of a cycle
            models.Index(
                fields=["program", "completed_on"],
                include=["terms", "partnership", "written_at"],
                name="cycles_cycle_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


@tracked()
class CycleComponent(Disclosed):
    """That a component of a cycle was done on a visit, or waived with a reason. `key` is the framework's.

    Whoever finished the log of the visit can take it back; a trigger keeps that, and the history what was (fault 32).
    """

    disclosure = Disclosure(RecordClass.NOTES, updates="nobody", deletes="pair")

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="components")
    key = models.CharField(max_length=40)
    visit = models.ForeignKey("cycles.Visit", on_delete=models.PROTECT, null=True, related_name="components")
    waived_reason = models.CharField(_("why it was left out"), max_length=300, blank=True)
    recorded_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "key", "visit"], name="cycles_component_once_a_visit"),
            models.CheckConstraint(
                name="cycles_component_done_or_waived",
                condition=Q(visit__isnull=False, waived_reason="") | (Q(visit__isnull=True) & ~Q(waived_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.key
