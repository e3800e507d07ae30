"""What of an agreement stands open before somebody who signs, and what is folded up beside it.

All of the text is on the page, in its order, and is what is signed. Open is what this person takes on, what leaves the
pair, and the way out. Folded is what others promise, and the table of who sees what record by record: the summary says
the same by person.
"""

from collections.abc import Collection
from typing import Any

TABLE = "who_sees_what"
PROMISE = "promise_"


def folded_for(part: str, content: dict[str, Any], changed: Collection[str] = ()) -> list[str]:
    """The keys of the sections that are folded up for a signer of this part.

    `changed` are headings of sections that read otherwise than what this person signed before: those stay open.
    """
    mine = f"{PROMISE}{part}"
    return [
        section["key"]
        for section in content.get("sections", [])
        if section["heading"] not in changed
        and (section["key"] == TABLE or (section["key"].startswith(PROMISE) and section["key"] != mine))
    ]
