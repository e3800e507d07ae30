"""Of which month's report the worker's minute tick tells whom: programs, people and months, never a number."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, PERSON, WEB, WORKER

AT, DAY, NEWEST = "07:00", 2, 1
"""By the clock of the program: the hour; days after the first of the month; and after the day of freezing."""

SEC = f"""
-- Who is told since when of which month. Whoever is given the log of a program with names (`named`: the parts that can
-- be) is told on the third of the next month; whoever is given counts alone, on the day after they were frozen. Only the
-- newest month, only for `days` days, and only who holds the part at that moment. Not for any login.
create function sec.months_told(moment timestamptz, days integer, named text[], counted text[], someone uuid)
returns table (user_id uuid, program_id uuid, part text, month date, since date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.user_id, m.program_id, m.part::text, d.month, d.day
  from public.coaching_membership m
  join public.coaching_user u on u.id = m.user_id and u.is_active
  join public.coaching_program g on g.id = m.program_id
  join public.coaching_frameworkversion v on v.id = g.framework_version_id
  cross join lateral (
    select moment at time zone g.time_zone as now,
           date_trunc('month', moment at time zone g.time_zone)::date as month,
           (g.created_at at time zone g.time_zone)::date as begun
  ) l
  cross join lateral (
    select coalesce(bool_or(r.form = 'all' and r.record_class = 'log' and m.part = any (named)), false) as names,
           coalesce(bool_or(r.form = 'counts' and m.part = any (counted)), false) as counts
    from public.coaching_disclosurerule r where r.terms_id = v.terms_id and r.audience = m.part
  ) gives
  left join lateral (
    select f.month, (f.frozen_at at time zone g.time_zone)::date + {NEWEST} as day
    from public.reports_frozenmonth f
    where f.program_id = g.id and f.audience = m.part and gives.counts and not gives.names
    order by f.month desc limit 1
  ) frozen on true
  cross join lateral (
    select case when gives.names then (l.month - interval '1 month')::date else frozen.month end as month,
           case when gives.names then l.month + {DAY} else frozen.day end as day
  ) d
  where (someone is null or m.user_id = someone) and m.part = any (named || counted)
    and m.begins_at <= moment and (m.ends_at is null or m.ends_at > moment)
    and (not gives.names or l.begun < l.month)
    and l.now >= d.day + time '{AT}' and l.now < d.day + time '{AT}' + make_interval(days => days)
$$;

-- The same for the minute tick, of everybody.
create function sec.months_to_tell(moment timestamptz, days integer, named text[], counted text[])
returns table (user_id uuid, program_id uuid, part text, month date, since date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from sec.months_told(moment, days, named, counted, null)
$$;

-- The same for the person who asks, of themselves; nobody is nobody.
create function sec.my_months(moment timestamptz, days integer, named text[], counted text[])
returns table (user_id uuid, program_id uuid, part text, month date, since date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.* from sec.months_told(moment, days, named, counted, {PERSON}) t where t.user_id = {PERSON}
$$;
"""

FUNCTIONS = {
    "sec.my_months(timestamptz, integer, text[], text[])": f"{WEB}, {WORKER}",
    "sec.months_to_tell(timestamptz, integer, text[], text[])": WORKER,
    "sec.months_told(timestamptz, integer, text[], text[], uuid)": "",
}
RIGHTS = "".join(
    f"revoke all on function {one} from public;\n"
    + (f"grant execute on function {one} to {to};\n" if to else "")
    + f"alter function {one} owner to {DEFINER};\n"  # last, because whoever no longer owns a thing cannot grant it
    for one, to in FUNCTIONS.items()
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_records")]

    operations = [migrations.RunSQL(SEC + RIGHTS, "".join(f"drop function {one};" for one in FUNCTIONS))]
