"""A commitment that was spoken stands in for a signature where the framework lets it, until it is contested (C4)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreedTerms, AgreementState, Signature, SpokenCommitment, Standing
from agreements.services import send_for_signature
from agreements.services.commitments import contest_commitment, record_commitment
from agreements.tests.steps import looked_up, signed_by
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, Partnership
from coaching.services.people import today_in
from tests.cast import make_cast
from tests.database import bypassing

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_cast("school")


def sent(cast):
    with acting_as(cast["coach"].pk):
        return send_for_signature(partnership=cast.partnership, by=cast["coach"])


def place_of(cast, agreement, name="coachee") -> Signature:
    with bypassing():
        return Signature.objects.get(agreement=agreement, user=cast[name])


def heard(client, cast, agreement, **other):
    client.force_login(cast["coach"])
    posted = {"whose": place_of(cast, agreement).pk, "said_on": today_in(cast.program), "way": "phone"} | other
    return client.post(reverse("commitment_record", args=[agreement.pk]), posted)


def the_commitment() -> SpokenCommitment:
    with bypassing():
        return SpokenCommitment.objects.get()


def terms_of(cast):
    with bypassing():
        return Partnership.objects.get(pk=cast.partnership.pk).terms_id


@pytest.mark.parametrize("coach_signs_first", [True, False])
def test_it_stands_in_for_the_signature_of_the_coachee(client, school, coach_signs_first):
    agreement = sent(school)
    if coach_signs_first:
        signed_by(school, agreement, "coach")
    assert heard(client, school, agreement).status_code == 302
    if not coach_signs_first:
        assert looked_up(agreement).state == AgreementState.OUT
        assert terms_of(school) is None
        signed_by(school, agreement, "coach")
    assert looked_up(agreement).state == AgreementState.ACTIVE
    assert terms_of(school) == school.version.terms_id
    with bypassing():
        assert AgreedTerms.objects.get(agreement=agreement).in_force
        assert Mail.objects.filter(kind="commitment_recorded", recipient=school["coachee"]).exists()
    page = client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    assert "Committed aloud: By phone" in page
    assert "Committed aloud instead" in page
    assert "Everyone has signed or committed aloud" in page
    assert "By phone" in page
    assert school.name("coach") in page


@pytest.mark.parametrize("answer", ["", "confirmed", "contested"])
def test_who_committed_aloud_is_asked_about_that_and_not_for_a_signature(client, school, answer):
    agreement = sent(school)
    heard(client, school, agreement)
    client.force_login(school["coachee"])
    if answer:
        client.post(reverse("commitment_answer", args=[the_commitment().pk]), {"answer": answer})
    page = client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    assert ("Did you say this?" in page) == (answer == "")
    assert ("You have committed aloud" in page) == (answer != "contested")
    assert ("Sign it as well" in page) == (answer != "contested")
    assert ("Your signature is next" in page) == (answer == "contested")


@pytest.mark.parametrize("framework", ["stars", "pbc", "child-welfare", "conversations"])
def test_elsewhere_there_is_no_such_page_and_the_database_takes_none(client, framework):
    cast = make_cast(framework)
    agreement = sent(cast)
    client.force_login(cast["coach"])
    url = reverse("commitment_record", args=[agreement.pk])
    assert client.get(url).status_code == 404
    assert heard(client, cast, agreement).status_code == 404
    assert "spoken" not in client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    with acting_as(cast["coach"].pk), pytest.raises(DatabaseError, match="no spoken commitment"), transaction.atomic():
        written(cast, agreement, "coach")


def written(cast, agreement, by, *, name="coachee", **other):
    said = {
        "partnership": cast.partnership, "agreement": agreement, "user": cast[name], "part": cast.seats[name],
        "digest": agreement.digest, "said_on": dt.date(2026, 9, 1), "way": "phone", "recorded_by": cast[by],
        "recorded_at": timezone.now(),
    }  # fmt: skip
    SpokenCommitment(**(said | other)).save(force_insert=True)


@pytest.mark.parametrize(
    ("by", "other"),
    [
        ("coachee", {}),
        ("coach", {"name": "coach"}),
        ("coach", {"digest": "0" * 64}),
        ("coach", {"part": "supervisor"}),
        ("coach", {"answer": "confirmed", "answered_at": timezone.now()}),
        ("supervisor", {}),
        ("other_coach", {}),
    ],
)
def test_the_database_refuses_what_nobody_may_write_down(school, by, other):
    agreement = sent(school)
    with acting_as(school[by].pk), pytest.raises(DatabaseError), transaction.atomic():
        written(school, agreement, by, **other)


def test_an_activation_does_not_count_one_where_the_framework_has_none():
    """Not even one that got there past the trigger."""
    cast = make_cast("conversations")
    agreement = sent(cast)
    with bypassing():
        written(cast, agreement, "coach")
    signed_by(cast, agreement, "coach")
    assert looked_up(agreement).state == AgreementState.OUT


def test_a_word_alone_without_any_signature_binds_nothing(client, school):
    agreement = sent(school)
    heard(client, school, agreement)
    assert looked_up(agreement).state == AgreementState.OUT


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"said_on": "2036-01-01"}, "still to come"),
        ({"said_on": ""}, "required"),
        ({"way": "pigeon"}, "not in the list"),
        ({"whose": "nobody"}, "not in the list"),
    ],
)
def test_what_is_wrong_is_said(client, school, wrong, says):
    agreement = sent(school)
    answer = heard(client, school, agreement, **wrong)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    with bypassing():
        assert not SpokenCommitment.objects.exists()


def test_it_is_written_down_once(client, school):
    agreement = sent(school)
    assert heard(client, school, agreement).status_code == 302
    assert heard(client, school, agreement).status_code == 404
    the_commitment()


def test_the_coachee_confirms_it_once_and_nobody_else_does(client, school):
    agreement = sent(school)
    heard(client, school, agreement)
    url = reverse("commitment_answer", args=[the_commitment().pk])
    for name, status in {"coach": 403, "supervisor": 404, "leader": 404, "stranger": 404}.items():
        client.force_login(school[name])
        assert client.post(url, {"answer": "confirmed"}).status_code == status, name
    client.force_login(school["coachee"])
    assert "Did you say this?" in client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    client.post(url, {"answer": "confirmed"})
    assert the_commitment().answer == "confirmed"
    client.post(url, {"answer": "contested", "remark": "Changed my mind"})
    assert the_commitment().answer == "confirmed"
    assert "Did you say this?" not in client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()


def test_contested_before_it_is_in_force_it_counts_for_nothing(client, school):
    agreement = sent(school)
    heard(client, school, agreement)
    client.force_login(school["coachee"])
    url = reverse("commitment_answer", args=[the_commitment().pk])
    client.post(url, {"answer": "contested", "remark": "I only said maybe"})
    signed_by(school, agreement, "coach")
    assert looked_up(agreement).state == AgreementState.OUT
    page = client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    assert "I only said maybe" in page
    signed_by(school, agreement, "coachee")
    assert looked_up(agreement).state == AgreementState.ACTIVE


def test_contested_later_it_takes_out_of_force_what_came_into_force_by_it(client, school):
    agreement = sent(school)
    signed_by(school, agreement, "coach")
    heard(client, school, agreement)
    assert terms_of(school) == school.version.terms_id
    with acting_as(school["coachee"].pk):
        contest_commitment(commitment=the_commitment(), by=school["coachee"], remark="No")
    assert (looked_up(agreement).state, looked_up(agreement).closed_reason) == (AgreementState.WITHDRAWN, "contested")
    assert terms_of(school) is None
    with bypassing():
        assert not AgreedTerms.objects.filter(in_force=True).exists()
        assert Standing.objects.get(partnership=school.partnership).state == Standing.State.DRAFTING
        assert Mail.objects.filter(kind="commitment_contested", recipient=school["coach"]).exists()


def test_what_was_in_force_before_is_in_force_again(client, school):
    first = sent(school)
    signed_by(school, first, "coachee", "coach")
    second = sent(school)
    signed_by(school, second, "coach")
    heard(client, school, second)
    assert looked_up(first).state == AgreementState.SUPERSEDED
    with acting_as(school["coachee"].pk):
        contest_commitment(commitment=the_commitment(), by=school["coachee"])
    assert looked_up(first).state == AgreementState.ACTIVE
    assert terms_of(school) == school.version.terms_id
    with bypassing():
        assert AgreedTerms.objects.get(in_force=True).agreement_id == first.pk
        assert Standing.objects.get(partnership=school.partnership).state == Standing.State.SIGNED


def test_who_signed_besides_takes_nothing_out_of_force(client, school):
    agreement = sent(school)
    heard(client, school, agreement)
    signed_by(school, agreement, "coachee", "coach")
    with acting_as(school["coachee"].pk):
        contest_commitment(commitment=the_commitment(), by=school["coachee"])
    assert looked_up(agreement).state == AgreementState.ACTIVE


def test_only_the_one_who_is_said_to_have_spoken_contests(school):
    agreement = sent(school)
    with acting_as(school["coach"].pk):
        commitment = record_commitment(
            place=place_of(school, agreement), by=school["coach"], said_on=today_in(school.program), way="video"
        )
    with acting_as(school["coach"].pk), pytest.raises(DatabaseError), transaction.atomic():
        SpokenCommitment.objects.filter(pk=commitment.pk).update(answer="contested", answered_at=timezone.now())
        raise DatabaseError("a row that is not one's own is not found at all")
    assert the_commitment().answer == ""
    with acting_as(school["coachee"].pk), pytest.raises(DatabaseError, match="once"), transaction.atomic():
        SpokenCommitment.objects.filter(pk=commitment.pk).update(answer="contested", answered_at=timezone.now())
