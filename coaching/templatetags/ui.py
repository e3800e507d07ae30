"""Tags of the interface: the few pieces of templates/components for which something must be worked out first.

No query and no rule stands here. What each tag takes is listed in templates/components/README.md.
"""

from __future__ import annotations

import functools
import html
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.widgets import Input
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from coaching import charts
from coaching.forms.explained import Explained

register = template.Library()

SEGMENTS_AT_MOST = 16
SHORT = ("number", "date", "time", "month", "week")


# ---- icons -----------------------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of static/img/icons.svg; silent for screen readers unless `label` names it."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon icon-{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        name,
        meaning,
        _icons(),
        name,
    )


@functools.cache
def _icons() -> str:
    """A page has some twenty icons, and the address of their file does not change while we run."""
    return static("img/icons.svg")


# ---- fields ----------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """One field of a form with label, help, errors, who sees it, and all of it tied together for screen readers."""
    return describe(bound, **options)


@register.simple_tag
def fields(form: forms.BaseForm, only: str = "", exclude: str = "") -> SafeString:
    """Every field of `form`, hidden ones included, in the form's order; `only` and `exclude` are names with commas."""
    wanted, unwanted = _names(only), _names(exclude)
    frame = get_template("components/field.html")
    return mark_safe(  # noqa: S308 - each piece is a rendered template
        "".join(
            frame.render(describe(bound))
            for bound in form
            if bound.name not in unwanted and (not wanted or bound.name in wanted)
        )
    )


def describe(
    bound: BoundField,
    *,
    audience: Any = None,
    label: str | None = None,
    help: str | None = None,
    size: str = "",
    layout: str = "",
    prefix: str = "",
    suffix: str = "",
    optional: bool = True,
    **attributes: Any,
) -> dict[str, Any]:
    """What components/field.html needs to draw `bound`.

    Names, ids, values and ARIA are those that Django's own widgets would print; only the markup around them is ours,
    because one template for each option of each widget is the largest cost of a form.
    """
    widget = bound.field.widget
    help_text = bound.help_text if help is None else help
    errors = list(bound.errors)
    kind = _kind(widget)
    grouped = kind in ("radios", "checks") or (kind == "other" and widget.use_fieldset)
    described = " ".join(
        filter(
            None,
            [
                widget.attrs.get("aria-describedby"),
                f"{bound.auto_id}_helptext" if help_text else "",
                f"{bound.auto_id}_audience" if audience else "",
                f"{bound.auto_id}_error" if errors else "",
            ],
        )
    )
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    if described and not grouped and kind != "hidden":
        given["aria-describedby"] = described
    # A radio may not be invalid by itself; the group is
    attrs = bound.build_widget_attrs(given, widget)
    if grouped:
        attrs.pop("aria-describedby", None)
    if kind == "radios":
        attrs.pop("aria-invalid", None)
    if bound.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", bound.auto_id)
    context: dict[str, Any] = {
        "kind": kind,
        "grouped": grouped,
        "name": bound.html_name,
        "id": attrs.get("id") or widget.attrs.get("id", ""),
        "for": bound.id_for_label,
        "label": bound.label if label is None else label,
        "help_text": help_text,
        "errors": errors,
        "audience": audience,
        "describedby": described if grouped else "",
        "invalid": bool(errors) and kind == "radios",
        "optional": optional and not bound.field.required and kind not in ("check", "hidden"),
        "layout": layout,
        "prefix": prefix,
        "suffix": suffix,
    }
    if bound.field.localize:
        widget.is_localized = True
    described_widget = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
    context.update(_control(kind, bound, described_widget, size))
    context["control"] = mark_safe(context["control"])  # noqa: S308 - made of escaped pieces, see _safe
    return context


