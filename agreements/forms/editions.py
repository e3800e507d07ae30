"""The choice between the edition of the framework that one works under, and a newer one."""

from django import forms


class EditionForm(forms.Form):
    """Which edition the plan answers; `version` and `withdraws` say what the person has looked at, as in the plan."""

    ADOPT, BACK = "adopt", "back"

    choice = forms.ChoiceField(choices=[(ADOPT, ADOPT), (BACK, BACK)])
    version = forms.IntegerField(min_value=0)
    withdraws = forms.UUIDField(required=False)
