"""Where a partnership stands by the rhythm it agreed on (A4)."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from coaching.frameworks import Framework

CYCLE_DUE = "cycle_due"


class Cadence(TextChoices):
    """How the next cycle stands today."""

    ON_RHYTHM = "on_rhythm", _("On rhythm")
    DUE = "due", _("Due")
    OVERDUE = "overdue", _("Overdue")
    COMPLETE = "complete", _("All done")
    OVER = "over", _("Coaching has ended")
    PAUSED = "paused", _("Paused")
    OPEN = "open", _("No rhythm in days")


def days_before_due(framework: Framework) -> int:
    """From how many days before its day on a cycle counts as due: when the framework first reminds of it."""
    return max((-reminder.days for reminder in framework.reminders_at(CYCLE_DUE) if reminder.days < 0), default=0)


def cadence(
    *,
    today: dt.date,
    counted_from: dt.date,
    rhythm_days: int | None,
    agreed: int | None,
    done: int,
    ends_on: dt.date | None,
    is_over: bool,
    days_before: int,
    is_paused: bool = False,
) -> Cadence:
    """Return where the next cycle stands on `today`.

    `counted_from` is the day of the last completed cycle; before there is one, the first day on which the agreement was
    in force. `agreed` and `done` are cycles, or minutes. `is_over` says that one of the pair has left or the coaching
    has ended; while `is_paused`, nothing is due. Days are those of the program's calendar.
    """
    if agreed is not None and done >= agreed:
        return Cadence.COMPLETE
    if is_over or (ends_on is not None and ends_on < today):
        return Cadence.OVER
    if is_paused:
        return Cadence.PAUSED
    if rhythm_days is None:
        return Cadence.OPEN
    due_on = counted_from + dt.timedelta(days=rhythm_days)
    if today > due_on:
        return Cadence.OVERDUE
    return Cadence.DUE if today >= due_on - dt.timedelta(days=days_before) else Cadence.ON_RHYTHM
