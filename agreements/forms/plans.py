"""The plan as a form. It can be saved half done: what must be there is asked for when it is sent."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from agreements import answers
from agreements.clauses import Own
from agreements.forms.fields import Line, Lines
from agreements.services import PlanDraft, Practice
from coaching.forms.explained import ExplainedChoice, ExplainedChoices
from coaching.frameworks import Choose, FieldKind, Framework
from coaching.frameworks.structure import PlanField, Rhythm
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
    """Everything of the plan but the practices. Questions, words and limits are the framework's (A2 to A4, A16, B1).

    `only` limits it to one question, which is then suggested and not saved.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    withdraws = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        framework: Framework,
        format: str,
        draft: PlanDraft | None = None,
        only: PlanField | None = None,
        **kwargs: Any,
    ) -> None:
        if draft is not None:
            kwargs["initial"] = _initial(draft, framework) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.framework = framework
        self.asked = (only,) if only else framework.plan_fields(format)
        if only:
            del self.fields["version"], self.fields["withdraws"]
        for asked in self.asked:
            for name, field in _fields_of(asked, framework):
                self.fields[name] = field

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The questions in order, each with its control where it has one; `stands_alone`: that is all there is."""
        found = []
        for asked in self.asked:
            name = self.framework.dose.kind.value if asked.kind is FieldKind.DOSE else _name(asked)
            found.append(
                {
                    "field": asked,
                    "bound": self[name] if name in self.fields else None,
                    "stands_alone": asked.kind in answers.KINDS or asked.kind is FieldKind.RESPONSE_DAYS,
                    "optional": not asked.required,
                }
            )
        return found

    def as_typed(self, data: QueryDict) -> dict[str, Any]:
        """What was posted, unchecked, as the values that the form begins with."""
        many = {name for name, field in self.fields.items() if isinstance(field, forms.MultipleChoiceField)}
        return {name: data.getlist(name) if name in many else data.get(name) for name in self.fields}

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

    def draft(self, practices: Sequence[Practice], clauses: Mapping[str, Own] | None = None) -> PlanDraft:
        """What was typed, as the service takes it, with the clauses as they are. Only for a valid form."""
        said = self.cleaned_data
        mode = said.get("mode") or []
        rhythm: dict[str, Any] = {}
        if said.get("rhythm") == OTHER:
            rhythm = {"rhythm_other": said["rhythm_other"], "rhythm_days": said["rhythm_days"]}
        elif said.get("rhythm"):
            rhythm["rhythm_days"] = self.framework.rhythm_option(said["rhythm"]).days
        given = {asked.key: _answer(asked, said[_name(asked)]) for asked in self.asked if asked.kind in answers.KINDS}
        return PlanDraft(
            **{name: said[name] for name in PLAIN if name in said},
            **rhythm,
            mode=mode if isinstance(mode, str) else " ".join(mode),
            answers={key: answer for key, answer in given.items() if answers.is_answered(answer)},
            clauses=clauses or {},
            practices=tuple(practices),
        )


PLAIN = (
    "cycles",
    "hours",
    "starts_on",
    "ends_on",
    "concern_name",
    "concern_email",
    "concern_phone",
    "response_days",
)
"""Names that the form, the draft and the plan have in common."""


def _name(asked: PlanField) -> str:
    """The name of the control that answers a question by itself."""
    return f"answer_{asked.key}" if asked.kind in answers.KINDS else asked.kind.value


def _fields_of(asked: PlanField, framework: Framework) -> list[tuple[str, forms.Field]]:
    """The controls that one question of the framework needs, none of them required: a plan is saved half done."""
    modes, dose, rhythm, response = framework.modes, framework.dose, framework.rhythm, framework.response
    match asked.kind:
        case FieldKind.MODE:
            return [("mode", _choice(modes.question, modes.options, modes.choose))]
        case FieldKind.DOSE if dose.is_counted:
            return [(dose.kind.value, _whole(dose.question, dose.least, dose.most))]
        case FieldKind.RHYTHM:
            return _rhythm_fields(rhythm)
        case FieldKind.DATES:
            return [("starts_on", _day(_("First day"))), ("ends_on", _day(_("Last day")))]
        case FieldKind.CONTACT:
            return [
                ("concern_name", Line(label=_("Name"), max_length=120, required=False)),
                ("concern_email", forms.EmailField(label=_("Email"), required=False)),
                ("concern_phone", Line(label=_("Phone"), max_length=40, required=False)),
            ]
        case FieldKind.RESPONSE_DAYS if response:
            return [("response_days", _whole(asked.label, response.least_days, response.most_days))]
    if asked.kind in answers.KINDS:
        return [(_name(asked), _answer_field(asked, framework))]
    return []


def _answer_field(asked: PlanField, framework: Framework) -> forms.Field:
    """The control of a question whose answer is kept as it is given."""
    label: Any = asked.label
    match asked.kind:
        case FieldKind.CHOICE:
            return _choice(label, asked.options, asked.choose)
        case FieldKind.DOMAINS:
            return _choice(label, framework.domains, Choose.MANY)
        case FieldKind.YES_NO:
            options = [("yes", _("Yes")), ("no", _("No"))]
            return forms.ChoiceField(label=label, choices=options, required=False, widget=forms.RadioSelect)
        case FieldKind.DATE:
            return _day(label)
        case FieldKind.NUMBER:
            least, most = Decimal("0.1"), asked.most or answers.MOST
            return forms.DecimalField(label=label, required=False, min_value=least, max_value=most, decimal_places=1)
    rows = forms.Textarea(attrs={"rows": 4})
    return Lines(label=label, max_length=answers.LONGEST_TEXT, required=False, widget=rows)


def _choice(label: Any, options: Iterable[Any], choose: Choose) -> ExplainedChoice | ExplainedChoices:
    """One of these, or several; an option's help stands below it."""
    options = list(options)
    kind = ExplainedChoice if choose is Choose.ONE else ExplainedChoices
    field = kind(label=label, required=False, choices=[(one.key, one.label) for one in options])
    more = {one.key: getattr(one, "help", None) or getattr(one, "meaning", None) for one in options}
    field.option_help = {key: str(text) for key, text in more.items() if text}
    return field


