"""Goals, steps, how they go, and reasons: a few words each."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import FocusPractice
from coaching.disclosure.classes import Part
from coaching.forms.explained import ExplainedChoice
from cycles.forms.fields import NotesField, WordsField, date_field
from cycles.models import ActionStep, Goal, GoalProgress
from cycles.services.pairs import Pair

STEPS_LISTED = 60


class Stamped(forms.Form):
    """A form that knows with which words it was opened, so that nobody writes over the words of another (fault 31)."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def said(self) -> dict[str, Any]:
        """What was filled in, as the service takes it. Only for a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def stamp(self) -> str | None:
        """What the page was opened with; None where it does not say."""
        return self.cleaned_data["seen"] or None


class GoalForm(Stamped):
    """A goal: under a practice of focus where there is one, what it is about, and why it matters (D6, E3)."""

    text = NotesField(
        label=gettext_lazy("The goal"),
        at_most=1000,
        rows=3,
        help_text=gettext_lazy("What do you want to reach together? One or two sentences."),
    )
    learner = forms.ChoiceField(label=gettext_lazy("Whose goal is it?"), widget=forms.RadioSelect, required=False)
    practice = forms.ModelChoiceField(
        label=gettext_lazy("Practice it belongs to"), queryset=FocusPractice.objects.none(), required=False
    )
    area = forms.ChoiceField(required=False)
    reason = NotesField(at_most=1000, rows=3, required=False)
    priority = WordsField(at_most=300, required=False)

    def __init__(
        self, *args: Any, pair: Pair, agreed_areas: Iterable[str] = (), areas_word: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        rules = pair.framework.goals
        field = self.fields["practice"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = FocusPractice.objects.filter(partnership=pair.partnership)
        field.empty_label = _("None of them")
        self.fields["reason"].label = str(rules.reason) if rules else _("Why does it matter?")
        self.fields["priority"].label = str(rules.priority) if rules and rules.priority else _("What does it serve?")
        self._areas(pair, set(agreed_areas), areas_word)
        self._learners(pair)

    def _learners(self, pair: Pair) -> None:
        """Whose it is, where two coach each other (B7); nobody is asked where there is one who learns."""
        peers = [one for one in pair.learners() if one.part == Part.PEER]
        if not peers:
            del self.fields["learner"]
            return
        field = self.fields["learner"]
        assert isinstance(field, forms.ChoiceField)
        mine = [(str(one.user_id), _("Mine")) for one in peers if one == pair.me]
        others = [(str(one.user_id), _("That of %(name)s") % {"name": one.name}) for one in peers if one != pair.me]
        field.choices = [*mine, *others, ("", _("Of both of us") if mine else _("Of both of them"))]
        field.initial = mine[0][0] if mine else ""

    def said(self) -> dict[str, Any]:
        """With whose goal it is as an id."""
        said = super().said()
        return said | {"learner": uuid.UUID(said["learner"]) if said.get("learner") else None}

    def _areas(self, pair: Pair, agreed: set[str], agreed_word: str) -> None:
        """The areas of the framework, those agreed on first; without areas there is no such question."""
        rules, areas = pair.framework.goals, pair.framework.goal_areas
        if not rules or not areas:
            del self.fields["area"]
            return
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.label = str(rules.area)
        chosen = [(one.key, str(one.label)) for one in areas if one.key in agreed]
        others = [(one.key, str(one.label)) for one in areas if one.key not in agreed]
        grouped: Any = [(agreed_word, chosen), (_("Others"), others)] if chosen else others
        field.choices = [("", _("None of them")), *grouped]


class StepChoice(forms.ModelChoiceField):
    """A choice of steps, each by its first words."""

    def label_from_instance(self, obj: ActionStep) -> str:
        line = " ".join(obj.text.split())
        return line if len(line) <= STEPS_LISTED else line[: STEPS_LISTED - 1] + "…"


class StepForm(Stamped):
    """A step: what, who does which part of it, why, with what, what comes first, by when (B8, C5, E6)."""

    text = NotesField(label=gettext_lazy("The step"), at_most=1000, rows=3)
    rationale = WordsField(
        label=gettext_lazy("Why this step"),
        at_most=500,
        required=False,
        help_text=gettext_lazy("A reason makes it easier to begin."),
    )
    coachee_does = WordsField(label="", at_most=300, required=False)
    coach_does = WordsField(label="", at_most=300, required=False)
    resources = WordsField(label=gettext_lazy("What is needed for it"), at_most=300, required=False)
    ready = forms.BooleanField(label=gettext_lazy("All of that is in hand"), required=False)
    due_on = date_field(label=gettext_lazy("By when"), required=False)
    after = StepChoice(label=gettext_lazy("What must come first"), queryset=ActionStep.objects.none(), required=False)
    quick_win = forms.BooleanField(label=gettext_lazy("A quick win: small, and soon something to see"), required=False)

    def __init__(self, *args: Any, pair: Pair, goal: Goal, step: ActionStep | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["coachee_does"].label, self.fields["coach_does"].label = _halves(pair, goal)
        others = ActionStep.objects.filter(goal=goal).order_by("position", "id")
        field = self.fields["after"]
        assert isinstance(field, StepChoice)
        field.queryset = others.exclude(pk=step.pk) if step else others
        field.empty_label = _("Nothing: it can begin now")
        if not field.queryset.exists():
            del self.fields["after"]


def _halves(pair: Pair, goal: Goal) -> tuple[str, str]:
    """What the two halves of a step are called: who learns by the goal does one, who coaches them the other."""
    peers = [one for one in pair.learners() if one.part == Part.PEER]
    mine = _("What I do")
    if not peers:
        theirs = _("What %(name)s does") % {"name": pair.others_names}
        return (mine, theirs) if pair.me in pair.learners() else (theirs, mine)
    if goal.learner_id is None:
        return _("What the one does who tries it"), _("What the other does")
    names = {one.user_id: mine if one == pair.me else _("What %(name)s does") % {"name": one.name} for one in peers}
    other = next((words for key, words in names.items() if key != goal.learner_id), _("What the other does"))
    return names.get(goal.learner_id, _("What the one does who tries it")), other


class ProgressForm(forms.Form):
    """How a goal went, and what is worth celebrating (D18). `kinds` are the answers that make sense now."""

    kind = ExplainedChoice(label=gettext_lazy("How does it go?"))
    text = NotesField(
        label=gettext_lazy("What happened"),
        at_most=2000,
        rows=4,
        required=False,
        help_text=gettext_lazy("What was tried, what it showed, what was hard. Mistakes are good to learn from."),
    )
    seen_on = date_field(label=gettext_lazy("On which day"))
    celebrate = WordsField(
        label=gettext_lazy("Something to celebrate"),
        at_most=500,
        required=False,
        help_text=gettext_lazy("However small. Each bit forward counts."),
    )

    def __init__(self, *args: Any, kinds: Iterable[GoalProgress.Kind], today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        field = self.fields["kind"]
        assert isinstance(field, ExplainedChoice)
        field.choices = [(kind.value, kind.label) for kind in kinds]
        field.option_help = _kind_words()
        self.fields["seen_on"].initial = today

    def clean_seen_on(self) -> dt.date:
        return past_day(self.cleaned_data["seen_on"], self.today)


def _kind_words() -> Mapping[str, str]:
    kind = GoalProgress.Kind
    return {
        kind.MOVED: _("Even a little."),
        kind.STILL: _("Nothing new to tell."),
        kind.STALLED: _("You cannot get on. The plan shows it, so that you talk about it."),
        kind.REACHED: _("It stays on the plan, where you can both see it."),
    }


def past_day(day: dt.date, today: dt.date) -> dt.date:
    """Raises ValidationError for a day that is still to come (fault 26)."""
    if day > today:
        raise forms.ValidationError(_("This day is still to come. Give a day that has been."))
    return day


class CelebrationForm(forms.Form):
    """Something to celebrate."""

    text = WordsField(
        label=gettext_lazy("What do you celebrate?"),
        at_most=500,
        help_text=gettext_lazy("However small: something tried for the first time, a good moment, a bit forward."),
    )
    seen_on = date_field(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["seen_on"].initial = today

    def clean_seen_on(self) -> dt.date:
        return past_day(self.cleaned_data["seen_on"], self.today)


class ReasonForm(forms.Form):
    """Why something was left out."""

    reason = WordsField(
        label=gettext_lazy("Why you leave it out"),
        at_most=300,
        help_text=gettext_lazy("A few words. Both of you read them."),
    )


class NoteForm(forms.Form):
    """The words of one note."""

    text = NotesField(label=gettext_lazy("Your note"), rows=8)
