"""The list of agreements: what waits for me first, then the others, and of the coaching itself nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Standing
from agreements.tests.steps import sent, signed_by, signed_by_all
from coaching.disclosure.classes import Part
from coaching.models import Person
from tests.cast import make_partnership, make_people, sign_all
from tests.database import bypassing

pytestmark = pytest.mark.django_db


def page(client, user) -> str:
    client.force_login(user)
    answer = client.get(reverse("supervised"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_how_far_an_agreement_is(client, cast):
    supervisor = cast["supervisor"]
    assert "Being drafted" in page(client, supervisor)
    agreement = sent(cast)
    waiting = page(client, supervisor)
    assert "Waiting for your signature" in waiting
    assert reverse("agreement_sign", args=[agreement.pk]) in waiting
    signed_by(cast, agreement, "supervisor")
    mine = page(client, supervisor)
    assert "Waiting for your signature" not in mine
    assert "Waiting for signatures" in mine
    signed_by(cast, agreement, "coach", "coachee")
    assert "Signed by all" in page(client, supervisor)


def test_an_amendment_waits_beside_the_one_in_force(client, cast):
    first = signed_by_all(cast)
    second = sent(cast)
    signed_by(cast, second, "supervisor")
    shown = page(client, cast["supervisor"])
    assert reverse("agreement_detail", args=[first.pk]) in shown
    assert reverse("agreement_detail", args=[second.pk]) in shown


def test_of_the_coaching_itself_it_says_nothing(client, cast):
    signed_by_all(cast)
    shown = page(client, cast["supervisor"])
    assert "Follows the child" not in shown
    assert "June Whitehorse and Rosa Delgado" in shown


@pytest.mark.parametrize("name", ["leader", "local_agency", "administrator", "stranger", "other_supervisor"])
def test_agreements_of_others_are_not_in_it(client, cast, name):
    signed_by_all(cast)
    shown = page(client, cast[name])
    assert "June Whitehorse" not in shown
    assert ("No agreements yet" in shown) == (name != "other_supervisor")


@pytest.mark.parametrize("is_signed", [True, False])
def test_what_has_ended_is_neither_in_force_nor_about_to_be_signed(client, cast, is_signed):
    if is_signed:
        sign_all(cast.partnership)
    with bypassing():
        Standing.objects.filter(partnership=cast.partnership).update(state=Standing.State.DISCONTINUED)
    client.force_login(cast["supervisor"])
    shown = client.get(reverse("supervised")).content.decode()
    assert "The coaching has ended." in shown
    assert ("You can still read what was signed." in shown) == is_signed
    assert "In force since" not in shown
    assert "ready to sign" not in shown


@pytest.mark.parametrize("role", ["supervisor"])
def test_the_number_of_queries_does_not_grow(client, cast, role):
    def queries() -> int:
        client.force_login(cast[role])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse("supervised")).status_code == 200
        return len(captured)

    sent(cast)
    one = queries()
    with bypassing():
        people = make_people({f"learner_{number}": f"Learner {number}" for number in range(30)})
        for learner in people.values():
            make_partnership(
                cast.program,
                [(Part.COACH, cast["coach"]), (Part.COACHEE, learner), (Part.SUPERVISOR, cast[role])],
            )
        assert Person.objects.filter(name="Learner 3").exists()
    assert queries() == one
