"""Rating a practice with a practice profile: how one begins, and one function at a time (C2)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.forms.explained import ExplainedChoice
from coaching.frameworks.structure import ItemState, Profile, ProfileFunction
from cycles.forms.fields import NotesField, WordsField, date_field
from cycles.forms.goals import Stamped, past_day
from cycles.services.pairs import Member
from cycles.services.profiles import NOTED

EVIDENCE_LENGTH = 1000


def state_words() -> dict[ItemState, str]:
    """What a state is called, the same in forms, tables and drawings."""
    return {
        ItemState.IN_PLACE: _("In place"),
        ItemState.IN_PART: _("In part"),
        ItemState.MISSING: _("Missing"),
    }


class BeginForm(forms.Form):
    """Which edition, with whose eyes, whose practice, and on which day. `ways`: those of each edition that is offered,
    by its name, each with whose practice; what cannot be chosen is not asked.
    """

    edition = ExplainedChoice(label=gettext_lazy("Which edition?"))
    way = ExplainedChoice(label=gettext_lazy("Whose view is it?"))
    whose = forms.ChoiceField(label=gettext_lazy("Whose practice?"), widget=forms.RadioSelect, required=False)
    observer_name = WordsField(
        label=gettext_lazy("Who observed?"),
        at_most=120,
        required=False,
        help_text=gettext_lazy("Only where somebody else watched: their name. They see nothing of this."),
    )
    rated_on = date_field(label=gettext_lazy("On which day"))

    def __init__(
        self,
        *args: Any,
        profiles: tuple[Profile, ...],
        ways: Mapping[str, Mapping[str, tuple[Member, ...]]],
        today: dt.date,
        me: uuid.UUID,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.today, self.me = today, me
        self.profiles = {one.name: one for one in profiles}
        self.ways = ways
        self._editions(profiles)
        self._views()
        people = {m.user_id: m for found in ways.values() for members in found.values() for m in members}
        whose = self.fields["whose"]
        assert isinstance(whose, forms.ChoiceField)
        whose.choices = [(str(key), _("Mine") if key == me else m.name) for key, m in people.items()]
        if max((len(members) for found in ways.values() for members in found.values()), default=0) < 2:
            del self.fields["whose"]
        if not any(NOTED in found for found in ways.values()):
            del self.fields["observer_name"]
        self.fields["rated_on"].initial = today

    def _editions(self, profiles: tuple[Profile, ...]) -> None:
        field = self.fields["edition"]
        assert isinstance(field, ExplainedChoice)
        field.choices = [(one.name, str(one.label)) for one in profiles]
        field.option_help = {one.name: ", ".join(str(function.label) for function in one.functions) for one in profiles}
        field.initial = profiles[0].name if profiles else None
        if len(profiles) == 1:
            self.fields["edition"].widget = forms.HiddenInput()

    def _views(self) -> None:
        field = self.fields["way"]
        assert isinstance(field, ExplainedChoice)
        offered = list(dict.fromkeys(way for found in self.ways.values() for way in found))
        names = {m.user_id: m.name for found in self.ways.values() for m in found.get("other", ())}
        theirs = ", ".join(names.values())
        words = {
            "self": (_("My own"), _("You look at your own practice.")),
            "other": (_("Mine, of the practice of %(name)s") % {"name": theirs}, _("How you see it.")),
            "observer": (_("Mine, as an observer"), _("You watched, and say what you saw.")),
            NOTED: (_("That of somebody who observed"), _("You write down what they found, with their name.")),
        }
        field.choices = [(way, words[way][0]) for way in offered]
        field.option_help = {way: words[way][1] for way in offered}
        field.initial = offered[0] if offered else None

    def clean_rated_on(self) -> dt.date:
        return past_day(self.cleaned_data["rated_on"], self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("way") == NOTED and not cleaned.get("observer_name") and "observer_name" not in self.errors:
            self.add_error("observer_name", _("Write who observed."))
        if "edition" in cleaned and "way" in cleaned:
            members = self.ways.get(cleaned["edition"], {}).get(cleaned["way"], ())
            if not members:
                self.add_error("way", _("This edition is not rated so. Choose another."))
            elif len(members) > 1 and cleaned.get("whose") not in {str(one.user_id) for one in members}:
                self.add_error("whose", _("Choose whose practice you rate."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """What was filled in, as the service takes it. Only for a valid form."""
        said = self.cleaned_data
        members = self.ways[said["edition"]][said["way"]]
        whose = uuid.UUID(said["whose"]) if len(members) > 1 else members[0].user_id
        return {
            "profile": self.profiles[said["edition"]],
            "way": said["way"],
            "whose": whose,
            "rated_on": said["rated_on"],
            "observer_name": said.get("observer_name", "") if said["way"] == NOTED else "",
        }


class FunctionForm(Stamped):
    """The items of one function: how far each is there, and what shows it. Nothing has to be answered at once."""

    def __init__(self, *args: Any, profile: Profile, function: ProfileFunction, **options: Any) -> None:
        super().__init__(*args, **options)
        self.function = function
        for number, item in enumerate(function.items, start=1):
            state = ExplainedChoice(label=f"{number}. {item.in_place}", required=False)
            state.choices = [(one.value, words) for one, words in state_words().items()]
            others = [one for one in ItemState if one is not ItemState.IN_PLACE]  # which is what the item itself says
            state.option_help = {one.value: str(item.looks(one)) for one in others}
            self.fields[f"state_{item.key}"] = state
            self.fields[f"evidence_{item.key}"] = NotesField(
                label=str(profile.evidence), at_most=EVIDENCE_LENGTH, rows=2, required=False
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The controls of each item."""
        return [
            {"state": self[f"state_{item.key}"], "evidence": self[f"evidence_{item.key}"]}
            for item in self.function.items
        ]


class CorrectionForm(forms.Form):
    """Why a rating is corrected."""

    reason = WordsField(
        label=gettext_lazy("Why you correct it"),
        at_most=300,
        help_text=gettext_lazy("A few words. What it said before stays readable."),
    )
