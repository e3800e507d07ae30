"""The words of the mails about what is due: a cycle, a log that was begun, a goal, promises. No content, no names.

Whether it still waits is asked of what the first page shows, so that no mail speaks of what is settled.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.models import Mail, Partnership, User
from coaching.services.outbox import Letter, link
from coaching.services.people import day_in
from coaching.waiting import Wait, Who
from cycles.models import LogDraft
from cycles.reminding import reminder_letter
from cycles.services.pairs import framework_of
from cycles.support_waits import promises, still_goals
from cycles.waits import cycles_due, drafts


def cycle_due(mail: Mail, user: User) -> Letter | None:
    """The next cycle is due soon, or overdue, and still on that day."""
    _key, _number, day = mail.occurrence.split(" ")
    wait = _still(cycles_due, mail, user)
    # A day apart at most: the worker counts from the program's date of the last signature, the page from that in UTC
    if wait is None or wait.day is None or abs(wait.day - dt.date.fromisoformat(day)) > dt.timedelta(days=1):
        return None
    return _letter(mail, mail.subject_id, wait.url, _("See your coaching"))


def draft_left(mail: Mail, user: User) -> Letter | None:
    """A log that was begun is not finished, and was not written in since."""
    _key, _number, day = mail.occurrence.split(" ")
    draft = LogDraft.objects.select_related("partnership__program").filter(pk=mail.subject_id, visit=None).first()
    if draft is None or str(day_in(draft.partnership.program, draft.saved_at)) != day:
        return None
    wait = next((one for one in drafts(Who(user)) if one.partnership_id == draft.partnership_id), None)
    return _letter(mail, draft.partnership_id, wait.url, _("Go on writing")) if wait else None


def goal_stalled(mail: Mail, user: User) -> Letter | None:
    """A goal stands still: where it is looked at together, and agreed on anew (D18)."""
    goal = next((one for one in still_goals(Who(user)) if one.pk == mail.subject_id), None)
    if goal is None:
        return None
    address = reverse("action_plan", args=[goal.partnership_id])
    return _letter(mail, goal.partnership_id, address, _("Look at the goals"))


def promise_due(mail: Mail, user: User) -> Letter | None:
    """A month is over, and this person has not said how the promises were kept."""
    wait = _still(promises, mail, user)
    return _letter(mail, mail.subject_id, wait.url, _("Say how it was")) if wait else None


def _still(find: Callable[[Who], Iterable[Wait]], mail: Mail, user: User) -> Wait | None:
    """What waits of this kind in the partnership that the mail is about."""
    return next((one for one in find(Who(user)) if one.partnership_id == mail.subject_id), None)


def _letter(mail: Mail, partnership_id: uuid.UUID, url: str, action: str) -> Letter | None:
    """In the framework's words; None for somebody who does not see the partnership any more."""
    version = Partnership.objects.filter(pk=partnership_id).values_list("framework_version", flat=True).first()
    return reminder_letter(mail, framework_of(version), action=action, url=link(url)) if version else None
