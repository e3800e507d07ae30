"""What was planned beyond the end of a coaching is called off by the end itself, and told to those who have it."""

from django.db import migrations, models

from coaching.disclosure.policies import DEFINER, OWNER
from coaching.migrating import Together

OVER = "('concluded', 'discontinued', 'handed_over')"

SEC = f"""
-- Appointments that are still to come are off, and their calendar entries are taken back: one mail for each, or for
-- each series, to those of the pair who are there. Run again, it finds nothing.
create function sec.call_off_visits(partnership uuid) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  with gone as (
    update public.cycles_visit v set state = 'ended', sequence = v.sequence + 1
    where v.partnership_id = partnership and v.state = 'planned' and v.starts_at > now()
    returning v.id, v.series, v.sequence, v.starts_at
  ), told as (
    select 'visit_cancelled' as kind, g.id as subject, g.sequence::text as occurrence from gone g where g.series is null
    union all
    select 'series_cancelled', g.series, (array_agg(g.id::text order by g.starts_at, g.id))[1]
    from gone g where g.series is not null group by g.series
  )
  insert into public.coaching_mail
    (id, kind, subject_id, recipient_id, occurrence, due_at, state, attempts, error)
  select gen_random_uuid(), t.kind, t.subject, q.user_id, t.occurrence, now(), 'due', 0, ''
  from told t
  cross join (select distinct p.user_id from public.coaching_party p where p.partnership_id = partnership
    and p.left_at is null and p.part in ('coach', 'coachee', 'peer', 'mentor_coach')) q
  on conflict do nothing
$$;

create function sec.end_visits() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sec.call_off_visits(new.partnership_id);
  return null;
end $$;
create trigger end_visits after update of state on public.agreements_standing for each row
  when (new.state in {OVER} and old.state not in {OVER}) execute function sec.end_visits();

revoke all on function sec.call_off_visits(uuid), sec.end_visits() from public;
alter function sec.call_off_visits(uuid) owner to {DEFINER};
alter function sec.end_visits() owner to {DEFINER};
-- Those that have ended already
set role {DEFINER};
select sec.call_off_visits(s.partnership_id) from public.agreements_standing s where s.state in {OVER};
set role {OWNER};
"""
BACK = """
drop trigger end_visits on public.agreements_standing;
drop function sec.end_visits();
drop function sec.call_off_visits(uuid);
"""
STATE = models.CharField(
    choices=[
        ("planned", "Planned"),
        ("logged", "Logged"),
        ("cancelled", "Cancelled"),
        ("missed", "Did not take place"),
        ("ended", "Called off: the coaching ended"),
    ],
    default="planned",
    max_length=12,
)


class Migration(migrations.Migration):
    dependencies = [("cycles", "0013_concerns_and_copies"), ("agreements", "0016_editions_kept")]

    operations = [
        Together([migrations.AlterField(name, "state", STATE) for name in ("visit", "visithistory")]),
        migrations.RunSQL(SEC, BACK),
    ]
