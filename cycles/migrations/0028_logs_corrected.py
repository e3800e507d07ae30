"""A finished log can be put right by whoever finished it: marked, and with what it was kept (fault 32)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, Disclosure
from coaching.migrating import Together

SEC = f"""
-- The person who finished the log corrects it, and marks it so: the day, the length, and how the visit took place. Which
-- visit and cycle it is of stays; so does the author, whom the policy of the details has already asked for.
create function sec.keep_finished_log() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  free text[] := array['terms_id', 'program_id', 'written_at', 'corrected_at'] || case tg_table_name
    when 'cycles_visitlog' then array['visited_on', 'minutes']
    else array['started', 'mode', 'place', 'strategies', 'strategies_other', 'preparation_minutes', 'follow_up_minutes',
               'billable'] end;
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if to_jsonb(new) - free is distinct from to_jsonb(old) - free
     or new.corrected_at is null or new.corrected_at is not distinct from old.corrected_at
     or not exists (select from public.cycles_visitdetail d
       where d.visit_id = old.visit_id and d.author_id = sec.person()) then
    raise exception 'a finished log is corrected by whoever finished it, and marked'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before update on public.cycles_visitlog
  for each row execute function sec.keep_finished_log();
create trigger b_keep before update on public.cycles_visitdetail
  for each row execute function sec.keep_finished_log();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0027_masked_cases"),
    ]

    operations = [
        Together(
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visitdetail",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visitdetail",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visitdetail",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visitlog",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visitlog",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visitlog",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="visitdetail",
                    name="corrected_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="visitdetailhistory",
                    name="corrected_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="visitlog",
                    name="corrected_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="visitloghistory",
                    name="corrected_at",
                    field=models.DateTimeField(null=True),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitdetail",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visitdetailhistory" ("author_id", "billable", "corrected_at", "follow_up_minutes", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "preparation_minutes", "program_id", "started", "strategies", "strategies_other", "terms_id", "visit_id", "written_at") VALUES (NEW."author_id", NEW."billable", NEW."corrected_at", NEW."follow_up_minutes", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'insert\', NEW."place", NEW."preparation_minutes", NEW."program_id", NEW."started", NEW."strategies", NEW."strategies_other", NEW."terms_id", NEW."visit_id", NEW."written_at"); RETURN NULL;',
                            hash="127ee9de0b5d2d9c9bdfb283e7ea5937aec88459",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_a81f8",
                            table="cycles_visitdetail",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitdetail",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."billable" IS DISTINCT FROM (NEW."billable") OR OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."follow_up_minutes" IS DISTINCT FROM (NEW."follow_up_minutes") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."preparation_minutes" IS DISTINCT FROM (NEW."preparation_minutes") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."started" IS DISTINCT FROM (NEW."started") OR OLD."strategies" IS DISTINCT FROM (NEW."strategies") OR OLD."strategies_other" IS DISTINCT FROM (NEW."strategies_other") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))',
                            func='INSERT INTO "cycles_visitdetailhistory" ("author_id", "billable", "corrected_at", "follow_up_minutes", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "preparation_minutes", "program_id", "started", "strategies", "strategies_other", "terms_id", "visit_id", "written_at") VALUES (NEW."author_id", NEW."billable", NEW."corrected_at", NEW."follow_up_minutes", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'update\', NEW."place", NEW."preparation_minutes", NEW."program_id", NEW."started", NEW."strategies", NEW."strategies_other", NEW."terms_id", NEW."visit_id", NEW."written_at"); RETURN NULL;',
                            hash="5382d9f0b44ffa42090b45bf124b3b614e1a34d7",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_aefb9",
                            table="cycles_visitdetail",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitdetail",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visitdetailhistory" ("author_id", "billable", "corrected_at", "follow_up_minutes", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "preparation_minutes", "program_id", "started", "strategies", "strategies_other", "terms_id", "visit_id", "written_at") VALUES (OLD."author_id", OLD."billable", OLD."corrected_at", OLD."follow_up_minutes", OLD."id", OLD."mode", OLD."partnership_id", NOW(), \'delete\', OLD."place", OLD."preparation_minutes", OLD."program_id", OLD."started", OLD."strategies", OLD."strategies_other", OLD."terms_id", OLD."visit_id", OLD."written_at"); RETURN NULL;',
                            hash="5cc11e7057b36635e572c1255ba828df37305c9a",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_1100c",
                            table="cycles_visitdetail",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitlog",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visitloghistory" ("corrected_at", "cycle_id", "finished_at", "id", "minutes", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "visit_id", "visited_on", "written_at") VALUES (NEW."corrected_at", NEW."cycle_id", NEW."finished_at", NEW."id", NEW."minutes", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."visit_id", NEW."visited_on", NEW."written_at"); RETURN NULL;',
                            hash="aa870558c68135bf70ea6a80945fe8438b52ccd1",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_20b9b",
                            table="cycles_visitlog",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitlog",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."minutes" IS DISTINCT FROM (NEW."minutes") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id") OR OLD."visited_on" IS DISTINCT FROM (NEW."visited_on"))',
                            func='INSERT INTO "cycles_visitloghistory" ("corrected_at", "cycle_id", "finished_at", "id", "minutes", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "visit_id", "visited_on", "written_at") VALUES (NEW."corrected_at", NEW."cycle_id", NEW."finished_at", NEW."id", NEW."minutes", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."visit_id", NEW."visited_on", NEW."written_at"); RETURN NULL;',
                            hash="307f9e75c067f54ab6e1a45fd25a1eccf95282b4",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_1341c",
                            table="cycles_visitlog",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitlog",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visitloghistory" ("corrected_at", "cycle_id", "finished_at", "id", "minutes", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "visit_id", "visited_on", "written_at") VALUES (OLD."corrected_at", OLD."cycle_id", OLD."finished_at", OLD."id", OLD."minutes", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."visit_id", OLD."visited_on", OLD."written_at"); RETURN NULL;',
                            hash="65229c645acfa1e55264e7a2309d506fce97ed0f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ca60c",
                            table="cycles_visitlog",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        Disclose("cycles_visitlog", Disclosure(RecordClass.LOG)),
        Disclose("cycles_visitdetail", Disclosure(RecordClass.VISIT_DETAIL, updates="author")),
        migrations.RunSQL(SEC, "drop function sec.keep_finished_log() cascade"),
    ]
