"""Attendance, visits in a series, what is observed, and calendars to fetch."""

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
from coaching.disclosure.operations import Disclose, Protect
from coaching.disclosure.policies import DEFINER, DOOR, PERSON, WEB, Disclosure, Policy
from coaching.migrating import Together

FEEDS = f"""
-- Whose calendar it is, by the digest of its secret: the one thing that is asked before anybody is identified.
create function sec.feed_of(wanted bytea) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.user_id from public.cycles_calendarfeed f join public.coaching_user u on u.id = f.user_id
  where f.digest = wanted and u.is_active
$$;
revoke all on function sec.feed_of(bytea) from public;
grant execute on function sec.feed_of(bytea) to {WEB};
alter function sec.feed_of(bytea) owner to {DEFINER};
"""

OWN = f"user_id = {PERSON} and {PERSON} <> {DOOR}"


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
        ("coaching", "__first__"),
        ("cycles", "0007_goals_and_growth"),
    ]

    operations = [
        Together(
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visit",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visit",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="visit",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="visit",
                    name="kind",
                    field=models.CharField(
                        choices=[("coaching", "Coaching"), ("helping", "Helping out")],
                        default="coaching",
                        max_length=12,
                    ),
                ),
                migrations.AddField(
                    model_name="visit",
                    name="series",
                    field=models.UUIDField(editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="visithistory",
                    name="kind",
                    field=models.CharField(
                        choices=[("coaching", "Coaching"), ("helping", "Helping out")],
                        default="coaching",
                        max_length=12,
                    ),
                ),
                migrations.AddField(
                    model_name="visithistory",
                    name="series",
                    field=models.UUIDField(editable=False, null=True),
                ),
                migrations.AlterField(
                    model_name="visit",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("logged", "Logged"),
                            ("cancelled", "Cancelled"),
                            ("missed", "Did not take place"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                migrations.AlterField(
                    model_name="visithistory",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("logged", "Logged"),
                            ("cancelled", "Cancelled"),
                            ("missed", "Did not take place"),
                        ],
                        default="planned",
                        max_length=12,
                    ),
                ),
                migrations.AddIndex(
                    model_name="visit",
                    index=models.Index(
                        condition=models.Q(("series__isnull", False)), fields=["series"], name="cycles_visit_series"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visithistory" ("created_at", "id", "kind", "local_date", "local_time", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "planned_by_id", "planned_minutes", "program_id", "sequence", "series", "starts_at", "state", "terms_id", "time_zone", "written_at") VALUES (NEW."created_at", NEW."id", NEW."kind", NEW."local_date", NEW."local_time", NEW."mode", NEW."partnership_id", NOW(), \'insert\', NEW."place", NEW."planned_by_id", NEW."planned_minutes", NEW."program_id", NEW."sequence", NEW."series", NEW."starts_at", NEW."state", NEW."terms_id", NEW."time_zone", NEW."written_at"); RETURN NULL;',
                            hash="4e461461c7f265233f31491439f6931ea5d7543c",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_762c4",
                            table="cycles_visit",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."local_date" IS DISTINCT FROM (NEW."local_date") OR OLD."local_time" IS DISTINCT FROM (NEW."local_time") OR OLD."mode" IS DISTINCT FROM (NEW."mode") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."planned_by_id" IS DISTINCT FROM (NEW."planned_by_id") OR OLD."planned_minutes" IS DISTINCT FROM (NEW."planned_minutes") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."series" IS DISTINCT FROM (NEW."series") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone"))',
                            func='INSERT INTO "cycles_visithistory" ("created_at", "id", "kind", "local_date", "local_time", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "planned_by_id", "planned_minutes", "program_id", "sequence", "series", "starts_at", "state", "terms_id", "time_zone", "written_at") VALUES (NEW."created_at", NEW."id", NEW."kind", NEW."local_date", NEW."local_time", NEW."mode", NEW."partnership_id", NOW(), \'update\', NEW."place", NEW."planned_by_id", NEW."planned_minutes", NEW."program_id", NEW."sequence", NEW."series", NEW."starts_at", NEW."state", NEW."terms_id", NEW."time_zone", NEW."written_at"); RETURN NULL;',
                            hash="72eec0223227970a79b107206beeb2d3ac54e8e8",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_09952",
                            table="cycles_visit",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="visit",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_visithistory" ("created_at", "id", "kind", "local_date", "local_time", "mode", "partnership_id", "pgh_created_at", "pgh_label", "place", "planned_by_id", "planned_minutes", "program_id", "sequence", "series", "starts_at", "state", "terms_id", "time_zone", "written_at") VALUES (OLD."created_at", OLD."id", OLD."kind", OLD."local_date", OLD."local_time", OLD."mode", OLD."partnership_id", NOW(), \'delete\', OLD."place", OLD."planned_by_id", OLD."planned_minutes", OLD."program_id", OLD."sequence", OLD."series", OLD."starts_at", OLD."state", OLD."terms_id", OLD."time_zone", OLD."written_at"); RETURN NULL;',
                            hash="d05dac073828d3037f12f259163fdbe9faff45d9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_29905",
                            table="cycles_visit",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("planned_for", models.DateField(verbose_name="day")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("cancelled", "Cancelled"),
                                    ("in_time", "Cancelled in time"),
                                    ("short_notice", "Cancelled at short notice"),
                                    ("missed", "Did not take place"),
                                    ("late", "Began late"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                blank=True,
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
                        ("minutes_late", models.PositiveSmallIntegerField(null=True, verbose_name="minutes late")),
                        ("recorded_at", models.DateTimeField()),
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
                                related_name="attendance",
                                to="cycles.visit",
                            ),
                        ),
                        (
                            "who",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-planned_for", "-id"],
                        "indexes": [models.Index(fields=["partnership", "-planned_for"], name="cycles_attendance_of")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "late"), ("minutes_late__range", (1, 1440)), ("who__isnull", False)
                                    ),
                                    models.Q(models.Q(("kind", "late"), _negated=True), ("minutes_late__isnull", True)),
                                    _connector="OR",
                                ),
                                name="cycles_attendance_minutes_when_late",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("part", ""), ("who__isnull", True)),
                                    models.Q(("who__isnull", False), models.Q(("part", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="cycles_attendance_who_and_part",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AttendanceHistory",
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
                        ("planned_for", models.DateField(verbose_name="day")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("cancelled", "Cancelled"),
                                    ("in_time", "Cancelled in time"),
                                    ("short_notice", "Cancelled at short notice"),
                                    ("missed", "Did not take place"),
                                    ("late", "Began late"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "part",
                            models.CharField(
                                blank=True,
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
                        ("minutes_late", models.PositiveSmallIntegerField(null=True, verbose_name="minutes late")),
                        ("recorded_at", models.DateTimeField()),
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
                        (
                            "who",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AttendanceReason",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("text", models.CharField(max_length=300, verbose_name="why")),
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="reason", to="cycles.visit"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="AttendanceReasonHistory",
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
                        ("text", models.CharField(max_length=300, verbose_name="why")),
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
                migrations.CreateModel(
                    name="ObservationFocus",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("what", models.CharField(max_length=500, verbose_name="what is observed")),
                        ("moment", models.CharField(blank=True, max_length=200, verbose_name="when")),
                        (
                            "way",
                            models.CharField(
                                blank=True,
                                choices=[("live", "Live"), ("video", "On video")],
                                max_length=8,
                                verbose_name="live or on video",
                            ),
                        ),
                        ("shared", models.CharField(blank=True, max_length=500, verbose_name="what of it is shared")),
                        (
                            "debrief",
                            models.CharField(blank=True, max_length=200, verbose_name="when you talk it through"),
                        ),
                        ("saved_at", models.DateTimeField()),
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
                            "saved_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="focus", to="cycles.visit"
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ObservationFocusHistory",
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
                        ("what", models.CharField(max_length=500, verbose_name="what is observed")),
                        ("moment", models.CharField(blank=True, max_length=200, verbose_name="when")),
                        (
                            "way",
                            models.CharField(
                                blank=True,
                                choices=[("live", "Live"), ("video", "On video")],
                                max_length=8,
                                verbose_name="live or on video",
                            ),
                        ),
                        ("shared", models.CharField(blank=True, max_length=500, verbose_name="what of it is shared")),
                        (
                            "debrief",
                            models.CharField(blank=True, max_length=200, verbose_name="when you talk it through"),
                        ),
                        ("saved_at", models.DateTimeField()),
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
                            "saved_by",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                migrations.CreateModel(
                    name="CalendarFeed",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("digest", models.BinaryField(max_length=32, unique=True)),
                        ("with_name", models.BooleanField(default=False, verbose_name="who I meet")),
                        ("with_place", models.BooleanField(default=False, verbose_name="where")),
                        ("made_at", models.DateTimeField()),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attendance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_attendancehistory" ("id", "kind", "minutes_late", "part", "partnership_id", "pgh_created_at", "pgh_label", "planned_for", "program_id", "recorded_at", "terms_id", "visit_id", "who_id", "written_at") VALUES (NEW."id", NEW."kind", NEW."minutes_late", NEW."part", NEW."partnership_id", NOW(), \'insert\', NEW."planned_for", NEW."program_id", NEW."recorded_at", NEW."terms_id", NEW."visit_id", NEW."who_id", NEW."written_at"); RETURN NULL;',
                            hash="6032c39041677981edabbc23812795da2b3e47c7",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d6105",
                            table="cycles_attendance",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attendance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."minutes_late" IS DISTINCT FROM (NEW."minutes_late") OR OLD."part" IS DISTINCT FROM (NEW."part") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."planned_for" IS DISTINCT FROM (NEW."planned_for") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id") OR OLD."who_id" IS DISTINCT FROM (NEW."who_id"))',
                            func='INSERT INTO "cycles_attendancehistory" ("id", "kind", "minutes_late", "part", "partnership_id", "pgh_created_at", "pgh_label", "planned_for", "program_id", "recorded_at", "terms_id", "visit_id", "who_id", "written_at") VALUES (NEW."id", NEW."kind", NEW."minutes_late", NEW."part", NEW."partnership_id", NOW(), \'update\', NEW."planned_for", NEW."program_id", NEW."recorded_at", NEW."terms_id", NEW."visit_id", NEW."who_id", NEW."written_at"); RETURN NULL;',
                            hash="5dc2bc9875ccdbc018e73561744b24d774887436",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f5c6d",
                            table="cycles_attendance",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attendance",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_attendancehistory" ("id", "kind", "minutes_late", "part", "partnership_id", "pgh_created_at", "pgh_label", "planned_for", "program_id", "recorded_at", "terms_id", "visit_id", "who_id", "written_at") VALUES (OLD."id", OLD."kind", OLD."minutes_late", OLD."part", OLD."partnership_id", NOW(), \'delete\', OLD."planned_for", OLD."program_id", OLD."recorded_at", OLD."terms_id", OLD."visit_id", OLD."who_id", OLD."written_at"); RETURN NULL;',
                            hash="43b771c9a1a2e027cf5ac7f1ef4e70a7b971c935",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_6dfdd",
                            table="cycles_attendance",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attendancereason",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_attendancereasonhistory" ("author_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "text", "visit_id", "written_at") VALUES (NEW."author_id", NEW."id", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."terms_id", NEW."text", NEW."visit_id", NEW."written_at"); RETURN NULL;',
                            hash="0ea22bec7653b7e0ff636a95283591d27674b823",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_dc7fd",
                            table="cycles_attendancereason",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attendancereason",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))',
                            func='INSERT INTO "cycles_attendancereasonhistory" ("author_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "text", "visit_id", "written_at") VALUES (NEW."author_id", NEW."id", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."terms_id", NEW."text", NEW."visit_id", NEW."written_at"); RETURN NULL;',
                            hash="eaeda5febecf75f7e6716ad182c5414283b7072f",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_244cb",
                            table="cycles_attendancereason",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="attendancereason",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_attendancereasonhistory" ("author_id", "id", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "terms_id", "text", "visit_id", "written_at") VALUES (OLD."author_id", OLD."id", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."terms_id", OLD."text", OLD."visit_id", OLD."written_at"); RETURN NULL;',
                            hash="e2764203c60304c3c8e0f3d6897fc9f04b1048f4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2ffc9",
                            table="cycles_attendancereason",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="observationfocus",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_observationfocushistory" ("debrief", "id", "moment", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "saved_at", "saved_by_id", "shared", "terms_id", "visit_id", "way", "what", "written_at") VALUES (NEW."debrief", NEW."id", NEW."moment", NEW."partnership_id", NOW(), \'insert\', NEW."program_id", NEW."saved_at", NEW."saved_by_id", NEW."shared", NEW."terms_id", NEW."visit_id", NEW."way", NEW."what", NEW."written_at"); RETURN NULL;',
                            hash="14ceb4428f5796b452bc1346e51c30855f4042d1",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_858b7",
                            table="cycles_observationfocus",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="observationfocus",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."debrief" IS DISTINCT FROM (NEW."debrief") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."moment" IS DISTINCT FROM (NEW."moment") OR OLD."partnership_id" IS DISTINCT FROM (NEW."partnership_id") OR OLD."program_id" IS DISTINCT FROM (NEW."program_id") OR OLD."saved_at" IS DISTINCT FROM (NEW."saved_at") OR OLD."saved_by_id" IS DISTINCT FROM (NEW."saved_by_id") OR OLD."shared" IS DISTINCT FROM (NEW."shared") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id") OR OLD."way" IS DISTINCT FROM (NEW."way") OR OLD."what" IS DISTINCT FROM (NEW."what"))',
                            func='INSERT INTO "cycles_observationfocushistory" ("debrief", "id", "moment", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "saved_at", "saved_by_id", "shared", "terms_id", "visit_id", "way", "what", "written_at") VALUES (NEW."debrief", NEW."id", NEW."moment", NEW."partnership_id", NOW(), \'update\', NEW."program_id", NEW."saved_at", NEW."saved_by_id", NEW."shared", NEW."terms_id", NEW."visit_id", NEW."way", NEW."what", NEW."written_at"); RETURN NULL;',
                            hash="51340f4654c0030069778fd8db2e688ab8d2efdc",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_dc8a9",
                            table="cycles_observationfocus",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="observationfocus",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "cycles_observationfocushistory" ("debrief", "id", "moment", "partnership_id", "pgh_created_at", "pgh_label", "program_id", "saved_at", "saved_by_id", "shared", "terms_id", "visit_id", "way", "what", "written_at") VALUES (OLD."debrief", OLD."id", OLD."moment", OLD."partnership_id", NOW(), \'delete\', OLD."program_id", OLD."saved_at", OLD."saved_by_id", OLD."shared", OLD."terms_id", OLD."visit_id", OLD."way", OLD."what", OLD."written_at"); RETURN NULL;',
                            hash="54ef4ca51cc080a68d81df920a10cee599a29257",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_cdd2c",
                            table="cycles_observationfocus",
                            when="AFTER",
                        ),
                    ),
                ),
            ]
        ),
        Disclose("cycles_attendance", Disclosure(RecordClass.ATTENDANCE, updates="nobody", deletes="pair")),
        Disclose("cycles_attendancereason", Disclosure(RecordClass.NOTES, inserts="author", updates="nobody")),
        Disclose("cycles_observationfocus", Disclosure(RecordClass.NOTES)),
        Protect(
            "cycles_calendarfeed",
            [
                Policy("own", "select", OWN),
                Policy("makes", "insert", check=OWN),
                Policy("chooses", "update", OWN, OWN),
                Policy("revokes", "delete", OWN),
            ],
        ),
        migrations.RunSQL(FEEDS, "drop function sec.feed_of(bytea)"),
    ]
