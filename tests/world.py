"""A partnership with at least one row of every class of record, for the tests of who sees what."""

import datetime as dt
import hashlib
import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.utils import timezone

from agreements.models import (
    ConsentRecord,
    FocusPractice,
    PaperScan,
    SealAttempt,
    SealedDocument,
    Signature,
    SpokenCommitment,
)
from coaching.disclosure.classes import PAIR, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.disclosure.models import Disclosed
from coaching.models import AuditEntry, Mail, MailChoice, Partnership, ProgramPractice, Site, User
from coaching.services.roster import receive
from cycles.models import (
    ActionStep,
    Attendance,
    AttendanceReason,
    CalendarFeed,
    Celebration,
    Conversation,
    Cycle,
    CycleComponent,
    DraftFile,
    GettingToKnow,
    Goal,
    GoalGrounds,
    GoalProgress,
    GuideMark,
    LevelNote,
    LogDraft,
    NeedsAssessment,
    Note,
    ObservationFocus,
    PlanCopy,
    PracticeLevel,
    Visit,
    VisitDetail,
    VisitFile,
    VisitLog,
    VisitRead,
    VisitStep,
)
from cycles.services.feeds import digest_of
from cycles.services.pairs import LEADS, LEARNS
from reports.models import Export, ExportPiece, FrozenMonth
from tests.around import (
    ask_each_other,
    ask_for_help,
    ask_to_move,
    ask_without_names,
    confide,
    share,
    tell_each_other,
    who_pays,
)
from tests.beginnings import MARK, marked, what_happened, what_is_drafted, write_letters
from tests.cast import Cast
from tests.database import bypassing
from tests.rated import rate_each_other, word_profiles
from tests.reported import give_reports
from tests.shown import duty_was_done, was_shown
from tests.surveyed import ask_in_surveys

ROSTER = b"Name,Email,Part\nIda Holm,ida.holm@example.org,coachee\n"


FROZEN = {"figures": [{"key": "modes", "people": 25, "cells": [{"key": "in_person", "value": 15}]}]}


def disclosed_models() -> list[type[Disclosed]]:
    """Every table with content about a partnership."""
    return sorted(
        (model for model in apps.get_models() if issubclass(model, Disclosed)), key=lambda model: model._meta.db_table
    )


