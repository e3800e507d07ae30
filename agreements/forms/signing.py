"""What a signer fills in, and what a stranger uploads to be told whether it is ours."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import Line

INTENT = _("I have read this agreement. I sign it, and I mean my typed name to count like my signature on paper.")
CONSENT = _("I agree to sign and to get this agreement electronically. I can read, print and download it at any time.")


class SignForm(forms.Form):
    """The typed name is kept as it was typed, whatever the person is called in the program."""

    typed_name = Line(
        label=_("Type your full name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}),
        error_messages={"required": _("Type your name to sign.")},
    )
    intent = forms.BooleanField(label=INTENT, error_messages={"required": _("Tick this box if you want to sign.")})
    consent = forms.BooleanField(
        label=CONSENT,
        help_text=_("If you would rather sign on paper, do not sign here. Talk with the others first."),
        error_messages={"required": _("Tick this box to sign here. Otherwise talk with the others about paper.")},
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
