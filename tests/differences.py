"""What differs between the two worlds of tests/test_noninterference.py, class by class, and where it is met."""

import datetime as dt

from django.utils import timezone

from agreements.models import (
    AgreedTerms,
    ClosingStep,
    ConsentRecord,
    Ending,
    FocusPractice,
    Handover,
    Letter,
    LetterDraft,
    PaperScan,
    Pause,
    Plan,
    PlanLook,
    Renegotiation,
    Signature,
    Suggestion,
)
from coaching.disclosure.classes import RecordClass
from coaching.models import Contact
from cycles.models import (
    ActionStep,
    Attendance,
    AttendanceReason,
    Celebration,
    Conversation,
    Cycle,
    CycleComponent,
    DraftFile,
    GettingToKnow,
    Goal,
    GoalGrounds,
    GoalProgress,
    LevelNote,
    LogDraft,
    NeedsAssessment,
    Note,
    ObservationFocus,
    PracticeLevel,
    Visit,
    VisitDetail,
    VisitFile,
    VisitLog,
    VisitRead,
    VisitStep,
)
from reports.models import FrozenMonth, MonthBallot
from tests import surveyed
from tests.around import (
    LONG,
    other_case_draft,
    other_cases,
    other_concern,
    other_handing,
    other_payer,
    other_proposals,
    other_questions,
    other_requests,
    other_shares,
    other_talk,
    other_telling,
)
from tests.rated import other_rating_draft, other_ratings
from tests.reported import other_report_draft, other_report_reading, other_reports
from tests.shown import other_duty, other_ledger


