"""How surveys open and close by the clock, and how answers lose their person (ADR 0024)."""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose, Protect
from coaching.disclosure.policies import DEFINER, LOGINS, PERSON, WORKER, Disclosure, Policy

FRESH = 8
"""For how many days after its occasion a survey is still opened: a standstill brings no storm when it is over."""

PRESENT = "{0}.left_at is null and ({0}.ends_at is null or {0}.ends_at > now())"

EDITIONS = f"""
-- Who coaches me, in which program.
create view sec.my_coaches with (security_barrier) as
  select distinct q.user_id, q.program_id
  from sec.my_parties mine
  join public.coaching_party q on q.partnership_id = mine.partnership_id and q.user_id <> {PERSON}
  where mine.part in ('coachee', 'peer') and mine.left_at is null
    and q.part in ('coach', 'mentor_coach', 'peer') and {PRESENT.format("q")};

-- The questions of a survey as they are asked in a program: its own newest, or the framework's, kept when they are first
-- asked. Not to be called by a login.
create function sec.survey_edition(program uuid, survey jsonb) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare found uuid;
begin
  select e.id into found from public.cycles_surveyedition e
  where e.program_id = program and e.key = survey ->> 'key' and e.made_by_id is not null
  order by e.number desc limit 1;
  if found is null then
    found := encode(substr(sha256(convert_to(program::text || survey::text, 'UTF8')), 1, 16), 'hex')::uuid;
    insert into public.cycles_surveyedition (id, program_id, key, number, content, made_at)
    select found, program, survey ->> 'key', coalesce(max(e.number), 0) + 1, survey, now()
    from public.cycles_surveyedition e where e.program_id = program and e.key = survey ->> 'key'
    on conflict (id) do nothing;
  end if;
  return found;
end $$;
"""

