"""A conversation that was run with the guide."""

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
from coaching.migrating import Together


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
        ("cycles", "0009_log_time_steps_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Conversation",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("entry_points", models.JSONField(default=list)),
                        ("prepared", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("focuses", models.JSONField(default=list)),
                        ("chosen", models.CharField(blank=True, max_length=300, verbose_name="focus")),
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
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conversation",
                                to="cycles.visit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ConversationHistory",
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
                        ("entry_points", models.JSONField(default=list)),
                        ("prepared", models.JSONField(default=list)),
                        ("questions", models.JSONField(default=list)),
                        ("focuses", models.JSONField(default=list)),
                        ("chosen", models.CharField(blank=True, max_length=300, verbose_name="focus")),
                        (
                            "author",
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
                            "visit",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="cycles.visit",
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
                pgtrigger.migrations.AddTrigger(
                    model_name="conversation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_conversationhistory" ("author_id", "chosen", "entry_points", "focuses", "id", "partnership_id", "pgh_created_at", "pgh_label", "prepared", "program_id", "questions", "terms_id", "visit_id", "written_at") VALUES (NEW."author_id", NEW."chosen", NEW."entry_points", NEW."focuses", NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."prepared", NEW."program_id", NEW."questions", NEW."terms_id", NEW."visit_id", NEW."written_at"); RETURN NULL;',
                            hash="8f74d2646ce97069c9316524bdd5e41672fa7193",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_44075",
                            table="cycles_conversation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="conversation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."chosen" IS DISTINCT FROM (NEW."chosen") OR OLD."entry_points" IS DISTINCT FROM (NEW."entry_points") OR OLD."focuses" IS DISTINCT FROM (NEW."focuses") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."prepared" IS DISTINCT FROM (NEW."prepared") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."questions" IS DISTINCT FROM (NEW."questions") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))',
                            func='INSERT INTO "cycles_conversationhistory" ("author_id", "chosen", "entry_points", "focuses", "id", "partnership_id", "pgh_created_at", "pgh_label", "prepared", "program_id", "questions", "terms_id", "visit_id", "written_at") VALUES (NEW."author_id", NEW."chosen", NEW."entry_points", NEW."focuses", NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."prepared", NEW."program_id", NEW."questions", NEW."terms_id", NEW."visit_id", NEW."written_at"); RETURN NULL;',
                            hash="b740d65bf23d967d377d25a9d2daa64106cbc30a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d18bb",
                            table="cycles_conversation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="conversation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_conversationhistory" ("author_id", "chosen", "entry_points", "focuses", "id", "partnership_id", "pgh_created_at", "pgh_label", "prepared", "program_id", "questions", "terms_id", "visit_id", "written_at") VALUES (OLD."author_id", OLD."chosen", OLD."entry_points", OLD."focuses", OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."prepared", OLD."program_id", OLD."questions", OLD."terms_id", OLD."visit_id", OLD."written_at"); RETURN NULL;',
                            hash="b834df7bbbe81c2685623419853cb3ad16631876",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a2616",
                            table="cycles_conversation",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        Disclose("cycles_conversation", Disclosure(RecordClass.NOTES, inserts="author", updates="nobody")),
    ]
