"""Real transactions side by side: clicks, signers and writers that arrive in the same moment (faults 14, 15, 16)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from agreements.codes import paper_code
from agreements.models import (
    Agreement,
    AgreementState,
    ConsentRecord,
    FocusPractice,
    PaperScan,
    Plan,
    SealedDocument,
    Signature,
)
from agreements.scans import Scan
from agreements.services import (
    NotOut,
    OutForSignature,
    PlanConflict,
    add_scan,
    contest_scan,
    documents,
    plan_of,
    save_plan,
    seal,
    send_for_signature,
    sign,
)
from agreements.services.plans import PlanDraft, Practice
from agreements.tests.steps import evidence, looked_up, places, sent, signed_by
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WORKER
from coaching.models import AuditEntry, Mail, Partnership
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """What would be handed to the worker is looked at by other tests."""
    monkeypatch.setattr("agreements.services.signing.start_soon", lambda task, **ids: None)


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """Run `steps` in threads that start together, each on its own connection; what each returned or raised."""
    barrier, results = threading.Barrier(len(steps)), [None] * len(steps)

    def run(number: int, step: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(30)
            results[number] = step()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, step)) for number, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def signing(cast, agreement, name: str) -> Callable[[], Any]:
    def step() -> Any:
        with acting_as(cast[name].pk):
            return sign(agreement=agreement, by=cast[name], typed_name=name, evidence=evidence())

    return step


def saving(cast, name: str, text: str, withdraws=None) -> Callable[[], Any]:
    with acting_as(cast[name].pk):
        version = plan_of(cast.partnership)[0].version

    def step() -> Any:
        with acting_as(cast[name].pk):
            partnership = Partnership.objects.get(pk=cast.partnership.pk)
            draft = PlanDraft(mode="virtual", cycles=4, practices=(Practice(text),))
            return save_plan(partnership=partnership, by=cast[name], data=draft, version=version, withdraws=withdraws)

    return step


def test_three_sign_in_the_same_moment(cast):
    agreement = sent(cast)
    results = at_once(*(signing(cast, agreement, name) for name in ("coach", "coachee", "supervisor")))
    assert [type(one) for one in results] == [Signature] * 3
    assert looked_up(agreement).state == AgreementState.ACTIVE
    with bypassing():
        assert Partnership.objects.get(pk=cast.partnership.pk).terms_id == cast.version.terms_id
        assert AuditEntry.objects.filter(event="agreement_active").count() == 1
        assert Mail.objects.filter(kind="agreement_signed").count() == 3
        assert FocusPractice.objects.filter(partnership=cast.partnership, terms=None).count() == 0


def test_one_signs_with_three_clicks(cast):
    agreement = sent(cast)
    results = at_once(*[signing(cast, agreement, "coachee")] * 3)
    assert len({(type(one), one.signed_at) for one in results}) == 1
    with bypassing():
        assert AuditEntry.objects.filter(event="agreement_signed").count() == 1


def test_a_signature_and_a_change_of_the_plan_in_the_same_moment(cast):
    """Either the signature came first and is void, or it came too late; never a signature on a changed text."""
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee", "supervisor")
    signed, saved = at_once(
        signing(cast, agreement, "coach"), saving(cast, "coachee", "Another practice", withdraws=agreement.pk)
    )
    state = looked_up(agreement).state
    if state == AgreementState.ACTIVE:
        assert isinstance(saved, OutForSignature)
        with bypassing():
            assert not FocusPractice.objects.filter(text="Another practice").exists()
    else:
        assert state == AgreementState.WITHDRAWN
        assert isinstance(signed, NotOut)
        assert isinstance(saved, Plan)


def test_both_of_the_pair_save_in_the_same_moment(cast):
    results = at_once(saving(cast, "coach", "The coach's words"), saving(cast, "coachee", "The coachee's words"))
    assert sorted(type(one).__name__ for one in results) == ["Plan", "PlanConflict"]
    conflict = next(one for one in results if isinstance(one, PlanConflict))
    with bypassing():
        texts = [one.text for one in FocusPractice.objects.filter(partnership=cast.partnership)]
    assert [one.text for one in conflict.now.practices] == texts
    assert len(texts) == 1


def test_a_plan_that_two_begin_in_the_same_moment_is_one(cast):
    with bypassing():
        FocusPractice.objects.filter(partnership=cast.partnership).delete()
        Plan.objects.filter(partnership=cast.partnership).delete()
    results = at_once(saving(cast, "coach", "One"), saving(cast, "coachee", "Two"))
    assert sorted(type(one).__name__ for one in results) == ["Plan", "PlanConflict"]
    with bypassing():
        assert Plan.objects.filter(partnership=cast.partnership).count() == 1


def test_sending_twice_sends_once(cast):
    def step():
        with acting_as(cast["coach"].pk):
            return send_for_signature(partnership=Partnership.objects.get(pk=cast.partnership.pk), by=cast["coach"])

    results = at_once(step, step)
    assert sorted(type(one).__name__ for one in results) == ["Agreement", "AlreadyOut"]
    with bypassing():
        assert Agreement.objects.filter(partnership=cast.partnership).count() == 1


def as_worker_for_good() -> None:
    """The worker's login for the connection of this thread, outside of any transaction, as in the product."""
    with connection.cursor() as cursor:
        cursor.execute(f"set role {WORKER}")


