"""What is observed, when, how, and what of it is shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import Part
from coaching.frameworks.structure import Observation
from cycles.forms.fields import NotesField, WordsField
from cycles.forms.goals import Stamped
from cycles.models import ObservationFocus
from cycles.services.pairs import Pair
from cycles.services.peers import rules_of


class FocusForm(Stamped):
    """A few words of both; only what is observed has to be said. Where two coach each other, it is also asked who is
    observed, which data is collected and who keeps it (B7).
    """

    learner = forms.ChoiceField(label=_("Who is observed"), widget=forms.RadioSelect, required=False)
    what = NotesField(label=_("What is observed"), at_most=500, rows=3, help_text=_("What do you want to look at?"))
    moment = WordsField(
        label=_("When"),
        at_most=200,
        required=False,
        help_text=_("Such as “at circle time” or “the first ten minutes”."),
    )
    way = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        required=False,
        choices=[("", _("Not decided yet")), *ObservationFocus.Way.choices],
    )
    collected = NotesField(
        label=_("Which data is collected"),
        at_most=500,
        rows=2,
        required=False,
        help_text=_("Such as how often, how long, or a short film. Write no child's name."),
    )
    kept_by = forms.ChoiceField(label=_("Who keeps the data"), widget=forms.RadioSelect, required=False)
    shared = NotesField(
        label=_("What of it is shared, and with whom"),
        at_most=500,
        rows=2,
        required=False,
        help_text=_("Such as a count, a recording, or nothing. The agreement stays the rule for everybody else."),
    )
    debrief = WordsField(label=_("When you talk it through"), at_most=200, required=False)

    def __init__(self, *args: Any, rules: Observation, pair: Pair, **options: Any) -> None:
        super().__init__(*args, **options)
        self._each_other(pair)
        if not rules.debrief:
            del self.fields["debrief"]

    def _each_other(self, pair: Pair) -> None:
        """Who is observed and who keeps what: asked where two coach each other."""
        if rules_of(pair.framework, pair.partnership.format) is None:
            for name in ("learner", "collected", "kept_by"):
                del self.fields[name]
            return
        people = [pair.me, *(one for one in pair.others if one.present)]
        named = [(str(one.user_id), gettext("Me") if one == pair.me else one.name) for one in people]
        peers = [choice for choice, one in zip(named, people, strict=True) if one.part == Part.PEER]
        learner, keeper = self.fields["learner"], self.fields["kept_by"]
        assert isinstance(learner, forms.ChoiceField) and isinstance(keeper, forms.ChoiceField)
        each = gettext("Each of us, one after the other"), gettext("Each of them, one after the other")
        learner.choices = [*peers, ("", each[pair.me.part != Part.PEER])]
        keeper.choices = [*named, ("", gettext("Whoever collects it gives it to the one it is about"))]
