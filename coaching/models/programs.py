"""Programs, their sites, the agencies beside them, their lists of practices, and who holds which part."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part
from coaching.models.frameworks import FrameworkVersion
from coaching.models.history import tracked
from coaching.models.people import User, valid_time_zone


@tracked()
class Program(models.Model):
    """An organisation that runs coaching under one framework version, in one time zone and language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT)
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/Denver", validators=[valid_time_zone])
    language = models.CharField(
        _("language"), max_length=5, default="en", choices=[("en", _("English")), ("es", _("Spanish"))]
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def framework(self):
        return self.framework_version.framework


class Site(models.Model):
    """A centre, school or office of a program."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="coaching_site_once")]

    def __str__(self) -> str:
        return self.name


@tracked()
class Agency(models.Model):
    """An outside agency that a program's agreements name as a recipient (A14)."""

    class Kind(models.TextChoices):
        LOCAL_AGENCY = "local_agency", _("Local resource-and-referral agency")
        STATE_BUREAU = "state_bureau", _("State bureau")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="agencies")
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    name = models.CharField(_("name"), max_length=160)

    class Meta:
        verbose_name_plural = _("agencies")
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["program", "kind", "name"], name="coaching_agency_once")]

    def __str__(self) -> str:
        return self.name


class ProgramPracticeQuerySet(models.QuerySet["ProgramPractice"]):
    def listed(self) -> "ProgramPracticeQuerySet":
        """Those that can be picked: of each practice the wording that holds now."""
        return self.filter(retired_at__isnull=True)


@tracked()
class ProgramPractice(models.Model):
    """One wording of a practice on the program's own list, to pick from when a plan is drafted (A1).

    Other words are a new version of the same `series`; the former wording is kept, `retired_at` its end, so that what
    pairs have picked stays what it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="practices")
    # The database has a default, too, so that what was there before versions gets a series of its own
    series = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    text = models.CharField(_("practice"), max_length=300)
    category = models.CharField(_("category"), max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, editable=False)

    objects = ProgramPracticeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "text"], name="coaching_practice_once", condition=Q(retired_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["series", "version"], name="coaching_practice_version_once"),
        ]

    def __str__(self) -> str:
        return self.text


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on) -> "MembershipQuerySet":
        """Those in force on the date `on` (a date in the program's zone)."""
        return self.filter(Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on))

    def now(self) -> "MembershipQuerySet":
        """Those in force at this moment, each by the calendar of its own program, as row security sees them."""
        at = timezone.now()
        return self.filter(Q(begins_at__lte=at), Q(ends_at__isnull=True) | Q(ends_at__gt=at))


@tracked()
class Membership(models.Model):
    """A person's part in a program, from one date to another. Parts are sets, never ranks.

    Both days count whole, by the calendar of the program: `begins_at` and `ends_at` are the moments, which the database
    works out from days and zone, so that row security compares moments and asks no calendar.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="memberships")
    part = models.CharField(_("part"), max_length=24, choices=Part.choices)
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    external_id = models.CharField(_("number in your own records"), max_length=60, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    begins_at = models.DateTimeField(null=True, editable=False)
    ends_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="coaching_membership_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["user", "program", "part"], name="coaching_membership_once", condition=Q(ends_on__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["user", "part"], include=["program"], name="coaching_membership_of"),
            models.Index(fields=["program", "part"], name="coaching_membership_in"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.pk}"
