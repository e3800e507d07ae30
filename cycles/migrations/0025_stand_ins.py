"""A stand-in by whom a pair sees what somebody outside it would see: made in a transaction, and never kept."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, LOGINS

PARTS = "('supervisor', 'leadership', 'regional_leadership', 'local_agency', 'state_bureau')"

SEC = f"""
-- A throw-away person with one place in one partnership, or one part in its program, for one of the pair today; null
-- for anybody else. Whoever is made has no address, no password, and nothing that was ever addressed to anybody.
create function sec.stand_in(partnership uuid, part text) returns uuid
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  made uuid := gen_random_uuid();
  program uuid := (select s.program_id from public.coaching_partnership s where s.id = partnership);
begin
  if part not in {PARTS} or not exists (select from sec.my_parties p
      where p.partnership_id = stand_in.partnership and p.pair and p.left_at is null) then
    return null;
  end if;
  insert into public.coaching_user (id, password, email, is_active, language, time_zone, may_start_programs)
  select made, '!', made || '@stand-in.invalid', true, u.language, u.time_zone, false
  from public.coaching_user u where u.id = sec.person();
  insert into public.coaching_person (user_id, name, sort_name) values (made, '–', '–');
  insert into public.coaching_membership (id, user_id, program_id, part, external_id, starts_on, created_at)
  values (gen_random_uuid(), made, program, stand_in.part, '', current_date - 2, now());
  if part = 'supervisor' then
    insert into public.coaching_party (id, partnership_id, program_id, user_id, part, joined_at)
    values (gen_random_uuid(), stand_in.partnership, program, made, stand_in.part, now());
  end if;
  return made;
end $$;

-- Nothing of it is ever kept: a transaction that still has a stand-in at its end does not come to one.
create function sec.keep_no_stand_in() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.coaching_user u where u.id = new.id and u.email like '%@stand-in.invalid') then
    raise exception 'a stand-in is never kept' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create constraint trigger z_no_stand_in after insert or update of email on public.coaching_user
  deferrable initially deferred for each row execute function sec.keep_no_stand_in();

revoke all on function sec.stand_in(uuid, text), sec.keep_no_stand_in() from public;
grant execute on function sec.stand_in(uuid, text), sec.keep_no_stand_in() to {LOGINS}, {DEFINER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.stand_in(uuid, text) owner to {DEFINER};
alter function sec.keep_no_stand_in() owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("cycles", "0024_releases"), ("agreements", "0016_editions_kept")]

    operations = [migrations.RunSQL(SEC, migrations.RunSQL.noop)]
