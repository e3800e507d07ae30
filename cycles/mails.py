"""The words of this room's mails: when a visit is, that something waits, and where. No content, no names.

Each is made when it is sent, as its recipient: whoever has left the pair by then, or is told of something that has
changed since, gets nothing.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.disclosure.classes import PAIR
from coaching.frameworks.structure import Reminder
from coaching.models import Contact, Mail, Party, User
from coaching.services.outbox import Attachment, Letter, link
from coaching.vocabulary import Words, terms
from cycles.calendar import CANCEL, REQUEST, calendar_file, series_file
from cycles.models import MoveProposal, PlanCopy, Visit
from cycles.services.copies import plan_copies
from cycles.services.pairs import find_pair, framework_of
from cycles.times import minutes_words, moment_words


def visit_planned(mail: Mail, user: User) -> Letter | None:
    """A new appointment, unless it was moved or cancelled meanwhile."""
    visit = _planned(mail, user, sequence=mail.occurrence)
    if visit is None:
        return None
    words = _words(visit)
    return Letter(
        subject=_("Your %(visit)s is planned") % words,
        lines=(
            _("This is planned for you:"),
            _when(visit),
            _("The calendar file puts it in your calendar."),
        ),
        action=_("See the %(visit)s") % words,
        url=_url(visit),
        attachments=(_file(visit, user, REQUEST),),
    )


def visit_moved(mail: Mail, user: User) -> Letter | None:
    """Another time or another way to meet; only the latest change is told."""
    visit = _planned(mail, user, sequence=mail.occurrence)
    if visit is None:
        return None
    words = _words(visit)
    return Letter(
        subject=_("Your %(visit)s has changed") % words,
        lines=(_("Your %(visit)s has changed. It is now:") % words, _when(visit)),
        action=_("See what changed"),
        url=_url(visit),
        attachments=(_file(visit, user, REQUEST),),
    )


def move_asked(mail: Mail, user: User) -> Letter | None:
    """The other would like another time, unless that was answered or overtaken meanwhile."""
    proposal = MoveProposal.objects.waiting().select_related("visit__partnership").filter(pk=mail.subject_id).first()
    if proposal is None or proposal.author_id == user.pk or not _is_here(proposal.visit, user):
        return None
    words = _words(proposal.visit)
    return Letter(
        subject=_("Another time for your %(visit)s?") % words,
        lines=(_("You are asked whether another time suits you, too. Until you accept, nothing changes."),),
        action=_("See the time and answer"),
        url=_url(proposal.visit),
    )


def move_declined(mail: Mail, user: User) -> Letter | None:
    """The other time did not suit; the appointment stands."""
    proposal = MoveProposal.objects.select_related("visit__partnership").filter(pk=mail.subject_id).first()
    if proposal is None or proposal.author_id != user.pk or not _is_here(proposal.visit, user):
        return None
    if proposal.state != MoveProposal.State.DECLINED or proposal.visit.state != Visit.State.PLANNED:
        return None
    words = _words(proposal.visit)
    return Letter(
        subject=_("Your %(visit)s stays as it is planned") % words,
        lines=(_("The other time that you asked for did not suit."), _when(proposal.visit)),
        action=_("See the %(visit)s") % words,
        url=_url(proposal.visit),
    )


def visit_cancelled(mail: Mail, user: User) -> Letter | None:
    """The appointment is off."""
    visit = _of_recipient(mail, user)
    if visit is None or visit.state not in Visit.OFF:
        return None
    words = _words(visit)
    return Letter(
        subject=_("Your %(visit)s is cancelled") % words,
        lines=(_("This %(visit)s will not take place:") % words, _when(visit), *_why_off(visit)),
        action=_("See your %(visits)s") % words,
        url=link(reverse("partnership_detail", args=[visit.partnership_id])),
        attachments=(_file(visit, user, CANCEL),),
    )


def series_planned(mail: Mail, user: User) -> Letter | None:
    """Several new appointments at once: one mail, one file."""
    return _series_letter(
        _series(mail, user),
        subject=_("Your %(visits)s are planned"),
        intro=_("These %(visits)s are planned for you:"),
        after=_("The calendar file puts all of them in your calendar."),
    )


def series_moved(mail: Mail, user: User) -> Letter | None:
    """Several appointments at another time."""
    return _series_letter(
        _series(mail, user),
        subject=_("Your %(visits)s have changed"),
        intro=_("Your %(visits)s have changed. They are now:"),
        after=_("The calendar file puts them in their new place."),
    )


def series_cancelled(mail: Mail, user: User) -> Letter | None:
    """Several appointments that are off."""
    visits = _series(mail, user, states=Visit.OFF)
    return _series_letter(
        visits,
        subject=_("Your %(visits)s are cancelled"),
        intro=_("These %(visits)s will not take place:"),
        after=" ".join([*_why_off(*visits[:1]), _("The calendar file takes them out of your calendar.")]),
    )


def _series(mail: Mail, user: User, *, states: Sequence[str] = (Visit.State.PLANNED,)) -> list[Visit]:
    """The visits of a series that stand so, from the one on that the mail names; none for whoever has left."""
    rows = Visit.objects.select_related("partnership").filter(series=mail.subject_id)
    visits = rows.filter(state__in=states, starts_at__gt=mail.due_at).order_by("starts_at", "id")
    if first := mail.occurrence.split(" ")[0]:
        visits = visits.filter(starts_at__gte=Visit.objects.filter(pk=first).values("starts_at")[:1])
    found = list(visits)
    return found if found and _is_here(found[0], user) else []


def _series_letter(visits: list[Visit], *, subject: str, intro: str, after: str) -> Letter | None:
    """`subject` and `intro` have a place for the framework's word."""
    if not visits:
        return None
    words = _words(visits[0])
    return Letter(
        subject=subject % words,
        lines=(intro % words, *(_when(visit) for visit in visits), after),
        action=_("See your %(visits)s") % words,
        url=link(reverse("partnership_visits", args=[visits[0].partnership_id])),
        attachments=(series_file(visits),),
    )


