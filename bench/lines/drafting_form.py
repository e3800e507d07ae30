"""Line 3: the form of the plan, of the framework that asks for most: with our partials, by crispy, and by f-strings.

All sides begin with the saved draft and end with the markup of every control, its label and its help. Ours also says
who reads each answer and has the way to suggest another. The list of practices is left out: it is no plain form. No
database takes part.
"""

import html
from collections.abc import Sequence
from typing import Any

from bench.measure import Line, by_turns, ratio

TO_CRISPY, STRETCH = 0.5, 0.2


def measure() -> Line:
    framework, format = the_longest()
    draft = a_draft(framework, format)
    controls = controls_of(framework, format, draft)
    line = Line(3, "the form of the plan")
    sides = {
        "ours": lambda: ours(framework, format, draft),
        "plain: crispy": lambda: by_crispy(framework, format, draft),
        "floor: f-strings": lambda: by_hand(controls),
    }
    found = by_turns(sides)
    for name, run in sides.items():
        found[name].counts = {"bytes": len(run().encode())}
    inputs = sum(len(options) or 1 for *_rest, options in controls)
    line.add(f"{framework.key}, {inputs} inputs", found, floor="floor: f-strings")
    measured = ratio(found["ours"], found["plain: crispy"])
    line.want("to a crispy page with the same controls", measured, TO_CRISPY)
    line.want("the same, further than needed", measured, STRETCH)
    return line


def the_longest() -> tuple[Any, str]:
    """The framework and format whose plan has most to fill in or choose."""
    from agreements.forms.plans import PlanForm
    from coaching.frameworks import load_folder

    every = [(one, form.key) for one in load_folder() for form in one.formats]

    def inputs(pair: tuple[Any, str]) -> int:
        fields = PlanForm(framework=pair[0], format=pair[1]).fields.values()
        return sum(len(getattr(one, "choices", "x")) for one in fields)

    return max(every, key=inputs)


def a_draft(framework: Any, format: str) -> Any:
    from tests.plans import full_draft

    return full_draft(framework, format)


def a_form(framework: Any, format: str, draft: Any) -> Any:
    from agreements.forms.plans import PlanForm

    return PlanForm(framework=framework, format=format, draft=draft, initial={"version": 1, "withdraws": ""})


def ours(framework: Any, format: str, draft: Any) -> str:
    """The questions as plan_edit.html draws them."""
    from django.template.loader import get_template

    from agreements.audiences import plan_audience
    from coaching.disclosure.classes import RecordClass

    form = a_form(framework, format, draft)
    around = {
        "form": form,
        "framework": framework,
        "audiences": {
            "plan": plan_audience(framework, RecordClass.AGREEMENT, format),
            "terms": plan_audience(framework, RecordClass.AGREEMENT_TERMS, format),
        },
    }
    partial = get_template("agreements/_plan_question.html")
    beside = {"suggestions": [], "is_new": False, "before": [], "suggest_url": "/suggest/"}
    pieces = [str(form["version"]), str(form["withdraws"])]
    for question in form.questions:
        if question["field"].kind != "practices":
            pieces.append(partial.render({**around, "question": {**question, "beside": beside}}))
    return "".join(pieces)


def by_crispy(framework: Any, format: str, draft: Any) -> str:
    """The same form, as it is, by crispy's own templates."""
    from crispy_forms.helper import FormHelper
    from crispy_forms.utils import render_crispy_form

    form = a_form(framework, format, draft)
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf = False, True
    return str(render_crispy_form(form, helper))


# ---- by hand -----------------------------------------------------------------------------------------------------
def controls_of(framework: Any, format: str, draft: Any) -> list[tuple[str, str, str, Any, Sequence[tuple[str, str]]]]:
    """What the floor knows of each control without asking: kind, name, label, value, options."""
    form = a_form(framework, format, draft)
    found = []
    for name, field in form.fields.items():
        options = [(str(key), str(label)) for key, label in getattr(field, "choices", ())]
        kind = "choices" if options else "text" if "rows" in field.widget.attrs else field.widget.input_type
        found.append((kind, name, str(field.label or ""), form[name].value(), options))
    return found


def by_hand(controls: list[tuple[str, str, str, Any, Sequence[tuple[str, str]]]]) -> str:
    pieces = []
    for kind, name, label, value, options in controls:
        label = html.escape(label)
        if kind == "hidden":
            pieces.append(f'<input type="hidden" name="{name}" value="{html.escape(str(value or ""))}" id="id_{name}">')
            continue
        if kind == "choices":
            chosen = value if isinstance(value, list) else [value]
            control = "".join(
                f'<label class="choice" for="id_{name}_{number}"><input type="radio" name="{name}" value="{key}" '
                f'id="id_{name}_{number}"{" checked" if key in chosen else ""}>'
                f'<span class="choice-text">{html.escape(words)}</span></label>'
                for number, (key, words) in enumerate(options)
            )
            pieces.append(f'<fieldset class="field"><legend>{label}</legend>{control}</fieldset>')
            continue
        said = html.escape("" if value is None else str(value))
        control = (
            f'<textarea name="{name}" id="id_{name}" class="form-control" rows="4">{said}</textarea>'
            if kind == "text"
            else f'<input type="{kind}" name="{name}" id="id_{name}" class="form-control" value="{said}">'
        )
        pieces.append(f'<div class="field"><label class="field-label" for="id_{name}">{label}</label>{control}</div>')
    return "".join(pieces)
