"""A question of one of a pair to another, and an answer."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycles.forms.fields import NotesField, date_field
from cycles.forms.goals import past_day
from cycles.models.questions import Way
from cycles.services.pairs import Pair

I_ASK, ASKED_ME = "i", "me"


class QuestionForm(forms.Form):
    """Who asks whom, how, and what. One that is asked here is asked by the one who writes."""

    text = NotesField(label=gettext_lazy("The question"), at_most=2000, rows=4)
    who = forms.ChoiceField(label=gettext_lazy("Who asks?"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=gettext_lazy("How is it asked?"), widget=forms.RadioSelect, choices=Way.choices, initial=Way.HERE
    )
    asked_on = date_field(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, pair: Pair, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        others = [member for member in pair.others if member.present]
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((f"{I_ASK} {one.user_id}", _("I ask %(name)s") % {"name": one.name}) for one in others),
            *((f"{ASKED_ME} {one.user_id}", _("%(name)s asked me") % {"name": one.name}) for one in others),
        ]
        if others:
            field.initial = field.choices[0][0]
        self.fields["asked_on"].initial = today

    def clean_asked_on(self) -> dt.date:
        return past_day(self.cleaned_data["asked_on"], self.today)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("who", "").startswith(ASKED_ME) and said.get("way") == Way.HERE:
            self.add_error("way", _("Say how you were asked: by phone, by email or in person."))
        return said

    def said(self) -> dict[str, Any]:
        """What was filled in, as the service takes it. Only for a valid form."""
        who, _space, other = self.cleaned_data["who"].partition(" ")
        kept = {name: self.cleaned_data[name] for name in ("text", "way", "asked_on")}
        if kept["way"] == Way.HERE:
            kept["asked_on"] = self.today  # what is asked here is asked now
        return kept | {"other": _uuid(other), "by_other": who == ASKED_ME}


def _uuid(text: str) -> Any:
    return forms.UUIDField().clean(text)


class AnswerForm(forms.Form):
    """An answer, and how it was given."""

    text = NotesField(label=gettext_lazy("The answer"), at_most=5000, rows=5)
    way = forms.ChoiceField(
        label=gettext_lazy("How is it answered?"), widget=forms.RadioSelect, choices=Way.choices, initial=Way.HERE
    )
    answered_on = date_field(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["answered_on"].initial = today

    def clean_answered_on(self) -> dt.date:
        return past_day(self.cleaned_data["answered_on"], self.today)
