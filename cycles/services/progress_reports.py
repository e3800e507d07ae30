"""Reports in words (D8, D19): drafts that are their author's alone, giving one for good, and putting one right."""

import dataclasses
import json
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from agreements.life import OVER, State, permits
from agreements.life import Action as Deed
from agreements.models import ClosingStep
from agreements.services import closing_steps, write_closing_step
from coaching.frameworks.structure import Document
from coaching.models import Partnership, Party, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from coaching.services.people import today_in
from cycles.models import ProgressReport, ProgressReportDraft, ProgressReportRead, ReportedPlan
from cycles.services.drafts import DraftConflict, Fields, Saved
from cycles.services.meanwhile import stamp_of
from cycles.services.pairs import LEARNS, Pair, one_at_a_time
from cycles.services.report_facts import Facts, facts_of, plan_of_goals

Content = dict[str, Any]


class NothingToRead(ValueError):
    """The section that is read first has no words yet."""


class NotAsShown(ValueError):
    """It would be another report than the one that was looked at. Nothing was given."""


class GivenBefore(ValueError):
    """It was given or put right meanwhile."""


# ---- which reports there are -------------------------------------------------------------------------------------
def reports_of(partnership: Partnership) -> tuple[Document, ...]:
    """The reports that the framework has for this partnership's format."""
    return partnership.framework.reports_for(partnership.format)


def find_report(partnership: Partnership, key: str) -> Document | None:
    """The framework's report of this key."""
    return next((one for one in reports_of(partnership) if one.key == key), None)


def writes(pair: Pair, document: Document) -> bool:
    """Whether this person writes it now: one whom the framework names, once all have signed; the one that is owed at
    the end after it, too.
    """
    if pair.me.part not in document.by or not pair.me.present or pair.partnership.terms_id is None:
        return False
    late = document.is_last and pair.state in (State.CONCLUDED, State.DISCONTINUED)
    return late or permits(pair.state, Deed.RECORD_WRITE)


def given_reports(partnership: Partnership) -> QuerySet[ProgressReport]:
    """What was given, newest first; row security leaves out what is not this reader's, and what was put right."""
    return ProgressReport.objects.filter(partnership=partnership).select_related("plan").order_by("-given_at", "-pk")


def is_given(partnership: Partnership, document: Document) -> bool:
    return ProgressReport.objects.filter(partnership=partnership, key=document.key).exists()


def owed(partnerships: Collection[Partnership]) -> list[tuple[Partnership, Document]]:
    """The reports that are owed at the end and not given yet. One query, none where no framework has one."""
    wanted = [(one, report) for one in partnerships for report in reports_of(one) if report.is_last]
    if not wanted:
        return []
    rows = ProgressReport.objects.filter(partnership__in={one.pk for one, _report in wanted})
    given = set(rows.values_list("partnership_id", "key"))
    return [(one, report) for one, report in wanted if (one.pk, report.key) not in given]


# ---- drafts ------------------------------------------------------------------------------------------------------
def draft_of(pair: Pair, document: Document) -> ProgressReportDraft | None:
    """What this person has written so far."""
    rows = ProgressReportDraft.objects.filter(partnership=pair.partnership, author=pair.me.user_id, key=document.key)
    return rows.first()


_UPDATE = """
update cycles_progressreportdraft set answers = answers || %s::jsonb, version = version + 1, saved_at = %s
where partnership_id = %s and author_id = %s and key = %s and version = %s returning version
"""


@transaction.atomic
def save_report(*, pair: Pair, by: User, document: Document, fields: Fields, version: int) -> Saved:
    """Save the changed sections on top of `version`, beginning one at 0. Raises DraftConflict, and changes nothing."""
    now = timezone.now()
    known = {one.key for one in document.sections}
    answers = {name: text for name, text in fields.items() if name in known and isinstance(text, str)}
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [json.dumps(answers), now, pair.partnership.pk, by.pk, document.key, version])
        row = cursor.fetchone()
    if row:
        return Saved(row[0], now)
    if version or draft_of(pair, document):
        raise _conflict(pair, document)
    try:
        with transaction.atomic():
            _begin(pair, by, document, answers)
    except IntegrityError:  # two tabs began at the same moment
        raise _conflict(pair, document) from None
    return Saved(1, now)


def _begin(
    pair: Pair, by: User, document: Document, answers: Mapping[str, str], replaces: uuid.UUID | None = None
) -> None:
    draft = ProgressReportDraft(
        partnership=pair.partnership,
        author=by,
        key=document.key,
        answers=dict(answers),
        replaces=replaces,
        saved_at=timezone.now(),
    )
    draft.save(force_insert=True)


def _conflict(pair: Pair, document: Document) -> DraftConflict:
    found = draft_of(pair, document)
    return DraftConflict(found.pk, found.version, found.answers) if found else DraftConflict()


@transaction.atomic
def begin_correction(*, pair: Pair, by: User, report: ProgressReport, document: Document) -> None:
    """Begin a report that puts this one right, with its words. A draft that was begun is left as it is.

    Raises GivenBefore where it was put right already.
    """
    if report.replaced_at:
        raise GivenBefore
    draft = draft_of(pair, document)
    if draft is None:
        answers = {one["key"]: one["text"] for one in report.content["sections"]}
        _begin(pair, by, document, answers, report.pk)


