"""Fields whose words go into a signed text."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

# Signs that turn the direction of the words after them: a signed text must not look otherwise than it reads
TURNING = re.compile(
    "[\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]"
)


class _Words(forms.CharField):
    """Words in composed form and without control characters (fault 35)."""

    def to_python(self, value: object) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        if any(unicodedata.category(c) == "Cc" and not c.isspace() for c in text) or TURNING.search(text):
            raise ValidationError(_("There are signs in here that cannot be read. Please type the words again."))
        return text


class Line(_Words):
    """One line of words; line breaks become spaces."""

    def to_python(self, value: object) -> str:
        return " ".join(super().to_python(value).split())


class Lines(_Words):
    """Several lines of words; empty ones fall away."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        lines = (" ".join(line.split()) for line in super().to_python(value).splitlines())
        return "\n".join(line for line in lines if line)


class Words(forms.CharField):
    """A few sentences of a person, line breaks kept. The limit is said, not cut off silently (fault 33)."""

    def __init__(self, *, at_most: int, rows: int = 4, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "autocapitalize": "sentences"})
        super().__init__(widget=widget, **options)
        too_long = _("At most %(limit_value)d characters fit here, and this has %(show_value)d. Please shorten it.")
        self.validators = [MaxLengthValidator(at_most, too_long)]

    def to_python(self, value: object) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        if any(unicodedata.category(c) in ("Cc", "Cs") and not c.isspace() for c in text):
            raise ValidationError(_("There are signs in here that cannot be read. Please type the words again."))
        return text.replace("\r\n", "\n").replace("\r", "\n")
