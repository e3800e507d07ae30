"""Numbers of a month, frozen: what those who are given counts alone ever read of the work (ADR 0029)."""

import uuid

from django.db import models
from django.db.models import Q

from coaching.models import Program
from cycles.models import SurveyRelease


class FrozenMonth(models.Model):
    """The numbers of one program for one month, as one audience is given them. The database makes it, once, and never
    changes it: what is corrected later is in no month that is frozen.

    `month` is the first day of the month. `content` is {"figures": […], "surveys": […]}; each figure has its "key", the
    "people" it is made of, rounded, and a "value" or "cells" of {"key", "value"}. Null is a number that would say too
    much. A survey has its "edition" and "questions", as in a SurveyRelease and without anybody's words.
    There is a row whether there is anything to tell or not, so that its being there tells nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=24)
    month = models.DateField()
    content = models.JSONField()
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["program", "audience", "month"], name="reports_frozen_month_once"),
            models.CheckConstraint(name="reports_frozen_by_the_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MonthBallot(models.Model):
    """What one person answered in a survey that is released, without their words, until its month is frozen. No login
    reads it, as none reads a SurveyBallot.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(SurveyRelease, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)
