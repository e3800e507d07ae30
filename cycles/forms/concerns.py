"""A concern, an answer, and that it was talked about."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.forms.explained import ExplainedChoice
from coaching.frameworks.structure import RouteStep
from cycles.forms.fields import NotesField, date_field
from cycles.forms.goals import past_day
from cycles.models import ConcernStep

HERE, OUTSIDE = "here", "outside"


class ConcernForm(forms.Form):
    """A concern for one step of the route. `steps` are those it can go to now, with the words for each.

    `ways`: for each step whether it can be written to somebody here, and whether it can be talked about outside.
    """

    step = ExplainedChoice(label=gettext_lazy("To whom do you turn?"))
    about = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        widget=forms.RadioSelect,
        choices=ConcernStep.About.choices,
        required=False,
    )
    where = forms.ChoiceField(label=gettext_lazy("How?"), widget=forms.RadioSelect, required=False)
    text = NotesField(label=gettext_lazy("What concerns you"), at_most=5000, rows=6)
    talked_on = date_field(label=gettext_lazy("If you have talked about it: on which day"), required=False)

    def __init__(
        self,
        *args: Any,
        steps: dict[str, RouteStep],
        ways: dict[str, tuple[bool, bool]],
        names: dict[str, str],
        today: dt.date,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.steps, self.ways, self.today = steps, ways, today
        field = self.fields["step"]
        assert isinstance(field, ExplainedChoice)
        field.choices = [(key, names[key] or str(step.text)) for key, step in steps.items()]
        field.option_help = {key: str(step.text) for key, step in steps.items() if names[key]}
        field.initial = next(iter(steps), None)
        where = self.fields["where"]
        assert isinstance(where, forms.ChoiceField)
        where.choices = [
            (HERE, _("I write it here. Only they and I read it.")),
            (OUTSIDE, _("I talked about it outside. What I write here stays with me alone.")),
        ]
        can_here, can_outside = any(one for one, _out in ways.values()), any(out for _one, out in ways.values())
        if not (can_here and can_outside):
            del self.fields["where"]
        if not any(step.confidential for step in steps.values()):
            del self.fields["about"]

    def clean_talked_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["talked_on"]
        return past_day(day, self.today) if day else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        key = said.get("step")
        if not key:
            return said
        can_here, can_outside = self.ways[key]
        where = said.get("where") or (HERE if can_here else OUTSIDE)
        if where == HERE and not can_here:
            self.add_error("where" if "where" in self.fields else "step", _("They have no account here. Talk outside."))
        if where == OUTSIDE and not can_outside:
            self.add_error("where" if "where" in self.fields else "step", _("Write this one here."))
        if where == OUTSIDE and not said.get("talked_on") and "talked_on" not in self.errors:
            self.add_error("talked_on", _("Give the day on which you talked about it."))
        return said | {"where": where}

    def said(self) -> dict[str, Any]:
        """What was filled in, as the service takes it. Only for a valid form."""
        return {
            "step": self.steps[self.cleaned_data["step"]],
            "text": self.cleaned_data["text"],
            "about": self.cleaned_data.get("about", ""),
            "outside": self.cleaned_data["where"] == OUTSIDE,
            "talked_on": self.cleaned_data["talked_on"],
        }


class ConcernAnswerForm(forms.Form):
    """An answer in a step."""

    text = NotesField(label=gettext_lazy("Your words"), at_most=5000, rows=5)


class TalkForm(forms.Form):
    """The day on which it was talked about."""

    talked_on = date_field(label=gettext_lazy("We talked about it on"))

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["talked_on"].initial = today

    def clean_talked_on(self) -> dt.date:
        return past_day(self.cleaned_data["talked_on"], self.today)
