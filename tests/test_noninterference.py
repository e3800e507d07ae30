"""Two worlds that differ in one secret look the same, to a byte, to everybody without a right to it (design 4e).

For each class of record the second world changes text (to nothing, and to a thousand characters), existence, count,
order and time at once. Each person fetches every page, file and mail in both; who has the right must see a difference.
"""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
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
from coaching.disclosure.classes import Form, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.models import Contact, Mail
from coaching.services.outbox import compose
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
from reports.models import Export
from reports.periods import Period
from reports.services import make_export, request_export
from tests.around import (
    LONG,
    other_concern,
    other_proposals,
    other_questions,
    other_requests,
    other_talk,
    other_telling,
)
from tests.cast import PARTS, Client
from tests.database import as_worker, bypassing
from tests.matrix import EXPECTED
from tests.routes import READERS, ROUTES
from tests.test_routes import OURS, address, arguments
from tests.world import fill, furnish, secret_of

pytestmark = pytest.mark.django_db

READ = [name for name in OURS if not ROUTES[name].posts and name not in ("account_login", "who_sees_what")]
WATCHERS = ["coach", "coachee", "supervisor", "leader", "local_agency", "coach_supervisor", "administrator",
            "former_coach", "other_coach", "stranger"]  # fmt: skip


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


R = RecordClass
PAIR = {"coach", "coachee"}
DIFFERENCES = {
    "what the pair alone writes": (
        (
            longer_notes,
            other_files,
            other_conversation,
            other_steps,
            other_progress,
            other_growth,
            other_questions,
            other_talk,
            other_details,
            other_plan,
            other_attendance,
            other_proposals,
            other_focus,
        ),
        {R.ATTENDANCE, R.NOTES, R.ACTION_PLAN, R.VISIT_DETAIL, R.ASSESSMENT},
        PAIR,
    ),
    "practices, goals and the log": ((other_goals, other_practices, other_log), {R.GOALS, R.PRACTICES, R.LOG}, PAIR),
    "what is suggested, and clauses in the pair's words": ((other_suggestions,), set(), PAIR),
    "what the coachee has seen of the plan": ((other_look,), set(), {"coachee"}),
    "the draft of a log": ((other_draft,), set(), {"coach"}),
    "files of a log that is being written": ((other_draft_files,), set(), {"coach"}),
    "what the coachee has read": ((other_reading,), set(), {"coachee"}),
    "signatures": ((other_signature,), {R.AGREEMENT}, PAIR),
    "consent to electronic records": ((other_consent,), set(), {"coachee"}),
    "why it rests and how it is concluded": ((other_reasons,), set(), PAIR),
    "what is written to all who sign": ((other_notes_to_all,), {R.AGREEMENT}, {"coach", "coachee"}),
    "what a new coach may see of before": ((other_handover,), set(), PAIR),
    "agreed terms": ((other_terms,), {R.AGREEMENT_TERMS}, PAIR),
    "a concern on its route": ((other_concern,), set(), {"coach", "coach_supervisor"}),
    "what is asked of the coach's own supervisor": ((other_requests,), set(), {"coach", "coachee", "coach_supervisor"}),
    "what the parties tell each other": ((other_telling,), set(), {"coach", "coachee", "supervisor"}),
    "letters without a copy": ((other_letters,), set(), PAIR),
    "a phone number": ((other_phone,), set(), {"coach", "coachee", "supervisor", "administrator"}),
}


SEEN_BY = {
    "what the pair alone writes": (
        "coach", "plan_edit", "action_plan", "growth_list", "question_list", "visit_detail", "attendance_list",
    ),
    "practices, goals and the log": ("coach", "action_plan", "growth_list", "cycle_list"),
    "what is suggested, and clauses in the pair's words": ("coach", "suggestion_detail", "clause_list"),
    "what the coachee has seen of the plan": ("coachee", "plan_edit"),
    "the draft of a log": ("coach", "visit_log"),
    "files of a log that is being written": ("coach", "draft_file"),
    "what the coachee has read": ("coachee", "partnership_detail"),
    "signatures": ("coach", "agreement_detail", "agreement_scan"),
    "consent to electronic records": ("coachee", "electronic_records"),
    "why it rests and how it is concluded": ("coach", "partnership_conclude", "closing_step"),
    "what is written to all who sign": ("coach", "agreement_detail", "partnership_detail"),
    "what a new coach may see of before": ("coach", "former_record"),
    "agreed terms": ("coach", "caseload", "partnership_detail"),
    "a concern on its route": ("coach", "concern_list", "concern_detail"),
    "what the parties tell each other": ("coach", "support"),
    "letters without a copy": ("coach", "letter_detail"),
    "a phone number": ("coachee", "profile"),
}  # fmt: skip
"""Somebody who has the right to a difference, and where they meet it."""


def allowed(record_classes, own) -> set[str]:
    """Who may notice: its own people, and the parts that the matrix gives all of each of the classes."""
    given = {
        name
        for name, part in PARTS.items()
        if name != "other_supervisor"
        and record_classes
        and all(EXPECTED["stars"].get(part, {}).get(one) == Form.ALL for one in record_classes)
    }
    return set(own) | given


