"""Fields for words and numbers as people type them on a phone."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

NOTE_LENGTH = 20_000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def no_control_characters(value: str) -> None:
    """Raises ValidationError for bytes that no keyboard writes; line breaks and tabs are words (fault 35)."""
    if _CONTROL.search(value):
        raise ValidationError(
            _("There is a character in here that cannot be kept. It may come from copying. Type that part again."),
            code="control",
        )


class WordsField(forms.CharField):
    """Words of a person: line breaks as one character, no control characters, a limit that says how long it is.

    The limit is no attribute of the control, because a browser would cut off silently what is pasted (fault 33).
    """

    def __init__(self, *, at_most: int, **options: Any) -> None:
        super().__init__(**options)
        # Ours says in plain words what Django's own says of null characters
        self.validators = [
            no_control_characters,
            MaxLengthValidator(
                at_most,
                _("At most %(limit_value)d characters fit here, and this has %(show_value)d. Please shorten it."),
            ),
        ]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class NotesField(WordsField):
    """A larger box."""

    def __init__(self, *, at_most: int = NOTE_LENGTH, rows: int = 4, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocapitalize": "sentences"})
        super().__init__(at_most=at_most, widget=widget, **options)


def minutes_field(**options: Any) -> forms.IntegerField:
    """Whole minutes of one day; never free text (P3)."""
    return forms.IntegerField(
        min_value=1,
        max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write the minutes as a number, such as 45."),
            "min_value": _("Write at least 1 minute."),
            "max_value": _("At most 1440 minutes, which is a whole day."),
        },
        **options,
    )


def around_field(**options: Any) -> forms.IntegerField:
    """Whole minutes beside those of a visit; nothing written is none."""
    return forms.IntegerField(
        min_value=0,
        max_value=1440,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write the minutes as a number, such as 15."),
            "min_value": _("Write 0 or leave it empty if there was none."),
            "max_value": _("At most 1440 minutes, which is a whole day."),
        },
        **options,
    )


def date_field(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def time_field(**options: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)
