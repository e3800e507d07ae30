"""A file goes when the right to it goes: with the part, with the person, and with the terms it was read under."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, LOGINS, WORKER

SEC = """
-- Whatever is under way or ready for somebody who does not hold the part any more, or is switched off: stopped, and its
-- bytes gone. Answers how many. The same question as in the policies of the pieces, asked for everybody.
create function sec.drop_lost_exports() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare lost uuid[];
begin
  with gone as (
    update public.reports_export e set state = 'failed', failure = 'rights', size = 0, worked_at = now()
    where e.state in ('waiting', 'working', 'ready') and not (
      exists (select from public.coaching_user u where u.id = e.requester_id and u.is_active)
      and case when e.partnership_id is null then exists (
          select from public.coaching_membership m
          where m.user_id = e.requester_id and m.program_id = e.program_id and m.part = e.part
            and m.begins_at <= now() and (m.ends_at is null or m.ends_at > now()))
        else exists (
          select from public.coaching_party p
          where p.user_id = e.requester_id and p.partnership_id = e.partnership_id and p.part in ('coachee', 'peer'))
        end)
    returning e.id
  )
  select array_agg(id) into lost from gone;
  delete from public.reports_exportpiece p where p.export_id = any (lost);
  return coalesce(array_length(lost, 1), 0);
end $$;

-- Other terms of a partnership that give a part less than those before: what was read for it under the old ones goes.
-- What still waits will be read under the new ones.
create function sec.drop_exports_by_terms() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare lost uuid[];
begin
  with gone as (
    update public.reports_export e set state = 'failed', failure = 'terms', size = 0, worked_at = now()
    where e.program_id = new.program_id and e.kind in ('program', 'visits') and e.state in ('working', 'ready')
      and exists (
        select from public.coaching_disclosurerule before
        where before.terms_id = old.terms_id and before.audience = e.part and before.form = 'all'
          and not exists (
            select from public.coaching_disclosurerule after
            where after.terms_id = new.terms_id and after.audience = before.audience and after.form = 'all'
              and after.record_class = before.record_class))
    returning e.id
  )
  select array_agg(id) into lost from gone;
  delete from public.reports_exportpiece p where p.export_id = any (lost);
  return null;
end $$;
create trigger d_files after update of terms_id on public.coaching_partnership
  for each row when (old.terms_id is not null and old.terms_id is distinct from new.terms_id)
  execute function sec.drop_exports_by_terms();
"""

RIGHTS = f"""
revoke all on function sec.drop_lost_exports(), sec.drop_exports_by_terms() from public;
grant execute on function sec.drop_lost_exports() to {WORKER};
grant execute on function sec.drop_exports_by_terms() to {LOGINS}, {DEFINER};
alter function sec.drop_lost_exports() owner to {DEFINER};
alter function sec.drop_exports_by_terms() owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_pieces")]

    operations = [
        migrations.RunSQL(
            SEC + RIGHTS,
            "drop trigger d_files on public.coaching_partnership; "
            "drop function sec.drop_exports_by_terms(); drop function sec.drop_lost_exports();",
        )
    ]