def fill(cast: Cast, partnership: Partnership | None = None) -> dict[str, object]:
    """Work of two cycles, one complete and one open, with texts that carry `MARK`. Answers rows by name."""
    partnership = partnership or cast.partnership
    with bypassing():
        parties = [party for party in partnership.parties.filter(left_at=None) if party.part in PAIR]
        lead = min(parties, key=lambda party: LEADS.index(party.part) if party.part in LEADS else len(LEADS))
        learner = next(party for party in parties if party.part in LEARNS and party.user_id != lead.user_id)
        coach, coachee = lead.user_id, learner.user_id
        component = partnership.framework.components[1].key
        practice = FocusPractice.objects.filter(partnership=partnership).first()
        common = {"partnership": partnership}
        goal = Goal(
            **common, practice=practice, text=marked(RecordClass.GOALS, "give every child time"), created_by_id=coach
        )
        goal.save(force_insert=True)
        step = ActionStep(
            **common,
            goal=goal,
            text=marked(RecordClass.ACTION_PLAN, "count to five"),
            coachee_does="counts",
            coach_does="films",
        )
        step.save(force_insert=True)
        done = Cycle(**common, number=1, started_on=dt.date(2026, 9, 8), completed_on=dt.date(2026, 9, 22))
        done.save(force_insert=True)
        open_cycle = Cycle(**common, number=2, started_on=dt.date(2026, 9, 22))
        open_cycle.save(force_insert=True)
        rows: dict[str, object] = {"goal": goal, "step": step, "cycle": done, "open_cycle": open_cycle}
        for number, day in enumerate([dt.date(2026, 9, 8), dt.date(2026, 9, 22)], start=1):
            starts = dt.datetime.combine(day, dt.time(15, 30), tzinfo=dt.UTC)
            visit = Visit(
                **common,
                state=Visit.State.LOGGED,
                starts_at=starts,
                local_date=day,
                local_time=dt.time(9, 30),
                time_zone="America/Denver",
                mode="in_person",
                place=marked(RecordClass.VISIT_DETAIL, "room"),
                planned_by_id=coach,
            )
            visit.save(force_insert=True)
            log = VisitLog(**common, visit=visit, cycle=done, visited_on=day, minutes=40 + number, finished_at=starts)
            log.save(force_insert=True)
            detail = VisitDetail(
                **common,
                visit=visit,
                author_id=coach,
                started=dt.time(9, 30),
                mode="in_person",
                place=marked(RecordClass.VISIT_DETAIL, "room"),
                strategies=["in_setting.observing"],
                strategies_other=marked(RecordClass.VISIT_DETAIL),
            )
            detail.save(force_insert=True)
            note = Note(
                **common,
                visit=visit,
                component=component,
                author_id=coach,
                author_part=lead.part,
                text=marked(RecordClass.NOTES, "she waited longer each time"),
                created_at=starts,
            )
            note.save(force_insert=True)
            reflection = Note(
                **common,
                visit=visit,
                component="",
                author_id=coachee,
                author_part=learner.part,
                text=marked(RecordClass.NOTES, "I was nervous"),
                created_at=starts,
            )
            reflection.save(force_insert=True)
            CycleComponent(
                **common,
                cycle=done,
                key=component,
                visit=visit,
                recorded_by_id=coach,
                recorded_at=starts,
            ).save(force_insert=True)
            rows |= {"visit": visit, "log": log, "detail": detail, "note": note, "reflection": reflection}
        start = timezone.now() + dt.timedelta(days=3)
        planned = Visit(
            **common,
            starts_at=start,
            local_date=start.date(),
            local_time=dt.time(9, 30),
            time_zone="America/Denver",
            place=marked(RecordClass.VISIT_DETAIL, "room"),
            planned_by_id=coach,
        )
        planned.save(force_insert=True)
        missed = Visit(
            **common,
            state=Visit.State.MISSED,
            starts_at=start - dt.timedelta(days=9),
            local_date=start.date() - dt.timedelta(days=9),
            local_time=dt.time(9, 30),
            time_zone="America/Denver",
            place=marked(RecordClass.VISIT_DETAIL, "room"),
            planned_by_id=coach,
        )
        missed.save(force_insert=True)
        came = Attendance(
            **common,
            visit=missed,
            planned_for=missed.local_date,
            kind="missed",
            who_id=coachee,
            part=learner.part,
            recorded_at=timezone.now(),
        )
        came.save(force_insert=True)
        why = AttendanceReason(
            **common, visit=missed, author_id=coachee, text=marked(RecordClass.NOTES, "a child was ill")
        )
        why.save(force_insert=True)
        focus = ObservationFocus(
            **common,
            visit=planned,
            what=marked(RecordClass.NOTES, "waiting time"),
            shared=marked(RecordClass.NOTES, "the count"),
            collected=marked(RecordClass.NOTES, "how often"),
            saved_by_id=coachee,
            saved_at=timezone.now(),
        )
        focus.save(force_insert=True)
        rows |= ask_to_move(planned, coachee)
        rows |= {"missed": missed, "came": came, "why": why, "observed": focus}
        draft = LogDraft(
            **common,
            visit=planned,
            author_id=coach,
            data={"notes": marked(RecordClass.NOTES, "draft")},
            saved_at=timezone.now(),
        )
        draft.save(force_insert=True)
        rows |= _files(partnership, visit, planned, coach)
        conversation = Conversation(
            **common,
            visit=visit,
            author_id=coach,
            questions=[marked(RecordClass.NOTES, "what would help")],
            focuses=[marked(RecordClass.NOTES, "questions"), marked(RecordClass.NOTES, "calm")],
            chosen=marked(RecordClass.NOTES, "questions"),
        )
        conversation.save(force_insert=True)
        rows["conversation"] = conversation
        spoken_of = VisitStep(
            **common,
            visit=visit,
            step=step,
            wording=marked(RecordClass.ACTION_PLAN, "count to five, then"),
            outcome="on",
        )
        spoken_of.save(force_insert=True)
        rows["spoken_of"] = spoken_of
        read = VisitRead(**common, visit=visit, author_id=coachee, read_at=timezone.now())
        read.save(force_insert=True)
        rows |= {"planned": planned, "draft": draft, "read": read}
        rows |= _growth(goal, coach, coachee, lead.part)
        copy = PlanCopy(
            **common,
            visit=visit,
            author_id=coach,
            key="plan_copy",
            copied_on=dt.date(2026, 9, 22),
            copied_at=timezone.now(),
            content=[
                {"text": marked(RecordClass.ACTION_PLAN, "as it was"), "area": "", "aside": False, "reason": "",
                 "priority": "", "news": None, "steps": []}
            ],
        )  # fmt: skip
        copy.save(force_insert=True)
        rows["copy"] = copy
        rows |= ask_each_other(partnership, coach, coachee, marked)
        rows |= rate_each_other(partnership, coach, coachee, lead.part, marked)
        rows |= tell_each_other(partnership, coach, coachee, marked)
        rows |= give_reports(partnership, coach, coachee)
        rows |= share(partnership, coach, coachee, rows["note"].pk)
        rows |= confide(partnership, coach, cast["coach_supervisor"].pk)
        rows |= ask_for_help(partnership, coach, coachee, cast["coach_supervisor"].pk)
        rows |= who_pays(partnership, coach, marked)
        rows |= ask_without_names(partnership, coach, coachee, cast["coach_supervisor"].pk)
        rows |= ask_in_surveys(partnership, coach, coachee)
        rows |= was_shown(partnership, cast["leader"].pk) | duty_was_done(partnership, coach)
        rows |= what_happened(cast, partnership, coach, coachee)
        mark = GuideMark(
            **common,
            guide="beginning",
            item="confidentiality_explained",
            done_on=dt.date(2026, 9, 2),
            note=marked(RecordClass.NOTES, "she asked twice"),
            marked_by_id=coach,
            marked_at=timezone.now(),
        )
        mark.save(force_insert=True)
        rows |= (
            {"mark": mark} | write_letters(partnership, coach, coachee) | what_is_drafted(partnership, coach, coachee)
        )
        if agreement := cast.agreements.get(partnership.pk):
            content = f"%PDF {MARK} {agreement.pk}".encode()
            sealed = SealedDocument(
                **common,
                agreement=agreement,
                content=content,
                digest=hashlib.sha256(content).hexdigest(),
                sealed_at=timezone.now(),
            )
            sealed.save(force_insert=True)
            commitment = SpokenCommitment(
                **common,
                agreement=agreement,
                user_id=coachee,
                part=learner.part,
                digest=agreement.digest,
                said_on=dt.date(2026, 9, 1),
                way="phone",
                recorded_by_id=coach,
                recorded_at=timezone.now(),
                answer="contested",
                answered_at=timezone.now(),
                remark=marked(RecordClass.AGREEMENT, "I did not say that"),
            )
            commitment.save(force_insert=True)
            rows |= {"sealed": sealed, "commitment": commitment}
            rows["scanned"] = Signature.objects.get(agreement=agreement, user=coachee)
            scan = PaperScan(
                **common,
                agreement=agreement,
                signature=rows["scanned"],
                content=content,
                mime=PaperScan.Mime.PDF,
                pages=1,
                digest=hashlib.sha256(content).hexdigest(),
                added_by_id=coach,
                added_at=timezone.now(),
            )
            scan.save(force_insert=True)
            SealAttempt(agreement=agreement).save(force_insert=True)
        Mail.objects.create(kind="visit_planned", subject_id=planned.pk, recipient_id=coachee, due_at=timezone.now())
    return rows


