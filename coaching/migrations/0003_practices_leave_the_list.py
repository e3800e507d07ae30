"""A practice can be taken off the program's list while plans that picked it keep their words (A1).

The administrator who removes it sees no plan, so the database forgets the origin in their place. Without this the
deletion would fail, and the failure would tell that somebody works on this practice.
"""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, LOGINS

SEC = f"""
create function sec.forget_practice() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare origin record;
begin
  for origin in
    select c.conrelid::regclass as relation, a.attname as name
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'public.coaching_programpractice'::regclass
  loop
    execute format('update %s set %I = null where %I = $1', origin.relation, origin.name, origin.name) using old.id;
  end loop;
  return old;
end $$;
revoke all on function sec.forget_practice() from public;
grant execute on function sec.forget_practice() to {LOGINS};
create trigger a_forget before delete on public.coaching_programpractice
  for each row execute function sec.forget_practice();
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.forget_practice() owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("coaching", "0002_disclosure")]

    operations = [migrations.RunSQL(SEC, migrations.RunSQL.noop)]
