"""Goals, steps, and reasons: a few words each."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import FocusPractice
from coaching.models import Partnership
from cycles.forms.fields import NotesField, WordsField, date_field
from cycles.services.pairs import Pair


class GoalForm(forms.Form):
    """A goal, under a practice of focus where there is one."""

    text = NotesField(
        label=gettext_lazy("The goal"),
        at_most=1000,
        rows=3,
        help_text=gettext_lazy("What do you want to reach together? One or two sentences."),
    )
    practice = forms.ModelChoiceField(
        label=gettext_lazy("Practice it belongs to"), queryset=FocusPractice.objects.none(), required=False
    )

    def __init__(self, *args: Any, partnership: Partnership, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["practice"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = FocusPractice.objects.filter(partnership=partnership)
        field.empty_label = _("None of them")


class StepForm(forms.Form):
    """A step: what, who does which part of it, with what, by when."""

    text = NotesField(label=gettext_lazy("The step"), at_most=1000, rows=3)
    coachee_does = WordsField(label="", at_most=300, required=False)
    coach_does = WordsField(label="", at_most=300, required=False)
    resources = WordsField(label=gettext_lazy("What is needed for it"), at_most=300, required=False)
    due_on = date_field(label=gettext_lazy("By when"), required=False)

    def __init__(self, *args: Any, pair: Pair, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = _("What I do")
        theirs = _("What %(name)s does") % {"name": pair.others_names}
        learns = pair.me in pair.learners()
        self.fields["coachee_does"].label, self.fields["coach_does"].label = (
            (mine, theirs) if learns else (theirs, mine)
        )


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
