"""What of an agreement stands open before somebody who signs, and what is folded up beside it.

All of the text is on the page, in its order, and is what is signed. Open is what this person takes on, what leaves the
pair, and the way out. Folded is what others promise; the table of who sees what record by record, since the summary
says the same by person; and what there is to choose from, where the plan says what was chosen.
"""

from collections.abc import Collection
from typing import Any

from coaching.frameworks import Framework

TABLE = "who_sees_what"
PROMISE = "promise_"


def folded_for(part: str, content: dict[str, Any], framework: Framework, changed: Collection[str] = ()) -> list[str]:
    """The keys of the sections that are folded up for a signer of this part.

    `changed` are headings of sections that read otherwise than what this person signed before: those stay open.
    """
    mine = f"{PROMISE}{part}"
    aside = {TABLE, *(section.key for section in framework.sections if section.chosen_in_plan)}
    return [
        section["key"]
        for section in content.get("sections", [])
        if section["heading"] not in changed
        and (section["key"] in aside or (section["key"].startswith(PROMISE) and section["key"] != mine))
    ]
