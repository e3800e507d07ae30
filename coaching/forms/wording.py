"""What a form says of a field that was left empty, where the field itself has no better words."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EMPTY: dict[type[forms.Field], Promise] = {
    forms.Field: _("This is still empty. Fill it in."),
    forms.ChoiceField: _("Nothing is chosen yet. Choose one."),
    forms.ModelChoiceField: _("Nothing is chosen yet. Choose one."),
    forms.MultipleChoiceField: _("Nothing is chosen yet. Choose at least one."),
    forms.FileField: _("No file is chosen yet. Choose one."),
    forms.BooleanField: _("Tick this to go on."),
}


def say_how_to_mend() -> None:
    """Every form of the product, and of the libraries that bring their own, says how to mend an empty field."""
    for kind, words in EMPTY.items():
        own = kind.__dict__.get("default_error_messages", {})
        kind.default_error_messages = own | {"required": words}
