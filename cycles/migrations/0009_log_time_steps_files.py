"""The time around a visit, what a visit was to the steps of the plan, and files that belong to it."""

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
        ("cycles", "0008_visits_as_they_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="DraftFile",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("caption", models.CharField(blank=True, max_length=120, verbose_name="what it shows")),
                        ("content", models.BinaryField()),
                        (
                            "mime",
                            models.CharField(
                                choices=[("application/pdf", "Pdf"), ("image/jpeg", "Jpeg")], max_length=20
                            ),
                        ),
                        ("pages", models.PositiveSmallIntegerField()),
                        ("size", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["added_at", "id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VisitFile",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("caption", models.CharField(blank=True, max_length=120, verbose_name="what it shows")),
                        ("content", models.BinaryField()),
                        (
                            "mime",
                            models.CharField(
                                choices=[("application/pdf", "Pdf"), ("image/jpeg", "Jpeg")], max_length=20
                            ),
                        ),
                        ("pages", models.PositiveSmallIntegerField()),
                        ("size", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("added_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["added_at", "id"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VisitStep",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("wording", models.CharField(max_length=1000)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("new", "New"), ("done", "Done"), ("on", "Goes on")], max_length=4
                            ),
                        ),
                        ("due_on", models.DateField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="VisitStepHistory",
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
                        ("wording", models.CharField(max_length=1000)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("new", "New"), ("done", "Done"), ("on", "Goes on")], max_length=4
                            ),
                        ),
                        ("due_on", models.DateField(null=True)),
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
                migrations.AddField(
                    model_name="visitdetail",
                    name="billable",
                    field=models.BooleanField(null=True, verbose_name="billable"),
                ),
                migrations.AddField(
                    model_name="visitdetail",
                    name="follow_up_minutes",
                    field=models.PositiveSmallIntegerField(default=0, verbose_name="follow-up"),
                ),
                migrations.AddField(
                    model_name="visitdetail",
                    name="preparation_minutes",
                    field=models.PositiveSmallIntegerField(default=0, verbose_name="preparation"),
                ),
                migrations.AddField(
                    model_name="visitdetailhistory",
                    name="billable",
                    field=models.BooleanField(null=True, verbose_name="billable"),
                ),
                migrations.AddField(
                    model_name="visitdetailhistory",
                    name="follow_up_minutes",
                    field=models.PositiveSmallIntegerField(default=0, verbose_name="follow-up"),
                ),
                migrations.AddField(
                    model_name="visitdetailhistory",
                    name="preparation_minutes",
                    field=models.PositiveSmallIntegerField(default=0, verbose_name="preparation"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitdetail",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visitdetailhistory" ("author_id", "billable", "follow_up_minutes", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "preparation_minutes", "program_id", "started", "strategies", "strategies_other", "terms_id", "visit_id", "written_at") VALUES (NEW."author_id", NEW."billable", NEW."follow_up_minutes", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'insert\', NEW."place", NEW."preparation_minutes", NEW."program_id", NEW."started", NEW."strategies", NEW."strategies_other", NEW."terms_id", NEW."visit_id", NEW."written_at"); RETURN NULL;',
                            hash="684b0766b6762e2a29914a00a3b3079eecefe3ee",
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
                            condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."billable" IS DISTINCT FROM (NEW."billable") OR OLD."follow_up_minutes" IS DISTINCT FROM (NEW."follow_up_minutes") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."preparation_minutes" IS DISTINCT FROM (NEW."preparation_minutes") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."started" IS DISTINCT FROM (NEW."started") OR OLD."strategies" IS DISTINCT FROM (NEW."strategies") OR OLD."strategies_other" IS DISTINCT FROM (NEW."strategies_other") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))',
                            func='INSERT INTO "cycles_visitdetailhistory" ("author_id", "billable", "follow_up_minutes", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "preparation_minutes", "program_id", "started", "strategies", "strategies_other", "terms_id", "visit_id", "written_at") VALUES (NEW."author_id", NEW."billable", NEW."follow_up_minutes", NEW."id", NEW."mode", NEW."partnership_id", NOW(), \'update\', NEW."place", NEW."preparation_minutes", NEW."program_id", NEW."started", NEW."strategies", NEW."strategies_other", NEW."terms_id", NEW."visit_id", NEW."written_at"); RETURN NULL;',
                            hash="4427670ed7d144c59c125fee85e5b47cd026c09b",
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
                            func='INSERT INTO "cycles_visitdetailhistory" ("author_id", "billable", "follow_up_minutes", "id", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "preparation_minutes", "program_id", "started", "strategies", "strategies_other", "terms_id", "visit_id", "written_at") VALUES (OLD."author_id", OLD."billable", OLD."follow_up_minutes", OLD."id", OLD."mode", OLD."partnership_id", NOW(), \'delete\', OLD."place", OLD."preparation_minutes", OLD."program_id", OLD."started", OLD."strategies", OLD."strategies_other", OLD."terms_id", OLD."visit_id", OLD."written_at"); RETURN NULL;',
                            hash="c9d87dae8fce1fdfd0f358329a2e78b96087ea31",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_1100c",
                            table="cycles_visitdetail",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="visitdetail",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("follow_up_minutes__lte", 1440), ("preparation_minutes__lte", 1440)),
                        name="cycles_detail_minutes_within_a_day",
                    ),
                ),
                migrations.AddField(
                    model_name="draftfile",
                    name="author",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="draftfile",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="draftfile",
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
                    model_name="draftfile",
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
                    model_name="draftfile",
                    name="visit",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft_files",
                        to="cycles.visit",
                    ),
                ),
                migrations.AddField(
                    model_name="visitfile",
                    name="author",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="visitfile",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="visitfile",
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
                    model_name="visitfile",
                    name="replaces",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="cycles.visitfile",
                    ),
                ),
                migrations.AddField(
                    model_name="visitfile",
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
                    model_name="visitfile",
                    name="visit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="cycles.visit"
                    ),
                ),
                migrations.AddField(
                    model_name="visitstep",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="visitstep",
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
                    model_name="visitstep",
                    name="step",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cycles.actionstep",
                    ),
                ),
                migrations.AddField(
                    model_name="visitstep",
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
                    model_name="visitstep",
                    name="visit",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cycles.visit"
                    ),
                ),
                migrations.AddField(
                    model_name="visitstephistory",
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
                    model_name="visitstephistory",
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
                    model_name="visitstephistory",
                    name="step",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cycles.actionstep",
                    ),
                ),
                migrations.AddField(
                    model_name="visitstephistory",
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
                    model_name="visitstephistory",
                    name="visit",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cycles.visit",
                    ),
                ),
                migrations.AddIndex(
                    model_name="draftfile",
                    index=models.Index(fields=["partnership", "author"], name="cycles_draft_file_of"),
                ),
                migrations.AddConstraint(
                    model_name="visitfile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True),
                            models.Q(("replaces", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="cycles_file_not_for_itself",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="visitstep",
                    constraint=models.UniqueConstraint(fields=("visit", "step"), name="cycles_visit_step_once"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visitstephistory" ("due_on", "id", "outcome", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "step_id", "terms_id", "visit_id", "wording", "written_at") VALUES (NEW."due_on", NEW."id", NEW."outcome", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."step_id", NEW."terms_id", NEW."visit_id", NEW."wording", NEW."written_at"); RETURN NULL;',
                            hash="34665b0af1f3a2c35b9f580c44654984a5d2b9b9",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8352c",
                            table="cycles_visitstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."step_id" IS DISTINCT FROM (NEW."step_id") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id") OR OLD."wording" IS DISTINCT FROM (NEW."wording"))',
                            func='INSERT INTO "cycles_visitstephistory" ("due_on", "id", "outcome", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "step_id", "terms_id", "visit_id", "wording", "written_at") VALUES (NEW."due_on", NEW."id", NEW."outcome", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."step_id", NEW."terms_id", NEW."visit_id", NEW."wording", NEW."written_at"); RETURN NULL;',
                            hash="3a2a67e4ed82d5fe89d31a1b4815e8bfc74e8caa",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f9ad2",
                            table="cycles_visitstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visitstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visitstephistory" ("due_on", "id", "outcome", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "step_id", "terms_id", "visit_id", "wording", "written_at") VALUES (OLD."due_on", OLD."id", OLD."outcome", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."step_id", OLD."terms_id", OLD."visit_id", OLD."wording", OLD."written_at"); RETURN NULL;',
                            hash="f5fc978208dd801b6e57b0797ceed9a99c51c7df",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_887fc",
                            table="cycles_visitstep",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        Disclose("cycles_visitstep", Disclosure(RecordClass.ACTION_PLAN, updates="nobody")),
        Disclose(
            "cycles_draftfile",
            Disclosure(RecordClass.NOTES, author_only=True, inserts="author", updates="nobody", deletes="author"),
            history=False,
        ),
        Disclose("cycles_visitfile", Disclosure(RecordClass.NOTES, inserts="author", updates="nobody"), history=False),
    ]
