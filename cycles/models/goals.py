"""Shared goals and the steps towards them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import FocusPractice
from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked


@tracked()
class Goal(Disclosed):
    """A goal the pair set together, tied to a practice of focus where there is one (A6)."""

    disclosure = Disclosure(RecordClass.GOALS)

    practice = models.ForeignKey(FocusPractice, on_delete=models.SET_NULL, null=True, blank=True, related_name="goals")
    text = models.TextField(_("goal"), max_length=1000)
    position = models.PositiveSmallIntegerField(default=0)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "created_at"]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class ActionStep(Disclosed):
    """A step towards a goal, with what the coachee and what the coach does about it."""

    disclosure = Disclosure(RecordClass.ACTION_PLAN, deletes="pair")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    text = models.TextField(_("step"), max_length=1000)
    coachee_does = models.CharField(_("what the coachee does"), max_length=300, blank=True)
    coach_does = models.CharField(_("what the coach does"), max_length=300, blank=True)
    resources = models.CharField(_("resources"), max_length=300, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "due_on", "id"]

    def __str__(self) -> str:
        return str(self.pk)
