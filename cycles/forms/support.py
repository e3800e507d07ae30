"""Check-ins, promises kept or not, questions on progress, and talks about data: a few words each."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.forms.explained import ExplainedChoice
from cycles.forms.fields import NotesField, WordsField, date_field
from cycles.forms.goals import past_day
from cycles.models import PromiseReport
from cycles.services.promises import month_of
from cycles.services.supervising import come_first
from cycles.services.support import Support

MONTHS_OFFERED = 3


class CheckInPlanForm(forms.Form):
    """The day of the next check-in."""

    planned_on = date_field(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_planned_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["planned_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over. Give today or a day to come."))
        return day


class CheckInForm(forms.Form):
    """A check-in that was held: when, how, with whom, and, where the supervisor is given that, what was agreed."""

    held_on = date_field(label=gettext_lazy("On which day"))
    way = forms.ChoiceField(label=gettext_lazy("How"), widget=forms.RadioSelect)
    took_part = forms.MultipleChoiceField(
        label=gettext_lazy("Who took part besides you"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick who took part. A check-in has two people at least.")},
    )
    words = NotesField(label=gettext_lazy("What was agreed"), at_most=2000, rows=4, required=False)

    def __init__(self, *args: Any, support: Support, today: dt.date, in_words: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        rules = support.rules
        assert rules is not None
        others = [one for one in support.checked_in if one.user_id != support.me.user_id]
        for name, choices in (
            ("way", [(one.key, str(one.label)) for one in rules.ways]),
            ("took_part", [(str(one.user_id), one.name) for one in others]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        self.fields["held_on"].initial = today
        self.fields["took_part"].initial = [str(one.user_id) for one in others]
        if not in_words:
            del self.fields["words"]

    def clean_held_on(self) -> dt.date:
        return past_day(self.cleaned_data["held_on"], self.today)

    def said(self) -> dict[str, Any]:
        """What was filled in, as the service takes it. Only for a valid form."""
        kept = {name: value for name, value in self.cleaned_data.items() if name != "took_part"}
        return kept | {"with_ids": [uuid.UUID(one) for one in self.cleaned_data["took_part"]]}


class PromiseForm(forms.Form):
    """How one saw it in a month. `months` are first days, the newest first."""

    month = forms.TypedChoiceField(
        label=gettext_lazy("In which month"), coerce=dt.date.fromisoformat, widget=forms.RadioSelect
    )
    kept = ExplainedChoice(label=gettext_lazy("How was it?"), choices=PromiseReport.Kept.choices)
    words = WordsField(
        label=gettext_lazy("In a few words"),
        at_most=500,
        required=False,
        help_text=gettext_lazy("What helped, or what got in the way. Write no child's name."),
    )

    def __init__(self, *args: Any, months: dict[dt.date, str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["month"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(month.isoformat(), words) for month, words in months.items()]
        field.initial = next(iter(months)).isoformat()


def months_until(today: dt.date) -> list[dt.date]:
    """This month and those before it that can still be spoken of, by their first days."""
    found = [month_of(today)]
    while len(found) < MONTHS_OFFERED:
        found.append(month_of(found[-1] - dt.timedelta(days=1)))
    return found


class ProgressQuestionForm(forms.Form):
    """A question on progress."""

    text = NotesField(label=gettext_lazy("Your question"), at_most=1000, rows=4)


class ProgressAnswerForm(forms.Form):
    """What one chooses to tell."""

    text = NotesField(label=gettext_lazy("Your answer"), at_most=2000, rows=4)


class DataTalkForm(forms.Form):
    """That data was talked about with the learner."""

    learner = forms.ChoiceField(label=gettext_lazy("With whom you talked"), widget=forms.RadioSelect)
    about = WordsField(
        label=gettext_lazy("Which data"),
        at_most=200,
        help_text=gettext_lazy("Name it, such as: classroom observation of May. Not what it says."),
    )
    learner_on = date_field(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, support: Support, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        field = self.fields["learner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.user_id), one.name) for one in come_first(support)]
        field.initial = next((value for value, _name in field.choices), None)
        self.fields["learner_on"].initial = today

    def clean_learner(self) -> uuid.UUID:
        return uuid.UUID(self.cleaned_data["learner"])

    def clean_learner_on(self) -> dt.date:
        return past_day(self.cleaned_data["learner_on"], self.today)


class DataThenForm(forms.Form):
    """The day on which the coach was talked with, after the learner."""

    coach_on = date_field(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, first: dt.date, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.first, self.today = first, today
        self.fields["coach_on"].initial = today

    def clean_coach_on(self) -> dt.date:
        day = past_day(self.cleaned_data["coach_on"], self.today)
        if day < self.first:
            raise forms.ValidationError(_("The talk with the learner comes first. Give that day or a later one."))
        return day
