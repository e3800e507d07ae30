"""What stands behind signatures: scans of paper, agreement to electronic records, and attempts to seal."""

import uuid

from django.db import models

from agreements.models.agreements import Agreement, Signature
from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import SIGNS, Disclosure


class PaperScan(Disclosed):
    """The scan of an agreement that one party signed on paper. No history: it does not change but for `contested_at`,
    when that party said that it is not their signature. `digest`: SHA-256 of `content`, 64 hex digits.
    """

    class Mime(models.TextChoices):
        PDF = "application/pdf"
        JPEG = "image/jpeg"

    disclosure = Disclosure(RecordClass.AGREEMENT, signers=SIGNS, updates="nobody", after_end=True)

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="scans")
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="scan")
    content = models.BinaryField()
    mime = models.CharField(max_length=20, choices=Mime)
    pages = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    contested_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class ConsentRecord(models.Model):
    """One person said yes or no to electronic records, and to which words. The latest counts; none is ever changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed = models.BooleanField()
    text = models.TextField()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["user", "-at"], name="agreements_consent_latest")]

    def __str__(self) -> str:
        return str(self.pk)


class SealAttempt(models.Model):
    """How the sealing of one agreement goes, for the workers: who seals it just now, and why it last failed.

    While `claimed_until` is to come, one worker makes the document. Facts without content.
    """

    class Reason(models.TextChoices):
        TIMESTAMP = "timestamp"
        EXPIRED = "expired"
        CERTIFICATE = "certificate"
        PANGO = "pango"
        OTHER = "other"

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, primary_key=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
