"""How a practice is rated with a practice profile (C2): what was found of each item, never a level."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models import FrameworkVersion, ProgramProfile


class View(models.TextChoices):
    """With whose eyes: one's own practice, that of the other, or what somebody watched."""

    SELF = "self", _("own practice")
    OTHER = "other", _("practice of the other")
    OBSERVER = "observer", _("observer")


class _Rated(Disclosed):
    """What is rated, by whom, and with which edition: that of a framework version, whose words stay as they are, or
    one in the program's own words (`own_edition`), which stay as well.

    `states` and `evidence`: "function.item" to a state and to words. There is no level in it: levels follow from the
    items. `observer_name`: who watched, where one of the pair writes it down for somebody without a place in it.
    """

    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    own_edition = models.ForeignKey(ProgramProfile, on_delete=models.PROTECT, null=True, related_name="+")
    profile = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField()
    view = models.CharField(max_length=8, choices=View)
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    rated = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    observer_name = models.CharField(_("who observed"), max_length=120, blank=True)
    rated_on = models.DateField(_("day"))
    states = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.profile}-{self.edition}"

    @property
    def edition_name(self) -> str:
        """Results of one name can be compared, and of no other."""
        return f"{self.profile}-{self.edition}"


class ProfileRating(_Rated):
    """A finished rating. It never changes: who corrects it writes another that `replaces` it and says why."""

    disclosure = Disclosure(RecordClass.ASSESSMENT, inserts="author", updates="nobody")

    author_part = models.CharField(max_length=24, choices=Part.choices)
    finished_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(_("why it was corrected"), max_length=300, blank=True)

    class Meta:
        ordering = ["rated_on", "finished_at"]
        constraints = [
            models.CheckConstraint(
                name="cycles_rating_names_observers_only", condition=Q(view="observer") | Q(observer_name="")
            ),
            models.CheckConstraint(
                name="cycles_rating_correction_says_why", condition=Q(replaces__isnull=True) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["partnership", "profile", "edition", "rated_on"], name="cycles_rating_of")]


class RatingDraft(_Rated):
    """A rating that is being written, its author's alone until it is finished (A7). One of each kind at a time."""

    disclosure = Disclosure(
        RecordClass.ASSESSMENT, author_only=True, inserts="author", updates="author", deletes="author"
    )

    replaces = models.ForeignKey(ProfileRating, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "author", "view"], name="cycles_rating_draft_once"),
        ]


class RatingRequest(Disclosed):
    """That one of the pair asks another of it how they see a practice. It is gone once it is answered or set aside."""

    disclosure = Disclosure(RecordClass.ASSESSMENT, inserts="author", updates="nobody", deletes="pair")

    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    own_edition = models.ForeignKey(ProgramProfile, on_delete=models.PROTECT, null=True, related_name="+")
    profile = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField()
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "asked", "profile"], name="cycles_rating_asked_once"),
            models.CheckConstraint(name="cycles_rating_asked_of_another", condition=~Q(author=models.F("asked"))),
        ]

    def __str__(self) -> str:
        return f"{self.profile}-{self.edition}"
