"""What a pair agrees on before something is observed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.models import Disclosed
from coaching.disclosure.policies import Disclosure
from coaching.models.history import tracked
from cycles.models.visits import Visit


@tracked()
class ObservationFocus(Disclosed):
    """What is observed on a visit, when, live or on video, and what of it is shared (B1, B5). Either writes it.

    `debrief`: when it is talked through afterwards (D7). Where two coach each other (B7), `learner` is the one who is
    observed (None: each of them), `collected` which data is collected, and `kept_by` who keeps it (None: whom it is
    about).
    """

    class Way(models.TextChoices):
        LIVE = "live", _("Live")
        VIDEO = "video", _("On video")

    disclosure = Disclosure(RecordClass.NOTES)

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="focus")
    what = models.CharField(_("what is observed"), max_length=500)
    moment = models.CharField(_("when"), max_length=200, blank=True)
    way = models.CharField(_("live or on video"), max_length=8, choices=Way, blank=True)
    shared = models.CharField(_("what of it is shared"), max_length=500, blank=True)
    debrief = models.CharField(_("when you talk it through"), max_length=200, blank=True)
    learner = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    collected = models.CharField(_("which data is collected"), max_length=500, blank=True, default="")
    kept_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, null=True, related_name="+")
    saved_by = models.ForeignKey("coaching.User", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
