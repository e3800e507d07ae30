"""Every kind of mail, made for every person: it reaches who is concerned, and says nothing (design section 7)."""

import datetime as dt
import email.policy
import re
from email import message_from_bytes

import pytest
from django.utils import timezone

from agreements.models import Signature, SpokenCommitment
from agreements.services import decline, pause, send_for_signature
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, Membership, Partnership, User
from coaching.services.outbox import Kind, compose
from cycles.models import Visit
from cycles.services import cancel_later, cancel_visit, move_visit, plan_series, plan_visit
from cycles.services.series import Alike, foresee
from reports.models import Export
from tests.cast import NAMES, make_partnership, make_people, sign_all, today
from tests.database import as_worker, bypassing
from tests.mailbox import Received
from tests.test_outbox import put, the_mail, tick
from tests.world import MARK, fill

PAIR = {"coach", "coachee"}
TO = {
    Kind.INVITATION: {"newcomer"},
    Kind.PASSWORD_RESET: {"coach"},
    Kind.SUGGESTION_WAITING: {"coachee"},
    Kind.AGREEMENT_WAITING: {"other_supervisor"},
    Kind.SIGNATURE_DUE: {"other_supervisor"},
    Kind.AGREEMENT_SIGNED: {"coach", "coachee", "supervisor"},
    Kind.AGREEMENT_CLOSED: {"other_coach", "other_coachee", "other_supervisor"},
    Kind.AGREEMENT_EXPIRED: {"other_coach", "other_coachee", "other_supervisor"},
    Kind.COACHING_RESTS: PAIR,
    Kind.PAUSE_LOOK_AGAIN: {"other_coach", "other_coachee"},
    Kind.COACHING_ENDED: {"coach", "coachee", "supervisor"},
    Kind.RENEGOTIATION: {"coach", "coachee", "supervisor"},
    Kind.HANDOVER_ASKED: {"coachee"},
    Kind.COMMITMENT_RECORDED: {"other_coachee"},
    Kind.COMMITMENT_CONTESTED: {"coach"},
    Kind.AGREEMENT_SCANNED: {"coachee"},
    Kind.SCAN_CONTESTED: {"coach", "coachee", "supervisor"},
    Kind.LETTER_WAITING: {"coachee", "supervisor"},
    Kind.VISIT_PLANNED: PAIR,
    Kind.VISIT_MOVED: PAIR,
    Kind.MOVE_ASKED: {"coach"},
    Kind.MOVE_DECLINED: {"coachee"},
    Kind.VISIT_CANCELLED: PAIR,
    Kind.VISIT_MISSED: PAIR,
    Kind.SERIES_PLANNED: PAIR,
    Kind.SERIES_MOVED: PAIR,
    Kind.SERIES_CANCELLED: PAIR,
    Kind.VISIT_TOMORROW: PAIR,
    Kind.VISIT_LOGGED: PAIR,
    Kind.LOG_MISSING: {"coach"},
    # What is due waits as on the first page: cycles/tests/test_today.py; and digests: tests/test_choices.py
    Kind.DRAFT_LEFT: set(),
    Kind.CYCLE_DUE: set(),
    Kind.GOAL_STALLED: set(),
    Kind.PROMISE_DUE: set(),
    Kind.DIGEST: set(),
    Kind.QUESTION_ASKED: {"coach"},
    Kind.QUESTION_ANSWERED: PAIR,
    Kind.QUESTION_DUE: set(),  # this framework agrees on no days: cycles/tests/test_questions.py
    # This framework has no check-ins: cycles/tests/test_support.py
    Kind.CHECK_IN_PLANNED: set(),
    Kind.CHECK_IN_DUE: set(),
    Kind.PROGRESS_ASKED: set(),
    Kind.PROGRESS_ANSWERED: set(),
    Kind.PLAN_REVIEWED: {"coachee"},
    Kind.PROGRESS_REPORT_GIVEN: {"coachee"},
    Kind.RELEASE_PROPOSED: {"coachee"},
    Kind.RELEASE_ANSWERED: {"coach"},
    Kind.RELEASE_GIVEN: set(),  # this agreement releases nothing: cycles/tests/test_releases.py
    Kind.RATING_ASKED: {"coachee"},
    Kind.RATING_FINISHED: {"coachee"},
    Kind.AREAS_CHOSEN: {"coach"},
    Kind.SURVEY_OPENED: {"coachee"},
    Kind.SURVEY_WAITING: {"coachee"},
    Kind.RESOURCE_ASKED: {"coach_supervisor"},
    Kind.RESOURCE_NEWS: {"coach"},
    Kind.RESOURCE_DUE: set(),  # what was asked has no day here: cycles/tests/test_resources.py
    Kind.PLAN_COPIED: set(),  # this framework sends none: cycles/tests/test_copies.py
    Kind.CASE_WAITING: set(),  # it is answered here: cycles/tests/test_cases.py
    Kind.CASE_ANSWERED: {"coach"},
    Kind.CONCERN_WAITING: {"coach_supervisor"},
    Kind.CONCERN_ANSWERED: {"coach"},
    Kind.REPORT_READY: {"leader"},
    Kind.MONTH_TOLD: {"leader"},
}
OF_ONE_PERSON = {Kind.INVITATION, Kind.PASSWORD_RESET}
"""Written about the one who gets it: nobody else is ever asked."""


