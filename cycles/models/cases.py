"""A case for advice without names (A9): what the coach composes, what the recipient reads, and the talk about it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class CaseDraft(Disclosed):
    """What its author has chosen so far: classes, the question, and words with what stands in their place.

    One for each author and partnership. `hidden` is kept when the case is sent, so that the same word gets the same
    name the next time. `kept` are words that the author has said are nobody's name.
    """

    disclosure = Disclosure(RecordClass.NOTES, author_only=True, inserts="author", updates="author", deletes="author")

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    classes = ArrayField(models.CharField(max_length=24), default=list)
    question = models.TextField(_("question"), max_length=4000, blank=True)
    hidden = models.JSONField(default=dict)
    kept = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "author"], name="cycles_case_one_draft")]

    def __str__(self) -> str:
        return str(self.pk)


class MaskedCase(Disclosed):
    """A case as it was sent: only masked text, `parts` as [{"record_class": …, "text": …}], and the question.

    Read by the coach who sent it, by those who learn (A7) and by those who are asked (`helper_ids`), whom the database
    finds: the coach's supervisors in the agreement, where the signed terms give each class masked. Nothing in it leads
    to a record. Once it is taken back, those who were asked do not find it any more, and so it has no history.
    """

    disclosure = Disclosure(RecordClass.NOTES, addressed=True, routed=True, inserts="own", updates="nobody")
    is_masked = True

    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=120)
    part = models.CharField(max_length=24, choices=Part.choices)
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    helper_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    question = models.TextField(_("question"), max_length=6000)
    parts = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["partnership", "-sent_at"], name="cycles_case_of")]

    def __str__(self) -> str:
        return str(self.pk)


class HandedCase(Disclosed):
    """That the coach took the confirmed copy along to hand it to somebody whom the signed text names (A9).

    `adviser` is the framework's word for whom; never a name. A trigger asks whether the text has it, and fills
    `classes`. The pair reads it, as the ledger; it never changes, so it has no history.
    """

    disclosure = Disclosure(RecordClass.DISCLOSURE_RECORD, leaves="false", inserts="own", updates="nobody")

    case = models.ForeignKey(MaskedCase, on_delete=models.PROTECT, related_name="handed")
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    adviser = models.CharField(max_length=24)
    classes = ArrayField(models.CharField(max_length=24), default=list, editable=False)
    handed_on = models.DateField()
    handed_at = models.DateTimeField()

    class Meta:
        ordering = ["-handed_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "adviser", "handed_on"], name="cycles_handed_once_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CaseWord(Disclosed):
    """A word of the coach or of one who is asked. It never changes, so it has no history."""

    disclosure = Disclosure(RecordClass.NOTES, addressed=True, routed=True, inserts="routed", updates="nobody")
    is_masked = True

    case = models.ForeignKey(MaskedCase, on_delete=models.PROTECT, related_name="words")
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=120)
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    text = models.TextField(_("your words"), max_length=5000)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at"]

    def __str__(self) -> str:
        return str(self.pk)
