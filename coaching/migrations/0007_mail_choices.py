"""Each person chooses which reminders they have at once, gathered or not at all."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.operations import Protect
from coaching.disclosure.policies import DOOR, PERSON, WORKER, Policy

OWN = f"user_id = {PERSON} and {PERSON} <> {DOOR}"


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("topic", models.CharField(max_length=20)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("now", "At once"),
                            ("daily", "In one mail each morning"),
                            ("weekly", "In one mail on Monday morning"),
                            ("off", "No mail"),
                        ],
                        max_length=8,
                    ),
                ),
                ("chosen_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("how__in", ["daily", "weekly"])),
                        fields=["user"],
                        name="coaching_mail_gathered",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("user", "topic"), name="coaching_mail_choice_once")],
            },
        ),
        Protect(
            "coaching_mailchoice",
            [
                Policy("own", "select", OWN),
                Policy("chooses", "insert", check=OWN),
                Policy("chooses_again", "update", OWN, OWN),
                # Which mornings somebody has a digest; not what is in it
                Policy("worker_facts", "select", "true", to=WORKER),
            ],
        ),
    ]
