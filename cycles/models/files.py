"""Photos and PDFs that belong to a visit: work of children or students, data, what was used (E8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from cycles.models.visits import Visit


class _File(Disclosed):
    """An image that was drawn anew, or a PDF in which nothing runs; `digest` is the SHA-256 of `content`, in hex.

    No name of a file is kept: names say more than people think. `caption` is what its author wrote. No history: a file
    does not change.
    """

    class Mime(models.TextChoices):
        PDF = "application/pdf"
        JPEG = "image/jpeg"

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("what it shows"), max_length=120, blank=True)
    content = models.BinaryField()
    mime = models.CharField(max_length=20, choices=Mime)
    pages = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class DraftFile(_File):
    """One that was put into a log that is still being written; its author's alone, as the log is (A7).

    Without `visit` it belongs to the log of a visit that nobody had planned, as `LogDraft` does.
    """

    disclosure = Disclosure(RecordClass.NOTES, author_only=True, inserts="author", updates="nobody", deletes="author")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="draft_files")

    class Meta(_File.Meta):
        indexes = [models.Index(fields=["partnership", "author"], name="cycles_draft_file_of")]


class VisitFile(_File):
    """One of a finished log: both of the pair see it (A7). It stays; another can take its place, and both are kept."""

    disclosure = Disclosure(RecordClass.NOTES, inserts="author", updates="nobody")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="files")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta(_File.Meta):
        constraints = [
            models.CheckConstraint(
                name="cycles_file_not_for_itself", condition=Q(replaces__isnull=True) | ~Q(replaces=models.F("id"))
            ),
        ]
