"""How somebody wants to be reminded, topic by topic (settings.MAIL_TOPICS)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.models.people import User


class MailChoice(models.Model):
    """One person's choice for one topic. Without a row the reminders of a topic come at once."""

    class How(models.TextChoices):
        NOW = "now", _("At once")
        DAILY = "daily", _("In one mail each morning")
        WEEKLY = "weekly", _("In one mail on Monday morning")
        OFF = "off", _("No mail")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20)
    how = models.CharField(max_length=8, choices=How)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="coaching_mail_choice_once")]
        indexes = [
            models.Index(
                fields=["user"], name="coaching_mail_gathered", condition=models.Q(how__in=["daily", "weekly"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.how}"
