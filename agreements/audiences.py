"""Who sees what is typed, in words: drawn from the framework's rules, the ones that the agreement prints."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.wording import capitalised, joined
from coaching.disclosure.classes import PAIR, Form, Part, RecordClass
from coaching.frameworks import Framework


def audience_of(framework: Framework, record_class: RecordClass, format_key: str) -> dict[str, Any]:
    """For components/audience.html: the pair, and who else once all have signed; `also` names the form if not all."""
    return _audience(framework, format_key, later=framework.seen_by(record_class))


def plan_audience(framework: Framework, record_class: RecordClass, format_key: str) -> dict[str, Any]:
    """The same for what is written in a plan: whoever else signs reads it in the agreement, once it is sent."""
    signers = [part for part in framework.format(format_key).signers if part not in PAIR]
    later = [(part, form) for part, form in framework.seen_by(record_class) if part not in signers]
    return _audience(framework, format_key, sent=signers, later=later)


def _audience(
    framework: Framework, format_key: str, *, sent: Iterable[Part] = (), later: Iterable[tuple[Part, Form]]
) -> dict[str, Any]:
    language = get_language() or "en"

    def word(part: Part, form: Form = Form.ALL) -> str:
        words = framework.form_words(form, language)
        one = framework.words(part, language).one
        return one if form is Form.ALL else f"{one} ({words[:1].lower()}{words[1:]})"

    also = []
    if readers := joined(word(part) for part in sent):
        also.append(_("%(others)s, in the agreement to sign") % {"others": readers})
    if readers := joined(word(part, form) for part, form in later):
        also.append(_("%(others)s, after all have signed") % {"others": readers})
    pair = joined(word(one.part) for one in framework.format(format_key).parties if one.part in PAIR)
    return {"parties": capitalised(pair), "also": also}
