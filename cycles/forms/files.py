"""Putting a photo or a PDF into the log of a visit (E8)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coaching.files.taking import LARGEST_FILE, FileRefused, Reason, Taken, take_file
from cycles.forms.fields import WordsField

REFUSALS = {
    Reason.KIND: _("This is no PDF and no photo that we can read. Use a PDF, JPEG, PNG or WEBP file."),
    Reason.LARGE: _("This file is too large. Up to 10 MB and 60 megapixels are fine. Make it smaller and try again."),
    Reason.PAGES: _("This PDF has more than 60 pages. Put in the pages that matter."),
    Reason.LOCKED: _("This PDF is locked with a password. Save it without one, and try again."),
    Reason.ACTIVE: _(
        "This PDF can run something or carries other files, so we do not take it. Print it to a new PDF, or take a "
        "photo."
    ),
    Reason.BROKEN: _("This file cannot be read. Save it again, or take a photo of it."),
}


class FileForm(forms.Form):
    """A file and what it shows. `cleaned_data["file"]` is a Taken: no picture as it came from a camera."""

    file = forms.FileField(
        label=_("Photo or PDF"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        error_messages={
            "required": _("Choose a photo or a PDF first."),
            "empty": _("This file is empty. Choose another one."),
        },
    )
    caption = WordsField(label=_("What it shows"), at_most=120, required=False)

    def clean_file(self) -> Taken:
        upload = self.cleaned_data["file"]
        try:
            if upload.size > LARGEST_FILE:
                raise FileRefused(Reason.LARGE)
            return take_file(upload.read())
        except FileRefused as refused:
            raise ValidationError(REFUSALS[refused.reason]) from refused
