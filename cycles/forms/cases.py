"""A case for advice without names: what it is about, what is hidden, and that each part was read."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.disclosure.classes import RecordClass
from cycles.forms.fields import NotesField, WordsField


class CaseForm(forms.Form):
    """The question, and the kinds of record that go with it."""

    question = NotesField(
        label=_("What do you want to ask?"),
        at_most=4000,
        rows=6,
        help_text=_(
            "Write as it comes. Names, places and days are taken out before anything goes, and you see it first."
        ),
    )
    classes = forms.MultipleChoiceField(label=_("What should they see with it?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, given: Iterable[RecordClass], **options: Any) -> None:
        super().__init__(*args, **options)
        classes = self.fields["classes"]
        assert isinstance(classes, forms.MultipleChoiceField)
        classes.choices = [(one.value, str(one.label)) for one in given]
        classes.error_messages["required"] = _("Choose at least one. Take the least that helps.")


class HideForm(forms.Form):
    """Words to hide besides those that were found. `words`: (key, word, hidden) of all that could be a name."""

    hidden = forms.MultipleChoiceField(
        label=_("Hide these words"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Take the tick away only where a word can be nobody's name and no place."),
    )
    word = WordsField(label=_("Another word or phrase to hide"), at_most=120, required=False)
    stand_in = WordsField(
        label=_("What stands in its place"),
        at_most=40,
        required=False,
        help_text=_("Such as: Child A. Or leave it empty."),
    )

    def __init__(self, *args: Any, words: Iterable[tuple[str, str, bool]], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = list(words)
        hidden = self.fields["hidden"]
        assert isinstance(hidden, forms.MultipleChoiceField)
        hidden.choices = [(key, word) for key, word, _is_hidden in rows]
        hidden.initial = [key for key, _word, is_hidden in rows if is_hidden]
        if not rows:
            del self.fields["hidden"]


class HandingForm(forms.Form):
    """For whom the confirmed copy is taken along; `advisers` are those whom the signed text names."""

    adviser = forms.ChoiceField(label=_("For whom is it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, advisers: Mapping[str, object], **options: Any) -> None:
        super().__init__(*args, **options)
        adviser = self.fields["adviser"]
        assert isinstance(adviser, forms.ChoiceField)
        adviser.choices = [(key, str(words)) for key, words in advisers.items()]


class CaseAnswerForm(forms.Form):
    """A word in the talk about a case."""

    text = NotesField(label=_("Your words"), at_most=5000, rows=5)
