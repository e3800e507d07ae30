"""Who pays for the coaching, for the hours of whoever coaches: read by the pair alone (P1, A7)."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import Disclosure


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0010_ledger"),
        ("cycles", "0031_components_corrected"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Funding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("payer", models.CharField(blank=True, max_length=120, verbose_name="who pays")),
                ("since", models.DateField(verbose_name="from which day on")),
                (
                    "short_notice",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing"),
                            ("half", "Half of the time that was planned"),
                            ("whole", "All of the time that was planned"),
                        ],
                        default="nothing",
                        max_length=8,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
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
            ],
            options={
                "ordering": ["since", "recorded_at"],
                "indexes": [models.Index(fields=["author", "since"], name="cycles_funding_of")],
            },
        ),
        Disclose(
            "cycles_funding",
            Disclosure(RecordClass.VISIT_DETAIL, leaves="false", inserts="author", updates="nobody"),
            history=False,
        ),
    ]
