"""When and how a visit is to take place."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coaching.frameworks import Framework
from coaching.frameworks.structure import Mode
from cycles.forms.fields import WordsField, date_field, minutes_field, time_field
from cycles.times import FIRST, SECOND, TimeRepeated, TimeSkipped, clock_words, to_utc

PLACE_LENGTH = 120


def which_field() -> forms.CharField:
    """The choice between two hours; it stands open only when there are two."""
    return forms.CharField(
        label=gettext_lazy("Which of the two?"), required=False, widget=forms.RadioSelect(choices=())
    )


def skipped_words(skipped: TimeSkipped) -> str:
    """What can be meant by a time that the clock skips."""
    return _("The clocks go forward that night, and this time does not exist. Choose %(before)s or %(after)s.") % {
        "before": clock_words(skipped.before),
        "after": clock_words(skipped.after),
    }


def ask_which(form: forms.Form, *, day: str, at: str, which: str, zone: str) -> dt.datetime | None:
    """The moment of a day and a time field; else an error at the time with what can be meant (fault 28)."""
    data = form.cleaned_data
    if not (data.get(day) and data.get(at)):
        return None
    try:
        return to_utc(data[day], data[at], zone)
    except TimeSkipped as skipped:
        form.add_error(at, skipped_words(skipped))
    except TimeRepeated as repeated:
        widget = form.fields[which].widget
        assert isinstance(widget, forms.RadioSelect)
        widget.choices = [
            (FIRST, _("The first time (%(zone)s)") % {"zone": repeated.first}),
            (SECOND, _("The second time (%(zone)s)") % {"zone": repeated.second}),
        ]
        if data.get(which) in (FIRST, SECOND):
            return to_utc(data[day], data[at], zone, which=data[which])
        form.add_error(at, _("The clocks go back that night, so this time comes twice. Say below which one."))
    return None


def set_helping(form: forms.Form, words: dict[str, str] | None) -> None:
    """The box for a visit that only helps out, in the framework's words; none where it has no such visits (B7)."""
    if words is None:
        del form.fields["helping"]
        return
    form.fields["helping"].label, form.fields["helping"].help_text = words["label"], words["meaning"]


class PlaceFields(forms.Form):
    """A place from the framework's list, or in words."""

    place = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    place_named = WordsField(label=gettext_lazy("Which place?"), at_most=PLACE_LENGTH, required=False)

    def set_places(self, framework: Framework) -> None:
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        places = [(option.key, str(option.label)) for option in framework.log.places]
        field.choices = [("", _("Choose a place")), *places]
        self.named_places = [option.key for option in framework.log.places if option.named]

    def place_when(self) -> str:
        """When the box for a place in words is shown."""
        return f"place={self.named_places[0]}" if self.named_places else "place="

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("place") in self.named_places:
            cleaned["place"] = cleaned.get("place_named") or cleaned["place"]
        return cleaned


def place_initial(framework: Framework, place: str) -> dict[str, str]:
    """What the two fields show for a stored place."""
    keys = {option.key: option.named for option in framework.log.places}
    if not place or place in keys:
        return {"place": place}
    named = next((key for key, is_named in keys.items() if is_named), "")
    return {"place": named, "place_named": place}


ONE, LATER = "one", "later"


def scope_field(later: int, last: str) -> forms.ChoiceField:
    """One visit of a series, or it and all later ones."""
    rest = ngettext("This and the later one, on %(last)s", "This and all %(n)d later ones, until %(last)s", later) % {
        "n": later,
        "last": last,
    }
    return forms.ChoiceField(
        label=_("Which ones?"),
        widget=forms.RadioSelect,
        choices=[(ONE, _("Only this one")), (LATER, rest)],
        initial=ONE,
    )


class WhenForm(forms.Form):
    """When an appointment is to be, at a wall time in a zone."""

    local_date = date_field(label=gettext_lazy("Day"))
    local_time = time_field(label=gettext_lazy("Start"))
    which = which_field()

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone
        self.starts_at: dt.datetime | None = None

    def clean_local_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["local_date"]
        if day > timezone.localdate() + dt.timedelta(days=800):
            raise forms.ValidationError(_("That is more than two years away. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.starts_at = ask_which(self, day="local_date", at="local_time", which="which", zone=self.zone)
        if self.starts_at and self.starts_at <= timezone.now():
            self.add_error(
                "local_date",
                _("This time is over. What took place already is not planned but logged."),
            )
        return cleaned

    @property
    def asks_which(self) -> bool:
        """Whether the choice between the two hours stands open."""
        widget = self.fields["which"].widget
        return isinstance(widget, forms.RadioSelect) and bool(list(widget.choices))


class PlanVisit(WhenForm, PlaceFields):
    """An appointment, at a wall time in the program's zone."""

    planned_minutes = minutes_field(label=gettext_lazy("How long"))
    mode = forms.ChoiceField(label=gettext_lazy("How you meet"), widget=forms.RadioSelect)
    helping = forms.BooleanField(required=False)
    anyway = forms.BooleanField(label=gettext_lazy("Plan it all the same"), required=False)
    field_order = ["local_date", "local_time", "which", "planned_minutes", "mode", "place", "place_named", "helping",
                   "anyway"]  # fmt: skip

    def __init__(
        self,
        *args: Any,
        framework: Framework,
        modes: tuple[Mode, ...],
        helping: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.framework = framework
        set_helping(self, helping)
        self.set_places(framework)
        mode = self.fields["mode"]
        assert isinstance(mode, forms.ChoiceField)
        mode.choices = [(option.key, str(option.label)) for option in modes]
        if len(modes) == 1:
            mode.initial = modes[0].key
