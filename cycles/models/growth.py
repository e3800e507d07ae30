"""How a practice grows, and what coach and coachee know of strengths and needs. Nothing of it is ever done (A1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.models import FocusPractice
from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked


@tracked()
class PracticeLevel(Disclosed):
    """The level on which one of the pair saw a practice on a day; `level` is a key of the framework's scale.

    It is an assessment: the list of practices leaves the pair where the terms say so, the level does not (A13).
    A practice that is taken off the plan keeps its levels, so there is no constraint to its row, and `wording` says
    what it was called then.
    """

    disclosure = Disclosure(RecordClass.ASSESSMENT, inserts="author", updates="author")

    practice = models.ForeignKey(FocusPractice, on_delete=models.DO_NOTHING, db_constraint=False, related_name="levels")
    wording = models.CharField(max_length=300)
    level = models.CharField(_("level"), max_length=40)
    seen_on = models.DateField(_("day"))
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    author_part = models.CharField(max_length=24, choices=Part.choices)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["seen_on", "recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "author", "seen_on"], name="cycles_level_once_a_day"),
        ]
        indexes = [models.Index(fields=["partnership", "practice", "seen_on"], name="cycles_level_of")]

    def __str__(self) -> str:
        return self.level


@tracked()
class LevelNote(Disclosed):
    """What shows the level, in words. A note, and so with the pair even where levels are given to somebody."""

    disclosure = Disclosure(RecordClass.NOTES, inserts="author", updates="author")

    level = models.OneToOneField(PracticeLevel, on_delete=models.PROTECT, related_name="note")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what you saw"), max_length=1000, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class _Answers(Disclosed):
    """Questions of the start as they were answered on a day, together. `answers`: key of the question to words.

    `changed_by` is who wrote last.
    """

    guide = models.CharField(max_length=40)
    looked_on = models.DateField(_("day"))
    answers = models.JSONField(default=dict)
    changed_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-looked_on"]

    def __str__(self) -> str:
        return self.guide


@tracked()
class GettingToKnow(_Answers):
    """Strengths, learning style, needs and the setting, kept as notes (B4)."""

    disclosure = Disclosure(RecordClass.NOTES)

    class Meta(_Answers.Meta):
        verbose_name_plural = _("getting to know")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "guide", "looked_on"], name="cycles_getting_to_know_once_a_day"
            ),
        ]


@tracked()
class NeedsAssessment(_Answers):
    """The same, where the framework keeps it as an assessment (D16)."""

    disclosure = Disclosure(RecordClass.ASSESSMENT)

    class Meta(_Answers.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "guide", "looked_on"], name="cycles_needs_once_a_day"),
        ]
