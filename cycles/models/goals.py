"""Shared goals, why they matter, the steps towards them, how they go, and what is celebrated on the way."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import FocusPractice
from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked


@tracked()
class Goal(Disclosed):
    """A goal the pair set together, tied to a practice of focus where there is one (A6).

    `area` is the framework's key of what it is about: school readiness, or a domain (B8, D6). Goals leave the pair
    where the terms say so, so the row holds nothing else: why it matters and how it goes are of the action plan.
    `learner`: whose goal it is where two coach each other (B7); None: of both, or there is one who learns.
    """

    disclosure = Disclosure(RecordClass.GOALS)

    practice = models.ForeignKey(FocusPractice, on_delete=models.SET_NULL, null=True, blank=True, related_name="goals")
    text = models.TextField(_("goal"), max_length=1000)
    area = models.CharField(max_length=40, blank=True, default="")
    learner = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class GoalGrounds(Disclosed):
    """Why a goal matters, and which priority of the program or school it serves (C5, E3)."""

    disclosure = Disclosure(RecordClass.ACTION_PLAN)

    goal = models.OneToOneField(Goal, on_delete=models.PROTECT, related_name="grounds")
    reason = models.TextField(_("why it matters"), max_length=1000, blank=True)
    priority = models.CharField(_("priority"), max_length=300, blank=True)

    class Meta:
        verbose_name_plural = _("grounds of goals")

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class ActionStep(Disclosed):
    """A step towards a goal: what the coachee and what the coach does about it (B8), why (C5), with what, by when.

    `after` is the step that must come first, `quick_win` one that shows something soon (E6). `ready` says whether what
    is needed is in hand.
    """

    disclosure = Disclosure(RecordClass.ACTION_PLAN, deletes="pair")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    text = models.TextField(_("step"), max_length=1000)
    rationale = models.CharField(_("why this step"), max_length=500, blank=True, default="")
    coachee_does = models.CharField(_("what the coachee does"), max_length=300, blank=True)
    coach_does = models.CharField(_("what the coach does"), max_length=300, blank=True)
    resources = models.CharField(_("resources"), max_length=300, blank=True)
    ready = models.BooleanField(_("what is needed is in hand"), default=False)
    quick_win = models.BooleanField(_("quick win"), default=False)
    after = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="cycles_step_not_after_itself", condition=Q(after__isnull=True) | ~Q(after=models.F("id"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class GoalProgress(Disclosed):
    """How a goal went until a day (D18). Where the goal stands is what the last of them says; nothing is overwritten.

    It is of the action plan and not of the goals: where goals leave the pair, how they go does not (A13).
    """

    class Kind(models.TextChoices):
        MOVED = "moved", _("It moved forward")
        STILL = "still", _("It is as it was")
        STALLED = "stalled", _("It is stuck")
        REACHED = "reached", _("We reached it")
        AGAIN = "again", _("We take it up again")

    disclosure = Disclosure(RecordClass.ACTION_PLAN, inserts="author", updates="author")

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="progress")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(_("what happened"), max_length=2000, blank=True)
    seen_on = models.DateField(_("day"))
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("progress of goals")
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["goal", "-recorded_at"], name="cycles_progress_of")]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class Celebration(Disclosed):
    """Something worth celebrating, however small (B6, D18), between visits; those of a visit stand in its log."""

    disclosure = Disclosure(RecordClass.NOTES, inserts="author", updates="author", deletes="author")

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, blank=True, related_name="celebrations")
    text = models.CharField(_("what you celebrate"), max_length=500)
    seen_on = models.DateField(_("day"))
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    author_part = models.CharField(max_length=24, choices=Part.choices)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_on", "-recorded_at"]

    def __str__(self) -> str:
        return str(self.pk)