@transaction.atomic
def discard_report(*, pair: Pair, by: User, document: Document) -> None:
    """Throw away what was written; nobody else ever saw it."""
    ProgressReportDraft.objects.filter(partnership=pair.partnership, author=by, key=document.key).delete()


# ---- giving ------------------------------------------------------------------------------------------------------
@dataclasses.dataclass(frozen=True)
class Written:
    """A report as it would be given now: what is kept, how the goals go, and a stamp of both."""

    content: Content
    plan: list[dict[str, Any]] | None

    @property
    def stamp(self) -> str:
        return stamp_of({"content": self.content, "plan": self.plan})


def as_given(pair: Pair, document: Document, draft: ProgressReportDraft) -> Written:
    """The report with what stands today. Sections without words are left out.

    Raises NothingToRead where the one that is read first is empty.
    """
    answers = {key: text.strip() for key, text in draft.answers.items()}
    if not answers.get(document.headline):
        raise NothingToRead
    facts: Facts = facts_of(pair, document)
    old = _put_right_by(draft)
    content: Content = {
        "replaces": old.given_on.isoformat() if old else "",
        "label": dataclasses.asdict(document.label),
        "headline": document.headline,
        "sections": [
            {"key": one.key, "question": dataclasses.asdict(one.text), "text": answers[one.key]}
            for one in document.sections
            if answers.get(one.key)
        ],
        "facts": facts,
    }
    return Written(content, plan_of_goals(pair, document))


@transaction.atomic
def give_report(*, pair: Pair, by: User, document: Document, stamp: str) -> ProgressReport:
    """Give what was looked at (`stamp`): from here it stays. Those it goes to are told, without a word of it; a step of
    the conclusion that asks for it is done (D19).

    Raises NothingToRead, NotAsShown, GivenBefore.
    """
    one_at_a_time(pair.partnership.pk)
    draft = ProgressReportDraft.objects.select_for_update(of=("self",)).filter(
        partnership=pair.partnership, author=by, key=document.key
    )
    found = draft.first()
    if found is None:
        raise GivenBefore
    written = as_given(pair, document, found)
    if written.stamp != stamp:
        raise NotAsShown
    old = _put_right_by(found)
    if (old.replaced_at is not None) if old else (document.is_last and is_given(pair.partnership, document)):
        raise GivenBefore
    today = today_in(pair.partnership.program)
    report = ProgressReport(
        partnership=pair.partnership,
        author=by,
        author_part=pair.me.part,
        key=document.key,
        content=written.content,
        given_on=today,
        given_at=timezone.now(),
        replaces=old,
    )
    report.save(force_insert=True)
    if written.plan is not None:
        plan = ReportedPlan(partnership=pair.partnership, author=by, report=report, content=written.plan)
        plan.save(force_insert=True)
    found.delete()
    record(Event.PROGRESS_REPORT_GIVEN, target=report, by=by)
    _mark_step(pair, by, document)
    for user_id in _told(pair, document, by):
        enqueue(Kind.PROGRESS_REPORT_GIVEN, subject_id=report.pk, recipient_id=user_id)
    return report


def _put_right_by(draft: ProgressReportDraft) -> ProgressReport | None:
    """The report that this draft is to put right."""
    if draft.replaces is None:
        return None
    return ProgressReport.objects.filter(pk=draft.replaces, partnership=draft.partnership_id).first()


def _mark_step(pair: Pair, by: User, document: Document) -> None:
    """One entry feeds everything: the step of the conclusion by the same name is done with it."""
    if pair.state in OVER:
        return
    steps: list[tuple[Any, ClosingStep | None]] = closing_steps(pair.partnership)
    if any(step.key == document.key and done is None for step, done in steps):
        today = today_in(pair.partnership.program)
        write_closing_step(partnership=pair.partnership, by=by, key=document.key, done_on=today)


def _told(pair: Pair, document: Document, by: User) -> list[uuid.UUID]:
    """Whoever learns comes first."""
    rows = Party.objects.filter(partnership=pair.partnership, part__in=document.to).present().exclude(user=by)
    found = sorted(rows.values_list("part", "user_id"), key=lambda row: (row[0] not in LEARNS, str(row[1])))
    return list(dict.fromkeys(user_id for _part, user_id in found))


# ---- reading -----------------------------------------------------------------------------------------------------
def mark_read(*, report: ProgressReport, by: User) -> None:
    """Somebody of the pair has opened it, so that it waits for them no more."""
    reading = ProgressReportRead(report=report, partnership_id=report.partnership_id, author=by, read_at=timezone.now())
    ProgressReportRead.objects.bulk_create([reading], ignore_conflicts=True)


def unread_reports(user: User, partnerships: Collection[uuid.UUID]) -> QuerySet[ProgressReport]:
    """What was given to this learner and not opened yet."""
    read = ProgressReportRead.objects.filter(author=user).values("report")
    rows = ProgressReport.objects.filter(partnership__in=partnerships, replaced_at=None)
    return rows.exclude(author=user).exclude(pk__in=read).order_by("given_at", "pk")
