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


class Line(forms.CharField):
    """One line of words, in composed form and without control characters (fault 35); line breaks become spaces."""

    def to_python(self, value: object) -> str:
        text = unicodedata.normalize("NFC", super().to_python(value) or "")
        if any(unicodedata.category(c) == "Cc" and not c.isspace() for c in text) or TURNING.search(text):
            raise ValidationError(_("There are signs in here that cannot be read. Please type the words again."))
        return " ".join(text.split())


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
