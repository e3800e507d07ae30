"""Drafting together: suggestions, what each has seen of the plan, and the pair's words for clauses left open."""

import uuid

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import Disclosure
from coaching.migrating import QuickMigration


class Migration(QuickMigration):
    dependencies = [
        ("agreements", "0012_letters"),
        ("coaching", "0004_places_are_filled_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanLook",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("seen", models.JSONField(default=dict)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "about",
                    models.CharField(
                        choices=[("question", "a question of the plan"), ("clause", "a clause of the agreement")],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("value", models.JSONField()),
                ("basis", models.JSONField()),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_words", models.TextField(blank=True, max_length=1000)),
            ],
            options={
                "ordering": ["made_at", "id"],
            },
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
            model_name="plan",
            name="clauses",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="planhistory",
            name="clauses",
            field=models.JSONField(blank=True, default=dict),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "agreements_planhistory" ("answers", "clauses", "concern_email", "concern_name", "concern_phone", "cycles", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (NEW."answers", NEW."clauses", NEW."concern_email", NEW."concern_name", NEW."concern_phone", NEW."cycles", NEW."ends_on", NEW."hours", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."response_days", NEW."rhythm_days", NEW."rhythm_other", NEW."starts_on", NEW."terms_id", NEW."updated_by_id", NEW."version", NEW."written_at"); RETURN NULL;',
                    hash="eafbb209e32f30ceb19e0fffe2a5b5343bfb57e6",
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
                    condition='WHEN (OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."clauses" IS DISTINCT FROM (NEW."clauses") OR OLD."concern_email" IS DISTINCT FROM (NEW."concern_email") OR OLD."concern_name" IS DISTINCT FROM (NEW."concern_name") OR OLD."concern_phone" IS DISTINCT FROM (NEW."concern_phone") OR OLD."cycles" IS DISTINCT FROM (NEW."cycles") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."response_days" IS DISTINCT FROM (NEW."response_days") OR OLD."rhythm_days" IS DISTINCT FROM (NEW."rhythm_days") OR OLD."rhythm_other" IS DISTINCT FROM (NEW."rhythm_other") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."updated_by_id" IS DISTINCT FROM (NEW."updated_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "agreements_planhistory" ("answers", "clauses", "concern_email", "concern_name", "concern_phone", "cycles", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (NEW."answers", NEW."clauses", NEW."concern_email", NEW."concern_name", NEW."concern_phone", NEW."cycles", NEW."ends_on", NEW."hours", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."response_days", NEW."rhythm_days", NEW."rhythm_other", NEW."starts_on", NEW."terms_id", NEW."updated_by_id", NEW."version", NEW."written_at"); RETURN NULL;',
                    hash="8731ad9db87cbf69ddcf5ebbe5858079b42b9298",
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
                    func='INSERT INTO "agreements_planhistory" ("answers", "clauses", "concern_email", "concern_name", "concern_phone", "cycles", "ends_on", "hours", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "response_days", "rhythm_days", "rhythm_other", "starts_on", "terms_id", "updated_by_id", "version", "written_at") VALUES (OLD."answers", OLD."clauses", OLD."concern_email", OLD."concern_name", OLD."concern_phone", OLD."cycles", OLD."ends_on", OLD."hours", OLD."id", OLD."mode", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."response_days", OLD."rhythm_days", OLD."rhythm_other", OLD."starts_on", OLD."terms_id", OLD."updated_by_id", OLD."version", OLD."written_at"); RETURN NULL;',
                    hash="2674f8350fa00726e95f2676b63e1d90fb0195fa",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_20a96",
                    table="agreements_plan",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="planlook",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="planlook",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
            ),
        ),
        migrations.AddField(
            model_name="planlook",
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
            model_name="planlook",
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
            model_name="suggestion",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
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
            model_name="suggestion",
            name="terms",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="coaching.terms",
            ),
        ),
        migrations.AddConstraint(
            model_name="planlook",
            constraint=models.UniqueConstraint(fields=("partnership", "author"), name="agreements_plan_look_once"),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(fields=["partnership", "state"], name="agreements_suggestion_of"),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="agreements_suggestion_is_open_or_closed",
            ),
        ),
        Disclose(
            "agreements_suggestion",
            Disclosure(RecordClass.AGREEMENT, leaves="false", inserts="author"),
            history=False,
        ),
        Disclose(
            "agreements_planlook",
            Disclosure(RecordClass.AGREEMENT, author_only=True, inserts="author", updates="author"),
            history=False,
        ),
    ]
