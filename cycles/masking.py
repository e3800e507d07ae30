"""Text without names, places and days (A9): found by what the database knows first, by patterns second.

The same names give the same stand-ins, and two texts that differ in names, places and days alone give the same result.
What looks like a name and is not known is hidden as well, until somebody says that it is none.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

MONTHS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago sep oct nov dic",
)
NUMBER_OF = {name: number for names in MONTHS for number, name in enumerate(names.split(), start=1)}
NAMED = "|".join(sorted(NUMBER_OF, key=len, reverse=True))

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"(?:https?://|www\.)\S*[\w/]")
DAYS = re.compile(
    rf"\b(?:(?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})"
    r"|(?P<a>\d{1,2})[/.](?P<b>\d{1,2})(?:[/.](?P<y>\d{4}|\d{2}))?(?![\d:])"
    rf"|(?P<month>{NAMED})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?: de| of)? (?P<month2>{NAMED})\b\.?(?:(?:,| de| of)? (?P<year2>\d{{4}}))?)"
)
PHONE = re.compile(r"(?<![\w-])\+?\(?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)")
NUMBER = re.compile(r"\b\d{4,}\b")
WORD = re.compile(r"\b[^\W\d_][\w]*(?:[-'’][^\W\d_]\w*)*")
STARTS = re.compile(r"(?:^|(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSr)(?<!\bSra)[.!?:;\n\"“(•–-])\s*$")

NO_NAMES = """a after again all also an and as ask asked at because before both but by can children could did do does
during each every everybody first for from had has have he her his how i if in instead is it its last later let maybe
more my next no nobody not now of often on one only or our she so some sometimes somebody soon still that the their them
then there these they this those to today tomorrow too try two until use very was we were what when where which
while who why will with work yes yet you your monday tuesday wednesday thursday friday saturday sunday ok video mr ms
mrs dr al antes así aunque cada como con cuando de desde después el ella ellas ellos en entonces es esta este esto hoy
la las lo los luego más mañana me mi muy nada no nos nosotros o para pero por porque que quién se si sí sin sobre su
también todo todos tu un una uno usted vez y ya yo lunes martes miércoles jueves viernes sábado domingo sr sra"""
COMMON = frozenset(NO_NAMES.split())
"""Words that begin a sentence often and are nobody's name."""


@dataclass(frozen=True)
class Known:
    """A phrase and what stands in its place. `is_name`: of a person, so that each of its words is looked for, too."""

    phrase: str
    stand_in: str
    is_name: bool = False


@dataclass
class Names:
    """What is known of names. `hidden`: words of the author and of before, with their stand-ins; it grows by what is
    found. `kept`: words that are nobody's name. `start`: the day from which weeks are counted.
    """

    known: Iterable[Known]
    start: dt.date
    today: dt.date
    hidden: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `stand_in` is None where it stays. `look`: a word that could be a name and stays."""

    original: str
    stand_in: str | None = None
    look: bool = False

    @property
    def masked(self) -> str:
        return self.original if self.stand_in is None else self.stand_in


@dataclass
class Masked:
    """A text in pieces."""

    pieces: list[Piece]

    @property
    def text(self) -> str:
        return "".join(piece.masked for piece in self.pieces)


def mask_all(texts: Mapping[str, str], names: Names) -> dict[str, Masked]:
    """Each of `texts` without names; `names.hidden` gets what was found on the way. The order of texts counts."""
    texts = {key: unicodedata.normalize("NFC", text) for key, text in texts.items()}
    for text in texts.values():
        _find_unknown(text, names)
    return {key: _mask(text, names) for key, text in texts.items()}


def folded(text: str) -> str:
    """Small letters without accents, of the same length."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[0].lower()
    return plain if len(plain) == 1 else character


def _mask(text: str, names: Names) -> Masked:
    spans: list[tuple[int, int, str | None]] = [*_spans(text, names)]
    capitals = (one for one in WORD.finditer(text) if _could_be(one[0], names))
    for found in (*capitals, *_in_small_letters(text, names)):
        if not any(a < found.end() and found.start() < b for a, b, _word in spans):
            spans.append((found.start(), found.end(), None))
    pieces, at = [], 0
    for start, end, stand_in in sorted(spans, key=lambda span: span[0]):
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], stand_in, look=stand_in is None))
        at = end
    return Masked([*pieces, Piece(text[at:])] if at < len(text) else pieces)


