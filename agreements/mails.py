"""The words of this room's mails: that something waits, and where. Nothing of what is agreed, nobody's name."""

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement, Signature, SpokenCommitment
from agreements.models import Letter as SentLetter
from agreements.services import asked_now
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


def letter_waiting(mail: Mail, user: User) -> Letter | None:
    """A letter was sent to this person, or a copy of one: where it can be read, and no word of it (D2)."""
    if not SentLetter.objects.filter(pk=mail.subject_id).exclude(author=user).exists():
        return None
    return Letter(
        subject=_("A letter about coaching is waiting for you"),
        lines=(
            _("Somebody you work with has sent you a letter."),
            _("Sign in to read it. The page also says how to answer. Please do not answer this mail."),
        ),
        action=_("Read the letter"),
        url=link(reverse("letter_detail", args=[mail.subject_id])),
    )
