"""The words of the mails about what is given: that something waits, and where. No content, and nobody's name (B10)."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.disclosure.classes import Part
from coaching.models import Mail, Party, User
from coaching.services.outbox import Letter, link
from cycles.models import Release, ReleaseProposal

PROPOSALS = ReleaseProposal.objects.select_related("partnership")


def release_proposed(mail: Mail, user: User) -> Letter | None:
    """Somebody would like this person to share something; nothing once it is answered."""
    row = PROPOSALS.filter(pk=mail.subject_id, user=user, answered_at=None).first()
    if row is None or not _is_here(row.partnership_id, user):
        return None
    return Letter(
        subject=_("A proposal in your coaching"),
        lines=(_("Your coach proposes that you share something. It is yours to decide, and you need not answer."),),
        action=_("Look at it"),
        url=link(reverse("release_proposal", args=[row.pk])),
    )


def release_answered(mail: Mail, user: User) -> Letter | None:
    """A proposal of this person was answered; how, stands on the page."""
    row = PROPOSALS.filter(pk=mail.subject_id, author=user, answered_at__isnull=False).first()
    if row is None or not _is_here(row.partnership_id, user):
        return None
    return Letter(
        subject=_("An answer to your proposal"),
        lines=(_("A proposal that you made in a coaching was answered."),),
        action=_("See it"),
        url=link(reverse("release_list", args=[row.partnership_id, row.audience]) + "#proposals"),
    )


def release_given(mail: Mail, user: User) -> Letter | None:
    """Something was shared with this supervisor and still is: what row security shows them, and nothing else."""
    is_supervisor = Party.objects.filter(partnership=mail.subject_id, user=user, part=Part.SUPERVISOR).present()
    given = Release.objects.filter(partnership=mail.subject_id, audience=Part.SUPERVISOR)
    if not is_supervisor.exists() or not given.exists():
        return None
    return Letter(
        subject=_("Something was shared with you"),
        lines=(_("Somebody whose coaching you support has decided to share something with you."),),
        action=_("Read it"),
        url=link(reverse("supervisor_summary", args=[mail.subject_id]) + "#shared"),
    )


def _is_here(partnership_id: uuid.UUID, user: User) -> bool:
    return Party.objects.filter(partnership=partnership_id, user=user).present().exists()
