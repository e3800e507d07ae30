"""What happened and who did it: events and refusals by name. The history of rows is in history.py."""

import uuid

from django.db import models

from coaching.models.people import User


class AuditEntry(models.Model):
    """One event or refusal: ids and a name of what happened, never content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(db_index=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.UUIDField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # HTTP status, for refusals

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"
