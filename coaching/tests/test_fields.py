"""The field helper draws what Django's widgets would draw: same names, ids, values, states and ARIA."""

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from coaching.forms.explained import ExplainedChoice
from coaching.templatetags.ui import browser, describe

NOT_COMPARED = {"class", "placeholder"}


class EveryControl(forms.Form):
    text = forms.CharField(help_text="Some help.", max_length=80)
    optional = forms.CharField(required=False)
    number = forms.IntegerField(min_value=1, max_value=1440)
    date = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "Email"}))
    long = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), help_text="As long as you like.")
    one = forms.ChoiceField(choices=[("", "Choose"), ("a", "A & <b>B</b>"), ("Group", [("c", "C"), ("d", "D")])])
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.SelectMultiple)
    radio = ExplainedChoice(choices=[("x", "X"), ("y", "Y")], help_text="Pick one.")
    checks = forms.MultipleChoiceField(choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple)
    yes = forms.BooleanField(help_text="Say yes.")
    secret = forms.CharField(widget=forms.PasswordInput)
    file = forms.FileField()
    kept = forms.CharField(widget=forms.HiddenInput)
    moment = forms.SplitDateTimeField()
    shut = forms.CharField(disabled=True)


INITIAL = {
    "text": """\"><script>alert('1')</script>""",
    "number": 55,
    "date": "2026-11-20",
    "long": "\nfirst line & second",
    "one": "c",
    "several": ["a", "b"],
    "radio": "y",
    "checks": ["2"],
    "yes": True,
    "kept": "7",
    "shut": "closed",
}
WRONG = {"number": "2000", "text": "x" * 90, "one": "none", "several": ["z"], "radio": "q", "checks": ["9"], "long": ""}


