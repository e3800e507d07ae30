"""Frameworks as immutable versions, and the sets of disclosure rules that agreements bind."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.frameworks import Framework, stored


class Terms(models.Model):
    """One distinct set of disclosure rules, named by its content and shared by all who signed that set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = _("terms")

    def __str__(self) -> str:
        return self.digest[:12]


class DisclosureRule(models.Model):
    """One cell of the matrix: under these terms this audience gets this class in this form. No row means no."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="rules")
    audience = models.CharField(max_length=24, choices=Part.choices)
    record_class = models.CharField(max_length=24, choices=RecordClass.choices)
    form = models.CharField(max_length=8, choices=Form.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terms", "audience", "record_class"], name="coaching_rule_once_per_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.record_class} {self.form}"


class FrameworkVersion(models.Model):
    """A coaching framework as it stood when it was loaded. Never changed: a new text is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="coaching_framework_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def framework(self) -> Framework:
        """The content as the typed object that the rest of the product reads, parsed once in a process."""
        return stored(content=self.content, digest=self.digest)
