"""A part ends when its last day is over where the program is, and with it the places that rest on it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coaching.disclosure.policies import DEFINER, LOGINS, OWNER, PERSON, WORKER
from coaching.migrating import QuickMigration

SEC = f"""
-- A part lasts from the first moment of its first day to the last of its last, by the calendar of the program.
create function sec.date_part() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare zone text := (select g.time_zone from public.coaching_program g where g.id = new.program_id);
begin
  new.begins_at := new.starts_on::timestamp at time zone zone;
  new.ends_at := (new.ends_on + 1)::timestamp at time zone zone;
  return new;
end $$;

-- The moment at which the last of somebody's parts of this kind in a program ends; null while one has no last day.
create function sec.end_of(program uuid, person uuid, held text) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when bool_or(m.ends_at is null) then null else max(m.ends_at) end
  from public.coaching_membership m where m.user_id = person and m.program_id = program and m.part = held
$$;

-- A place in a partnership rests on a part in the program and ends with it, whatever the writer says.
create function sec.date_place() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.ends_at := sec.end_of(new.program_id, new.user_id, new.part);
  return new;
end $$;
create function sec.date_places() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare moment timestamptz := sec.end_of(new.program_id, new.user_id, new.part);
begin
  update public.coaching_party set ends_at = moment
  where user_id = new.user_id and program_id = new.program_id and part = new.part and left_at is null
    and ends_at is distinct from moment;
  return null;
end $$;

-- A program that moves to another zone takes its days along.
create function sec.date_program() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update public.coaching_membership set starts_on = starts_on where program_id = new.id;
  return null;
end $$;

-- For the minute tick: whoever's part has ended has left. Row security took them as gone from that moment on.
create function sec.leave_places() returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n integer;
begin
  update public.coaching_party set left_at = greatest(ends_at, joined_at) where left_at is null and ends_at <= now();
  get diagnostics n = row_count;
  return n;
end $$;

-- A partnership stays in its format, and another version of its framework is adopted by signatures alone.
create function sec.keep_edition() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}'
     and (new.framework_version_id, new.format) is distinct from (old.framework_version_id, old.format) then
    raise exception 'another version of the framework is adopted by signatures' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

create trigger b_moments before insert or update on public.coaching_membership
  for each row execute function sec.date_part();
create trigger c_places after insert or update on public.coaching_membership
  for each row execute function sec.date_places();
-- After the stamp, which says of which program it is
create trigger b_ends before insert or update of ends_at on public.coaching_party
  for each row execute function sec.date_place();
create trigger c_dates after update of time_zone on public.coaching_program
  for each row when (old.time_zone is distinct from new.time_zone) execute function sec.date_program();
create trigger a_edition before update on public.coaching_partnership
  for each row execute function sec.keep_edition();

revoke all on function sec.date_part(), sec.end_of(uuid, uuid, text), sec.date_place(), sec.date_places(), sec.date_program(),
  sec.leave_places() from public;
grant execute on function sec.date_part(), sec.date_place(), sec.date_places(), sec.date_program(), sec.keep_edition()
  to {LOGINS}, {DEFINER};
grant execute on function sec.leave_places() to {WORKER};
alter function sec.date_part() owner to {DEFINER};
alter function sec.end_of(uuid, uuid, text) owner to {DEFINER};
alter function sec.date_place() owner to {DEFINER};
alter function sec.date_places() owner to {DEFINER};
alter function sec.date_program() owner to {DEFINER};
alter function sec.leave_places() owner to {DEFINER};

set role {DEFINER};
create or replace view sec.my_parties with (security_barrier) as
  select partnership_id, program_id, part, joined_at,
         coalesce(left_at, case when ends_at <= now() then ends_at end) as left_at,
         part in ('coach', 'coachee', 'peer', 'mentor_coach') as pair
  from public.coaching_party where user_id = {PERSON};
create or replace view sec.my_memberships with (security_barrier) as
  select program_id, part from public.coaching_membership
  where user_id = {PERSON} and begins_at <= now() and (ends_at is null or ends_at > now());
