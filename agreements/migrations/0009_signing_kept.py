"""What may be signed on paper and how it is contested; who seals; what a stranger learns by a code."""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose, Protect
from coaching.disclosure.policies import DEFINER, LOGINS, OWNER, PERSON, SIGNS, WORKER, Disclosure, Policy

ON_PAPER = """exists (select from public.coaching_partnership p
      join public.coaching_frameworkversion v on v.id = p.framework_version_id,
      jsonb_array_elements(v.content -> 'formats') m
    where p.id = g.partnership_id and m ->> 'key' = p.format
      and (not m ? 'wet_ink' or m -> 'wet_ink' ? g.part::text))"""

SEC = f"""
-- A signature, once given, stays as it was given; for the text that is out, by the one who is asked, electronically.
create or replace function sec.keep_signature() returns trigger
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
  if new.way <> 'electronic' then
    raise exception 'a signature on paper is taken with its scan' using errcode = 'insufficient_privilege';
  end if;
  select g.state, g.digest, g.expires_at into a from public.agreements_agreement g where g.id = new.agreement_id;
  if new.signed_at is not null and (a.state is distinct from 'out' or a.digest is distinct from new.digest
     or coalesce(a.expires_at <= now(), true)) then
    raise exception 'this text is not out for signature' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- A scan is what its digest says, not larger than 12 MB, not contested by who puts it in.
create function sec.keep_scan() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (new.digest is distinct from encode(sha256(new.content), 'hex')
     or octet_length(new.content) > 12582912 or new.added_by_id is distinct from sec.person()
     or new.contested_at is not null) then
    raise exception 'this is not a scan as it is put in' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert on public.agreements_paperscan for each row execute function sec.keep_scan();
grant execute on function sec.keep_scan() to {LOGINS}, {DEFINER};

set role {DEFINER};
-- A signature counts when it was given for this very text; one on paper only with its scan, where the framework takes
-- paper, and while its party has not said that it is not theirs.
create function sec.holds(signature uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.agreements_signature g
    join public.agreements_agreement a on a.id = g.agreement_id
    where g.id = signature and g.signed_at is not null and g.digest is not distinct from a.digest
      and (g.way = 'electronic'
        or g.way = 'paper' and {ON_PAPER}
          and exists (select from public.agreements_paperscan c where c.signature_id = g.id
            and c.agreement_id = g.agreement_id and c.digest = g.scan_digest and c.contested_at is null)))
$$;

-- The last signature asks of each whether it holds; all else of that function stays as it is.
do $$
declare
  whole text := pg_get_functiondef('sec.activate_agreement(uuid)'::regprocedure);
  former constant text := 'g.signed_at is not null and g.digest is not distinct from a.digest';
begin
  if position(former in whole) = 0 then
    raise exception 'sec.activate_agreement does not ask for signatures as this migration knows it';
  end if;
  execute replace(whole, former, 'sec.holds(g.id)');
end $$;

-- A scan stands in for a signature: put in by a coach or peer who is there, for an open place of a text that is out,
-- where the framework takes paper. Returns whether.
create function sec.sign_on_paper(place uuid, name text, signed_on date, proved_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  g public.agreements_signature;
  a public.agreements_agreement;
  scan text;
begin
  select x.* into g from public.agreements_signature x where x.id = place;
  select x.* into a from public.agreements_agreement x where x.id = g.agreement_id for update;
  if a.id is null or a.state <> 'out' or a.expires_at <= now() or g.signed_at is not null
     or proved_at is null or proved_at > clock_timestamp() or proved_at < clock_timestamp() - interval '10 minutes'
     or signed_on > current_date + 1 or coalesce(name, '') = '' or not {ON_PAPER}
     or not exists (select from sec.my_parties p where p.partnership_id = a.partnership_id and p.left_at is null
        and p.part in ('coach', 'mentor_coach', 'peer')) then
    return false;
  end if;
  select c.digest into scan from public.agreements_paperscan c
  where c.signature_id = g.id and c.agreement_id = a.id and c.added_by_id = sec.person()
    and c.contested_at is null and c.digest = encode(sha256(c.content), 'hex');
  if scan is null then
    return false;
  end if;
  update public.agreements_signature set signed_at = clock_timestamp(), digest = a.digest, typed_name = name, way = 'paper',
    paper_on = signed_on, attested_by_id = sec.person(), scan_digest = scan, method = 'paper',
    authenticated_at = proved_at
  where id = g.id and signed_at is null;
  return found;
end $$;

-- "This is not my signature": said by the one whose it would be, at any time. A text that is out is taken back; one
-- that is in force binds no more, and nobody is given anything by it. Returns the state it was in, null for others.
create function sec.contest_scan(place uuid) returns text
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
  if a.state in ('out', 'active') then
    update public.agreements_agreement set state = 'withdrawn', closed_reason = 'paper_contested' where id = a.id;
    update public.agreements_standing set state = 'drafting', since = now() where partnership_id = a.partnership_id
      and (state = 'waiting' or state in ('signed', 'paused') and a.state = 'active');
  end if;
  if a.state = 'active' then
    update public.agreements_agreedterms set in_force = false where agreement_id = a.id;
    perform sec.rebind(a.partnership_id, null);
  end if;
  return a.state;
end $$;

-- Who of an agreement's signers wants no electronic records; told to its parties alone.
create function sec.on_paper_only(agreement uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select g.user_id from public.agreements_signature g
  where g.agreement_id = agreement
    and exists (select from sec.my_parties p where p.partnership_id = g.partnership_id and p.left_at is null)
    and not (select r.agreed from public.agreements_consentrecord r where r.user_id = g.user_id
             order by r.at desc limit 1)
$$;

-- For the administrator of a program: what all have signed more than ten minutes ago and is not sealed. No content.
create function sec.unsealed_in(program uuid)
returns table (agreement_id uuid, signed_at timestamptz, attempts integer, failed_at timestamptz, reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, a.activated_at, coalesce(t.attempts, 0), t.failed_at, coalesce(t.reason, '')
  from public.agreements_agreement a left join public.agreements_sealattempt t on t.agreement_id = a.id
  where a.program_id = program and a.state in ('active', 'superseded')
    and a.activated_at < now() - interval '10 minutes'
    and not exists (select from public.agreements_sealeddocument d where d.agreement_id = a.id)
    and exists (select from sec.my_memberships m where m.program_id = program and m.part = 'administrator')
  order by a.activated_at
$$;

-- For the public page, by the bytes of a file or by the code on its last page: the day, the number of signers, how many
-- of them on paper, and whether one of those was contested since.
drop function sec.sealed(text);
create function sec.sealed(document_digest text, document_code text)
returns table (sealed_on date, signers bigint, on_paper bigint, contested boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (d.sealed_at at time zone 'UTC')::date,
         (select count(*) from public.agreements_signature g
          where g.agreement_id = d.agreement_id and g.signed_at is not null),
         (select count(*) from public.agreements_signature g
          where g.agreement_id = d.agreement_id and g.signed_at is not null and g.way = 'paper'),
         exists (select from public.agreements_paperscan c
                 where c.agreement_id = d.agreement_id and c.contested_at is not null)
  from public.agreements_sealeddocument d where d.digest = document_digest or d.code = document_code
$$;

revoke all on function sec.holds(uuid), sec.sign_on_paper(uuid, text, date, timestamptz), sec.contest_scan(uuid),
  sec.on_paper_only(uuid), sec.unsealed_in(uuid), sec.sealed(text, text) from public;
grant execute on function sec.sign_on_paper(uuid, text, date, timestamptz), sec.contest_scan(uuid),
  sec.on_paper_only(uuid), sec.unsealed_in(uuid), sec.sealed(text, text) to {LOGINS};
set role {OWNER};
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0008_signing"), ("coaching", "0002_disclosure")]

    operations = [
        Disclose(
            "agreements_paperscan",
            Disclosure(RecordClass.AGREEMENT, signers=SIGNS, updates="nobody", after_end=True),
            history=False,
        ),
        Protect(
            "agreements_consentrecord",
            [
                Policy("own", "select", f"user_id = {PERSON}"),
                Policy("says", "insert", check=f"user_id = {PERSON}"),
            ],
        ),
        Protect(
            "agreements_sealattempt",
            [
                Policy("sees", "select", "true", to=WORKER),
                Policy("claims", "insert", check="true", to=WORKER),
                Policy("notes", "update", "true", "true", to=WORKER),
            ],
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
