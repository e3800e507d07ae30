"""Who sees what when a newer edition of the framework is adopted, and when it is contested how it came into force.

A paper and a spoken word that are contested do the same: what all had signed before is in force again (C4).
"""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agreements.models import AgreedTerms, Agreement, AgreementState, Pause, SpokenCommitment
from agreements.services import contest_scan
from agreements.services.commitments import contest_commitment, record_commitment
from agreements.tests.steps import looked_up, places, sent, signed_by
from agreements.tests.test_paper import put_in
from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import Partnership
from tests.cast import NAMES, Cast, today
from tests.database import bypassing
from tests.editions import a_newer_edition, adopt, the_pair
from tests.living import pictures, rest, seen, standing
from tests.probe import as_person

pytestmark = pytest.mark.django_db

SPOKEN, PAPER = "spoken", "paper"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("agreements.services.signing.start_soon", lambda task, **ids: None)


def spoken_counts(content) -> None:
    """The edition lets a coachee commit aloud."""
    content["formats"][0]["verbal"] = ["coachee"]


# ---- adopted -----------------------------------------------------------------------------------------------------
def test_nothing_of_a_newer_edition_holds_before_its_last_signature(filled):
    former = filled.version
    fresh = a_newer_edition(filled, more=(Part.LEADERSHIP, RecordClass.NOTES, "all"))
    before = pictures(filled)
    adopt(filled, fresh)
    assert the_pair(filled).framework_version == former
    agreement = sent(filled, the_pair(filled))
    assert (agreement.edition, agreement.rules_id) == (fresh, fresh.terms_id)
    signed_by(filled, agreement, "coachee", "supervisor")
    during = pictures(filled)
    for name in set(NAMES) - {"coach", "coachee", "supervisor"}:
        assert during[name] == before[name], name
    assert the_pair(filled).framework_version == former
    signed_by(filled, agreement, "coach")
    assert the_pair(filled).framework_version == fresh
    assert seen(filled, "leader", "cycles_note")


def test_an_edition_that_is_only_loaded_changes_nothing(filled):
    before = pictures(filled)
    a_newer_edition(filled, without=(Part.LEADERSHIP, RecordClass.GOALS))
    assert pictures(filled) == before
    agreement = sent(filled, the_pair(filled))
    assert agreement.edition == filled.version


# ---- contested ---------------------------------------------------------------------------------------------------
def agreed_by(cast: Cast, agreement: Agreement, how: str) -> None:
    """All sign, but for the coachee, for whom a paper or a word stands in."""
    signed_by(cast, agreement, "coach", "supervisor")
    if how == PAPER:
        put_in(cast, agreement)
        return
    with acting_as(cast["coach"].pk):
        record_commitment(place=places(agreement)["coachee"], by=cast["coach"], said_on=today(), way="phone")


def contested(cast: Cast, agreement: Agreement, how: str) -> None:
    """By the coachee."""
    with acting_as(cast["coachee"].pk):
        if how == PAPER:
            contest_scan(signature=places(agreement)["coachee"], by=cast["coachee"])
        else:
            said = SpokenCommitment.objects.get(agreement=agreement)
            contest_commitment(commitment=said, by=cast["coachee"])


@pytest.mark.parametrize("how", [PAPER, SPOKEN])
@pytest.mark.parametrize(("less", "more"), [
    ((Part.LEADERSHIP, RecordClass.GOALS), None),
    (None, (Part.LEADERSHIP, RecordClass.NOTES, "all")),
])  # fmt: skip
def test_what_was_signed_before_is_in_force_again(filled, how, less, more):
    """Before, during and after: whoever saw more or less by the contested agreement sees again as was signed."""
    before = pictures(filled)
    former = filled.agreements[filled.partnership.pk]
    adopt(filled, a_newer_edition(filled, without=less, more=more, change=spoken_counts))
    agreement = sent(filled, the_pair(filled))
    agreed_by(filled, agreement, how)
    assert looked_up(agreement).is_in_force
    assert seen(filled, "leader", "cycles_goal") == (less is None)
    assert seen(filled, "leader", "cycles_note") == (more is not None)
    contested(filled, agreement, how)
    after = pictures(filled)
    for name in NAMES:
        for relation, ids in before[name].items():
            if not relation.startswith("agreements_"):
                assert after[name][relation] == ids, (name, relation)
    assert (looked_up(agreement).state, looked_up(former).state) == (AgreementState.WITHDRAWN, AgreementState.ACTIVE)
    assert standing(filled) == "signed"
    pair = the_pair(filled)
    assert (pair.framework_version, pair.terms_id) == (filled.version, filled.version.terms_id)
    with bypassing():
        assert AgreedTerms.objects.get(partnership=pair, in_force=True).agreement_id == former.pk


