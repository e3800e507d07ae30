"""What the parties of an agreement tell each other: check-ins, promises, questions on progress (A10, B10)."""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import coaching.models.history
from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, WORKER, Disclosure
from coaching.migrating import Together

TELL = ("cycles_promisereport", "cycles_checkin", "cycles_progressquestion", "cycles_progressanswer")
TOLD = "\n".join(
    f"""create trigger b_readers before insert or update on public.{table}
  for each row execute function sec.keep_told('{"signers" if table == "cycles_promisereport" else "check_in"}');
-- After the row's own policies have said whose row it may be
create trigger keep after insert on public.{table} for each row execute function sec.keep_telling();"""
    for table in TELL
)

SEC = f"""
-- Who reads what a party tells the others is never said by the one who tells it: those present who sign the agreement,
-- or who are checked in with, as the framework names them. Who wrote it, and to whom, stays as it was.
create function sec.keep_told() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare parts jsonb;
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    new.user_id := old.user_id;
    new.reader_ids := old.reader_ids;
    return new;
  end if;
  select case tg_argv[0] when 'signers' then m -> 'signers' else v.content -> 'check_in' -> 'parts' end into parts
  from public.coaching_partnership s
  join public.coaching_frameworkversion v on v.id = s.framework_version_id
  cross join lateral jsonb_array_elements(v.content -> 'formats') m
  where s.id = new.partnership_id and m ->> 'key' = s.format;
  new.reader_ids := array(
    select distinct q.user_id from public.coaching_party q
    where q.partnership_id = new.partnership_id and q.left_at is null and coalesce(parts, '[]') ? q.part
    order by 1);
  return new;
end $$;

-- Something is told by one of those who hear it, once all have signed. A question on progress is the supervisor's.
create function sec.keep_telling() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return null;
  end if;
  if not (new.user_id = any (new.reader_ids)) or not exists (
      select from public.agreements_standing t
      where t.partnership_id = new.partnership_id and t.state in ('signed', 'paused')) then
    raise exception 'this person has nothing to tell here' using errcode = 'insufficient_privilege';
  end if;
  if tg_table_name = 'cycles_progressquestion' and not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      join public.coaching_party q on q.partnership_id = s.id and q.left_at is null
      where s.id = new.partnership_id and q.user_id = new.user_id and q.part = 'supervisor'
        and (v.content -> 'check_in' ->> 'asks_all')::boolean) then
    raise exception 'questions on progress are asked by the supervisor' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;

-- Data from monitoring: the supervisor and the learner read it; those who come after that once they were talked with.
create function sec.keep_data_talk() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    new.user_id := old.user_id;
    new.learner_id := old.learner_id;
    new.learner_on := old.learner_on;
    new.about := old.about;
  end if;
  new.reader_ids := array[new.user_id, new.learner_id] || array(
    select distinct q.user_id
    from public.coaching_partnership s
    join public.coaching_frameworkversion v on v.id = s.framework_version_id
    join public.coaching_party q on q.partnership_id = s.id and q.left_at is null
    where s.id = new.partnership_id and new.coach_on is not null
      and coalesce(v.content -> 'check_in' -> 'data_then', '[]') ? q.part
    order by 1);
  return new;
end $$;
create trigger b_readers before insert or update on public.cycles_datatalk
  for each row execute function sec.keep_data_talk();

-- The talk is between a supervisor and one with whom the framework wants it first.
create function sec.keep_data_first() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      join public.coaching_party q on q.partnership_id = s.id and q.left_at is null and q.user_id = new.learner_id
      join public.coaching_party w on w.partnership_id = s.id and w.left_at is null and w.user_id = new.user_id
      where s.id = new.partnership_id and w.part = 'supervisor'
        and coalesce(v.content -> 'check_in' -> 'data_first', '[]') ? q.part) then
    raise exception 'a supervisor talks about data with the learner first' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keep after insert on public.cycles_datatalk for each row execute function sec.keep_data_first();

-- What was agreed in a check-in is written where the signed terms give the supervisor the action plan, by them as well.
create function sec.keep_outcome() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.coaching_partnership s
      join public.coaching_disclosurerule r on r.terms_id = s.terms_id
      where s.id = new.partnership_id and r.audience = 'supervisor' and r.record_class = 'action_plan'
        and r.form = 'all') then
    raise exception 'what was agreed is not written here' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keep after insert on public.cycles_checkinoutcome for each row execute function sec.keep_outcome();
{TOLD}
grant execute on function sec.keep_told(), sec.keep_telling(), sec.keep_data_talk(), sec.keep_data_first(),
  sec.keep_outcome() to {LOGINS}, {DEFINER};

-- The day on which the next check-in of each partnership is due, for each who is checked in with: facts for the worker.
create function sec.check_ins_to_remind(since date, until date)
returns table (subject_id uuid, due_on date, framework_version_id uuid, user_id uuid, part text, time_zone text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with rule as materialized (
    select v.id, v.content -> 'check_in' -> 'parts' as parts, (v.content -> 'check_in' ->> 'days')::integer as days
    from public.coaching_frameworkversion v where jsonb_typeof(v.content -> 'check_in') = 'object'
  ), due as (
    select s.id, s.framework_version_id, v.parts,
           greatest(
             coalesce(c.held, greatest(t.starts_on, (a.activated_at at time zone g.time_zone)::date)),
             (st.resumed_at at time zone g.time_zone)::date
           ) + v.days as by_rhythm,
           c.planned
    from public.coaching_partnership s
    join public.coaching_program g on g.id = s.program_id
    join rule v on v.id = s.framework_version_id
    join public.agreements_standing st on st.partnership_id = s.id and st.state = 'signed'
    join public.agreements_agreedterms t on t.partnership_id = s.id and t.in_force
    join public.agreements_agreement a on a.id = t.agreement_id
    cross join lateral (
      select max(h.held_on) as held, max(h.planned_on) filter (where h.held_on is null) as planned
      from public.cycles_checkin h where h.partnership_id = s.id
    ) c
  )
  select d.id, greatest(d.by_rhythm, d.planned), d.framework_version_id, q.user_id, q.part::text, u.time_zone::text
  from due d
  join public.coaching_party q on q.partnership_id = d.id and q.left_at is null
       and (q.ends_at is null or q.ends_at > now()) and d.parts ? q.part
  join public.coaching_user u on u.id = q.user_id and u.is_active
  where greatest(d.by_rhythm, d.planned) between since and until
$$;
revoke all on function sec.check_ins_to_remind(date, date) from public;
grant execute on function sec.check_ins_to_remind(date, date) to {WORKER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.check_ins_to_remind(date, date) owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
        ("cycles", "0011_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="CheckIn",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("planned_on", models.DateField(null=True, verbose_name="day")),
                        ("held_on", models.DateField(null=True, verbose_name="day")),
                        ("way", models.CharField(blank=True, max_length=40, verbose_name="how")),
                        (
                            "took_part",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-held_on", "-recorded_at"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CheckInHistory",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_id",
                            models.UUIDField(
                                db_default=django.contrib.postgres.functions.RandomUUID(),
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "pgh_person",
                            models.UUIDField(
                                db_default=coaching.models.history.ActingPerson(), editable=False, null=True
                            ),
                        ),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("planned_on", models.DateField(null=True, verbose_name="day")),
                        ("held_on", models.DateField(null=True, verbose_name="day")),
                        ("way", models.CharField(blank=True, max_length=40, verbose_name="how")),
                        (
                            "took_part",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.partnership",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CheckInOutcome",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("words", models.TextField(max_length=2000, verbose_name="what was agreed")),
                        (
                            "check_in",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="cycles.checkin",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CheckInOutcomeHistory",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_id",
                            models.UUIDField(
                                db_default=django.contrib.postgres.functions.RandomUUID(),
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "pgh_person",
                            models.UUIDField(
                                db_default=coaching.models.history.ActingPerson(), editable=False, null=True
                            ),
                        ),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("words", models.TextField(max_length=2000, verbose_name="what was agreed")),
                        (
                            "check_in",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="cycles.checkin",
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.partnership",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DataTalk",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("about", models.CharField(max_length=200, verbose_name="which data")),
                        ("learner_on", models.DateField(verbose_name="day")),
                        ("coach_on", models.DateField(null=True, verbose_name="day")),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "learner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-learner_on", "-recorded_at"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DataTalkHistory",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_id",
                            models.UUIDField(
                                db_default=django.contrib.postgres.functions.RandomUUID(),
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "pgh_person",
                            models.UUIDField(
                                db_default=coaching.models.history.ActingPerson(), editable=False, null=True
                            ),
                        ),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("about", models.CharField(max_length=200, verbose_name="which data")),
                        ("learner_on", models.DateField(verbose_name="day")),
                        ("coach_on", models.DateField(null=True, verbose_name="day")),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "learner",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.partnership",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProgressQuestion",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="question")),
                        ("asked_at", models.DateTimeField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-asked_at"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ProgressAnswer",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="answer")),
                        ("answered_at", models.DateTimeField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="cycles.progressquestion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["answered_at"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PromiseReport",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("coach", "Coach"),
                                    ("coachee", "Coachee"),
                                    ("peer", "Peer"),
                                    ("supervisor", "Supervisor"),
                                    ("mentor_coach", "Mentor coach"),
                                    ("leadership", "Program leadership"),
                                    ("regional_leadership", "Regional leadership"),
                                    ("local_agency", "Local agency"),
                                    ("state_bureau", "State bureau"),
                                    ("coach_supervisor", "Coach's supervisor"),
                                    ("administrator", "Program administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("clause", models.CharField(max_length=40)),
                        ("item", models.CharField(blank=True, default="", max_length=40)),
                        ("month", models.DateField()),
                        (
                            "kept",
                            models.CharField(
                                choices=[("kept", "Kept"), ("partly", "Kept in part"), ("not_kept", "Not kept")],
                                max_length=8,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=500, verbose_name="in a few words")),
                        ("reported_at", models.DateTimeField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-month", "reported_at"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PromiseReportHistory",
                    fields=[
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_id",
                            models.UUIDField(
                                db_default=django.contrib.postgres.functions.RandomUUID(),
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "pgh_person",
                            models.UUIDField(
                                db_default=coaching.models.history.ActingPerson(), editable=False, null=True
                            ),
                        ),
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("coach", "Coach"),
                                    ("coachee", "Coachee"),
                                    ("peer", "Peer"),
                                    ("supervisor", "Supervisor"),
                                    ("mentor_coach", "Mentor coach"),
                                    ("leadership", "Program leadership"),
                                    ("regional_leadership", "Regional leadership"),
                                    ("local_agency", "Local agency"),
                                    ("state_bureau", "State bureau"),
                                    ("coach_supervisor", "Coach's supervisor"),
                                    ("administrator", "Program administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("clause", models.CharField(max_length=40)),
                        ("item", models.CharField(blank=True, default="", max_length=40)),
                        ("month", models.DateField()),
                        (
                            "kept",
                            models.CharField(
                                choices=[("kept", "Kept"), ("partly", "Kept in part"), ("not_kept", "Not kept")],
                                max_length=8,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=500, verbose_name="in a few words")),
                        ("reported_at", models.DateTimeField()),
                        (
                            "partnership",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.partnership",
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ]
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="checkin",
                    index=models.Index(fields=["partnership", "-held_on"], name="cycles_check_in_of"),
                ),
                migrations.AddConstraint(
                    model_name="checkin",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("held_on__isnull", True), ("planned_on__isnull", False), ("recorded_by__isnull", True)
                            ),
                            models.Q(
                                ("held_on__isnull", False),
                                ("recorded_by__isnull", False),
                                models.Q(("way", ""), _negated=True),
                                ("took_part__len__gte", 2),
                            ),
                            _connector="OR",
                        ),
                        name="cycles_check_in_planned_or_held",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="checkin",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("held_on__isnull", True)),
                        fields=("partnership",),
                        name="cycles_one_planned_check_in",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="checkin",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_checkinhistory" ("held_on", "id", "partnership_id", "pgh_created_at", "pgh_label", "planned_on", "program_id", "reader_ids", "recorded_at", "recorded_by_id", "terms_id", "took_part", "user_id", "way", "written_at") VALUES (NEW."held_on", NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."planned_on", NEW."program_id", NEW."reader_ids", NEW."recorded_at", NEW."recorded_by_id", NEW."terms_id", NEW."took_part", NEW."user_id", NEW."way", NEW."written_at"); RETURN NULL;',
                            hash="635d5ee446e89ba4fa3f3301762aa708fe996a5a",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_48192",
                            table="cycles_checkin",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="checkin",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."held_on" IS DISTINCT FROM (NEW."held_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."planned_on" IS DISTINCT FROM (NEW."planned_on") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."reader_ids" IS DISTINCT FROM (NEW."reader_ids") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."took_part" IS DISTINCT FROM (NEW."took_part") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."way" IS DISTINCT FROM (NEW."way"))',
                            func='INSERT INTO "cycles_checkinhistory" ("held_on", "id", "partnership_id", "pgh_created_at", "pgh_label", "planned_on", "program_id", "reader_ids", "recorded_at", "recorded_by_id", "terms_id", "took_part", "user_id", "way", "written_at") VALUES (NEW."held_on", NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."planned_on", NEW."program_id", NEW."reader_ids", NEW."recorded_at", NEW."recorded_by_id", NEW."terms_id", NEW."took_part", NEW."user_id", NEW."way", NEW."written_at"); RETURN NULL;',
                            hash="3f016c0cb6e965b7798fc3fee996baf6bfc96f76",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_cc2dc",
                            table="cycles_checkin",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="checkin",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_checkinhistory" ("held_on", "id", "partnership_id", "pgh_created_at", "pgh_label", "planned_on", "program_id", "reader_ids", "recorded_at", "recorded_by_id", "terms_id", "took_part", "user_id", "way", "written_at") VALUES (OLD."held_on", OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."planned_on", OLD."program_id", OLD."reader_ids", OLD."recorded_at", OLD."recorded_by_id", OLD."terms_id", OLD."took_part", OLD."user_id", OLD."way", OLD."written_at"); RETURN NULL;',
                            hash="66196845e87be00390c516d3a6d65f3ad5ab2528",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_28de4",
                            table="cycles_checkin",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="checkinoutcome",
                    constraint=models.UniqueConstraint(fields=("check_in", "user"), name="cycles_outcome_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="checkinoutcome",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_checkinoutcomehistory" ("check_in_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id", "words", "written_at") VALUES (NEW."check_in_id", NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."user_id", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="0cd58472ffdaf80c39db1c3f2f983c6fb006fdc2",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b8e51",
                            table="cycles_checkinoutcome",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="checkinoutcome",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."check_in_id" IS DISTINCT FROM (NEW."check_in_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."words" IS DISTINCT FROM (NEW."words"))',
                            func='INSERT INTO "cycles_checkinoutcomehistory" ("check_in_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id", "words", "written_at") VALUES (NEW."check_in_id", NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."user_id", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="4155146683af611329dfc47066d503427390b705",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_16a10",
                            table="cycles_checkinoutcome",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="checkinoutcome",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_checkinoutcomehistory" ("check_in_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id", "words", "written_at") VALUES (OLD."check_in_id", OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."user_id", OLD."words", OLD."written_at"); RETURN NULL;',
                            hash="98174db2e377d2d05bd7f151f26de78c00734027",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_cbbe3",
                            table="cycles_checkinoutcome",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="datatalk",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("coach_on__isnull", True), ("coach_on__gte", models.F("learner_on")), _connector="OR"
                        ),
                        name="cycles_data_with_the_learner_first",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="datatalk",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_datatalkhistory" ("about", "coach_on", "id", "learner_id", "learner_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "recorded_at", "terms_id", "user_id", "written_at") VALUES (NEW."about", NEW."coach_on", NEW."id", NEW."learner_id", NEW."learner_on", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."reader_ids", NEW."recorded_at", NEW."terms_id", NEW."user_id", NEW."written_at"); RETURN NULL;',
                            hash="2fec6b7b90317154961ae1f8b0b82ba4939bc469",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8d2b3",
                            table="cycles_datatalk",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="datatalk",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."coach_on" IS DISTINCT FROM (NEW."coach_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."learner_id" IS DISTINCT FROM (NEW."learner_id") OR OLD."learner_on" IS DISTINCT FROM (NEW."learner_on") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."reader_ids" IS DISTINCT FROM (NEW."reader_ids") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                            func='INSERT INTO "cycles_datatalkhistory" ("about", "coach_on", "id", "learner_id", "learner_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "recorded_at", "terms_id", "user_id", "written_at") VALUES (NEW."about", NEW."coach_on", NEW."id", NEW."learner_id", NEW."learner_on", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."reader_ids", NEW."recorded_at", NEW."terms_id", NEW."user_id", NEW."written_at"); RETURN NULL;',
                            hash="9b351bd9eb87ccd1bef1e6023f890b1255cc31b9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_96874",
                            table="cycles_datatalk",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="datatalk",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_datatalkhistory" ("about", "coach_on", "id", "learner_id", "learner_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "recorded_at", "terms_id", "user_id", "written_at") VALUES (OLD."about", OLD."coach_on", OLD."id", OLD."learner_id", OLD."learner_on", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."reader_ids", OLD."recorded_at", OLD."terms_id", OLD."user_id", OLD."written_at"); RETURN NULL;',
                            hash="9707f87f53acf18b50a3943a85fcbee200f9f10d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e3b31",
                            table="cycles_datatalk",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="promisereport",
                    constraint=models.UniqueConstraint(
                        fields=("partnership", "user", "clause", "item", "month"), name="cycles_promise_once_a_month"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="promisereport",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="cycles_promise_by_the_month"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="promisereport",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_promisereporthistory" ("clause", "id", "item", "kept", "month", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "reported_at", "terms_id", "user_id", "words", "written_at") VALUES (NEW."clause", NEW."id", NEW."item", NEW."kept", NEW."month", NEW."part", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."reader_ids", NEW."reported_at", NEW."terms_id", NEW."user_id", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="6ce78677d4b80d7eb2c9b1d4dce64fb61c867a4b",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_95546",
                            table="cycles_promisereport",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="promisereport",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."clause" IS DISTINCT FROM (NEW."clause") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item" IS DISTINCT FROM (NEW."item") OR OLD."kept" IS DISTINCT FROM (NEW."kept") OR OLD."month" IS DISTINCT FROM (NEW."month") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."reader_ids" IS DISTINCT FROM (NEW."reader_ids") OR OLD."reported_at" IS DISTINCT FROM (NEW."reported_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."words" IS DISTINCT FROM (NEW."words"))',
                            func='INSERT INTO "cycles_promisereporthistory" ("clause", "id", "item", "kept", "month", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "reported_at", "terms_id", "user_id", "words", "written_at") VALUES (NEW."clause", NEW."id", NEW."item", NEW."kept", NEW."month", NEW."part", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."reader_ids", NEW."reported_at", NEW."terms_id", NEW."user_id", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="b6bc388ae4d64808248b3bedec5da7b9725b798c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7b885",
                            table="cycles_promisereport",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="promisereport",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_promisereporthistory" ("clause", "id", "item", "kept", "month", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "reported_at", "terms_id", "user_id", "words", "written_at") VALUES (OLD."clause", OLD."id", OLD."item", OLD."kept", OLD."month", OLD."part", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."reader_ids", OLD."reported_at", OLD."terms_id", OLD."user_id", OLD."words", OLD."written_at"); RETURN NULL;',
                            hash="2d7f8f054ab2acb342697eacc5b268281846272c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_91115",
                            table="cycles_promisereport",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        Disclose(
            "cycles_promisereport",
            Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="own"),
        ),
        Disclose(
            "cycles_checkin",
            Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="present"),
        ),
        Disclose("cycles_checkinoutcome", Disclosure(RecordClass.ACTION_PLAN, inserts="own", updates="own")),
        Disclose(
            "cycles_progressquestion",
            Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="nobody"),
            history=False,
        ),
        Disclose(
            "cycles_progressanswer",
            Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="nobody"),
            history=False,
        ),
        Disclose(
            "cycles_datatalk",
            Disclosure(RecordClass.AGREEMENT, addressed=True, inserts="own", updates="own"),
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
