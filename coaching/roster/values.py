"""Turn the text of one cell into a value, or say what is wrong with it and how to mend it."""

import datetime
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from coaching.documents.sheets import FORMULA

from .sheet import shortened
from .vocabulary import LANGUAGES, fold, is_nothing

MAX_NAME = 120
MAX_SITE = 120
MAX_PHONE = 40
MAX_EXTERNAL_ID = 60
MAX_EMAIL = 254
YEARS = range(1940, 2101)

_SPOILED_NUMBER = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_SLASHED = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: (?:0?0:00(?::00)?|12:00(?::00)? ?AM))?|(\d{4})/(\d{1,2})/(\d{1,2})"
)
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")
_SERIAL = re.compile(r"\d{5}")
_EPOCH = datetime.date(1899, 12, 30)
_is_email = EmailValidator()


class BadValue(Exception):
    """A cell whose text cannot be used. The message names the value and the remedy, not the column."""


def undo_neutral(text: str) -> str:
    """Take away the mark `'` that makes a formula inert, so that our own file of refused rows can come back."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def read_email(text: str) -> str:
    """Return the address in lower case; empty when there is none. Raises BadValue."""
    address = text.strip().strip("<>;,").removeprefix("mailto:").strip()
    if is_nothing(address):
        return ""
    if len(address) > MAX_EMAIL:
        raise BadValue(_("“%(value)s” is too long for an email address.") % {"value": shortened(address)})
    if re.search(r"[;,\s]", address) and address.count("@") > 1:
        raise BadValue(
            _("“%(value)s” is more than one address. Leave the one the person signs in with.")
            % {"value": shortened(address)}
        )
    try:
        _is_email(address)
    except ValidationError:
        raise BadValue(
            _("“%(value)s” is not an email address. Write it like name@example.org.") % {"value": shortened(address)}
        ) from None
    return address.lower()


def read_text(text: str, limit: int) -> str:
    """Return a line of text of at most `limit` characters. Raises BadValue."""
    if "\n" in text or "\r" in text:
        raise BadValue(
            _('The text runs over several lines. Write it on one line, and check the quotation marks (") around it.')
        )
    text = " ".join(unicodedata.normalize("NFC", undo_neutral(text)).split())
    if len(text) > limit:
        raise BadValue(
            _("“%(value)s” is longer than %(limit)d characters. Shorten it.")
            % {"value": shortened(text), "limit": limit}
        )
    return text


def read_name(text: str) -> str:
    """Return a name; it must have a letter. Raises BadValue."""
    name = read_text(text, MAX_NAME)
    if name and not any(character.isalpha() for character in name):
        raise BadValue(_("“%(value)s” is not a name. Write the name with letters.") % {"value": shortened(name)})
    return name


def read_number(text: str, limit: int) -> str:
    """Return an identifier or phone number as text. Raises BadValue when a spreadsheet has turned it into 1.2E+09."""
    number = read_text(text, limit)
    if is_nothing(number):
        return ""
    if _SPOILED_NUMBER.fullmatch(number):
        raise BadValue(
            _("“%(value)s” was shortened by the spreadsheet. Format the column as text and type the whole number.")
            % {"value": number}
        )
    return number


def read_phone(text: str) -> str:
    """Return a phone number as it was typed. Raises BadValue."""
    phone = read_number(text, MAX_PHONE)
    if phone and sum(character.isdigit() for character in phone) < 5:
        raise BadValue(
            _("“%(value)s” is not a phone number. Write it like (406) 555-0134, or leave it empty.")
            % {"value": shortened(phone)}
        )
    return phone


def read_language(text: str) -> str:
    """Return `en` or `es`; empty when there is none. Raises BadValue for a language that we do not speak."""
    if is_nothing(text):
        return ""
    if language := LANGUAGES.get(fold(text)):
        return language
    raise BadValue(
        _("“%(value)s” is a language that Alongside does not speak yet. The person starts in the program's language.")
        % {"value": shortened(text)}
    )


def read_date(text: str, *, serials: bool) -> datetime.date | None:
    """Return a date written as month/day/year or year-month-day; None when there is none.

    `serials` allows the bare day numbers that a workbook keeps when a date lost its format. Raises BadValue.
    """
    text = " ".join(text.split())
    if is_nothing(text):
        return None
    found = _date_of(text, serials=serials)
    if found is None:
        raise BadValue(_date_problem(text))
    if found.year not in YEARS:
        raise BadValue(_("“%(value)s” has an unlikely year. Check it.") % {"value": shortened(text)})
    return found


def _date_of(text: str, *, serials: bool) -> datetime.date | None:
    if serials and _SERIAL.fullmatch(text):
        return _EPOCH + datetime.timedelta(days=int(text))
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _SLASHED.fullmatch(text):
        month, day, year = found.groups()[:3] if found.group(1) else (found.group(5), found.group(6), found.group(4))
    else:
        return None
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _date_problem(text: str) -> str:
    value = {"value": shortened(text)}
    if _SHORT_YEAR.fullmatch(text):
        return _("“%(value)s” has a year of two digits. Write all four, such as 1/31/2020.") % value
    if day_first(text):
        return _("“%(value)s” has the day first. Write the month first, such as 1/31/2020.") % value
    return _("“%(value)s” is not a date we can read. Write month/day/year, such as 1/31/2020.") % value


def day_first(text: str) -> bool:
    """Say whether a date can only be read as day/month/year, such as 31/1/2020."""
    found = _SLASHED.fullmatch(" ".join(text.split()))
    return bool(found and found.group(1) and int(found.group(1)) > 12 >= int(found.group(2)))


def either_order(text: str) -> bool:
    """Say whether a date reads differently as month/day and as day/month, such as 2/1/2020."""
    found = _SLASHED.fullmatch(" ".join(text.split()))
    if not found or not found.group(1):
        return False
    first, second = int(found.group(1)), int(found.group(2))
    return first <= 12 and second <= 12 and first != second
