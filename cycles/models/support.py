"""What the parties of an agreement tell each other: check-ins, promises kept or not, questions on progress (A10, B10).

Each of these rows is read by those whom it was told to and by nobody else: `reader_ids`, which the database finds by
itself from the framework and the parties of that day, whoever writes.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked


class _Told(Disclosed):
    """Something that `user` tells the others who are named in `reader_ids`."""

    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class PromiseReport(_Told):
    """How one party saw in a month whether a promise of the agreement was kept. Those who sign it read it.

    `clause` and `item` are the framework's keys; `month` is the first day of the month. Each party says it for
    themselves, beside the others, and can put it right; the history keeps what it was.
    """

    class Kept(models.TextChoices):
        KEPT = "kept", _("Kept")
        PARTLY = "partly", _("Kept in part")
        NOT_KEPT = "not_kept", _("Not kept")

    disclosure = Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="own")

    part = models.CharField(max_length=24, choices=Part.choices)
    clause = models.CharField(max_length=40)
    item = models.CharField(max_length=40, blank=True, default="")
    month = models.DateField()
    kept = models.CharField(max_length=8, choices=Kept)
    words = models.CharField(_("in a few words"), max_length=500, blank=True)
    reported_at = models.DateTimeField()

    class Meta(_Told.Meta):
        ordering = ["-month", "reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "user", "clause", "item", "month"], name="cycles_promise_once_a_month"
            ),
            models.CheckConstraint(name="cycles_promise_by_the_month", condition=Q(month__day=1)),
        ]


@tracked()
class CheckIn(_Told):
    """A check-in of the supervisor with the pair: planned for a day, or held. It holds no word of what was said.

    `way` is the framework's key. `took_part` are ids of people. `recorded_by` took part and wrote it down.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="present")

    planned_on = models.DateField(_("day"), null=True)
    held_on = models.DateField(_("day"), null=True)
    way = models.CharField(_("how"), max_length=40, blank=True)
    took_part = ArrayField(models.UUIDField(), default=list)
    recorded_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(_Told.Meta):
        ordering = ["-held_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="cycles_check_in_planned_or_held",
                condition=Q(held_on__isnull=True, planned_on__isnull=False, recorded_by__isnull=True)
                | (Q(held_on__isnull=False, recorded_by__isnull=False) & ~Q(way="") & Q(took_part__len__gte=2)),
            ),
            models.UniqueConstraint(
                fields=["partnership"], name="cycles_one_planned_check_in", condition=Q(held_on__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-held_on"], name="cycles_check_in_of")]


@tracked()
class CheckInOutcome(Disclosed):
    """What was agreed in a check-in, in the words of one who took part. It is of the action plan, and exists only where
    the signed terms give the supervisor the action plan (the matrix): then both write, and both read.
    """

    disclosure = Disclosure(RecordClass.ACTION_PLAN, inserts="own", updates="own")

    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="outcomes")
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("what was agreed"), max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_in", "user"], name="cycles_outcome_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ProgressQuestion(_Told):
    """A question of the supervisor on progress: it goes to everybody who is checked in with, never to one alone."""

    disclosure = Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="nobody")

    text = models.TextField(_("question"), max_length=1000)
    asked_at = models.DateTimeField()

    class Meta(_Told.Meta):
        ordering = ["-asked_at"]


class ProgressAnswer(_Told):
    """What one of them chose to tell: the supervisor and everybody who was asked reads it."""

    disclosure = Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="nobody")

    question = models.ForeignKey(ProgressQuestion, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"), max_length=2000)
    answered_at = models.DateTimeField()

    class Meta(_Told.Meta):
        ordering = ["answered_at"]


@tracked()
class DataTalk(_Told):
    """That a supervisor talked about data from monitoring or evaluation: with the learner first (B10).

    There is no row without `learner_on`, so there is no day of having talked with the coach without it either. The
    coach learns of it once they were talked with. `about` names the data, not what it says.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="own")

    learner = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(_("which data"), max_length=200)
    learner_on = models.DateField(_("day"))
    coach_on = models.DateField(_("day"), null=True)
    recorded_at = models.DateTimeField()

    class Meta(_Told.Meta):
        ordering = ["-learner_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="cycles_data_with_the_learner_first",
                condition=Q(coach_on__isnull=True) | Q(coach_on__gte=F("learner_on")),
            ),
        ]
