"""Who works with whom. One pair of tables serves every format of every framework."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import PAIR, Part
from coaching.models.frameworks import FrameworkVersion, Terms
from coaching.models.history import tracked
from coaching.models.people import User
from coaching.models.programs import Program, Site


@tracked()
class Partnership(models.Model):
    """A coach and a coachee (or peers, or one person with a mentor coach) in a program.

    `terms` is empty until all have signed and is set by the database alone (agreements' `sec.activate_agreement`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="partnerships")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT)
    format = models.CharField(_("format"), max_length=24)
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["program", "created_at"], name="coaching_partnership_in"),
            models.Index(fields=["program", "terms"], include=["id"], name="coaching_partnership_given"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def framework(self):
        return self.framework_version.framework


class PartyQuerySet(models.QuerySet["Party"]):
    def present(self) -> "PartyQuerySet":
        """Those who have not left, and whose part in the program has not ended."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now()), left_at__isnull=True)


@tracked()
class Party(models.Model):
    """One person's part in one partnership.

    `ends_at` is the moment at which the part in the program ends that this place rests on, worked out by the database;
    from then on row security takes the person as gone, and the minute tick writes `left_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="parties")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="parties")
    part = models.CharField(_("part"), max_length=24, choices=Part.choices)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("parties")
        constraints = [
            models.CheckConstraint(
                name="coaching_party_left_after_joining",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=models.F("joined_at")),
            ),
            models.UniqueConstraint(
                fields=["partnership", "user", "part"], name="coaching_party_once", condition=Q(left_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["user", "part"], include=["partnership"], name="coaching_party_of"),
            models.Index(fields=["partnership", "user"], name="coaching_party_in"),
            models.Index(
                fields=["ends_at"],
                name="coaching_party_ending",
                condition=Q(left_at__isnull=True, ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.pk}"

    @property
    def is_of_the_pair(self) -> bool:
        return self.part in PAIR
