"""Letters: what the sender is writing, and what was sent (D2)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class LetterDraft(Disclosed):
    """A letter that is being written; its author's alone until it is sent (A7). It becomes the Letter of the same id.

    `key` is the framework's. `phone` is what the author gave where their profile has none.
    """

    disclosure = Disclosure(
        RecordClass.AGREEMENT, author_only=True, inserts="author", updates="author", deletes="author"
    )

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    phone = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "author", "key"], name="agreements_letter_draft_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Letter(Disclosed):
    """A letter as it was sent; it never changes, so it has no history.

    `reader_ids` are its author and those whom the framework names, as the database itself found them at sending: only
    they read it, before all have signed and afterwards. `recipients` are names and words of that day, each with `user`
    and `copy`. `phone` and `email` are the sender's, for the answer.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="author", updates="nobody")

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120)
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    recipients = models.JSONField(default=list)
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["partnership", "-sent_at"], name="agreements_letter_of")]

    def __str__(self) -> str:
        return str(self.pk)
