"""Numbers of a month, frozen once and protected before anything is kept (ADR 0029)."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from coaching.disclosure.operations import Protect
from coaching.disclosure.policies import DEFINER, REPORT, Policy
from coaching.migrating import QuickMigration

LEAST, HIDES, STEP = 10, 5, 5
"""People behind a number; people of whom nobody knows on which side they are; what numbers are rounded to."""

AUDIENCES = "('leadership', 'regional_leadership', 'coach_supervisor')"
"""Those of the parts inside a program that rules give counts to. An agency outside needs three programs in a number,
and no rule gives it any."""

RAW = """
-- A number before it is protected. `kind`: an amount; an amount by group; one of parts that each person is in one of;
-- or each by itself, a yes or no of every person. `people` could be in it, `counted` are. `unit`: what `amount` is
-- counted in, rounded by fives of it. `largest` is what one person has of the amount. `shift` and `extra` are chance.
create type sec.raw_figure as (
  figure text, cell text, kind text, unit integer, people integer, counted integer, amount bigint, largest bigint,
  shift integer, extra integer
);
"""

FIGURES = f"""
-- The numbers of a program for the days of a month, of those pairs alone whose signed terms give the class as counts to
-- everybody in the program who is given it so. One statement, so that all of it is of one moment. Not for any login.
create function sec.month_figures(program uuid, since date, until date) returns setof sec.raw_figure
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
with g as materialized (
  select p.id, v.terms_id, v.content, since::timestamp at time zone p.time_zone as begins,
         (until + 1)::timestamp at time zone p.time_zone as ends
  from public.coaching_program p join public.coaching_frameworkversion v on v.id = p.framework_version_id
  where p.id = program
), going as materialized (
  select s.id, s.terms_id, s.site_id, t.cycles, t.hours, t.rhythm_days, t.starts_on, t.ends_on,
         (a.activated_at at time zone 'UTC')::date as signed_on,
         (e.resumed_at at time zone 'UTC')::date as resumed_on, e.state = 'paused' as rests
  from g
  join public.coaching_partnership s on s.program_id = g.id and s.terms_id is not null
  join public.agreements_agreedterms t on t.partnership_id = s.id and t.in_force and t.starts_on <= until
  join public.agreements_agreement a on a.id = t.agreement_id
  left join public.agreements_standing e on e.partnership_id = s.id
  where not coalesce(e.state in ('concluded', 'discontinued', 'handed_over') and e.since < g.begins, false)
), asks as materialized (
  select distinct r.record_class, r.audience from public.coaching_disclosurerule r
  where r.form = 'counts' and r.audience in {AUDIENCES}
    and (r.terms_id in (select terms_id from going) or r.terms_id in (select terms_id from g))
), gives as materialized (
  select t.terms_id, k.record_class, not exists (
      select from asks a where a.record_class = k.record_class and not exists (
        select from public.coaching_disclosurerule r where r.terms_id = t.terms_id and r.audience = a.audience
          and r.record_class = 'agreement_terms' and r.form in ('all', 'counts'))) as with_terms
  from (select distinct terms_id from going) t
  cross join (select distinct record_class from asks) k
  where not exists (
      select from asks a where a.record_class = k.record_class and not exists (
        select from public.coaching_disclosurerule r where r.terms_id = t.terms_id and r.audience = a.audience
          and r.record_class = k.record_class and r.form = 'counts'))
), learner as materialized (
  select distinct k.record_class, k.with_terms, w.id as pair, q.user_id, w.site_id
  from going w join gives k on k.terms_id = w.terms_id
  join public.coaching_party q on q.partnership_id = w.id and q.part in ('coachee', 'peer')
  cross join g
  where q.left_at is null or q.left_at >= g.begins
), crowd as materialized (
  select record_class, count(distinct user_id)::integer as people from learner group by record_class
), did as materialized (
  select 'visits' as figure, 1 as unit, l.partnership_id as pair, count(*) as amount
  from public.cycles_visitlog l where l.program_id = program and l.visited_on between since and until group by 3
  union all
  select 'hours', 60, l.partnership_id, sum(l.minutes)
  from public.cycles_visitlog l where l.program_id = program and l.visited_on between since and until group by 3
  union all
  select 'cycles', 1, c.partnership_id, count(*)
  from public.cycles_cycle c where c.program_id = program and c.completed_on between since and until group by 3
), measured (figure, unit, source) as (
  values ('visits', 1, 'visits'), ('hours', 60, 'hours'), ('cycles', 1, 'cycles')
), place as materialized (
  select l.pair, l.user_id, coalesce(s.name, '') as site
  from learner l left join public.coaching_site s on s.id = l.site_id where l.record_class = 'log'
), of_person as materialized (
  select d.figure, p.site, p.user_id, sum(d.amount) as amount from did d join place p on p.pair = d.pair group by 1, 2, 3
), of_site as materialized (
  select d.figure, p.site, sum(d.amount) as amount
  from did d join (select distinct pair, site from place) p on p.pair = d.pair group by 1, 2
), standing as materialized (
  select w.id as pair, coalesce(w.cycles, w.hours * 60) as planned, w.rhythm_days,
         not coalesce(w.rests, false) and (w.ends_on is null or w.ends_on >= until) as goes_on,
         case when w.hours is not null then
           (select coalesce(sum(l.minutes), 0) from public.cycles_visitlog l
            where l.partnership_id = w.id and l.visited_on <= until)
         else (select count(*) from public.cycles_cycle c where c.partnership_id = w.id and c.completed_on <= until)
         end as done,
         greatest(w.resumed_on, coalesce(
           (select max(c.completed_on) from public.cycles_cycle c
            where c.partnership_id = w.id and c.completed_on <= until),
           greatest(w.starts_on, w.signed_on))) as counted_from
  from going w
), stands as materialized (
  select l.user_id, max(case when z.planned > 0 then z.done::numeric / z.planned end) as share,
         bool_or(until > z.counted_from + z.rhythm_days and not coalesce(z.done >= z.planned, false))
           filter (where z.goes_on and z.rhythm_days is not null) as overdue
  from standing z join learner l on l.pair = z.pair and l.record_class = 'log' and l.with_terms
  group by l.user_id
), parts (figure, cell, counted) as (
  select 'dose', k.cell, count(s.user_id) from (values ('none'), ('half'), ('most'), ('all')) k (cell)
  left join stands s on k.cell = case when s.share = 0 then 'none' when s.share < 0.5 then 'half'
    when s.share < 1 then 'most' when s.share >= 1 then 'all' end group by 2
  union all
  select 'rhythm', k.cell, count(s.user_id) from (values ('in_time'), ('overdue')) k (cell)
  left join stands s on k.cell = case when s.overdue then 'overdue' when not s.overdue then 'in_time' end group by 2
), named as materialized (
  select 'modes' as figure, 'visit_detail' as record_class, o.value ->> 'key' as cell, o.ordinality as turn
  from g, jsonb_array_elements(g.content -> 'modes' -> 'options') with ordinality o
  where coalesce(jsonb_array_length(o.value -> 'combines'), 0) = 0
  union all
  select 'strategies', 'visit_detail', (s.value ->> 'key') || '.' || (o.value ->> 'key'), s.ordinality * 100 + o.ordinality
  from g, jsonb_array_elements(g.content -> 'log' -> 'strategies') with ordinality s,
       jsonb_array_elements(s.value -> 'options') with ordinality o
  union all
  select 'attendance', 'attendance', k.cell, k.turn from g,
    (values ('late', 1), ('called_off', 2), ('missed', 3)) k (cell, turn)
  where k.cell <> 'late' or g.content -> 'lateness' ? 'grace_minutes'
  union all
  select distinct 'practices', 'practices', o.category::text, 0
  from public.coaching_programpractice o where o.program_id = program and o.category <> '' and o.retired_at is null
  union all
  select 'goals', 'goals', o.value ->> 'key', o.ordinality
  from g, jsonb_array_elements(coalesce(g.content -> 'goals' -> 'areas', g.content -> 'domains')) with ordinality o
  where g.content ? 'goals'
), happened as materialized (
  select distinct 'modes' as figure, d.mode::text as cell, d.partnership_id as pair, null::uuid as user_id
  from public.cycles_visitdetail d join public.cycles_visit v on v.id = d.visit_id
  where d.program_id = program and v.local_date between since and until
  union all
  select distinct 'strategies', s.value, d.partnership_id, null::uuid
  from public.cycles_visitdetail d join public.cycles_visit v on v.id = d.visit_id,
       jsonb_array_elements_text(d.strategies) s
  where d.program_id = program and v.local_date between since and until
  union all
  select distinct 'attendance', case when a.kind in ('late', 'missed') then a.kind::text else 'called_off' end,
         a.partnership_id, null::uuid
  from public.cycles_attendance a where a.program_id = program and a.planned_for between since and until
  union all
  select distinct 'practices', o.category::text, f.partnership_id, null::uuid
  from g, public.agreements_focuspractice f join public.coaching_programpractice o on o.id = f.from_list_id
  where f.program_id = program and f.written_at < g.ends
  union all
  select distinct 'goals', t.area::text, t.partnership_id, t.learner_id
  from g, public.cycles_goal t
  where t.program_id = program and t.created_at < g.ends and (t.set_aside_at is null or t.set_aside_at >= g.ends)
), profile as materialized (
  select x.value ->> 'key' as profile, (x.value ->> 'edition')::integer as edition, x.value as content
  from g, jsonb_array_elements(coalesce(g.content -> 'profiles', '[]')) x
  where exists (select from asks a where a.record_class = 'assessment')
), rated as materialized (
  -- Of each person whose practice is rated the newest rating, as it was put right
  select distinct on (r.rated_id) r.rated_id, r.profile, r.edition, r.states
  from going w join gives k on k.terms_id = w.terms_id and k.record_class = 'assessment'
  join public.cycles_profilerating r on r.partnership_id = w.id
  cross join g
  where r.finished_at < g.ends and not exists (
    select from public.cycles_profilerating n where n.replaces_id = r.id and n.finished_at < g.ends)
  order by r.rated_id, r.rated_on desc, r.finished_at desc, r.id
), found as materialized (
  select p.profile, p.edition, f.value ->> 'key' as function, r.rated_id,
         count(*) filter (where s.state = 'in_place') as in_place,
         count(*) filter (where s.state in ('in_place', 'in_part')) as there, count(s.state) as known, count(*) as among
  from profile p
  join rated r on r.profile = p.profile and r.edition = p.edition
  cross join lateral jsonb_array_elements(p.content -> 'functions') f
  cross join lateral jsonb_array_elements(f.value -> 'items') i
  cross join lateral (select r.states ->> ((f.value ->> 'key') || '.' || (i.value ->> 'key')) as state) s
  group by 1, 2, 3, 4
), reached as (
  select distinct on (o.profile, o.edition, o.function, o.rated_id) o.profile, o.edition, o.function, o.rated_id,
         l.value ->> 'key' as level
  from found o
  join profile p on p.profile = o.profile and p.edition = o.edition
  cross join lateral jsonb_array_elements(p.content -> 'levels') with ordinality l
  where o.known = o.among
    and case l.value ->> 'in_place' when 'half' then 2 * o.in_place >= o.among when 'most' then 2 * o.in_place > o.among
        when 'all' then o.in_place = o.among else true end
    and case l.value ->> 'there' when 'half' then 2 * o.there >= o.among when 'most' then 2 * o.there > o.among
        when 'all' then o.there = o.among else true end
  order by 1, 2, 3, 4, l.ordinality desc
), levels as (
  select 'levels.' || p.profile || '.' || p.edition || '.' || (f.value ->> 'key') as figure, l.value ->> 'key' as cell,
         (select count(*) from reached r where r.profile = p.profile and r.edition = p.edition
            and r.function = f.value ->> 'key' and r.level = l.value ->> 'key') as counted
  from profile p, jsonb_array_elements(p.content -> 'functions') f, jsonb_array_elements(p.content -> 'levels') l
)
select m.figure, '', 'amount', m.unit, c.people,
       (select count(distinct p.user_id) from of_person p where p.figure = m.source)::integer,
       coalesce((select sum(o.amount) from of_site o where o.figure = m.source), 0)::bigint,
       coalesce((select max(o.amount) from (select sum(p.amount) as amount from of_person p
         where p.figure = m.source group by p.user_id) o), 0)::bigint, 0, 0
