"""The words of a letter, and what the program's data does not say of it."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.forms.fields import TURNING, Line
from agreements.services.letters import ASKED, LONGEST_SUBJECT, LONGEST_TEXT

SHORT = {"coach_phone": 40, "hours": 20}
TOO_LONG = gettext_lazy("At most %(limit)s characters fit here, and this has %(length)s. Please shorten it.")


class Body(forms.CharField):
    """Paragraphs as they were typed, in composed form and without control characters (faults 33, 35)."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text) or TURNING.search(text):
            raise ValidationError(_("There are signs in here that cannot be read. Please type the words again."))
        if len(text) > LONGEST_TEXT:
            raise ValidationError(TOO_LONG % {"limit": LONGEST_TEXT, "length": len(text)})
        return text


class LetterForm(forms.Form):
    """Subject and text of a letter. `missing`: names that the data has no value for; each is asked for."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    subject = Line(
        label=gettext_lazy("Subject"),
        error_messages={"required": gettext_lazy("Give the letter a subject.")},
    )
    text = Body(
        label=gettext_lazy("The letter"),
        help_text=gettext_lazy("Change every word as you like. An empty line begins a new paragraph."),
        error_messages={"required": gettext_lazy("The letter is empty. Write it, or begin anew with our words.")},
    )

    def __init__(self, *args: Any, missing: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "coach_phone": (_("Your phone number"), _("It is not in your profile.")),
            "coach_email": (_("Your email"), _("It is not in your profile.")),
            "coach_office": (_("Your office"), _("The place where people find you. The program has not said it.")),
            "hours": (_("Hours of coaching"), _("The plan does not say it yet.")),
            "time_frame": (_("Agreed time frame"), _("The plan does not say it yet. Such as: January to June.")),
        }
        self.asked = [name for name in ASKED if name in missing]
        for name in self.asked:
            label, why = labels[name]
            self.fields[name] = Line(label=label, help_text=why, required=False)

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        """The controls for what is missing."""
        return [self[name] for name in self.asked]

    @property
    def given(self) -> Mapping[str, str]:
        """What was typed for the names that were missing. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in self.asked}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        limits = {"subject": LONGEST_SUBJECT, **{name: SHORT.get(name, 200) for name in self.asked}}
        for name, limit in limits.items():
            if len(cleaned.get(name) or "") > limit:
                self.add_error(name, TOO_LONG % {"limit": limit, "length": len(cleaned[name])})
        return cleaned
