"""A calendar that a person's own programs fetch."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarFeed(models.Model):
    """The private address of one person's coming visits. Only the digest of its secret is kept.

    It names nobody and no place unless its owner chooses so, for this address alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField("coaching.User", on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    with_name = models.BooleanField(_("who I meet"), default=False)
    with_place = models.BooleanField(_("where"), default=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
