"""The words of this room's mails: when a visit is, that something waits, and where. No content, no names.

Each is made when it is sent, as its recipient: whoever has left the pair by then, or is told of something that has
changed since, gets nothing.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.disclosure.classes import PAIR
from coaching.frameworks.structure import Reminder
from coaching.models import Contact, Mail, Party, User
from coaching.services.outbox import Attachment, Letter, link
from cycles.calendar import CANCEL, REQUEST, calendar_file, series_file
from cycles.models import PlanCopy, Visit
from cycles.services.copies import plan_copies
from cycles.services.pairs import find_pair, framework_of
from cycles.times import minutes_words, moment_words


def visit_planned(mail: Mail, user: User) -> Letter | None:
    """A new appointment, unless it was moved or cancelled meanwhile."""
    visit = _planned(mail, user, sequence=mail.occurrence)
    if visit is None:
        return None
    return Letter(
        subject=_("A coaching visit is planned"),
        lines=(
            _("A coaching visit is planned for you:"),
            _when(visit),
            _("The calendar file puts it in your calendar."),
        ),
        action=_("See the visit"),
        url=_url(visit),
        attachments=(_file(visit, user, REQUEST),),
    )


def visit_moved(mail: Mail, user: User) -> Letter | None:
    """Another time or another way to meet; only the latest change is told."""
    visit = _planned(mail, user, sequence=mail.occurrence)
    if visit is None:
        return None
    return Letter(
        subject=_("A coaching visit has changed"),
        lines=(_("A coaching visit of yours has changed. It is now:"), _when(visit)),
        action=_("See what changed"),
        url=_url(visit),
        attachments=(_file(visit, user, REQUEST),),
    )


def visit_cancelled(mail: Mail, user: User) -> Letter | None:
    """The appointment is off."""
    visit = _of_recipient(mail, user)
    if visit is None or visit.state != Visit.State.CANCELLED:
        return None
    return Letter(
        subject=_("A coaching visit is cancelled"),
        lines=(_("This coaching visit will not take place:"), _when(visit)),
        action=_("See your visits"),
        url=link(reverse("partnership_detail", args=[visit.partnership_id])),
        attachments=(_file(visit, user, CANCEL),),
    )


def series_planned(mail: Mail, user: User) -> Letter | None:
    """Several new appointments at once: one mail, one file."""
    visits = _series(mail, user)
    return _series_letter(
        visits,
        subject=_("Coaching visits are planned"),
        intro=_("These coaching visits are planned for you:"),
        after=_("The calendar file puts all of them in your calendar."),
    )


def series_moved(mail: Mail, user: User) -> Letter | None:
    """Several appointments at another time."""
    visits = _series(mail, user)
    return _series_letter(
        visits,
        subject=_("Coaching visits have changed"),
        intro=_("Coaching visits of yours have changed. They are now:"),
        after=_("The calendar file puts them in their new place."),
    )


def series_cancelled(mail: Mail, user: User) -> Letter | None:
    """Several appointments that are off."""
    visits = _series(mail, user, state=Visit.State.CANCELLED)
    return _series_letter(
        visits,
        subject=_("Coaching visits are cancelled"),
        intro=_("These coaching visits will not take place:"),
        after=_("The calendar file takes them out of your calendar."),
    )


def _series(mail: Mail, user: User, *, state: str = Visit.State.PLANNED) -> list[Visit]:
    """The visits of a series that stand so, from the one on that the mail names; none for whoever has left."""
    rows = Visit.objects.select_related("partnership").filter(series=mail.subject_id)
    visits = rows.filter(state=state, starts_at__gt=mail.due_at).order_by("starts_at", "id")
    if first := mail.occurrence.split(" ")[0]:
        visits = visits.filter(starts_at__gte=Visit.objects.filter(pk=first).values("starts_at")[:1])
    found = list(visits)
    return found if found and _is_here(found[0], user) else []


def _series_letter(visits: list[Visit], *, subject: str, intro: str, after: str) -> Letter | None:
    if not visits:
        return None
    return Letter(
        subject=subject,
        lines=(intro, *(_when(visit) for visit in visits), after),
        action=_("See your visits"),
        url=link(reverse("partnership_visits", args=[visits[0].partnership_id])),
        attachments=(series_file(visits),),
    )


def visit_missed(mail: Mail, user: User) -> Letter | None:
    """It is written down that an appointment did not take place, and was not logged after all since."""
    visit = _of_recipient(mail, user)
    if visit is None or visit.state != Visit.State.MISSED:
        return None
    return Letter(
        subject=_("A coaching visit did not take place"),
        lines=(
            _("It was written down that this coaching visit did not take place:"),
            _when(visit),
            _("If that is not right, tell the other: it can still be put right."),
        ),
        action=_("See the visit"),
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
    return Letter(
        subject=str(reminder.label),
        lines=(str(reminder.text), _when(visit)),
        action=_("See the visit"),
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
        action=_("Log the visit"),
        url=link(reverse("visit_log", args=[visit.pk])),
    )


def visit_logged(mail: Mail, user: User) -> Letter | None:
    """The record of a visit is there to read: all of it."""
    visit = _of_recipient(mail, user)
    if visit is None or visit.state != Visit.State.LOGGED:
        return None
    return Letter(
        subject=_("The record of your coaching visit is ready"),
        lines=(
            _("The record of a coaching visit is finished. You can read all of it: there are no hidden notes."),
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
    return Letter(
        subject=str(document.label),
        lines=(_("A session was finished. The plan as it stands now is there to read and to print."),),
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
