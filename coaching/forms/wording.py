"""What a form says of a field that is empty or wrong, where the field itself has no better words: how to mend it."""

from typing import TYPE_CHECKING

from django import forms
from django.core import validators
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

EMPTY: dict[type[forms.Field], Promise] = {
    forms.Field: _("This is still empty. Fill it in."),
    forms.ChoiceField: _("Nothing is chosen yet. Choose one."),
    forms.ModelChoiceField: _("Nothing is chosen yet. Choose one."),
    forms.MultipleChoiceField: _("Nothing is chosen yet. Choose at least one."),
    forms.FileField: _("No file is chosen yet. Choose one."),
    forms.BooleanField: _("Tick this to go on."),
}

WRONG: dict[type[forms.Field], dict[str, Promise]] = {
    forms.IntegerField: {"invalid": _("This is not a whole number. Write it in figures, like 12.")},
    forms.DateField: {"invalid": _("This is not a day of the calendar. Choose a day.")},
    forms.TimeField: {"invalid": _("This is not a time. Write it like 14:30.")},
    forms.ChoiceField: {"invalid_choice": _("“%(value)s” is not in the list. Choose what is offered.")},
    forms.MultipleChoiceField: {"invalid_choice": _("“%(value)s” is not in the list. Choose what is offered.")},
    forms.ModelChoiceField: {"invalid_choice": _("This is not in the list any more. Choose what is offered.")},
}

LIMITS: dict[type[validators.BaseValidator] | type[validators.EmailValidator], "_StrPromise"] = {
    validators.MinValueValidator: _("This is too low. Write %(limit_value)s or more."),
    validators.MaxValueValidator: _("This is too high. Write %(limit_value)s or less."),
    validators.MaxLengthValidator: ngettext_lazy(
        "This is too long: %(show_value)d characters. Leave at most %(limit_value)d character.",
        "This is too long: %(show_value)d characters. Leave at most %(limit_value)d characters.",
        "limit_value",
    ),
    validators.EmailValidator: _("This is not an email address. Write it like name@example.org."),
}


def say_how_to_mend() -> None:
    """Every form of the product, and of the libraries that bring their own, says how to mend a field."""
    for kind, words in EMPTY.items():
        own = kind.__dict__.get("default_error_messages", {})
        kind.default_error_messages = own | {"required": words}
    for kind, wrong in WRONG.items():
        kind.default_error_messages = kind.__dict__.get("default_error_messages", {}) | wrong
    for validator, message in LIMITS.items():
        validator.message = message
