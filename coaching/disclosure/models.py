"""What a table with content about a partnership inherits."""

import uuid

from django.db import models
from django.utils import timezone

from coaching.disclosure.policies import Disclosure
from coaching.models.frameworks import Terms
from coaching.models.partnerships import Partnership
from coaching.models.programs import Program


class Disclosed(models.Model):
    """Content about a partnership. Subclasses say in `disclosure` which class of record they are.

    `program` and `terms` are copies of the partnership's, stamped by the database on every write: who sees a row is
    never decided by the code that writes it. `written_at` is UTC; a person who left sees nothing written afterwards.
    """

    disclosure: Disclosure

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+", editable=False, null=True)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+", editable=False, null=True)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
