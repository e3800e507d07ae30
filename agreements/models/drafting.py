"""Drafting together: what one of the pair suggests to the others, and what each has seen of the plan."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class Suggestion(Disclosed):
    """Another answer to one question of the plan, or other words for one clause, offered to the others of the pair.

    `value` is what is suggested and `basis` what the plan said at that moment, both as `agreements.pieces` has them:
    where the plan says something else by now, the suggestion is outdated. What was suggested never changes, so there is
    no history; the database lets another of the pair accept or decline it, and its author withdraw it, once.
    """

    class About(models.TextChoices):
        QUESTION = "question", _("a question of the plan")
        CLAUSE = "clause", _("a clause of the agreement")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    disclosure = Disclosure(RecordClass.AGREEMENT, leaves="false", inserts="author")

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=12, choices=About)
    key = models.CharField(max_length=60)
    value = models.JSONField()
    basis = models.JSONField()
    reason = models.TextField(max_length=1000, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_words = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["partnership", "state"], name="agreements_suggestion_of")]
        constraints = [
            models.CheckConstraint(
                name="agreements_suggestion_is_open_or_closed",
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == self.State.OPEN


class PlanLook(Disclosed):
    """What the plan said when one of the pair last looked at it and said so; theirs alone. `seen` maps the names of
    pieces to what they were (agreements.pieces). It is replaced at each look, so there is no history.
    """

    disclosure = Disclosure(RecordClass.AGREEMENT, author_only=True, inserts="author", updates="author")

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    seen = models.JSONField(default=dict)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "author"], name="agreements_plan_look_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
