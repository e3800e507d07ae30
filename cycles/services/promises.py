"""Promises of the agreement that can be kept or not: each party says how they saw it, month by month (A10, B10)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from coaching.disclosure.classes import Part
from coaching.frameworks import Framework
from coaching.frameworks.text import Text
from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.people import today_in
from cycles.models import PromiseReport
from cycles.services.goals import NotYet
from cycles.services.support import Support


class NoSuchPromise(ValueError):
    """A promise that the agreement of this format does not have. The pages lead to none."""


@dataclass(frozen=True)
class Promise:
    """A promise that is followed. `opening` is the clause that an item stands under; `key` names it in addresses."""

    part: Part
    clause: str
    item: str
    text: Text
    opening: Text | None

    @property
    def key(self) -> str:
        return f"{self.clause}.{self.item}" if self.item else self.clause


def promises_of(framework: Framework, format_key: str) -> tuple[Promise, ...]:
    """The clauses and items that the framework marks as promises to follow, by part in the order of signing."""
    return tuple(
        promise
        for part in framework.format(format_key).signers
        for clause in framework.clauses_for(part, format_key)
        for promise in (
            *([Promise(part, clause.key, "", clause.text, None)] if clause.tracked else []),
            *(Promise(part, clause.key, item.key, item.text, clause.text) for item in clause.items if item.tracked),
        )
    )


def find_promise(framework: Framework, format_key: str, key: str) -> Promise | None:
    return next((one for one in promises_of(framework, format_key) if one.key == key), None)


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


@transaction.atomic
def report_promise(
    *, support: Support, by: User, promise: Promise, month: dt.date, kept: str, words: str = ""
) -> PromiseReport:
    """Say how `by` saw it in a month, or put it right: one word of each party for each month, beside the others'.

    Raises NoSuchPromise, NotYet.
    """
    if promise not in promises_of(support.framework, support.partnership.format):
        raise NoSuchPromise(promise.key)
    month = month_of(month)
    if month > month_of(today_in(support.partnership.program)):
        raise NotYet
    mine = {"partnership": support.partnership, "user": by, "clause": promise.clause, "item": promise.item}
    row = PromiseReport.objects.filter(**mine, month=month).first() or PromiseReport(**mine, month=month)
    row.part, row.kept, row.words = support.me.part, PromiseReport.Kept(kept).value, words
    row.reported_at = timezone.now()
    row.save(force_insert=row._state.adding)
    record(Event.PROMISE_REPORTED, target=row, by=by)
    return row