from measured m join crowd c on c.record_class = 'log'
union all
select 'sites', s.name, 'by', 60,
       (select count(distinct p.user_id) from place p where p.site = s.name)::integer,
       (select count(distinct p.user_id) from of_person p where p.figure = 'hours' and p.site = s.name)::integer,
       coalesce((select o.amount from of_site o where o.figure = 'hours' and o.site = s.name), 0)::bigint,
       coalesce((select max(p.amount) from of_person p where p.figure = 'hours' and p.site = s.name), 0)::bigint, 0, 0
from (
  select i.name::text as name from public.coaching_site i where i.program_id = program
  union all
  select '' where exists (select from public.coaching_site i where i.program_id = program)
) s where exists (select from crowd c where c.record_class = 'log')
union all
select p.figure, p.cell, 'part', 1, (sum(p.counted) over (partition by p.figure))::integer, p.counted::integer, 0, 0, 0, 0
from parts p where exists (select from crowd c where c.record_class = 'log')
union all
select l.figure, l.cell, 'part', 1, (sum(l.counted) over (partition by l.figure))::integer, l.counted::integer,
       0, 0, 0, 0
from levels l
union all
select n.figure, n.cell, 'each', 1, c.people,
       (select count(distinct l.user_id) from happened h
        join learner l on l.pair = h.pair and l.record_class = n.record_class
          and (h.user_id is null or h.user_id = l.user_id)
        where h.figure = n.figure and h.cell = n.cell)::integer, 0, 0, 0, 0
