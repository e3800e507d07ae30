"""Visits in a series: how often, and until when."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coaching.vocabulary import counted, terms
from cycles.forms.fields import date_field
from cycles.forms.visits import PlanVisit
from cycles.services.series import MOST, WEEKS, days_of
from cycles.times import day_words

TIMES, UNTIL = "times", "until"
LONGEST = dt.timedelta(days=366)


def weeks_words(weeks: int) -> str:
    return ngettext("Every week", "Every %(n)d weeks", weeks) % {"n": weeks}


class PlanSeries(PlanVisit):
    """The first visit, and what repeats. `last_day`: of the time that was agreed on, where it has one."""

    weeks = forms.TypedChoiceField(label=gettext_lazy("How often"), coerce=int)
    ends = forms.ChoiceField(
        label=gettext_lazy("How long it goes on"),
        widget=forms.RadioSelect,
        choices=[(TIMES, gettext_lazy("A number of times")), (UNTIL, gettext_lazy("Until a day"))],
        initial=TIMES,
    )
    times = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=2,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    until = date_field(label=gettext_lazy("Last day"), required=False)
    field_order = ["local_date", "local_time", "which", "weeks", "ends", "times", "until", "planned_minutes", "mode",
                   "place", "place_named"]  # fmt: skip

    def __init__(self, *args: Any, last_day: dt.date | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.last_day = last_day
        self.days: list[dt.date] = []
        del self.fields["anyway"]
        weeks = self.fields["weeks"]
        assert isinstance(weeks, forms.TypedChoiceField)
        weeks.choices = [(number, weeks_words(number)) for number in WEEKS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        wanted: str = cleaned.get("ends") or ""
        if wanted in (TIMES, UNTIL) and not cleaned.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("Say how many.") if wanted == TIMES else _("Say which day is the last."))
        first, weeks = cleaned.get("local_date"), cleaned.get("weeks")
        if self.errors or not first or not weeks:
            return cleaned
        self.days = days_of(
            first,
            weeks=weeks,
            times=cleaned["times"] if wanted == TIMES else None,
            until=cleaned["until"] if wanted == UNTIL else None,
        )
        self._check_length(first, wanted)
        return cleaned

    def _check_length(self, first: dt.date, wanted: str) -> None:
        """A series stays within the time that was agreed on, and within a year."""
        words = terms(self.framework)
        if len(self.days) > MOST:
            self.add_error(wanted, _("At most %(count)s fit in one series.") % {"count": counted(words, "visit", MOST)})
        elif len(self.days) < 2:
            self.add_error(wanted, _("That is a single day. Choose a later one, or plan only one %(visit)s.") % words)
        elif self.last_day and self.days[-1] > self.last_day:
            fits = sum(1 for day in self.days if day <= self.last_day)
            text = ngettext(
                "You agreed on coaching until %(day)s. %(count)s fits.",
                "You agreed on coaching until %(day)s. %(count)s fit.",
                fits,
            )
            self.add_error(wanted, text % {"day": day_words(self.last_day), "count": counted(words, "visit", fits)})
        elif self.days[-1] > first + LONGEST:
            self.add_error(wanted, _("A series is at most a year long. Plan the rest later."))
