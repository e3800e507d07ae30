"""What follows from signatures alone is kept so by the database; and the facts that the minute tick needs."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, LOGINS, OWNER, WEB, WORKER

SEC = f"""
-- The text that was sent never changes, nor when it was sent, by whom and until when; it becomes active by signatures.
create or replace function sec.keep_agreement() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.text, new.digest, new.number, new.rules_id, new.language, new.sent_at, new.sent_by_id, new.expires_at)
     is distinct from (old.text, old.digest, old.number, old.rules_id, old.language, old.sent_at, old.sent_by_id, old.expires_at)
     or new.content is distinct from old.content then
    raise exception 'the text of an agreement does not change' using errcode = 'insufficient_privilege';
  end if;
  if current_user <> '{DEFINER}' and (
      new.activated_at is distinct from old.activated_at
      or new.state is distinct from old.state and not (old.state = 'out' and new.state in ('withdrawn', 'declined'))) then
    raise exception 'the state of an agreement follows its signatures' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- What leadership reads of an agreement is what was sent for signature, whoever would like it otherwise.
create function sec.keep_agreed_terms() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.agreement_id, new.mode, new.cycles, new.rhythm_days, new.rhythm_other, new.starts_on, new.ends_on)
     is distinct from (old.agreement_id, old.mode, old.cycles, old.rhythm_days, old.rhythm_other, old.starts_on, old.ends_on)
     or current_user <> '{DEFINER}' and new.in_force is distinct from old.in_force then
    raise exception 'agreed terms do not change' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.agreements_agreedterms
  for each row execute function sec.keep_agreed_terms();

-- "Signed" is said by the last signature, and is not taken back by hand.
create function sec.keep_standing() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (
      tg_op = 'INSERT' and new.state <> 'drafting'
      or tg_op = 'UPDATE' and new.state is distinct from old.state and 'signed' in (new.state, old.state)) then
    raise exception 'signed or not follows from signatures alone' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert or update on public.agreements_standing
  for each row execute function sec.keep_standing();

-- Documents are sealed by the worker, for agreements that all have signed, and are what their digest says.
create function sec.keep_sealed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{WEB}'
     or new.digest is distinct from encode(sha256(new.content), 'hex')
     or not exists (select from public.agreements_agreement a
        where a.id = new.agreement_id and a.partnership_id = new.partnership_id and a.state in ('active', 'superseded')) then
    raise exception 'only the worker seals, and only what all have signed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert on public.agreements_sealeddocument
  for each row execute function sec.keep_sealed();

grant execute on function sec.keep_agreed_terms(), sec.keep_standing(), sec.keep_sealed() to {LOGINS}, {DEFINER};

set role {DEFINER};
-- Sealed in the name of a signer who is still there, the last one first.
create or replace function sec.unsealed_agreements() returns table (agreement_id uuid, person_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, (select g.user_id from public.agreements_signature g
                join public.coaching_party q on q.partnership_id = g.partnership_id and q.user_id = g.user_id and q.left_at is null
                where g.agreement_id = a.id and g.signed_at is not null
                order by g.signed_at desc limit 1)
  from public.agreements_agreement a
  where a.state in ('active', 'superseded')
    and not exists (select from public.agreements_sealeddocument d where d.agreement_id = a.id)
  order by a.activated_at
$$;

-- Whose signature is waited for, under which framework's rules of reminding: facts without text.
drop function sec.waiting_signatures();
create function sec.waiting_signatures()
returns table (signature_id uuid, user_id uuid, part text, framework_version_id uuid, sent_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select g.id, g.user_id, g.part, p.framework_version_id, a.sent_at, a.expires_at
  from public.agreements_signature g
  join public.agreements_agreement a on a.id = g.agreement_id
  join public.coaching_partnership p on p.id = a.partnership_id
  where a.state = 'out' and g.signed_at is null and a.expires_at > now()
$$;
revoke all on function sec.waiting_signatures() from public;
grant execute on function sec.waiting_signatures() to {WORKER};
set role {OWNER};
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_disclosure")]

    operations = [migrations.RunSQL(SEC, migrations.RunSQL.noop)]
