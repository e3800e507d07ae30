"""Reports in words, for the world of tests/world.py and another one: given, put right, being written, and read."""

import datetime as dt
import uuid

from django.utils import timezone

from coaching.disclosure.classes import Part, RecordClass
from coaching.models import Partnership
from cycles.models import ProgressReport, ProgressReportDraft, ProgressReportRead, ReportedPlan
from tests.beginnings import marked

DAY = dt.date(2026, 9, 25)
TEXT = {"en": "Recommendations", "es": "Recomendaciones"}


def _content(text: str) -> dict[str, object]:
    return {
        "label": {"en": "Progress report", "es": "Informe de avance"},
        "replaces": "",
        "headline": "recommendations",
        "sections": [{"key": "recommendations", "question": TEXT, "text": text}],
        "facts": {
            "people": [{"part": Part.COACH.value, "name": "Rosa Delgado"}],
            "goals": [{"text": text, "area": "", "aside": False}],
        },
    }


def _plan(text: str) -> list[dict[str, object]]:
    return [{"news": "", "seen_on": "", "steps": [{"text": text, "due_on": "", "done_on": ""}]}]


def give_reports(partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID) -> dict[str, object]:
    """A report that was put right, the one that stands, which the coachee has read, and a draft of the coach."""
    now = timezone.now()
    said = {"partnership": partnership, "author_id": coach, "key": "progress_report"}
    given = said | {"author_part": Part.COACH, "given_on": DAY, "given_at": now}
    before = ProgressReport(**given, content=_content(marked(RecordClass.PROGRESS_REPORT, "before")))
    report = ProgressReport(**given, content=_content(marked(RecordClass.PROGRESS_REPORT, "goes on")), replaces=before)
    steps = {"partnership": partnership, "author_id": coach}
    rows = {
        "report_before": before,
        "progress_report": report,
        "reported_plan": ReportedPlan(
            **steps, report=report, content=_plan(marked(RecordClass.ACTION_PLAN, "as reported"))
        ),
        "report_draft": ProgressReportDraft(
            **said, answers={"recommendations": marked(RecordClass.PROGRESS_REPORT, "draft")}, saved_at=now
        ),
        "report_read": ProgressReportRead(partnership=partnership, report=report, author_id=coachee, read_at=now),
    }
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows)


# ---- another world ------------------------------------------------------------------------------------------------
def other_reports(cast, rows):
    """What was given never changes: the same id with other words, and one more."""
    ProgressReportRead.objects.filter(partnership=cast.partnership).delete()
    ReportedPlan.objects.filter(partnership=cast.partnership).delete()
    ProgressReport.objects.filter(partnership=cast.partnership).exclude(replaces=None).delete()
    ProgressReport.objects.filter(partnership=cast.partnership).delete()
    for pk in (rows["progress_report"].pk, uuid.uuid4()):
        ProgressReport(
            pk=pk, partnership=cast.partnership, author=cast["coach"], author_part="coach", key="final_report",
            content=_content("x" * 900), given_on=dt.date(2026, 10, 2), given_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    ReportedPlan(
        partnership=cast.partnership, author=cast["coach"], report_id=rows["progress_report"].pk,
        content=_plan("y" * 900),
    ).save(force_insert=True)  # fmt: skip


def other_report_draft(cast, rows):
    ProgressReportDraft.objects.filter(pk=rows["report_draft"].pk).update(answers={"progress": "x" * 900}, version=9)


def other_report_reading(cast, rows):
    ProgressReportRead.objects.filter(pk=rows["report_read"].pk).delete()
