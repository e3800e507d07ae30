"""The months frozen, with what coachees answered in surveys (ADR 0029, ADR 0024)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from coaching.disclosure.operations import Protect
from coaching.disclosure.policies import DEFINER, WORKER
from coaching.migrating import QuickMigration

LATER = 5
"""Days after the end of a month for logs that are late, by the calendar of the program."""

BACK = 12
"""Months that are frozen at most when nobody has frozen for a while, or a program comes from before."""

AT_ONCE = 24
"""Months frozen in one minute at most."""

SHIFTS, ASKS_MORE = 0.6, 0.5
"""Chance: how much likelier one step less is than one more, of what a number of people is moved by before it is rounded,
and of how many people it asks for beyond the least. Neither has an end, so that nothing is ever ruled out.
"""

INSIDE = ("leadership", "regional_leadership", "coach_supervisor")
AUDIENCES = f"({', '.join(repr(one) for one in INSIDE)})"
"""Those of the parts inside a program that rules give counts to."""

ANSWERS, COACHES = 10, 3
"""Answers behind what is told of a survey, and coaches that they are about: so that it tells of no coach."""

BALLOTS = f"""
-- What a group of people answered is kept for the numbers of its month as it is released, but for their words: still
-- without person, partnership and moment. Only where everybody in it has signed for it, for all who are given it.
create function sec.begin_month_ballots() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.cycles_surveyturn k where k.waits_in_id = new.id) and not exists (
    select from public.cycles_surveyturn k
    join public.coaching_partnership s on s.id = k.partnership_id
    join public.coaching_program g on g.id = s.program_id
    join public.coaching_frameworkversion v on v.id = g.framework_version_id
    join public.coaching_disclosurerule r on r.terms_id = v.terms_id and r.record_class = 'survey'
      and r.form = 'counts' and r.audience in {AUDIENCES}
    where k.waits_in_id = new.id and not exists (
      select from public.coaching_disclosurerule d where d.terms_id = s.terms_id and d.audience = r.audience
        and d.record_class = 'survey' and d.form = 'counts')
  ) then
    insert into public.reports_monthballot (id, release_id, answers)
    select gen_random_uuid(), new.id, coalesce((
      select jsonb_object_agg(a.key, a.value) from jsonb_each(b.answers) a
      join public.cycles_surveyedition d on d.id = new.edition_id
      join jsonb_array_elements(d.content -> 'questions') q on q ->> 'key' = a.key
      where q ->> 'kind' not in ('short_text', 'long_text')), '{{}}')
    from public.cycles_surveyballot b where b.release_id = new.id
    order by gen_random_uuid();
  end if;
  return null;
end $$;
create trigger c_month after update on public.cycles_surveyrelease
  for each row when (old.month is null and new.month is not null) execute function sec.begin_month_ballots();

-- What may be told of the surveys of a month: of each edition by itself, and nothing of few answers or of few coaches.
create function sec.month_surveys(program uuid, first date) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('edition', x.edition_id) || sec.survey_results(x.asked, x.ballots)
    order by x.key, x.number), '[]')
  from (
    select e.edition_id, d.key, d.number, array_agg(b.answers) as ballots,
           jsonb_set(d.content, '{{questions}}', (
             select jsonb_agg(q order by o) from jsonb_array_elements(d.content -> 'questions') with ordinality y (q, o)
             where q ->> 'kind' not in ('short_text', 'long_text'))) as asked
    from public.cycles_surveyrelease e
    join public.cycles_surveyedition d on d.id = e.edition_id
    join public.reports_monthballot b on b.release_id = e.id
    where e.program_id = program and e.month = first
    group by e.edition_id, d.key, d.number, d.content
    having count(*) >= {ANSWERS} and count(distinct e.subject_id) >= {COACHES}
  ) x where x.asked -> 'questions' is not null
$$;
"""

FREEZING = f"""
-- Which class of record each number is made of.
create function sec.class_of_figure(figure text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when figure in ('modes', 'strategies') then 'visit_detail'
    when figure in ('attendance', 'practices', 'goals') then figure
    when figure like 'levels.%' then 'assessment' else 'log' end
$$;

-- Freeze the months that are over for some days, of every program, once. Answers how many.
create function sec.freeze_months() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare p record; raw sec.raw_figure[]; answered jsonb; done integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('frozen months', 0));
  for p in
    select g.id, v.terms_id, m.first::date as first
    from public.coaching_program g
    join public.coaching_frameworkversion v on v.id = g.framework_version_id
    cross join lateral (
      select date_trunc('month', (now() at time zone g.time_zone) - interval '{LATER} days') - interval '1 month' as newest
    ) n
    cross join lateral generate_series(
      greatest(date_trunc('month', g.created_at at time zone g.time_zone), n.newest - interval '{BACK - 1} months'),
      n.newest, interval '1 month'
    ) m (first)
    where not exists (select from public.reports_frozenmonth f where f.program_id = g.id and f.month = m.first::date)
    order by m.first, g.id limit {AT_ONCE}
  loop
    raw := array(
      select row(f.figure, f.cell, f.kind, f.unit, f.people, f.counted, f.amount, f.largest,
                 sec.chance({SHIFTS}) - sec.chance({SHIFTS}), sec.chance({ASKS_MORE}))::sec.raw_figure
      from sec.month_figures(p.id, p.first, (p.first + interval '1 month - 1 day')::date) f);
    answered := sec.month_surveys(p.id, p.first);
    insert into public.reports_frozenmonth (id, program_id, audience, month, content, frozen_at)
    select gen_random_uuid(), p.id, a.audience, p.first, jsonb_build_object('surveys', case when exists (
          select from public.coaching_disclosurerule d where d.audience = a.audience and d.form = 'counts'
            and d.record_class = 'survey' and d.terms_id = p.terms_id) then answered else '[]' end,
        'figures', sec.protect_figures(array(
        select r from unnest(raw) r where sec.class_of_figure(r.figure) in (
          select d.record_class from public.coaching_disclosurerule d
          where d.audience = a.audience and d.form = 'counts' and (d.terms_id = p.terms_id or d.terms_id in (
            select s.terms_id from public.coaching_partnership s where s.program_id = p.id))))) ), now()
    from unnest(array{list(INSIDE)}) a (audience)
    on conflict do nothing;
    delete from public.reports_monthballot b using public.cycles_surveyrelease e
    where e.id = b.release_id and e.program_id = p.id and e.month <= p.first;
    done := done + 1;
  end loop;
  return done;
end $$;

-- What is frozen stays, whoever tries.
create function sec.keep_frozen() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'a frozen month never changes' using errcode = 'insufficient_privilege';
end $$;
create trigger b_keep before update or delete on public.reports_frozenmonth
  for each row execute function sec.keep_frozen();
"""

INNER = (
    "sec.begin_month_ballots()",
    "sec.month_surveys(uuid, date)",
    "sec.class_of_figure(text)",
    "sec.freeze_months()",
)
RIGHTS = "".join(
    f"revoke all on function {one} from public;\n"
    + (f"grant execute on function {one} to {WORKER};\n" if "freeze_months" in one else "")
    + f"alter function {one} owner to {DEFINER};\n"
    for one in INNER
)


class Migration(QuickMigration):
    dependencies = [("reports", "0004_frozen_months")]

    operations = [
        migrations.CreateModel(
            name="MonthBallot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("answers", models.JSONField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cycles.surveyrelease"
                    ),
                ),
            ],
        ),
        Protect("reports_monthballot", []),
        migrations.RunSQL(BALLOTS + FREEZING + RIGHTS, migrations.RunSQL.noop),
    ]