def _kind(widget: forms.Widget) -> str:
    """The way a widget is drawn. Order matters: the narrower class stands first."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectDateWidget):
        return "select"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    if isinstance(widget, Input):
        return "input"
    return "other"


def _control(kind: str, bound: BoundField, widget: dict[str, Any], size: str) -> dict[str, Any]:
    """The control itself as HTML; for radios and checkbox groups all of them with their labels."""
    attrs = dict(widget["attrs"])
    if kind in ("radios", "checks"):
        return {"control": _choices(widget, bound.field.option_help if isinstance(bound.field, Explained) else {})}
    if kind == "other":
        return {"control": bound.as_widget(attrs={"class": "form-control"})}
    if kind == "hidden":
        return {"control": bound.as_widget()}
    looks = {"select": "form-select", "check": "form-check-input"}.get(kind, "form-control")
    size = size or _size(kind, widget.get("type", ""))
    attrs["class"] = " ".join(filter(None, [looks, attrs.get("class"), f"size-{size}" if kind != "check" else ""]))
    if not attrs.get("placeholder", "-") or attrs.get("placeholder") == bound.label:
        del attrs["placeholder"]  # it would say the label twice
    value, name = widget.get("value"), _safe(widget["name"])
    if kind == "select":
        return {"control": f'<select name="{name}"{_attributes(attrs)}>{_options(widget)}</select>'}
    if kind == "textarea":
        # The first line break after the tag is dropped by browsers, so one is given away
        words = "" if value is None else _safe(value)
        return {"control": f'<textarea name="{name}"{_attributes(attrs)}>\n{words}</textarea>'}
    given = f' value="{_safe(value)}"' if value not in (None, "") and kind != "file" else ""
    extra = {"kept": value if widget.get("is_initial") else None}
    if extra["kept"] and not widget.get("required"):
        extra |= {"clear_name": widget["checkbox_name"], "clear_id": widget["checkbox_id"]}
    return {"control": f'<input type="{widget["type"]}" name="{name}"{given}{_attributes(attrs)}>', **extra}


def _size(kind: str, type_: str) -> str:
    if type_ in SHORT:
        return "short"
    return "medium" if kind in ("select", "password") else "long"


# What follows writes HTML by hand: a template, or even format_html, for each option is most of the cost of a form.
# Everything passes through _safe.
def _safe(value: Any) -> str:
    """`value` as text for HTML; what is marked safe stays as it is."""
    return value.__html__() if hasattr(value, "__html__") else html.escape(str(value))


def _attributes(attrs: dict[str, Any]) -> str:
    """The attributes of a tag with a leading space each: True stands alone, False and None are left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{_safe(value)}"'
        for name, value in attrs.items()
        if value is not False and value is not None
    )


def _options(widget: dict[str, Any]) -> str:
    """The options of a select, in their groups."""
    pieces = []
    for group, options, _index in widget["optgroups"]:
        inner = "".join(
            f'<option value="{_safe(str(one["value"]))}"{_attributes(one["attrs"])}>{_safe(one["label"])}</option>'
            for one in options
        )
        pieces.append(f'<optgroup label="{_safe(group)}">{inner}</optgroup>' if group else inner)
    return "".join(pieces)


def _choices(widget: dict[str, Any], helps: Mapping[str, str]) -> str:
    """Radios or checkboxes with their labels, in order; `helps` maps a value to its line of help."""
    pieces = []
    for group, options, _index in widget["optgroups"]:
        if group:
            pieces.append(f'<p class="choice-group">{_safe(group)}</p>')
        for option in options:
            attrs = dict(option["attrs"])
            attrs["class"] = f"form-check-input {attrs.get('class', '')}".rstrip()
            name, value, id_ = _safe(option["name"]), _safe(str(option["value"])), _safe(attrs.get("id", ""))
            line = helps.get(option["value"]) or helps.get(str(option["value"])) or ""
            if line:
                attrs["aria-describedby"] = f"{id_}_helptext"
                line = f'<span class="choice-help" id="{id_}_helptext">{_safe(line)}</span>'
            pieces.append(
                f'<label class="choice" for="{id_}">'
                f'<input type="{option["type"]}" name="{name}" value="{value}"{_attributes(attrs)}>'
                f'<span class="choice-text">{_safe(option["label"])}{line}</span></label>'
            )
    return "".join(pieces)


def _names(text: str) -> set[str]:
    return {name.strip() for name in text.split(",") if name.strip()}


# ---- what is wrong in a form -----------------------------------------------------------------------------------
@register.inclusion_tag("components/error_summary.html")
def error_summary(*given: forms.BaseForm | BaseFormSet | None) -> dict[str, Any]:
    """Every error of the forms and formsets, each with a link to its field. Nothing when nothing is wrong."""
    return {"errors": list(itertools.chain.from_iterable(_errors(one) for one in given if one is not None))}


