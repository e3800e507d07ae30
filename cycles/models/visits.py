"""Visits: the appointment, the draft of its log, and the finished log in the three tables of its three disclosures."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked
from cycles.models.cycles import Cycle
from cycles.models.goals import ActionStep


@tracked()
class Visit(Disclosed):
    """An appointment. `starts_at` is UTC; `local_date`, `local_time` and `time_zone` are what was agreed.

    It stays with the pair: what others are given of a visit is its log. Visits that were planned in one go have the
    same `series`. One that helps out counts minutes and no part of a cycle (B7).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        LOGGED = "logged", _("Logged")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Did not take place")
        ENDED = "ended", _("Called off: the coaching ended")

    OFF = (State.CANCELLED, State.ENDED)

    class Kind(models.TextChoices):
        COACHING = "coaching", _("Coaching")
        HELPING = "helping", _("Helping out")

    disclosure = Disclosure(RecordClass.VISIT_DETAIL, worker=True)

    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COACHING)
    series = models.UUIDField(null=True, editable=False)
    starts_at = models.DateTimeField()
    local_date = models.DateField(_("date"))
    local_time = models.TimeField(_("start"))
    time_zone = models.CharField(max_length=64)
    planned_minutes = models.PositiveSmallIntegerField(_("planned minutes"), default=60)
    mode = models.CharField(_("how"), max_length=12, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)  # of the calendar entry: counts moves
    planned_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="cycles_visit_planned_within_a_day", condition=Q(planned_minutes__range=(1, 1440))
            ),
        ]
        indexes = [
            models.Index(fields=["partnership", "-starts_at"], name="cycles_visit_of"),
            models.Index(fields=["starts_at"], name="cycles_visit_planned", condition=Q(state="planned")),
            models.Index(fields=["series"], name="cycles_visit_series", condition=Q(series__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_past(self) -> bool:
        """Whether its time has begun."""
        return self.starts_at <= timezone.now()


class LogDraft(Disclosed):
    """What has been typed into the log of a visit so far; its author's alone until it is finished (A7).

    Saved every few seconds, so it has a version and no history. `data` holds the fields of the form as typed.
    Without `visit` it is the log of a visit that nobody had planned: then nothing of it exists for anybody else.
    """

    disclosure = Disclosure(RecordClass.NOTES, author_only=True, updates="author", deletes="author")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="drafts")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "author"], name="cycles_draft_once"),
            models.UniqueConstraint(
                fields=["partnership", "author"], name="cycles_unplanned_draft_once", condition=Q(visit__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class VisitLog(Disclosed):
    """The coaching log: the date, the minutes and the cycle of a visit that took place (A13), and nothing else.

    Whoever logged the visit can correct day and minutes; a trigger keeps the rest, and that it is marked (fault 32).
    """

    disclosure = Disclosure(RecordClass.LOG)

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="log")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="logs")
    visited_on = models.DateField(_("date"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    finished_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-visited_on", "-id"]
        constraints = [
            models.CheckConstraint(name="cycles_log_minutes_within_a_day", condition=Q(minutes__range=(1, 1440))),
        ]
        indexes = [
            models.Index(fields=["partnership", "-visited_on"], name="cycles_log_of"),
            # What the figures of programs sum, and what row security asks of a row: they are read without the table
            models.Index(
                fields=["program", "-visited_on", "-id"],
                include=["terms", "partnership", "minutes", "written_at"],
                name="cycles_log_in",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class VisitDetail(Disclosed):
    """How the visit went: start, mode, place, the strategies used, and the time around it.

    Minutes of preparation and follow-up and whether all of it is billable stand here and not in the log: the log leaves
    the pair with dates, durations and cycles and nothing else (A13), and this class leaves it in full for nobody. Where
    hours that are paid for have to be handed in, a class of the matrix must say so first. `billable`: None, not said.

    `strategies` are "group.key" of the framework's list; `strategies_other` has a line for each of them that asks for a
    name, in their order. `place` is a key of the framework's places, or what was written instead.
    """

    disclosure = Disclosure(RecordClass.VISIT_DETAIL, updates="author")

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="detail")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    started = models.TimeField(_("start"))
    mode = models.CharField(_("how"), max_length=12)
    place = models.CharField(_("place"), max_length=120, blank=True)
    strategies = models.JSONField(_("strategies"), default=list)
    strategies_other = models.CharField(_("other strategies"), max_length=200, blank=True)
    preparation_minutes = models.PositiveSmallIntegerField(_("preparation"), default=0)
    follow_up_minutes = models.PositiveSmallIntegerField(_("follow-up"), default=0)
    billable = models.BooleanField(_("billable"), null=True)
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cycles_detail_minutes_within_a_day",
                condition=Q(preparation_minutes__lte=1440, follow_up_minutes__lte=1440),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class VisitStep(Disclosed):
    """What a visit was to a step of the plan: it was made there, done by then, or goes on. `due_on`: as agreed there.

    A step can be taken off the plan, so there is no constraint to it, and `wording` says what it was called then.
    """

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        DONE = "done", _("Done")
        GOES_ON = "on", _("Goes on")

    disclosure = Disclosure(RecordClass.ACTION_PLAN, updates="nobody")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="steps")
    step = models.ForeignKey(ActionStep, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    wording = models.CharField(max_length=1000)
    outcome = models.CharField(max_length=4, choices=Outcome)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "step"], name="cycles_visit_step_once")]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class Note(Disclosed):
    """What one of the pair wrote about a visit, by component or as a reflection. The other reads all of it (A7)."""

    disclosure = Disclosure(RecordClass.NOTES, inserts="author", updates="author")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="notes")
    component = models.CharField(max_length=40, blank=True)
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    author_part = models.CharField(max_length=24, choices=Part.choices)
    text = models.TextField(_("note"), max_length=20_000)
    created_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "author", "component"], name="cycles_note_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class VisitRead(Disclosed):
    """That a person has opened the record of a visit, so that it waits for them no more. Only they know of it."""

    disclosure = Disclosure(RecordClass.NOTES, author_only=True, inserts="author", updates="nobody", after_end=True)

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="readings")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "author"], name="cycles_read_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