def _files(partnership: Partnership, visit: Visit, planned: Visit, coach: uuid.UUID) -> dict[str, object]:
    """A file in a log that is being written, and one of a finished log."""
    content = f"%PDF {marked(RecordClass.NOTES, 'drawing')}".encode()
    kept = {
        "partnership": partnership,
        "author_id": coach,
        "caption": marked(RecordClass.NOTES, "her wall of pictures"),
        "content": content,
        "mime": "application/pdf",
        "pages": 1,
        "size": len(content),
        "digest": hashlib.sha256(content).hexdigest(),
        "added_at": timezone.now(),
    }
    draft_file, file = DraftFile(**kept, visit=planned), VisitFile(**kept, visit=visit)
    draft_file.save(force_insert=True)
    file.save(force_insert=True)
    return {"draft_file": draft_file, "file": file}


def _growth(goal: Goal, coach: uuid.UUID, coachee: uuid.UUID, part: str) -> dict[str, object]:
    """Why a goal matters and how it goes, something to celebrate, the level of a practice, and what they know."""
    now, day = timezone.now(), dt.date(2026, 9, 22)
    common = {"partnership": goal.partnership}
    written = {"author_id": coach, "recorded_at": now}
    looked = {"looked_on": day, "changed_by_id": coach, "changed_at": now}
    grounds = GoalGrounds(**common, goal=goal, reason=marked(RecordClass.ACTION_PLAN, "because children wait"))
    progress = GoalProgress(
        **common, **written, goal=goal, kind="moved", text=marked(RecordClass.ACTION_PLAN, "four of nine"), seen_on=day
    )
    celebration = Celebration(
        **common, **written, goal=goal, text=marked(RecordClass.NOTES, "a whole minute"), seen_on=day, author_part=part
    )
    level = PracticeLevel(
        **common,
        **written,
        practice=goal.practice,
        wording=marked(RecordClass.ASSESSMENT, "wording then"),
        level="trying",
        seen_on=day,
        author_part=part,
    )
    level_note = LevelNote(
        **common, level=level, author_id=coach, text=marked(RecordClass.NOTES, "she counted to five")
    )
    known = GettingToKnow(
        **common, **looked, guide="getting_to_know", answers={"needs": marked(RecordClass.NOTES, "quiet time")}
    )
    needs = NeedsAssessment(
        **common, **looked, guide="strengths_and_needs", answers={"needs": marked(RecordClass.ASSESSMENT, "more calm")}
    )
    rows = {
        "grounds": grounds,
        "progress": progress,
        "celebration": celebration,
        "level": level,
        "level_note": level_note,
        "known": known,
        "needs": needs,
    }
    for row in rows.values():
        row.save(force_insert=True)
    return dict(rows) | {"focus": goal.practice}


