"""What a finished log said before it was put right (fault 32)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from django.apps import apps

from cycles.models import VisitDetail, VisitLog

ADDED, TAKEN_BACK = "insert", "delete"

LOG = ("visited_on", "minutes")
DETAIL = ("started", "mode", "place", "strategies", "strategies_other", "preparation_minutes", "follow_up_minutes")


def former_logs(log: VisitLog | None) -> list[tuple[dt.datetime, Any]]:
    """The days and lengths that a log had before, each with when it was written, oldest first.

    They have the names that they have on the log. One query; none where nothing was corrected.
    """
    return list(_former(log, "VisitLogHistory", LOG))


def former_details(detail: VisitDetail | None) -> list[tuple[dt.datetime, Any]]:
    """As `former_logs`, for how the visit took place."""
    return list(_former(detail, "VisitDetailHistory", (*DETAIL, "billable")))


def component_changes(log: VisitLog | None) -> list[tuple[dt.datetime, str, str]]:
    """What of the components was put right after the log was finished: when, ADDED or TAKEN_BACK, and which, oldest
    first. One query; none without a log.
    """
    if log is None:
        return []
    rows = apps.get_model("cycles", "CycleComponentHistory").objects.filter(visit_id=log.visit_id)
    rows = rows.exclude(pgh_label=ADDED, recorded_at__lte=log.finished_at).exclude(pgh_label="update")
    return list(rows.order_by("pgh_created_at", "key").values_list("pgh_created_at", "pgh_label", "key"))


def _former(
    row: VisitLog | VisitDetail | None, history: str, names: Sequence[str]
) -> Iterator[tuple[dt.datetime, SimpleNamespace]]:
    if row is None or row.corrected_at is None:
        return
    last = present = tuple(getattr(row, name) for name in names)
    rows = apps.get_model("cycles", history).objects.filter(id=row.pk).order_by("pgh_created_at")
    for at, *values in rows.values_list("pgh_created_at", *names):
        if tuple(values) not in (present, last):
            last = tuple(values)
            yield at, SimpleNamespace(**dict(zip(names, values, strict=True)))
