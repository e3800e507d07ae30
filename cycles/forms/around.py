"""What a log asks around the visit itself: time that is spent besides, and the steps of last time."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.frameworks.structure import Time
from cycles.forms.fields import around_field, date_field
from cycles.models import ActionStep
from cycles.services.visit_steps import StepNews
from cycles.times import short_day

YES, NO = "yes", "no"
DONE, GOES_ON = "done", "on"


class AroundFields(forms.Form):
    """Minutes of preparation and follow-up, and whether it is billable: those that the framework asks for (P1)."""

    preparation_minutes = around_field(label=gettext_lazy("Preparation"))
    follow_up_minutes = around_field(label=gettext_lazy("Follow-up"))
    billable = forms.ChoiceField(
        label=gettext_lazy("Billable"),
        required=False,
        choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))],
        widget=forms.RadioSelect,
    )

    def set_around(self, asked: Sequence[Time], steps: Sequence[ActionStep]) -> None:
        """Ask for `asked` and no more, and for what became of each of `steps`."""
        names = {
            Time.PREPARATION: "preparation_minutes",
            Time.FOLLOW_UP: "follow_up_minutes",
            Time.BILLABLE: "billable",
        }
        for kind, name in names.items():
            if kind not in asked:
                self.fields.pop(name)
        self.steps = list(steps)
        for step in self.steps:
            self.fields[f"step_{step.pk.hex}"] = forms.ChoiceField(
                label=step.text,
                required=False,
                choices=[(DONE, _("Done")), (GOES_ON, _("Goes on"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"due_{step.pk.hex}"] = date_field(label=_("By when"), required=False, initial=step.due_on)

    def asks_around(self) -> bool:
        return any(name in self.fields for name in ("preparation_minutes", "follow_up_minutes", "billable"))

    def step_fields(self) -> list[dict[str, Any]]:
        """Each step as it stands in the plan, with its choice and the day until which it goes on."""
        return [
            {
                "goal": step.goal.text,
                "due": short_day(step.due_on) if step.due_on else "",
                "choice": self[f"step_{step.pk.hex}"],
                "day": self[f"due_{step.pk.hex}"],
                "when": f"step_{step.pk.hex}={GOES_ON}",
            }
            for step in self.steps
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for step in self.steps:
            day = cleaned.get(f"due_{step.pk.hex}")
            if cleaned.get(f"step_{step.pk.hex}") == GOES_ON and day and day.year > timezone.localdate().year + 5:
                self.add_error(f"due_{step.pk.hex}", _("That is more than five years away. Check the year."))
        return cleaned

    def step_news(self) -> dict[uuid.UUID, StepNews]:
        """What was said of steps. Call when the form is valid."""
        data, news = self.cleaned_data, {}
        for step in self.steps:
            said = data.get(f"step_{step.pk.hex}")
            if said:
                news[step.pk] = StepNews(done=said == DONE, due_on=data.get(f"due_{step.pk.hex}"))
        return news

    def time_around(self) -> dict[str, Any]:
        """The time besides, by the names of a LogEntry. Call when the form is valid."""
        data = self.cleaned_data
        return {
            "preparation": data.get("preparation_minutes") or 0,
            "follow_up": data.get("follow_up_minutes") or 0,
            "billable": {YES: True, NO: False}.get(data.get("billable", "")),
        }
