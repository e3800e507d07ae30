"""The words of the mails about cases without names: that something waits, and a link. Never a word of it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import Mail, User
from coaching.services.outbox import Letter, link
from cycles.models import CaseWord
from cycles.services.cases import may_speak, waiting_for


def case_waiting(mail: Mail, user: User) -> Letter | None:
    """A coach asks for advice; unless it was answered or taken back."""
    if not waiting_for(user).filter(pk=mail.subject_id).exists():
        return None
    return Letter(
        subject=_("A coach asks for your advice"),
        lines=(_("A case without names waits for your advice."),),
        action=_("Read it"),
        url=link(reverse("case_detail", args=[mail.subject_id])),
    )


def case_answered(mail: Mail, user: User) -> Letter | None:
    """Somebody said something in the talk about a case that this person takes part in."""
    word = CaseWord.objects.select_related("case").filter(pk=mail.subject_id).exclude(user=user).first()
    if word is None or not may_speak(word.case, user.pk):
        return None
    return Letter(
        subject=_("An answer about a case without names"),
        lines=(_("There is an answer in a case that you asked about or were asked about."),),
        action=_("Read it"),
        url=link(reverse("case_detail", args=[word.case_id])),
    )
