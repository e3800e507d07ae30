"""Another version of the framework comes into force by signatures; what is contested gives way to what was signed before.

And the facts that the minute tick needs: who is told that a request is over, and whose day to look again has come.
"""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, LOGINS, OWNER, WORKER

OVER = "('concluded', 'discontinued', 'handed_over')"

PEOPLE = """select array(select concat_ws(' ', p ->> 'part', coalesce(p ->> 'least', '1'), coalesce(p ->> 'most', '1'))
             from jsonb_array_elements(m -> 'parties') p order by 1) as places,
           array(select jsonb_array_elements_text(m -> 'signers') order by 1) as signers,
           array(select jsonb_array_elements_text(m -> 'must_sign') order by 1) as must_sign
    from public.coaching_frameworkversion v, jsonb_array_elements(v.content -> 'formats') m
    where v.id = {} and m ->> 'key' = s.format"""

FILL = f"""
set role {DEFINER};
update public.agreements_agreement a set edition_id = p.framework_version_id
from public.coaching_partnership p where p.id = a.partnership_id and a.edition_id is null;
set role {OWNER};
"""

SEC = f"""
-- Which version of the framework a text is made of: that of the partnership, or a later one of the same framework in
-- which this format has the same people, who sign as before.
create function sec.keep_edition_sent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  s public.coaching_partnership;
  now_in record;
  then_in record;
begin
  select p.* into s from public.coaching_partnership p where p.id = new.partnership_id;
  new.edition_id := coalesce(new.edition_id, s.framework_version_id);
  if current_user = '{DEFINER}' or new.edition_id is not distinct from s.framework_version_id then
    return new;
  end if;
  {PEOPLE.format("s.framework_version_id").replace(" from public", " into now_in from public", 1)};
  {PEOPLE.format("new.edition_id").replace(" from public", " into then_in from public", 1)};
  if now_in is distinct from then_in or not exists (
      select from public.coaching_frameworkversion o join public.coaching_frameworkversion n on n.key = o.key and n.number > o.number
      where o.id = s.framework_version_id and n.id = new.edition_id) then
    raise exception 'this is no later version of the framework for these people' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger a_edition before insert on public.agreements_agreement
  for each row execute function sec.keep_edition_sent();

-- The text that was sent never changes, nor what it is made of, when it was sent, by whom and until when; why it was
-- closed is said by the one who closes it, once; it becomes active by signatures.
create or replace function sec.keep_agreement() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.text, new.digest, new.number, new.rules_id, new.edition_id, new.language, new.sent_at, new.sent_by_id, new.expires_at)
     is distinct from (old.text, old.digest, old.number, old.rules_id, old.edition_id, old.language, old.sent_at, old.sent_by_id, old.expires_at)
     or new.content is distinct from old.content then
    raise exception 'the text of an agreement does not change' using errcode = 'insufficient_privilege';
  end if;
  if current_user <> '{DEFINER}' and (
      new.activated_at is distinct from old.activated_at or new.resent_at is distinct from old.resent_at
      or new.state is distinct from old.state and not (old.state = 'out' and new.state = 'withdrawn')) then
    raise exception 'the state of an agreement follows its signatures' using errcode = 'insufficient_privilege';
  end if;
  if current_user <> '{DEFINER}' and (new.closed_reason, new.closed_words, new.closed_by_id, new.closed_at)
      is distinct from (old.closed_reason, old.closed_words, old.closed_by_id, old.closed_at)
      and (old.state <> 'out' or new.state <> 'withdrawn'
           or new.closed_by_id is not null and new.closed_by_id is distinct from sec.person()) then
    raise exception 'why it was closed is said once' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function sec.keep_edition_sent() to {LOGINS}, {DEFINER};
"""

