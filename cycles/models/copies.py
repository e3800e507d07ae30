"""The plan as it stood after a session, sent to those whom the framework names (D15)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from cycles.models.visits import Visit


class PlanCopy(Disclosed):
    """Goals and action plan as they were when a session was finished. It never changes, so it has no history.

    `key` is the framework's document. `content` are goals with their words, days as ISO text.
    """

    disclosure = Disclosure(RecordClass.ACTION_PLAN, inserts="author", updates="nobody")

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="plan_copies")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    copied_on = models.DateField(_("day"))
    content = models.JSONField()
    copied_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("plan copies")
        ordering = ["-copied_at"]
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="cycles_plan_copy_once")]

    def __str__(self) -> str:
        return self.key
