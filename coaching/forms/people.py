"""Forms about oneself."""

import zoneinfo

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from coaching.models import User

COMMON_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)
NO_PLACES = {"localtime", "Factory"}
"""Names of a machine's own setting, which mean something else, or nothing, to the database."""


def time_zone_choices() -> list[tuple[str, list[tuple[str, str]] | str]]:
    """The zones of the United States first, then all others by name."""
    others = sorted(zoneinfo.available_timezones() - set(COMMON_ZONES) - NO_PLACES)
    return [
        (str(_("United States")), [(zone, zone.replace("_", " ")) for zone in COMMON_ZONES]),
        (str(_("Elsewhere")), [(zone, zone.replace("_", " ")) for zone in others]),
    ]


class OwnSettings(forms.Form):
    """Language and time zone."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zone_choices, help_text=_("Times of visits are shown to you in this zone.")
    )


class Welcome(OwnSettings):
    """The first password."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A few unrelated words are easy to remember and hard to guess."),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["password", "again", "language", "time_zone"]

    def __init__(self, *args, user: User, **kwargs) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if "password" in cleaned and cleaned.get("again") != cleaned["password"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return cleaned


class Profile(OwnSettings):
    """What a person keeps about themselves."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Only the people you are coached with, and your program's administrator, see it."),
    )
    field_order = ["name", "phone", "language", "time_zone"]