def longer_notes(cast, rows):
    Note.objects.filter(pk=rows["note"].pk).update(text=LONG, created_at=timezone.now())
    Note.objects.filter(pk=rows["reflection"].pk).delete()
    for component in ("goals_and_plan", "reflection_and_feedback", "celebration"):
        Note(
            partnership=cast.partnership, visit=rows["visit"], author=cast["coach"], author_part="coach",
            component=component, text=f"more {component}", created_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    CycleComponent.objects.filter(partnership=cast.partnership).update(recorded_at=timezone.now())
    CycleComponent(
        partnership=cast.partnership, cycle=rows["open_cycle"], key="goals_and_plan", waived_reason=LONG[:300],
        recorded_by=cast["coach"], recorded_at=timezone.now(),
    ).save(force_insert=True)  # fmt: skip


def other_steps(cast, rows):
    ActionStep.objects.filter(partnership=cast.partnership).update(text=LONG, coach_does="", due_on=dt.date(2027, 1, 5))
    VisitStep.objects.filter(partnership=cast.partnership).update(wording=LONG, outcome="done")
    ActionStep(partnership=cast.partnership, goal=rows["goal"], text="one more").save(force_insert=True)


def other_progress(cast, rows):
    """Why it matters, how it goes, what is celebrated: none of it is of the goals that leave the pair."""
    GoalGrounds.objects.filter(pk=rows["grounds"].pk).update(reason=LONG, priority="another")
    GoalProgress.objects.filter(pk=rows["progress"].pk).update(text="", kind="stalled")
    GoalProgress(
        partnership=cast.partnership, goal=rows["goal"], kind="reached", text=LONG, seen_on=timezone.localdate(),
        author=cast["coachee"], recorded_at=timezone.now(),
    ).save(force_insert=True)  # fmt: skip
    Celebration.objects.filter(pk=rows["celebration"].pk).update(text=LONG[:500], goal=None)


def other_growth(cast, rows):
    """The level of a practice and the words beside it, and what the two know of strengths and needs."""
    PracticeLevel.objects.filter(pk=rows["level"].pk).update(level="refining", seen_on=dt.date(2026, 9, 1))
    LevelNote.objects.filter(pk=rows["level_note"].pk).update(text=LONG)
    for number in range(12):
        PracticeLevel(
            partnership=cast.partnership, practice=rows["focus"], wording=LONG[:300], level="using",
            seen_on=dt.date(2026, 10, number + 1), author=cast["coachee"], author_part="coachee",
            recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    GettingToKnow.objects.filter(pk=rows["known"].pk).update(
        answers={"strengths": LONG}, looked_on=dt.date(2026, 10, 1)
    )
    NeedsAssessment.objects.filter(pk=rows["needs"].pk).update(answers={})


def other_goals(cast, rows):
    Goal.objects.filter(partnership=cast.partnership).update(text=LONG)
    Goal(partnership=cast.partnership, text="one more", created_by=cast["coach"]).save(force_insert=True)


def other_practices(cast, rows):
    FocusPractice.objects.filter(partnership=cast.partnership, position=0).update(text=LONG[:300])
    FocusPractice(partnership=cast.partnership, text="one more", position=7).save(force_insert=True)


def other_log(cast, rows):
    VisitLog.objects.filter(partnership=cast.partnership).update(minutes=611)
    Cycle.objects.filter(pk=rows["cycle"].pk).update(completed_on=dt.date(2026, 10, 2))


def other_details(cast, rows):
    VisitDetail.objects.filter(partnership=cast.partnership).update(
        place=LONG[:120], mode="virtual", strategies=["in_meeting.video"], strategies_other="", started=dt.time(17, 1),
        preparation_minutes=600, follow_up_minutes=90, billable=True,
    )  # fmt: skip
    Visit.objects.filter(pk=rows["planned"].pk).update(place="", planned_minutes=90, local_time=dt.time(18, 0))
    start = timezone.now() + dt.timedelta(days=1)
    for hour in (8, 11):
        Visit(
            partnership=cast.partnership, starts_at=start, local_date=start.date(), local_time=dt.time(hour, 0),
            time_zone="America/Denver", place="elsewhere", planned_by=cast["coach"],
        ).save(force_insert=True)  # fmt: skip


def other_attendance(cast, rows):
    """What did not go as planned, and why: more of it, by another, on another day."""
    Attendance.objects.filter(pk=rows["came"].pk).update(kind="in_time", who=None, part="")
    AttendanceReason.objects.filter(pk=rows["why"].pk).update(text=LONG[:300])
    Attendance(
        partnership=cast.partnership, visit=rows["visit"], planned_for=dt.date(2026, 9, 8), kind="late",
        who=cast["coach"], part="coach", minutes_late=25, recorded_at=timezone.now(),
    ).save(force_insert=True)  # fmt: skip


def other_focus(cast, rows):
    ObservationFocus.objects.filter(pk=rows["observed"].pk).update(
        what=LONG[:500], shared="", way="video", collected=LONG[:500], learner=cast["coachee"], kept_by=cast["coach"]
    )


def other_draft(cast, rows):
    LogDraft.objects.filter(pk=rows["draft"].pk).update(data={"text": LONG}, version=9, saved_at=timezone.now())


def other_files(cast, rows):
    """Another caption and content, and seven more."""
    old = VisitFile.objects.get(pk=rows["file"].pk)
    for number in range(8):
        VisitFile(
            partnership=cast.partnership, visit=rows["visit"],
            author=cast["coach"], caption=LONG[:120], content=LONG.encode(), mime="image/jpeg", pages=1, size=1000,
            digest="0" * 64, added_at=timezone.now(), replaces=None if number else old,
        ).save(force_insert=True)  # fmt: skip
    VisitFile.objects.filter(pk=old.pk).update(content=LONG.encode(), caption="", size=9)


def other_conversation(cast, rows):
    Conversation.objects.filter(pk=rows["conversation"].pk).update(
        chosen=LONG[:300], focuses=[], questions=[LONG], prepared=["preparation.earlier"]
    )


def other_draft_files(cast, rows):
    DraftFile.objects.filter(pk=rows["draft_file"].pk).update(content=LONG.encode(), caption=LONG[:120], pages=9)


def other_reading(cast, rows):
    VisitRead.objects.filter(pk=rows["read"].pk).delete()


def other_plan(cast, rows):
    Plan.objects.filter(partnership=cast.partnership).update(
        concern_name="Somebody Else", cycles=3, version=7, mode="virtual"
    )


def other_suggestions(cast, rows):
    """Another clause in the pair's words, and another suggestion; what was suggested itself never changes."""
    Plan.objects.filter(partnership=cast.partnership).update(
        clauses={"coach_prepared": {"addition": LONG, "language": "en"}}
    )
    old = Suggestion.objects.get(pk=rows["suggestion"].pk)
    Suggestion.objects.filter(partnership=cast.partnership).delete()
    for pk, key in ((old.pk, "coach_extra_support"), (None, "coach_prepared")):
        one = Suggestion(
            partnership=cast.partnership, author=cast["coach"], about="clause", key=key, basis={}, reason=LONG,
            value={"addition": LONG, "language": "en"},
        )  # fmt: skip
        one.pk = pk or one.pk
        one.save(force_insert=True)


def other_look(cast, rows):
    PlanLook.objects.filter(partnership=cast.partnership).update(seen={"question.mode": {"mode": "virtual"}})


def other_letters(cast, rows):
    """Another for the coachee alone, and the one there was with other words; a letter itself never changes."""
    old = Letter.objects.get(pk=rows["letter"].pk)
    old.delete()
    for pk, text in ((rows["letter"].pk, LONG[:200]), (None, "one more")):
        letter = Letter(
            partnership=cast.partnership, author=cast["coach"], author_name="Rosa Delgado", key="introduction",
            reader_ids=old.reader_ids, recipients=old.recipients, language="es", subject=text, text=text,
            sent_at=timezone.now() - dt.timedelta(days=1),
        )  # fmt: skip
        letter.pk = pk or letter.pk
        letter.save(force_insert=True)
    LetterDraft.objects.filter(partnership=cast.partnership).update(subject="", text=LONG)


def other_signature(cast, rows):
    signatures = Signature.objects.filter(partnership=cast.partnership)
    signatures.update(typed_name="Other", address="10.9.8.7", browser=LONG[:300], mark=[[1, 2, 3, 4]])
    PaperScan.objects.filter(partnership=cast.partnership).update(
        content=LONG.encode(), pages=9, contested_at=timezone.now()
    )


def other_consent(cast, rows):
    ConsentRecord.objects.filter(user=cast["coachee"]).delete()
    ConsentRecord(user=cast["coachee"], at=timezone.now(), agreed=False, text=LONG).save(force_insert=True)


def other_terms(cast, rows):
    AgreedTerms.objects.filter(partnership=cast.partnership).update(in_force=False)


def other_reasons(cast, rows):
    Pause.objects.filter(pk=rows["pause"].pk).update(reason=LONG, look_again_on=dt.date(2027, 3, 3), ended_at=None)
    ClosingStep.objects.filter(partnership=cast.partnership).update(words=LONG)
    ClosingStep(
        partnership=cast.partnership, key="look_back", waived_reason="none", recorded_by=cast["coachee"],
        recorded_at=timezone.now(),
    ).save(force_insert=True)  # fmt: skip


def other_notes_to_all(cast, rows):
    Ending.objects.filter(pk=rows["ending"].pk).update(words=LONG)
    Renegotiation.objects.filter(pk=rows["asked"].pk).update(words=LONG, about="plan", ended_at=None, outcome="")


def other_handover(cast, rows):
    Handover.objects.filter(pk=rows["handover"].pk).update(classes=["notes", "goals"], answered_at=timezone.now())


def other_phone(cast, rows):
    Contact.objects.filter(user=cast["coachee"]).update(phone="999 999 9999")


def other_months(cast, rows):
    """A frozen month more, with other numbers, and what waits to be frozen."""
    FrozenMonth(
        program=cast.program, audience="leadership", month=dt.date(2026, 8, 1), frozen_at=timezone.now(),
        content={"figures": [{"key": "visits", "people": 25, "value": 4710}]},
    ).save(force_insert=True)  # fmt: skip
    MonthBallot(release=rows["released"], answers={"how": "1"}).save(force_insert=True)


R = RecordClass
PAIR = {"coach", "coachee"}
DIFFERENCES = {
    "what the pair alone writes": (
        (
            longer_notes,
            other_files,
            other_conversation,
            other_steps,
            other_reports,
            other_progress,
            other_growth,
            other_ratings,
            other_questions,
            other_talk,
            other_details,
            other_plan,
            other_attendance,
            other_proposals,
            other_focus,
            other_payer,
        ),
        {R.ATTENDANCE, R.NOTES, R.ACTION_PLAN, R.VISIT_DETAIL, R.ASSESSMENT, R.PROGRESS_REPORT},
        PAIR,
    ),
    "practices, goals and the log": ((other_goals, other_practices, other_log), {R.GOALS, R.PRACTICES, R.LOG}, PAIR),
    "what is suggested, and clauses in the pair's words": ((other_suggestions,), set(), PAIR),
    "what the coachee has seen of the plan": ((other_look,), set(), {"coachee"}),
    "the draft of a log": ((other_draft,), set(), {"coach"}),
    "a rating that is being written": ((other_rating_draft,), set(), {"coach"}),
    "files of a log that is being written": ((other_draft_files,), set(), {"coach"}),
    "what the coachee has read": ((other_reading, other_report_reading), set(), {"coachee"}),
    "signatures": ((other_signature,), {R.AGREEMENT}, PAIR),
    "consent to electronic records": ((other_consent,), set(), {"coachee"}),
    "why it rests and how it is concluded": ((other_reasons,), set(), PAIR),
    "what is written to all who sign": ((other_notes_to_all,), {R.AGREEMENT}, {"coach", "coachee"}),
    "what a new coach may see of before": ((other_handover,), set(), PAIR),
    "that a mandatory report was made": ((other_duty,), set(), {"coach"}),
    "who was shown what": ((other_ledger, other_handing), set(), PAIR),
    "agreed terms": ((other_terms,), {R.AGREEMENT_TERMS}, PAIR),
    "a concern on its route": ((other_concern,), set(), {"coach", "coach_supervisor"}),
    "a case without names": ((other_cases,), set(), {"coach", "coachee", "coach_supervisor"}),
    "a case and a report that are being written": ((other_case_draft, other_report_draft), set(), {"coach"}),
    "what is asked of the coach's own supervisor": ((other_requests,), set(), {"coach", "coachee", "coach_supervisor"}),
    "what the parties tell each other": ((other_telling,), set(), {"coach", "coachee", "supervisor"}),
    **surveyed.DIFFERENCES,
    "what is shared and proposed to be": ((other_shares,), set(), PAIR),
    "frozen months": ((other_months,), set(), {"leader"}),
    "letters without a copy": ((other_letters,), set(), PAIR),
    "a phone number": ((other_phone,), set(), {"coach", "coachee", "supervisor", "administrator"}),
}


SEEN_BY = {
    "what the pair alone writes": (
        "coach", "plan_edit", "action_plan", "growth_list", "question_list", "visit_detail", "attendance_list",
        "practice_profile", "rating_detail", "funding", "progress_report",
    ),
    "practices, goals and the log": ("coach", "action_plan", "growth_list", "cycle_list"),
    "what is suggested, and clauses in the pair's words": ("coach", "suggestion_detail", "clause_list"),
    "what the coachee has seen of the plan": ("coachee", "plan_edit"),
    "the draft of a log": ("coach", "visit_log"),
    "a rating that is being written": ("coach", "rating_write", "rating_finish"),
    "files of a log that is being written": ("coach", "draft_file"),
    "what the coachee has read": ("coachee", "partnership_detail"),
    "signatures": ("coach", "agreement_detail", "agreement_scan"),
    "consent to electronic records": ("coachee", "electronic_records"),
    "why it rests and how it is concluded": ("coach", "partnership_conclude", "closing_step"),
    "what is written to all who sign": ("coach", "agreement_detail", "partnership_detail"),
    "what a new coach may see of before": ("coach", "former_record"),
    "that a mandatory report was made": ("coach", "duty"),
    "who was shown what": ("coachee", "partnership_ledger", "ledger_file"),
    "agreed terms": ("coach", "caseload", "partnership_detail"),
    "a concern on its route": ("coach", "concern_list", "concern_detail"),
    "a case without names": ("coach_supervisor", "case_detail"),
    "a case and a report that are being written": ("coach",),
    "what is asked of the coach's own supervisor": ("coach", "resource_list", "resource_detail"),
    "what the parties tell each other": ("coach", "support"),
    **surveyed.SEEN_BY,
    "what is shared and proposed to be": ("coachee", "release_list", "release_detail"),
    "frozen months": ("leader", "program_numbers", "program_report"),
    "letters without a copy": ("coach", "letter_detail"),
    "a phone number": ("coachee", "profile"),
}  # fmt: skip
"""Somebody who has the right to a difference, and where they meet it."""