def secret_of(user: User) -> str:
    """The secret of this person's calendar address in the world."""
    return f"1{user.pk}"


def furnish(cast: Cast) -> None:
    """A row in every table that is not about a partnership, for each person where it is a person's."""
    now = timezone.now()
    with bypassing():
        for user in cast.people.values():
            EmailAddress(user=user, email=user.email, verified=True, primary=True).save(force_insert=True)
            Authenticator(user=user, type="recovery_codes", data={}).save(force_insert=True)
            UserSession(user=user, ip="127.0.0.1", session_key=f"key-{user.pk}", user_agent="x").save(force_insert=True)
            ConsentRecord(user=user, at=now, agreed=True, text=f"{MARK} consent").save(force_insert=True)
            AuditEntry(at=now, person=user, event="refused").save(force_insert=True)
            MailChoice(user=user, topic="records", how="daily", chosen_at=now).save(force_insert=True)
            CalendarFeed(user=user, digest=digest_of(secret_of(user)), made_at=now).save(force_insert=True)
            Mail(kind="invitation", subject_id=user.pk, recipient=user, due_at=now).save(force_insert=True)
            export = Export(
                program=cast.program,
                requester=user,
                part="leadership",
                format="csv",
                language="en",
                since=dt.date(2026, 9, 1),
                until=dt.date(2026, 9, 30),
                requested_at=now,
                expires_at=now - dt.timedelta(days=1),
            )
            export.save(force_insert=True)
            ExportPiece(export=export, position=0, content=b"x").save(force_insert=True)
        for program in (cast.program, cast.elsewhere):
            ProgramPractice(program=program, text="Greets each child by name").save(force_insert=True)
            Site(program=program, name="East Room").save(force_insert=True)
            word_profiles(program, cast["administrator"])
            FrozenMonth.objects.bulk_create(
                FrozenMonth(
                    program=program, audience=audience, month=dt.date(2026, 9, 1), frozen_at=now, content=FROZEN
                )
                for audience in ("leadership", "regional_leadership", "coach_supervisor")
            )  # fmt: skip
    for program, owner in ((cast.program, "administrator"), (cast.elsewhere, "administrator_elsewhere")):
        with acting_as(cast[owner].pk):
            receive(program=program, kind="people", name="staff.csv", data=ROSTER, by=cast[owner])