from (select figure, record_class, cell, min(turn) as turn from named group by 1, 2, 3) n
join crowd c on c.record_class = n.record_class
order by 1, 3, 2
$$;
"""

PROTECTION = f"""
-- How often something goes on that stops each time but for this part of the times. Drawn from the same source as ids.
create function sec.chance(goes_on double precision) returns integer
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select least(floor(ln((('x' || left(replace(gen_random_uuid()::text, '-', ''), 8))::bit(32)::bigint & 2147483647 | 1)
    / 2147483648.0::double precision) / ln(goes_on)), 1000)::integer
$$;

-- Whether an amount may be told: enough people, so many of whom have a part in it that "told" does not say "all of
-- them", and nobody has more than half of it.
create function sec.tells(people integer, counted integer, amount bigint, largest bigint) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select people >= {LEAST} and counted >= least({LEAST}, people - {HIDES}) and 2 * largest <= amount
$$;

-- What may be said of raw numbers: a pure function of them. ADR 0029 says why each line is as it is.
create function sec.protect_figures(raw sec.raw_figure[]) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  found jsonb := '[]'; f record; whole record; cells sec.raw_figure[]; shown boolean[]; smallest integer; n integer;
  hidden_count integer; hidden_people integer; hidden_counted integer; hidden_amount bigint; hidden_largest bigint;
  one jsonb;
