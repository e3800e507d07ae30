"""What is written down of a spoken commitment, and what is said against it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import Line
from agreements.forms.plans import DayInput
from agreements.models import Signature, SpokenCommitment


class CommitmentForm(forms.Form):
    """Who said it, when, and how. `names` are those of `places`, in their order."""

    whose = forms.ChoiceField(
        label=_("Who committed"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who said it.")},
    )
    said_on = forms.DateField(
        label=_("The day on which it was said"),
        widget=DayInput,
        error_messages={"required": _("Give the day on which it was said.")},
    )
    way = forms.ChoiceField(
        label=_("How it was said"),
        choices=SpokenCommitment.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was said.")},
    )

    def __init__(
        self, *args: Any, places: Sequence[Signature], names: Sequence[str], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.today = {str(one.pk): one for one in places}, today
        whose = self.fields["whose"]
        assert isinstance(whose, forms.ChoiceField)
        whose.choices = list(zip(self.places, names, strict=True))
        if len(places) == 1:
            whose.initial = str(places[0].pk)
        self.fields["said_on"].initial = today

    def clean_said_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["said_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come. Give the day on which it was said."))
        return day

    @property
    def place(self) -> Signature:
        """Whose place it fills, once the form is valid."""
        return self.places[self.cleaned_data["whose"]]


class AnswerForm(forms.Form):
    """Confirmed, or contested with words if the person likes."""

    answer = forms.ChoiceField(choices=SpokenCommitment.Answer.choices)
    remark = Line(label=_("What is not right"), max_length=300, required=False)
