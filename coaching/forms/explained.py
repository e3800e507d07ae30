"""Choices of which each can say more about itself, below its name; drawn by the tag `field`."""

from collections.abc import Mapping

from django import forms


class Explained:
    """`option_help` has the words for those options that need some, by their value."""

    option_help: Mapping[str, str] = {}


class ExplainedChoice(Explained, forms.ChoiceField):
    """One of several."""

    widget = forms.RadioSelect


class ExplainedChoices(Explained, forms.MultipleChoiceField):
    """Any of several."""

    widget = forms.CheckboxSelectMultiple
