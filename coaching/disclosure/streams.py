"""Answers that are too long to be whole in memory: read while they go out, still as the person who asked."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

from coaching.disclosure.identity import acting_as

Read = Callable[[], bytes]


class PersonalStream(StreamingHttpResponse):
    """An answer in pieces. Each is read in a short transaction of its own that acts for `person`, after the request's.

    `length`: bytes in all, which are said in advance. A piece that cannot be read any more, because a right has ended
    meanwhile, breaks the answer off; by its length the browser knows that it is not whole.
    """

    def __init__(self, person: uuid.UUID, reads: Iterable[Read], *, length: int, **options: Any) -> None:
        super().__init__(_pieces(person, reads), **options)
        self["Content-Length"] = str(length)


def _pieces(person: uuid.UUID, reads: Iterable[Read]) -> Iterator[bytes]:
    for read in reads:
        with acting_as(person):
            piece = read()
        yield piece
