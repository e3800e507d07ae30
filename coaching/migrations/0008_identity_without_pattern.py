"""The identity is checked by its signature alone: matching a pattern first took twice as long as all the rest.

Every policy asks who is there, so a page asks some hundred times. What our own key signed has the right form; what it did
not sign is compared as text and never parsed.
"""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, OWNER

SEC = f"""
set role {DEFINER};
create or replace function sec.person() returns uuid
language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
  value text := nullif(current_setting('app.identity', true), '');
  signed text := left(value, -65);
begin
  if value is null then
    return null;
  end if;
  if exists (
    select from sec.identity_key k
    where encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(signed, 'UTF8'))), 'hex') = right(value, 64)
  ) then
    if split_part(signed, '|', 2)::bigint > extract(epoch from now()) then
      return left(signed, 36)::uuid;
    end if;
  end if;
  raise warning 'identity refused';
  return null;
end $$;
set role {OWNER};
"""


class Migration(migrations.Migration):
    dependencies = [("coaching", "0007_mail_choices")]

    operations = [migrations.RunSQL(SEC, migrations.RunSQL.noop)]
