"""Wording a practice profile: its name and foundation, and one function at a time."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.frameworks.structure import ItemState, Profile, ProfileFunction
from coaching.services.profiles import ITEMS_AT_MOST, NEW_ITEM, STATES

LENGTH = 400


class SentenceField(forms.CharField):
    """A sentence or two on one line, without braces: those stand for names in letters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), strip=True, **options
        )

    def clean(self, value: Any) -> str:
        text = " ".join(super().clean(value).split())
        if "{" in text or "}" in text:
            raise forms.ValidationError(_("Braces cannot stand here. Take them out."))
        return text


class ProfileWordsForm(forms.Form):
    """The words of the whole."""

    label = SentenceField(label=gettext_lazy("Name of this edition"))
    foundation = SentenceField(label=gettext_lazy("What it rests on"))
    evidence = SentenceField(label=gettext_lazy("How it asks for evidence"))


class FunctionWordsForm(forms.Form):
    """The words of a function, of its items, and of how it looks on each level. One more item can be added."""

    label = SentenceField(label=gettext_lazy("Name of the function"))

    def __init__(self, *args: Any, profile: Profile, function: ProfileFunction, **options: Any) -> None:
        super().__init__(*args, **options)
        self.profile, self.function = profile, function
        self.item_keys = [item.key for item in function.items]
        names = {"in_place": _("In place"), "in_part": _("In part"), "missing": _("Missing")}
        for key in self.item_keys:
            for state in STATES:
                self.fields[f"{key}__{state}"] = SentenceField(label=names[state])
            self.fields[f"{key}__out"] = forms.BooleanField(label=_("Take this item out"), required=False)
        if len(self.item_keys) < ITEMS_AT_MOST:
            for state in STATES:
                self.fields[f"{NEW_ITEM}__{state}"] = SentenceField(label=names[state], required=False)
        for level in profile.levels:
            self.fields[f"sign__{level.key}"] = SentenceField(label=str(level.label))

    @staticmethod
    def said_of(function: ProfileFunction, language: str) -> dict[str, str]:
        """What the boxes hold to begin with."""
        found = {"label": function.label.in_language(language)}
        for item in function.items:
            found |= {f"{item.key}__{one.value}": item.looks(one).in_language(language) for one in ItemState}
        return found | {f"sign__{sign.level}": sign.text.in_language(language) for sign in function.signs}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The controls of each item."""
        return [
            {
                "title": self[f"{key}__in_place"].initial,
                "fields": [self[f"{key}__{state}"] for state in STATES],
                "out": self[f"{key}__out"],
            }
            for key in self.item_keys
        ]

    @property
    def new(self) -> list[Any]:
        return [self[f"{NEW_ITEM}__{state}"] for state in STATES if f"{NEW_ITEM}__{state}" in self.fields]

    @property
    def signs(self) -> list[Any]:
        return [self[f"sign__{level.key}"] for level in self.profile.levels]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begun = [state for state in STATES if cleaned.get(f"{NEW_ITEM}__{state}")]
        for state in STATES:
            if begun and state not in begun:
                self.add_error(f"{NEW_ITEM}__{state}", _("Say how the new item looks in each state."))
        if not begun and all(cleaned.get(f"{key}__out") for key in self.item_keys):
            self.add_error(None, _("A function needs at least one item. Leave one, or add one."))
        return cleaned

    def items(self) -> dict[str, Mapping[str, str]]:
        """The items that stay, and the new one. Only for a valid form."""
        said = self.cleaned_data
        kept = [key for key in self.item_keys if not said[f"{key}__out"]]
        if said.get(f"{NEW_ITEM}__in_place"):
            kept.append(NEW_ITEM)
        return {key: {state: said[f"{key}__{state}"] for state in STATES} for key in kept}

    def level_words(self) -> dict[str, str]:
        return {level.key: self.cleaned_data[f"sign__{level.key}"] for level in self.profile.levels}