create or replace view sec.my_contacts with (security_barrier) as
  select q.user_id from public.coaching_party q
  join sec.my_parties mine on mine.partnership_id = q.partnership_id and mine.left_at is null
  where q.left_at is null and (q.ends_at is null or q.ends_at > now())
  union all
  select user_id from sec.my_members;
update public.coaching_membership set starts_on = starts_on;
set role {OWNER};
"""


class Migration(QuickMigration):
    dependencies = [
        ("coaching", "0004_places_are_filled_once"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="party",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="party",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="party",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="membership",
            name="begins_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="ends_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="membershiphistory",
            name="begins_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="membershiphistory",
            name="ends_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="party",
            name="ends_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="partyhistory",
            name="ends_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("ends_at__isnull", False), ("left_at__isnull", True)),
                fields=["ends_at"],
                name="coaching_party_ending",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "coaching_membershiphistory" ("agency_id", "begins_at", "created_at", "ends_at", "ends_on", "external_id", "id", "part", "pgh_created_at", "pgh_label", "program_id", "site_id", "starts_on", "user_id") VALUES (NEW."agency_id", NEW."begins_at", NEW."created_at", NEW."ends_at", NEW."ends_on", NEW."external_id", NEW."id", NEW."part", NOW(), \'insert\', NEW."program_id", NEW."site_id", NEW."starts_on", NEW."user_id"); RETURN NULL;',
                    hash="7f18cc3e31c34159b1175dda4f1bd7ee1b6abf49",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d1443",
                    table="coaching_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "coaching_membershiphistory" ("agency_id", "begins_at", "created_at", "ends_at", "ends_on", "external_id", "id", "part", "pgh_created_at", "pgh_label", "program_id", "site_id", "starts_on", "user_id") VALUES (NEW."agency_id", NEW."begins_at", NEW."created_at", NEW."ends_at", NEW."ends_on", NEW."external_id", NEW."id", NEW."part", NOW(), \'update\', NEW."program_id", NEW."site_id", NEW."starts_on", NEW."user_id"); RETURN NULL;',
                    hash="b0c53ec7fe73636c09dcbec20186fa03ff9ff798",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4dee9",
                    table="coaching_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "coaching_membershiphistory" ("agency_id", "begins_at", "created_at", "ends_at", "ends_on", "external_id", "id", "part", "pgh_created_at", "pgh_label", "program_id", "site_id", "starts_on", "user_id") VALUES (OLD."agency_id", OLD."begins_at", OLD."created_at", OLD."ends_at", OLD."ends_on", OLD."external_id", OLD."id", OLD."part", NOW(), \'delete\', OLD."program_id", OLD."site_id", OLD."starts_on", OLD."user_id"); RETURN NULL;',
                    hash="d9e4ab4655792c9c8cace49f5799c2aa1e0e2421",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5d3bc",
                    table="coaching_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="party",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "coaching_partyhistory" ("ends_at", "id", "joined_at", "left_at", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id") VALUES (NEW."ends_at", NEW."id", NEW."joined_at", NEW."left_at", NEW."part", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."user_id"); RETURN NULL;',
                    hash="a3636c17221fd8d77adca9b57b4bc8953eb80faa",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c8606",
                    table="coaching_party",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="party",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at") OR OLD."left_at" IS DISTINCT FROM (NEW."left_at") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                    func='INSERT INTO "coaching_partyhistory" ("ends_at", "id", "joined_at", "left_at", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id") VALUES (NEW."ends_at", NEW."id", NEW."joined_at", NEW."left_at", NEW."part", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."user_id"); RETURN NULL;',
                    hash="42ff105eb97d6c9fc2282ec144912e1a127b2044",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cf7d7",
                    table="coaching_party",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="party",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "coaching_partyhistory" ("ends_at", "id", "joined_at", "left_at", "part", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id") VALUES (OLD."ends_at", OLD."id", OLD."joined_at", OLD."left_at", OLD."part", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."user_id"); RETURN NULL;',
                    hash="02c4a17d8dc2b3e61f7a1e7be125a311dc1a5b12",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7a3ec",
                    table="coaching_party",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
