"""What coach and coachee agree to do, before and after it is signed."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models import ProgramPractice
from coaching.models.history import tracked


@tracked()
class Plan(Disclosed):
    """The coaching plan as it is being drafted: what the framework asks, answered or not yet.

    What the product counts with has a column: `mode` holds keys of modes with spaces between them, one where the
    framework lets choose one; the dose is `cycles` or `hours`, or neither; `response_days` are days. The rest is in
    `answers`, by the key of the question (agreements.answers). What is in force is the agreement that was signed.
    `clauses` has what the pair made of the clauses that the framework leaves open (agreements.clauses), by their key:
    "wording" in place of the framework's, "addition" to it, and the "language" of both. The database refuses others.
    `version` counts saves, so that two editors lose nothing. `edition` is the version of the framework whose questions
    it answers, where the pair has chosen one; else that of the partnership.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, leaves="false")

    mode = models.CharField(_("how visits happen"), max_length=200, blank=True)
    cycles = models.PositiveSmallIntegerField(_("coaching cycles"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours of coaching"), null=True, blank=True)
    rhythm_days = models.PositiveSmallIntegerField(
        _("days from cycle to cycle"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    rhythm_other = models.CharField(_("another rhythm"), max_length=120, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    concern_name = models.CharField(_("name of the coach's supervisor"), max_length=120, blank=True)
    concern_email = models.EmailField(_("their email"), blank=True)
    concern_phone = models.CharField(_("their phone"), max_length=40, blank=True)
    response_days = models.PositiveSmallIntegerField(_("days in which a question is answered"), null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    clauses = models.JSONField(default=dict, blank=True)
    edition = models.ForeignKey("coaching.FrameworkVersion", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership"], name="agreements_plan_once"),
            # The framework has its own limits within these
            models.CheckConstraint(
                name="agreements_plan_has_one_dose",
                condition=Q(hours__isnull=True, cycles__isnull=True)
                | Q(hours__isnull=True, cycles__range=(1, 2000))
                | Q(cycles__isnull=True, hours__range=(1, 2000)),
            ),
            models.CheckConstraint(
                name="agreements_plan_response_in_days",
                condition=Q(response_days__isnull=True) | Q(response_days__range=(1, 60)),
            ),
            models.CheckConstraint(
                name="agreements_plan_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class FocusPractice(Disclosed):
    """A practice the pair works on. It is never ticked off: there is no done (A1)."""

    disclosure = Disclosure(RecordClass.PRACTICES, deletes="pair")

    text = models.CharField(_("practice"), max_length=300)
    from_list = models.ForeignKey(ProgramPractice, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "text"], name="agreements_focus_practice_once"),
        ]

    def __str__(self) -> str:
        return self.text