def test_two_workers_make_one_document_and_hold_no_transaction_while_they_do(cast, sealing, monkeypatch):
    agreement = sent(cast)
    signed_by(cast, agreement, "coach", "coachee", "supervisor")
    rendered, whole = [], documents.paper

    def paper(**given):
        rendered.append(connection.in_atomic_block)
        return whole(**given)

    def step():
        as_worker_for_good()
        return seal(agreement_id=agreement.pk, by=cast["coach"].pk)

    monkeypatch.setattr(documents, "paper", paper)
    results = at_once(step, step, step)
    assert not [one for one in results if isinstance(one, Exception)]
    assert {one.digest for one in results if one} and len({one.digest for one in results if one}) == 1
    assert rendered == [False]
    with bypassing():
        assert SealedDocument.objects.count() == 1
        assert AuditEntry.objects.filter(event="agreement_sealed").count() == 1


def scanning(cast, agreement) -> Callable[[], Any]:
    place = places(agreement)["coachee"]

    def step() -> Any:
        with acting_as(cast["coach"].pk):
            return add_scan(
                agreement=agreement, place=place, by=cast["coach"], code=paper_code(agreement.digest),
                scan=Scan(b"%PDF-1.7 scan", "application/pdf", 1), typed_name="June", signed_on=today(),
                authenticated_at=timezone.now(),
            )  # fmt: skip

    return step


def test_a_paper_put_in_with_three_clicks_is_one_signature(cast):
    agreement = sent(cast)
    results = at_once(*[scanning(cast, agreement)] * 3)
    assert len({(type(one), one.signed_at) for one in results}) == 1
    with bypassing():
        assert PaperScan.objects.count() == 1
        assert AuditEntry.objects.filter(event="agreement_scanned").count() == 1
        assert Mail.objects.filter(kind="agreement_scanned").count() == 1


def test_a_person_signs_while_their_paper_is_put_in(cast):
    """One of the two counts, whole; the other finds it and changes nothing."""
    agreement = sent(cast)
    at_once(signing(cast, agreement, "coachee"), scanning(cast, agreement))
    one = places(agreement)["coachee"]
    with bypassing():
        assert PaperScan.objects.count() == (one.way == "paper")
        events = {"agreement_signed", "agreement_scanned"}
        assert AuditEntry.objects.filter(event__in=events).count() == 1
    assert bool(one.intent) == (one.way == "electronic")


def test_two_last_signatures_one_of_them_on_paper(cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "supervisor")
    results = at_once(signing(cast, agreement, "coach"), scanning(cast, agreement))
    assert [type(one) for one in results] == [Signature] * 2
    assert looked_up(agreement).state == AgreementState.ACTIVE
    with bypassing():
        assert AuditEntry.objects.filter(event="agreement_active").count() == 1


def test_contested_three_times_at_once_is_contested_once(cast):
    agreement = sent(cast)
    scanning(cast, agreement)()
    place = places(agreement)["coachee"]

    def step() -> Any:
        with acting_as(cast["coachee"].pk):
            return contest_scan(signature=place, by=cast["coachee"])

    results = at_once(step, step, step)
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "NotAsked", "NotAsked"]
    with bypassing():
        assert Mail.objects.filter(kind="scan_contested").count() == 2


def test_one_drawn_mark_with_three_clicks(cast):
    agreement = sent(cast)

    def step() -> Any:
        with acting_as(cast["coachee"].pk):
            return sign(
                agreement=agreement, by=cast["coachee"], typed_name="June", evidence=evidence(), mark=[[1, 2, 3, 4]],
                began_by=cast["coach"].pk,
            )  # fmt: skip

    results = at_once(step, step, step)
    assert {(one.signed_at, str(one.mark), one.began_by_id) for one in results} == {
        (results[0].signed_at, "[[1, 2, 3, 4]]", cast["coach"].pk)
    }
    with bypassing():
        assert ConsentRecord.objects.filter(user=cast["coachee"]).count() == 1
