"""That a mandatory report was made. No field takes words (A8)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.forms.fields import date_field
from cycles.forms.goals import past_day
from cycles.models import MandatoryReport


class DutyForm(forms.Form):
    """The day and the agency; `names` are those who could be shown it."""

    made_on = date_field(label=_("Day on which you made the report"))
    agency = forms.ChoiceField(label=_("To whom"), choices=MandatoryReport.Agency.choices, widget=forms.RadioSelect)
    shared = forms.ChoiceField(label=_("Who may see that you made it?"), widget=forms.RadioSelect, initial="me")

    def __init__(self, *args: Any, today: dt.date, names: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        shared = self.fields["shared"]
        assert isinstance(shared, forms.ChoiceField)
        shared.choices = [("me", _("Only I")), ("yes", _("%(names)s, too") % {"names": names})]
        shared.help_text = _("If you are not sure that it is safe, keep it to yourself. You can show it later.")

    def clean_made_on(self) -> dt.date:
        return past_day(self.cleaned_data["made_on"], self.today)

    def clean_shared(self) -> bool:
        return self.cleaned_data["shared"] == "yes"


class CorrectionForm(forms.Form):
    """What is right instead."""

    is_mistake = forms.BooleanField(label=_("No report was made. This entry was a mistake."), required=False)
    made_on = date_field(label=_("Day on which you made the report"))
    agency = forms.ChoiceField(label=_("To whom"), choices=MandatoryReport.Agency.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_made_on(self) -> dt.date:
        return past_day(self.cleaned_data["made_on"], self.today)