def views_of(cast, rows, person) -> Iterator[tuple[str, bytes]]:
    """Everything that a person can fetch, by its name: pages, files and the mails that wait for them."""
    refused = {name for name in READ if "program" in ROUTES[name].args and person not in ROUTES[name].seen_by}
    yield from pages_of(cast, rows, person, [name for name in READ if name not in refused])  # before they read anything
    yield from mails_of(cast[person]).items()
    yield "feed", feed_of(cast[person])
    yield from files_of(cast, person)


def pages_of(cast, rows, person, names) -> Iterator[tuple[str, bytes]]:
    client = Client()
    client.force_login(cast[person])
    known = arguments(cast, rows)
    for name in names:
        yield name, as_bytes(client.get(address(name, known)))


def feed_of(user) -> bytes:
    """What a program gets that fetches a person's calendar, by the address alone: a reader of its own kind."""
    return as_bytes(Client().get(reverse("calendar_feed", args=[secret_of(user)])))


def as_bytes(answer) -> bytes:
    """An answer as it leaves."""
    return b"%d %r " % (answer.status_code, header(answer)) + without_tokens(answer.content)


def files_of(cast, person) -> Iterator[tuple[str, bytes]]:
    """The report of the program in each kind of sheet, as the worker makes it for those who may ask for one."""
    if person not in READERS:
        return
    for kind in ("csv", "xlsx"):
        with acting_as(cast[person].pk):
            export = request_export(
                program=cast.program, part=PARTS[person], by=cast[person], format=kind, period=PERIOD
            )
        with as_worker():
            make_export(export_id=export.pk, person_id=cast[person].pk)
        with acting_as(cast[person].pk):
            export.refresh_from_db()
            content = export.filename.encode() + bytes(export.file.content)
            Export.objects.filter(pk=export.pk).update(state="failed")
        yield f"report.{kind}", content


def mails_of(user) -> dict[str, bytes]:
    found = {}
    with as_worker(), acting_as(None):
        for mail in Mail.objects.filter(recipient=user).order_by("kind", "pk"):
            message = compose(mail)
            found[f"mail {mail.kind}"] = message.message().as_bytes() if message else b""
    return {name: re.sub(rb"(boundary=\"|^--)=+\d+==", rb"\1", text, flags=re.M) for name, text in found.items()}


def header(answer) -> list[tuple[str, str]]:
    """Headers as they leave, without the session's cookie; sizes and names of files are among them."""
    return sorted((key, value) for key, value in answer.items() if key != "Content-Security-Policy")


DRAWN = re.compile(
    rb'(csrfmiddlewaretoken" value="|csrf-token" content="|X-CSRFToken[^:]*: ?.|name="entry" value=")[\w-]+'
)
"""What each answer draws by chance: tokens against forgery, and the number of an entry not yet begun."""


def without_tokens(content: bytes) -> bytes:
    return DRAWN.sub(rb"\1", content)


PERIOD = Period(dt.date(2026, 9, 1), dt.date(2026, 12, 31))


def test_a_secret_makes_no_difference_to_whom_it_is_not_given(signed, monkeypatch):
    """Whoever may notice none of some differences fetches a world that has all of those at once."""
    monkeypatch.setattr("coaching.views.errors.secrets.token_hex", lambda size: "0" * 2 * size)  # drawn by chance
    rows = fill(signed)
    furnish(signed)
    leaks = []
    with time_machine.travel(timezone.now(), tick=False):
        for person in WATCHERS:
            kept = [name for name, (_changes, given, own) in DIFFERENCES.items() if person not in allowed(given, own)]
            before = views_in(signed, rows, person)
            if before == views_in(signed, rows, person, *kept):
                continue
            for name in kept:
                after = views_in(signed, rows, person, name)
                seen = sorted(one for one in before.keys() | after.keys() if before.get(one) != after.get(one))
                leaks += [f"{name}: {person} sees it in {', '.join(seen)}"] if seen else []
            leaks = leaks or [f"{person} sees several differences at once: {', '.join(kept)}"]
    assert not leaks, "\n".join(leaks)


def test_who_has_the_right_sees_each_difference(signed, monkeypatch):
    """Without this the test above could look past what it is about."""
    monkeypatch.setattr("coaching.views.errors.secrets.token_hex", lambda size: "0" * 2 * size)
    rows = fill(signed)
    furnish(signed)
    assert SEEN_BY.keys() == DIFFERENCES.keys()
    unseen = []
    with time_machine.travel(timezone.now(), tick=False):
        for difference, (person, *names) in SEEN_BY.items():
            before = dict(pages_of(signed, rows, person, names))
            with another_world(signed, rows, difference):
                after = dict(pages_of(signed, rows, person, names))
            unseen += [f"{difference}: {person} in {name}" for name in names if before[name] == after[name]]
    assert not unseen, "\n".join(unseen)


def views_in(cast, rows, person, *differences) -> dict[str, bytes]:
    """What a person fetches in the world with these differences."""
    with another_world(cast, rows, *differences):
        return dict(views_of(cast, rows, person))


@contextmanager
def another_world(cast, rows, *differences) -> Iterator[None]:
    """The world with these differences; afterwards neither they nor the traces of who looked at it are left."""
    cache.clear()
    with transaction.atomic():
        with bypassing():
            for difference in differences:
                for change in DIFFERENCES[difference][0]:
                    change(cast, rows)
        yield
        transaction.set_rollback(True)
    cache.clear()
