"""Check-ins of the supervisor with the pair: due by the framework's rhythm from the signature on (B10, D10)."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import CheckIn, CheckInOutcome
from cycles.services.goals import NotYet
from cycles.services.pairs import framework_of, one_at_a_time
from cycles.services.support import Support, agrees_in_words


class NotLikeThat(ValueError):
    """A way or people that the framework does not have, or a day that is over. The form offers none."""


# The same rule as the worker's sec.check_ins_to_remind
_QUERY = """
select s.id, s.framework_version_id,
       greatest(
         coalesce(c.held, greatest(t.starts_on, (a.activated_at at time zone g.time_zone)::date)),
         (st.resumed_at at time zone g.time_zone)::date
       ), c.planned
from coaching_partnership s
join coaching_program g on g.id = s.program_id
join agreements_standing st on st.partnership_id = s.id and st.state = 'signed'
join agreements_agreedterms t on t.partnership_id = s.id and t.in_force
join agreements_agreement a on a.id = t.agreement_id
cross join lateral (
  select max(h.held_on) as held, max(h.planned_on) filter (where h.held_on is null) as planned
  from cycles_checkin h where h.partnership_id = s.id
) c
where s.id = any(%s)
"""


def next_check_ins(partnerships: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[dt.date, bool]]:
    """Partnership: the day of the next check-in, and whether it was planned for that day. Where nothing is in force,
    where it rests or has ended, and where the framework has no check-ins, there is none. One query.
    """
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, [list(partnerships)])
        for key, version, since, planned in cursor.fetchall():
            rules = framework_of(version).check_in
            if rules:
                due = since + dt.timedelta(days=rules.days)
                found[key] = (planned, True) if planned and planned >= due else (due, planned is not None)
    return found


def planned_of(support: Support) -> CheckIn | None:
    """The one that is planned and not recorded yet."""
    return CheckIn.objects.filter(partnership=support.partnership, held_on=None).first()


@transaction.atomic
def plan_check_in(*, support: Support, by: User, planned_on: dt.date) -> CheckIn:
    """Set the day of the next check-in, or another day for it; the others are told. Raises NotLikeThat."""
    if planned_on < today_in(support.partnership.program):
        raise NotLikeThat
    one_at_a_time(support.partnership.pk)
    row = planned_of(support)
    if row and row.planned_on == planned_on:
        return row
    if row is None:
        row = CheckIn(partnership=support.partnership, user=by, planned_on=planned_on, recorded_at=timezone.now())
        row.save(force_insert=True)
    else:
        row.planned_on, row.recorded_at = planned_on, timezone.now()
        row.save(update_fields=["planned_on", "recorded_at"])
    record(Event.CHECK_IN_PLANNED, target=row, by=by)
    for one in support.checked_in:
        if one.user_id != by.pk:
            enqueue(Kind.CHECK_IN_PLANNED, subject_id=row.pk, recipient_id=one.user_id, occurrence=str(planned_on))
    return row


@transaction.atomic
def record_check_in(
    *, support: Support, by: User, held_on: dt.date, way: str, with_ids: Iterable[uuid.UUID], words: str = ""
) -> CheckIn:
    """Write down that a check-in was held, as one who took part, with whom and how. `words`: what was agreed, where the
    terms give the supervisor the action plan, and nowhere else. The one that was planned is this one.

    Raises NotYet, NotLikeThat.
    """
    if held_on > today_in(support.partnership.program):
        raise NotYet
    took_part = {by.pk, *with_ids}
    rules = support.rules
    known = {one.user_id for one in support.checked_in}
    if rules is None or way not in {one.key for one in rules.ways} or not took_part <= known or len(took_part) < 2:
        raise NotLikeThat
    one_at_a_time(support.partnership.pk)
    row = planned_of(support) or CheckIn(partnership=support.partnership, user=by)
    values: dict[str, Any] = {
        "held_on": held_on,
        "way": way,
        "took_part": sorted(took_part),
        "recorded_by": by,
        "recorded_at": timezone.now(),
    }
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=row._state.adding)
    if words.strip() and agrees_in_words(support.partnership):
        CheckInOutcome(partnership=support.partnership, check_in=row, user=by, words=words).save(force_insert=True)
    record(Event.CHECK_IN_HELD, target=row, by=by)
    return row