def _spans(text: str, names: Names) -> list[tuple[int, int, str]]:
    """What is replaced: (from, to, by what), the surest finds first, none across another."""
    found: list[tuple[int, int, str]] = []
    small = folded(text)

    def take(start: int, end: int, stand_in: str) -> None:
        if all(end <= a or b <= start for a, b, _word in found):
            found.append((start, end, stand_in))

    for pattern, stand_in in ((EMAIL, _("[email]")), (LINK, _("[link]"))):
        for one in pattern.finditer(text):
            take(one.start(), one.end(), stand_in)
    for one in DAYS.finditer(small):
        take(one.start(), one.end(), _week(one, names))
    for phrase, stand_in, needs_capital in _phrases(names):
        for one in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", small):
            if not needs_capital or text[one.start()].isupper():
                take(one.start(), one.end(), stand_in)
    for pattern, stand_in in ((PHONE, _("[phone]")), (NUMBER, _("[number]"))):
        for one in pattern.finditer(text):
            take(one.start(), one.end(), stand_in)
    return found


def _phrases(names: Names) -> list[tuple[str, str, bool]]:
    """Every phrase to look for in small letters, the longest first: (phrase, stand-in, only with a capital)."""
    rows: dict[str, tuple[str, bool]] = {}
    for one in names.known:
        if one.is_name:
            for word in folded(one.phrase).split():
                if len(word) > 1:
                    rows.setdefault(word, (one.stand_in, True))
    for one in names.known:
        if phrase := folded(one.phrase).strip():
            rows[phrase] = (one.stand_in, False)
    for word, stand_in in names.hidden.items():
        rows[word] = (rows.get(word, (stand_in,))[0], False)
    return sorted(((phrase, *rest) for phrase, rest in rows.items()), key=lambda row: (-len(row[0]), row[0]))


def _in_small_letters(text: str, names: Names) -> Iterator[re.Match[str]]:
    """Where a word of a known name stands without its capital: typed in haste, or only a word, such as june."""
    small = folded(text)
    for word, _stand_in, needs_capital in _phrases(names):
        if needs_capital and word not in names.kept | COMMON:
            for one in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", small):
                if not text[one.start()].isupper():
                    yield one


def _could_be(word: str, names: Names) -> bool:
    return word[0].isupper() and len(word) > 1 and not {folded(word), word.lower()} & (names.kept | COMMON)


def _find_unknown(text: str, names: Names) -> None:
    """Words with a capital in the middle of a sentence get a stand-in, unless they are known or kept."""
    spans = _spans(text, names)
    for one in WORD.finditer(text):
        if not _could_be(one[0], names) or any(a < one.end() and one.start() < b for a, b, _word in spans):
            continue
        if not STARTS.search(text[: one.start()]):
            hide(one[0], names)


def hide(word: str, names: Names, stand_in: str = "") -> None:
    """Put something in the place of a word from now on: what is given, or the next free letter."""
    key = folded(word).strip()
    names.kept.discard(key)
    if stand_in or key not in names.hidden:
        names.hidden[key] = stand_in or _("Name %(letter)s") % {"letter": _letter(len(names.hidden))}


def _letter(number: int) -> str:
    """A to Z, then AA."""
    return chr(65 + number) if number < 26 else _letter(number // 26 - 1) + _letter(number % 26)


def _week(found: re.Match[str], names: Names) -> str:
    """In which week of the coaching a day lies; only that it was a day, where there is no such day."""
    day = _day(found, names.today)
    if day is None:
        return _("[a day]")
    if day < names.start:
        return _("before the coaching began")
    return _("week %(n)d") % {"n": (day - names.start).days // 7 + 1}


def _day(found: re.Match[str], today: dt.date) -> dt.date | None:
    parts = found.groupdict()
    year: int | None
    try:
        if parts["iso"]:
            year, month, day = (int(one) for one in parts["iso"].split("-"))
            return dt.date(year, month, day)
        if parts["a"]:
            first, second = int(parts["a"]), int(parts["b"])
            month, day = (second, first) if (get_language() or "en").startswith("es") else (first, second)
            text = parts["y"]
            year = (2000 + int(text) if len(text) == 2 else int(text)) if text else None
        else:
            month = NUMBER_OF[parts["month"] or parts["month2"]]
            day = int(parts["day"] or parts["day2"])
            text = parts["year"] or parts["year2"]
            year = int(text) if text else None
        if year is not None:
            return dt.date(year, month, day)
        near = (dt.date(today.year + more, month, day) for more in (-1, 0, 1))
        return min(near, key=lambda one: abs((one - today).days))
    except ValueError:
        return None
