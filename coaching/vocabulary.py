"""What a framework calls things, in the reader's language; and plain words where a list is over several frameworks.

A set of words has each name for one and, with an s, for many; with a capital, as a heading or a sentence begins:
visit, visits, Visit, Visits.
"""

from collections.abc import Iterable, Mapping

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coaching.frameworks import Framework, Term, Word

Words = dict[str, str]


def term(framework: Framework, name: Term | str, *, many: bool = False) -> str:
    """What the framework calls a visit, a cycle, a setting."""
    word = framework.term(name, get_language() or "en")
    return word.many if many else word.one


def terms(framework: Framework) -> Words:
    """All the framework's words."""
    language = get_language() or "en"
    return _set_of({name: framework.term(name, language) for name in Term})


def shared_terms(frameworks: Iterable[Framework | None]) -> Words:
    """The words for visits and cycles of a list over these: a framework's own where all of them call it the same, else
    the plain ones. None stands for one that is not known.
    """
    language, over = get_language() or "en", {id(one): one for one in frameworks}.values()
    words = _plain()
    for name in words:
        said = {framework.term(name, language) if framework else None for framework in over}
        if len(said) == 1 and (word := said.pop()):
            words[name] = word
    return _set_of(words)


def counted(words: Mapping[str, str], name: str, number: int) -> str:
    """So many of them, such as 3 coaching sessions."""
    return f"{number} {words[name] if number == 1 else words[f'{name}s']}"


def _plain() -> dict[Term, Word]:
    return {Term.VISIT: Word(_("visit"), _("visits")), Term.CYCLE: Word(_("cycle"), _("cycles"))}


def _set_of(words: Mapping[Term, Word]) -> Words:
    small = {name.value: word.one for name, word in words.items()}
    small |= {f"{name}s": word.many for name, word in words.items()}
    return small | {capfirst(name): capfirst(word) for name, word in small.items()}
