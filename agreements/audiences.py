"""Who sees what is typed, in words: drawn from the framework's rules, the ones that the agreement prints."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.wording import capitalised, joined
from coaching.disclosure.classes import PAIR, Form, Part, RecordClass
from coaching.frameworks import Framework


def plan_audience(framework: Framework, record_class: RecordClass, format_key: str) -> dict[str, Any]:
    """Who reads what is written in a plan, for components/audience.html.

    The pair at once; whoever else signs, in the agreement, once it is sent; the audiences of the class when all have
    signed, with the form where they are not given all of it.
    """
    language = get_language() or "en"
    signers = [part for part in framework.format(format_key).signers if part not in PAIR]

    def word(part: Part, form: Form = Form.ALL) -> str:
        words = framework.form_words(form, language)
        one = framework.words(part, language).one
        return one if form is Form.ALL else f"{one} ({words[:1].lower()}{words[1:]})"

    also = []
    if readers := joined(word(part) for part in signers):
        also.append(_("%(others)s, once it is sent to sign") % {"others": readers})
    later = framework.seen_by(record_class)
    if readers := joined(word(part, form) for part, form in later if part not in signers):
        also.append(_("after all have signed, %(others)s") % {"others": readers})
    return {**pair_audience(framework, format_key), "also": ["; ".join(also)] if also else []}


def pair_audience(framework: Framework, format_key: str) -> dict[str, Any]:
    """That nobody reads it but those who write the draft."""
    language = get_language() or "en"
    parts = [one.part for one in framework.format(format_key).parties if one.part in PAIR]
    return {"parties": capitalised(joined(framework.words(part, language).one for part in parts)), "also": []}


def signed_audience(framework: Framework, format_key: str) -> dict[str, Any]:
    """Who reads an agreement that all have signed."""
    language = get_language() or "en"
    others = [framework.words(part, language).one for part, _form in framework.seen_by(RecordClass.AGREEMENT)]
    return {**pair_audience(framework, format_key), "also": others}
