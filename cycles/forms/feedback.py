"""What a coach writes about the feedback they got."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coaching.models import Program
from cycles.forms.fields import NotesField


class _ForProgram(forms.Form):
    """`programs`: in which the person coaches; asked only where there are several."""

    program = forms.ModelChoiceField(Program.objects.none(), label=gettext_lazy("Program"))

    def __init__(self, *args: Any, programs: Collection[Program], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["program"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Program.objects.filter(pk__in=[one.pk for one in programs])
        if len(programs) == 1:
            field.initial = next(iter(programs)).pk
            field.widget = forms.HiddenInput()


class ActionForm(_ForProgram):
    text = NotesField(
        at_most=1000,
        rows=3,
        label=gettext_lazy("What will you change?"),
        help_text=gettext_lazy("Everybody you coach in this program reads it. Write nothing that shows who said what."),
    )


class ThoughtForm(_ForProgram):
    text = NotesField(
        at_most=5000,
        rows=4,
        label=gettext_lazy("Your thoughts"),
        help_text=gettext_lazy("Only you read this."),
    )
