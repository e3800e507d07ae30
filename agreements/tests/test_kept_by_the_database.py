"""Straight to the database as the web login, with the identity of a party: what was signed stays, what was not is not.

Everything here is what an injected statement could try while one of the people is signed in.
"""

import datetime as dt
import hashlib
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agreements.models import (
    AgreedTerms,
    Agreement,
    AgreementState,
    FocusPractice,
    SealedDocument,
    Signature,
    Standing,
)
from agreements.tests.steps import looked_up, places, sent, signed_by, signed_by_all
from coaching.disclosure.identity import acting_as
from coaching.models import Partnership
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


def run(sql: str, *params: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def refused(person, sql: str, *params: object) -> None:
    """The statement fails, or it finds no row to change."""
    with acting_as(person.pk):
        try:
            with transaction.atomic():
                assert run(sql, *params) == 0
        except DatabaseError:
            pass


NAMES = ("coach", "coachee", "supervisor", "leader", "administrator", "stranger")


CHANGES = [
    "text = 'another text'",
    "digest = repeat('0', 64)",
    "content = '{}'",
    "number = 9",
    "language = 'es'",
    "sent_at = now() + interval '1 second'",
    "expires_at = now() + interval '10 years'",
    "sent_by_id = gen_random_uuid()",
    "rules_id = gen_random_uuid()",
    "state = 'active'",
    "state = 'superseded'",
    "activated_at = now()",
    "partnership_id = gen_random_uuid(), text = 'another text'",
]


def test_nobody_changes_what_was_sent(cast):
    agreement = sent(cast)
    for name in NAMES:
        for change in CHANGES:
            refused(cast[name], f"update agreements_agreement set {change} where id = %s", agreement.pk)
    kept = ("text", "digest", "content", "number", "state", "sent_at", "expires_at", "activated_at", "rules_id")
    now = looked_up(agreement)
    assert [getattr(now, one) for one in kept] == [getattr(agreement, one) for one in kept]


def test_nobody_takes_a_signed_agreement_back(cast):
    agreement = signed_by_all(cast)
    for name in NAMES:
        for state in ("withdrawn", "declined", "out", "expired"):
            refused(cast[name], "update agreements_agreement set state = %s where id = %s", state, agreement.pk)
        refused(cast[name], "delete from agreements_agreement where id = %s", agreement.pk)
    assert looked_up(agreement).state == AgreementState.ACTIVE


SIGN = """update agreements_signature set signed_at = now(), digest = %s, typed_name = 'x', intent = 'x', consent = 'x',
  authenticated_at = now() where agreement_id = %s and part = %s"""


@pytest.mark.parametrize("name", NAMES)
def test_nobody_signs_for_another(cast, name):
    agreement = sent(cast)
    for part in ("coach", "coachee", "supervisor"):
        with acting_as(cast[name].pk):
            run(SIGN, agreement.digest, agreement.pk, part)
        assert bool(places(agreement)[part].signed_at) == (name == part)


def test_nobody_signs_another_text_than_the_one_that_is_out(cast):
    agreement = sent(cast)
    refused(cast["coachee"], SIGN, "0" * 64, agreement.pk, "coachee")
    with acting_as(cast["coach"].pk):
        run("update agreements_agreement set state = 'withdrawn' where id = %s", agreement.pk)
    refused(cast["coachee"], SIGN, agreement.digest, agreement.pk, "coachee")
    assert places(agreement)["coachee"].signed_at is None


OTHERWISE = [
    "typed_name = 'Another'",
    "signed_at = null",
    "signed_at = now()",
    "digest = 'x'",
    "part = 'coach'",
    "position = 7",
]


def test_a_signature_stays_as_it_was_given(cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee")
    before = places(agreement)["coachee"]
    for change in OTHERWISE:
        refused(cast["coachee"], f"update agreements_signature set {change} where id = %s", before.pk)
    refused(cast["coachee"], "delete from agreements_signature where id = %s", before.pk)
    after = places(agreement)["coachee"]
    assert (after.typed_name, after.signed_at, after.digest) == (before.typed_name, before.signed_at, before.digest)


def test_no_signature_comes_into_being_signed(cast):
    agreement = sent(cast)
    with acting_as(cast["coach"].pk), pytest.raises(DatabaseError), transaction.atomic():
        Signature(
            partnership=cast.partnership, agreement=agreement, user=cast["coachee"], part="supervisor", position=5,
            signed_at=timezone.now(), digest=agreement.digest, typed_name="x", intent="x", consent="x",
            authenticated_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


def test_terms_do_not_bind_by_asking_fewer_people(cast):
    """The coach inserts an agreement that asks the coach alone, signs it, and wants it to be in force."""
    text = "An agreement of one."
    digest = hashlib.sha256(text.encode()).hexdigest()
    with acting_as(cast["coach"].pk):
        agreement = Agreement(
            partnership=cast.partnership, number=1, language="en", text=text, content={}, digest=digest,
            rules_id=cast.version.terms_id, sent_at=timezone.now(), sent_by=cast["coach"],
            expires_at=timezone.now() + dt.timedelta(days=1),
        )  # fmt: skip
        agreement.save(force_insert=True)
        place = Signature(
            partnership=cast.partnership, agreement=agreement, user=cast["coach"], part="coach", position=0
        )
        place.save(force_insert=True)
        AgreedTerms(partnership=cast.partnership, agreement=agreement, mode="both", starts_on="2026-11-01").save(
            force_insert=True
        )
        run(SIGN, digest, agreement.pk, "coach")
        with connection.cursor() as cursor:
            cursor.execute("select sec.activate_agreement(%s)", [agreement.pk])
            assert cursor.fetchone() == (False,)
    assert looked_up(agreement).state == AgreementState.OUT
    with acting_as(cast["leader"].pk):
        assert not FocusPractice.objects.exists()
        assert not AgreedTerms.objects.exists()


def test_a_stranger_to_the_partnership_activates_and_locks_nothing(cast):
    agreement = sent(cast)
    for name in ("leader", "administrator", "stranger", "other_coach", "former_coach"):
        with acting_as(cast[name].pk), connection.cursor() as cursor:
            cursor.execute("select sec.activate_agreement(%s), sec.lock_agreement(%s)", [agreement.pk, agreement.pk])
            assert cursor.fetchone() == (False, None)


def test_nobody_binds_terms_by_hand(cast):
    terms = cast.version.terms_id
    sent(cast)
    for name in NAMES:
        refused(cast[name], "update coaching_partnership set terms_id = %s where id = %s", terms, cast.partnership.pk)
        refused(cast[name], "select sec.rebind(%s, %s)", cast.partnership.pk, terms)
    with acting_as(cast["coach"].pk):
        run("update agreements_focuspractice set terms_id = %s", terms)
    with bypassing():
        assert Partnership.objects.get(pk=cast.partnership.pk).terms_id is None
        assert not FocusPractice.objects.filter(terms__isnull=False).exists()


def test_what_leadership_will_read_is_what_was_sent(cast):
    agreement = sent(cast)
    for change in ("in_force = true", "cycles = 15", "mode = 'virtual'", "starts_on = '2020-01-01'"):
        refused(cast["coach"], f"update agreements_agreedterms set {change} where agreement_id = %s", agreement.pk)
    with bypassing():
        terms = AgreedTerms.objects.get(agreement=agreement)
    assert (terms.in_force, terms.cycles, terms.mode) == (False, 8, "both")


def test_what_leadership_reads_stays_as_it_was_signed(cast):
    agreement = signed_by_all(cast)
    for change in ("in_force = false", "cycles = 15"):
        refused(cast["coach"], f"update agreements_agreedterms set {change} where agreement_id = %s", agreement.pk)
    with bypassing():
        assert AgreedTerms.objects.get(agreement=agreement, in_force=True).cycles == 8


def test_signed_or_not_is_said_by_signatures_alone(cast):
    sent(cast)
    refused(cast["coach"], "update agreements_standing set state = 'signed'")
    with bypassing():
        assert not Standing.objects.filter(state="signed").exists()


def test_signed_is_not_taken_back_by_hand(cast):
    signed_by_all(cast)
    refused(cast["coach"], "update agreements_standing set state = 'drafting'")
    with bypassing():
        assert Standing.objects.get(partnership=cast.partnership).state == Standing.State.SIGNED


# ---- sealed documents --------------------------------------------------------------------------------------------
def insert_document(agreement, content: bytes = b"%PDF a fake", digest: str = "") -> None:
    SealedDocument(
        id=uuid.uuid4(), partnership_id=agreement.partnership_id, agreement=agreement, content=content,
        digest=digest or hashlib.sha256(content).hexdigest(), sealed_at=timezone.now(),
    ).save(force_insert=True)  # fmt: skip


def test_the_web_login_seals_nothing(cast):
    agreement = signed_by_all(cast)
    for name in ("coach", "coachee", "supervisor", "leader", "stranger"):
        with acting_as(cast[name].pk), pytest.raises(DatabaseError), transaction.atomic():
            insert_document(agreement)


def test_the_worker_seals_only_what_all_have_signed_and_only_as_its_digest_says(cast):
    agreement = sent(cast)
    with as_worker(), acting_as(cast["coach"].pk):
        with pytest.raises(DatabaseError), transaction.atomic():
            insert_document(agreement)
        signed_by(cast, agreement, "coachee", "supervisor", "coach")
    with as_worker(), acting_as(cast["coach"].pk):
        with pytest.raises(DatabaseError), transaction.atomic():
            insert_document(agreement, digest="0" * 64)
        insert_document(agreement)
        for attempt in ("update agreements_sealeddocument set content = 'x'", "delete from agreements_sealeddocument"):
            with pytest.raises(DatabaseError), transaction.atomic():
                run(attempt)


def test_the_three_parties_have_the_document_and_nobody_else(cast):
    agreement = signed_by_all(cast)
    with as_worker(), acting_as(cast["coach"].pk):
        insert_document(agreement)
    for name in cast.people:
        with acting_as(cast[name].pk):
            sees = int(name in ("coach", "coachee", "supervisor"))
            assert (SealedDocument.objects.count(), Signature.objects.count()) == (sees, 3 * sees), name


def test_facts_for_the_worker_are_not_for_the_web_login(cast):
    sent(cast)
    for name in ("waiting_signatures", "unsealed_agreements", "expire_agreements"):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(f"select * from sec.{name}()")
    with as_worker():
        assert run("select * from sec.waiting_signatures()") == 3
        assert not Agreement.objects.exists()