begin
  for f in
    select r.figure, r.kind, min(r.unit) as unit, max(r.people) as people
    from unnest(raw) r group by 1, 2 order by 1, 2
  loop
    cells := array(select r from unnest(raw) r where r.figure = f.figure and r.kind = f.kind order by r.cell);
    n := cardinality(cells);
    shown := array[]::boolean[];
    if f.kind = 'amount' then
      shown[1] := sec.tells(cells[1].people, cells[1].counted, cells[1].amount, cells[1].largest);
    elsif f.kind = 'each' then
      -- Those who have it, and those who do not: both are a group
      for i in 1 .. n loop
        shown[i] := cells[i].counted >= {LEAST} + cells[i].extra
          and cells[i].people - cells[i].counted >= {LEAST} + cells[i].extra;
      end loop;
    else
      select sum(c.people)::integer as people, sum(c.counted)::integer as counted, sum(c.amount)::bigint as amount,
             max(c.largest)::bigint as largest
      into whole from unnest(cells) c;
      for i in 1 .. n loop
        shown[i] := case f.kind
          when 'part' then cells[i].counted >= {LEAST} + cells[i].extra
          else sec.tells(whole.people, whole.counted, whole.amount, whole.largest)
               and sec.tells(cells[i].people, cells[i].counted, cells[i].amount, cells[i].largest) end;
      end loop;
      -- What is not shown follows from the rest: so it is two groups at least, and together a group that might be shown.
      -- Of a group of nobody everybody knows.
      loop
        select count(*), coalesce(sum(c.people), 0), coalesce(sum(c.counted), 0), coalesce(sum(c.amount), 0),
               coalesce(max(c.largest), 0)
        into hidden_count, hidden_people, hidden_counted, hidden_amount, hidden_largest
        from unnest(cells, shown) c (figure, cell, kind, unit, people, counted, amount, largest, shift, extra, is_shown)
        where not c.is_shown and (f.kind = 'part' or c.people > 0);
        exit when hidden_count = 0 or not true = any (shown);
        exit when hidden_count >= 2 and case f.kind when 'part' then hidden_counted >= {LEAST}
          else sec.tells(hidden_people, hidden_counted, hidden_amount, hidden_largest) end;
        select o.place into smallest from (
          select c.ordinality as place, case f.kind when 'part' then c.counted else c.people end as size
          from unnest(cells, shown) with ordinality
            c (figure, cell, kind, unit, people, counted, amount, largest, shift, extra, is_shown, ordinality)
          where c.is_shown
        ) o order by o.size, o.place limit 1;
        shown[smallest] := false;
      end loop;
    end if;
    one := jsonb_build_object('key', f.figure, 'people', case when f.kind <> 'by' and f.people >= {LEAST}
      then {STEP} * round(f.people / {STEP}.0)::integer end);
    if f.kind = 'amount' then
      one := one || jsonb_build_object('value', case when shown[1]
        then nullif({STEP} * round(cells[1].amount / ({STEP}.0 * f.unit))::integer, 0) end);
    else
      one := one || jsonb_build_object('cells', (
        select jsonb_agg(jsonb_build_object('key', c.cell, 'value', case when c.is_shown then case f.kind
            when 'by' then nullif({STEP} * round(c.amount / ({STEP}.0 * f.unit))::integer, 0)
            else {STEP} * round(least(greatest(c.counted + c.shift, {LEAST}), c.people - {LEAST})
              / {STEP}.0)::integer end end) || case when f.kind = 'by' then
          jsonb_build_object('people', case when c.people >= {LEAST} then {STEP} * round(c.people / {STEP}.0)::integer end)
          else '{{}}' end order by c.cell)
        from unnest(cells, shown) c (figure, cell, kind, unit, people, counted, amount, largest, shift, extra, is_shown)));
    end if;
    found := found || one;
  end loop;
  return found;
