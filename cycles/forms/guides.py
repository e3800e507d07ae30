"""A checklist of the start as a form: for each item a tick, a day and a few words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from coaching.frameworks.structure import Guide
from cycles.forms.fields import WordsField, date_field
from cycles.models import GuideMark
from cycles.services.guides import Mark, stamp_of

NOTE_LENGTH = 500


class GuideForm(forms.Form):
    """What is done of `guide`. `today` is the program's; no day comes after it."""

    def __init__(
        self, *args: Any, guide: Guide, marks: Mapping[str, GuideMark], today: dt.date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.guide, self.today = guide, today
        for item in guide.items:
            mark = marks.get(item.key)
            done = bool(mark and mark.done_on)
            toggles = {"data-toggles": f"more_{item.key}"}
            self.fields[f"done_{item.key}"] = forms.BooleanField(
                label=str(item.text), required=False, initial=done, widget=forms.CheckboxInput(attrs=toggles)
            )
            self.fields[f"day_{item.key}"] = date_field(
                label=_("On which day"), required=False, initial=mark.done_on if mark and done else today
            )
            self.fields[f"note_{item.key}"] = WordsField(
                label=_("Note"), at_most=NOTE_LENGTH, required=False, initial=mark.note if mark else ""
            )
            self.fields[f"was_{item.key}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=stamp_of(mark)
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The controls of each item."""
        return [
            {
                "key": item.key,
                "done": self[f"done_{item.key}"],
                "day": self[f"day_{item.key}"],
                "note": self[f"note_{item.key}"],
                "was": self[f"was_{item.key}"],
            }
            for item in self.guide.items
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for item in self.guide.items:
            name = f"day_{item.key}"
            if not cleaned.get(f"done_{item.key}"):
                self.errors.pop(name, None)
                continue
            day = cleaned.get(name)
            if day is None and name not in self.errors:
                self.add_error(name, _("Give the day on which it was done."))
            elif day and day > self.today:
                self.add_error(name, _("This day is still to come. Give the day on which it was done."))
        return cleaned

    def wanted(self) -> dict[str, Mark]:
        """The marks as they are to be kept. Only for a valid form."""
        said = self.cleaned_data
        return {
            item.key: Mark(said[f"day_{item.key}"], said[f"note_{item.key}"]) if said[f"done_{item.key}"] else Mark()
            for item in self.guide.items
        }

    def seen(self) -> dict[str, str]:
        """When the marks were written that the page showed."""
        return {item.key: self.cleaned_data[f"was_{item.key}"] for item in self.guide.items}
