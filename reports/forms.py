"""What is typed or chosen on the pages of reports."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reports.models import Export
from reports.periods import LONGEST, Period, last_three_months, program_year

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a date, such as 2026-09-01.")},
    )


class Days(forms.Form):
    """The first and the last day of a report."""

    since = _day(_("From"))
    until = _day(_("To"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not EARLIEST <= day <= LATEST:
                self.add_error(name, _("Choose a day between 2000 and 2100."))
        if self.errors or not since or not until:
            return data
        if until < since:
            self.add_error("until", _("The last day is before the first. Choose a later day."))
        elif until.year - since.year > LONGEST or until >= _years_later(since):
            self.add_error(
                "until",
                ngettext(
                    "A report covers at most %(years)s year. Choose fewer days.",
                    "A report covers at most %(years)s years. Choose fewer days.",
                    LONGEST,
                )
                % {"years": LONGEST},
            )
        return data

    @property
    def period(self) -> Period:
        """The days as they were chosen, once the form is valid."""
        return Period(self.cleaned_data["since"], self.cleaned_data["until"])


def _years_later(day: dt.date) -> dt.date:
    """The day after the longest report that begins on `day`."""
    try:
        return day.replace(year=day.year + LONGEST)
    except ValueError:
        return dt.date(day.year + LONGEST, 3, 1)


OF_TABLES = [(one.value, one.label) for one in (Export.Format.PDF, Export.Format.XLSX, Export.Format.CSV)]
"""Kinds of file that tables are told in."""

OF_SHEETS = [(value, label) for value, label in OF_TABLES if value != Export.Format.PDF]
"""Kinds of file for tables of any length."""


class ExportForm(Days):
    """A report asked for as a file. The program stands in the address, the part is the one its reader is in."""

    format = forms.ChoiceField(choices=OF_TABLES)


class VisitsForm(Days):
    """Every visit of some days asked for as a file."""

    format = forms.ChoiceField(choices=OF_SHEETS)


class NumbersForm(forms.Form):
    """A frozen month asked for as a file, by its first day."""

    month = forms.DateField()
    format = forms.ChoiceField(choices=OF_TABLES)


class RecordForm(forms.Form):
    """One's own record: a document to read, every row for another program, or both with all files."""

    format = forms.ChoiceField(
        choices=[(one, one.label) for one in (Export.Format.PDF, Export.Format.JSON, Export.Format.ZIP)]
    )


class SearchForm(forms.Form):
    """Programs by a piece of their name."""

    q = forms.CharField(
        label=_("Find a program"), max_length=120, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )


def chosen_period(params: Mapping[str, Any], *, today: dt.date) -> tuple[Period, Days]:
    """Return the period that the address of a page asks for, and the form of its days, with errors where there are any.

    Anything else than a known choice or two good days is this program year (faults 73, 74).
    """
    asked = {name: params[name] for name in ("since", "until") if params.get(name)}
    if asked:
        form = Days(asked)
        return (form.period if form.is_valid() else program_year(today)), form
    period = last_three_months(today) if params.get("period") == "quarter" else program_year(today)
    return period, Days(initial={"since": period.since, "until": period.until})
