"""What is asked of those who support the coaching, and what became of it (B7)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure


class _Asked(Disclosed):
    """Something that `user` writes to those in `reader_ids`, whom the database finds by the framework's route.

    `user_name` is for a reader who is given no other name: a coach's supervisor, who does not learn whom it is about.
    """

    user = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=120)
    reader_ids = ArrayField(models.UUIDField(), default=list, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class ResourceRequest(_Asked):
    """Material, a visit, training or an answer that somebody asks for. It never changes, so it has no history.

    `kind` is the framework's key; `helper_ids` are those who are asked; `wanted_by` is the day by which it would help.
    """

    disclosure = Disclosure(RecordClass.NOTES, addressed=True, routed=True, inserts="own", updates="nobody")

    part = models.CharField(max_length=24, choices=Part.choices)
    helper_ids = ArrayField(models.UUIDField(), default=list, editable=False)
    kind = models.CharField(max_length=40)
    text = models.TextField(_("what is asked for"), max_length=2000)
    wanted_by = models.DateField(_("by when"), null=True)
    asked_at = models.DateTimeField()

    class Meta(_Asked.Meta):
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["partnership", "-asked_at"], name="cycles_request_of")]


class ResourceNews(_Asked):
    """What became of it: promised for a day, done on a day, not possible, not needed any more; or only a word."""

    class What(models.TextChoices):
        PROMISED = "promised", _("Promised")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Not possible")
        WITHDRAWN = "withdrawn", _("Not needed any more")
        SAID = "said", _("A word")

    disclosure = Disclosure(RecordClass.NOTES, addressed=True, routed=True, inserts="routed", updates="nobody")

    request = models.ForeignKey(ResourceRequest, on_delete=models.PROTECT, related_name="news")
    what = models.CharField(max_length=10, choices=What)
    day = models.DateField(_("day"), null=True)
    text = models.TextField(_("words"), max_length=2000, blank=True)
    said_at = models.DateTimeField()

    class Meta(_Asked.Meta):
        ordering = ["said_at"]
        constraints = [
            models.CheckConstraint(
                name="cycles_news_has_its_day",
                condition=Q(day__isnull=False, what__in=["promised", "done"])
                | Q(day__isnull=True, what__in=["declined", "withdrawn", "said"]),
            ),
            models.CheckConstraint(
                name="cycles_news_says_why", condition=~Q(what__in=["declined", "said"]) | ~Q(text="")
            ),
            models.UniqueConstraint(
                fields=["request"],
                name="cycles_request_ends_once",
                condition=Q(what__in=["done", "declined", "withdrawn"]),
            ),
        ]
