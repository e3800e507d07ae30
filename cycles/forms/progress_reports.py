"""A report in words: a box for each question of the framework."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.frameworks.structure import Document
from cycles.forms.fields import NotesField

AT_MOST = 6000


class ProgressReportForm(forms.Form):
    """The sections of `document`. While it is a draft nothing has to be written; to be given, what is read first."""

    def __init__(self, *args: Any, document: Document, **options: Any) -> None:
        super().__init__(*args, **options)
        for one in document.sections:
            first = one.key == document.headline
            self.fields[one.key] = NotesField(
                label=str(one.text),
                at_most=AT_MOST,
                rows=5,
                required=first,
                help_text=_("This is read first.") if first else "",
                error_messages={"required": _("Write something here. It is read first.")},
            )
