"""A roster on its way in: the file as it came, how its columns are read, and what became of it."""

import uuid

from django.db import models

from coaching.models.people import User
from coaching.models.programs import Program


class RosterUpload(models.Model):
    """One uploaded sheet. The bytes go when the import is finished or after a day, whichever is first."""

    class Kind(models.TextChoices):
        PEOPLE = "people"
        PARTNERSHIPS = "partnerships"
        PRACTICES = "practices"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PEOPLE)
    name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    mapping = models.JSONField(default=dict)
    default_part = models.CharField(max_length=24, blank=True)
    result = models.JSONField(null=True)
    imported_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