@pytest.fixture
def subjects(signed) -> dict[Kind, tuple[object, str]]:
    """What each kind of mail is about, with its occurrence; every text of it carries MARK."""
    rows = fill(signed)
    with bypassing():
        people = make_people({"newcomer": "Edith Nakamura"})
        User.objects.filter(pk=people["newcomer"].pk).update(joined_at=None)
        signed.people |= people
        export = Export(
            program=signed.program,
            requester=signed["leader"],
            part=Part.LEADERSHIP,
            format="csv",
            language="en",
            since=dt.date(2026, 9, 1),
            until=dt.date(2026, 9, 30),
            requested_at=timezone.now(),
            expires_at=timezone.now() + dt.timedelta(days=7),
            state=Export.State.READY,
        )
        export.save(force_insert=True)
    planned = rows["planned"]
    return {
        Kind.INVITATION: (people["newcomer"].pk, ""),
        Kind.PASSWORD_RESET: (signed["coach"].pk, ""),
        Kind.SUGGESTION_WAITING: (signed.partnership.pk, "2026-11-02"),
        Kind.AGREEMENT_WAITING: (waiting_signature(signed), ""),
        Kind.SIGNATURE_DUE: (waiting_signature(signed), "signature_waiting 2"),
        Kind.AGREEMENT_SIGNED: (signed.agreements[signed.partnership.pk].pk, ""),
        Kind.AGREEMENT_CLOSED: (declined_agreement(signed), ""),
        Kind.AGREEMENT_EXPIRED: (expired_agreement(signed), ""),
        Kind.PAUSE_LOOK_AGAIN: (open_pause(signed), ""),
        Kind.COACHING_RESTS: (signed.partnership.pk, f"resumed {rows['pause'].pk}"),
        Kind.COACHING_ENDED: (signed.partnership.pk, ""),
        Kind.RENEGOTIATION: (rows["asked"].pk, "kept"),
        Kind.HANDOVER_ASKED: (unanswered(signed, rows["handover"]), ""),
        Kind.COMMITMENT_RECORDED: (unanswered_commitment(signed), ""),
        Kind.COMMITMENT_CONTESTED: (rows["commitment"].pk, ""),
        Kind.AGREEMENT_SCANNED: (rows["scanned"].pk, ""),
        Kind.SCAN_CONTESTED: (signed.agreements[signed.partnership.pk].pk, ""),
        Kind.LETTER_WAITING: (rows["copied_letter"].pk, ""),
        Kind.VISIT_PLANNED: (planned.pk, f"{planned.sequence}"),
        Kind.VISIT_MOVED: (planned.pk, f"{planned.sequence}"),
        Kind.MOVE_ASKED: (rows["proposal"].pk, ""),
        Kind.MOVE_DECLINED: (rows["proposal_before"].pk, ""),
        Kind.VISIT_CANCELLED: (cancelled_visit(signed), ""),
        Kind.VISIT_MISSED: (rows["missed"].pk, "0"),
        Kind.SERIES_PLANNED: (series(signed), ""),
        Kind.SERIES_MOVED: (series(signed), ""),
        Kind.SERIES_CANCELLED: (series(signed, cancelled=True), ""),
        Kind.VISIT_TOMORROW: (planned.pk, f"visit_tomorrow 1 {planned.sequence}"),
        Kind.VISIT_LOGGED: (rows["visit"].pk, ""),
        Kind.LOG_MISSING: (planned.pk, f"log_missing 1 {planned.sequence}"),
        Kind.DRAFT_LEFT: (planned.pk, "draft_left 1 2026-11-02"),
        Kind.CYCLE_DUE: (signed.partnership.pk, "cycle_due 1 2026-11-02"),
        Kind.GOAL_STALLED: (planned.pk, "goal_stalled 1 2026-11-02"),
        Kind.PROMISE_DUE: (planned.pk, "promise_due 1 2026-11-01"),
        Kind.DIGEST: (signed["coach"].pk, "2026-11-03"),
        Kind.QUESTION_ASKED: (rows["question"].pk, ""),
        Kind.QUESTION_ANSWERED: (rows["answer"].pk, ""),
        Kind.QUESTION_DUE: (rows["question"].pk, "question_due 1 2026-09-25"),
        Kind.CHECK_IN_PLANNED: (rows["planned_check_in"].pk, "2026-10-20"),
        Kind.CHECK_IN_DUE: (signed.partnership.pk, "check_in_due 1 2026-10-20"),
        Kind.PROGRESS_ASKED: (rows["progress_question"].pk, ""),
        Kind.PROGRESS_ANSWERED: (rows["progress_answer"].pk, ""),
        Kind.PLAN_REVIEWED: (rows["review"].pk, ""),
        Kind.PROGRESS_REPORT_GIVEN: (rows["progress_report"].pk, ""),
        Kind.RELEASE_PROPOSED: (rows["release_proposal"].pk, ""),
        Kind.RELEASE_ANSWERED: (rows["release_refused"].pk, ""),
        Kind.RELEASE_GIVEN: (signed.partnership.pk, "2026-11-02"),
        Kind.RATING_ASKED: (rows["asked_to_rate"].pk, ""),
        Kind.RATING_FINISHED: (rows["rating"].pk, ""),
        Kind.AREAS_CHOSEN: (rows["chosen_areas"].pk, ""),
        Kind.SURVEY_OPENED: (rows["survey"].pk, str(rows["survey"].asked_on)),
        Kind.SURVEY_WAITING: (rows["survey"].pk, f"survey_waiting 1 {rows['survey'].asked_on}"),
        Kind.RESOURCE_ASKED: (rows["resource"].pk, ""),
        Kind.RESOURCE_NEWS: (rows["resource_news"].pk, ""),
        Kind.RESOURCE_DUE: (rows["resource"].pk, "request_due 1 2026-10-20"),
        Kind.PLAN_COPIED: (rows["copy"].pk, ""),
        Kind.CASE_WAITING: (rows["case"].pk, ""),
        Kind.CASE_ANSWERED: (rows["case_word"].pk, ""),
        Kind.CONCERN_WAITING: (rows["concern"].pk, ""),
        Kind.CONCERN_ANSWERED: (rows["concern_word"].pk, ""),
        Kind.REPORT_READY: (export.pk, ""),
        Kind.MONTH_TOLD: (signed["leader"].pk, "leadership 2026-10 2026-11-03"),
    }


