"""Which components took place can be put right by whoever finished the log: added, or taken back (fault 32)."""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, Disclosure

SEC = f"""
-- That a component took place on a visit is said, and taken back, by the person who finished the log of that visit.
-- That one was left out stays. The history keeps what was taken back, with its day, for the same readers.
create function sec.keep_component() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  present public.cycles_cyclecomponent := case when tg_op = 'DELETE' then old else new end;
begin
  if current_user = '{DEFINER}' or sec.person() is null then  -- without a person the policies open no row
    return present;
  end if;
  if tg_op = 'DELETE' and present.visit_id is null
     or tg_op = 'INSERT' and present.recorded_by_id is distinct from sec.person()
     or present.visit_id is not null and not exists (select from public.cycles_visitdetail d
       where d.visit_id = present.visit_id and d.author_id = sec.person()) then
    raise exception 'which components took place is said by whoever finished the log'
      using errcode = 'insufficient_privilege';
  end if;
  return present;
end $$;
create trigger b_keep before insert or delete on public.cycles_cyclecomponent
  for each row execute function sec.keep_component();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0029_progress_reports"),
    ]

    operations = [
        Disclose("cycles_cyclecomponent", Disclosure(RecordClass.NOTES, updates="nobody", deletes="pair")),
        migrations.RunSQL(SEC, "drop function sec.keep_component() cascade"),
    ]
