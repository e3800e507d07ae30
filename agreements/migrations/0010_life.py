"""Tables of what happens to an agreement after it is signed: pauses, requests, the end, a new coach."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import coaching.models.history
from coaching.migrating import Together


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0009_signing_kept"),
        ("coaching", "0003_practices_leave_the_list"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="ClosingStep",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("key", models.CharField(max_length=40)),
                        ("done_on", models.DateField(null=True, verbose_name="day")),
                        ("words", models.TextField(blank=True, max_length=5000, verbose_name="what came of it")),
                        (
                            "waived_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was left out"),
                        ),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["recorded_at"],
                    },
                ),
                migrations.CreateModel(
                    name="ClosingStepHistory",
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
                        ("key", models.CharField(max_length=40)),
                        ("done_on", models.DateField(null=True, verbose_name="day")),
                        ("words", models.TextField(blank=True, max_length=5000, verbose_name="what came of it")),
                        (
                            "waived_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was left out"),
                        ),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Ending",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("kind", models.CharField(max_length=12)),
                        ("words", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                        ("ended_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="EndingHistory",
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
                        ("kind", models.CharField(max_length=12)),
                        ("words", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                        ("ended_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("classes", models.JSONField(default=list)),
                        ("made_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="HandoverHistory",
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
                        ("classes", models.JSONField(default=list)),
                        ("made_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                        ("look_again_on", models.DateField(verbose_name="day to look again")),
                        ("paused_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-paused_at"],
                    },
                ),
                migrations.CreateModel(
                    name="PauseHistory",
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
                        ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                        ("look_again_on", models.DateField(verbose_name="day to look again")),
                        ("paused_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Renegotiation",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "about",
                            models.CharField(
                                choices=[("goal", "A goal"), ("plan", "The plan")],
                                max_length=8,
                                verbose_name="what it is about",
                            ),
                        ),
                        ("words", models.TextField(max_length=1000, verbose_name="what you would like to change")),
                        ("asked_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("signed", "Agreed anew"),
                                    ("kept", "Kept as it was"),
                                    ("ended", "Coaching ended"),
                                ],
                                max_length=8,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-asked_at"],
                    },
                ),
                migrations.CreateModel(
                    name="RenegotiationHistory",
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
                            "about",
                            models.CharField(
                                choices=[("goal", "A goal"), ("plan", "The plan")],
                                max_length=8,
                                verbose_name="what it is about",
                            ),
                        ),
                        ("words", models.TextField(max_length=1000, verbose_name="what you would like to change")),
                        ("asked_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("signed", "Agreed anew"),
                                    ("kept", "Kept as it was"),
                                    ("ended", "Coaching ended"),
                                ],
                                max_length=8,
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
                    model_name="standing",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="standing",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="standing",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="closed_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="closed_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="closed_words",
                    field=models.TextField(blank=True, max_length=1000, verbose_name="reason"),
                ),
                migrations.AddField(
                    model_name="agreement",
                    name="resent_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agreementhistory",
                    name="closed_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="agreementhistory",
                    name="closed_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="agreementhistory",
                    name="closed_words",
                    field=models.TextField(blank=True, max_length=1000, verbose_name="reason"),
                ),
                migrations.AddField(
                    model_name="agreementhistory",
                    name="resent_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="standing",
                    name="resumed_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AddField(
                    model_name="standinghistory",
                    name="resumed_at",
                    field=models.DateTimeField(null=True),
                ),
                migrations.AlterField(
                    model_name="standing",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("drafting", "Being drafted"),
                            ("waiting", "Waiting for signatures"),
                            ("signed", "Signed"),
                            ("paused", "Paused"),
                            ("concluded", "Concluded"),
                            ("discontinued", "Ended early"),
                            ("handed_over", "Handed over to another coach"),
                        ],
                        default="drafting",
                        max_length=12,
                    ),
                ),
                migrations.AlterField(
                    model_name="standinghistory",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("drafting", "Being drafted"),
                            ("waiting", "Waiting for signatures"),
                            ("signed", "Signed"),
                            ("paused", "Paused"),
                            ("concluded", "Concluded"),
                            ("discontinued", "Ended early"),
                            ("handed_over", "Handed over to another coach"),
                        ],
                        default="drafting",
                        max_length=12,
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="agreement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_agreementhistory" ("activated_at", "closed_at", "closed_by_id", "closed_reason", "closed_words", "content", "digest", "expires_at", "id", "language", "number", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resent_at", "rules_id", "sent_at", "sent_by_id", "state", "terms_id", "text", "written_at") VALUES (NEW."activated_at", NEW."closed_at", NEW."closed_by_id", NEW."closed_reason", NEW."closed_words", NEW."content", NEW."digest", NEW."expires_at", NEW."id", NEW."language", NEW."number", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."resent_at", NEW."rules_id", NEW."sent_at", NEW."sent_by_id", NEW."state", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="8c3035362a2084a460632d5d3ecdd0ff87330cef",
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
                            condition='WHEN (OLD."activated_at" IS DISTINCT FROM (NEW."activated_at") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."closed_by_id" IS DISTINCT FROM (NEW."closed_by_id") OR OLD."closed_reason" IS DISTINCT FROM (NEW."closed_reason") OR OLD."closed_words" IS DISTINCT FROM (NEW."closed_words") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."resent_at" IS DISTINCT FROM (NEW."resent_at") OR OLD."rules_id" IS DISTINCT FROM (NEW."rules_id") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                            func='INSERT INTO "agreements_agreementhistory" ("activated_at", "closed_at", "closed_by_id", "closed_reason", "closed_words", "content", "digest", "expires_at", "id", "language", "number", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resent_at", "rules_id", "sent_at", "sent_by_id", "state", "terms_id", "text", "written_at") VALUES (NEW."activated_at", NEW."closed_at", NEW."closed_by_id", NEW."closed_reason", NEW."closed_words", NEW."content", NEW."digest", NEW."expires_at", NEW."id", NEW."language", NEW."number", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."resent_at", NEW."rules_id", NEW."sent_at", NEW."sent_by_id", NEW."state", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="cd845adc2e06d5955400403eb80279c79fd91ab0",
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
                            func='INSERT INTO "agreements_agreementhistory" ("activated_at", "closed_at", "closed_by_id", "closed_reason", "closed_words", "content", "digest", "expires_at", "id", "language", "number", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resent_at", "rules_id", "sent_at", "sent_by_id", "state", "terms_id", "text", "written_at") VALUES (OLD."activated_at", OLD."closed_at", OLD."closed_by_id", OLD."closed_reason", OLD."closed_words", OLD."content", OLD."digest", OLD."expires_at", OLD."id", OLD."language", OLD."number", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."resent_at", OLD."rules_id", OLD."sent_at", OLD."sent_by_id", OLD."state", OLD."terms_id", OLD."text", OLD."written_at"); RETURN NULL;',
                            hash="493a78bb19aeb3cb481df0d318edeb71e5a6759f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a07e3",
                            table="agreements_agreement",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="standing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_standinghistory" ("id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resumed_at", "since", "state", "terms_id", "written_at") VALUES (NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."resumed_at", NEW."since", NEW."state", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="df2f9318d57955ce36ec8806f18c809a889b8da7",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_646cc",
                            table="agreements_standing",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="standing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."resumed_at" IS DISTINCT FROM (NEW."resumed_at") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."state" IS DISTINCT FROM (NEW."state"))',
                            func='INSERT INTO "agreements_standinghistory" ("id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resumed_at", "since", "state", "terms_id", "written_at") VALUES (NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."resumed_at", NEW."since", NEW."state", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="66c3945643c494e0f12de37853149dc511e70996",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_2e3fc",
                            table="agreements_standing",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="standing",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_standinghistory" ("id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "resumed_at", "since", "state", "terms_id", "written_at") VALUES (OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."resumed_at", OLD."since", OLD."state", OLD."terms_id", OLD."written_at"); RETURN NULL;',
                            hash="3cd1897637ef2dcddea7c545f5c0d16258cfe456",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_62458",
                            table="agreements_standing",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="closingstep",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="closingstep",
                    name="program",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="closingstep",
                    name="recorded_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="closingstep",
                    name="terms",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="closingstephistory",
                    name="partnership",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.partnership",
                    ),
                ),
                migrations.AddField(
                    model_name="closingstephistory",
                    name="program",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="closingstephistory",
                    name="recorded_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="closingstephistory",
                    name="terms",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="ending",
                    name="ended_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="ending",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="ending",
                    name="program",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="ending",
                    name="terms",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="endinghistory",
                    name="ended_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="endinghistory",
                    name="partnership",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.partnership",
                    ),
                ),
                migrations.AddField(
                    model_name="endinghistory",
                    name="program",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="endinghistory",
                    name="terms",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="handover",
                    name="former",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="handover",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="handover",
                    name="program",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="handover",
                    name="terms",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="handover",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="handoverhistory",
                    name="former",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.partnership",
                    ),
                ),
                migrations.AddField(
                    model_name="handoverhistory",
                    name="partnership",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.partnership",
                    ),
                ),
                migrations.AddField(
                    model_name="handoverhistory",
                    name="program",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="handoverhistory",
                    name="terms",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="handoverhistory",
                    name="user",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="pause",
                    name="ended_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="pause",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="pause",
                    name="paused_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="pause",
                    name="program",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="pause",
                    name="terms",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="pausehistory",
                    name="ended_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="pausehistory",
                    name="partnership",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.partnership",
                    ),
                ),
                migrations.AddField(
                    model_name="pausehistory",
                    name="paused_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="pausehistory",
                    name="program",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="pausehistory",
                    name="terms",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiation",
                    name="asked_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiation",
                    name="ended_by",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiation",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiation",
                    name="program",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiation",
                    name="terms",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiationhistory",
                    name="asked_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiationhistory",
                    name="ended_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiationhistory",
                    name="partnership",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.partnership",
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiationhistory",
                    name="program",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.program",
                    ),
                ),
                migrations.AddField(
                    model_name="renegotiationhistory",
                    name="terms",
                    field=models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="coaching.terms",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="closingstep",
                    constraint=models.UniqueConstraint(
                        fields=("partnership", "key"), name="agreements_closing_step_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="closingstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", False), ("waived_reason", "")),
                            models.Q(("done_on__isnull", True), models.Q(("waived_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="agreements_closing_step_done_or_waived",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="closingstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_closingstephistory" ("done_on", "id", "key", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "recorded_by_id", "terms_id", "waived_reason", "words", "written_at") VALUES (NEW."done_on", NEW."id", NEW."key", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."recorded_at", NEW."recorded_by_id", NEW."terms_id", NEW."waived_reason", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="2cb0ff1bf72c30f5a3f369504578539f05149b7d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_628d8",
                            table="agreements_closingstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="closingstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."done_on" IS DISTINCT FROM (NEW."done_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."waived_reason" IS DISTINCT FROM (NEW."waived_reason") OR OLD."words" IS DISTINCT FROM (NEW."words"))',
                            func='INSERT INTO "agreements_closingstephistory" ("done_on", "id", "key", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "recorded_by_id", "terms_id", "waived_reason", "words", "written_at") VALUES (NEW."done_on", NEW."id", NEW."key", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."recorded_at", NEW."recorded_by_id", NEW."terms_id", NEW."waived_reason", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="9e62a37fb8a7396807b7058b5565e982764fed3a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f8d40",
                            table="agreements_closingstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="closingstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_closingstephistory" ("done_on", "id", "key", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "recorded_by_id", "terms_id", "waived_reason", "words", "written_at") VALUES (OLD."done_on", OLD."id", OLD."key", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."recorded_at", OLD."recorded_by_id", OLD."terms_id", OLD."waived_reason", OLD."words", OLD."written_at"); RETURN NULL;',
                            hash="adf991f5a04ea7cb9f784d482f03cfd28ae33aa0",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8b2c9",
                            table="agreements_closingstep",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="ending",
                    constraint=models.UniqueConstraint(fields=("partnership",), name="agreements_ending_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ending",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_endinghistory" ("ended_at", "ended_by_id", "id", "kind", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "words", "written_at") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."kind", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="898fc16aea05b203f144f92c7fb4b1574258dab0",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_e0d56",
                            table="agreements_ending",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ending",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."words" IS DISTINCT FROM (NEW."words"))',
                            func='INSERT INTO "agreements_endinghistory" ("ended_at", "ended_by_id", "id", "kind", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "words", "written_at") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."kind", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="e35c402f97dbd06781f5a2c7415570b79b6c56a3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_95180",
                            table="agreements_ending",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="ending",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_endinghistory" ("ended_at", "ended_by_id", "id", "kind", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "words", "written_at") VALUES (OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."kind", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."words", OLD."written_at"); RETURN NULL;',
                            hash="722672d24cda3f5f057218ba7a187d073ea7b17c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_22ffe",
                            table="agreements_ending",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handover",
                    constraint=models.UniqueConstraint(fields=("partnership", "user"), name="agreements_handover_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="handover",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_handoverhistory" ("answered_at", "classes", "former_id", "id", "made_at", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id", "written_at") VALUES (NEW."answered_at", NEW."classes", NEW."former_id", NEW."id", NEW."made_at", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."user_id", NEW."written_at"); RETURN NULL;',
                            hash="23f3fadab1814c4de633e2867bafd5498fd92c72",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_97f9c",
                            table="agreements_handover",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="handover",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."classes" IS DISTINCT FROM (NEW."classes") OR OLD."former_id" IS DISTINCT FROM (NEW."former_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))',
                            func='INSERT INTO "agreements_handoverhistory" ("answered_at", "classes", "former_id", "id", "made_at", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id", "written_at") VALUES (NEW."answered_at", NEW."classes", NEW."former_id", NEW."id", NEW."made_at", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."user_id", NEW."written_at"); RETURN NULL;',
                            hash="69a86202787d625403d70ef9565268a0142e2e7d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_03c5a",
                            table="agreements_handover",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="handover",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_handoverhistory" ("answered_at", "classes", "former_id", "id", "made_at", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "user_id", "written_at") VALUES (OLD."answered_at", OLD."classes", OLD."former_id", OLD."id", OLD."made_at", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."user_id", OLD."written_at"); RETURN NULL;',
                            hash="d30701a19e55abc8f33550fe5bcb6d7ae8b215d1",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_66e5d",
                            table="agreements_handover",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pause",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("partnership",),
                        name="agreements_one_pause",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pause",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_pausehistory" ("ended_at", "ended_by_id", "id", "look_again_on", "partnership_id", "paused_at", "paused_by_id", "pgh_created_at", "pgh_label", "program_id", "reason", "terms_id", "written_at") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."look_again_on", NEW."partnership_id", NEW."paused_at", NEW."paused_by_id", NOW(), \'insert\', NEW."program_id", NEW."reason", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="15e5d846de95d43e2b2ab3683cf830a03d2f53c8",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_93903",
                            table="agreements_pause",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pause",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."look_again_on" IS DISTINCT FROM (NEW."look_again_on") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."paused_at" IS DISTINCT FROM (NEW."paused_at") OR OLD."paused_by_id" IS DISTINCT FROM (NEW."paused_by_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason"))',
                            func='INSERT INTO "agreements_pausehistory" ("ended_at", "ended_by_id", "id", "look_again_on", "partnership_id", "paused_at", "paused_by_id", "pgh_created_at", "pgh_label", "program_id", "reason", "terms_id", "written_at") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."look_again_on", NEW."partnership_id", NEW."paused_at", NEW."paused_by_id", NOW(), \'update\', NEW."program_id", NEW."reason", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="5f3d0c869e24f06bbffaa169d57d71267bec80f9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8a91d",
                            table="agreements_pause",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pause",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_pausehistory" ("ended_at", "ended_by_id", "id", "look_again_on", "partnership_id", "paused_at", "paused_by_id", "pgh_created_at", "pgh_label", "program_id", "reason", "terms_id", "written_at") VALUES (OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."look_again_on", OLD."partnership_id", OLD."paused_at", OLD."paused_by_id", NOW(), \'delete\', OLD."program_id", OLD."reason", OLD."terms_id", OLD."written_at"); RETURN NULL;',
                            hash="e43c8683fdd43fda6350283860b81dde65f0524e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4b4a8",
                            table="agreements_pause",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="renegotiation",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("partnership",),
                        name="agreements_one_renegotiation",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="renegotiation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_renegotiationhistory" ("about", "asked_at", "asked_by_id", "ended_at", "ended_by_id", "id", "outcome", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "words", "written_at") VALUES (NEW."about", NEW."asked_at", NEW."asked_by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."outcome", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="2af04af49618eab496e78638330d437a9e261e88",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_360ad",
                            table="agreements_renegotiation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="renegotiation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."words" IS DISTINCT FROM (NEW."words"))',
                            func='INSERT INTO "agreements_renegotiationhistory" ("about", "asked_at", "asked_by_id", "ended_at", "ended_by_id", "id", "outcome", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "words", "written_at") VALUES (NEW."about", NEW."asked_at", NEW."asked_by_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."outcome", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."words", NEW."written_at"); RETURN NULL;',
                            hash="5c550f2fd817111d987ef3f99b548af930d4f5b9",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e55ee",
                            table="agreements_renegotiation",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="renegotiation",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "agreements_renegotiationhistory" ("about", "asked_at", "asked_by_id", "ended_at", "ended_by_id", "id", "outcome", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "words", "written_at") VALUES (OLD."about", OLD."asked_at", OLD."asked_by_id", OLD."ended_at", OLD."ended_by_id", OLD."id", OLD."outcome", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."words", OLD."written_at"); RETURN NULL;',
                            hash="8bc7f8cabb1950ee478b9ff8a229433e95da8f58",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f8f70",
                            table="agreements_renegotiation",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
    ]
