"""What is asked for, and what became of it (B7)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.forms.explained import ExplainedChoice
from coaching.frameworks.structure import Resources
from cycles.forms.fields import NotesField, date_field
from cycles.forms.goals import past_day
from cycles.services.resources import What

FARTHEST = dt.timedelta(days=366)


class RequestForm(forms.Form):
    """What would help, in a few words, and by when."""

    kind = ExplainedChoice(label=gettext_lazy("What do you ask for?"))
    text = NotesField(label=gettext_lazy("What would help you"), at_most=2000, rows=4)
    wanted_by = date_field(label=gettext_lazy("By when would it help?"), required=False)

    def __init__(self, *args: Any, rules: Resources, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        field = self.fields["kind"]
        assert isinstance(field, ExplainedChoice)
        field.choices = [(one.key, str(one.label)) for one in rules.kinds]
        field.option_help = {one.key: str(one.help) for one in rules.kinds if one.help}
        if rules.anonymous:
            self.fields["text"].help_text = str(rules.anonymous)

    def clean_wanted_by(self) -> dt.date | None:
        return _coming(self.cleaned_data["wanted_by"], self.today)


class NewsForm(forms.Form):
    """One thing to say of a request; `can`: what this person can say now."""

    what = ExplainedChoice(label=gettext_lazy("What do you want to say?"))
    day = date_field(
        label=gettext_lazy("By when, or on which day"),
        required=False,
        help_text=gettext_lazy("The day for which you promise it, or on which it was done."),
    )
    text = NotesField(label=gettext_lazy("A few words"), at_most=2000, rows=3, required=False)

    def __init__(self, *args: Any, can: Iterable[str], today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.can = today, tuple(can)
        words = {
            What.PROMISED: _("I bring it by a day"),
            What.DONE: _("It is done"),
            What.DECLINED: _("It is not possible"),
            What.SAID: _("Only a word"),
            What.WITHDRAWN: _("I do not need it any more"),
        }
        field = self.fields["what"]
        assert isinstance(field, ExplainedChoice)
        field.choices = [(what, words[What(what)]) for what in self.can]
        field.option_help = {What.DECLINED: _("Say why, and what else could help.")}
        if len(self.can) == 1:
            del self.fields["what"]
        if What.PROMISED not in self.can:
            del self.fields["day"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if len(self.can) == 1:
            said["what"] = self.can[0]
        what, day = said.get("what"), said.get("day")
        if what == What.PROMISED and "day" not in self.errors:
            if day is None:
                self.add_error("day", _("Give the day by which you bring it."))
            else:
                self._check("day", _coming, day)
        if what == What.DONE and "day" not in self.errors:
            said["day"] = day or self.today
            self._check("day", past_day, said["day"])
        if what in (What.SAID, What.DECLINED) and not said.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write a few words."))
        return said

    def _check(self, name: str, rule: Any, day: dt.date) -> None:
        try:
            rule(day, self.today)
        except forms.ValidationError as error:
            self.add_error(name, error)


def _coming(day: dt.date | None, today: dt.date) -> dt.date | None:
    """Raises ValidationError for a day that is over, or farther away than anybody plans (fault 26)."""
    if day and day < today:
        raise forms.ValidationError(_("This day is over. Give today or a day to come."))
    if day and day > today + FARTHEST:
        raise forms.ValidationError(_("This day is too far away. Give a day within a year."))
    return day
