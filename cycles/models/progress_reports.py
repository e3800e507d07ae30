"""Reports in words: written by one who leads, given once, and read by those to whom the signed terms give them (D8)."""

from django.db import models

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure

NOT_REPLACED = "replaced_at is null"
"""What was put right is read on by those who work together; everybody else reads what stands now."""


class ProgressReportDraft(Disclosed):
    """A report that is being written: nobody but its author reads it (A7). One of a kind for each author.

    `key` is the framework's report. `replaces`: the id of the report that it puts right.
    """

    disclosure = Disclosure(
        RecordClass.PROGRESS_REPORT,
        author_only=True,
        inserts="author",
        updates="author",
        deletes="author",
        after_end=True,
    )

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    answers = models.JSONField(default=dict)
    replaces = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "author", "key"], name="cycles_report_one_draft")]

    def __str__(self) -> str:
        return self.key


class ProgressReport(Disclosed):
    """A report as it was given. It never changes: a correction is another that says so, and `replaced_at` is then set.

    `content` holds the questions in each language with what was written, and what stood on that day: who works
    together, dates, practices, goals, sessions, attendance. How the goals go is of another class (`ReportedPlan`).
    One that is owed at the end may be given after it; a trigger asks the framework who writes which, and when.
    """

    disclosure = Disclosure(
        RecordClass.PROGRESS_REPORT, leaves=NOT_REPLACED, inserts="author", updates="nobody", after_end=True
    )

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    author_part = models.CharField(max_length=24, choices=Part.choices)
    key = models.CharField(max_length=40)
    content = models.JSONField()
    given_on = models.DateField()
    given_at = models.DateTimeField()
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        indexes = [
            models.Index(fields=["partnership", "-given_at"], name="cycles_report_of"),
            models.Index(fields=["program", "-given_at"], name="cycles_report_in"),
        ]

    def __str__(self) -> str:
        return self.key


class ReportedPlan(Disclosed):
    """How the goals of a report went on its day, with their steps: for those who are given the action plan, too.

    `content`: for each goal of the report, in its order, how it stands and its steps. It never changes.
    """

    disclosure = Disclosure(
        RecordClass.ACTION_PLAN, leaves=NOT_REPLACED, inserts="author", updates="nobody", after_end=True
    )

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    report = models.OneToOneField(ProgressReport, on_delete=models.PROTECT, related_name="plan")
    content = models.JSONField()
    replaced_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class ProgressReportRead(Disclosed):
    """That a person has opened a report, so that it waits for them no more. Only they know of it."""

    disclosure = Disclosure(
        RecordClass.PROGRESS_REPORT, author_only=True, inserts="author", updates="nobody", after_end=True
    )

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="readings")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "author"], name="cycles_report_read_once")]

    def __str__(self) -> str:
        return str(self.pk)
