"""Clauses in the pair's own words: what may be tailored, and how it stands in the text that is signed.

`Plan.clauses` maps the key of a clause to what the pair made of it: "wording" in place of the framework's words, or
"addition" to them, or both, and the "language" they wrote in. The first line of a wording is the clause, each further
line a point under it; each line of an addition is one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coaching.frameworks import Framework
from coaching.frameworks import structure as s

Own = Mapping[str, str]
LONGEST_WORDING, LONGEST_ADDITION = 2000, 1000
_LONGEST = {"wording": LONGEST_WORDING, "addition": LONGEST_ADDITION, "language": 5}


@dataclass(frozen=True)
class Group:
    """Clauses that stand together: what one part promises, or a shared section."""

    heading: str
    clauses: tuple[s.Clause, ...]


def may_reword(clause: s.Clause) -> bool:
    """Whether the pair may put other words in the place of the framework's."""
    return clause.open is s.Tailoring.WORDING


def fits_clause(clause: s.Clause | None, own: Any) -> bool:
    """Whether this can be what the pair makes of a clause; None is a clause that is not open."""
    return (
        clause is not None
        and isinstance(own, Mapping)
        and set(own) <= set(_LONGEST)
        and all(isinstance(text, str) and 0 < len(text) <= _LONGEST[name] for name, text in own.items())
        and "language" in own
        and ("addition" in own or "wording" in own)
        and ("wording" not in own or may_reword(clause))
    )


def original_lines(clause: s.Clause) -> list[str]:
    """The framework's words in the active language: the clause, then its points."""
    return [str(clause.text), *(str(item.text) for item in clause.items)]


def lines_now(clause: s.Clause, own: Own | None) -> list[str]:
    """The words as they stand in the agreement: the pair's or the framework's, then what the pair added."""
    own = own or {}
    wording = own.get("wording", "").splitlines() or original_lines(clause)
    return [*wording, *own.get("addition", "").splitlines()]


def point_of(clause: s.Clause, own: Own | None) -> dict[str, Any]:
    """A clause as a point of the agreement's content, in the active language. What is the pair's own is marked.

    Words for a clause that the framework does not leave open are passed over: what is mandatory cannot go missing.
    """
    text, *under = original_lines(clause)
    if not fits_clause(clause if clause.open and not clause.locked else None, own) or own is None:
        return {"text": text, "under": under}
    marks = [{"kind": "added", "label": _("Added by us"), "text": one} for one in own.get("addition", "").splitlines()]
    if wording := own.get("wording", "").splitlines():
        instead = " ".join(filter(None, (text, "; ".join(under))))
        marks.append({"kind": "instead", "label": _("In our own words, in place of"), "text": instead})
        text, *under = wording
    return {"text": text, "under": under, "own": marks}


def groups_of(framework: Framework, format_key: str, language: str) -> Iterator[Group]:
    """All clauses of a format in the order of the agreement."""

    def shared(*places: s.Place) -> Iterator[Group]:
        for place in places:
            for section in framework.sections_at(place, format_key):
                yield Group(str(section.heading), section.clauses)

    yield from shared(s.Place.OPENING)
    for promised in framework.commitments:
        if not promised.formats or format_key in promised.formats:
            commitment = framework.commitment(promised.part, format_key)
            word = framework.words(promised.part, language).one
            yield Group(word[:1].upper() + word[1:], commitment.clauses if commitment else ())
    yield from shared(s.Place.CONFIDENTIALITY, s.Place.CLOSING)


def in_another_language(clauses: Mapping[str, Own], language: str) -> list[str]:
    """The keys of clauses whose own words are not in the language of the agreement."""
    return [key for key, own in clauses.items() if own.get("language") != language]
