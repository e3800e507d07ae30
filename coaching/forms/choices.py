"""Which reminders one wants, and when."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from coaching.models import MailChoice
from coaching.topics import TOPICS


class MailChoices(forms.Form):
    """One question for each topic that can concern a person."""

    def __init__(self, *args: Any, topics: Collection[str], chosen: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        for topic in topics:
            self.fields[topic] = forms.ChoiceField(
                label=TOPICS[topic].label,
                help_text=TOPICS[topic].help,
                choices=MailChoice.How.choices,
                initial=chosen[topic],
            )
