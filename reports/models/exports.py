"""Files made on request."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.models import Program, User


class Export(models.Model):
    """A report made under its requester's identity; theirs alone, kept seven days, checked again at download."""

    class Kind(models.TextChoices):
        PROGRAM = "program", _("Program report")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=24)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PROGRAM)
    format = models.CharField(max_length=4, choices=Format)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    content = models.BinaryField(null=True)
    filename = models.CharField(max_length=120, blank=True)
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at"]
        indexes = [models.Index(fields=["requester", "-requested_at"], name="reports_export_of")]

    def __str__(self) -> str:
        return str(self.pk)
