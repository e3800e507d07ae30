"""What a coach wrote of the visit before: most visits are alike, so the log offers it with one press (P1)."""

from dataclasses import dataclass

from coaching.models import Partnership, User
from cycles.models import VisitDetail


@dataclass(frozen=True)
class LastTime:
    """How the last visit went. `strategies` are "group.key"; `named` has those that have a name of their own."""

    mode: str
    place: str
    strategies: tuple[str, ...]
    named: tuple[str, ...]
    minutes: int | None
    preparation: int
    follow_up: int
    billable: bool | None


def last_time(partnership: Partnership, by: User) -> LastTime | None:
    """The last visit of this pair that `by` logged; None when there is none. One query."""
    detail = (
        VisitDetail.objects.filter(partnership=partnership, author=by)
        .select_related("visit__log")
        .order_by("-visit__starts_at", "-visit_id")
        .first()
    )
    return as_logged(detail) if detail else None


def as_logged(detail: VisitDetail) -> LastTime:
    """How one visit went, from its row and that of its log."""
    log = getattr(detail.visit, "log", None)
    return LastTime(
        mode=detail.mode,
        place=detail.place,
        strategies=tuple(detail.strategies),
        named=tuple(detail.strategies_other.split("\n")) if detail.strategies_other else (),
        minutes=log.minutes if log else None,
        preparation=detail.preparation_minutes,
        follow_up=detail.follow_up_minutes,
        billable=detail.billable,
    )
