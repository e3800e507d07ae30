"""Files made on request, and what is known of how their making goes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coaching.models import Partnership, Program, User


class Export(models.Model):
    """A report that somebody asked for in one of their parts; theirs alone, kept seven days.

    `since` and `until` are the first and the last day that it speaks of. `partnership`: what a person's own record is
    of; then `part` is the one that they have in it, and no part in the program is asked for. `worked_at` says when the
    worker last gave a sign of life; `attempts` how often the making was begun.
    """

    class Kind(models.TextChoices):
        PROGRAM = "program", _("Program report")
        VISITS = "visits", _("Coaching log")
        NUMBERS = "numbers", _("Numbers of a month")
        RECORD = "record", _("Your record")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"
        JSON = "json", "JSON"
        ZIP = "zip", "ZIP"

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        WORKING = "working", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not made")

    class Failure(models.TextChoices):
        RIGHTS = "rights", _("You no longer have the part in this program that you asked in.")
        TERMS = (
            "terms",
            _("An agreement has changed, and the file would say more than it allows. Ask for the report again."),
        )
        STOPPED = "stopped", _("You stopped it. Ask for it again when you need it.")
        NO_PDF = "no_pdf", _("PDF files cannot be made at the moment. Choose Excel or CSV, or ask your administrator.")
        TOO_LONG = "too_long", _("The report has too many rows for this kind of file. Choose CSV.")
        TOO_LARGE = (
            "too_large",
            _("The files are too large for one ZIP file. Take the document, and open each file from its visit."),
        )
        ERROR = (
            "error",
            _("The report could not be made. Ask for it again, or tell your administrator."),
        )

    UNDER_WAY = (State.WAITING, State.WORKING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=24)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PROGRAM)
    format = models.CharField(max_length=4, choices=Format)
    language = models.CharField(max_length=5)
    since = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
    filename = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes, once it is ready
    requested_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    downloaded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(name="reports_export_until_after_since", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="reports_record_of_a_partnership", condition=Q(kind="record") ^ Q(partnership__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["requester", "-requested_at"], name="reports_export_of"),
            models.Index(
                fields=["requested_at"], name="reports_export_to_make", condition=Q(state__in=["waiting", "working"])
            ),
            models.Index(fields=["expires_at"], name="reports_export_to_forget"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_under_way(self) -> bool:
        return self.state in self.UNDER_WAY


class ExportPiece(models.Model):
    """A piece of the bytes of an export, apart from the facts that the worker reads without acting for anybody.

    A file is never whole in the memory of a process, so it is kept and handed out by the piece (ADR 0033). The database
    shows pieces to the requester alone, while the export is kept and while they hold the part in which they asked
    (fault 55). They go with their export: the database removes them itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The constraint, with its cascade, is made by the migration: row security hides the file of a lost part from
    # whoever would have to delete it.
    export = models.ForeignKey(Export, on_delete=models.DO_NOTHING, related_name="pieces", db_constraint=False)
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["export", "position"], name="reports_exportpiece_once")]

    def __str__(self) -> str:
        return str(self.pk)
