"""What the worker's minute tick may know of what was asked for: the day it is due and who brings it, never words (B7)."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, WORKER

SEC = f"""
-- The day promised last, or before that the day by which it was wanted; while it is open and the coaching neither
-- rests nor is over. A coach's own supervisor is asked without being a party.
create function sec.requests_to_remind(since date, until date) returns table
(subject_id uuid, due_on date, framework_version_id uuid, user_id uuid, part text, time_zone text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.id, d.due_on, d.version, u.id, coalesce(q.part, m.part)::text, u.time_zone::text
  from (
    select r.id, r.partnership_id, r.program_id, r.helper_ids, s.framework_version_id as version,
           coalesce(n.day, r.wanted_by) as due_on
    from public.cycles_resourcerequest r
    join public.coaching_partnership s on s.id = r.partnership_id
    join public.agreements_standing st on st.partnership_id = s.id and st.state in ('signed', 'waiting')
    left join lateral (
      select p.day from public.cycles_resourcenews p
      where p.request_id = r.id and p.what = 'promised' order by p.said_at desc limit 1
    ) n on true
    where not exists (select from public.cycles_resourcenews e
      where e.request_id = r.id and e.what in ('done', 'declined', 'withdrawn'))
  ) d
  cross join lateral unnest(d.helper_ids) h
  join public.coaching_user u on u.id = h and u.is_active
  left join lateral (
    select p.part from public.coaching_party p where p.partnership_id = d.partnership_id and p.user_id = h
      and p.left_at is null and (p.ends_at is null or p.ends_at > now()) limit 1
  ) q on true
  left join lateral (
    select b.part from public.coaching_membership b where b.program_id = d.program_id and b.user_id = h
      and b.part = 'coach_supervisor' and b.begins_at <= now() and (b.ends_at is null or b.ends_at > now()) limit 1
  ) m on true
  where d.due_on between since and until and coalesce(q.part, m.part) is not null
$$;
revoke all on function sec.requests_to_remind(date, date) from public;
grant execute on function sec.requests_to_remind(date, date) to {WORKER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.requests_to_remind(date, date) owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("cycles", "0022_own_editions")]

    operations = [migrations.RunSQL(SEC, "drop function sec.requests_to_remind(date, date);")]