OPENING = f"""
-- Ask whom the frameworks say, on the occasions of the last days: whoever is asked already is asked again in the same
-- place. Answers whom to tell.
create function sec.open_surveys() returns table (turn_id uuid, author_id uuid, asked_on date)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare o record; turn uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('surveys', 0));
  for o in
    with survey as materialized (
      select v.id as version, x.value as content
      from public.coaching_frameworkversion v
      cross join lateral jsonb_array_elements(coalesce(v.content -> 'surveys', '[]')) x
    ), occasion (partnership_id, day, why, detail, subject) as (
      select l.partnership_id, l.visited_on, 'after_visits', null::text, null::uuid
      from public.coaching_program p
      join public.cycles_visitlog l on l.program_id = p.id
      join public.cycles_visit v on v.id = l.visit_id and v.kind = 'coaching'
      where l.visited_on > current_date - {FRESH + 1}
      union all
      select c.partnership_id, c.completed_on, 'at_cycles', c.number::text, null
      from public.coaching_program p
      join public.cycles_cycle c on c.program_id = p.id
      where c.completed_on > current_date - {FRESH + 1}
      union all
      select q.partnership_id, r.asked_on, 'on_request', r.key, r.subject_id
      from public.cycles_surveyrequest r
      join public.coaching_party q on q.program_id = r.program_id and q.user_id = r.subject_id and {PRESENT.format("q")}
      where r.asked_on > current_date - {FRESH + 1}
      union all
      select e.partnership_id, e.since::date, 'at_conclusion', null, null
      from public.agreements_standing e
      where e.state = 'concluded' and e.since > now() - interval '{FRESH + 1} days'
      union all
      select t.partnership_id, greatest(t.starts_on, a.activated_at::date), 'every_weeks', null, null
      from public.agreements_agreedterms t
      join public.agreements_agreement a on a.id = t.agreement_id
      where t.in_force
    )
    select s.id as partnership_id, s.program_id, w.content, r.user_id as author, a.user_id as subject, g.today,
           max(d.day) as day,
           coalesce(w.content ->> 'named_when' = (
             select m.content -> 'answers' ->> (w.content ->> 'named_by') from public.agreements_agreement m
             where m.partnership_id = s.id and m.state = 'active' limit 1), false) as named
    from occasion c
    join public.coaching_partnership s on s.id = c.partnership_id and s.terms_id is not null
    cross join lateral (
      select (now() at time zone z.time_zone)::date as today from public.coaching_program z where z.id = s.program_id
    ) g
    join public.agreements_standing st on st.partnership_id = s.id
         and (st.state in ('signed', 'waiting') or st.state = 'concluded' and c.why = 'at_conclusion')
    join survey w on w.version = s.framework_version_id
    cross join lateral (
      select case when c.why <> 'every_weeks' then least(c.day, g.today)
                  else c.day + (g.today - c.day) / (7 * (w.content -> 'when' ->> 'every_weeks')::integer)
                             * 7 * (w.content -> 'when' ->> 'every_weeks')::integer end as day
    ) d
    join public.coaching_party r on r.partnership_id = s.id and w.content -> 'by' ? r.part and {PRESENT.format("r")}
    join public.coaching_user u on u.id = r.user_id and u.is_active
    join public.coaching_party a on a.partnership_id = s.id and w.content -> 'about' ? a.part and {PRESENT.format("a")}
         and a.user_id <> r.user_id and (c.subject is null or a.user_id = c.subject)
    where case c.why
            when 'after_visits' then (w.content -> 'when' ->> 'after_visits')::boolean
            when 'at_cycles' then w.content -> 'when' -> 'at_cycles' @> to_jsonb(c.detail::integer)
            when 'on_request' then (w.content -> 'when' ->> 'on_request')::boolean and w.content ->> 'key' = c.detail
            when 'at_conclusion' then (w.content -> 'when' ->> 'at_conclusion')::boolean
            else d.day > c.day end
      and d.day > g.today - {FRESH}
      and not exists (select from public.cycles_surveyturn k where k.author_id = r.user_id and k.subject_id = a.user_id
        and k.program_id = s.program_id and k.key = w.content ->> 'key' and k.asked_on >= d.day)
    group by s.id, s.program_id, w.content, r.user_id, a.user_id, g.today
  loop
    update public.cycles_surveyturn k set asked_on = greatest(k.asked_on, o.day)
    where k.author_id = o.author and k.subject_id = o.subject and k.program_id = o.program_id
      and k.key = o.content ->> 'key' and k.is_open
    returning k.id into turn;
    if turn is null then
      turn := gen_random_uuid();
      insert into public.cycles_surveyturn (id, partnership_id, written_at, author_id, subject_id, edition_id, key, named,
        asked_on, closes_on, is_open, answered)
      values (turn, o.partnership_id, now(), o.author, o.subject, sec.survey_edition(o.program_id, o.content),
        o.content ->> 'key', o.named, o.day,
        (date_trunc('month', o.today + (o.content ->> 'open_days')::integer) + interval '1 month - 1 day')::date,
        true, false);
    end if;
    turn_id := turn;
    author_id := o.author;
    asked_on := o.day;
    return next;
  end loop;
end $$;

-- The days on which open surveys were asked, for those who have not answered since: the day, and never a word.
create function sec.surveys_to_remind(since date, until date)
returns table (subject_id uuid, due_on date, framework_version_id uuid, user_id uuid, part text, time_zone text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.id, k.asked_on, s.framework_version_id, q.user_id, q.part::text, u.time_zone::text
  from public.cycles_surveyturn k
  join public.coaching_partnership s on s.id = k.partnership_id
  join public.coaching_party q on q.partnership_id = s.id and q.user_id = k.author_id and {PRESENT.format("q")}
  join public.coaching_user u on u.id = q.user_id and u.is_active
  where k.is_open and k.asked_on between surveys_to_remind.since and surveys_to_remind.until
    and not exists (select from public.cycles_surveyanswer a
      where a.turn_id = k.id and a.given and a.given_for >= k.asked_on)
$$;
"""

KEPT = f"""
-- What is answered belongs to whom is asked, and is written while the survey is open (fault 37).
create function sec.keep_survey_answer() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (select from public.cycles_surveyturn k
      where k.id = new.turn_id and k.author_id = new.author_id and k.partnership_id = new.partnership_id and k.is_open
        and (tg_op = 'INSERT' or old.turn_id = new.turn_id)) then
    raise exception 'this survey is closed, or not theirs to answer' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert or update on public.cycles_surveyanswer
  for each row execute function sec.keep_survey_answer();
"""