FUNCTIONS = f"""
-- What may be signed on paper or spoken is said by the version of the framework that the text is made of.
do $$
declare
  one record;
  whole text;
begin
  for one in select * from (values
      ('sec.holds(uuid)', 'v.id = p.framework_version_id', 'v.id = a.edition_id'),
      ('sec.sign_on_paper(uuid, text, date, timestamptz)', 'v.id = p.framework_version_id', 'v.id = a.edition_id'),
      ('sec.spoken_for(uuid, uuid, text)', 'v.id = s.framework_version_id', 'v.id = a.edition_id'),
      ('sec.waiting_signatures()', 'p.framework_version_id', 'a.edition_id')) as c (name, former, fresh)
  loop
    whole := pg_get_functiondef(one.name::regprocedure);
    if position(one.former in whole) = 0 then
      raise exception '% is not as this migration knows it', one.name;
    end if;
    execute replace(whole, one.former, one.fresh);
  end loop;
end $$;

-- The last signature or spoken commitment; with it the partnership goes over to the version of the framework that was
-- signed, and never back to an earlier one.
create or replace function sec.activate_agreement(agreement uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  a public.agreements_agreement;
  s public.coaching_partnership;
  f record;
begin
  select g.* into a from public.agreements_agreement g where g.id = agreement for update;
  if not found or a.state <> 'out' or a.expires_at <= now()
     or encode(sha256(convert_to(a.text, 'UTF8')), 'hex') is distinct from a.digest
     or not exists (select from sec.my_parties p where p.partnership_id = a.partnership_id and p.left_at is null) then
    return false;
  end if;
  select p.* into s from public.coaching_partnership p where p.id = a.partnership_id for update;
  if exists (select from public.agreements_standing t where t.partnership_id = s.id and t.state in {OVER}) then
    return false;
  end if;
  select v.number, v.terms_id, array(select jsonb_array_elements_text(m -> 'must_sign')) as must_sign into f
  from public.coaching_frameworkversion v, jsonb_array_elements(v.content -> 'formats') m
  where v.id = a.edition_id and m ->> 'key' = s.format;
  if not found or cardinality(f.must_sign) = 0 or a.rules_id is distinct from f.terms_id
     or exists (select from public.coaching_frameworkversion v where v.id = s.framework_version_id and v.number > f.number) then
    return false;
  end if;
  if exists (select from unnest(f.must_sign) part where not exists (
        select from public.coaching_party q where q.partnership_id = s.id and q.part = part and q.left_at is null))
     or not exists (select from public.agreements_signature g
        where g.agreement_id = a.id and sec.holds(g.id))
     or exists (select from public.coaching_party q
        where q.partnership_id = s.id and q.left_at is null and q.part = any (f.must_sign)
          and not exists (select from public.agreements_signature g
            where g.agreement_id = a.id and g.user_id = q.user_id and g.part = q.part and sec.holds(g.id))
          and not sec.spoken_for(a.id, q.user_id, q.part)) then
    return false;
  end if;
  update public.agreements_agreement set state = 'superseded' where partnership_id = s.id and state = 'active';
  update public.agreements_agreedterms set in_force = false where partnership_id = s.id and in_force;
  update public.agreements_agreement set state = 'active', activated_at = now() where id = a.id;
  update public.agreements_agreedterms set in_force = true where agreement_id = a.id;
  update public.agreements_standing set state = 'signed', since = now()
  where partnership_id = s.id and state in ('drafting', 'waiting');
  update public.agreements_renegotiation set ended_at = now(), ended_by_id = sec.person(), outcome = 'signed'
  where partnership_id = s.id and ended_at is null;
  update public.coaching_partnership set framework_version_id = a.edition_id
  where id = s.id and framework_version_id is distinct from a.edition_id;
  perform sec.rebind(s.id, f.terms_id);
  return true;
end $$;

-- Whether what an agreement was signed by does not hold any more: a paper or a word that was contested, and nothing else
-- of that person.
create function sec.in_doubt(agreement uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.agreements_signature g
      where g.agreement_id = agreement and g.signed_at is not null and not sec.holds(g.id))
    or exists (select from public.agreements_spokencommitment k
      where k.agreement_id = agreement and k.answer = 'contested' and not exists (
        select from public.agreements_signature g
        where g.agreement_id = agreement and g.user_id = k.user_id and g.part = k.part and sec.holds(g.id)))
$$;

-- An agreement in force is so no more, because it was contested how somebody agreed to it. The last one before it that
-- all have signed, and nobody contests, is in force again; or nothing is, and nothing leaves the pair.
create function sec.fall_back(agreement uuid, why text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  a public.agreements_agreement;
  b public.agreements_agreement;
begin
  select g.* into a from public.agreements_agreement g where g.id = agreement;
  perform 1 from public.coaching_partnership p where p.id = a.partnership_id for update;
  update public.agreements_agreement set state = 'withdrawn', closed_reason = why, closed_at = now() where id = a.id;
  update public.agreements_agreedterms set in_force = false where agreement_id = a.id;
  select g.* into b from public.agreements_agreement g
  where g.partnership_id = a.partnership_id and g.state = 'superseded' and g.number < a.number and not sec.in_doubt(g.id)
  order by g.number desc limit 1;
  if found then
    update public.agreements_agreement set state = 'active' where id = b.id;
    update public.agreements_agreedterms set in_force = true where agreement_id = b.id;
    update public.coaching_partnership set framework_version_id = b.edition_id where id = b.partnership_id;
    perform sec.rebind(a.partnership_id, b.rules_id);
    return;
  end if;
  update public.agreements_standing set since = now(), state = case when exists (
      select from public.agreements_agreement g
      where g.partnership_id = a.partnership_id and g.state = 'out' and g.expires_at > now()) then 'waiting' else 'drafting' end
  where partnership_id = a.partnership_id and state in ('signed', 'paused');
  if found then
    update public.agreements_pause set ended_at = now(), ended_by_id = sec.person()
    where partnership_id = a.partnership_id and ended_at is null;
  end if;
  perform sec.rebind(a.partnership_id, null);
end $$;

-- "I did not say that": by the one who is said to have committed. An agreement that came into force by it and not by
-- their signature gives way to the one before it.
create or replace function sec.contest_commitment(commitment uuid, words text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  k public.agreements_spokencommitment;
  a public.agreements_agreement;
begin
  select g.* into a from public.agreements_agreement g
  where g.id = (select c.agreement_id from public.agreements_spokencommitment c
                where c.id = commitment and c.user_id = sec.person()) for update;
  if not found or not exists (select from sec.my_parties p where p.partnership_id = a.partnership_id and p.left_at is null) then
    return false;
  end if;
  select c.* into k from public.agreements_spokencommitment c where c.id = commitment for update;
  if k.answer <> '' then
    return false;
  end if;
  update public.agreements_spokencommitment set answer = 'contested', answered_at = now(), remark = left(words, 300)
  where id = k.id;
  if a.state = 'active' and sec.in_doubt(a.id) then
    perform sec.fall_back(a.id, 'contested');
  end if;
  return true;
end $$;

-- "This is not my signature": said by the one whose it would be, at any time. A text that is out is taken back; one that
-- is in force gives way to the one before it. Returns the state it was in, null for others.
create or replace function sec.contest_scan(place uuid) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  g public.agreements_signature;
  a public.agreements_agreement;
begin
  select x.* into g from public.agreements_signature x where x.id = place and x.user_id = sec.person();
  select x.* into a from public.agreements_agreement x where x.id = g.agreement_id for update;
  if a.id is null then
    return null;
  end if;
  update public.agreements_paperscan set contested_at = now() where signature_id = g.id and contested_at is null;
  if not found then
    return null;
  end if;
  if a.state = 'out' then
    update public.agreements_agreement set state = 'withdrawn', closed_reason = 'paper_contested', closed_at = now() where id = a.id;
    update public.agreements_standing set state = 'drafting', since = now()
    where partnership_id = a.partnership_id and state = 'waiting';
  elsif a.state = 'active' and sec.in_doubt(a.id) then
    perform sec.fall_back(a.id, 'paper_contested');
  end if;
  return a.state;
end $$;

-- Requests that were not signed in time are over; and who of those who were involved is told.
drop function sec.expire_agreements();
create function sec.expire_agreements() returns table (agreement_id uuid, user_id uuid)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
  with gone as (
    update public.agreements_agreement a set state = 'expired', closed_at = now()
    where a.state = 'out' and a.expires_at <= now()
    returning a.id, a.partnership_id, a.sent_by_id
  ), standing as (
    update public.agreements_standing t set state = 'drafting', since = now()
    from gone where t.partnership_id = gone.partnership_id and t.state = 'waiting'
    returning 1
  )
  select distinct gone.id, q.user_id from gone
  join public.coaching_party q on q.partnership_id = gone.partnership_id and q.left_at is null
  where q.user_id = gone.sent_by_id or exists (
    select from public.agreements_signature g where g.agreement_id = gone.id and g.user_id = q.user_id);
end $$;

-- Who of a pair that rests looks at it again, on which day, and in which zone they live. Of those whose day has come
-- somewhere on earth. Facts without the reason.
create function sec.pauses_to_look_at() returns table (pause_id uuid, user_id uuid, look_again_on date, time_zone text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct z.id, q.user_id, z.look_again_on, u.time_zone::text
  from public.agreements_pause z
  join public.agreements_standing t on t.partnership_id = z.partnership_id and t.state = 'paused'
  join public.coaching_party q on q.partnership_id = z.partnership_id and q.left_at is null
    and q.part in ('coach', 'coachee', 'peer', 'mentor_coach')
  join public.coaching_user u on u.id = q.user_id and u.is_active
  where z.ended_at is null and z.look_again_on <= current_date + 1
$$;

revoke all on function sec.in_doubt(uuid), sec.fall_back(uuid, text), sec.expire_agreements(), sec.pauses_to_look_at()
  from public;
grant execute on function sec.expire_agreements(), sec.pauses_to_look_at() to {WORKER};
"""

COMMITMENT = f"""
do $$
declare
  whole text := pg_get_functiondef('sec.keep_commitment()'::regprocedure);
  former constant text := 'v.id = s.framework_version_id';
begin
  if position(former in whole) = 0 then
    raise exception 'sec.keep_commitment is not as this migration knows it';
  end if;
  execute replace(whole, former, 'v.id = a.edition_id');
end $$;

-- What may be tailored or suggested is said by the edition that the plan answers.
do $$
declare
  one text;
  whole text;
  former constant text := 'v.id = s.framework_version_id';
begin
  foreach one in array array['sec.open_clause(uuid, text)', 'sec.keep_suggested()'] loop
    whole := pg_get_functiondef(one::regprocedure);
    if position(former in whole) = 0 then
      raise exception '% is not as this migration knows it', one;
    end if;
    execute replace(whole, former, 'v.id = coalesce((select d.edition_id from public.agreements_plan d '
      'where d.partnership_id = s.id), s.framework_version_id)');
  end loop;
end $$;

set role {DEFINER};
{FUNCTIONS}
set role {OWNER};
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0015_editions"), ("coaching", "0005_parts_end_by_the_programs_day")]

    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
        migrations.RunSQL(COMMITMENT, migrations.RunSQL.noop),
    ]
