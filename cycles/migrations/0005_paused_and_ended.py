"""Nobody is reminded of a visit while the coaching rests or when it has ended; and what was read may still be marked."""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, OWNER, Disclosure

SEC = f"""
set role {DEFINER};
create or replace function sec.visits_to_remind(since timestamptz, until timestamptz)
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
    and not exists (select from public.agreements_standing t where t.partnership_id = p.id
      and t.state in ('paused', 'concluded', 'discontinued', 'handed_over'))
$$;
set role {OWNER};
"""


class Migration(migrations.Migration):
    dependencies = [("cycles", "0004_reminders"), ("agreements", "0011_life_kept")]

    operations = [
        Disclose(
            "cycles_visitread",
            Disclosure(RecordClass.NOTES, author_only=True, inserts="author", updates="nobody", after_end=True),
            history=False,
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