def visit_missed(mail: Mail, user: User) -> Letter | None:
    """It is written down that an appointment did not take place, and was not logged after all since."""
    visit = _of_recipient(mail, user)
    if visit is None or visit.state != Visit.State.MISSED:
        return None
    words = _words(visit)
    return Letter(
        subject=_("Your %(visit)s did not take place") % words,
        lines=(
            _("It was written down that this %(visit)s did not take place:") % words,
            _when(visit),
            _("If that is not right, tell the other: it can still be put right."),
        ),
        action=_("See the %(visit)s") % words,
        url=_url(visit),
    )


def visit_tomorrow(mail: Mail, user: User) -> Letter | None:
    """The reminder before a visit, in the framework's words (fault 62: none for a visit that is off)."""
    key, _number, sequence = mail.occurrence.split(" ")
    visit = _planned(mail, user, sequence=sequence)
    if visit is None:
        return None
    reminder = _reminder(visit, key)
    if reminder is None:
        return None
    words = _words(visit)
    return Letter(
        subject=str(reminder.label),
        lines=(str(reminder.text), _when(visit)),
        action=_("See the %(visit)s") % words,
        url=_url(visit),
    )


def log_missing(mail: Mail, user: User) -> Letter | None:
    """A visit is over and not logged yet, in the framework's words."""
    key, _number, sequence = mail.occurrence.split(" ")
    visit = _of_recipient(mail, user)
    if visit is None or visit.state != Visit.State.PLANNED or str(visit.sequence) != sequence:
        return None
    reminder, pair = _reminder(visit, key), find_pair(visit.partnership, user)
    if reminder is None or pair is None or not pair.leads:
        return None  # in some formats the coachee logs, in others not
    return Letter(
        subject=str(reminder.label),
        lines=(str(reminder.text), _when(visit), _("It takes about two minutes, also on a phone.")),
        action=_("Log the %(visit)s") % _words(visit),
        url=link(reverse("visit_log", args=[visit.pk])),
    )


def visit_logged(mail: Mail, user: User) -> Letter | None:
    """The record of a visit is there to read: all of it."""
    visit = _of_recipient(mail, user)
    if visit is None or visit.state != Visit.State.LOGGED:
        return None
    words = _words(visit)
    return Letter(
        subject=_("The record of your %(visit)s is ready") % words,
        lines=(
            _("The record of your %(visit)s is finished. You can read all of it: there are no hidden notes.") % words,
            _("You can add your own thoughts if you like."),
        ),
        action=_("Read it"),
        url=_url(visit),
    )


def plan_copied(mail: Mail, user: User) -> Letter | None:
    """The plan as it stands after a session, for those whom the framework names (D15). Not a word of it."""
    copy = PlanCopy.objects.select_related("partnership").filter(pk=mail.subject_id).first()
    if copy is None:
        return None
    document = next((one for one in plan_copies(copy.partnership.framework) if one.key == copy.key), None)
    here = Party.objects.filter(partnership=copy.partnership_id, user=user).present()
    if document is None or not here.filter(part__in=document.to).exists():
        return None
    words = terms(copy.partnership.framework)
    return Letter(
        subject=str(document.label),
        lines=(_("The plan as it stands after the last %(visit)s is there to read and to print.") % words,),
        action=_("Read the plan"),
        url=link(reverse("plan_copy", args=[copy.pk])),
    )


def _of_recipient(mail: Mail, user: User) -> Visit | None:
    """The visit, if its recipient is of the pair today."""
    visit = Visit.objects.select_related("partnership").filter(pk=mail.subject_id).first()
    return visit if visit and _is_here(visit, user) else None


def _is_here(visit: Visit, user: User) -> bool:
    return Party.objects.filter(partnership=visit.partnership_id, user=user, part__in=PAIR).present().exists()


def _planned(mail: Mail, user: User, *, sequence: str) -> Visit | None:
    """The visit, if it is still to come and stands as it did when the mail was written."""
    visit = _of_recipient(mail, user)
    if visit is None or visit.state != Visit.State.PLANNED or str(visit.sequence) != sequence or visit.is_past:
        return None
    return visit


def _reminder(visit: Visit, key: str) -> Reminder | None:
    """The framework's reminder; None where the edition that the pair has gone over to has it no more."""
    reminders = framework_of(visit.partnership.framework_version_id).reminders
    return next((one for one in reminders if one.key == key), None)


def _why_off(*visits: Visit) -> list[str]:
    """That it follows from the end of the coaching, where it does; any other reason stays on the page of the visit."""
    return [_("The coaching has ended.")] if any(visit.state == Visit.State.ENDED for visit in visits) else []


def _words(visit: Visit) -> Words:
    return terms(framework_of(visit.partnership.framework_version_id))


def _when(visit: Visit) -> str:
    return _("%(moment)s, %(minutes)s") % {
        "moment": moment_words(visit.starts_at),
        "minutes": minutes_words(visit.planned_minutes),
    }


def _url(visit: Visit) -> str:
    return link(reverse("visit_detail", args=[visit.pk]))


def _file(visit: Visit, user: User, method: str) -> Attachment:
    address = Contact.objects.filter(pk=user.pk).values_list("email", flat=True).first()
    return calendar_file(visit, method=method, attendee=address or user.email)
