"""What is asked when an agreement is declined, paused, talked over anew, ended or handed over."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import Words
from agreements.forms.plans import Choices, DayInput
from agreements.models import ClosingStep, Renegotiation
from coaching.disclosure.classes import RecordClass
from coaching.forms.explained import ExplainedChoices

WORDS = 1000
DONE, LEFT_OUT = "done", "left_out"


class ReasonForm(forms.Form):
    """A reason in a person's own words; what it is asked for, and who reads it, is said beside it."""

    words = Words(
        label=_("Your reason"),
        at_most=WORDS,
        error_messages={"required": _("Write a sentence or two, so that the others understand.")},
    )

    def __init__(self, *args: Any, label: Any = None, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["words"].label = label
        self.fields["words"].help_text = help_text


class PauseForm(forms.Form):
    reason = Words(
        label=_("Why do you pause?"),
        at_most=WORDS,
        help_text=_("For example: an illness, a change at work, or it is too much right now."),
        error_messages={"required": _("Write a sentence or two, so that you both remember.")},
    )
    look_again_on = forms.DateField(
        label=_("When do you look at it again?"),
        widget=DayInput,
        help_text=_("A day on which you talk about going on. Nothing happens by itself on that day."),
        error_messages={"required": _("Choose a day, so that the pause has an end in sight.")},
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_look_again_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["look_again_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        if day > self.today + dt.timedelta(days=366):
            raise forms.ValidationError(
                _("Choose a day within a year. After that, it is clearer to end and begin anew.")
            )
        return day


class RenegotiationForm(forms.Form):
    about = forms.ChoiceField(
        label=_("What should be agreed on anew?"), choices=Renegotiation.About.choices, widget=forms.RadioSelect
    )
    words = Words(
        label=_("What would you like to change, and why?"),
        at_most=WORDS,
        error_messages={"required": _("Write a sentence or two, so that the others can think about it.")},
    )


class ClosingStepForm(forms.Form):
    """One step of the conclusion: done on a day, or left out for a reason (D19)."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[(DONE, _("We did it")), (LEFT_OUT, _("We leave it out"))],
        widget=Choices,
        error_messages={"required": _("Choose one of the two.")},
    )
    done_on = forms.DateField(label=_("On which day?"), required=False, widget=DayInput)
    words = Words(label=_("What came of it?"), at_most=5000, required=False)
    waived_reason = Words(label=_("Why do you leave it out?"), at_most=300, rows=2, required=False)

    def __init__(self, *args: Any, today: dt.date, step: ClosingStep | None = None, **kwargs: Any) -> None:
        if step is not None:
            kwargs["initial"] = {
                "outcome": DONE if step.done_on else LEFT_OUT,
                "done_on": step.done_on,
                "words": step.words,
                "waived_reason": step.waived_reason,
            }
        else:
            kwargs["initial"] = {"done_on": today}
        super().__init__(*args, **kwargs)
        self.today = today
        widget = self.fields["outcome"].widget
        assert isinstance(widget, Choices)
        widget.toggles = {DONE: "step-done", LEFT_OUT: "step-left-out"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == LEFT_OUT:
            if not cleaned.get("waived_reason") and "waived_reason" not in self.errors:
                self.add_error("waived_reason", _("Write why, in a sentence."))
            cleaned |= {"done_on": None, "words": ""}
        elif cleaned.get("outcome") == DONE:
            if not cleaned.get("done_on") and "done_on" not in self.errors:
                self.add_error("done_on", _("Give the day."))
            elif cleaned.get("done_on") and cleaned["done_on"] > self.today:
                self.add_error("done_on", _("This day has not come yet. Record it when it is done."))
            cleaned["waived_reason"] = ""
        return cleaned


class ConcludeForm(forms.Form):
    words = Words(
        label=_("A last word to the others"),
        at_most=WORDS,
        required=False,
        help_text=_("Everyone who signed can read it."),
    )


class HandOverForm(forms.Form):
    """Who takes over, among those who hold the part in the program today."""

    person = forms.ChoiceField(label=_("Who takes over?"), error_messages={"required": _("Choose who takes over.")})

    def __init__(self, *args: Any, people: Sequence[tuple[uuid.UUID, str]], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a person")), *((str(pk), name) for pk, name in people)]
        field.label = label


class HandoverAnswerForm(forms.Form):
    classes = ExplainedChoices(label=_("What may be seen of before?"), required=False)

    def __init__(self, *args: Any, offered: Sequence[tuple[RecordClass, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["classes"]
        assert isinstance(field, ExplainedChoices)
        field.choices = [(one.value, label) for one, label, _meaning in offered]
        field.option_help = {one.value: meaning for one, _label, meaning in offered}
