"""Goals with their reasons and progress, celebrations, levels of practices, and what people know of each other."""

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
        ("agreements", "0012_letters"),
        ("coaching", "0006_practice_versions"),
        ("cycles", "0006_guide_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Celebration",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("text", models.CharField(max_length=500, verbose_name="what you celebrate")),
                        ("seen_on", models.DateField(verbose_name="day")),
                        (
                            "author_part",
                            models.CharField(
                                choices=[
                                    ("coach", "Coach"),
                                    ("coachee", "Coachee"),
                                    ("peer", "Peer"),
                                    ("supervisor", "Supervisor"),
                                    ("mentor_coach", "Mentor coach"),
                                    ("leadership", "Program leadership"),
                                    ("regional_leadership", "Regional leadership"),
                                    ("local_agency", "Local agency"),
                                    ("state_bureau", "State bureau"),
                                    ("coach_supervisor", "Coach's supervisor"),
                                    ("administrator", "Program administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-seen_on", "-recorded_at"],
                    },
                ),
                migrations.CreateModel(
                    name="CelebrationHistory",
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
                        ("text", models.CharField(max_length=500, verbose_name="what you celebrate")),
                        ("seen_on", models.DateField(verbose_name="day")),
                        (
                            "author_part",
                            models.CharField(
                                choices=[
                                    ("coach", "Coach"),
                                    ("coachee", "Coachee"),
                                    ("peer", "Peer"),
                                    ("supervisor", "Supervisor"),
                                    ("mentor_coach", "Mentor coach"),
                                    ("leadership", "Program leadership"),
                                    ("regional_leadership", "Regional leadership"),
                                    ("local_agency", "Local agency"),
                                    ("state_bureau", "State bureau"),
                                    ("coach_supervisor", "Coach's supervisor"),
                                    ("administrator", "Program administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="GettingToKnow",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("guide", models.CharField(max_length=40)),
                        ("looked_on", models.DateField(verbose_name="day")),
                        ("answers", models.JSONField(default=dict)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name_plural": "getting to know",
                        "ordering": ["-looked_on"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="GettingToKnowHistory",
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
                        ("guide", models.CharField(max_length=40)),
                        ("looked_on", models.DateField(verbose_name="day")),
                        ("answers", models.JSONField(default=dict)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="GoalGrounds",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("reason", models.TextField(blank=True, max_length=1000, verbose_name="why it matters")),
                        ("priority", models.CharField(blank=True, max_length=300, verbose_name="priority")),
                    ],
                    options={
                        "verbose_name_plural": "grounds of goals",
                    },
                ),
                migrations.CreateModel(
                    name="GoalGroundsHistory",
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
                        ("reason", models.TextField(blank=True, max_length=1000, verbose_name="why it matters")),
                        ("priority", models.CharField(blank=True, max_length=300, verbose_name="priority")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="GoalProgress",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("moved", "It moved forward"),
                                    ("still", "It is as it was"),
                                    ("stalled", "It is stuck"),
                                    ("reached", "We reached it"),
                                    ("again", "We take it up again"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=2000, verbose_name="what happened")),
                        ("seen_on", models.DateField(verbose_name="day")),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "verbose_name_plural": "progress of goals",
                        "ordering": ["-recorded_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="GoalProgressHistory",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("moved", "It moved forward"),
                                    ("still", "It is as it was"),
                                    ("stalled", "It is stuck"),
                                    ("reached", "We reached it"),
                                    ("again", "We take it up again"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=2000, verbose_name="what happened")),
                        ("seen_on", models.DateField(verbose_name="day")),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LevelNote",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("text", models.TextField(blank=True, max_length=1000, verbose_name="what you saw")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="LevelNoteHistory",
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
                        ("text", models.TextField(blank=True, max_length=1000, verbose_name="what you saw")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NeedsAssessment",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("guide", models.CharField(max_length=40)),
                        ("looked_on", models.DateField(verbose_name="day")),
                        ("answers", models.JSONField(default=dict)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-looked_on"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="NeedsAssessmentHistory",
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
                        ("guide", models.CharField(max_length=40)),
                        ("looked_on", models.DateField(verbose_name="day")),
                        ("answers", models.JSONField(default=dict)),
                        ("changed_at", models.DateTimeField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PracticeLevel",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("wording", models.CharField(max_length=300)),
                        ("level", models.CharField(max_length=40, verbose_name="level")),
                        ("seen_on", models.DateField(verbose_name="day")),
                        (
                            "author_part",
                            models.CharField(
                                choices=[
                                    ("coach", "Coach"),
                                    ("coachee", "Coachee"),
                                    ("peer", "Peer"),
                                    ("supervisor", "Supervisor"),
                                    ("mentor_coach", "Mentor coach"),
                                    ("leadership", "Program leadership"),
                                    ("regional_leadership", "Regional leadership"),
                                    ("local_agency", "Local agency"),
                                    ("state_bureau", "State bureau"),
                                    ("coach_supervisor", "Coach's supervisor"),
                                    ("administrator", "Program administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["seen_on", "recorded_at"],
                    },
                ),
                migrations.CreateModel(
                    name="PracticeLevelHistory",
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
                        ("wording", models.CharField(max_length=300)),
                        ("level", models.CharField(max_length=40, verbose_name="level")),
                        ("seen_on", models.DateField(verbose_name="day")),
                        (
                            "author_part",
                            models.CharField(
                                choices=[
                                    ("coach", "Coach"),
                                    ("coachee", "Coachee"),
                                    ("peer", "Peer"),
                                    ("supervisor", "Supervisor"),
                                    ("mentor_coach", "Mentor coach"),
                                    ("leadership", "Program leadership"),
                                    ("regional_leadership", "Regional leadership"),
                                    ("local_agency", "Local agency"),
                                    ("state_bureau", "State bureau"),
                                    ("coach_supervisor", "Coach's supervisor"),
                                    ("administrator", "Program administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
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
                    model_name="actionstep",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="actionstep",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="actionstep",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="goal",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="goal",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="goal",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="actionstep",
                    name="after",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cycles.actionstep",
                    ),
                ),
                migrations.AddField(
                    model_name="actionstep",
                    name="done_on",
                    field=models.DateField(blank=True, null=True, verbose_name="done on"),
                ),
                migrations.AddField(
                    model_name="actionstep",
                    name="quick_win",
                    field=models.BooleanField(default=False, verbose_name="quick win"),
                ),
                migrations.AddField(
                    model_name="actionstep",
                    name="rationale",
                    field=models.CharField(blank=True, default="", max_length=500, verbose_name="why this step"),
                ),
                migrations.AddField(
                    model_name="actionstep",
                    name="ready",
                    field=models.BooleanField(default=False, verbose_name="what is needed is in hand"),
                ),
                migrations.AddField(
                    model_name="actionstephistory",
                    name="after",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cycles.actionstep",
                    ),
                ),
                migrations.AddField(
                    model_name="actionstephistory",
                    name="done_on",
                    field=models.DateField(blank=True, null=True, verbose_name="done on"),
                ),
                migrations.AddField(
                    model_name="actionstephistory",
                    name="quick_win",
                    field=models.BooleanField(default=False, verbose_name="quick win"),
                ),
                migrations.AddField(
                    model_name="actionstephistory",
                    name="rationale",
                    field=models.CharField(blank=True, default="", max_length=500, verbose_name="why this step"),
                ),
                migrations.AddField(
                    model_name="actionstephistory",
                    name="ready",
                    field=models.BooleanField(default=False, verbose_name="what is needed is in hand"),
                ),
                migrations.AddField(
                    model_name="goal",
                    name="area",
                    field=models.CharField(blank=True, default="", max_length=40),
                ),
                migrations.AddField(
                    model_name="goalhistory",
                    name="area",
                    field=models.CharField(blank=True, default="", max_length=40),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actionstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_actionstephistory" ("after_id", "coach_does", "coachee_does", "done_on", "due_on", "goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "position", "program_id", "quick_win", "rationale", "ready", "resources", "terms_id", "text", "written_at") VALUES (NEW."after_id", NEW."coach_does", NEW."coachee_does", NEW."done_on", NEW."due_on", NEW."goal_id", NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."position", NEW."program_id", NEW."quick_win", NEW."rationale", NEW."ready", NEW."resources", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="25d326a7e2a7c4d4c3c471d332370b174e09e714",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_a2d9d",
                            table="cycles_actionstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actionstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."after_id" IS DISTINCT FROM (NEW."after_id") OR OLD."coach_does" IS DISTINCT FROM (NEW."coach_does") OR OLD."coachee_does" IS DISTINCT FROM (NEW."coachee_does") OR OLD."done_on" IS DISTINCT FROM (NEW."done_on") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."goal_id" IS DISTINCT FROM (NEW."goal_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."quick_win" IS DISTINCT FROM (NEW."quick_win") OR OLD."rationale" IS DISTINCT FROM (NEW."rationale") OR OLD."ready" IS DISTINCT FROM (NEW."ready") OR OLD."resources" IS DISTINCT FROM (NEW."resources") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                            func='INSERT INTO "cycles_actionstephistory" ("after_id", "coach_does", "coachee_does", "done_on", "due_on", "goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "position", "program_id", "quick_win", "rationale", "ready", "resources", "terms_id", "text", "written_at") VALUES (NEW."after_id", NEW."coach_does", NEW."coachee_does", NEW."done_on", NEW."due_on", NEW."goal_id", NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."position", NEW."program_id", NEW."quick_win", NEW."rationale", NEW."ready", NEW."resources", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="8acee881fe975a9097445e80c782d343cf24c161",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_df6f5",
                            table="cycles_actionstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="actionstep",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_actionstephistory" ("after_id", "coach_does", "coachee_does", "done_on", "due_on", "goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "position", "program_id", "quick_win", "rationale", "ready", "resources", "terms_id", "text", "written_at") VALUES (OLD."after_id", OLD."coach_does", OLD."coachee_does", OLD."done_on", OLD."due_on", OLD."goal_id", OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."position", OLD."program_id", OLD."quick_win", OLD."rationale", OLD."ready", OLD."resources", OLD."terms_id", OLD."text", OLD."written_at"); RETURN NULL;',
                            hash="cbfb5b22f45325ff4cdc149fa339d2dffb51109a",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_5f0d2",
                            table="cycles_actionstep",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_goalhistory" ("area", "created_at", "created_by_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "position", "practice_id", "program_id", "set_aside_at", "terms_id", "text", "written_at") VALUES (NEW."area", NEW."created_at", NEW."created_by_id", NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."position", NEW."practice_id", NEW."program_id", NEW."set_aside_at", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="f5cbdcd7a8c7858f631c509cdf73bcd93b47aad4",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d7d98",
                            table="cycles_goal",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."area" IS DISTINCT FROM (NEW."area") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."practice_id" IS DISTINCT FROM (NEW."practice_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."set_aside_at" IS DISTINCT FROM (NEW."set_aside_at") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                            func='INSERT INTO "cycles_goalhistory" ("area", "created_at", "created_by_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "position", "practice_id", "program_id", "set_aside_at", "terms_id", "text", "written_at") VALUES (NEW."area", NEW."created_at", NEW."created_by_id", NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."position", NEW."practice_id", NEW."program_id", NEW."set_aside_at", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="36a6385f1046b4ee04a5f3afeb3b4dbde63402ef",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e9bc8",
                            table="cycles_goal",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goal",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_goalhistory" ("area", "created_at", "created_by_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "position", "practice_id", "program_id", "set_aside_at", "terms_id", "text", "written_at") VALUES (OLD."area", OLD."created_at", OLD."created_by_id", OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."position", OLD."practice_id", OLD."program_id", OLD."set_aside_at", OLD."terms_id", OLD."text", OLD."written_at"); RETURN NULL;',
                            hash="fe99a6ff3c8cd32893cab0fa1864becb239c0e4d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9f158",
                            table="cycles_goal",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="actionstep",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("after__isnull", True), models.Q(("after", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="cycles_step_not_after_itself",
                    ),
                ),
                migrations.AddField(
                    model_name="celebration",
                    name="author",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="celebration",
                    name="goal",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="celebrations",
                        to="cycles.goal",
                    ),
                ),
                migrations.AddField(
                    model_name="celebration",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="celebration",
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
                    model_name="celebration",
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
                    model_name="celebrationhistory",
                    name="author",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="celebrationhistory",
                    name="goal",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cycles.goal",
                    ),
                ),
                migrations.AddField(
                    model_name="celebrationhistory",
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
                    model_name="celebrationhistory",
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
                    model_name="celebrationhistory",
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
                    model_name="gettingtoknow",
                    name="changed_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="gettingtoknow",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="gettingtoknow",
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
                    model_name="gettingtoknow",
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
                    model_name="gettingtoknowhistory",
                    name="changed_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="gettingtoknowhistory",
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
                    model_name="gettingtoknowhistory",
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
                    model_name="gettingtoknowhistory",
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
                    model_name="goalgrounds",
                    name="goal",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grounds", to="cycles.goal"
                    ),
                ),
                migrations.AddField(
                    model_name="goalgrounds",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="goalgrounds",
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
                    model_name="goalgrounds",
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
                    model_name="goalgroundshistory",
                    name="goal",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cycles.goal",
                    ),
                ),
                migrations.AddField(
                    model_name="goalgroundshistory",
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
                    model_name="goalgroundshistory",
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
                    model_name="goalgroundshistory",
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
                    model_name="goalprogress",
                    name="author",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="goalprogress",
                    name="goal",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="progress", to="cycles.goal"
                    ),
                ),
                migrations.AddField(
                    model_name="goalprogress",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="goalprogress",
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
                    model_name="goalprogress",
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
                    model_name="goalprogresshistory",
                    name="author",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="goalprogresshistory",
                    name="goal",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cycles.goal",
                    ),
                ),
                migrations.AddField(
                    model_name="goalprogresshistory",
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
                    model_name="goalprogresshistory",
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
                    model_name="goalprogresshistory",
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
                    model_name="levelnote",
                    name="author",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="levelnote",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="levelnote",
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
                    model_name="levelnote",
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
                    model_name="levelnotehistory",
                    name="author",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="levelnotehistory",
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
                    model_name="levelnotehistory",
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
                    model_name="levelnotehistory",
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
                    model_name="needsassessment",
                    name="changed_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="needsassessment",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="needsassessment",
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
                    model_name="needsassessment",
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
                    model_name="needsassessmenthistory",
                    name="changed_by",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="needsassessmenthistory",
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
                    model_name="needsassessmenthistory",
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
                    model_name="needsassessmenthistory",
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
                    model_name="practicelevel",
                    name="author",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                migrations.AddField(
                    model_name="practicelevel",
                    name="partnership",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                    ),
                ),
                migrations.AddField(
                    model_name="practicelevel",
                    name="practice",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="levels",
                        to="agreements.focuspractice",
                    ),
                ),
                migrations.AddField(
                    model_name="practicelevel",
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
                    model_name="practicelevel",
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
                    model_name="levelnotehistory",
                    name="level",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="cycles.practicelevel",
                    ),
                ),
                migrations.AddField(
                    model_name="levelnote",
                    name="level",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="note", to="cycles.practicelevel"
                    ),
                ),
                migrations.AddField(
                    model_name="practicelevelhistory",
                    name="author",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="practicelevelhistory",
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
                    model_name="practicelevelhistory",
                    name="practice",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="agreements.focuspractice",
                    ),
                ),
                migrations.AddField(
                    model_name="practicelevelhistory",
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
                    model_name="practicelevelhistory",
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
                pgtrigger.migrations.AddTrigger(
                    model_name="celebration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_celebrationhistory" ("author_id", "author_part", "goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "seen_on", "terms_id", "text", "written_at") VALUES (NEW."author_id", NEW."author_part", NEW."goal_id", NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."recorded_at", NEW."seen_on", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="8432e8d04e6c09bb61087ec3398539b64ddf9a22",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_33e01",
                            table="cycles_celebration",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="celebration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."author_part" IS DISTINCT FROM (NEW."author_part") OR OLD."goal_id" IS DISTINCT FROM (NEW."goal_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."seen_on" IS DISTINCT FROM (NEW."seen_on") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                            func='INSERT INTO "cycles_celebrationhistory" ("author_id", "author_part", "goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "seen_on", "terms_id", "text", "written_at") VALUES (NEW."author_id", NEW."author_part", NEW."goal_id", NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."recorded_at", NEW."seen_on", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="3771726a5f036f357025dec21439f1547a5cc024",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_9bbb4",
                            table="cycles_celebration",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="celebration",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_celebrationhistory" ("author_id", "author_part", "goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "seen_on", "terms_id", "text", "written_at") VALUES (OLD."author_id", OLD."author_part", OLD."goal_id", OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."recorded_at", OLD."seen_on", OLD."terms_id", OLD."text", OLD."written_at"); RETURN NULL;',
                            hash="8a70b1a71fe251cdb0fd25ff52c8fae02b531c0e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_79b42",
                            table="cycles_celebration",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="gettingtoknow",
                    constraint=models.UniqueConstraint(
                        fields=("partnership", "guide", "looked_on"), name="cycles_getting_to_know_once_a_day"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="gettingtoknow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_gettingtoknowhistory" ("answers", "changed_at", "changed_by_id", "guide", "id", "looked_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (NEW."answers", NEW."changed_at", NEW."changed_by_id", NEW."guide", NEW."id", NEW."looked_on", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="f338c77229eb030b5667c42b16b101a5c1cc8eef",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_522ba",
                            table="cycles_gettingtoknow",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="gettingtoknow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."guide" IS DISTINCT FROM (NEW."guide") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."looked_on" IS DISTINCT FROM (NEW."looked_on") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id"))',
                            func='INSERT INTO "cycles_gettingtoknowhistory" ("answers", "changed_at", "changed_by_id", "guide", "id", "looked_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (NEW."answers", NEW."changed_at", NEW."changed_by_id", NEW."guide", NEW."id", NEW."looked_on", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="bdd5224b5fa1651d46dde963e3b3291b62b1e06d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_2c8c3",
                            table="cycles_gettingtoknow",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="gettingtoknow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_gettingtoknowhistory" ("answers", "changed_at", "changed_by_id", "guide", "id", "looked_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (OLD."answers", OLD."changed_at", OLD."changed_by_id", OLD."guide", OLD."id", OLD."looked_on", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."written_at"); RETURN NULL;',
                            hash="0aa3e29c52802c5a39c40be8473a5b9c857fbeb8",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8cef4",
                            table="cycles_gettingtoknow",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goalgrounds",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_goalgroundshistory" ("goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "priority", "program_id", "reason", "terms_id", "written_at") VALUES (NEW."goal_id", NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."priority", NEW."program_id", NEW."reason", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="2ba0582de56f1410e1e86e91aa4b79b22b3a4869",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_bad15",
                            table="cycles_goalgrounds",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goalgrounds",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."goal_id" IS DISTINCT FROM (NEW."goal_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."priority" IS DISTINCT FROM (NEW."priority") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason"))',
                            func='INSERT INTO "cycles_goalgroundshistory" ("goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "priority", "program_id", "reason", "terms_id", "written_at") VALUES (NEW."goal_id", NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."priority", NEW."program_id", NEW."reason", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="086c8d65cc5c38c04ebf6d0a657094cde9a7238c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0bc95",
                            table="cycles_goalgrounds",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goalgrounds",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_goalgroundshistory" ("goal_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "priority", "program_id", "reason", "terms_id", "written_at") VALUES (OLD."goal_id", OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."priority", OLD."program_id", OLD."reason", OLD."terms_id", OLD."written_at"); RETURN NULL;',
                            hash="914dc59333f80a981b2394fc83c1da9a01578784",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_03d5b",
                            table="cycles_goalgrounds",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="goalprogress",
                    index=models.Index(fields=["goal", "-recorded_at"], name="cycles_progress_of"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goalprogress",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_goalprogresshistory" ("author_id", "goal_id", "id", "kind", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "seen_on", "terms_id", "text", "written_at") VALUES (NEW."author_id", NEW."goal_id", NEW."id", NEW."kind", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."recorded_at", NEW."seen_on", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="ed8349f95d942b1ea7a0dd56fbff3edd4319bf16",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8ee04",
                            table="cycles_goalprogress",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goalprogress",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."goal_id" IS DISTINCT FROM (NEW."goal_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."seen_on" IS DISTINCT FROM (NEW."seen_on") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                            func='INSERT INTO "cycles_goalprogresshistory" ("author_id", "goal_id", "id", "kind", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "seen_on", "terms_id", "text", "written_at") VALUES (NEW."author_id", NEW."goal_id", NEW."id", NEW."kind", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."recorded_at", NEW."seen_on", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="e3750427503247164b30ccdd5bce8a55686428a2",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_5b689",
                            table="cycles_goalprogress",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="goalprogress",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_goalprogresshistory" ("author_id", "goal_id", "id", "kind", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "recorded_at", "seen_on", "terms_id", "text", "written_at") VALUES (OLD."author_id", OLD."goal_id", OLD."id", OLD."kind", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."recorded_at", OLD."seen_on", OLD."terms_id", OLD."text", OLD."written_at"); RETURN NULL;',
                            hash="ed463286e73d5126a23be75334c1938c31f5b048",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_60dc4",
                            table="cycles_goalprogress",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="needsassessment",
                    constraint=models.UniqueConstraint(
                        fields=("partnership", "guide", "looked_on"), name="cycles_needs_once_a_day"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="needsassessment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_needsassessmenthistory" ("answers", "changed_at", "changed_by_id", "guide", "id", "looked_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (NEW."answers", NEW."changed_at", NEW."changed_by_id", NEW."guide", NEW."id", NEW."looked_on", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="be48d0f3535da5ded87da093914aeeec97eafe09",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5f615",
                            table="cycles_needsassessment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="needsassessment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."answers" IS DISTINCT FROM (NEW."answers") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."guide" IS DISTINCT FROM (NEW."guide") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."looked_on" IS DISTINCT FROM (NEW."looked_on") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id"))',
                            func='INSERT INTO "cycles_needsassessmenthistory" ("answers", "changed_at", "changed_by_id", "guide", "id", "looked_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (NEW."answers", NEW."changed_at", NEW."changed_by_id", NEW."guide", NEW."id", NEW."looked_on", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."written_at"); RETURN NULL;',
                            hash="65c53b9603e76f297c718ab18f8b4ae6824baa6e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_61194",
                            table="cycles_needsassessment",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="needsassessment",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_needsassessmenthistory" ("answers", "changed_at", "changed_by_id", "guide", "id", "looked_on", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "written_at") VALUES (OLD."answers", OLD."changed_at", OLD."changed_by_id", OLD."guide", OLD."id", OLD."looked_on", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."written_at"); RETURN NULL;',
                            hash="c090e695bd2197ba84fc61860c0ed198cceebad0",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4463f",
                            table="cycles_needsassessment",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddIndex(
                    model_name="practicelevel",
                    index=models.Index(fields=["partnership", "practice", "seen_on"], name="cycles_level_of"),
                ),
                migrations.AddConstraint(
                    model_name="practicelevel",
                    constraint=models.UniqueConstraint(
                        fields=("practice", "author", "seen_on"), name="cycles_level_once_a_day"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="practicelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_practicelevelhistory" ("author_id", "author_part", "id", "level", "partnership_id", "pgh_created_at", "pgh_label", "practice_id", "program_id", "recorded_at", "seen_on", "terms_id", "wording", "written_at") VALUES (NEW."author_id", NEW."author_part", NEW."id", NEW."level", NEW."partnership_id", NOW(), \'insert\', NEW."practice_id", NEW."program_id", NEW."recorded_at", NEW."seen_on", NEW."terms_id", NEW."wording", NEW."written_at"); RETURN NULL;',
                            hash="db0da9dc45d24005de744f9e6537621cfb991f3a",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_12f77",
                            table="cycles_practicelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="practicelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."author_part" IS DISTINCT FROM (NEW."author_part") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."practice_id" IS DISTINCT FROM (NEW."practice_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."seen_on" IS DISTINCT FROM (NEW."seen_on") OR OLD."wording" IS DISTINCT FROM (NEW."wording"))',
                            func='INSERT INTO "cycles_practicelevelhistory" ("author_id", "author_part", "id", "level", "partnership_id", "pgh_created_at", "pgh_label", "practice_id", "program_id", "recorded_at", "seen_on", "terms_id", "wording", "written_at") VALUES (NEW."author_id", NEW."author_part", NEW."id", NEW."level", NEW."partnership_id", NOW(), \'update\', NEW."practice_id", NEW."program_id", NEW."recorded_at", NEW."seen_on", NEW."terms_id", NEW."wording", NEW."written_at"); RETURN NULL;',
                            hash="9ff00cfe1ee30fc1de3b94787519dbd8e8bf79f6",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b8c02",
                            table="cycles_practicelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="practicelevel",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_practicelevelhistory" ("author_id", "author_part", "id", "level", "partnership_id", "pgh_created_at", "pgh_label", "practice_id", "program_id", "recorded_at", "seen_on", "terms_id", "wording", "written_at") VALUES (OLD."author_id", OLD."author_part", OLD."id", OLD."level", OLD."partnership_id", NOW(), \'delete\', OLD."practice_id", OLD."program_id", OLD."recorded_at", OLD."seen_on", OLD."terms_id", OLD."wording", OLD."written_at"); RETURN NULL;',
                            hash="180ae3e4311bf5c059f7667893b8780ea4eefd7f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_47913",
                            table="cycles_practicelevel",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="levelnote",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_levelnotehistory" ("author_id", "id", "level_id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "text", "written_at") VALUES (NEW."author_id", NEW."id", NEW."level_id", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="47cdcbb36b59cbe3d1b64f20ab6ad309eb9ba577",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2f074",
                            table="cycles_levelnote",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="levelnote",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."level_id" IS DISTINCT FROM (NEW."level_id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."text" IS DISTINCT FROM (NEW."text"))',
                            func='INSERT INTO "cycles_levelnotehistory" ("author_id", "id", "level_id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "text", "written_at") VALUES (NEW."author_id", NEW."id", NEW."level_id", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."text", NEW."written_at"); RETURN NULL;',
                            hash="423b52ec4e21efb20241dac20ac370cb8a978d68",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8bd6e",
                            table="cycles_levelnote",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="levelnote",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_levelnotehistory" ("author_id", "id", "level_id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "text", "written_at") VALUES (OLD."author_id", OLD."id", OLD."level_id", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."text", OLD."written_at"); RETURN NULL;',
                            hash="b2d4cc3be90ec8ac053497231aa09e8760e2748a",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_4b1bf",
                            table="cycles_levelnote",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        Disclose("cycles_goalgrounds", Disclosure(RecordClass.ACTION_PLAN)),
        Disclose("cycles_goalprogress", Disclosure(RecordClass.ACTION_PLAN, inserts="author", updates="author")),
        Disclose(
            "cycles_celebration",
            Disclosure(RecordClass.NOTES, inserts="author", updates="author", deletes="author"),
        ),
        Disclose("cycles_practicelevel", Disclosure(RecordClass.ASSESSMENT, inserts="author", updates="author")),
        Disclose("cycles_levelnote", Disclosure(RecordClass.NOTES, inserts="author", updates="author")),
        Disclose("cycles_gettingtoknow", Disclosure(RecordClass.NOTES)),
        Disclose("cycles_needsassessment", Disclosure(RecordClass.ASSESSMENT)),
    ]