def waiting_signature(cast):
    """The supervisor's signature in an agreement that another pair has just sent."""
    people = {
        Part.COACH: cast["other_coach"],
        Part.COACHEE: cast["other_coachee"],
        Part.SUPERVISOR: cast["other_supervisor"],
    }
    with bypassing():
        partnership = make_partnership(cast.program, people.items())
    with acting_as(cast["other_coach"].pk):
        agreement = send_for_signature(partnership=partnership, by=cast["other_coach"])
        return Signature.objects.get(agreement=agreement, user=cast["other_supervisor"]).pk


def declined_agreement(cast):
    """What another pair had sent, and its coachee declined with words that no mail repeats."""
    people = {
        Part.COACH: cast["other_coach"],
        Part.COACHEE: cast["other_coachee"],
        Part.SUPERVISOR: cast["other_supervisor"],
    }
    with bypassing():
        partnership = make_partnership(cast.program, people.items())
    with acting_as(cast["other_coach"].pk):
        agreement = send_for_signature(partnership=partnership, by=cast["other_coach"])
    with acting_as(cast["other_coachee"].pk):
        decline(agreement=agreement, by=cast["other_coachee"], words=f"{MARK} no")
    return agreement.pk


def expired_agreement(cast):
    """What another pair had sent, and not all signed in time."""
    place = waiting_signature(cast)
    with bypassing():
        agreement = Signature.objects.get(pk=place).agreement
        type(agreement).objects.filter(pk=agreement.pk).update(state="expired")
    return agreement.pk


