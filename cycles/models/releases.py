"""What a learner gives to somebody outside the pair, item by item, and what their coach proposes to give (B10)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class Item(models.TextChoices):
    """What can be given by itself."""

    PRACTICE = "practice", _("Practice of focus")
    GOAL = "goal", _("Goal")
    PLAN = "plan", _("Action plan")
    LOG = "log", _("Coaching log")
    CYCLE = "cycle", _("Cycle")
    DETAIL = "detail", _("Visit details")
    NOTE = "note", _("Note")
    CELEBRATION = "celebration", _("Celebration")
    KNOWN = "known", _("Getting to know")
    LEVEL = "level", _("Level of a practice")
    NEEDS = "needs", _("Strengths and needs")
    RATING = "rating", _("Rating")
    REPORT = "report", _("Progress report")


CLASS_OF = {
    Item.PRACTICE: RecordClass.PRACTICES,
    Item.GOAL: RecordClass.GOALS,
    Item.PLAN: RecordClass.ACTION_PLAN,
    Item.LOG: RecordClass.LOG,
    Item.CYCLE: RecordClass.LOG,
    Item.DETAIL: RecordClass.VISIT_DETAIL,
    Item.NOTE: RecordClass.NOTES,
    Item.CELEBRATION: RecordClass.NOTES,
    Item.KNOWN: RecordClass.NOTES,
    Item.LEVEL: RecordClass.ASSESSMENT,
    Item.NEEDS: RecordClass.ASSESSMENT,
    Item.RATING: RecordClass.ASSESSMENT,
    Item.REPORT: RecordClass.PROGRESS_REPORT,
}
"""Of which class each is. No item is given as something that it is not."""

OF_ITS_CLASS = Q(*((Q(kind=kind.value, record_class=what.value)) for kind, what in CLASS_OF.items()), _connector=Q.OR)


class Release(Disclosed):
    """A copy that `user` gives to `audience`, in the words that they saw and confirmed. The record itself stays closed.

    `content`: lines of `label` and `text`. It never changes: other words end this one and give another. `until` is the
    last day, by the program's calendar; `ended_at` is when it was taken back, once and for good. So the rows are their
    own history, which the pair alone reads; an audience reads what is given, and not that anything was before.
    """

    disclosure = Disclosure(RecordClass.NOTES, released=True, inserts="learner", updates="giver", after_end=True)

    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    record_class = models.CharField(max_length=24, choices=RecordClass.choices)
    kind = models.CharField(max_length=12, choices=Item.choices)
    source_id = models.UUIDField(editable=False)
    audience = models.CharField(max_length=24, choices=Part.choices)
    title = models.CharField(_("title"), max_length=300)
    content = models.JSONField(default=list)
    until = models.DateField(_("last day"), null=True)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(name="cycles_release_of_its_class", condition=OF_ITS_CLASS),
            models.UniqueConstraint(
                fields=["partnership", "user", "audience", "kind", "source_id"],
                name="cycles_release_once",
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-given_at"], name="cycles_release_of_pair")]

    def __str__(self) -> str:
        return str(self.pk)


class ReleaseProposal(Disclosed):
    """That a coach would like `user` to give something, and why. The pair reads it; to say no is nobody else's matter.

    It holds no word of what it is about, and is answered once.
    """

    class Answer(models.TextChoices):
        GIVEN = "given", _("Shared")
        REFUSED = "refused", _("Not shared")

    disclosure = Disclosure(RecordClass.NOTES, leaves="false", inserts="author", updates="own")

    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Item.choices)
    source_id = models.UUIDField(editable=False)
    audience = models.CharField(max_length=24, choices=Part.choices)
    reason = models.CharField(_("why"), max_length=500)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    answer_words = models.CharField(_("in a few words"), max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="cycles_proposal_answered_whole",
                condition=Q(answer="", answer_words="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["partnership", "user", "audience", "kind", "source_id"],
                name="cycles_release_proposed_once",
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
