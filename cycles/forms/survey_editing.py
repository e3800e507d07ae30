"""The questions of a survey as rows that a program writes, or brings in a sheet."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.frameworks.structure import AskKind, Survey
from coaching.frameworks.structure.surveys import CHOSEN, STEPS, WRITTEN
from coaching.frameworks.text import Text
from coaching.roster.sheet import Sheet
from coaching.roster.vocabulary import fold, names
from cycles.forms.fields import NotesField, WordsField
from cycles.services.survey_editions import MOST_QUESTIONS

KINDS = {
    AskKind.SCALE: gettext_lazy("Scale from 1 to 5"),
    AskKind.CHOICE: gettext_lazy("Choose one"),
    AskKind.SEVERAL: gettext_lazy("Choose several"),
    AskKind.SHORT_TEXT: gettext_lazy("A few words"),
    AskKind.LONG_TEXT: gettext_lazy("More words"),
}
NO_NAMES = {
    "en": "Write no names, and nothing that shows who you are.",
    "es": "No escriba nombres ni nada que muestre quién es usted.",
}
"""Stands at every question that is answered in words, whoever wrote it."""


def _words(label: Any, at_most: int, **options: Any) -> WordsField:
    return WordsField(label=label, at_most=at_most, required=False, **options)


class QuestionRow(forms.Form):
    """One question. A row without words is none."""

    text = _words(gettext_lazy("Question"), 300)
    text_es = _words(gettext_lazy("In Spanish"), 300)
    kind = forms.ChoiceField(label=gettext_lazy("How it is answered"), choices=list(KINDS.items()), required=False)
    low = _words(gettext_lazy("What 1 means"), 60)
    low_es = _words(gettext_lazy("What 1 means, in Spanish"), 60)
    high = _words(gettext_lazy("What 5 means"), 60)
    high_es = _words(gettext_lazy("What 5 means, in Spanish"), 60)
    options = NotesField(label=gettext_lazy("Answers to choose from"), at_most=1000, rows=4, required=False,
                         help_text=gettext_lazy("One in each line."))  # fmt: skip
    options_es = NotesField(label=gettext_lazy("The same in Spanish"), at_most=1000, rows=4, required=False,
                            help_text=gettext_lazy("The same lines, in the same order."))  # fmt: skip
    only_after = forms.IntegerField(
        label=gettext_lazy("Only after question number"), required=False, min_value=1, max_value=MOST_QUESTIONS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    only_answers = _words(
        gettext_lazy("when it is answered with"), 100,
        help_text=gettext_lazy("Numbers with commas: steps of the scale, or lines of the answers. For example: 1, 2"),
    )  # fmt: skip

    remove = forms.BooleanField(label=gettext_lazy("Take this question out"), required=False)

    def is_empty(self) -> bool:
        return not self.cleaned_data.get("text") or self.cleaned_data.get("remove", False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("remove"):
            self.errors.clear()
            return said
        written = [name for name in self.fields if name not in ("kind", "text", "remove") and said.get(name)]
        if not said.get("text"):
            if written:
                self.add_error("text", _("Write the question, or empty this row."))
            return said
        kind = said.get("kind")
        if not kind:
            self.add_error("kind", _("Choose how it is answered."))
        if kind == AskKind.SCALE:
            for name in ("low", "high"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Say what this end of the scale means."))
        if kind in CHOSEN and len(lines_of(said.get("options", ""))) < 2 and "options" not in self.errors:
            self.add_error("options", _("Give at least two answers to choose from, one in each line."))
        if said.get("options_es") and len(lines_of(said["options_es"])) != len(lines_of(said.get("options", ""))):
            self.add_error("options_es", _("Give as many lines as there are answers, or leave this empty."))
        if bool(said.get("only_after")) != bool(said.get("only_answers")) and "only_after" not in self.errors:
            self.add_error("only_answers", _("Give both the question and its answers, or neither."))
        return said


class Questions(forms.BaseFormSet):
    """The rows in their order, held to each other: a rule names an earlier row and answers that it has."""

    def clean(self) -> None:
        if any(self.errors):
            return
        asked = [form for form in self.forms if not form.is_empty()]
        if not asked:
            raise ValidationError(_("Write at least one question."))
        for place, form in enumerate(asked):
            after = form.cleaned_data.get("only_after")
            if not after:
                continue
            if after > place:
                form.add_error("only_after", _("Name a question that comes before this one."))
                continue
            before = asked[after - 1].cleaned_data
            most = STEPS if before["kind"] == AskKind.SCALE else len(lines_of(before.get("options", "")))
            numbers = re.findall(r"\d+", form.cleaned_data["only_answers"])
            if before["kind"] in WRITTEN or not numbers or not all(1 <= int(one) <= most for one in numbers):
                form.add_error("only_answers", _("Question %(n)d has no such answer.") % {"n": after})

    def content(self) -> list[dict[str, Any]]:
        """The questions as a survey holds them. Keys are places, because editions never mix."""
        asked = [form.cleaned_data for form in self.forms if not form.is_empty()]
        return [_content(place, said, asked) for place, said in enumerate(asked, 1)]


PREFIX = "q"
QuestionRows = forms.formset_factory(QuestionRow, formset=Questions, extra=0, max_num=MOST_QUESTIONS, validate_max=True)


def written_rows(data: Any = None, *, initial: list[dict[str, Any]] | None = None) -> Questions:
    """The rows as somebody sends them, or as they stand to begin with."""
    rows = QuestionRows(data, initial=initial, prefix=PREFIX)
    assert isinstance(rows, Questions)
    return rows


def _content(place: int, said: dict[str, Any], asked: Sequence[dict[str, Any]]) -> dict[str, Any]:
    kind = AskKind(said["kind"])
    one: dict[str, Any] = {"key": f"q{place}", "kind": kind.value, "text": _both(said["text"], said["text_es"])}
    if kind is AskKind.SCALE:
        one |= {"low": _both(said["low"], said["low_es"]), "high": _both(said["high"], said["high_es"])}
    if kind in CHOSEN:
        english, spanish = lines_of(said["options"]), lines_of(said["options_es"])
        spanish = spanish or [""] * len(english)
        one["options"] = [
            {"key": f"o{n}", "label": _both(*labels)} for n, labels in enumerate(zip(english, spanish, strict=True), 1)
        ]
    if kind in WRITTEN:
        one["help"] = dict(NO_NAMES)
    if said["only_after"]:
        mark = "" if asked[said["only_after"] - 1]["kind"] == AskKind.SCALE else "o"
        answers = [f"{mark}{int(number)}" for number in re.findall(r"\d+", said["only_answers"])]
        one["only_when"] = {"question": f"q{said['only_after']}", "answers": answers}
    return one


def _both(english: str, spanish: str) -> dict[str, str]:
    return {"en": english} | ({"es": spanish} if spanish else {})


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def rows_of(survey: Survey) -> list[dict[str, Any]]:
    """The questions of a survey as rows to write on."""
    places = {one.key: number for number, one in enumerate(survey.questions, 1)}
    rows = []
    for one in survey.questions:
        row: dict[str, Any] = {"kind": one.kind.value}
        row |= _of("text", one.text) | _of("low", one.low) | _of("high", one.high)
        row["options"] = "\n".join(option.label.in_language("en") for option in one.options)
        row["options_es"] = "\n".join(option.label.in_language("es") for option in one.options)
        if one.only_when:
            before = survey.question(one.only_when.question)
            keys = [option.key for option in before.options]
            numbers = [str(keys.index(key) + 1) if keys else key for key in one.only_when.answers]
            row |= {"only_after": places[before.key], "only_answers": ", ".join(numbers)}
        rows.append(row)
    return rows


def _of(name: str, text: Text | None) -> dict[str, str]:
    return {name: text.in_language("en"), f"{name}_es": text.in_language("es")} if text else {}


# ---- a sheet -----------------------------------------------------------------------------------------------------
COLUMNS = {
    "text": names("question, text, item, wording, pregunta en ingles"),
    "text_es": names("question in spanish, spanish, pregunta, pregunta en espanol, texto"),
    "kind": names("kind, type, how it is answered, tipo"),
    "low": names("low, what 1 means, left, bajo en ingles"),
    "low_es": names("low in spanish, what 1 means in spanish, bajo, bajo en espanol"),
    "high": names("high, what 5 means, right, alto en ingles"),
    "high_es": names("high in spanish, what 5 means in spanish, alto, alto en espanol"),
    "options": names("options, answers, choices, opciones en ingles"),
    "options_es": names("options in spanish, answers in spanish, opciones, opciones en espanol"),
    "only_after": names("only after, only after question, only after question number, solo despues de"),
    "only_answers": names("when it is answered with, only answers, answered with, respondida con"),
}
KIND_WORDS = {
    AskKind.SCALE: names("scale, likert, rating, scale from 1 to 5, escala"),
    AskKind.CHOICE: names("choice, one, choose one, single choice, opcion unica"),
    AskKind.SEVERAL: names("several, many, choose several, multiple choice, varias"),
    AskKind.SHORT_TEXT: names("short text, a few words, short, texto corto"),
    AskKind.LONG_TEXT: names("long text, more words, text, comment, texto, texto largo"),
}


def rows_of_sheet(sheet: Sheet) -> list[dict[str, Any]]:
    """What stands in the rows of an item bank, to be looked at and put right; answers are parted by semicolons."""
    headers = [fold(header) for header in sheet.headers]
    columns = {
        field: next((place for place, header in enumerate(headers) if header in words), None)
        for field, words in COLUMNS.items()
    }
    if columns["text"] is None:
        columns["text"] = 0
    rows = []
    for row in sheet.rows:
        said = {field: row.cell(place).strip() for field, place in columns.items()}
        for field in ("options", "options_es"):
            said[field] = "\n".join(lines_of(said[field].replace(";", "\n")))
        kind = fold(said["kind"])
        said["kind"] = next((one.value for one, words in KIND_WORDS.items() if kind in words), said["kind"])
        rows.append(said)
    return rows
