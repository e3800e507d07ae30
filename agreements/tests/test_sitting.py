"""In person on one device: each by their own sign-in, nothing of the first person left for the second."""

import time

import pytest
import time_machine
from django.urls import reverse

from agreements.tests.steps import places, sent, signed_by
from coaching.models import AuditEntry
from tests.cast import PASSWORD
from tests.database import bypassing

pytestmark = pytest.mark.django_db

FILLED = {"typed_name": "June Whitehorse", "intent": "on", "consent": "on"}


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    monkeypatch.setattr("allauth.account.app_settings.RATE_LIMITS", {})


def page(name: str, agreement) -> str:
    return reverse(name, args=[agreement.pk])


def signs_in(client, cast, name: str, address: str = "/accounts/login/"):
    return client.post(address, {"login": cast[name].email, "password": PASSWORD})


def handed_over(client, cast, agreement, by: str = "coach"):
    client.force_login(cast[by])
    return client.post(page("agreement_hand_over", agreement))


def test_the_next_signs_with_their_own_sign_in_and_is_signed_out(client, cast):
    agreement = sent(cast)
    answer = handed_over(client, cast, agreement)
    assert answer.url.startswith("/accounts/login/?next=")
    assert "_auth_user_id" not in client.session
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Whoever signs next signs in here" in client.get(answer.url).content.decode()
    assert signs_in(client, cast, "coachee", answer.url).url == page("agreement_sign", agreement)
    assert "This is somebody else" in client.get(page("agreement_sign", agreement)).content.decode()
    answer = client.post(page("agreement_sign", agreement), FILLED)
    assert answer.url.startswith("/accounts/login/?next=")
    assert "_auth_user_id" not in client.session
    assert "sitting" not in client.session
    assert "Please hand the device back" in client.get(answer.url).content.decode()
    one = places(agreement)["coachee"]
    assert (bool(one.signed_at), one.began_by_id) == (True, cast["coach"].pk)
    with bypassing():
        assert AuditEntry.objects.filter(event="device_handed_over", person=cast["coach"]).count() == 1
    client.force_login(cast["supervisor"])
    shown = client.get(page("agreement_detail", agreement)).content.decode()
    assert "In person, on one device. Rosa Delgado was signed in on it before" in shown


def test_nothing_of_the_first_person_is_reachable(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coach"])
    before = client.cookies["sessionid"].value
    client.post(page("agreement_hand_over", agreement))
    for address in (page("agreement_detail", agreement), page("plan_edit", cast.partnership), "/profile/"):
        assert client.get(address).url.startswith("/accounts/login/")
    client.cookies["sessionid"] = before
    assert client.get("/profile/").url.startswith("/accounts/login/")


def test_the_same_person_signing_in_again_is_no_sitting(client, cast):
    agreement = sent(cast)
    handed_over(client, cast, agreement)
    signs_in(client, cast, "coach")
    answer = client.post(page("agreement_sign", agreement), FILLED)
    assert answer.url == page("agreement_detail", agreement)
    assert places(agreement)["coach"].began_by_id is None


def test_a_sitting_ends_after_half_an_hour(client, cast):
    agreement = sent(cast)
    handed_over(client, cast, agreement)
    assert client.session.get_expiry_age() <= 1800
    with time_machine.travel(time.time() + 1801, tick=False):
        signs_in(client, cast, "coachee")
        client.post(page("agreement_sign", agreement), FILLED)
    assert places(agreement)["coachee"].began_by_id is None


def test_a_sitting_is_for_one_agreement(client, cast):
    agreement, other = sent(cast), sent(cast, cast.other_partnership, by="other_coach")
    handed_over(client, cast, agreement)
    signs_in(client, cast, "other_coachee")
    client.post(page("agreement_sign", other), FILLED)
    assert places(other)["coachee"].began_by_id is None
    assert client.get(page("agreement_sign", agreement)).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("coachee", 302), ("supervisor", 302), ("leader", 404), ("stranger", 404)]
)
def test_only_a_signer_hands_over(client, cast, name, status):
    agreement = sent(cast)
    assert handed_over(client, cast, agreement, by=name).status_code == status
    assert ("_auth_user_id" in client.session) == (status == 404)


def test_with_nobody_left_there_is_nothing_to_hand_over(client, cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee", "supervisor")
    assert handed_over(client, cast, agreement).url == page("agreement_detail", agreement)
    assert "_auth_user_id" in client.session


def test_half_the_evidence_is_not_believed(client, cast):
    """A session that names somebody who does not sign this agreement."""
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    session = client.session
    session["sitting"] = {"agreement": str(agreement.pk), "by": str(cast["leader"].pk), "at": time.time()}
    session.save()
    client.post(page("agreement_sign", agreement), FILLED)
    one = places(agreement)["coachee"]
    assert (bool(one.signed_at), one.began_by_id) == (True, None)
