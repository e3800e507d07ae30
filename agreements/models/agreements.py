"""The agreement: one canonical text, who signed it and how, and the sealed document."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import SIGNS, Disclosure
from coaching.frameworks import Framework
from coaching.models.history import tracked


class AgreementState(models.TextChoices):
    """The life of one version of an agreement."""

    OUT = "out", _("Waiting for signatures")
    ACTIVE = "active", _("Signed by all")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    DECLINED = "declined", _("Declined")
    SUPERSEDED = "superseded", _("Replaced by a later agreement")


@tracked()
class Agreement(Disclosed):
    """One version of the text that went out for signature. `digest` is the SHA-256 of `text`, which is what is signed.

    The text never changes. A change of the plan withdraws this version and makes the next. `rules` are the terms that
    the last signature binds, `edition` the version of the framework that the text is made of and that the partnership
    works under from then on. Written by the pair; the state follows signatures and is set by the database.
    `closed_reason` is a word of ours, `closed_words` are those of the person who declined or took it back.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, signers=SIGNS)

    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=AgreementState, default=AgreementState.OUT)
    language = models.CharField(max_length=5)
    text = models.TextField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    rules = models.ForeignKey("coaching.Terms", on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey("coaching.FrameworkVersion", on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    resent_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    closed_words = models.TextField(_("reason"), max_length=1000, blank=True)
    closed_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="agreements_agreement_number_once"),
            models.UniqueConstraint(fields=["partnership"], name="agreements_one_out", condition=Q(state="out")),
            models.UniqueConstraint(fields=["partnership"], name="agreements_one_active", condition=Q(state="active")),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def framework(self) -> Framework:
        """The framework as this version of the agreement has it, adopted by then or not."""
        assert self.edition is not None  # the database names it
        return self.edition.framework

    @property
    def is_out(self) -> bool:
        """Whether it can be signed now: an expired request waits for the next tick to be marked so."""
        return self.state == AgreementState.OUT and self.expires_at > timezone.now()

    @property
    def is_in_force(self) -> bool:
        """Whether it is the version that all have signed last."""
        return self.state == AgreementState.ACTIVE

    @property
    def is_signed_by_all(self) -> bool:
        """Whether it is in force, or was until a later one replaced it."""
        return self.state in (AgreementState.ACTIVE, AgreementState.SUPERSEDED)


class Way(models.TextChoices):
    """How a signature was given."""

    ELECTRONIC = "electronic", _("Electronically")
    PAPER = "paper", _("On paper")


@tracked()
class Signature(Disclosed):
    """One party's place to sign one version, and what was recorded when they did.

    On paper: `typed_name` is the name that stands on it, `paper_on` the day, `attested_by` who put the scan in (whose
    sign-in `authenticated_at` then is), `scan_digest` the SHA-256 of the scan. `began_by`: whose session was open on
    the device before this person signed in on it.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, signers=SIGNS, updates="own")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=24, choices=Part.choices)
    position = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    typed_name = models.CharField(_("your name"), max_length=120, blank=True)
    intent = models.CharField(max_length=300, blank=True)
    consent = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=60, blank=True)
    authenticated_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=300, blank=True)
    way = models.CharField(max_length=12, choices=Way, default=Way.ELECTRONIC)
    mark = models.JSONField(default=list, blank=True)
    began_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    paper_on = models.DateField(null=True)
    attested_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    scan_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "user", "part"], name="agreements_signature_once"),
            models.CheckConstraint(
                name="agreements_signature_is_whole",
                condition=Q(signed_at__isnull=True)
                | (
                    Q(way="electronic", paper_on__isnull=True, attested_by__isnull=True, scan_digest="")
                    & ~Q(digest="")
                    & ~Q(typed_name="")
                    & ~Q(intent="")
                    & ~Q(consent="")
                    & Q(authenticated_at__isnull=False)
                )
                | (
                    Q(way="paper", paper_on__isnull=False, attested_by__isnull=False, began_by__isnull=True)
                    & ~Q(digest="")
                    & ~Q(typed_name="")
                    & ~Q(scan_digest="")
                    & Q(authenticated_at__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SealedDocument(Disclosed):
    """The one PDF of a signed agreement, sealed once and never made again. No history: it does not change.

    `code` stands on its last page and finds it on the public page; null in documents from before there were codes.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, signers=SIGNS, inserts="present", updates="nobody", after_end=True)

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="sealed")
    content = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()
    stamped_by = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=16, null=True, blank=True, unique=True)

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class AgreedTerms(Disclosed):
    """Dose, rhythm and mode of an agreement: all that leadership reads of it, once it is in force.

    The dose is `cycles` or `hours`, or neither where the framework counts none. `mode` is as in Plan.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT_TERMS, leaves="in_force")

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="agreed")
    mode = models.CharField(max_length=200)
    cycles = models.PositiveSmallIntegerField(null=True)
    hours = models.PositiveSmallIntegerField(null=True)
    rhythm_days = models.PositiveSmallIntegerField(null=True)
    rhythm_other = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    in_force = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership"], name="agreements_one_in_force", condition=Q(in_force=True)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class Standing(Disclosed):
    """Where the agreement of a partnership stands, which leadership and the administrator see without its content.

    What each state permits is the table in `agreements.life`. Set by the database's own functions from "signed" on.
    `resumed_at` is the end of the last pause: the rhythm is counted anew from there.
    """

    class State(models.TextChoices):
        DRAFTING = "drafting", _("Being drafted")
        WAITING = "waiting", _("Waiting for signatures")
        SIGNED = "signed", _("Signed")
        PAUSED = "paused", _("Paused")
        CONCLUDED = "concluded", _("Concluded")
        DISCONTINUED = "discontinued", _("Ended early")
        HANDED_OVER = "handed_over", _("Handed over to another coach")

    disclosure = Disclosure(RecordClass.AGREEMENT_STATUS, signers=SIGNS, inserts="administrator", status=True)

    state = models.CharField(max_length=12, choices=State, default=State.DRAFTING)
    since = models.DateTimeField()
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership"], name="agreements_standing_once")]

    def __str__(self) -> str:
        return self.state
