"""Whom a person works with, and what waits there: one query however many they are, those who are due first."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from coaching.disclosure.classes import PAIR, Part
from coaching.models import User

SHOWN = 25
SHOWN_AT_MOST = 300
RECENTLY = dt.timedelta(days=14)
"""How long a change that was not signed in time is spoken of, where an agreement is in force all the same."""

# What is due until all that was agreed is done: so many days after the last complete cycle; before there is one, after
# the first day in force (A4); and never while the coaching rests or when it has ended, which come last.
# Row security refuses; the query still says by index what it is about.
_QUERY = """
with mine as (
  select p.partnership_id, p.part from coaching_party p
  where p.user_id = %(me)s and p.part = any(%(parts)s) and p.left_at is null
)
select s.id, s.format, s.framework_version_id, mine.part, n.names, st.state as standing, t.cycles, t.hours,
       t.starts_on is not null as in_force, d.done, d.last_done,
       l.last_visit, l.minutes, v.next_start, v.ahead, v.to_log,
       asked.visits as ask_visits, asked.own as ask_own, asked.moments as ask_moments, v.log_id, v.log_start,
       case when t.cycles <= d.done or t.hours * 60 <= l.minutes or st.state <> 'signed' then null
            else greatest(coalesce(d.last_done, greatest(t.starts_on, a.activated_at::date)), st.resumed_at::date)
                 + t.rhythm_days end as due_on,
       pause.look_again_on,
       coalesce(latest.state = 'expired' and (st.state = 'drafting' or latest.closed_at > %(recently)s), false)
         as expired,
       exists (select from agreements_signature g join agreements_agreement o on o.id = g.agreement_id
               where g.partnership_id = s.id and g.user_id = %(me)s and g.signed_at is null
                 and o.state = 'out') as to_sign,
       exists (select from cycles_logdraft f
               where f.partnership_id = s.id and f.author_id = %(me)s and f.visit_id is null) as draft,
       count(*) over () as total
from mine
join coaching_partnership s on s.id = mine.partnership_id
cross join lateral (
  select coalesce(array_agg(k.name order by k.sort_name), '{}') as names,
         coalesce(string_agg(k.sort_name, ' ' order by k.sort_name), '') as sorted
  from coaching_party q join coaching_person k on k.user_id = q.user_id
  where q.partnership_id = s.id and q.left_at is null and q.user_id <> %(me)s and q.part = any(%(pair)s)
) n
left join agreements_standing st on st.partnership_id = s.id
left join agreements_agreedterms t on t.partnership_id = s.id and t.in_force
left join agreements_agreement a on a.id = t.agreement_id
left join lateral (
  select o.state, o.closed_at from agreements_agreement o where o.partnership_id = s.id order by o.number desc limit 1
) latest on true
left join agreements_pause pause on pause.partnership_id = s.id and pause.ended_at is null
cross join lateral (
  select count(*) as done, max(c.completed_on) as last_done
  from cycles_cycle c where c.partnership_id = s.id and c.completed_on is not null
) d
cross join lateral (
  select max(g.visited_on) as last_visit, coalesce(sum(g.minutes), 0)::int as minutes
  from cycles_visitlog g where g.partnership_id = s.id
) l
cross join lateral (
  select min(x.starts_at) filter (where x.starts_at >= %(now)s) as next_start,
         count(*) filter (where x.starts_at >= %(now)s) as ahead,
         count(*) filter (where x.starts_at < %(now)s) as to_log,
         (array_agg(x.id order by x.starts_at) filter (where x.starts_at < %(now)s))[1] as log_id,
         min(x.starts_at) filter (where x.starts_at < %(now)s) as log_start
  from cycles_visit x where x.partnership_id = s.id and x.state = 'planned'
) v
cross join lateral (
  select array_agg(x.visit_id order by x.starts_at) as visits, array_agg(x.starts_at order by x.starts_at) as moments,
         array_agg(x.author_id = %(me)s order by x.starts_at) as own
  from cycles_moveproposal x
  join cycles_visit w on w.id = x.visit_id and w.state = 'planned' and w.sequence = x.sequence
  where x.partnership_id = s.id and x.state = 'open' and x.starts_at > %(now)s
) asked
where not exists (select from unnest(%(words)s::text[]) word where strpos(n.sorted, word) = 0)
order by coalesce(st.state in ('concluded', 'discontinued', 'handed_over'), false), due_on nulls last, n.sorted, s.id
limit %(limit)s
"""


def caseload(
    user: User, parts: Sequence[Part], *, search: str = "", limit: int = SHOWN
) -> tuple[list[dict[str, Any]], int]:
    """Rows of the partnerships in which `user` holds one of `parts`, and how many there are in all. One query.

    `search` finds by parts of a name. `limit` is held between 1 and 300.
    """
    values: dict[str, Any] = {
        "me": user.pk,
        "parts": [part.value for part in parts],
        "pair": [part.value for part in PAIR],
        "now": timezone.now(),
        "recently": timezone.now() - RECENTLY,
        "words": search.replace("\0", "").casefold().split()[:8],
        "limit": max(1, min(limit, SHOWN_AT_MOST)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, values)
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        row["names"] = get_text_list(row["names"], _("and"))
    return rows, rows[0]["total"] if rows else 0


_UNREAD = """
select v.id, v.partnership_id, v.local_date
from coaching_party p
join cycles_visit v on v.partnership_id = p.partnership_id and v.state = 'logged'
join cycles_visitdetail d on d.visit_id = v.id and d.author_id <> p.user_id
where p.user_id = %(me)s and p.part = any(%(parts)s) and p.left_at is null
  and not exists (select from cycles_visitread r where r.visit_id = v.id and r.author_id = p.user_id)
order by v.starts_at desc
limit 100
"""


def unread(user: User, parts: Sequence[Part]) -> list[tuple[uuid.UUID, uuid.UUID, dt.date]]:
    """Logged visits that this person has not opened yet, newest first, at most 100: (visit, partnership, day)."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"me": user.pk, "parts": [part.value for part in parts]})
        return cursor.fetchall()
