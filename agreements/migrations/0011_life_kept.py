"""The life of an agreement, kept by the database: declined, paused, agreed anew, ended, handed over.

Whoever calls a function must be a party today, and the standing must permit it (the table in agreements/life.py).
All lock the agreement, then the partnership, then its standing, as the last signature does.
"""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose, DiscloseAgain
from coaching.disclosure.policies import DEFINER, LOGINS, OWNER, SIGNS, Disclosure

OVER = "('concluded', 'discontinued', 'handed_over')"
LEARNERS = "('coachee', 'peer')"
PRESENT = """exists (select from sec.my_parties p
      where p.partnership_id = partnership and p.left_at is null)"""
OF_THE_PAIR = """exists (select from sec.my_parties p
      where p.partnership_id = partnership and p.left_at is null and p.pair)"""

FUNCTIONS = (
    "decline_agreement(uuid, text)",
    "resend_agreement(uuid)",
    "pause_partnership(uuid, text, date)",
    "resume_partnership(uuid)",
    "ask_anew(uuid, text, text)",
    "keep_as_agreed(uuid)",
    "end_partnership(uuid, text, text)",
    "hand_over(uuid, uuid)",
)

GUARDS = f"""
-- Nothing new is written once the coaching has ended. Whoever may write sees the standing; who does not see it is
-- refused by row security anyway.
create function sec.keep_open() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare of uuid;
begin
  if tg_op = 'INSERT' then of := new.partnership_id; else of := old.partnership_id; end if;
  if current_user <> '{DEFINER}' and exists (select from public.agreements_standing s
      where s.partnership_id = of and s.state in {OVER}) then
    raise exception 'this coaching has ended, nothing new is written' using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;

-- The former records that a new coach is shown: the classes that every learner gives, and nothing before they answer.
create view sec.my_former with (security_barrier) as
  select distinct h.former_id as partnership_id, c.value as record_class
  from public.agreements_handover h
  join sec.my_parties p on p.partnership_id = h.partnership_id and p.pair and p.left_at is null,
  jsonb_array_elements_text(h.classes) c
  where not exists (select from public.agreements_handover other
    where other.partnership_id = h.partnership_id and (other.answered_at is null or not other.classes ? c.value));

-- Only the answer is the learner's to give.
create function sec.keep_handover() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (new.former_id, new.user_id, new.made_at)
      is distinct from (old.former_id, old.user_id, old.made_at) then
    raise exception 'a handover does not change' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.agreements_handover for each row execute function sec.keep_handover();

-- The text that was sent never changes, nor when it was sent, by whom and until when; why it was closed is said by the
-- one who closes it, once; it becomes active by signatures.
create or replace function sec.keep_agreement() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.text, new.digest, new.number, new.rules_id, new.language, new.sent_at, new.sent_by_id, new.expires_at)
     is distinct from (old.text, old.digest, old.number, old.rules_id, old.language, old.sent_at, old.sent_by_id, old.expires_at)
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

-- From "signed" on the standing follows from the functions of the database alone.
create or replace function sec.keep_standing() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (
      tg_op = 'INSERT' and (new.state <> 'drafting' or new.resumed_at is not null)
      or tg_op = 'UPDATE' and (new.resumed_at is distinct from old.resumed_at
        or new.state is distinct from old.state
           and not (old.state in ('drafting', 'waiting') and new.state in ('drafting', 'waiting')))) then
    raise exception 'signed, paused or ended follows from what was done alone' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
grant execute on function sec.keep_open(), sec.keep_handover() to {LOGINS}, {DEFINER};
grant select on sec.my_former to {LOGINS};
alter view sec.my_former owner to {DEFINER};
"""

