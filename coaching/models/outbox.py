"""Every mail is a row, written in the transaction of the event that caused it, and sent by the minute tick."""

import uuid

from django.db import models
from django.db.models import Q

from coaching.models.people import User


class Mail(models.Model):
    """A mail to one person: what kind, about which row. Its words are made at sending and carry no content."""

    class State(models.TextChoices):
        DUE = "due"
        SENT = "sent"
        DROPPED = "dropped"  # no longer wanted when its time came
        FAILED = "failed"  # refused for good by the mail server, or tried too often

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    occurrence = models.CharField(max_length=60, blank=True)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "recipient", "occurrence"], name="coaching_mail_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="coaching_mail_due", condition=Q(state="due")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
