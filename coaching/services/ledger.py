"""What leaves a pair is written down where it leaves: once, for every answer to somebody outside (the ledger).

A request remembers its own statements. When its answer goes out, the tables with content that were read, the rows that
the address names and the parts of the reader say what was shown; the database keeps of it what the signed terms give to
this reader, where there is such a record, and nothing of one's own partnerships. No view can forget it, and none
writes it. What is not read in the request that hands it out (a file made before) is told by `shown`.
"""

import functools
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse

from coaching.disclosure.classes import AUDIENCES, RecordClass
from coaching.disclosure.models import Disclosed
from coaching.models import LedgerEntry
from coaching.navigation import parts_of

Way = LedgerEntry.Way

NAME = re.compile(r"\b(?:agreements|coaching|cycles|reports)_[a-z]+\b")
READS = re.compile(r"[\s(]*(?:select|with)\b", re.IGNORECASE)
NEVER_TOLD = frozenset({RecordClass.CONCERN, RecordClass.DISCLOSURE_RECORD})
"""A concern is known on its route alone; and this is the record of what was shown."""

POINTERS = frozenset({"home"})
"""Pages that say that something waits and where, and hold no record; the sweep over all routes would find one."""


@dataclass
class Looks:
    """What one request has read so far. `also`: partnerships that the address does not name."""

    statements: list[str] = field(default_factory=list)
    also: set[uuid.UUID] = field(default_factory=set)
    is_quiet: bool = False


@functools.cache
def _told() -> dict[str, type[Disclosed]]:
    """Table: its model, of everything that the ledger tells of."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if issubclass(model, Disclosed)
        and not model.disclosure.author_only
        and model.disclosure.record_class not in NEVER_TOLD
        and not getattr(model, "is_masked", False)  # told by the database when it is sent, with what it was made of
    }


@contextmanager
def watched(request: HttpRequest) -> Iterator[None]:
    """Remember what is asked of the database while `request` is answered."""
    looks = Looks()
    request.__dict__["_looks"] = looks

    def remember(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        looks.statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        yield


def about(request: HttpRequest, *partnerships: uuid.UUID) -> None:
    """Say that the answer is about these partnerships, too, where its address does not name them."""
    request.__dict__["_looks"].also.update(partnerships)


def nothing_leaves(request: HttpRequest) -> None:
    """Write nothing for this answer: it goes to one of the pair, who sees it as somebody else would."""
    request.__dict__["_looks"].is_quiet = True


def write_down(request: HttpRequest, response: HttpResponse) -> None:
    """Tell the ledger what left with `response`; one statement, and none where nobody outside reads."""
    looks: Looks = request.__dict__["_looks"]
    if response.status_code != 200 or looks.is_quiet or connection.needs_rollback:
        return
    tables = _tables_of(looks.statements)
    if not tables:
        return
    parts = parts_of(request)
    if not looks.also and not set(parts.held).intersection(AUDIENCES):
        return
    match = request.resolver_match
    if match is None or match.url_name in POINTERS:
        return
    named = [one for one in match.kwargs.values() if isinstance(one, uuid.UUID)]
    is_page = response.get("Content-Type", "").startswith("text/html")
    shown(*tables, ids=[*named, *looks.also], part=parts.current or "", way=Way.PAGE if is_page else Way.FILE)


def shown(*models: type[Disclosed], ids: Iterable[uuid.UUID], part: str, way: str) -> int:
    """Write down that the acting person was given what `models` hold. Returns how many lines are new or later.

    `ids` name partnerships, programs or rows of the tables; without any, it was about all that the person supervises or
    is asked about. `part`: the one in which they read, for a person to whom several give it. The database sees to it
    that nobody writes for another, of what they are not given, or of a partnership that is their own.
    """
    ids = list(ids)
    arguments: list[Any] = [
        [model._meta.db_table for model in models],
        [str(model.disclosure.record_class) for model in models],
        [_given(model) for model in models],
        ids,
        not ids,
        part,
        str(way),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "select sec.shown(%s::text[], %s::text[], %s::text[], %s::uuid[], %s::boolean, %s::text, %s::text)",
            arguments,
        )
        return cursor.fetchone()[0]


def _given(model: type[Disclosed]) -> str:
    """By what its rows are given to anybody outside the pair, as `sec.shown` calls it."""
    if model.disclosure.released:
        return "released"
    return "written" if model.disclosure.addressed else "rule"


def _tables_of(statements: Iterable[str]) -> list[type[Disclosed]]:
    """The models whose tables these statements read."""
    known = _told()
    names = {name for sql in set(statements) if READS.match(sql) for name in NAME.findall(sql)}
    return [known[name] for name in sorted(names & known.keys())]
