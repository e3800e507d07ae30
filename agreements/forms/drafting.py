"""Suggesting and answering, and the pair's own words for a clause."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.clauses import LONGEST_ADDITION, LONGEST_WORDING, Own, may_reword, original_lines
from agreements.forms.fields import Lines, Words
from coaching.frameworks.structure import Clause

LONGEST_REASON = 1000


class WhyForm(forms.Form):
    """Why somebody suggests something."""

    reason = Words(
        label=_("Why you suggest it"),
        help_text=_("If you like. It helps the others to answer."),
        at_most=LONGEST_REASON,
        rows=3,
        required=False,
    )


class AnswerSuggestionForm(forms.Form):
    """A word to the person whose suggestion is declined. `seen` and `withdraws` say what the reader was shown."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    withdraws = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = Words(
        label=_("A word about it"),
        help_text=_("If you like. Whoever suggested it reads it."),
        at_most=LONGEST_REASON,
        rows=2,
        required=False,
    )


class ClauseForm(WhyForm):
    """What the pair makes of a clause; `seen` names the words it began from, `reason` is for a suggestion only."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    withdraws = forms.UUIDField(required=False, widget=forms.HiddenInput)
    wording = Lines(
        label=_("Your words for this clause"),
        help_text=_("The first line is the clause. Each further line becomes a point under it."),
        max_length=LONGEST_WORDING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    addition = Lines(
        label=_("What you add to this clause"),
        help_text=_("Each line becomes a point under the clause, marked as added by you."),
        max_length=LONGEST_ADDITION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    field_order = ("seen", "withdraws", "wording", "addition", "reason")

    def __init__(self, *args: Any, clause: Clause, own: Own | None = None, language: str, **kwargs: Any) -> None:
        self.original, self.language = "\n".join(original_lines(clause)), language
        initial = {"addition": (own or {}).get("addition", ""), "wording": (own or {}).get("wording", self.original)}
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if not may_reword(clause):
            del self.fields["wording"]

    @property
    def own(self) -> dict[str, str]:
        """What was typed, as it is kept; empty where it says what the framework says. Only for a valid form."""
        said = {name: self.cleaned_data.get(name, "") for name in ("wording", "addition")}
        if said["wording"] == self.original:
            said["wording"] = ""
        kept = {name: text for name, text in said.items() if text}
        return {**kept, "language": self.language} if kept else {}