def _errors(form: forms.BaseForm | BaseFormSet) -> Iterator[dict[str, Any]]:
    if not form.is_bound:
        return
    if isinstance(form, BaseFormSet):
        yield from ({"text": text, "target": ""} for text in form.non_form_errors())
        for one in form.forms:
            yield from _errors(one)
        return
    yield from ({"text": text, "target": ""} for text in form.non_field_errors())
    for bound in form:
        target = "" if bound.is_hidden else _first_control(bound)
        # "Minutes: …", but "How did you meet? …"
        label = str(bound.label)
        label = label if label.endswith(("?", "!", ".", ":")) else f"{label}:"
        yield from ({"label": label, "text": text, "target": target} for text in bound.errors)


def _first_control(bound: BoundField) -> str:
    """The id of the control that a link to this field should reach."""
    widget = bound.field.widget
    whole = widget.attrs.get("id") or bound.auto_id
    if not whole:
        return ""
    grouped = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget))
    return f"{whole}_0" if grouped else whole


# ---- tables ----------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/_table.html")
def data_table(table: dict[str, Any]) -> dict[str, Any]:
    """A table from `{caption, note, columns, rows, footer, empty}`: cells meet their columns here.

    A cell is a text, a number or `{text, url, note, tone, icon}`. For lists of more than a few dozen rows write the
    rows by hand (templates/components/README.md); it costs less.
    """
    columns = table["columns"]
    return {
        **table,
        "rows": [_cells(row, columns) for row in table["rows"]],
        "footer": _cells(table["footer"], columns) if table.get("footer") else None,
        "width": len(columns),
    }


def _cells(row: Iterable[Any], columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **(cell if isinstance(cell, dict) else {"text": cell}),
            "numeric": column.get("numeric"),
            "label": "" if column.get("hidden") else column["label"],
        }
        for cell, column in zip(row, columns, strict=True)
    ]


# ---- cards, progress, charts -----------------------------------------------------------------------------------
@register.simple_block_tag
def card(content: str, title: str = "", **options: Any) -> str:
    """A card with a heading. `level` is the level of that heading, 2 unless told; `screen_only`: not on paper."""
    level = options.pop("level", 2)
    return get_template("components/card.html").render(
        {"content": conditional_escape(content), "title": title, "heading": f"h{level}", **options}
    )


@register.inclusion_tag("components/progress.html")
def progress(
    value: float, maximum: float, label: str, text: str = "", segments: bool = False, hide_label: bool = False
) -> dict[str, Any]:
    """A bar of `value` out of `maximum`; `text` says the same in words, because a colour alone says nothing."""
    share = min(max(value / maximum, 0), 1) if maximum else 0
    context: dict[str, Any] = {
        "label": label,
        "text": text or _("%(value)s of %(maximum)s") % {"value": value, "maximum": maximum},
        "share": charts.position(share * 100),
        "hide_label": hide_label,
    }
    if segments and 0 < maximum <= SEGMENTS_AT_MOST:
        gap = 1.2  # percent
        width = (100 - gap * (maximum - 1)) / maximum
        context["segments"] = [
            {"x": charts.position(i * (width + gap)), "width": charts.position(width), "full": i < value}
            for i in range(int(maximum))
        ]
    return context


@register.inclusion_tag("components/chart_bar.html")
def bar_chart(chart: dict[str, Any]) -> dict[str, Any]:
    """Bars with their table beside them; see coaching/charts.py for the description."""
    return charts.bars(chart)


@register.inclusion_tag("components/chart_line.html")
def line_chart(chart: dict[str, Any]) -> dict[str, Any]:
    """Lines with their table beside them; see coaching/charts.py for the description."""
    return charts.lines(chart)


# ---- small words -----------------------------------------------------------------------------------------------
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@register.filter
def browser(agent: str) -> str:
    """ "Firefox on Windows" for what a browser says of itself; the first sign that fits, because they imitate."""
    program = next((name for sign, name in BROWSERS if sign in agent), _("A browser"))
    device = next((name for sign, name in DEVICES if sign in agent), "")
    return _("%(program)s on %(device)s") % {"program": program, "device": device} if device else program


@register.filter
def entries(value: Any) -> Iterable[Any]:
    """A list to walk over: a text alone becomes a list of one, nothing becomes an empty list."""
    if not value:
        return []
    return [value] if isinstance(value, (str, SafeString)) else value
