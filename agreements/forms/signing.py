"""What a signer fills in, and what a stranger uploads to be told whether it is ours."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements import codes, marks
from agreements.consent import CONSENT
from agreements.forms.fields import Line
from agreements.scans import LARGEST_SCAN, Scan, ScanRefused, read_scan

INTENT = _("I have read this agreement. I sign it, and I mean my typed name to count like my signature on paper.")


class MarkField(forms.CharField):
    """A mark drawn on the page, as JSON; `cleaned_data` has its strokes, empty when nothing was drawn."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return marks.read_mark(super().to_python(value) or "")
        except marks.MarkRefused:
            raise ValidationError(_("Your drawing could not be read. Please clear it and draw again, or leave it out."))

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, list) else value


class CodeField(forms.CharField):
    """A code that is read off paper; dashes, spaces and small letters do not matter."""

    def __init__(self, **options: Any) -> None:
        shown = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=shown), **options)

    def to_python(self, value: Any) -> str:
        return codes.typed(super().to_python(value) or "")


class SignForm(forms.Form):
    """The typed name is kept as it was typed, whatever the person is called in the program."""

    typed_name = Line(
        label=_("Type your full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}),
        error_messages={"required": _("Type your name to sign.")},
    )
    mark = MarkField(required=False)
    intent = forms.BooleanField(label=INTENT, error_messages={"required": _("Tick this box if you want to sign.")})
    consent = forms.BooleanField(
        label=CONSENT,
        error_messages={"required": _("Tick this box to sign here. Otherwise talk with the others about paper.")},
    )


class PaperForm(forms.Form):
    """A scan of the agreement that one party signed on paper. `places`: (id of the place, who it is)."""

    place = forms.ChoiceField(
        label=_("Who signed on paper?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who signed.")},
    )
    code = CodeField(
        label=_("Code on the printed copy"),
        help_text=_(
            "Eight letters and digits at the foot of each page. They show that the paper is of this very text."
        ),
        error_messages={"required": _("Type the code that stands on the paper.")},
    )
    signed_on = forms.DateField(
        label=_("Day on the paper"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Give the day that stands beside the signature.")},
    )
    typed_name = Line(
        label=_("Name on the paper"),
        max_length=120,
        help_text=_("As the person wrote it."),
        error_messages={"required": _("Type the name that stands on the paper.")},
    )
    scan = forms.FileField(
        label=_("The scan"),
        help_text=_("A PDF, or a photo (JPEG or PNG), up to 10 MB. We remove what a camera adds, such as the place."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose the scan."),
            "empty": _("This file is empty. Choose another one."),
        },
    )
    whole = forms.BooleanField(
        label=_("I have the signed paper. The scan shows all of it, and this person signed it by hand."),
        error_messages={"required": _("Tick this box if it is so. Otherwise the scan cannot stand for a signature.")},
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], code: str, days: tuple[Any, Any], **more: Any):
        super().__init__(*args, **more)
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = places
        self.right_code, self.days = code, days

    def clean_code(self) -> str:
        """The code of this very text (X)."""
        if self.cleaned_data["code"] != self.right_code:
            raise ValidationError(
                _("This is not the code of this version. Look again, or print this version and have it signed.")
            )
        return self.right_code

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        first, last = self.days
        if not first <= day <= last:
            raise ValidationError(_("This day cannot be right: the version was sent on %(day)s.") % {"day": first})
        return day

    def clean_scan(self) -> Scan:
        upload = self.cleaned_data["scan"]
        try:
            if upload.size > LARGEST_SCAN:
                raise ScanRefused(_("This file is larger than 10 MB. Scan it with less detail."))
            return read_scan(upload.read())
        except ScanRefused as refusal:
            raise ValidationError(str(refusal))


class CodeForm(forms.Form):
    code = CodeField(
        label=_("The code on the last page"),
        help_text=_("16 letters and digits, such as ABCD-EFGH-IJKL-MNOP."),
        error_messages={"required": _("Type the code first.")},
    )


class VerifyForm(forms.Form):
    document = forms.FileField(
        label=_("The PDF file"),
        help_text=_("Up to 20 MB. We look at the file and do not keep it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty. Choose another one."),
        },
    )
