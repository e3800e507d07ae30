"""Forms of the import: the file, what its columns and words mean, and which rows to take."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coaching.models import Program
from coaching.roster.mapping import LEAVE_OUT, Mapping, is_sensitive, part_words
from coaching.roster.sheet import MAX_BYTES, Sheet, shortened
from coaching.roster.vocabulary import Field, fold
from coaching.services.roster import importable_parts

SAMPLES = 3


class RosterFile(forms.Form):
    """A sheet."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel (.xlsx), at most 5 MB and 5,000 rows. The first line holds the column names."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Delete what is not needed, or split it into smaller files.")
            )
        return file


class ColumnMapping(forms.Form):
    """One choice for each column of the sheet, one for each word of the part column, and a part for the other rows."""

    def __init__(
        self, *args: Any, program: Program, sheet: Sheet, mapping: Mapping, default_part: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.mapping, self.program = sheet, mapping, program
        by_column = {column: field for field, column in mapping.columns.items()}
        fields = [("", _("Do not import")), *((field.value, field.label) for field in Field)]
        for column in self.columns_offered:
            field = forms.ChoiceField(choices=fields, required=False, label=sheet.label(column))
            field.initial = by_column.get(column, "")
            self.fields[f"column_{column}"] = field
        framework, language = program.framework, (get_language() or "en")[:2]
        parts = [(part.value, capfirst(framework.words(part, language).one)) for part in importable_parts(program)]
        for number, (word, meaning) in enumerate(self.words.items()):
            self.fields[f"word_{number}"] = forms.ChoiceField(
                label=shortened(word),
                required=False,
                choices=[
                    ("", _("Not decided: these rows are refused")),
                    *parts,
                    (LEAVE_OUT, _("Leave these people out")),
                ],
                initial=meaning,
            )
        self.fields["default_part"] = forms.ChoiceField(
            label=_("Rows without a part"),
            required=False,
            choices=[("", _("Refuse them")), *parts],
            initial=default_part,
            help_text=_("Used where the sheet says nothing."),
        )

    @property
    def words(self) -> dict[str, str]:
        """The words of the column that is the part now, with what they mean."""
        return part_words(self.sheet, self.mapping)

    @property
    def columns_offered(self) -> list[int]:
        """Columns with a name or text; those about what coaching must not know are not offered."""
        return [
            column
            for column, header in enumerate(self.sheet.headers)
            if not is_sensitive(header) and (header or any(row.cell(column) for row in self.sheet.rows))
        ]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the page shows for each column: its field and a few of its values."""
        return [
            {"field": self[f"column_{column}"], "samples": self._samples(column)} for column in self.columns_offered
        ]

    @property
    def word_fields(self) -> list[Any]:
        return [self[f"word_{number}"] for number in range(len(self.words))]

    @property
    def never_kept(self) -> list[str]:
        """The columns that were emptied before anything was kept."""
        return [self.sheet.label(column) for column, header in enumerate(self.sheet.headers) if is_sensitive(header)]

    def _samples(self, column: int) -> str:
        found: list[str] = []
        for row in self.sheet.rows:
            text = shortened(row.cell(column), 30)
            if text and text not in found:
                found.append(text)
            if len(found) == SAMPLES:
                break
        return " · ".join(found)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen: dict[str, str] = {}
        for column in self.columns_offered:
            name = f"column_{column}"
            field = cleaned.get(name)
            if field and field in chosen:
                self.add_error(
                    name, _("“%(other)s” is this already. A field can have one column.") % {"other": chosen[field]}
                )
            elif field:
                chosen[field] = self.sheet.label(column)
        for problem in self.chosen_mapping().problems():
            self.add_error(None, problem)
        return cleaned

    def chosen_mapping(self) -> Mapping:
        """The mapping as it was chosen; the meaning of words is kept only for the same column."""
        columns: dict[Field, int] = {}
        for column in self.columns_offered:
            if field := self.cleaned_data.get(f"column_{column}"):
                columns.setdefault(Field(field), column)
        words = {}
        for number, word in enumerate(self.words):
            if meaning := self.cleaned_data.get(f"word_{number}"):
                words[fold(word) or word] = meaning
        return Mapping(columns, words, self.mapping.parts)

    @property
    def part_column_moved(self) -> bool:
        """Whether another column is the part now, so that its words must be looked at first."""
        return self.chosen_mapping().column(Field.PART) != self.mapping.column(Field.PART)
