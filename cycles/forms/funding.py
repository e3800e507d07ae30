"""Who pays for the coaching, and from when on."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cycles.forms.fields import WordsField, date_field
from cycles.models import Funding

YEARS = 2


class FundingForm(forms.Form):
    """`offered`: words of before. `knows_notice`: the framework says until when a visit is called off in time;
    elsewhere nothing is at short notice. A day may lie ahead, or back as far as logs do.
    """

    payer = WordsField(
        label=_("Who pays for the coaching?"),
        at_most=120,
        required=False,
        help_text=_(
            "Such as “Title II grant” or “school district”. It stands in the files that you hand in, so name nobody "
            "whom you coach. Leave it empty where nobody pays any more."
        ),
    )
    since = date_field(label=_("From which day on?"))
    short_notice = forms.ChoiceField(
        label=_("What do they pay for a visit that is called off at short notice?"),
        choices=Funding.ShortNotice.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, today: dt.date, offered: Sequence[str], knows_notice: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.offered = today, offered
        if offered:
            self.fields["payer"].widget.attrs["list"] = "payers"

        if not knows_notice:
            del self.fields["short_notice"]

    def said(self) -> dict[str, Any]:
        """What is kept of it."""
        return self.cleaned_data | {
            "short_notice": self.cleaned_data.get("short_notice") or Funding.ShortNotice.NOTHING
        }

    def clean_since(self) -> dt.date:
        day: dt.date = self.cleaned_data["since"]
        if abs(day - self.today) > dt.timedelta(days=366 * YEARS):
            raise forms.ValidationError(_("That is more than two years from now. Check the year."))
        return day
