"""What was gone through at the start, and when (C3, D2, D4)."""

import uuid

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
from coaching.disclosure.policies import Disclosure
from coaching.migrating import QuickMigration


class Migration(QuickMigration):
    dependencies = [
        ("coaching", "0004_places_are_filled_once"),
        ("cycles", "0005_paused_and_ended"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GuideMarkHistory",
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
                    models.UUIDField(db_default=coaching.models.history.ActingPerson(), editable=False, null=True),
                ),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("guide", models.CharField(max_length=40)),
                ("item", models.CharField(max_length=40)),
                ("done_on", models.DateField(null=True, verbose_name="done on")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("marked_at", models.DateTimeField()),
                (
                    "marked_by",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GuideMark",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("guide", models.CharField(max_length=40)),
                ("item", models.CharField(max_length=40)),
                ("done_on", models.DateField(null=True, verbose_name="done on")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("marked_at", models.DateTimeField()),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("partnership", "guide", "item"), name="cycles_guide_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(("done_on__isnull", False), ("note", ""), _connector="OR"),
                        name="cycles_guide_mark_open_says_nothing",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guidemark",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cycles_guidemarkhistory" ("done_on", "guide", "id", "item", "marked_at", "marked_by_id", "note", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (NEW."done_on", NEW."guide", NEW."id", NEW."item", NEW."marked_at", NEW."marked_by_id", NEW."note", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                    hash="080524b42e23b233b0f0d86d2fd233bd290fffa5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a662e",
                    table="cycles_guidemark",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guidemark",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."done_on" IS DISTINCT FROM (NEW."done_on") OR OLD."guide" IS DISTINCT FROM (NEW."guide") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item" IS DISTINCT FROM (NEW."item") OR OLD."marked_at" IS DISTINCT FROM (NEW."marked_at") OR OLD."marked_by_id" IS DISTINCT FROM (NEW."marked_by_id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id"))',
                    func='INSERT INTO "cycles_guidemarkhistory" ("done_on", "guide", "id", "item", "marked_at", "marked_by_id", "note", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (NEW."done_on", NEW."guide", NEW."id", NEW."item", NEW."marked_at", NEW."marked_by_id", NEW."note", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                    hash="731612ed7b6eb57629c3f700a9cee54282e2b3a9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_84eeb",
                    table="cycles_guidemark",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="guidemark",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cycles_guidemarkhistory" ("done_on", "guide", "id", "item", "marked_at", "marked_by_id", "note", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (OLD."done_on", OLD."guide", OLD."id", OLD."item", OLD."marked_at", OLD."marked_by_id", OLD."note", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."written_at"); RETURN NULL;',
                    hash="b15cbfb550eb465fa47dc24ce133138876e46000",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_888f4",
                    table="cycles_guidemark",
                    when="AFTER",
                ),
            ),
        ),
        Disclose("cycles_guidemark", Disclosure(RecordClass.NOTES)),
    ]
