"""Who could not come, did not come, or came late. A fact of its own class; why stays with the pair."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked
from cycles.models.visits import Visit


@tracked()
class Attendance(Disclosed):
    """What became of an appointment that did not go as planned (D8, D9). One that did has no row.

    `planned_for` is the day of the appointment. `who` and `part` are empty when it was neither of the pair, or both:
    a closed building, or nobody came. It goes away when the visit is logged after all.
    """

    class Kind(models.TextChoices):
        CANCELLED = "cancelled", _("Cancelled")
        IN_TIME = "in_time", _("Cancelled in time")
        SHORT_NOTICE = "short_notice", _("Cancelled at short notice")
        MISSED = "missed", _("Did not take place")
        LATE = "late", _("Began late")

    disclosure = Disclosure(RecordClass.ATTENDANCE, updates="nobody", deletes="pair")

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="attendance")
    planned_for = models.DateField(_("day"))
    kind = models.CharField(max_length=16, choices=Kind)
    who = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=24, choices=Part.choices, blank=True)
    minutes_late = models.PositiveSmallIntegerField(_("minutes late"), null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-planned_for", "-id"]
        constraints = [
            models.CheckConstraint(
                name="cycles_attendance_minutes_when_late",
                condition=Q(kind="late", minutes_late__range=(1, 1440), who__isnull=False)
                | (~Q(kind="late") & Q(minutes_late__isnull=True)),
            ),
            models.CheckConstraint(
                name="cycles_attendance_who_and_part",
                condition=Q(who__isnull=True, part="") | (Q(who__isnull=False) & ~Q(part="")),
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-planned_for"], name="cycles_attendance_of")]

    def __str__(self) -> str:
        return self.kind


@tracked()
class AttendanceReason(Disclosed):
    """Why somebody could not come, in their words. It never leaves the pair as attendance does."""

    disclosure = Disclosure(RecordClass.NOTES, inserts="author", updates="nobody")

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="reason")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("why"), max_length=300)

    def __str__(self) -> str:
        return str(self.pk)
