"""The plan as a form. It can be saved half done: what must be there is asked for when it is sent."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from agreements.forms.fields import Line
from agreements.services import PlanDraft, Practice
from coaching.frameworks import Framework
from coaching.models import ProgramPractice

OTHER = "other"


class Choices(forms.RadioSelect):
    """Radios of which one shows more of the form while it is chosen: `toggles` maps its value to an element's id."""

    toggles: Mapping[str, str] = {}

    def create_option(self, name, value, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.toggles:
            option["attrs"]["data-toggles"] = self.toggles[value]
        return option


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlanForm(forms.Form):
    """Everything of the plan but the practices. The words and limits are the framework's (A2 to A4, A16)."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    withdraws = forms.UUIDField(required=False, widget=forms.HiddenInput)
    mode = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    cycles = forms.IntegerField(required=False)
    rhythm = forms.ChoiceField(required=False, widget=Choices)
    rhythm_other = Line(label=_("In your words"), max_length=120, required=False)
    rhythm_days = forms.IntegerField(label=_("Days from one to the next"), required=False)
    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DayInput)
    concern_name = Line(label=_("Name"), max_length=120, required=False)
    concern_email = forms.EmailField(label=_("Email"), required=False)
    concern_phone = Line(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, framework: Framework, draft: PlanDraft | None = None, **kwargs: Any) -> None:
        if draft is not None:
            kwargs["initial"] = _initial(draft, framework) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.framework = framework
        modes, dose, rhythm = framework.modes, framework.dose, framework.rhythm
        self._choices("mode", modes.question, [(one.key, one.label) for one in modes.options])
        self.fields["cycles"].label = str(dose.question)
        self._limit("cycles", dose.least, dose.most)
        options: list[tuple[str, Any]] = [(one.key, one.label) for one in rhythm.options]
        if rhythm.other:
            options.append((OTHER, rhythm.other.label))
            self._limit("rhythm_days", rhythm.other.least_days, rhythm.other.most_days)
            widget = self.fields["rhythm"].widget
            assert isinstance(widget, Choices)
            widget.toggles = {OTHER: "other-rhythm"}
        self._choices("rhythm", rhythm.question, options)

    def _choices(self, name: str, label: Any, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.choices = label, choices

    def _limit(self, name: str, least: int | None, most: int | None) -> None:
        """Set limits late, as a field's own arguments would: in its validators and in its control."""
        field = forms.IntegerField(label=self.fields[name].label, required=False, min_value=least, max_value=most)
        field.widget.attrs["inputmode"] = "numeric"
        self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("rhythm") == OTHER:
            for name in ("rhythm_other", "rhythm_days"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in too, or choose the other rhythm."))
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day comes before the first day."))
        return cleaned

    def draft(self, practices: Sequence[Practice]) -> PlanDraft:
        """What was typed, as the service takes it. Only for a valid form."""
        said = self.cleaned_data
        rhythm: dict[str, Any] = {"rhythm_other": "", "rhythm_days": None}
        if said["rhythm"] == OTHER:
            rhythm = {"rhythm_other": said["rhythm_other"], "rhythm_days": said["rhythm_days"]}
        elif said["rhythm"]:
            rhythm["rhythm_days"] = self.framework.rhythm_option(said["rhythm"]).days
        plain = ("mode", "cycles", "starts_on", "ends_on", "concern_name", "concern_email", "concern_phone")
        return PlanDraft(**{name: said[name] for name in plain}, **rhythm, practices=tuple(practices))


def _initial(draft: PlanDraft, framework: Framework) -> dict[str, Any]:
    names = ("mode", "cycles", "starts_on", "ends_on", "concern_name", "concern_email", "concern_phone")
    initial = {name: getattr(draft, name) for name in names}
    if draft.rhythm_other:
        return initial | {"rhythm": OTHER, "rhythm_other": draft.rhythm_other, "rhythm_days": draft.rhythm_days}
    days = draft.rhythm_days
    fitting = (one for one in framework.rhythm.options if (one.days == days if days else one.optimal))
    return initial | {"rhythm": next((one.key for one in fitting), "")}


# ---- practices of focus ------------------------------------------------------------------------------------------
class PracticeForm(forms.Form):
    """One practice, written or picked from the program's list."""

    text = Line(max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}))
    from_list = forms.UUIDField(required=False, widget=forms.HiddenInput)


