"""How one sees the plan of the other (B7)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coaching.frameworks.structure import Peers
from cycles.forms.fields import NotesField

YES, NO = "yes", "no"


class ReviewForm(forms.Form):
    """What is strong in it, what one would ask, and whether one agrees; asked in the framework's words."""

    strong = NotesField(at_most=2000, rows=4)
    asks = NotesField(at_most=2000, rows=3, required=False)
    agreed = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[(YES, gettext_lazy("Yes, I agree")), (NO, gettext_lazy("Not yet: let us talk about it first"))],
    )

    def __init__(self, *args: Any, rules: Peers, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in (("strong", rules.strong), ("asks", rules.ask), ("agreed", rules.agreed)):
            self.fields[name].label = str(label)

    def said(self) -> dict[str, Any]:
        """What was filled in, as the service takes it. Only for a valid form."""
        return {**self.cleaned_data, "agreed": self.cleaned_data["agreed"] == YES}