def open_pause(cast):
    with acting_as(cast["other_coach"].pk):
        return pause(
            partnership=cast.other_partnership, by=cast["other_coach"], reason=f"{MARK} ill", look_again_on=today()
        ).pk


def unanswered(cast, handover):
    with bypassing():
        type(handover).objects.filter(pk=handover.pk).update(answered_at=None)
    return cast.partnership.pk


def unanswered_commitment(cast):
    """What was written down about another pair's coachee."""
    agreement = cast.agreements[cast.other_partnership.pk]
    with bypassing():
        commitment = SpokenCommitment(
            partnership=cast.other_partnership,
            agreement=agreement,
            user=cast["other_coachee"],
            part=Part.COACHEE,
            digest=agreement.digest,
            said_on=dt.date(2026, 9, 1),
            way="phone",
            recorded_by=cast["other_coach"],
            recorded_at=timezone.now(),
        )
        commitment.save(force_insert=True)
        return commitment.pk


def cancelled_visit(cast):
    with acting_as(cast["coach"].pk):
        visit = plan_visit(
            partnership=cast.partnership,
            by=cast["coach"],
            local_date=today() + dt.timedelta(days=9),
            local_time=dt.time(9, 30),
            place=f"{MARK} room",
        )
        cancel_visit(visit=visit, by=cast["coach"])
        return visit.pk


def series(cast, *, cancelled=False):
    """Two visits that were planned in one go."""
    with acting_as(cast["coach"].pk):
        pair = Partnership.objects.select_related("program").get(pk=cast.partnership.pk)
        days = [today() + dt.timedelta(days=20), today() + dt.timedelta(days=34)]
        seen = foresee(
            user=cast["coach"], partnership=pair, days=days, at=dt.time(9), zone="America/Denver", minutes=60
        )
        alike = Alike(local_time=dt.time(9), mode="", place=f"{MARK} room", planned_minutes=60)
        visits = plan_series(partnership=pair, by=cast["coach"], occurrences=seen, alike=alike)
        if cancelled:
            ids = {visit.pk for visit in visits}
            cancel_later(visit=visits[0], by=cast["coach"], expected=ids, reason=f"{MARK} ill")
        return visits[0].series


def letter(kind: Kind, subject, occurrence: str, user: User) -> Received | None:
    """The mail as the worker makes it for this person, read as a mail program reads it."""
    mail = Mail(kind=kind, subject_id=subject, occurrence=occurrence, recipient=user, due_at=timezone.now())
    with as_worker():
        message = compose(mail)
    if message is None:
        return None
    return Received(user.email, message_from_bytes(message.message().as_bytes(), policy=email.policy.default))


def stands_in(word: str, text: str) -> bool:
    """As a word of its own, not as a part of another."""
    return re.search(rf"(?<![\w.]){re.escape(word)}(?![\w.])", text) is not None


def test_every_kind_reaches_those_it_concerns_and_nobody_else(signed, subjects):
    assert set(subjects) == set(TO) == set(Kind)
    for kind, (subject, occurrence) in subjects.items():
        asked = TO[kind] if kind in OF_ONE_PERSON else signed.people
        got = {name for name in asked if letter(kind, subject, occurrence, signed[name])}
        assert got == TO[kind], kind


