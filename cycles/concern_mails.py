"""The words of the mails about concerns: that something waits, and a link. Not that it is a concern, nor of whom."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import Mail, User
from coaching.services.outbox import Letter, link
from cycles.models import ConcernStep, ConcernWord


def concern_waiting(mail: Mail, user: User) -> Letter | None:
    """Something was written to this person in confidence, and is not closed."""
    step = ConcernStep.objects.filter(pk=mail.subject_id, closed_at=None, reader_ids__contains=[user.pk]).first()
    if step is None or step.user_id == user.pk:
        return None
    return Letter(
        subject=_("Something waits for you in confidence"),
        lines=(_("Somebody wrote to you. Only you and those who are named there can read it."),),
        action=_("Read it"),
        url=link(reverse("concern_detail", args=[step.pk])),
    )


def concern_answered(mail: Mail, user: User) -> Letter | None:
    """There is an answer to it."""
    word = ConcernWord.objects.filter(pk=mail.subject_id, reader_ids__contains=[user.pk]).first()
    if word is None or word.user_id == user.pk:
        return None
    return Letter(
        subject=_("There is an answer for you in confidence"),
        lines=(_("Something that was written in confidence was answered."),),
        action=_("Read it"),
        url=link(reverse("concern_detail", args=[word.step_id])),
    )