end $$;
"""

INNER = (
    "sec.month_figures(uuid, date, date)",
    "sec.chance(double precision)",
    "sec.tells(integer, integer, bigint, bigint)",
    "sec.protect_figures(sec.raw_figure[])",
)
RIGHTS = "".join(
    f"revoke all on function {one} from public;\nalter function {one} owner to {DEFINER};\n" for one in INNER
)


class Migration(QuickMigration):
    dependencies = [
        ("coaching", "0009_program_profiles"),
        ("cycles", "0023_requests_to_remind"),
        ("reports", "0003_exports_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrozenMonth",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("audience", models.CharField(max_length=24)),
                ("month", models.DateField()),
                ("content", models.JSONField()),
                ("frozen_at", models.DateTimeField()),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.program"
                    ),
                ),
            ],
            options={
                "ordering": ["-month"],
                "constraints": [
                    models.UniqueConstraint(fields=("program", "audience", "month"), name="reports_frozen_month_once"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="reports_frozen_by_the_month"),
                ],
            },
        ),
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[("program", "Program report"), ("numbers", "Numbers of a month")],
                default="program",
                max_length=12,
            ),
        ),
        Protect(
            "reports_frozenmonth",
            [
                Policy(
                    "audience",
                    "select",
                    "exists (select 1 from sec.my_memberships m where m.program_id = reports_frozenmonth.program_id "
                    "and m.part = reports_frozenmonth.audience)",
                ),
                Policy("report", "select", "true", to=REPORT),
            ],
        ),
        migrations.RunSQL(
            f"grant select on reports_frozenmonth to {REPORT}",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(RAW + FIGURES + PROTECTION + RIGHTS, migrations.RunSQL.noop),
    ]