@pytest.mark.parametrize("how", [PAPER, SPOKEN])
def test_where_nothing_was_signed_before_nothing_leaves_the_pair(cast, how):
    adopt(cast, a_newer_edition(cast, change=spoken_counts))
    agreement = sent(cast, the_pair(cast))
    agreed_by(cast, agreement, how)
    rest(cast)
    contested(cast, agreement, how)
    assert (the_pair(cast).terms_id, standing(cast)) == (None, "drafting")
    with bypassing():
        assert not AgreedTerms.objects.filter(in_force=True).exists()
        assert not Pause.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("how", [PAPER, SPOKEN])
def test_what_was_signed_before_is_passed_over_where_it_is_contested_too(cast, how):
    adopt(cast, a_newer_edition(cast, change=spoken_counts))
    first = sent(cast, the_pair(cast))
    agreed_by(cast, first, how)
    second = sent(cast, the_pair(cast))
    agreed_by(cast, second, how)
    contested(cast, first, how)
    assert looked_up(second).is_in_force, "a version that was replaced is evidence, and nothing more"
    third = sent(cast, the_pair(cast))
    signed_by(cast, third, "supervisor")
    contested(cast, second, how)
    assert not looked_up(first).is_in_force
    assert the_pair(cast).terms_id is None
    assert standing(cast) == "waiting", "another version is out"
    signed_by(cast, third, "coachee", "coach")
    assert looked_up(third).is_in_force


@pytest.mark.parametrize("how", [PAPER, SPOKEN])
def test_only_the_one_concerned_contests_and_nobody_falls_back_by_hand(filled, how):
    adopt(filled, a_newer_edition(filled, change=spoken_counts))
    agreement = sent(filled, the_pair(filled))
    agreed_by(filled, agreement, how)
    place = places(agreement)["coachee"]
    with bypassing():
        said = SpokenCommitment.objects.filter(agreement=agreement).values_list("pk", flat=True).first()
    calls = [("sec.contest_scan(%s)", place.pk), ("sec.contest_commitment(%s, 'no')", said or place.pk)]
    for name in set(NAMES) - {"coachee"}:
        with as_person(filled, name, WEB), connection.cursor() as cursor:
            for call, key in calls:
                cursor.execute(f"select {call}", [key])
                assert not cursor.fetchone()[0], name
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute("select sec.fall_back(%s, 'x')", [agreement.pk])
    assert looked_up(agreement).is_in_force


# ---- kept by the database ----------------------------------------------------------------------------------------
def other_people(content) -> None:
    content["formats"][0]["must_sign"] = ["coachee", "coach"]


def test_the_database_takes_only_a_later_edition_of_the_same_framework_and_people(filled):
    others = a_newer_edition(filled, change=other_people)
    fresh = a_newer_edition(filled)
    agreement = sent(filled, the_pair(filled))
    copied = (
        "insert into agreements_agreement (id, partnership_id, written_at, number, state, language, text, content,"
        " digest, rules_id, edition_id, sent_at, sent_by_id, expires_at, closed_reason, closed_words)"
        " select gen_random_uuid(), partnership_id, now(), 9, 'out', language, text, content, digest, rules_id, %s,"
        " sent_at, sent_by_id, expires_at, '', '' from agreements_agreement where id = %s"
    )
    with acting_as(filled["coach"].pk), connection.cursor() as cursor:
        cursor.execute("update agreements_agreement set state = 'withdrawn' where id = %s", [agreement.pk])
        with pytest.raises(DatabaseError, match="no later version"), transaction.atomic():
            cursor.execute(copied, [others.pk, agreement.pk])
        cursor.execute(copied, [fresh.pk, agreement.pk])
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            cursor.execute("update agreements_agreement set edition_id = %s where number = 9", [filled.version.pk])


@pytest.mark.parametrize("name", ["administrator", "coach", "coachee"])
def test_nobody_moves_a_partnership_to_another_edition_or_format_by_hand(filled, name):
    fresh = a_newer_edition(filled)
    for change in (f"framework_version_id = '{fresh.pk}'", "format = 'peer'"):
        with acting_as(filled[name].pk), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(f"update coaching_partnership set {change} where id = %s", [filled.partnership.pk])
                    assert cursor.rowcount == 0
            except DatabaseError as error:
                assert "adopted by signatures" in str(error)  # or no row is found
    with bypassing():
        pair = Partnership.objects.get(pk=filled.partnership.pk)
    assert (pair.framework_version_id, pair.format) == (filled.version.pk, "expert")


def test_an_agreement_of_an_edition_that_was_left_behind_does_not_come_into_force(filled):
    agreement = sent(filled, the_pair(filled))
    signed_by(filled, agreement, "coachee", "supervisor")
    with bypassing():
        Partnership.objects.filter(pk=filled.partnership.pk).update(framework_version=a_newer_edition(filled))
    signed_by(filled, agreement, "coach")
    assert looked_up(agreement).state == AgreementState.OUT
    assert looked_up(agreement).expires_at > timezone.now()
