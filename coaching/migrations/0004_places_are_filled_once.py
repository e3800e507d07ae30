"""A place in a partnership is filled once: whoever comes later comes into a partnership of their own.

A person of the pair sees its records whenever they were written, because they are theirs. So nobody is put into a pair
that has begun, not even by an administrator: a new coach gets a new partnership, and sees of the former one what the
coachee gives (agreements, `Handover`).
"""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, LOGINS

SEC = f"""
create function sec.keep_places() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return null;
  end if;
  if tg_op = 'UPDATE' and ((new.user_id, new.part, new.joined_at) is distinct from (old.user_id, old.part, old.joined_at)
      or old.left_at is not null and new.left_at is distinct from old.left_at) then
    raise exception 'a place is left, and not given to somebody else' using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'INSERT' and (select count(*) from public.coaching_party q
        where q.partnership_id = new.partnership_id and q.part = new.part)
      > coalesce((select (place ->> 'most')::integer
          from public.coaching_partnership p
          join public.coaching_frameworkversion v on v.id = p.framework_version_id,
          jsonb_array_elements(v.content -> 'formats') f, jsonb_array_elements(f -> 'parties') place
          where p.id = new.partnership_id and f ->> 'key' = p.format and place ->> 'part' = new.part), 1) then
    raise exception 'this place has been filled before' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
-- After the row, so that row security speaks first
create trigger c_keep after insert or update on public.coaching_party
  for each row execute function sec.keep_places();
grant execute on function sec.keep_places() to {LOGINS}, {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("coaching", "0003_practices_leave_the_list")]

    operations = [migrations.RunSQL(SEC, migrations.RunSQL.noop)]
