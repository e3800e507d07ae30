"""Two people at the same words: whoever saves second is shown what is kept by now, and loses nothing (fault 31)."""

import hashlib
from collections.abc import Mapping
from typing import Any

from coaching.frameworks import canonical_json


class WrittenMeanwhile(Exception):
    """Somebody saved other words since the page was opened: `now` is what is kept, by field. Nothing was changed."""

    def __init__(self, now: Mapping[str, Any]) -> None:
        super().__init__("somebody saved other words meanwhile")
        self.now = now


def stamp_of(words: Mapping[str, Any]) -> str:
    """What a page was opened with, in a few letters to compare. It tells no more than the words themselves."""
    plain = {name: str(value) for name, value in words.items()}
    return hashlib.sha256(canonical_json(plain).encode()).hexdigest()[:16]


def require_same(now: Mapping[str, Any], seen: str | None, wanted: Mapping[str, Any]) -> bool:
    """Whether there is anything to save. `seen` is the stamp that the page was opened with; None asks nothing.

    Raises WrittenMeanwhile; whoever saves what is kept already has lost nothing.
    """
    if stamp_of(now) == stamp_of(wanted):
        return False
    if seen is not None and seen != stamp_of(now):
        raise WrittenMeanwhile(now)
    return True
