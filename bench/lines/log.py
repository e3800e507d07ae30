"""Line 4: the log of a visit that saves itself, in a partnership of 10 visits and in one of 1,000.

Autosave sends the field that changed. The plain way posts the whole form, which is looked at and rendered again. The
floor is a signed-in page with hardly anything on it.
"""

import json
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bench.measure import Line, Visitor, backend_of_django, backends, by_turns, pages_own, ratio, recorded, sizes_of
from bench.state import id_of

CASES = {"ten": "10 visits", "thousand": "1,000 visits"}
TO_FULL, REPLY = 0.12, 300
WORDS = "She waited for the child, and counted to five before she helped. " * 4


def measure() -> Line:
    from django.urls import reverse

    line = Line(4, "the log of a visit saves itself")
    pages = {}
    for key, case in CASES.items():
        coach, visit = id_of("coach", key, 0), id_of("planned", key, 0)
        visitor = Visitor(coach)
        page, finish, save = (reverse(name, args=[visit]) for name in ("visit_log", "visit_finish", "visit_draft_save"))
        pages[key] = visitor.counts(page)
        version = [0]
        autosave = autosaving(visitor, save, coach, version)
        form = urlencode({"version": "0", "visited_on": "x", "note_focused_observation": WORDS}).encode()
        sides = {
            "ours": autosave,
            "plain: the whole form": partial(visitor.post, finish, form, "application/x-www-form-urlencoded"),
            "floor: a signed-in page": partial(visitor.get, reverse("signed_in_again")),
        }
        autosave()
        found = by_turns(sides, data=backends(backend_of_django()))
        for name, run in sides.items():
            with recorded() as statements:
                answer = run()
            found[name].counts = {"queries": len(pages_own(statements)), **sizes_of(answer)}
        found["ours"].counts["writes"] = 1
        line.add(case, found, floor="floor: a signed-in page")
        line.want(f"{case}: autosave to the whole form", ratio(found["ours"], found["plain: the whole form"]), TO_FULL)
        line.want(f"{case}: queries of one autosave", found["ours"].counts["queries"], 1, "")
        line.want(f"{case}: bytes of the reply", found["ours"].counts["bytes"], REPLY, "")
    more = pages["thousand"]["queries"] - pages["ten"]["queries"]
    line.want(
        f"the page of the log ({pages['ten']['queries']} queries): more with 1,000 visits than with 10", more, 0, ""
    )
    return line


def autosaving(visitor: Visitor, address: str, person: uuid.UUID, version: list[int]) -> Callable[[], bytes]:
    """One save after the other, each on top of the version that the one before was answered with."""

    def save() -> bytes:
        body: dict[str, Any] = {
            "person": str(person), "version": version[0], "fields": {"note_focused_observation": WORDS},
        }  # fmt: skip
        answer = visitor.post(address, json.dumps(body).encode(), "application/json")
        version[0] = json.loads(answer)["version"]
        return answer

    return save
