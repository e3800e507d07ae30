"""What supervisor, learner and coach write together on strengths and needs, and the areas that coaching takes up."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class AssessmentWords(Disclosed):
    """What somebody wrote in one area of an assessment (D5, D10). The newest of an area is what holds.

    `assessment` and `area` are keys of the framework; an assessment that is not written by domain has no area. It never
    changes: other words are another row, so that who wrote what, and what stood there before, needs no history. A
    supervisor writes as others do, once all have signed; a trigger asks the framework who writes.
    """

    disclosure = Disclosure(RecordClass.ASSESSMENT, inserts="own", updates="nobody")

    assessment = models.CharField(max_length=40)
    area = models.CharField(max_length=40, blank=True)
    answers = models.JSONField(default=dict)
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=24, choices=Part.choices)
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("words of assessments")
        ordering = ["-kept_at", "-id"]
        indexes = [models.Index(fields=["partnership", "assessment", "area", "-kept_at"], name="cycles_words_of")]

    def __str__(self) -> str:
        return self.assessment


class CoachingAreas(Disclosed):
    """The areas that coaching takes up, as those chose them who choose (D10). The newest row is what holds."""

    disclosure = Disclosure(RecordClass.ASSESSMENT, inserts="own", updates="nobody")

    assessment = models.CharField(max_length=40)
    areas = ArrayField(models.CharField(max_length=40), default=list)
    reason = models.TextField(_("why these"), max_length=1000, blank=True)
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=24, choices=Part.choices)
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("coaching areas")
        ordering = ["-kept_at", "-id"]
        indexes = [models.Index(fields=["partnership", "assessment", "-kept_at"], name="cycles_areas_of")]

    def __str__(self) -> str:
        return self.assessment