class _Practices(BaseFormSet):
    """The list in its order. Empty rows count for nothing; the same practice twice is an error."""

    listed: Mapping[uuid.UUID, str] = {}

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["text"].label = _("Practice %(number)d") % {"number": (index or 0) + 1}

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            text = form.cleaned_data.get("text", "") if form.is_valid() else ""
            if text.casefold() in seen:
                form.add_error("text", _("This practice is in the list already."))
            elif text:
                seen.add(text.casefold())

    def practices(self) -> list[Practice]:
        """What was typed, in order. One that was picked and then reworded is the pair's own."""
        found = []
        for form in self.forms:
            said = form.cleaned_data
            if said.get("text"):
                picked = said["from_list"] if self.listed.get(said["from_list"]) == said["text"] else None
                found.append(Practice(said["text"], picked))
        return found


def practices_formset(
    *, framework: Framework, listed: Sequence[ProgramPractice], data: Any = None, rows: Sequence[Practice] = ()
) -> _Practices:
    """The list of practices, from what was posted, or else from `rows` with one empty row when there is none."""
    most = framework.practices.most
    too_many = ngettext_lazy("Choose at most %d practice.", "Choose at most %d practices.", most) % most
    kind = formset_factory(
        PracticeForm, formset=_Practices, extra=0, max_num=most, validate_max=True, absolute_max=most + 20
    )
    initial = [{"text": one.text, "from_list": one.from_list} for one in rows] or [{}]
    formset: Any = kind(
        data, prefix="practices", initial=None if data else initial, error_messages={"too_many_forms": too_many}
    )
    formset.listed = {one.pk: one.text for one in listed}
    return formset


@dataclass(frozen=True)
class ListChange:
    """The list after a press beside it, as typed and unchecked; `focus` names the control of row `at` to go on from."""

    rows: list[Practice]
    said: str = ""
    at: int = -1
    focus: str = ""


def changed_list(data: Any, change: str, listed: Sequence[ProgramPractice]) -> ListChange:
    """Do one `change` to the rows in `data`: "add", "pick", "up-2", "down-2", "remove-2", counted from 0."""
    rows = _typed(data)
    verb, _dash, number = change.partition("-")
    if verb == "add":
        return ListChange([*rows, Practice("")], str(_("A line was added.")), len(rows), "text")
    if verb == "pick":
        return _picked(rows, data.get("pick", ""), listed)
    at = int(number) if number.isdecimal() else -1
    if not 0 <= at < len(rows):
        return ListChange(rows)
    if verb == "remove":
        rows = rows[:at] + rows[at + 1 :] or [Practice("")]
        return ListChange(rows, str(_("The practice was removed.")), min(at, len(rows) - 1), "remove")
    other = {"up": at - 1, "down": at + 1}.get(verb, at)
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
        at = other
    focus = {0: "down", len(rows) - 1: "up"}.get(at, verb)
    return ListChange(rows, str(_("The practice is now number %(number)d.") % {"number": at + 1}), at, focus)


def _picked(rows: list[Practice], wanted: str, listed: Sequence[ProgramPractice]) -> ListChange:
    one = next((one for one in listed if str(one.pk) == wanted), None)
    if one is None:
        return ListChange(rows, str(_("Choose a practice from the list first.")))
    if one.text.casefold() in {row.text.casefold() for row in rows}:
        return ListChange(rows, str(_("This practice is in your plan already.")))
    rows = [*(row for row in rows if row.text), Practice(one.text, one.pk)]
    return ListChange(rows, str(_("The practice was added.")), len(rows) - 1, "remove")


def _typed(data: Any) -> list[Practice]:
    count = data.get("practices-TOTAL_FORMS", "")
    rows = []
    for number in range(min(int(count), 60) if count.isdecimal() else 0):
        text = " ".join(data.get(f"practices-{number}-text", "").split())[:1000]
        rows.append(Practice(text, _uuid(data.get(f"practices-{number}-from_list", ""))))
    return rows


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