class Controls(HTMLParser):
    """Every control in a piece of HTML: tag, attributes, and the text inside."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.ids: set[str] = set()
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if tag in ("input", "select", "textarea", "option", "optgroup"):
            kept = {name: value for name, value in given.items() if name not in NOT_COMPARED}
            self.found.append((tag, kept, ""))
            self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("textarea", "option") and self.found:
            tag, attrs, text = self.found[-1]
            # One line break after <textarea> belongs to the tag
            text += data.removeprefix("\n") if tag == "textarea" and not text else data
            self.found[-1] = (tag, attrs, text)


def drawn(form: forms.Form, name: str, options: str = "") -> str:
    return Template("{% load ui %}{% field bound " + options + " %}").render(Context({"bound": form[name]}))


def normal(control: tuple[str, dict[str, str | None], str]) -> tuple[str, dict[str, str | None], str]:
    tag, attrs, text = control
    attrs = {name: value or "" for name, value in attrs.items()}
    if attrs.get("type") == "radio":
        attrs.pop("aria-invalid", None)  # ours stands on the group: a radio may not carry it
    return tag, attrs, text.strip() if tag == "option" else text


@pytest.mark.parametrize("name", EveryControl.base_fields)
@pytest.mark.parametrize(
    "form", [EveryControl(), EveryControl(initial=INITIAL), EveryControl(WRONG)], ids=["empty", "filled", "wrong"]
)
def test_a_field_has_the_controls_that_django_would_draw(form, name):
    ours = [normal(one) for one in Controls(drawn(form, name)).found]
    theirs = [normal(one) for one in Controls(form[name].as_widget()).found]
    assert ours == theirs


@pytest.mark.parametrize("name", EveryControl.base_fields)
def test_whatever_describes_a_field_is_on_the_page(name):
    page = drawn(EveryControl(WRONG), name, 'audience="You and your coach"')
    parsed = Controls(page)
    named = {part for _tag, attrs, _text in parsed.found for part in (attrs.get("aria-describedby") or "").split()}
    assert named <= parsed.ids
    if name != "kept":
        assert "You and your coach" in page
        assert 'aria-describedby="' in page


def test_errors_and_audience_are_tied_to_the_control():
    page = drawn(EveryControl(WRONG), "number", 'audience="Only you"')
    assert 'aria-describedby="id_number_audience id_number_error"' in page
    assert 'aria-invalid="true"' in page
    assert "Write 1440 or less." in page


def test_a_group_of_radios_is_a_named_group_and_says_when_it_is_wrong():
    page = drawn(EveryControl(WRONG), "radio")
    assert "<legend>" in page
    assert 'role="radiogroup"' in page
    assert 'aria-invalid="true"' in page


def test_only_what_may_stay_empty_says_so():
    assert "(optional)" in drawn(EveryControl(), "optional")
    assert "(optional)" not in drawn(EveryControl(), "optional", "optional=False")
    assert "(optional)" not in drawn(EveryControl(), "text")


@pytest.mark.parametrize(
    ("field", "typed", "mend"),
    [
        (forms.IntegerField(max_value=16), "99", "Write 16 or less."),
        (forms.IntegerField(min_value=1), "0", "Write 1 or more."),
        (forms.IntegerField(), "a few", "Write it in figures"),
        (forms.CharField(max_length=3), "four", "Leave at most 3 characters."),
        (forms.EmailField(), "ana(at)example.org", "Write it like name@example.org."),
        (forms.DateField(), "someday", "Choose a day."),
        (forms.TimeField(), "noon", "Write it like 14:30."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose what is offered."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), ["b"], "Choose what is offered."),
    ],
    ids=["too high", "too low", "no number", "too long", "no address", "no day", "no time", "no choice", "no choices"],
)
def test_what_is_wrong_says_how_to_mend_it(field, typed, mend):
    with pytest.raises(forms.ValidationError, match=re.escape(mend)):
        field.clean(typed)


def test_words_are_escaped_and_attributes_are_passed_on():
    form = EveryControl()
    form.fields["optional"].label = "<b>you</b>"
    page = drawn(form, "optional", 'data_autosave="1" rows=3')
    assert "&lt;b&gt;you" in page
    assert 'data-autosave="1"' in page
    assert 'rows="3"' in page


def test_the_audience_names_those_outside_the_pair():
    context = Context(
        {"bound": EveryControl()["text"], "who": {"parties": "You", "also": ["leadership", "the bureau"]}}
    )
    page = Template("{% load ui %}{% field bound audience=who %}").render(context)
    assert "Also:</strong> leadership, the bureau" in " ".join(page.split())


def test_fields_draws_the_form_in_its_order_and_leaves_out_what_it_is_told():
    page = Template('{% load ui %}{% fields form exclude="file,moment" %}').render(Context({"form": EveryControl()}))
    names = [attrs["name"] for tag, attrs, _ in Controls(page).found if tag not in ("option", "optgroup")]
    expected = [name for name in EveryControl.base_fields if name not in ("file", "moment")]
    assert list(dict.fromkeys(names)) == expected


def test_the_summary_links_every_wrong_field_to_a_control_on_the_page():
    form = EveryControl(WRONG)
    page = Template("{% load ui %}{% error_summary form %}{% fields form %}").render(Context({"form": form}))
    parsed = Controls(page)
    targets = {part.split('"')[0] for part in page.split('href="#')[1:]}
    assert targets <= parsed.ids
    assert {"id_number", "id_radio_0", "id_checks_0", "id_moment_0"} <= targets
    assert "id_optional" not in targets


def test_the_summary_is_silent_when_nothing_is_wrong():
    page = Template("{% load ui %}{% error_summary form None %}").render(Context({"form": EveryControl()}))
    assert page.strip() == ""


def test_the_summary_takes_formsets():
    formset = forms.formset_factory(EveryControl, min_num=3, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-text": "x" * 90}
    )
    page = Template("{% load ui %}{% error_summary formset %}").render(Context({"formset": formset}))
    assert "#id_form-0-text" in page
    assert "at least 3 forms" in page


def test_numbers_keep_their_point_in_every_language():
    with translation.override("es"):
        page = Template('{% load ui %}{% progress 1 3 label="x" %}').render(Context())
    assert 'width="33.33%"' in page


def test_help_for_one_option_belongs_to_that_option():
    form = EveryControl()
    form.fields["radio"].option_help = {"x": "The first."}
    page = drawn(form, "radio")
    assert 'id="id_radio_0_helptext">The first.' in page
    assert 'aria-describedby="id_radio_0_helptext"' in page


def test_a_placeholder_that_repeats_the_label_is_dropped():
    assert "placeholder" not in drawn(EveryControl(), "email")


def test_a_field_without_ids_still_has_its_name():
    assert describe(EveryControl(auto_id=False)["text"])["name"] == "text"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.0", "A browser"),
    ],
)
def test_a_browser_is_named_in_plain_words(agent, words):
    assert browser(agent) == words
