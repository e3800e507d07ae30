"""Writing down what happened: ids and names of events, never content."""

import enum
import uuid

import structlog
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpRequest
from django.utils import timezone

from coaching.models.audit import AuditEntry
from coaching.models.people import User

log = structlog.get_logger()


class Event(enum.StrEnum):
    """Everything that is written down by name. Values are stored: add, never change."""

    REFUSED = "refused"
    PROGRAM_STARTED = "program_started"
    PERSON_ENROLLED = "person_enrolled"
    PERSON_INVITED = "person_invited"
    PERSON_JOINED = "person_joined"
    PART_ENDED = "part_ended"
    ROSTER_IMPORTED = "roster_imported"
    PARTNERSHIP_MADE = "partnership_made"
    AGENCY_NAMED = "agency_named"
    PLAN_SAVED = "plan_saved"
    SUGGESTION_MADE = "suggestion_made"
    SUGGESTION_ACCEPTED = "suggestion_accepted"
    SUGGESTION_DECLINED = "suggestion_declined"
    SUGGESTION_WITHDRAWN = "suggestion_withdrawn"
    EDITION_CHOSEN = "edition_chosen"
    AGREEMENT_SENT = "agreement_sent"
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"
    AGREEMENT_SIGNED = "agreement_signed"
    AGREEMENT_ACTIVE = "agreement_active"
    COMMITMENT_RECORDED = "commitment_recorded"
    COMMITMENT_CONFIRMED = "commitment_confirmed"
    COMMITMENT_CONTESTED = "commitment_contested"
    LETTER_SENT = "letter_sent"
    AGREEMENT_SEALED = "agreement_sealed"
    AGREEMENT_DOWNLOADED = "agreement_downloaded"
    AGREEMENT_SCANNED = "agreement_scanned"
    SCAN_READ = "scan_read"
    SCAN_CONTESTED = "scan_contested"
    DEVICE_HANDED_OVER = "device_handed_over"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    SEALING_ASKED = "sealing_asked"
    AGREEMENT_DECLINED = "agreement_declined"
    AGREEMENT_RESENT = "agreement_resent"
    COACHING_PAUSED = "coaching_paused"
    COACHING_RESUMED = "coaching_resumed"
    RENEGOTIATION_ASKED = "renegotiation_asked"
    RENEGOTIATION_KEPT = "renegotiation_kept"
    CLOSING_STEP_WRITTEN = "closing_step_written"
    COACHING_CONCLUDED = "coaching_concluded"
    COACHING_DISCONTINUED = "coaching_discontinued"
    COACHING_HANDED_OVER = "coaching_handed_over"
    HANDOVER_ANSWERED = "handover_answered"
    VISIT_PLANNED = "visit_planned"
    VISIT_MOVED = "visit_moved"
    MOVE_ASKED = "move_asked"
    MOVE_ACCEPTED = "move_accepted"
    MOVE_DECLINED = "move_declined"
    MOVE_WITHDRAWN = "move_withdrawn"
    VISIT_CANCELLED = "visit_cancelled"
    VISIT_MISSED = "visit_missed"
    SERIES_PLANNED = "series_planned"
    SERIES_MOVED = "series_moved"
    SERIES_CANCELLED = "series_cancelled"
    MAILS_CHOSEN = "mails_chosen"
    FEED_MADE = "feed_made"
    FEED_REVOKED = "feed_revoked"
    FEED_CHOSEN = "feed_chosen"
    OBSERVATION_AGREED = "observation_agreed"
    VISIT_FINISHED = "visit_finished"
    NOTE_WRITTEN = "note_written"
    NOTE_CORRECTED = "note_corrected"
    LOG_CORRECTED = "log_corrected"
    FUNDING_SAID = "funding_said"
    FILE_REPLACED = "file_replaced"
    GUIDE_MARKED = "guide_marked"
    GOAL_WRITTEN = "goal_written"
    STEP_WRITTEN = "step_written"
    PROGRESS_WRITTEN = "progress_written"
    PLAN_REVIEWED = "plan_reviewed"
    CELEBRATED = "celebrated"
    LEVEL_RECORDED = "level_recorded"
    PROFILE_PUBLISHED = "profile_published"
    PROFILE_OFFERED = "profile_offered"
    PROFILE_RETIRED = "profile_retired"
    RATING_ASKED = "rating_asked"
    RATING_CLOSED = "rating_closed"
    RATING_FINISHED = "rating_finished"
    RATING_CORRECTED = "rating_corrected"
    ASSESSMENT_WRITTEN = "assessment_written"
    AREAS_CHOSEN = "areas_chosen"
    QUESTIONS_ANSWERED = "questions_answered"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    SURVEY_REWORDED = "survey_reworded"
    RESOURCE_ASKED = "resource_asked"
    RESOURCE_TOLD = "resource_told"
    CHECK_IN_PLANNED = "check_in_planned"
    CHECK_IN_HELD = "check_in_held"
    PROMISE_REPORTED = "promise_reported"
    PROGRESS_ASKED = "progress_asked"
    PROGRESS_ANSWERED = "progress_answered"
    DATA_TALKED = "data_talked"
    PROGRESS_REPORT_GIVEN = "progress_report_given"
    RELEASE_GIVEN = "release_given"
    RELEASE_ENDED = "release_ended"
    RELEASE_PROPOSED = "release_proposed"
    RELEASE_REFUSED = "release_refused"
    CONCERN_RAISED = "concern_raised"
    CONCERN_ANSWERED = "concern_answered"
    CONCERN_CLOSED = "concern_closed"
    DUTY_RECORDED = "duty_recorded"
    DUTY_CORRECTED = "duty_corrected"
    DUTY_SHOWN = "duty_shown"
    CASE_SENT = "case_sent"
    CASE_ANSWERED = "case_answered"
    CASE_HANDED_ON = "case_handed_on"
    CASE_TAKEN_BACK = "case_taken_back"
    PRACTICE_REWORDED = "practice_reworded"
    COMPONENT_WAIVED = "component_waived"
    CYCLE_COMPLETED = "cycle_completed"
    CYCLE_REOPENED = "cycle_reopened"
    REPORT_REQUESTED = "report_requested"
    SUMMARY_DOWNLOADED = "summary_downloaded"
    REPORT_DOWNLOADED = "report_downloaded"
    REPORT_STOPPED = "report_stopped"
    REPORT_DELETED = "report_deleted"


def record(event: Event, *, target: models.Model, by: User | uuid.UUID | None) -> None:
    """Write down that `by` did `event` to `target`, in the running transaction."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                at=timezone.now(),
                person_id=getattr(by, "pk", by),
                event=event,
                target_type=target._meta.label_lower,
                target_id=target.pk,
            )
        ]
    )


def record_refusal(*, request: HttpRequest, status: int, person: uuid.UUID | None) -> None:
    """Write down that a page was refused, outside the transaction of the request. Never fails the request.

    What is kept is the name of the page and who asked; never the address, which could carry words.
    """
    match = getattr(request, "resolver_match", None)
    name = (match.view_name if match else "") or "unknown"
    log.warning("refused", page=name, status=status, person=str(person) if person else None)
    if person is None or SESSION_KEY not in request.session:
        return
    try:
        with transaction.atomic():
            AuditEntry.objects.bulk_create(
                [
                    AuditEntry(
                        at=timezone.now(), person_id=person, event=Event.REFUSED, target_type=name[:60], status=status
                    )
                ]
            )
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        log.exception("refusal_not_recorded")
