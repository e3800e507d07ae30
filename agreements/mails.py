"""The words of this room's mails: that something waits, and where. Nothing of what is agreed, nobody's name."""

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.life import OVER, permits, state_of
from agreements.models import (
    Agreement,
    AgreementState,
    Ending,
    Handover,
    PaperScan,
    Pause,
    Renegotiation,
    Signature,
    SpokenCommitment,
    Suggestion,
)
from agreements.models import Letter as SentLetter
from agreements.places import home_of
from agreements.policies import Action, may, parts_in
from agreements.services import asked_now, wants_paper
from coaching.disclosure.classes import PAIR
from coaching.models import Mail, User
from coaching.services.outbox import Letter, link


def suggestion_waiting(mail: Mail, user: User) -> Letter | None:
    """Somebody suggests a change of the plan; one mail a day, and none once all are answered."""
    waiting = Suggestion.objects.filter(partnership=mail.subject_id, state=Suggestion.State.OPEN).exclude(author=user)
    if parts_in(user, mail.subject_id).isdisjoint(PAIR) or not waiting.exists():
        return None
    return Letter(
        subject=_("A suggestion for your coaching plan"),
        lines=(
            _("There is a suggestion for your coaching plan."),
            _("You can accept it or decline it. Until then the plan stays as it is."),
        ),
        action=_("Look at the plan"),
        url=link(reverse("plan_edit", args=[mail.subject_id])),
    )


def agreement_waiting(mail: Mail, user: User) -> Letter | None:
    """Please sign; nothing for somebody who has signed, or whose signature is not asked for any more (fault 18)."""
    signature = (
        Signature.objects.select_related("agreement__partnership", "agreement__edition")
        .filter(pk=mail.subject_id, user=user)
        .first()
    )
    if signature is None or not signature.agreement.is_out or signature not in asked_now(signature.agreement):
        return None
    if wants_paper(user):  # no electronic requests any more: the pair sees that it goes on paper (fault 25)
        return None
    reminders = {one.key: one for one in signature.agreement.framework.reminders}
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


def agreement_closed(mail: Mail, user: User) -> Letter | None:
    """A request is over before all have signed; the same neutral words whoever ended it and why (fault 24)."""
    agreement = Agreement.objects.filter(pk=mail.subject_id).first()
    if agreement is None or agreement.state not in (AgreementState.DECLINED, AgreementState.WITHDRAWN):
        return None
    if not Signature.objects.filter(agreement=agreement, user=user).exists() or not _parts(
        user, agreement.partnership_id
    ):
        return None
    return Letter(
        subject=_("A coaching agreement will not be signed as it is"),
        lines=(
            _("This version of a coaching agreement does not count. You do not need to sign it."),
            _("You can read why. When there is a new version, you get a mail."),
        ),
        action=_("Read what happens next"),
        url=link(reverse("agreement_detail", args=[agreement.pk])),
    )


def agreement_expired(mail: Mail, user: User) -> Letter | None:
    """The time to sign has run out: to who was involved, with what they can do. Nothing once there is another one."""
    agreement = Agreement.objects.select_related("partnership").filter(pk=mail.subject_id).first()
    if agreement is None or agreement.state != AgreementState.EXPIRED:
        return None
    parts = _parts(user, agreement.partnership_id)
    later = Agreement.objects.filter(partnership=agreement.partnership_id, number__gt=agreement.number)
    state = state_of(agreement.partnership_id)
    if not parts or later.exists() or state in OVER:
        return None
    if may(parts, Action.AGREEMENT_SEND) and permits(state, Action.AGREEMENT_SEND):
        what = _("The plan is as it was. You can look it over and send it again.")
    else:
        what = _("You do not need to do anything. When it is sent again, you get a new mail.")
    return Letter(
        subject=_("A coaching agreement was not signed in time"),
        lines=(_("Not everyone has signed a coaching agreement in time, so this version does not count."), what),
        action=_("Read what happens next"),
        url=link(reverse("agreement_detail", args=[agreement.pk])),
    )


def pause_look_again(mail: Mail, user: User) -> Letter | None:
    """The day has come on which the two wanted to look at their pause again (A17); nothing once they have gone on."""
    pause = Pause.objects.filter(pk=mail.subject_id, ended_at=None).first()
    if pause is None or _parts(user, pause.partnership_id).isdisjoint(PAIR):
        return None
    return Letter(
        subject=_("Look at your coaching again"),
        lines=(
            _("Your coaching is paused. This is the day on which you wanted to look at it again."),
            _("Talk about it together: go on, rest a little longer, or end the coaching."),
        ),
        action=_("See your coaching"),
        url=link(reverse("partnership_detail", args=[pause.partnership_id])),
    )


