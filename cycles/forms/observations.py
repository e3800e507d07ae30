"""What is observed, when, how, and what of it is shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.frameworks.structure import Observation
from cycles.forms.fields import NotesField, WordsField
from cycles.forms.goals import Stamped
from cycles.models import ObservationFocus


class FocusForm(Stamped):
    """A few words of both; only what is observed has to be said."""

    what = NotesField(label=_("What is observed"), at_most=500, rows=3, help_text=_("What do you want to look at?"))
    moment = WordsField(
        label=_("When"),
        at_most=200,
        required=False,
        help_text=_("Such as “at circle time” or “the first ten minutes”."),
    )
    way = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        required=False,
        choices=[("", _("Not decided yet")), *ObservationFocus.Way.choices],
    )
    shared = NotesField(
        label=_("What of it is shared, and with whom"),
        at_most=500,
        rows=2,
        required=False,
        help_text=_("Such as a count, a recording, or nothing. The agreement stays the rule for everybody else."),
    )
    debrief = WordsField(label=_("When you talk it through"), at_most=200, required=False)

    def __init__(self, *args: Any, rules: Observation, **options: Any) -> None:
        super().__init__(*args, **options)
        if not rules.debrief:
            del self.fields["debrief"]
