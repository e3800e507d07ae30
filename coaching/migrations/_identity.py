"""The signed identity, as the database checks it. First of all: the history of every row is stamped with it."""

from coaching.disclosure.policies import DEFINER, LOGINS, OWNER

IDENTITY = f"""
create table sec.identity_key (inner_pad bytea not null, outer_pad bytea not null, stored_at timestamptz not null default now());

-- The acting person, or null. The token is `person|expiry|HMAC-SHA-256`; anything else is refused with a warning,
-- which the application turns into an alarm. Null never passes: every step is a test that must be true.
create function sec.person() returns uuid
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
  value text := nullif(current_setting('app.identity', true), '');
  part text[];
begin
  if value is null then
    return null;
  end if;
  if value ~ '^[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}[|][0-9]{{1,12}}[|][0-9a-f]{{64}}$' then
    part := string_to_array(value, '|');
    if part[2]::bigint > extract(epoch from now()) and exists (
      select from sec.identity_key k
      where sha256(k.outer_pad || sha256(k.inner_pad || convert_to(part[1] || '|' || part[2], 'UTF8')))
            is not distinct from decode(part[3], 'hex')
    ) then
      return part[1]::uuid;
    end if;
  end if;
  raise warning 'identity refused';
  return null;
end $$;
revoke all on function sec.person() from public;
grant execute on function sec.person() to {LOGINS}, {DEFINER};

-- Last, because whoever no longer owns a thing cannot grant it
alter table sec.identity_key owner to {DEFINER};
alter function sec.person() owner to {DEFINER};
set role {DEFINER};
grant execute on function sec.person() to {OWNER};
set role {OWNER};
"""
