"""Who sees what is typed, in words: drawn from the framework's rules, the ones that the agreement prints."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.wording import capitalised, joined
from coaching.disclosure.classes import PAIR, Form, RecordClass
from coaching.frameworks import Framework


def audience_of(framework: Framework, record_class: RecordClass, format_key: str) -> dict[str, Any]:
    """For components/audience.html: the pair, and who else once all have signed; `also` names the form if not all."""
    language = get_language() or "en"
    parties = [part.part for part in framework.format(format_key).parties if part.part in PAIR]
    also = []
    for part, form in framework.seen_by(record_class):
        word = framework.words(part, language).one
        words = framework.form_words(form, language)
        also.append(word if form is Form.ALL else f"{word} ({words[:1].lower()}{words[1:]})")
    pair = capitalised(joined(framework.words(part, language).one for part in parties))
    later = [_("%(others)s, after all have signed") % {"others": joined(also)}] if also else []
    return {"parties": pair, "also": later}
