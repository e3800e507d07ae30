"""What the worker's minute tick may know of cycles, logs that were begun, goals and promises: days, never words."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, WORKER

COLUMNS = """(subject_id uuid, due_on date, framework_version_id uuid, user_id uuid, part text, time_zone text)"""

PEOPLE = """
  join public.coaching_party q on q.partnership_id = d.partnership_id and q.left_at is null
       and (q.ends_at is null or q.ends_at > now())
  join public.coaching_user u on u.id = q.user_id and u.is_active"""

SEC = f"""
-- The day on which the next cycle of each partnership is due, until all that was agreed is done: the rule of the
-- caseload (A4).
create function sec.cycles_to_remind(since date, until date) returns table {COLUMNS}
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.partnership_id, d.due_on, d.version, q.user_id, q.part::text, u.time_zone::text
  from (
    select s.id as partnership_id, s.framework_version_id as version,
           greatest(
             coalesce(c.last_done, greatest(t.starts_on, (a.activated_at at time zone g.time_zone)::date)),
             (st.resumed_at at time zone g.time_zone)::date
           ) + t.rhythm_days as due_on,
           t.cycles, t.hours, c.done
    from public.coaching_partnership s
    join public.coaching_program g on g.id = s.program_id
    join public.agreements_standing st on st.partnership_id = s.id and st.state = 'signed'
    join public.agreements_agreedterms t on t.partnership_id = s.id and t.in_force and t.rhythm_days is not null
    join public.agreements_agreement a on a.id = t.agreement_id
    cross join lateral (
      select count(*) as done, max(c.completed_on) as last_done
      from public.cycles_cycle c where c.partnership_id = s.id and c.completed_on is not null
    ) c
  ) d {PEOPLE}
  where d.due_on between since and until
    and (d.cycles is null or d.cycles > d.done)
    and (d.hours is null or d.hours * 60 > (
      select coalesce(sum(l.minutes), 0) from public.cycles_visitlog l where l.partnership_id = d.partnership_id))
$$;

-- The day on which a log of a visit that nobody had planned was last written in, for its author.
create function sec.drafts_to_remind(since date, until date) returns table {COLUMNS}
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.id, (d.saved_at at time zone g.time_zone)::date, s.framework_version_id, q.user_id, q.part::text,
         u.time_zone::text
  from public.cycles_logdraft d
  join public.coaching_partnership s on s.id = d.partnership_id
  join public.coaching_program g on g.id = s.program_id
  join public.agreements_standing st on st.partnership_id = s.id and st.state in ('signed', 'waiting') {PEOPLE}
       and q.user_id = d.author_id
  where d.visit_id is null and (d.saved_at at time zone g.time_zone)::date
        between drafts_to_remind.since and drafts_to_remind.until  -- the agreement's standing has a `since`, too
$$;

-- The day from which a goal stands still: without news for the framework's days, or said to be stuck the day before
-- (D18).
create function sec.goals_to_remind(since date, until date) returns table {COLUMNS}
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with rule as materialized (
    select v.id, (v.content -> 'goals' ->> 'stalls_after_days')::integer as days, v.content -> 'goals' -> 'anew' as anew
    from public.coaching_frameworkversion v where jsonb_typeof(v.content -> 'goals') = 'object'
  )
  select d.id, d.still_on, d.version, q.user_id, q.part::text, u.time_zone::text
  from (
    select o.id, o.partnership_id, s.framework_version_id as version,
           case when n.kind = 'stalled' then (n.recorded_at at time zone g.time_zone)::date + 1
                else greatest((o.created_at at time zone g.time_zone)::date, n.seen_on, m.done_on,
                              (st.resumed_at at time zone g.time_zone)::date) + rule.days + 1 end as still_on
    from public.cycles_goal o
    join public.coaching_partnership s on s.id = o.partnership_id
    join public.coaching_program g on g.id = s.program_id
    join rule on rule.id = s.framework_version_id
    join public.agreements_standing st on st.partnership_id = s.id and st.state in ('signed', 'waiting')
    left join lateral (
      select p.kind, p.seen_on, p.recorded_at from public.cycles_goalprogress p
      where p.goal_id = o.id order by p.recorded_at desc, p.id desc limit 1
    ) n on true
    left join lateral (
      select max(a.done_on) as done_on from public.cycles_actionstep a where a.goal_id = o.id
    ) m on true
    where o.set_aside_at is null and n.kind is distinct from 'reached'
      and not (coalesce(jsonb_array_length(rule.anew), 0) > 0 and exists (
        select from public.agreements_renegotiation r where r.partnership_id = o.partnership_id and r.ended_at is null))
  ) d {PEOPLE}
  where d.still_on between since and until
$$;

-- The first day of a month, for each party of an agreement that was in force in the month before and who has said
-- nothing yet of how its promises were kept then (A10, B10).
create function sec.promises_to_remind(since date, until date) returns table {COLUMNS}
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.partnership_id, d.month, d.version, q.user_id, q.part::text, u.time_zone::text
  from (
    select s.id as partnership_id, s.framework_version_id as version, m.month
    from generate_series(date_trunc('month', promises_to_remind.since::timestamp),
                         promises_to_remind.until::timestamp, interval '1 month') first
    cross join lateral (select first::date as month) m
    cross join public.coaching_partnership s
    join public.coaching_program g on g.id = s.program_id
    join public.agreements_standing st on st.partnership_id = s.id and st.state in ('signed', 'waiting')
    join public.agreements_agreedterms t on t.partnership_id = s.id and t.in_force
    join public.agreements_agreement a on a.id = t.agreement_id
         and (a.activated_at at time zone g.time_zone)::date < m.month
    where m.month between promises_to_remind.since and promises_to_remind.until
  ) d {PEOPLE}
  where not exists (select from public.cycles_promisereport r where r.partnership_id = d.partnership_id
    and r.user_id = q.user_id and r.month = (d.month - interval '1 month')::date)
$$;
"""

NAMES = ("cycles", "drafts", "goals", "promises")
FUNCTIONS = [f"sec.{name}_to_remind(date, date)" for name in NAMES]

RIGHTS = "".join(
    f"""
revoke all on function {one} from public;
grant execute on function {one} to {WORKER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function {one} owner to {DEFINER};
"""
    for one in FUNCTIONS
)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0016_editions_kept"),
        ("cycles", "0017_resources"),
    ]

    operations = [migrations.RunSQL(SEC + RIGHTS, "".join(f"drop function {one};" for one in FUNCTIONS))]