def _rhythm_fields(rhythm: Rhythm) -> list[tuple[str, forms.Field]]:
    options: list[tuple[str, Any]] = [(one.key, one.label) for one in rhythm.options]
    widget = Choices()
    if rhythm.other:
        options.append((OTHER, rhythm.other.label))
        widget.toggles = {OTHER: "other-rhythm"}
    question: Any = rhythm.question
    chosen = ("rhythm", forms.ChoiceField(label=question, choices=options, required=False, widget=widget))
    if rhythm.other is None:
        return [chosen]
    days = _whole(_("Days from one to the next"), rhythm.other.least_days, rhythm.other.most_days)
    return [
        chosen,
        ("rhythm_other", Line(label=_("In your words"), max_length=120, required=False)),
        ("rhythm_days", days),
    ]


def _whole(label: Any, least: int | None, most: int | None) -> forms.IntegerField:
    field = forms.IntegerField(label=label, required=False, min_value=least, max_value=most)
    field.widget.attrs["inputmode"] = "numeric"
    return field


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DayInput)


def _answer(asked: PlanField, typed: Any) -> Any:
    """What was typed as it is kept."""
    match asked.kind:
        case FieldKind.YES_NO:
            return {"yes": True, "no": False}.get(typed)
        case FieldKind.DATE:
            return typed.isoformat() if typed else ""
        case FieldKind.NUMBER:
            return f"{typed.normalize():f}" if typed is not None else ""
    return typed


def _initial(draft: PlanDraft, framework: Framework) -> dict[str, Any]:
    initial = {name: getattr(draft, name) for name in PLAIN}
    many = framework.modes.choose is Choose.MANY
    initial["mode"] = draft.mode.split() if many else draft.mode
    spoken: dict[Any, str] = {True: "yes", False: "no"}
    for key, answer in draft.answers.items():
        initial[f"answer_{key}"] = spoken[answer] if isinstance(answer, bool) else answer
    if framework.response and not draft.response_days:
        initial["response_days"] = framework.response.usual_days
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
