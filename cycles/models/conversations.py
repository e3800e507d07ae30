"""A coaching conversation that was run with the guide: how it was prepared, and what it came to (E1 to E7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked
from cycles.models.visits import Visit


@tracked()
class Conversation(Disclosed):
    """What the guide holds besides the log: entry points, own questions, and the focuses of which one was chosen.

    While it is prepared it is part of the draft, its author's alone; both read it once the log is finished (A7). Why
    the focus was chosen is a note, which can be corrected; steps stand in the plan. `prepared` and `entry_points` are
    keys of the framework, `questions` and `focuses` are texts.
    """

    disclosure = Disclosure(RecordClass.NOTES, inserts="author", updates="nobody")

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="conversation")
    author = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    entry_points = models.JSONField(default=list)
    prepared = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    focuses = models.JSONField(default=list)
    chosen = models.CharField(_("focus"), max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