RESULTS = """
-- What may be said of a group of answers. Not to be called by a login. ADR 0024 says why each line is as it is.
create function sec.survey_results(content jsonb, ballots jsonb[]) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  least_people integer := greatest(5, coalesce((content ->> 'minimum_answers')::integer, 5));
  q jsonb; rule jsonb; cells jsonb; shown jsonb := '{}'; found jsonb := '[]'; answered integer; most integer; others integer;
begin
  for q in select x.value from jsonb_array_elements(content -> 'questions') with ordinality x order by x.ordinality loop
    select count(*) into answered from unnest(ballots) b where b ? (q ->> 'key');
    cells := null;
    rule := case when jsonb_typeof(q -> 'only_when') = 'object' then q -> 'only_when' end;
    if rule is not null then
      -- Those who answered what comes before otherwise are a group, too
      select count(*) into others from unnest(ballots) b
      where b ? (rule ->> 'question') and not case jsonb_typeof(b -> (rule ->> 'question'))
        when 'array' then exists (select from jsonb_array_elements_text(b -> (rule ->> 'question')) y
                                  where rule -> 'answers' ? y)
        else rule -> 'answers' ? (b ->> (rule ->> 'question')) end;
      if others < least_people or not coalesce((shown ->> (rule ->> 'question'))::boolean, false) then
        answered := 0;
      end if;
    end if;
    if answered >= least_people and q ->> 'kind' in ('short_text', 'long_text') then
      select jsonb_agg(b ->> (q ->> 'key') order by gen_random_uuid()) into cells
      from unnest(ballots) b where b ? (q ->> 'key');
      found := found || jsonb_build_object('key', q ->> 'key', 'comments', cells);
    elsif answered >= least_people then
      select max(n.people), jsonb_object_agg(n.cell, case
          when n.people < 2 or n.people < 0.125 * answered then 'few'
          when n.people < 0.375 * answered then 'quarter'
          when n.people < 0.625 * answered then 'half'
          else 'most' end)
      into most, cells
      from (
        select c.cell, count(*) filter (where case q ->> 'kind'
            when 'scale' then b ->> (q ->> 'key') = any (c.steps)
            when 'choice' then b ->> (q ->> 'key') = c.cell
            else b -> (q ->> 'key') ? c.cell end) as people
        from (
          select x.cell, x.steps from (values ('low', array['1', '2']), ('middle', array['3']), ('high', array['4', '5'])) x (cell, steps)
          where q ->> 'kind' = 'scale'
          union all
          select y.value ->> 'key', null from jsonb_array_elements(q -> 'options') y where q ->> 'kind' <> 'scale'
        ) c
        cross join unnest(ballots) b
        where b ? (q ->> 'key')
        group by c.cell
      ) n;
      -- All, or all but one: then it would be known of each
      if most > answered - 2 then
        cells := null;
      else
        found := found || jsonb_build_object('key', q ->> 'key', 'cells', cells);
      end if;
    end if;
    if cells is null then
      found := found || jsonb_build_object('key', q ->> 'key');
    end if;
    shown := shown || jsonb_build_object(q ->> 'key', cells is not null);
  end loop;
  return jsonb_build_object('questions', found);
end $$;
"""

CLOSING = """
-- Close what is over by the program's day. What was sent loses its person here: the one place, in one transaction, with
-- new ids and in an order that chance makes. Answers how many surveys were closed.
create function sec.close_surveys() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare t record; r record; place uuid; closed integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('surveys', 0));
  for t in
    select k.id, k.author_id, k.subject_id, k.program_id, k.edition_id, k.named, k.partnership_id, k.closes_on, a.answers
    from public.cycles_surveyturn k
    join public.coaching_program g on g.id = k.program_id
    left join public.cycles_surveyanswer a on a.turn_id = k.id and a.given and a.answers not in ('{}', 'null')
    where k.is_open and k.closes_on < (now() at time zone g.time_zone)::date
    order by gen_random_uuid()
  loop
    place := null;
    if t.answers is not null and t.named then
      insert into public.cycles_surveynamed (id, partnership_id, written_at, user_id, subject_id, edition_id, reader_ids,
        month, answers)
      values (gen_random_uuid(), t.partnership_id, now(), t.author_id, t.subject_id, t.edition_id,
        array[t.author_id, t.subject_id], date_trunc('month', t.closes_on), t.answers);
    elsif t.answers is not null then
      -- A person is in a group once, so that as many ballots are as many people
      select e.id into place from public.cycles_surveyrelease e
      where e.subject_id = t.subject_id and e.program_id = t.program_id and e.edition_id = t.edition_id and e.month is null
        and not exists (select from public.cycles_surveyturn o where o.waits_in_id = e.id and o.author_id = t.author_id)
      order by (select count(*) from public.cycles_surveyturn o where o.waits_in_id = e.id) desc, e.id limit 1;
      if place is null then
        place := gen_random_uuid();
        insert into public.cycles_surveyrelease (id, program_id, subject_id, edition_id)
        values (place, t.program_id, t.subject_id, t.edition_id);
      end if;
    end if;
    update public.cycles_surveyturn k set is_open = false, answered = t.answers is not null, waits_in_id = place
    where k.id = t.id;
    closed := closed + 1;
  end loop;
  if closed = 0 then
    return 0;
  end if;
  insert into public.cycles_surveyballot (id, release_id, answers)
  select gen_random_uuid(), k.waits_in_id, a.answers
  from public.cycles_surveyturn k join public.cycles_surveyanswer a on a.turn_id = k.id and a.given
  where not k.is_open and k.waits_in_id is not null
  order by gen_random_uuid();
  delete from public.cycles_surveyanswer a using public.cycles_surveyturn k
  where k.id = a.turn_id and a.given and not k.is_open;
  for r in
    select e.id, d.content, max(k.closes_on) as closes_on
    from public.cycles_surveyrelease e
    join public.cycles_surveyedition d on d.id = e.edition_id
    join public.cycles_surveyturn k on k.waits_in_id = e.id
    where e.month is null
    group by e.id, d.content
    having count(distinct k.author_id) >= greatest(5, coalesce((d.content ->> 'minimum_answers')::integer, 5))
  loop
    update public.cycles_surveyrelease e set month = date_trunc('month', r.closes_on),
      results = sec.survey_results(r.content, array(select b.answers from public.cycles_surveyballot b where b.release_id = r.id))
    where e.id = r.id;
    delete from public.cycles_surveyballot b where b.release_id = r.id;
    update public.cycles_surveyturn k set waits_in_id = null where k.waits_in_id = r.id;
  end loop;
  return closed;
end $$;
"""

