"""What was shown of a pair to others, for the tests of who sees what: the ledger of disclosures."""

import datetime as dt
import uuid

from django.utils import timezone

from coaching.disclosure.classes import RecordClass
from coaching.models import LedgerEntry, Partnership
from cycles.models import MandatoryReport
from tests.beginnings import marked

DAY = dt.date(2026, 9, 23)


def was_shown(partnership: Partnership, reader: uuid.UUID, *, name: str = "", **changes: object) -> dict[str, object]:
    """That somebody outside was shown the goals; their name carries the mark, so that a leak is easy to find."""
    now = timezone.now()
    values = {
        "reader_id": reader,
        "reader_name": name or marked(RecordClass.DISCLOSURE_RECORD, "Harold"),
        "part": "leadership",
        "record_class": RecordClass.GOALS,
        "way": LedgerEntry.Way.PAGE,
        "ground": LedgerEntry.Ground.AGREEMENT,
        "shown_on": DAY,
        "first_at": now,
        "last_at": now,
    } | changes
    entry = LedgerEntry(partnership=partnership, **values)
    entry.save(force_insert=True)
    return {"entry": entry}


def duty_was_done(partnership: Partnership, coach: uuid.UUID) -> dict[str, object]:
    """That the coach made a mandatory report, which nobody else has been shown."""
    report = MandatoryReport(
        partnership=partnership, user_id=coach, reader_ids=[coach], made_on=DAY, agency="hotline",
        recorded_at=timezone.now(),
    )  # fmt: skip
    report.save(force_insert=True)
    return {"duty_report": report}


def other_duty(cast, rows):
    """Made on another day, to another agency, and put right twice."""
    first = MandatoryReport.objects.get(pk=rows["duty_report"].pk)
    MandatoryReport.objects.filter(pk=first.pk).update(made_on=DAY - dt.timedelta(days=9), agency="police")
    for agency in ("licensing", "other"):
        later = MandatoryReport(
            partnership=cast.partnership, user=cast["coach"], reader_ids=[cast["coach"].pk], made_on=DAY,
            agency=agency, corrects=first, recorded_at=timezone.now(),
        )  # fmt: skip
        later.save(force_insert=True)
        first = later


def other_ledger(cast, rows):
    """Somebody else was shown something else, more often."""
    LedgerEntry.objects.filter(pk=rows["entry"].pk).delete()
    for number in range(7):
        was_shown(
            cast.partnership,
            cast["local_agency"].pk,
            name="Somebody Else",
            part="local_agency",
            record_class=RecordClass.LOG,
            way=LedgerEntry.Way.FILE,
            shown_on=DAY + dt.timedelta(days=number),
        )
