"""A program's own editions of practice profiles."""

import json
import uuid
from functools import lru_cache

from django.db import models
from django.db.models import Q

from coaching.frameworks import canonical_json
from coaching.frameworks.own_profiles import profile_from
from coaching.frameworks.structure import Profile
from coaching.models.people import User
from coaching.models.programs import Program


@lru_cache(maxsize=256)
def _read(content: str) -> Profile:
    return profile_from(json.loads(content))


class ProgramProfile(models.Model):
    """An edition of a profile in the program's own words (C2). `content` is a profile as it stands in a framework.

    It is the administrator's alone until it is published; from then on its words never change, and other words are
    another edition. `basis` is what it was made from. One that is retired is offered no more, and stays readable.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="profiles")
    key = models.CharField(max_length=40)
    edition = models.PositiveSmallIntegerField()
    content = models.JSONField()
    basis = models.JSONField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["key", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["program", "key", "edition"], name="coaching_profile_edition_once"),
            models.UniqueConstraint(
                fields=["program", "key"], name="coaching_profile_one_draft", condition=Q(published_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}-{self.edition}"

    @property
    def profile(self) -> Profile:
        """The words as the typed object that pages read. Raises FrameworkError where they are not whole."""
        return _read(canonical_json(self.content))
