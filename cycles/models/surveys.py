"""Surveys about the coaching, and how those who answer are protected. ADR 0024 says why it is so.

While a survey is open its answers are its respondent's alone. When it closes they lose the person: the definer moves
them, shuffled, to ballots that no login reads, and what comes out are the results of at least five people. None of
these tables has a history, because a history would keep what has to be forgotten.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models import Program


class _OfProgram(models.Model):
    """A row of a program and of no partnership."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class SurveyEdition(_OfProgram):
    """The questions of a survey as they are asked in a program. Never changed: other questions are another edition
    (fault 40). `content` is a survey of a framework as plain data. `made_by` is empty where it is the framework's own.
    """

    key = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    made_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["key", "number"]
        constraints = [
            models.UniqueConstraint(fields=["program", "key", "number"], name="cycles_survey_edition_once"),
        ]


class SurveyRelease(_OfProgram):
    """What a group of people answered about `subject`. Until there are enough of them `month` and `results` are empty,
    and the row is nobody's: not even that it waits can be read. `month` is the first day of the month that closed.

    Every answer belongs to one release, so there is nothing to subtract.
    """

    subject = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(SurveyEdition, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(null=True)
    results = models.JSONField(null=True)

    class Meta:
        ordering = ["-month", "id"]
        constraints = [
            models.CheckConstraint(
                name="cycles_survey_release_whole",
                condition=Q(month__isnull=True, results__isnull=True) | Q(month__day=1, results__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["subject", "-month"], name="cycles_survey_release_of")]


class SurveyBallot(models.Model):
    """What one person answered, without the person, the partnership and the moment. No login reads it, and it is gone
    when its release is made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(SurveyRelease, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()

    def __str__(self) -> str:
        return str(self.pk)


class SurveyTurn(Disclosed):
    """That `author` is asked about `subject`, and afterwards that they have answered. Nobody else reads it, so that
    nobody with power over them learns who has answered and who has not.

    `asked_on` is the day of the newest occasion: one that is asked again while it is open stays one. It closes with the
    month, so that a person answers once in a month's batch. `waits_in`: the release that their answer waits for.
    """

    disclosure = Disclosure(RecordClass.SURVEY, author_only=True, inserts="nobody", updates="nobody", after_end=True)

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(SurveyEdition, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    named = models.BooleanField(default=False)
    asked_on = models.DateField()
    closes_on = models.DateField()
    is_open = models.BooleanField(default=True)
    answered = models.BooleanField(default=False)
    waits_in = models.ForeignKey(SurveyRelease, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["closes_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "subject", "program", "key"],
                name="cycles_survey_turn_open_once",
                condition=Q(is_open=True),
            ),
        ]
        indexes = [
            models.Index(fields=["author", "subject", "key", "-asked_on"], name="cycles_survey_turn_of"),
            models.Index(fields=["closes_on"], name="cycles_survey_turn_open", condition=Q(is_open=True)),
            models.Index(fields=["waits_in"], name="cycles_survey_turn_waits", condition=Q(waits_in__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SurveyAnswer(Disclosed):
    """What is answered so far, saved as one goes; only its author reads it. `given`: sent, and counted at closing.

    `given_for` is the occasion that it was given for, and no moment. What was never sent stays after closing as the
    author's own draft; what was sent is moved and forgotten here.
    """

    disclosure = Disclosure(RecordClass.SURVEY, author_only=True, inserts="author", updates="author", after_end=True)

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    turn = models.OneToOneField(SurveyTurn, on_delete=models.PROTECT, related_name="answer")
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    given = models.BooleanField(default=False)
    given_for = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cycles_survey_given_for_something", condition=Q(given=False) | Q(given_for__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SurveyNamed(Disclosed):
    """What somebody answered with their name, because all have signed that it is so. The one asked about reads it once
    the survey has closed. The definer writes it, and it never changes.
    """

    disclosure = Disclosure(RecordClass.SURVEY, addressed=True, inserts="nobody", updates="nobody", after_end=True)

    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(SurveyEdition, on_delete=models.PROTECT, related_name="+")
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    month = models.DateField()
    answers = models.JSONField()

    class Meta:
        ordering = ["-month", "id"]

    def __str__(self) -> str:
        return str(self.pk)


class SurveyRequest(_OfProgram):
    """That a coach asks everybody they coach in a program for feedback (C8). It says nothing of who answers."""

    subject = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    asked_on = models.DateField()

    class Meta:
        ordering = ["-asked_on"]
        constraints = [
            models.UniqueConstraint(fields=["program", "subject", "key", "asked_on"], name="cycles_survey_asked_once"),
        ]
        indexes = [models.Index(fields=["asked_on"], name="cycles_survey_asked")]


class FeedbackAction(_OfProgram):
    """What a coach will change because of the feedback, told to those they coach in a program (C8)."""

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what you will change"), max_length=1000)
    said_on = models.DateField()

    class Meta:
        ordering = ["-said_on", "id"]
        indexes = [models.Index(fields=["author", "-said_on"], name="cycles_feedback_action_of")]


class FeedbackReflection(_OfProgram):
    """What a coach thinks of the feedback, for themselves. Nobody else reads it."""

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("your thoughts"), max_length=5000)
    written_on = models.DateField()

    class Meta:
        ordering = ["-written_on", "id"]
        indexes = [models.Index(fields=["author", "-written_on"], name="cycles_feedback_thought_of")]