def test_no_mail_has_content_or_the_name_of_anybody_else(signed, subjects, settings):
    names = NAMES | {"newcomer": "Edith Nakamura"}
    for kind, (subject, occurrence) in subjects.items():
        for name in TO[kind]:
            mail = letter(kind, subject, occurrence, signed[name])
            words = mail.everything()
            others = [word for other, full in names.items() if other != name for word in full.split()]
            others += [user.email for other, user in signed.people.items() if other != name]
            found = [word for word in [MARK, signed.program.name, *others] if stands_in(word, words)]
            assert found == [], (kind, name)
            assert names[name] in words
            assert mail.link.startswith(settings.SITE_URL)
            assert "style=" not in mail.text


def test_a_reminder_of_a_visit_that_is_off_or_moved_is_not_sent(signed, mailbox):
    """Fault 62, with the reminder in the outbox already when the visit changes."""
    day = today() + dt.timedelta(days=3)
    with acting_as(signed["coach"].pk):
        visits = [
            plan_visit(
                partnership=signed.partnership, by=signed["coach"], local_date=day, local_time=dt.time(9 + number)
            )
            for number in range(3)
        ]
    with bypassing():
        Mail.objects.all().delete()
        for visit in visits:
            Mail(
                kind=Kind.VISIT_TOMORROW,
                subject_id=visit.pk,
                recipient=signed["coachee"],
                occurrence=f"visit_tomorrow 1 {visit.sequence}",
                due_at=timezone.now(),
            ).save(force_insert=True)
    stays, moved, cancelled = visits
    with acting_as(signed["coach"].pk):
        cancel_visit(visit=cancelled, by=signed["coach"])
        move_visit(
            visit=moved, by=signed["coach"], local_date=day, local_time=dt.time(15), mode="", place="",
            planned_minutes=60,
        )  # fmt: skip
    tick()
    reminders = [mail for mail in mailbox.to(signed["coachee"].email) if "tomorrow" in mail.subject]
    assert [str(stays.pk) in mail.link for mail in reminders] == [True]
    with bypassing():
        assert Mail.objects.filter(kind=Kind.VISIT_TOMORROW, state=Mail.State.DROPPED).count() == 2


def test_a_former_party_gets_no_mail_about_the_visit(signed, mailbox):
    """Fault 6: what is written today for who leaves today is not sent tomorrow."""
    with acting_as(signed["coach"].pk):
        visit = plan_visit(
            partnership=signed.partnership,
            by=signed["coach"],
            local_date=today() + dt.timedelta(days=3),
            local_time=dt.time(9),
        )
    with bypassing():
        signed.partnership.parties.filter(user=signed["coachee"]).update(left_at=timezone.now())
        assert Visit.objects.get(pk=visit.pk).state == Visit.State.PLANNED
    tick()
    assert mailbox.to(signed["coachee"].email) == []
    assert len(mailbox.to(signed["coach"].email)) == 1


def test_the_administrator_is_told_of_an_invitation_that_did_not_arrive(client, cast, mailbox):
    """Fault 60: what was refused for good is to be seen where it can be mended."""
    mailbox.refuse(cast["stranger"].email, "550 nobody here")
    with bypassing():
        part = Membership(user=cast["stranger"], program=cast.program, part=Part.COACHEE, starts_on=dt.date(2026, 9, 1))
        part.save(force_insert=True)
        User.objects.filter(pk=cast["stranger"].pk).update(joined_at=None)
    client.force_login(cast["administrator"])
    page = f"/setup/{cast.program.pk}/"
    assert "could not be delivered" not in client.get(page).content.decode()
    put(cast["stranger"], kind=Kind.INVITATION)
    tick()
    assert the_mail().state == Mail.State.FAILED
    assert "1 invitation could not be delivered" in client.get(page).content.decode()


def test_signing_by_all_is_told_once_to_each(cast, mailbox):
    agreement = sign_all(cast.partnership)
    with bypassing():
        for name in ("coach", "coachee", "supervisor"):
            put(cast[name], kind=Kind.AGREEMENT_SIGNED)
            Mail.objects.filter(recipient=cast[name]).update(subject_id=agreement.pk)
    assert tick() == 3
    assert sorted(mail.to for mail in mailbox.received) == sorted(
        cast[name].email for name in ("coach", "coachee", "supervisor")
    )
