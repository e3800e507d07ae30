"""Adding a passkey, in our words."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey opens the door by itself unless its owner says otherwise: the page to sign in offers it as that."""

    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without my password"),
        required=False,
        initial=True,
        help_text=_(
            "Your device asks for your finger, your face or its code. Take the tick away if your key cannot do that: "
            "it is then asked for after your password."
        ),
    )
