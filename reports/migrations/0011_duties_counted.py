"""Mandatory reports, counted among the numbers of a month and in no other form (A8, ADR 0029)."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, OWNER
from coaching.migrating import QuickMigration

AUDIENCES = "('leadership', 'regional_leadership', 'coach_supervisor')"

DUTIES = f"""
set role {DEFINER};
-- People coached in pairs of which a report was made in these days, of those whose signed terms give it as counts to
-- everybody in the program who is given it so. A report that was entered by mistake, or put right, is not one.
create function sec.month_duties(program uuid, since date, until date) returns setof sec.raw_figure
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
with own as materialized (
  select v.terms_id, since::timestamp at time zone p.time_zone as begins
  from public.coaching_program p join public.coaching_frameworkversion v on v.id = p.framework_version_id
  where p.id = program
), going as materialized (
  select s.id, s.terms_id from own
  join public.coaching_partnership s on s.program_id = program and s.terms_id is not null
  join public.agreements_agreedterms t on t.partnership_id = s.id and t.in_force and t.starts_on <= until
  left join public.agreements_standing e on e.partnership_id = s.id
  where not coalesce(e.state in ('concluded', 'discontinued', 'handed_over') and e.since < own.begins, false)
), gives as (
  select r.terms_id, r.audience from public.coaching_disclosurerule r
  where r.record_class = 'disclosure_record' and r.form = 'counts' and r.audience in {AUDIENCES}
    and r.terms_id in (select terms_id from going union select terms_id from own)
), learner as materialized (
  select distinct w.id as pair, q.user_id from going w
  join public.coaching_party q on q.partnership_id = w.id and q.part in ('coachee', 'peer')
  cross join own
  where (q.left_at is null or q.left_at >= own.begins) and not exists (
    select from (select distinct audience from gives) a
    where not exists (select from gives h where h.audience = a.audience and h.terms_id = w.terms_id))
    and exists (select from gives)
)
select 'duties', 'made', 'each', 1, count(distinct l.user_id)::integer, count(distinct l.user_id) filter (where exists (
    select from public.cycles_mandatoryreport d
    where d.partnership_id = l.pair and d.made_on between since and until and not d.is_mistake
      and not exists (select from public.cycles_mandatoryreport n where n.corrects_id = d.id)
  ))::integer, 0, 0, 0, 0
from learner l having count(*) > 0
$$;

alter function sec.month_figures(uuid, date, date) rename to month_work;

-- All numbers of a program for the days of a month, of one moment.
create function sec.month_figures(program uuid, since date, until date) returns setof sec.raw_figure
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from sec.month_work(program, since, until) union all select * from sec.month_duties(program, since, until)
$$;

create or replace function sec.class_of_figure(figure text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when figure in ('modes', 'strategies') then 'visit_detail'
    when figure in ('attendance', 'practices', 'goals') then figure
    when figure = 'duties' then 'disclosure_record'
    when figure like 'levels.%' then 'assessment' else 'log' end
$$;
revoke all on function sec.month_duties(uuid, date, date), sec.month_figures(uuid, date, date) from public;
set role {OWNER};
"""


class Migration(QuickMigration):
    dependencies = [("cycles", "0028_logs_corrected"), ("reports", "0010_zip")]

    operations = [migrations.RunSQL(DUTIES, migrations.RunSQL.noop)]
