"""Who can see this: the badge beside every record, drawn from the rules that the parties signed."""

import collections
import functools
import uuid
from typing import TypedDict

from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from coaching.disclosure.classes import AUDIENCES, Form, Part, RecordClass
from coaching.models import DisclosureRule, Partnership
from cycles.services.pairs import Pair

OUTSIDE = (
    Part.SUPERVISOR,
    Part.LEADERSHIP,
    Part.REGIONAL_LEADERSHIP,
    Part.LOCAL_AGENCY,
    Part.STATE_BUREAU,
)


class Audience(TypedDict):
    """What components/audience.html shows: the pair, and those outside it."""

    parties: str
    also: list[str]


@functools.lru_cache(maxsize=512)
def _rules(terms_id: uuid.UUID) -> dict[str, tuple[tuple[str, str], ...]]:
    """Record class: (audience, form) in the matrix's order. Terms never change, so one query a process is enough."""
    found: dict[str, dict[str, str]] = {}
    for who, what, form in DisclosureRule.objects.filter(terms=terms_id).values_list(
        "audience", "record_class", "form"
    ):
        found.setdefault(what, {})[who] = form
    return {
        what: tuple((who.value, column[who]) for who in AUDIENCES if who in column) for what, column in found.items()
    }


def audience(pair: Pair, record_class: RecordClass) -> Audience:
    """Who sees records of this class of this pair. Before all have signed: only the pair."""
    return {"parties": _parties(pair), "also": _also(pair, record_class)}


def outsiders(partnership: Partnership) -> list[str]:
    """Those outside the pair who are given rows of it by what was signed and have a page for them; in the matrix's
    order. No query but the first of the terms in a process.
    """
    rules = _rules(partnership.terms_id) if partnership.terms_id else {}
    given = {who for column in rules.values() for who, form in column if form in (Form.ALL, Form.RELEASE)}
    return [who.value for who in OUTSIDE if who in given]


def while_written(pair: Pair) -> Audience:
    """Who sees what is still being written: its author alone (A7)."""
    return {"parties": _("Only you, until you finish"), "also": []}


def _parties(pair: Pair) -> str:
    parts = collections.Counter(member.part for member in pair.others)
    words = [pair.words(part) if count > 1 else pair.word(part) for part, count in parts.items()]
    if not words:
        return _("Only you")
    return _("You and your %(others)s") % {"others": get_text_list(words, _("and"))}


def _also(pair: Pair, record_class: RecordClass) -> list[str]:
    terms_id = pair.partnership.terms_id
    if terms_id is None:
        return []
    framework, language = pair.framework, translation.get_language() or "en"
    return [
        pair.word(who)
        if form == Form.ALL
        else _("%(who)s (%(form)s)") % {"who": pair.word(who), "form": framework.form_words(form, language).lower()}
        for who, form in _rules(terms_id).get(record_class, ())
    ]
