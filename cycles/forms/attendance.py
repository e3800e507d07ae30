"""Who cannot come, or was not there, and why: asked without blame."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycles.forms.fields import WordsField
from cycles.forms.visits import scope_field
from cycles.models import Visit
from cycles.services.attendance import Notice, member_of
from cycles.services.pairs import Member, Pair
from cycles.times import day_words

NOBODY = "neither"


def who_choices(pair: Pair) -> list[tuple[str, str]]:
    """Those who work together now, the reader first."""
    members = sorted((one for one in pair.members if one.present), key=lambda one: one.user_id != pair.me.user_id)
    return [(str(one.user_id), _("You") if one.user_id == pair.me.user_id else one.name) for one in members]


class WhoForm(forms.Form):
    """Who of the pair, and a few words that stay with it. `neither` is the answer that names nobody."""

    question: Promise
    neither: Promise

    who = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": gettext_lazy("Choose one. It is no blame.")}
    )
    reason = WordsField(
        label=gettext_lazy("Why, if you like"),
        at_most=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocapitalize": "sentences"}),
    )

    def __init__(self, *args: Any, pair: Pair, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pair = pair
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.label = str(self.question)
        who.choices = [*who_choices(pair), (NOBODY, str(self.neither))]

    def chosen(self) -> Member | None:
        """Who it was; None for neither. Call when the form is valid."""
        return member_of(self.pair.members, self.cleaned_data["who"])


class CancelVisit(WhoForm):
    """Calling an appointment off. `seen` holds what the page said of being in time, and `later` how many there are of
    its series from there on.
    """

    question = gettext_lazy("Who cannot come?")
    neither = gettext_lazy("Neither of you can help it, such as snow or a closed building")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, notice: Notice | None, later: Sequence[Visit] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.notice, self.later = notice, later
        if len(later) > 1:
            self.fields["scope"] = scope_field(len(later) - 1, day_words(later[-1].local_date))
        self.initial.setdefault("seen", self.standing)

    @property
    def standing(self) -> str:
        notice = "" if self.notice is None else "in_time" if self.notice.in_time else "late"
        return f"{notice}.{len(self.later)}" if len(self.later) > 1 else notice

    def clean(self) -> dict[str, Any]:
        """What one confirms is what one has read: a page that was left open over midnight is read again (D9)."""
        cleaned = super().clean() or {}
        if cleaned.get("seen", "") != self.standing:
            self.data = {name: self.data.get(name) for name in self.data} | {"seen": self.standing}
            raise forms.ValidationError(
                _("While this page was open, something changed. Read again what applies, then confirm.")
            )
        return cleaned


class MissedVisit(WhoForm):
    """An appointment that did not take place."""

    question, neither = gettext_lazy("Who was not there?"), gettext_lazy("Nobody came")


class LateFields(forms.Form):
    """Who came late, where the framework counts that; a mixin for the log of an appointment (D9)."""

    late = forms.ChoiceField(label=gettext_lazy("Who came late?"), required=False)
    minutes_late = forms.IntegerField(
        label=gettext_lazy("How many minutes late?"),
        min_value=1,
        max_value=600,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def set_people(self, choices: list[tuple[str, str]] | None) -> None:
        """`choices`: (id, name) of the pair; None leaves the question out."""
        if choices is None:
            del self.fields["late"], self.fields["minutes_late"]
            return
        late = self.fields["late"]
        assert isinstance(late, forms.ChoiceField)
        late.choices = [("", _("Nobody")), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("late") and not cleaned.get("minutes_late") and "minutes_late" not in self.errors:
            self.add_error("minutes_late", _("Say by how many minutes."))
        return cleaned

    def lateness(self) -> tuple[uuid.UUID | None, int | None]:
        """Who, and by how many minutes. Call when the form is valid."""
        late = self.cleaned_data.get("late")
        return (uuid.UUID(late), self.cleaned_data.get("minutes_late")) if late else (None, None)
