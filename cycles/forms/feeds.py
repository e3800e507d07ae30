"""What a calendar address says."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FeedChoices(forms.Form):
    """Both are off until their owner chooses them."""

    with_name = forms.BooleanField(
        label=_("Say whom I meet"), required=False, help_text=_("The name of the other stands in your calendar.")
    )
    with_place = forms.BooleanField(
        label=_("Say where"), required=False, help_text=_("The place stands in your calendar.")
    )
