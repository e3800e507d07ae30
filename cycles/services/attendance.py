"""Notice, lateness and who was there, by the framework's rule; where it has none, nothing is counted (D8, D9)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from coaching.frameworks import Framework
from coaching.models import User
from cycles.models import Attendance, AttendanceReason, Visit
from cycles.services.pairs import Member
from cycles.times import now_in

Kind = Attendance.Kind


@dataclass(frozen=True)
class Notice:
    """Until which day, where the visit is, it can be moved or called off in time; and whether that day is over."""

    last_day: dt.date
    in_time: bool


def notice_of(framework: Framework, visit: Visit) -> Notice | None:
    """The framework's rule for one visit, now; None where the framework is silent. Days are those of its zone (D9)."""
    days = framework.lateness.notice_days if framework.lateness else None
    if days is None:
        return None
    last_day = visit.local_date - dt.timedelta(days=days)
    return Notice(last_day, now_in(visit.time_zone).date() <= last_day)


def grace_of(framework: Framework) -> int | None:
    """The minutes that count as on time; None where the framework says nothing of coming late."""
    return framework.lateness.grace_minutes if framework.lateness else None


def kind_of_cancelling(framework: Framework, visit: Visit, who: Member | None) -> Kind:
    """How calling it off counts. A closed building is nobody's notice."""
    notice = notice_of(framework, visit)
    if notice is None or who is None:
        return Kind.CANCELLED
    return Kind.IN_TIME if notice.in_time else Kind.SHORT_NOTICE


def write_attendance(
    *,
    visit: Visit,
    kind: Kind,
    who: Member | None,
    minutes_late: int | None = None,
    planned_for: dt.date | None = None,
) -> None:
    """Keep what became of an appointment. Call in the transaction that changes the visit, with its row locked."""
    row = attendance_row(visit=visit, kind=kind, who=who, minutes_late=minutes_late, planned_for=planned_for)
    row.save(force_insert=True)


def attendance_row(
    *,
    visit: Visit,
    kind: Kind,
    who: Member | None,
    minutes_late: int | None = None,
    planned_for: dt.date | None = None,
) -> Attendance:
    """The row of it, not yet written."""
    return Attendance(
        partnership_id=visit.partnership_id,
        visit=visit,
        planned_for=planned_for or visit.local_date,
        kind=kind,
        who_id=who.user_id if who else None,
        part=who.part if who else "",
        minutes_late=minutes_late,
        recorded_at=timezone.now(),
    )


def write_reason(*, visit: Visit, text: str, by: User) -> None:
    """Keep why, in the words of one of the pair; nothing where nothing was said."""
    if words := " ".join(text.split()):
        AttendanceReason(partnership_id=visit.partnership_id, visit=visit, author=by, text=words).save(
            force_insert=True
        )


def write_lateness(
    *, framework: Framework, visit: Visit, planned_for: dt.date, who: Member | None, minutes: int | None
) -> None:
    """The visit took place: what was kept of it goes, and who came later than the grace is kept (D9).

    `planned_for`: the day of the appointment, which is not always that on which it took place.
    """
    Attendance.objects.filter(visit=visit).delete()
    grace = grace_of(framework)
    if grace is None or who is None or not minutes or minutes <= grace:
        return
    write_attendance(visit=visit, kind=Kind.LATE, who=who, minutes_late=minutes, planned_for=planned_for)


def member_of(members: tuple[Member, ...], user_id: uuid.UUID | str | None) -> Member | None:
    """One of the pair who is still there, by id."""
    return next((one for one in members if one.present and str(one.user_id) == str(user_id)), None)
