"""The words of this room's mails: that something waits, and where. Nothing of what is agreed, nobody's name."""

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, PaperScan, Signature, SpokenCommitment
from agreements.services import asked_now, wants_paper
from coaching.models import Mail, User
from coaching.services.outbox import Letter, link


def agreement_waiting(mail: Mail, user: User) -> Letter | None:
    """Please sign; nothing for somebody who has signed, or whose signature is not asked for any more (fault 18)."""
    signature = (
        Signature.objects.select_related("agreement__partnership__framework_version")
        .filter(pk=mail.subject_id, user=user)
        .first()
    )
    if signature is None or not signature.agreement.is_out or signature not in asked_now(signature.agreement):
        return None
    if wants_paper(user):  # no electronic requests any more: the pair sees that it goes on paper (fault 25)
        return None
    framework = signature.agreement.partnership.framework
    reminders = {one.key: one for one in framework.reminders}
    reminder = reminders.get(mail.occurrence.partition(" ")[0])
    return Letter(
        subject=str(reminder.label) if reminder else _("Please read and sign a coaching agreement"),
        lines=(
            str(reminder.text) if reminder else _("A coaching agreement is ready for your signature."),
            _("It takes about five minutes, also on a phone. First you read what you agree to and who will see what."),
        ),
        action=_("Read and sign"),
        url=link(reverse("agreement_sign", args=[signature.agreement_id])),
    )


def agreement_signed(mail: Mail, user: User) -> Letter | None:
    """Everyone has signed: where the agreement can be read and kept."""
    agreement = Agreement.objects.filter(pk=mail.subject_id).first()
    if agreement is None or not agreement.is_signed_by_all:
        return None
    return Letter(
        subject=_("Everyone has signed your coaching agreement"),
        lines=(
            _("Your coaching agreement is now in force."),
            _("You can read it and download the signed document at any time."),
        ),
        action=_("Open the agreement"),
        url=link(reverse("agreement_detail", args=[agreement.pk])),
    )


def commitment_recorded(mail: Mail, user: User) -> Letter | None:
    """A commitment of yours was written down: is it so? Nothing for somebody who has answered."""
    commitment = SpokenCommitment.objects.filter(pk=mail.subject_id, user=user, answer="").first()
    if commitment is None:
        return None
    return Letter(
        subject=_("Did you commit to a coaching agreement?"),
        lines=(
            _("Somebody wrote down that you committed to a coaching agreement aloud. It counts like your signature."),
            _("Please look at it. You can confirm it, or say that it was not so."),
        ),
        action=_("Look at it"),
        url=link(reverse("agreement_detail", args=[commitment.agreement_id])),
    )


def commitment_contested(mail: Mail, user: User) -> Letter | None:
    """What you wrote down is contested, and counts for nothing."""
    contested = SpokenCommitment.objects.filter(pk=mail.subject_id, recorded_by=user, answer="contested").first()
    if contested is None:
        return None
    return Letter(
        subject=_("A spoken commitment was contested"),
        lines=(
            _("A commitment that you wrote down was contested. It counts for nothing."),
            _("Talk about it together. An agreement that needs it is not in force."),
        ),
        action=_("Open the agreement"),
        url=link(reverse("agreement_detail", args=[contested.agreement_id])),
    )


def agreement_scanned(mail: Mail, user: User) -> Letter | None:
    """To the party for whom a paper was scanned: look at it, and say so if it is not yours."""
    scan = PaperScan.objects.filter(signature=mail.subject_id, signature__user=user, contested_at=None).first()
    if scan is None:
        return None
    return Letter(
        subject=_("Your signature on paper was added"),
        lines=(
            _("A scan of a coaching agreement, signed on paper in your name, was added. It counts as your signature."),
            _("Please look at it. If you did not sign this paper, say so there: then it does not count."),
        ),
        action=_("Look at the scan"),
        url=link(reverse("agreement_detail", args=[scan.agreement_id])),
    )


def scan_contested(mail: Mail, user: User) -> Letter | None:
    """To the other parties: a signature on paper was contested."""
    agreement = Agreement.objects.filter(pk=mail.subject_id).first()
    if agreement is None:
        return None
    return Letter(
        subject=_("A coaching agreement does not count any more"),
        lines=(
            _("Somebody has said that a signature on paper is not theirs."),
            _("Talk with each other. The agreement can be sent for signature again."),
        ),
        action=_("Open the agreement"),
        url=link(reverse("agreement_detail", args=[agreement.pk])),
    )
