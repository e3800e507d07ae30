"""Questions that the people of a pair ask each other, and the answers (C7)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class Way(models.TextChoices):
    """How something was asked or answered."""

    HERE = "here", _("Here")
    PHONE = "phone", _("By phone")
    EMAIL = "email", _("By email")
    IN_PERSON = "in_person", _("In person")


class PairQuestion(Disclosed):
    """A question of one of the pair to another. It never leaves the pair, and it never changes, so it has no history.

    `author` wrote it down: whoever asked, or for one that was asked elsewhere either of the two. `due_on` is the day by
    which an answer was promised as it was agreed then; None where no days were agreed, and then nothing is ever late.
    """

    disclosure = Disclosure(RecordClass.NOTES, leaves="false", inserts="author", updates="nobody")

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("how it was asked"), max_length=12, choices=Way)
    text = models.TextField(_("question"), max_length=2000)
    asked_on = models.DateField(_("day"))
    due_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(name="cycles_question_to_another", condition=~Q(asked_by=F("asked_of"))),
            models.CheckConstraint(
                name="cycles_question_by_one_of_the_two",
                condition=Q(author=F("asked_by")) | (Q(author=F("asked_of")) & ~Q(way="here")),
            ),
            models.CheckConstraint(
                name="cycles_question_due_after_asking", condition=Q(due_on__isnull=True) | Q(due_on__gt=F("asked_on"))
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "-asked_on"], name="cycles_question_of"),
            models.Index(fields=["due_on"], name="cycles_question_due", condition=Q(due_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PairAnswer(Disclosed):
    """An answer in words. The first one settles the question; more can be added, and none is changed."""

    disclosure = Disclosure(RecordClass.NOTES, leaves="false", inserts="author", updates="nobody")

    question = models.ForeignKey(PairQuestion, on_delete=models.PROTECT, related_name="answers")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("how it was answered"), max_length=12, choices=Way)
    text = models.TextField(_("answer"), max_length=5000)
    answered_on = models.DateField(_("day"))
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return str(self.pk)