LIFE = f"""
-- A signer says no, with the reason for those who sign. True when it was done.
create function sec.decline_agreement(agreement uuid, words text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare a public.agreements_agreement;
begin
  select g.* into a from public.agreements_agreement g where g.id = agreement for update;
  if not found or a.state <> 'out' or a.expires_at <= now() or coalesce(btrim(words), '') = ''
     or not exists (select from sec.my_parties p where p.partnership_id = a.partnership_id and p.left_at is null)
     or not exists (select from public.agreements_signature g where g.agreement_id = a.id and g.user_id = sec.person()) then
    return false;
  end if;
  update public.agreements_agreement set state = 'declined', closed_reason = 'declined', closed_words = left(words, 1000),
    closed_by_id = sec.person(), closed_at = now() where id = a.id;
  update public.agreements_standing set state = 'drafting', since = now()
  where partnership_id = a.partnership_id and state = 'waiting';
  return true;
end $$;

-- The mail is sent again, an hour after the last one at the earliest. True when it may be.
create function sec.resend_agreement(agreement uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update public.agreements_agreement g set resent_at = now()
  where g.id = agreement and g.state = 'out' and g.expires_at > now()
    and coalesce(g.resent_at, g.sent_at) <= now() - interval '1 hour'
    and exists (select from sec.my_parties p where p.partnership_id = g.partnership_id and p.left_at is null and p.pair);
  return found;
end $$;

create function sec.pause_partnership(partnership uuid, words text, look_again date) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if coalesce(btrim(words), '') = '' or look_again is null or not {OF_THE_PAIR} then
    return false;
  end if;
  perform 1 from public.coaching_partnership p where p.id = partnership for update;
  update public.agreements_standing set state = 'paused', since = now()
  where partnership_id = partnership and state = 'signed';
  if not found then
    return false;
  end if;
  update public.agreements_pause set ended_at = now(), ended_by_id = sec.person()
  where partnership_id = partnership and ended_at is null;
  insert into public.agreements_pause (id, partnership_id, written_at, reason, look_again_on, paused_at, paused_by_id)
  values (gen_random_uuid(), partnership, now(), left(words, 1000), look_again, now(), sec.person());
  return true;
end $$;

create function sec.resume_partnership(partnership uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not {OF_THE_PAIR} then
    return false;
  end if;
  perform 1 from public.coaching_partnership p where p.id = partnership for update;
  update public.agreements_standing set state = 'signed', since = now(), resumed_at = now()
  where partnership_id = partnership and state = 'paused';
  if not found then
    return false;
  end if;
  update public.agreements_pause set ended_at = now(), ended_by_id = sec.person()
  where partnership_id = partnership and ended_at is null;
  return true;
end $$;

-- Any party asks the others to agree anew (D18): one request at a time, on what is signed.
create function sec.ask_anew(partnership uuid, about text, words text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if coalesce(btrim(words), '') = '' or about not in ('goal', 'plan') or not {PRESENT} then
    return false;
  end if;
  perform 1 from public.coaching_partnership p where p.id = partnership for update;
  if not exists (select from public.agreements_standing s where s.partnership_id = partnership and s.state = 'signed')
     or exists (select from public.agreements_renegotiation r where r.partnership_id = partnership and r.ended_at is null) then
    return false;
  end if;
  insert into public.agreements_renegotiation (id, partnership_id, written_at, about, words, asked_at, asked_by_id, outcome)
  values (gen_random_uuid(), partnership, now(), about, left(words, 1000), now(), sec.person(), '');
  return true;
end $$;

create function sec.keep_as_agreed(partnership uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not {PRESENT} then
    return false;
  end if;
  update public.agreements_renegotiation set ended_at = now(), ended_by_id = sec.person(), outcome = 'kept'
  where partnership_id = partnership and ended_at is null;
  return found;
end $$;

-- What ends with the coaching, whoever ends it. Not to be called by a login.
create function sec.close_partnership(partnership uuid, how text, words text) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update public.agreements_agreement set state = 'withdrawn', closed_reason = 'ended', closed_by_id = sec.person(), closed_at = now()
  where partnership_id = partnership and state = 'out';
  update public.agreements_pause set ended_at = now(), ended_by_id = sec.person()
  where partnership_id = partnership and ended_at is null;
  update public.agreements_renegotiation set ended_at = now(), ended_by_id = sec.person(), outcome = 'ended'
  where partnership_id = partnership and ended_at is null;
  insert into public.agreements_ending (id, partnership_id, written_at, kind, words, ended_at, ended_by_id)
  values (gen_random_uuid(), partnership, now(), how, left(coalesce(words, ''), 1000), now(), sec.person());
  update public.agreements_standing set state = how, since = now() where partnership_id = partnership;
end $$;

-- Concluded by the pair, each step of the framework done or left out for a reason (D19); or ended early by any party,
-- openly, with a note to the others (D11).
create function sec.end_partnership(partnership uuid, how text, words text) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare standing text;
begin
  if not {PRESENT} then
    return false;
  end if;
  perform 1 from public.agreements_agreement g where g.partnership_id = partnership and g.state = 'out' for update;
  perform 1 from public.coaching_partnership p where p.id = partnership for update;
  select s.state into standing from public.agreements_standing s where s.partnership_id = partnership for update;
  if standing is null or standing in {OVER} then
    return false;
  end if;
  if how = 'concluded' then
    if standing not in ('signed', 'paused') or not {OF_THE_PAIR} or exists (
        select from public.coaching_partnership p
        join public.coaching_frameworkversion v on v.id = p.framework_version_id,
        jsonb_array_elements(coalesce(v.content -> 'conclusion', '[]')) c
        where p.id = partnership
          and (c -> 'formats' is null or jsonb_array_length(c -> 'formats') = 0 or c -> 'formats' ? p.format)
          and not exists (select from public.agreements_closingstep d
            where d.partnership_id = partnership and d.key = c ->> 'key')) then
      return false;
    end if;
  elsif how is distinct from 'discontinued' or coalesce(btrim(words), '') = '' then
    return false;
  end if;
  perform sec.close_partnership(partnership, how, words);
  return true;
end $$;

-- The administrator puts another coach in: the former partnership ends, and each learner of both is asked what the new
-- one may see of before.
create function sec.hand_over(former uuid, successor uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare standing text;
begin
  perform 1 from public.agreements_agreement g where g.partnership_id = former and g.state = 'out' for update;
  perform 1 from public.coaching_partnership p where p.id = former for update;
  select s.state into standing from public.agreements_standing s where s.partnership_id = former for update;
  if former = successor or standing is null or standing in {OVER}
     or exists (select from public.agreements_handover h where h.former_id = former or h.partnership_id = successor)
     or not exists (select from public.coaching_partnership f
       join public.coaching_partnership n on n.id = successor and n.program_id = f.program_id
       join sec.my_memberships m on m.program_id = f.program_id and m.part = 'administrator'
       where f.id = former) then
    return false;
  end if;
  insert into public.agreements_handover (id, partnership_id, written_at, former_id, user_id, classes, made_at)
  select gen_random_uuid(), successor, now(), former, q.user_id, '[]', now()
  from public.coaching_party q
  where q.partnership_id = successor and q.left_at is null and q.part in {LEARNERS}
    and exists (select from public.coaching_party b
      where b.partnership_id = former and b.user_id = q.user_id and b.left_at is null and b.part in {LEARNERS});
  if not found then
    return false;
  end if;
  perform sec.close_partnership(former, 'handed_over', '');
  return true;
end $$;

{"".join(f"revoke all on function sec.{name} from public;" for name in (*FUNCTIONS, "close_partnership(uuid, text, text)"))}
{"".join(f"grant execute on function sec.{name} to {LOGINS};" for name in FUNCTIONS)}
{"".join(f"alter function sec.{name} owner to {DEFINER};" for name in (*FUNCTIONS, "close_partnership(uuid, text, text)"))}

set role {DEFINER};
-- The last signature or spoken commitment, as before; and: nothing comes into force once the coaching has ended, a pause goes on, and what
-- was asked to be agreed anew is agreed.
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
  select v.terms_id, array(select jsonb_array_elements_text(m -> 'must_sign')) as must_sign into f
  from public.coaching_frameworkversion v, jsonb_array_elements(v.content -> 'formats') m
  where v.id = s.framework_version_id and m ->> 'key' = s.format;
  if not found or cardinality(f.must_sign) = 0 or a.rules_id is distinct from f.terms_id then
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
  perform sec.rebind(s.id, f.terms_id);
  return true;
end $$;

-- Nobody is reminded while the coaching rests.
create or replace function sec.waiting_signatures()
returns table (signature_id uuid, user_id uuid, part text, framework_version_id uuid, sent_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select g.id, g.user_id, g.part, p.framework_version_id, a.sent_at, a.expires_at
  from public.agreements_signature g
  join public.agreements_agreement a on a.id = g.agreement_id
  join public.coaching_partnership p on p.id = a.partnership_id
  where a.state = 'out' and g.signed_at is null and a.expires_at > now()
    and not exists (select from public.agreements_standing t
      where t.partnership_id = p.id and (t.state = 'paused' or t.state in {OVER}))
$$;
set role {OWNER};
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0010_life"), ("coaching", "0004_places_are_filled_once")]

    operations = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        Disclose(
            "agreements_pause",
            Disclosure(RecordClass.NOTES, leaves="false", inserts="nobody", updates="nobody"),
        ),
        Disclose(
            "agreements_renegotiation",
            Disclosure(RecordClass.AGREEMENT, signers=SIGNS, inserts="nobody", updates="nobody"),
        ),
        Disclose("agreements_closingstep", Disclosure(RecordClass.NOTES)),
        Disclose(
            "agreements_ending",
            Disclosure(RecordClass.AGREEMENT, signers=SIGNS, inserts="nobody", updates="nobody"),
        ),
        Disclose(
            "agreements_handover",
            Disclosure(RecordClass.DISCLOSURE_RECORD, inserts="nobody", updates="own"),
        ),
        migrations.RunSQL(LIFE, migrations.RunSQL.noop),
        DiscloseAgain(),
    ]
