"""Long lists in pieces: by the key of the row at the edge, so that every piece costs the same."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Piece(Generic[Row]):
    """Some rows of a list; `before` and `after` are the parameters of the pieces beside it, or None at an end."""

    rows: list[Row]
    before: str | None = None
    after: str | None = None


def piece_of(rows: QuerySet[Row], *, by: str, params: Mapping[str, Any], size: int) -> Piece[Row]:
    """Return the piece of `rows` that `after=` or `before=` names, in the order of the column `by` and then of the id.

    `by` may begin with a minus. The parameters are ids of rows in the list; anything else is the first piece.
    """
    after = _edge(rows, params.get("after"))
    before = None if after else _edge(rows, params.get("before"))
    edge, backwards = after or before, before is not None
    down = by.startswith("-") != backwards
    name = by.removeprefix("-")
    if edge is not None:
        way, value = ("lt" if down else "gt"), getattr(edge, name)
        rows = rows.filter(Q(**{f"{name}__{way}": value}) | Q(**{name: value, f"pk__{way}": edge.pk}))
    sign = "-" if down else ""
    found = list(rows.order_by(f"{sign}{name}", f"{sign}pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (edge is not None, more)
    return Piece(
        rows=found,
        before=str(found[0].pk) if found and has_before else None,
        after=str(found[-1].pk) if found and has_after else None,
    )


def _edge(rows: QuerySet[Row], text: Any) -> Row | None:
    try:
        return rows.filter(pk=uuid.UUID(str(text))).first() if text else None
    except ValueError:
        return None
