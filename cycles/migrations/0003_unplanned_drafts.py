"""Drafts of logs that nobody had planned, one note a section, and what each has read."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.migrating import QuickMigration


class Migration(QuickMigration):
    dependencies = [
        ("coaching", "0002_disclosure"),
        ("cycles", "0002_disclosure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitRead",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("read_at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name="logdraft",
            name="visit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="cycles.visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="logdraft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("visit__isnull", True)),
                fields=("partnership", "author"),
                name="cycles_unplanned_draft_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(fields=("visit", "author", "component"), name="cycles_note_once"),
        ),
        migrations.AddField(
            model_name="visitread",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="visitread",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
            ),
        ),
        migrations.AddField(
            model_name="visitread",
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
            model_name="visitread",
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
            model_name="visitread",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="cycles.visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitread",
            constraint=models.UniqueConstraint(fields=("visit", "author"), name="cycles_read_once"),
        ),
    ]
