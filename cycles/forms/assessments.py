"""What is written in one area of an assessment, and the areas that coaching takes up (D5, D10)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from coaching.forms.explained import ExplainedChoices
from coaching.frameworks.structure import Assessment, Domain
from cycles.forms.fields import NotesField
from cycles.forms.goals import Stamped

ANSWER_LENGTH = 3000


class AssessmentForm(Stamped):
    """The questions of an assessment, for one area."""

    def __init__(self, *args: Any, assessment: Assessment, **options: Any) -> None:
        super().__init__(*args, **options)
        for item in assessment.items:
            self.fields[item.key] = NotesField(label=str(item.text), at_most=ANSWER_LENGTH, rows=4, required=False)


class AreasForm(Stamped):
    """Which areas coaching takes up. `words`: what is written in an area, to choose by."""

    areas = ExplainedChoices(label=gettext_lazy("Which areas does coaching take up?"))
    reason = NotesField(
        label=gettext_lazy("Why these"),
        at_most=1000,
        rows=3,
        required=False,
        help_text=gettext_lazy("A few words help the other two to work on them."),
    )

    def __init__(self, *args: Any, areas: tuple[Domain, ...], words: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["areas"]
        assert isinstance(field, ExplainedChoices)
        field.choices = [(one.key, str(one.label)) for one in areas]
        field.option_help = {one.key: words.get(one.key) or str(one.meaning) for one in areas}
