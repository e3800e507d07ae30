"""How much of a page a person reads: the words that stand open in it."""

import re
from html.parser import HTMLParser

UNSEEN = {"script", "style", "template", "canvas", "option"}
EMPTY = {"input", "br", "img", "link", "meta", "hr", "use", "path"}


class _Open(HTMLParser):
    """Gathers the words of `main`: all of them, and those that are not within a closed `details` or for ears only."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[bool] = []  # for each element that is open: is it hidden
        self.folds: list[int] = []  # how deep the closed details are
        self.main = False
        self.every: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.main |= tag == "main"
        if tag in EMPTY:
            return
        if tag == "summary" and self.folds:
            self.folds.pop()
            self.within.append(False)
            return
        if tag == "details" and "open" not in given:
            self.folds.append(len(self.within))
        self.within.append(tag in UNSEEN or "hidden" in given or "visually-hidden" in (given.get("class") or ""))

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        self.within.pop()
        if tag == "summary":
            self.folds.append(len(self.within) - 1)
        if tag == "details" and self.folds and self.folds[-1] == len(self.within):
            self.folds.pop()
        self.main &= tag != "main"

    def handle_data(self, data):
        if self.main:
            words = re.findall(r"[\w’']+", data)
            self.every += words
            if not self.folds and not any(self.within):
                self.open += words


def words_open(page: str) -> int:
    """How many words of the main part of a page stand open when it is opened."""
    reader = _Open()
    reader.feed(page)
    return len(reader.open)


def all_words(page: str) -> str:
    """Every word of the main part, folded up or not, with one space between."""
    reader = _Open()
    reader.feed(page)
    return " ".join(reader.every)
