"""Surveys about the coaching, their answers and what is released of them."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.migrating import QuickMigration


class Migration(QuickMigration):
    dependencies = [
        ("coaching", "0007_mail_choices"),
        ("cycles", "0018_what_is_due"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SurveyEdition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40)),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.program"
                    ),
                ),
            ],
            options={
                "ordering": ["key", "number"],
            },
        ),
        migrations.CreateModel(
            name="SurveyNamed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "reader_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, editable=False, size=None
                    ),
                ),
                ("month", models.DateField()),
                ("answers", models.JSONField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cycles.surveyedition"
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyRelease",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("month", models.DateField(null=True)),
                ("results", models.JSONField(null=True)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cycles.surveyedition"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.program"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyBallot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("answers", models.JSONField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cycles.surveyrelease"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=40)),
                ("asked_on", models.DateField()),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.program"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_on"],
            },
        ),
        migrations.CreateModel(
            name="SurveyTurn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.CharField(max_length=40)),
                ("named", models.BooleanField(default=False)),
                ("asked_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("is_open", models.BooleanField(default=True)),
                ("answered", models.BooleanField(default=False)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cycles.surveyedition"
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "waits_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cycles.surveyrelease",
                    ),
                ),
            ],
            options={
                "ordering": ["closes_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("answers", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("given", models.BooleanField(default=False)),
                ("given_for", models.DateField(null=True)),
                (
                    "author",
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
                (
                    "turn",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="cycles.surveyturn"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FeedbackAction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField(max_length=1000, verbose_name="what you will change")),
                ("said_on", models.DateField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.program"
                    ),
                ),
            ],
            options={
                "ordering": ["-said_on", "id"],
                "indexes": [models.Index(fields=["author", "-said_on"], name="cycles_feedback_action_of")],
            },
        ),
        migrations.CreateModel(
            name="FeedbackReflection",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField(max_length=5000, verbose_name="your thoughts")),
                ("written_on", models.DateField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.program"
                    ),
                ),
            ],
            options={
                "ordering": ["-written_on", "id"],
                "indexes": [models.Index(fields=["author", "-written_on"], name="cycles_feedback_thought_of")],
            },
        ),
        migrations.AddConstraint(
            model_name="surveyedition",
            constraint=models.UniqueConstraint(fields=("program", "key", "number"), name="cycles_survey_edition_once"),
        ),
        migrations.AddIndex(
            model_name="surveyrelease",
            index=models.Index(fields=["subject", "-month"], name="cycles_survey_release_of"),
        ),
        migrations.AddConstraint(
            model_name="surveyrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("month__isnull", True), ("results__isnull", True)),
                    models.Q(("month__day", 1), ("results__isnull", False)),
                    _connector="OR",
                ),
                name="cycles_survey_release_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="surveyrequest",
            index=models.Index(fields=["asked_on"], name="cycles_survey_asked"),
        ),
        migrations.AddConstraint(
            model_name="surveyrequest",
            constraint=models.UniqueConstraint(
                fields=("program", "subject", "key", "asked_on"), name="cycles_survey_asked_once"
            ),
        ),
        migrations.AddIndex(
            model_name="surveyturn",
            index=models.Index(fields=["author", "subject", "key", "-asked_on"], name="cycles_survey_turn_of"),
        ),
        migrations.AddIndex(
            model_name="surveyturn",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["closes_on"], name="cycles_survey_turn_open"
            ),
        ),
        migrations.AddIndex(
            model_name="surveyturn",
            index=models.Index(
                condition=models.Q(("waits_in__isnull", False)), fields=["waits_in"], name="cycles_survey_turn_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyturn",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)),
                fields=("author", "subject", "program", "key"),
                name="cycles_survey_turn_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("given", False), ("given_for__isnull", False), _connector="OR"),
                name="cycles_survey_given_for_something",
            ),
        ),
    ]
