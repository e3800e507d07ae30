"""A plan holds what any framework asks: hours, response days, and answers by question; modes may be several."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.policies import DEFINER
from coaching.migrating import QuickMigration

KEEP = f"""
-- What leadership reads of an agreement is what was sent for signature, whoever would like it otherwise.
create or replace function sec.keep_agreed_terms() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.agreement_id, new.mode, new.cycles, new.hours, new.rhythm_days, new.rhythm_other, new.starts_on, new.ends_on)
     is distinct from
     (old.agreement_id, old.mode, old.cycles, old.hours, old.rhythm_days, old.rhythm_other, old.starts_on, old.ends_on)
     or current_user <> '{DEFINER}' and new.in_force is distinct from old.in_force then
    raise exception 'agreed terms do not change' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
"""


class Migration(QuickMigration):
    dependencies = [
        ("agreements", "0004_history_found"),
        ("coaching", "0003_practices_leave_the_list"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreedterms",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreedterms",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreedterms",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="plan",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="plan",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="plan",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="plan",
            name="agreements_plan_cycles_within_sixteen",
        ),
        migrations.AddField(
            model_name="agreedterms",
            name="hours",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="agreedtermshistory",
            name="hours",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="answers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="plan",
            name="hours",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hours of coaching"),
        ),
        migrations.AddField(
            model_name="plan",
            name="response_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="days in which a question is answered"
            ),
        ),
        migrations.AddField(
            model_name="planhistory",
            name="answers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="planhistory",
            name="hours",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hours of coaching"),
        ),
        migrations.AddField(
            model_name="planhistory",
            name="response_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="days in which a question is answered"
            ),
        ),
        migrations.AlterField(
            model_name="agreedterms",
            name="mode",
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name="agreedtermshistory",
            name="mode",
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name="plan",
            name="mode",
            field=models.CharField(blank=True, max_length=200, verbose_name="how visits happen"),
        ),
        migrations.AlterField(
            model_name="planhistory",
            name="mode",
            field=models.CharField(blank=True, max_length=200, verbose_name="how visits happen"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreedterms",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_agreedtermshistory" ("agreement_id", "cycles", "ends_on", "hours", "id", "in_force", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "written_at") VALUES (NEW."agreement_id", NEW."cycles", NEW."ends_on", NEW."hours", NEW."id", NEW."in_force", NEW."mode", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."rhythm_days", NEW."rhythm_other", NEW."starts_on", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                    hash="b1ad58b284baab3a229f2d78c265ed0727e62743",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b40cc",
                    table="agreements_agreedterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreedterms",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."agreement_id" IS DISTINCT FROM (NEW."agreement_id") OR OLD."cycles" IS DISTINCT FROM (NEW."cycles") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."in_force" IS DISTINCT FROM (NEW."in_force") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."rhythm_days" IS DISTINCT FROM (NEW."rhythm_days") OR OLD."rhythm_other" IS DISTINCT FROM (NEW."rhythm_other") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on"))',
                    func='INSERT INTO "agreements_agreedtermshistory" ("agreement_id", "cycles", "ends_on", "hours", "id", "in_force", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "written_at") VALUES (NEW."agreement_id", NEW."cycles", NEW."ends_on", NEW."hours", NEW."id", NEW."in_force", NEW."mode", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."rhythm_days", NEW."rhythm_other", NEW."starts_on", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                    hash="9e3c68a179e3ca0e593ffa50d1d1cc49b7959748",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3bc15",
                    table="agreements_agreedterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreedterms",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_agreedtermshistory" ("agreement_id", "cycles", "ends_on", "hours", "id", "in_force", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "written_at") VALUES (OLD."agreement_id", OLD."cycles", OLD."ends_on", OLD."hours", OLD."id", OLD."in_force", OLD."mode", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."rhythm_days", OLD."rhythm_other", OLD."starts_on", OLD."terms_id", OLD."written_at"); RETURN NULL;',
                    hash="033bbed4c822208f691431834ee255d950770dad",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fcf8a",
                    table="agreements_agreedterms",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_planhistory" ("answers", "concern_email", "concern_name", "concern_phone", "cycles", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (NEW."answers", NEW."concern_email", NEW."concern_name", NEW."concern_phone", NEW."cycles", NEW."ends_on", NEW."hours", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."response_days", NEW."rhythm_days", NEW."rhythm_other", NEW."starts_on", NEW."terms_id", NEW."updated_by_id", NEW."version", NEW."written_at"); RETURN NULL;',
                    hash="329ef5c2ad05a4ab9df7b9cbd652edbfe2078bd5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a87a0",
                    table="agreements_plan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."concern_email" IS DISTINCT FROM (NEW."concern_email") OR OLD."concern_name" IS DISTINCT FROM (NEW."concern_name") OR OLD."concern_phone" IS DISTINCT FROM (NEW."concern_phone") OR OLD."cycles" IS DISTINCT FROM (NEW."cycles") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."response_days" IS DISTINCT FROM (NEW."response_days") OR OLD."rhythm_days" IS DISTINCT FROM (NEW."rhythm_days") OR OLD."rhythm_other" IS DISTINCT FROM (NEW."rhythm_other") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "agreements_planhistory" ("answers", "concern_email", "concern_name", "concern_phone", "cycles", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (NEW."answers", NEW."concern_email", NEW."concern_name", NEW."concern_phone", NEW."cycles", NEW."ends_on", NEW."hours", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."response_days", NEW."rhythm_days", NEW."rhythm_other", NEW."starts_on", NEW."terms_id", NEW."updated_by_id", NEW."version", NEW."written_at"); RETURN NULL;',
                    hash="b5a794a6d47be91f5b2ba6dd1a71fc2dd6cd0ed0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d2b1f",
                    table="agreements_plan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_planhistory" ("answers", "concern_email", "concern_name", "concern_phone", "cycles", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (OLD."answers", OLD."concern_email", OLD."concern_name", OLD."concern_phone", OLD."cycles", OLD."ends_on", OLD."hours", OLD."id", OLD."mode", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."response_days", OLD."rhythm_days", OLD."rhythm_other", OLD."starts_on", OLD."terms_id", OLD."updated_by_id", OLD."version", OLD."written_at"); RETURN NULL;',
                    hash="2a206696771c11f2fa5694d72cabf94cdf9e7811",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_20a96",
                    table="agreements_plan",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cycles__isnull", True), ("hours__isnull", True)),
                    models.Q(("cycles__range", (1, 2000)), ("hours__isnull", True)),
                    models.Q(("cycles__isnull", True), ("hours__range", (1, 2000))),
                    _connector="OR",
                ),
                name="agreements_plan_has_one_dose",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("response_days__isnull", True), ("response_days__range", (1, 60)), _connector="OR"),
                name="agreements_plan_response_in_days",
            ),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
