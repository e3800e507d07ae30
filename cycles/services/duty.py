"""Recording that a mandatory report was made: day and agency, never a word (A8)."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from cycles.models import MandatoryReport


class AlreadyCorrected(ValueError):
    """A later entry stands in its place."""


@transaction.atomic
def record_report(
    *, partnership: Partnership, by: User, made_on: dt.date, agency: str, shared: bool
) -> MandatoryReport:
    """Write down that `by` made a report. With `shared` the other reads it at once."""
    row = MandatoryReport(
        partnership=partnership, user=by, made_on=made_on, agency=agency, shared=shared, recorded_at=timezone.now()
    )
    row.save(force_insert=True)
    record(Event.DUTY_RECORDED, target=row, by=by)
    return row


@transaction.atomic
def correct_report(
    *, report: MandatoryReport, by: User, made_on: dt.date, agency: str, is_mistake: bool
) -> MandatoryReport:
    """A further entry in place of `report`, which stays and says so. Raises AlreadyCorrected."""
    report = MandatoryReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if MandatoryReport.objects.filter(corrects=report).exists():
        raise AlreadyCorrected
    row = MandatoryReport(
        partnership=report.partnership,
        user=by,
        made_on=made_on,
        agency=agency,
        shared=report.shared,
        corrects=report,
        is_mistake=is_mistake,
        recorded_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(Event.DUTY_CORRECTED, target=row, by=by)
    return row


@transaction.atomic
def show_report(*, report: MandatoryReport, by: User) -> None:
    """Let the other of the pair read it, for good."""
    MandatoryReport.objects.filter(pk=report.pk, user=by, shared=False).update(shared=True)
    record(Event.DUTY_SHOWN, target=report, by=by)
