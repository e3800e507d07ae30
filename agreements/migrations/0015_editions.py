"""The version of the framework that an agreement is made of, and that a plan answers."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coaching.migrating import QuickMigration


class Migration(QuickMigration):
    dependencies = [
        ("agreements", "0014_drafting_kept"),
        ("coaching", "0005_parts_end_by_the_programs_day"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreement",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreement",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="agreement",
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
        migrations.AddField(
            model_name="agreement",
            name="edition",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.frameworkversion"
            ),
        ),
        migrations.AddField(
            model_name="agreementhistory",
            name="edition",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="coaching.frameworkversion",
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="edition",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.frameworkversion"
            ),
        ),
        migrations.AddField(
            model_name="planhistory",
            name="edition",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="coaching.frameworkversion",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_agreementhistory" ("activated_at", "closed_at", "closed_by_id", "closed_reason", "closed_words", "content", "digest", "edition_id", "expires_at", "id", "language", "number", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resent_at", "rules_id", "sent_at", "sent_by_id", "state", "terms_id", "text", "written_at") VALUES (NEW."activated_at", NEW."closed_at", NEW."closed_by_id", NEW."closed_reason", NEW."closed_words", NEW."content", NEW."digest", NEW."edition_id", NEW."expires_at", NEW."id", NEW."language", NEW."number", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."resent_at", NEW."rules_id", NEW."sent_at", NEW."sent_by_id", NEW."state", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                    hash="b9012145e8448b4f32c7e3d26aa07436f9cdf38f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_13a93",
                    table="agreements_agreement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreement",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."activated_at" IS DISTINCT FROM (NEW."activated_at") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."closed_by_id" IS DISTINCT FROM (NEW."closed_by_id") OR OLD."closed_reason" IS DISTINCT FROM (NEW."closed_reason") OR OLD."closed_words" IS DISTINCT FROM (NEW."closed_words") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."edition_id" IS DISTINCT FROM (NEW."edition_id") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."resent_at" IS DISTINCT FROM (NEW."resent_at") OR OLD."rules_id" IS DISTINCT FROM (NEW."rules_id") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                    func='INSERT INTO "agreements_agreementhistory" ("activated_at", "closed_at", "closed_by_id", "closed_reason", "closed_words", "content", "digest", "edition_id", "expires_at", "id", "language", "number", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resent_at", "rules_id", "sent_at", "sent_by_id", "state", "terms_id", "text", "written_at") VALUES (NEW."activated_at", NEW."closed_at", NEW."closed_by_id", NEW."closed_reason", NEW."closed_words", NEW."content", NEW."digest", NEW."edition_id", NEW."expires_at", NEW."id", NEW."language", NEW."number", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."resent_at", NEW."rules_id", NEW."sent_at", NEW."sent_by_id", NEW."state", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                    hash="66671b9b566dce4fc7eb4cb5e768403bd8a076ed",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_36fdd",
                    table="agreements_agreement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agreement",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_agreementhistory" ("activated_at", "closed_at", "closed_by_id", "closed_reason", "closed_words", "content", "digest", "edition_id", "expires_at", "id", "language", "number", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resent_at", "rules_id", "sent_at", "sent_by_id", "state", "terms_id", "text", "written_at") VALUES (OLD."activated_at", OLD."closed_at", OLD."closed_by_id", OLD."closed_reason", OLD."closed_words", OLD."content", OLD."digest", OLD."edition_id", OLD."expires_at", OLD."id", OLD."language", OLD."number", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."resent_at", OLD."rules_id", OLD."sent_at", OLD."sent_by_id", OLD."state", OLD."terms_id", OLD."text", OLD."written_at"); RETURN NULL;',
                    hash="c0a0805ab755f8f70c0e3151c7e079b95036f7a1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a07e3",
                    table="agreements_agreement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_planhistory" ("answers", "clauses", "concern_email", "concern_name", "concern_phone", "cycles", "edition_id", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (NEW."answers", NEW."clauses", NEW."concern_email", NEW."concern_name", NEW."concern_phone", NEW."cycles", NEW."edition_id", NEW."ends_on", NEW."hours", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."response_days", NEW."rhythm_days", NEW."rhythm_other", NEW."starts_on", NEW."terms_id", NEW."updated_by_id", NEW."version", NEW."written_at"); RETURN NULL;',
                    hash="764fc924f8e98c3b8206925bc9c0e12c0549953e",
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
                    condition='WHEN (OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."clauses" IS DISTINCT FROM (NEW."clauses") OR OLD."concern_email" IS DISTINCT FROM (NEW."concern_email") OR OLD."concern_name" IS DISTINCT FROM (NEW."concern_name") OR OLD."concern_phone" IS DISTINCT FROM (NEW."concern_phone") OR OLD."cycles" IS DISTINCT FROM (NEW."cycles") OR OLD."edition_id" IS DISTINCT FROM (NEW."edition_id") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."response_days" IS DISTINCT FROM (NEW."response_days") OR OLD."rhythm_days" IS DISTINCT FROM (NEW."rhythm_days") OR OLD."rhythm_other" IS DISTINCT FROM (NEW."rhythm_other") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "agreements_planhistory" ("answers", "clauses", "concern_email", "concern_name", "concern_phone", "cycles", "edition_id", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (NEW."answers", NEW."clauses", NEW."concern_email", NEW."concern_name", NEW."concern_phone", NEW."cycles", NEW."edition_id", NEW."ends_on", NEW."hours", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."response_days", NEW."rhythm_days", NEW."rhythm_other", NEW."starts_on", NEW."terms_id", NEW."updated_by_id", NEW."version", NEW."written_at"); RETURN NULL;',
                    hash="a3dc829b2c0587d17e981dbf3f25ff79bfd05c61",
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
                    func='INSERT INTO "agreements_planhistory" ("answers", "clauses", "concern_email", "concern_name", "concern_phone", "cycles", "edition_id", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (OLD."answers", OLD."clauses", OLD."concern_email", OLD."concern_name", OLD."concern_phone", OLD."cycles", OLD."edition_id", OLD."ends_on", OLD."hours", OLD."id", OLD."mode", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."response_days", OLD."rhythm_days", OLD."rhythm_other", OLD."starts_on", OLD."terms_id", OLD."updated_by_id", OLD."version", OLD."written_at"); RETURN NULL;',
                    hash="b4bec1af655ff0ee00081edda8bfd836e03be993",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_20a96",
                    table="agreements_plan",
                    when="AFTER",
                ),
            ),
        ),
    ]
