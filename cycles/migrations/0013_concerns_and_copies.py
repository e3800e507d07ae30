"""Concerns on their route (A16, A17, B8, D13), and the plan as it stood after a session (D15)."""

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
from coaching.disclosure.policies import DEFINER, LOGINS, Disclosure
from coaching.migrating import Together

ROUTE = """(
    select r -> 'in_order' as in_order, s.value as step, s.ordinality as place, r -> 'steps' as steps
    from public.coaching_partnership p
    join public.coaching_frameworkversion v on v.id = p.framework_version_id
    cross join lateral jsonb_array_elements(v.content -> 'concerns' -> 'routes') r
    cross join lateral jsonb_array_elements(r -> 'steps') with ordinality s
    where p.id = new.partnership_id and r ->> 'raised_by' = new.part and s.value ->> 'key' = new.step
      and (coalesce(r -> 'formats', '[]') = '[]' or r -> 'formats' ? p.format)
  )"""
"""The step of the route that a row names, for the part of the one who raises it."""

SEC = f"""
-- The coach's supervisors of the program whose address stands in the agreement that all have signed (A16), for a party.
create function sec.coach_supervisors_of(partnership uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct m.user_id
  from public.agreements_agreement a
  join public.coaching_membership m on m.program_id = a.program_id and m.part = 'coach_supervisor'
       and m.begins_at <= now() and (m.ends_at is null or m.ends_at > now())
  join public.coaching_user u on u.id = m.user_id and u.is_active
  where a.partnership_id = partnership and a.state = 'active'
    and exists (select from sec.my_parties p where p.partnership_id = partnership and p.left_at is null)
    and rtrim(lower(u.email)) = any (regexp_split_to_array(lower(a.text), '[[:space:],;:()<>]+|[.]([[:space:]]|$)'))
$$;

-- Whether a coaching has ended, for whoever answers a concern and is no party; to anybody else it says nothing.
create function sec.has_ended(partnership uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.agreements_standing s where s.partnership_id = partnership
    and s.state in ('concluded', 'discontinued', 'handed_over')
    and exists (select from public.cycles_concernstep c
      where c.partnership_id = partnership and sec.person() = any (c.reader_ids)))
$$;

-- Who reads a step of a concern is never said by the one who raises it: they, and those present whom the framework
-- names for this step; outside, nobody but they. What was written stays; only talks and the end are added.
create function sec.keep_concern_readers() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare wanted jsonb;
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    if to_jsonb(new) - array['terms_id', 'talked_on', 'closed_at']
       is distinct from to_jsonb(old) - array['terms_id', 'talked_on', 'closed_at'] then
      raise exception 'a concern stays as it was written' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end if;
  select route.step -> 'to' into wanted from {ROUTE} route limit 1;
  new.reader_ids := array[new.user_id];
  if not new.outside then
    new.reader_ids := new.reader_ids || array(
      select q.user_id from public.coaching_party q
      where q.partnership_id = new.partnership_id and q.left_at is null and q.user_id <> new.user_id
        and coalesce(wanted, '[]') ? q.part
      union
      select c from sec.coach_supervisors_of(new.partnership_id) c
      where coalesce(wanted, '[]') ? 'coach_supervisor' and c <> new.user_id
      order by 1);
  end if;
  return new;
end $$;
create trigger b_readers before insert or update on public.cycles_concernstep
  for each row execute function sec.keep_concern_readers();

-- A concern takes the framework's route: a step that it has for this part, and in order where it says so, which means
-- that the step before was talked about or answered first. One who takes it on goes on with their own concern.
create function sec.keep_concern_route() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare route record; before text;
begin
  if current_user = '{DEFINER}' then
    return null;
  end if;
  select * into route from {ROUTE} found limit 1;
  if not found or not exists (select from public.coaching_party q where q.partnership_id = new.partnership_id
      and q.user_id = new.user_id and q.part = new.part and q.left_at is null) then
    raise exception 'the framework has no such step for this person' using errcode = 'insufficient_privilege';
  end if;
  if not new.outside and cardinality(new.reader_ids) < 2 then
    raise exception 'nobody is there to take this concern to' using errcode = 'insufficient_privilege';
  end if;
  if new.concern <> new.id and not exists (select from public.cycles_concernstep c
      where c.concern = new.concern and c.user_id = new.user_id and c.partnership_id = new.partnership_id
        and c.id <> new.id) then
    raise exception 'this is the concern of somebody else' using errcode = 'insufficient_privilege';
  end if;
  if route.in_order::boolean and route.place > 1 then
    before := route.steps -> (route.place - 2)::integer ->> 'key';
    if not exists (select from public.cycles_concernstep c
        where c.concern = new.concern and c.step = before and c.user_id = new.user_id
          and (c.talked_on is not null or exists (select from public.cycles_concernword w
            where w.step_id = c.id and w.user_id <> c.user_id))) then
      raise exception 'the step before comes first' using errcode = 'insufficient_privilege';
    end if;
  end if;
  return null;
end $$;
-- After the row's own policies have said whose row it may be
create trigger keep after insert on public.cycles_concernstep for each row execute function sec.keep_concern_route();

-- An answer is read by those who read the step.
create function sec.keep_concern_word() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' then
    select c.reader_ids into new.reader_ids from public.cycles_concernstep c
    where c.id = new.step_id and c.partnership_id = new.partnership_id;
    new.reader_ids := coalesce(new.reader_ids, '{{}}');
  end if;
  return new;
end $$;
create trigger b_readers before insert on public.cycles_concernword
  for each row execute function sec.keep_concern_word();
create function sec.keep_concern_answer() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (not (new.user_id = any (new.reader_ids)) or sec.has_ended(new.partnership_id)
      or exists (select from public.cycles_concernstep c where c.id = new.step_id and c.closed_at is not null)) then
    raise exception 'this person answers nothing here' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keep after insert on public.cycles_concernword for each row execute function sec.keep_concern_answer();

revoke all on function sec.coach_supervisors_of(uuid), sec.has_ended(uuid) from public;
grant execute on function sec.coach_supervisors_of(uuid), sec.has_ended(uuid) to {LOGINS};
grant execute on function sec.keep_concern_readers(), sec.keep_concern_route(), sec.keep_concern_word(),
  sec.keep_concern_answer() to {LOGINS}, {DEFINER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.coach_supervisors_of(uuid) owner to {DEFINER};
alter function sec.has_ended(uuid) owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
        ("cycles", "0012_support"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="ConcernStep",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("user_name", models.CharField(max_length=120)),
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
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("concern", models.UUIDField(default=uuid.uuid4)),
                        ("step", models.CharField(max_length=40)),
                        ("text", models.TextField(max_length=5000, verbose_name="concern")),
                        (
                            "about",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("solutions", "What could help"),
                                    ("readiness", "Whether this is the time for coaching"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("outside", models.BooleanField(default=False)),
                        ("talked_on", models.DateField(null=True)),
                        ("taken_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
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
                        "ordering": ["-taken_at"],
                    },
                ),
                migrations.CreateModel(
                    name="ConcernStepHistory",
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
                        ("user_name", models.CharField(max_length=120)),
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
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("concern", models.UUIDField(default=uuid.uuid4)),
                        ("step", models.CharField(max_length=40)),
                        ("text", models.TextField(max_length=5000, verbose_name="concern")),
                        (
                            "about",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("solutions", "What could help"),
                                    ("readiness", "Whether this is the time for coaching"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("outside", models.BooleanField(default=False)),
                        ("talked_on", models.DateField(null=True)),
                        ("taken_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
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
                    name="ConcernWord",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("user_name", models.CharField(max_length=120)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("text", models.TextField(max_length=5000, verbose_name="answer")),
                        ("said_at", models.DateTimeField()),
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
                            "step",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="words",
                                to="cycles.concernstep",
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
                        "ordering": ["said_at"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanCopy",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("key", models.CharField(max_length=40)),
                        ("copied_on", models.DateField(verbose_name="day")),
                        ("content", models.JSONField()),
                        ("copied_at", models.DateTimeField()),
                        (
                            "author",
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
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan_copies",
                                to="cycles.visit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "plan copies",
                        "ordering": ["-copied_at"],
                        "constraints": [models.UniqueConstraint(fields=("visit", "key"), name="cycles_plan_copy_once")],
                    },
                ),
            ]
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="concernstep",
                    index=models.Index(fields=["partnership", "-taken_at"], name="cycles_concern_of"),
                ),
                migrations.AddConstraint(
                    model_name="concernstep",
                    constraint=models.UniqueConstraint(fields=("concern", "step"), name="cycles_concern_step_once"),
                ),
                migrations.AddConstraint(
                    model_name="concernstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("outside", False), ("talked_on__isnull", False), _connector="OR"),
                        name="cycles_concern_outside_was_talked_about",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="concernstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_concernstephistory" ("about", "closed_at", "concern", "id", "outside", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "step", "taken_at", "talked_on", "terms_id", "text", "user_id", "user_name", "written_at") VALUES (NEW."about", NEW."closed_at", NEW."concern", NEW."id", NEW."outside", NEW."part", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."reader_ids", NEW."step", NEW."taken_at", NEW."talked_on", NEW."terms_id", NEW."text", NEW."user_id", NEW."user_name", NEW."written_at"); RETURN NULL;',
                            hash="79009641429f450730b893b44e27beb767253674",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_c3d72",
                            table="cycles_concernstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="concernstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."concern" IS DISTINCT FROM (NEW."concern") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."outside" IS DISTINCT FROM (NEW."outside") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."reader_ids" IS DISTINCT FROM (NEW."reader_ids") OR OLD."step" IS DISTINCT FROM (NEW."step") OR OLD."taken_at" IS DISTINCT FROM (NEW."taken_at") OR OLD."talked_on" IS DISTINCT FROM (NEW."talked_on") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."user_name" IS DISTINCT FROM (NEW."user_name"))',
                            func='INSERT INTO "cycles_concernstephistory" ("about", "closed_at", "concern", "id", "outside", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "step", "taken_at", "talked_on", "terms_id", "text", "user_id", "user_name", "written_at") VALUES (NEW."about", NEW."closed_at", NEW."concern", NEW."id", NEW."outside", NEW."part", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."reader_ids", NEW."step", NEW."taken_at", NEW."talked_on", NEW."terms_id", NEW."text", NEW."user_id", NEW."user_name", NEW."written_at"); RETURN NULL;',
                            hash="02a19639fe9302e2c07471126a98bf9473f07ca0",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7fb9f",
                            table="cycles_concernstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="concernstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_concernstephistory" ("about", "closed_at", "concern", "id", "outside", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "reader_ids", "step", "taken_at", "talked_on", "terms_id", "text", "user_id", "user_name", "written_at") VALUES (OLD."about", OLD."closed_at", OLD."concern", OLD."id", OLD."outside", OLD."part", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."reader_ids", OLD."step", OLD."taken_at", OLD."talked_on", OLD."terms_id", OLD."text", OLD."user_id", OLD."user_name", OLD."written_at"); RETURN NULL;',
                            hash="b0feb696ace47ef3c6231f017864f7581324104b",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_eca35",
                            table="cycles_concernstep",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        Disclose(
            "cycles_plancopy", Disclosure(RecordClass.ACTION_PLAN, inserts="author", updates="nobody"), history=False
        ),
        Disclose(
            "cycles_concernstep",
            Disclosure(RecordClass.CONCERN, addressed=True, routed=True, inserts="own", updates="own"),
        ),
        Disclose(
            "cycles_concernword",
            Disclosure(RecordClass.CONCERN, addressed=True, routed=True, inserts="routed", updates="nobody"),
            history=False,
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
