"""Row security of what was read, and what the worker's minute tick may know of visits: dates, never words."""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, WORKER, Disclosure

SEC = f"""
-- Planned visits that start between two moments, once for each of the pair: when, and what they have been told when.
create function sec.visits_to_remind(since timestamptz, until timestamptz)
returns table (visit_id uuid, sequence integer, starts_at timestamptz, minutes integer, signed boolean,
               framework_version_id uuid, user_id uuid, part text, time_zone text, told_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select v.id, v.sequence::integer, v.starts_at, v.planned_minutes::integer, p.terms_id is not null,
         p.framework_version_id, q.user_id, q.part::text, u.time_zone::text,
         (select max(m.due_at) from public.coaching_mail m
          where m.subject_id = v.id and m.recipient_id = q.user_id and m.kind in ('visit_planned', 'visit_moved'))
  from public.cycles_visit v
  join public.coaching_partnership p on p.id = v.partnership_id
  join public.coaching_party q on q.partnership_id = v.partnership_id and q.left_at is null
       and q.part in ('coach', 'coachee', 'peer', 'mentor_coach')
  join public.coaching_user u on u.id = q.user_id and u.is_active
  where v.state = 'planned' and v.starts_at >= since and v.starts_at < until
$$;
revoke all on function sec.visits_to_remind(timestamptz, timestamptz) from public;
grant execute on function sec.visits_to_remind(timestamptz, timestamptz) to {WORKER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.visits_to_remind(timestamptz, timestamptz) owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [("cycles", "0003_unplanned_drafts")]

    operations = [
        Disclose(
            "cycles_visitread",
            Disclosure(RecordClass.NOTES, author_only=True, inserts="author", updates="nobody"),
            history=False,
        ),
        migrations.RunSQL(SEC, "drop function sec.visits_to_remind(timestamptz, timestamptz)"),
    ]
