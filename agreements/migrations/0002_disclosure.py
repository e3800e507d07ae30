"""Row security of agreements, and the functions by which signatures bind terms."""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, WORKER, Disclosure

SEC = f"""
-- A signature, once given, stays as it was given; and it is given for the text that is out, by the one who is asked.
create function sec.keep_signature() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare a record;
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if old.signed_at is not null or (new.agreement_id, new.user_id, new.part, new.position)
     is distinct from (old.agreement_id, old.user_id, old.part, old.position) then
    raise exception 'a signature does not change' using errcode = 'insufficient_privilege';
  end if;
  select g.state, g.digest, g.expires_at into a from public.agreements_agreement g where g.id = new.agreement_id;
  if new.signed_at is not null and (a.state is distinct from 'out' or a.digest is distinct from new.digest
     or coalesce(a.expires_at <= now(), true)) then
    raise exception 'this text is not out for signature' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.agreements_signature for each row execute function sec.keep_signature();

-- The text that was sent never changes, and becomes active by signatures alone.
create function sec.keep_agreement() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.text, new.digest, new.number, new.rules_id, new.language, new.sent_at)
     is distinct from (old.text, old.digest, old.number, old.rules_id, old.language, old.sent_at)
     or new.content is distinct from old.content then
    raise exception 'the text of an agreement does not change' using errcode = 'insufficient_privilege';
  end if;
  if current_user <> '{DEFINER}' and new.state is distinct from old.state
     and not (old.state = 'out' and new.state in ('withdrawn', 'declined')) then
    raise exception 'the state of an agreement follows its signatures' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.agreements_agreement for each row execute function sec.keep_agreement();

-- Signed places and terms in force come into being open: nobody inserts them signed.
create function sec.begin_open() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (
      (tg_table_name = 'agreements_signature' and (to_jsonb(new) ->> 'signed_at') is not null)
      or (tg_table_name = 'agreements_agreement' and (to_jsonb(new) ->> 'state') <> 'out')
      or (tg_table_name = 'agreements_agreedterms' and (to_jsonb(new) ->> 'in_force')::boolean
          and not (tg_op = 'UPDATE' and (to_jsonb(old) ->> 'in_force')::boolean))) then
    raise exception 'this follows from signatures alone' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_open before insert on public.agreements_signature for each row execute function sec.begin_open();
create trigger b_open before insert on public.agreements_agreement for each row execute function sec.begin_open();
create trigger b_open before insert or update on public.agreements_agreedterms for each row execute function sec.begin_open();

-- One signer at a time: the state of the agreement, its row locked until the transaction ends. Null for a stranger.
create function sec.lock_agreement(agreement uuid) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select g.state from public.agreements_agreement g
          where g.id = agreement and exists (select from sec.my_parties p
            where p.partnership_id = g.partnership_id and p.left_at is null)
          for update);
end $$;

-- The last signature: when everybody whom the framework asks has signed this very text, its terms bind. Returns whether.
create function sec.activate_agreement(agreement uuid) returns boolean
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
  select v.terms_id, array(select jsonb_array_elements_text(m -> 'must_sign')) as must_sign into f
  from public.coaching_frameworkversion v, jsonb_array_elements(v.content -> 'formats') m
  where v.id = s.framework_version_id and m ->> 'key' = s.format;
  if not found or cardinality(f.must_sign) = 0 or a.rules_id is distinct from f.terms_id then
    return false;
  end if;
  if exists (select from unnest(f.must_sign) part where not exists (
        select from public.coaching_party q where q.partnership_id = s.id and q.part = part and q.left_at is null))
     or exists (select from public.coaching_party q
        where q.partnership_id = s.id and q.left_at is null and q.part = any (f.must_sign)
          and not exists (select from public.agreements_signature g
            where g.agreement_id = a.id and g.user_id = q.user_id and g.part = q.part
              and g.signed_at is not null and g.digest is not distinct from a.digest)) then
    return false;
  end if;
  update public.agreements_agreement set state = 'superseded' where partnership_id = s.id and state = 'active';
  update public.agreements_agreedterms set in_force = false where partnership_id = s.id and in_force;
  update public.agreements_agreement set state = 'active', activated_at = now() where id = a.id;
  update public.agreements_agreedterms set in_force = true where agreement_id = a.id;
  update public.agreements_standing set state = 'signed', since = now() where partnership_id = s.id;
  perform sec.rebind(s.id, f.terms_id);
  return true;
end $$;

-- For the worker's minute tick: facts without text.
create function sec.expire_agreements() returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  with gone as (
    update public.agreements_agreement set state = 'expired' where state = 'out' and expires_at <= now()
    returning partnership_id
  ), standing as (
    update public.agreements_standing t set state = 'drafting', since = now()
    from gone where t.partnership_id = gone.partnership_id and t.state = 'waiting'
    returning 1
  ) select count(*) into n from gone;
  return n;
end $$;
create function sec.unsealed_agreements() returns table (agreement_id uuid, person_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, (select g.user_id from public.agreements_signature g where g.agreement_id = a.id
                order by g.signed_at desc nulls last limit 1)
  from public.agreements_agreement a
  where a.state in ('active', 'superseded')
    and not exists (select from public.agreements_sealeddocument d where d.agreement_id = a.id)
$$;
create function sec.waiting_signatures() returns table (signature_id uuid, user_id uuid, sent_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select g.id, g.user_id, a.sent_at, a.expires_at
  from public.agreements_signature g join public.agreements_agreement a on a.id = g.agreement_id
  where a.state = 'out' and g.signed_at is null
$$;

-- For the public page: is there a sealed document with exactly these bytes? Its date and number of signers, no more.
create function sec.sealed(document_digest text) returns table (sealed_on date, signers bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (d.sealed_at at time zone 'UTC')::date,
         (select count(*) from public.agreements_signature g where g.agreement_id = d.agreement_id and g.signed_at is not null)
  from public.agreements_sealeddocument d where d.digest = document_digest
$$;

revoke all on function sec.lock_agreement(uuid), sec.activate_agreement(uuid), sec.expire_agreements(),
  sec.unsealed_agreements(), sec.waiting_signatures(), sec.sealed(text) from public;
grant execute on function sec.keep_signature(), sec.keep_agreement(), sec.begin_open() to {LOGINS}, {DEFINER};
grant execute on function sec.lock_agreement(uuid), sec.activate_agreement(uuid), sec.sealed(text) to {LOGINS};
grant execute on function sec.expire_agreements(), sec.unsealed_agreements(), sec.waiting_signatures() to {WORKER};

-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.lock_agreement(uuid) owner to {DEFINER};
alter function sec.activate_agreement(uuid) owner to {DEFINER};
alter function sec.expire_agreements() owner to {DEFINER};
alter function sec.unsealed_agreements() owner to {DEFINER};
alter function sec.waiting_signatures() owner to {DEFINER};
alter function sec.sealed(text) owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("coaching", "0002_disclosure")]

    operations = [
        Disclose("agreements_plan", Disclosure(RecordClass.AGREEMENT, leaves="false")),
        Disclose("agreements_focuspractice", Disclosure(RecordClass.PRACTICES, deletes="pair")),
        Disclose("agreements_agreement", Disclosure(RecordClass.AGREEMENT, signers="true")),
        Disclose("agreements_signature", Disclosure(RecordClass.AGREEMENT, signers="true", updates="own")),
        Disclose(
            "agreements_sealeddocument",
            Disclosure(RecordClass.AGREEMENT, signers="true", inserts="present", updates="nobody"),
            history=False,
        ),
        Disclose("agreements_agreedterms", Disclosure(RecordClass.AGREEMENT_TERMS, leaves="in_force")),
        Disclose(
            "agreements_standing",
            Disclosure(RecordClass.AGREEMENT_STATUS, signers="true", inserts="administrator", status=True),
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