INNER = ("sec.survey_edition(uuid, jsonb)", "sec.survey_results(jsonb, jsonb[])")
CLOCK = ("sec.open_surveys()", "sec.close_surveys()", "sec.surveys_to_remind(date, date)")

RIGHTS = "".join(
    f"revoke all on function {one} from public;\n"
    + (f"grant execute on function {one} to {WORKER};\n" if one in CLOCK else "")
    + f"alter function {one} owner to {DEFINER};\n"
    for one in (*INNER, *CLOCK)
)
OTHERS = f"""
grant execute on function sec.keep_survey_answer() to {LOGINS}, {DEFINER};
grant select on sec.my_coaches to {LOGINS};
alter view sec.my_coaches owner to {DEFINER};
"""


LEADS = """exists (select 1 from sec.my_parties p where p.program_id = {table}.program_id and p.left_at is null
    and p.part in ('coach', 'mentor_coach', 'peer'))"""


def own(table: str, *more: Policy) -> Protect:
    """What a coach writes: theirs alone, but for what `more` says."""
    mine = f"{table}.author_id = {PERSON}"
    writes = f"{mine} and {LEADS.format(table=table)}"
    return Protect(
        table,
        [
            Policy("own", "select", mine),
            Policy("writes", "insert", check=writes),
            Policy("deletes", "delete", mine),
            *more,
        ],
    )


TABLES = [
    Protect(
        "cycles_surveyedition",
        [
            Policy(
                "members",
                "select",
                "exists (select 1 from sec.my_memberships m where m.program_id = cycles_surveyedition.program_id)",
            ),
            Policy(
                "parties",
                "select",
                "exists (select 1 from sec.my_parties p where p.program_id = cycles_surveyedition.program_id)",
            ),
            Policy(
                "administers",
                "insert",
                check=f"made_by_id = {PERSON} and exists (select 1 from sec.my_memberships m "
                "where m.program_id = cycles_surveyedition.program_id and m.part = 'administrator')",
            ),
        ],
    ),
    Protect(
        "cycles_surveyrelease",
        [Policy("subject", "select", f"subject_id = {PERSON} and month is not null")],
    ),
    Protect("cycles_surveyballot", []),
    Disclose(
        "cycles_surveyturn",
        Disclosure(RecordClass.SURVEY, author_only=True, inserts="nobody", updates="nobody", after_end=True),
        history=False,
    ),
    Disclose(
        "cycles_surveyanswer",
        Disclosure(RecordClass.SURVEY, author_only=True, inserts="author", updates="author", after_end=True),
        history=False,
    ),
    Disclose(
        "cycles_surveynamed",
        Disclosure(RecordClass.SURVEY, addressed=True, inserts="nobody", updates="nobody", after_end=True),
        history=False,
    ),
    Protect(
        "cycles_surveyrequest",
        [
            Policy("own", "select", f"subject_id = {PERSON}"),
            Policy("asks", "insert", check=f"subject_id = {PERSON} and {LEADS.format(table='cycles_surveyrequest')}"),
        ],
    ),
    own(
        "cycles_feedbackaction",
        Policy(
            "coached",
            "select",
            "exists (select 1 from sec.my_coaches c where c.user_id = cycles_feedbackaction.author_id "
            "and c.program_id = cycles_feedbackaction.program_id)",
        ),
    ),
    own("cycles_feedbackreflection"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0016_editions_kept"),
        ("cycles", "0019_surveys"),
    ]

    operations = [
        migrations.RunSQL(EDITIONS, migrations.RunSQL.noop),
        *TABLES,
        migrations.RunSQL(OPENING + RESULTS + CLOSING + KEPT + OTHERS + RIGHTS, migrations.RunSQL.noop),
    ]
