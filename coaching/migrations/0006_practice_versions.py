"""A changed wording of a practice is a new version, and a list of practices can be imported (A1)."""

import uuid

import django.contrib.postgres.functions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from coaching.migrating import QuickMigration


class Migration(QuickMigration):
    dependencies = [
        ("coaching", "0005_parts_end_by_the_programs_day"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="programpractice",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="programpractice",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="programpractice",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="programpractice",
            name="coaching_practice_once",
        ),
        migrations.AddField(
            model_name="programpractice",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="programpractice",
            name="series",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False
            ),
        ),
        migrations.AddField(
            model_name="programpractice",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="programpracticehistory",
            name="retired_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="programpracticehistory",
            name="series",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False
            ),
        ),
        migrations.AddField(
            model_name="programpracticehistory",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="rosterupload",
            name="kind",
            field=models.CharField(
                choices=[("people", "People"), ("partnerships", "Partnerships"), ("practices", "Practices")],
                default="people",
                max_length=12,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="programpractice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "coaching_programpracticehistory" ("category", "id", "pgh_created_at", "pgh_label", "position", "program_id", "retired_at", "series", "text", "version") VALUES (NEW."category", NEW."id", NOW(), \'insert\', NEW."position", NEW."program_id", NEW."retired_at", NEW."series", NEW."text", NEW."version"); RETURN NULL;',
                    hash="33b4fb0a1c647db3f3f8174704ecc5b9d7eb4bae",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bbd2d",
                    table="coaching_programpractice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="programpractice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "coaching_programpracticehistory" ("category", "id", "pgh_created_at", "pgh_label", "position", "program_id", "retired_at", "series", "text", "version") VALUES (NEW."category", NEW."id", NOW(), \'update\', NEW."position", NEW."program_id", NEW."retired_at", NEW."series", NEW."text", NEW."version"); RETURN NULL;',
                    hash="18cfe193edf1d753cca6988ce14937380a3c47cf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ef377",
                    table="coaching_programpractice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="programpractice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "coaching_programpracticehistory" ("category", "id", "pgh_created_at", "pgh_label", "position", "program_id", "retired_at", "series", "text", "version") VALUES (OLD."category", OLD."id", NOW(), \'delete\', OLD."position", OLD."program_id", OLD."retired_at", OLD."series", OLD."text", OLD."version"); RETURN NULL;',
                    hash="8c6562fd9c56503b95ede9a18e14b0f2b4b78c79",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8cd6b",
                    table="coaching_programpractice",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="programpractice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)),
                fields=("program", "text"),
                name="coaching_practice_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="programpractice",
            constraint=models.UniqueConstraint(fields=("series", "version"), name="coaching_practice_version_once"),
        ),
    ]
