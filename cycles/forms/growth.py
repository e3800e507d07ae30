"""The level of a practice, and the questions of the start."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coaching.forms.explained import ExplainedChoice
from coaching.frameworks.structure import Guide, Level
from cycles.forms.fields import NotesField, date_field
from cycles.forms.goals import Stamped, past_day

ANSWER_LENGTH = 3000


class LevelForm(forms.Form):
    """On which level one sees a practice, on a day, and what shows it."""

    level = ExplainedChoice(label=gettext_lazy("Where do you see this practice now?"))
    seen_on = date_field(label=gettext_lazy("On which day"))
    note = NotesField(
        label=gettext_lazy("What shows it"),
        at_most=1000,
        rows=3,
        required=False,
        help_text=gettext_lazy("What did you see, hear or try? Write no child's name."),
    )

    def __init__(self, *args: Any, levels: tuple[Level, ...], today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        field = self.fields["level"]
        assert isinstance(field, ExplainedChoice)
        field.choices = [(level.key, str(level.label)) for level in levels]
        field.option_help = {level.key: str(level.meaning) for level in levels}
        self.fields["seen_on"].initial = today

    def clean_seen_on(self) -> dt.date:
        return past_day(self.cleaned_data["seen_on"], self.today)


class AnswersForm(Stamped):
    """A list of questions with a box for each, and the day. `answers`: what is in the boxes to begin with.

    `is_kept`: one writes on in the look of `day`, whose day stays.
    """

    looked_on = date_field(label=gettext_lazy("On which day"))

    def __init__(
        self,
        *args: Any,
        guide: Guide,
        answers: Mapping[str, str],
        today: dt.date,
        day: dt.date,
        is_kept: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.guide, self.today, self.is_kept = guide, today, is_kept
        self.fields["looked_on"].initial = day
        if is_kept:
            self.fields["looked_on"].widget = forms.HiddenInput()
        for item in guide.items:
            self.fields[f"answer_{item.key}"] = NotesField(
                label=str(item.text),
                at_most=ANSWER_LENGTH,
                rows=3,
                required=False,
                initial=answers.get(item.key, ""),
            )

    def clean_looked_on(self) -> dt.date:
        return past_day(self.cleaned_data["looked_on"], self.today)

    def answers(self) -> dict[str, str]:
        """The words for each question. Only for a valid form."""
        return {item.key: self.cleaned_data[f"answer_{item.key}"] for item in self.guide.items}