def coaching_rests(mail: Mail, user: User) -> Letter | None:
    """Coaching is paused, or goes on; only what is still true when it is sent."""
    what, _space, pause_id = mail.occurrence.partition(" ")
    pause = Pause.objects.filter(pk=pause_id, partnership=mail.subject_id).first()
    if (
        pause is None
        or (pause.ended_at is None) != (what == "paused")
        or _parts(user, pause.partnership_id).isdisjoint(PAIR)
    ):
        return None
    address = link(reverse("partnership_detail", args=[pause.partnership_id]))
    if what == "paused":
        return Letter(
            subject=_("Your coaching is paused"),
            lines=(
                _("Your coaching rests for a while. Nothing is due, and nobody is reminded."),
                _("You can read why, and when you look at it again. Either of you can go on at any time."),
            ),
            action=_("See your coaching"),
            url=address,
        )
    return Letter(
        subject=_("Your coaching goes on"),
        lines=(_("The pause is over. The rhythm that you agreed on counts from now."),),
        action=_("See your coaching"),
        url=address,
    )


def coaching_ended(mail: Mail, user: User) -> Letter | None:
    """Coaching has ended, and how; why can be read where one signs in."""
    ending = Ending.objects.filter(partnership=mail.subject_id).first()
    parts = _parts(user, mail.subject_id)
    if ending is None or not parts:
        return None
    return Letter(
        subject=_("A coaching partnership has ended"),
        lines=(
            _("A coaching partnership that you are part of has ended."),
            _("What was shared until then stays shared. Nothing new is added."),
        ),
        action=_("Read about it"),
        url=link(home_of(mail.subject_id, parts)),
    )


def renegotiation(mail: Mail, user: User) -> Letter | None:
    """Somebody asks to agree anew, or it stays as it is."""
    found = Renegotiation.objects.filter(pk=mail.subject_id).first()
    parts = _parts(user, found.partnership_id) if found else frozenset()
    if found is None or not parts:
        return None
    if mail.occurrence == "asked" and found.ended_at is None:
        subject = _("Please talk your coaching agreement over")
        lines = (
            _("Somebody asks to agree anew on a part of your coaching."),
            _("Talk about it together. The agreement stays as it is until all sign a new one, or you keep it."),
        )
    elif mail.occurrence == "kept" and found.outcome == Renegotiation.Outcome.KEPT:
        subject = _("Your coaching agreement stays as it is")
        lines = (
            _("You were asked to agree anew on a part of your coaching."),
            _("It was decided to keep it as it is."),
        )
    else:
        return None
    active = Agreement.objects.filter(partnership=found.partnership_id, state=AgreementState.ACTIVE).first()
    address = reverse("agreement_detail", args=[active.pk]) if active else home_of(found.partnership_id, parts)
    return Letter(subject=subject, lines=lines, action=_("Read about it"), url=link(address))


def handover_asked(mail: Mail, user: User) -> Letter | None:
    """A new coach: what may they see of before? Until it is answered, nothing."""
    asked = Handover.objects.filter(partnership=mail.subject_id, user=user, answered_at=None)
    if not asked.exists() or not _parts(user, mail.subject_id):
        return None
    return Letter(
        subject=_("You have a new coach: what may they see of before?"),
        lines=(
            _("Somebody new coaches you from now on. You decide what they may see of the time before."),
            _("Until you answer, they see nothing of it. You can change your answer at any time."),
        ),
        action=_("Decide what they may see"),
        url=link(reverse("handover_answer", args=[mail.subject_id])),
    )


def _parts(user: User, partnership_id: uuid.UUID) -> frozenset[str]:
    """The parts that the recipient holds today: who has left is not written to (fault 6)."""
    return parts_in(user, partnership_id)


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
    recorded = SpokenCommitment.objects.select_related("agreement").filter(recorded_by=user, answer="contested")
    contested = recorded.filter(pk=mail.subject_id).first()
    if contested is None:
        return None
    return Letter(
        subject=_("A spoken commitment was contested"),
        lines=(
            _("A commitment that you wrote down was contested. It counts for nothing."),
            _("Talk about it together. An agreement that needs it is not in force.") + _before(contested.agreement),
        ),
        action=_("Open the agreement"),
        url=link(reverse("agreement_detail", args=[contested.agreement_id])),
    )


def _before(agreement: Agreement) -> str:
    """That what was signed before is in force again, where it is."""
    active = Agreement.objects.filter(partnership=agreement.partnership_id, state=AgreementState.ACTIVE)
    if agreement.state != AgreementState.WITHDRAWN or not active.filter(number__lt=agreement.number).exists():
        return ""
    return " " + _("The version that you had signed before is in force.")


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
            _("Talk with each other. The agreement can be sent for signature again.") + _before(agreement),
        ),
        action=_("Open the agreement"),
        url=link(reverse("agreement_detail", args=[agreement.pk])),
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
