"""Giving something in one's own words, proposing it, and saying no (B10)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycles.forms.fields import NotesField, WordsField, date_field
from cycles.services.releases import Words

SHORT = 80
"""Lines up to this long are written in a small box."""


class GiveForm(forms.Form):
    """The words in which one item is given, and until when. Without `words` only the latter."""

    def __init__(self, *args: Any, words: Words | None, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.words, self.today = words, today
        if words:
            self.fields["title"] = WordsField(label=gettext_lazy("Title"), at_most=300, initial=words.title)
        for number, line in enumerate(words.lines if words else ()):
            self.fields[f"line_{number}"] = NotesField(
                label=line["label"],
                initial=line["text"],
                required=False,
                rows=2 if len(line["text"]) <= SHORT else 6,
            )
        self.fields["until"] = date_field(
            label=gettext_lazy("Last day"),
            required=False,
            help_text=gettext_lazy("After this day it is not shown any more. Leave it empty to decide later."),
        )

    def clean_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["until"]
        if day and day < self.today:
            raise forms.ValidationError(_("This day is over. Give today or a day to come, or leave it empty."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.words and not self.errors and not self.said().lines:
            raise forms.ValidationError(_("Nothing is left to share. Write at least one line, or go back."))
        return cleaned

    def said(self) -> Words:
        """The words as they were changed; a line that was emptied is left out. Only for a valid form with words."""
        assert self.words is not None
        lines = [
            {"label": line["label"], "text": text}
            for number, line in enumerate(self.words.lines)
            if (text := self.cleaned_data.get(f"line_{number}", ""))
        ]
        return Words(self.cleaned_data.get("title", ""), lines)


class ProposeForm(forms.Form):
    """Why a coach would like something to be seen."""

    reason = NotesField(
        label=gettext_lazy("Why would it help?"),
        at_most=500,
        rows=3,
        help_text=gettext_lazy("Only the one whom you ask reads this. They decide freely, and need not say why."),
    )


class RefuseForm(forms.Form):
    """Saying no; the reason is for the coach and is not asked for."""

    words = NotesField(label=gettext_lazy("A word to your coach"), at_most=500, rows=2, required=False)
