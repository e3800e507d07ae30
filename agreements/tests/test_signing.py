"""Signing: by the one who is asked, freshly signed in, once, for this very text (faults 14, 17, 18)."""

import dataclasses
import datetime as dt
import re
import time
import uuid
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreedTerms, Agreement, AgreementState, FocusPractice, Signature, Standing
from agreements.rendering import NotAsSigned
from agreements.services import NotAsked, StaleAuthentication, sign, withdraw
from agreements.tests.reading import all_words, words_open
from agreements.tests.steps import evidence, looked_up, places, sent, signed_by, signed_by_all
from coaching.disclosure.identity import acting_as
from coaching.frameworks import Framework
from coaching.models import AuditEntry, Mail, Partnership, Party, Person
from tests.cast import PASSWORD
from tests.database import bypassing

pytestmark = pytest.mark.django_db

FILLED = {"typed_name": "June  Whitehorse", "intent": "on", "consent": "on"}


def sign_page(agreement) -> str:
    return reverse("agreement_sign", args=[agreement.pk])


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("coach", 200), ("coachee", 200), ("supervisor", 200), ("leader", 404), ("local_agency", 404),
        ("administrator", 404), ("former_coach", 404), ("other_coach", 404), ("other_supervisor", 404),
        ("stranger", 404),
    ],
)  # fmt: skip
def test_a_forwarded_link_is_of_use_to_nobody_else(client, cast, name, status):
    agreement = sent(cast)
    client.force_login(cast[name])
    assert client.get(sign_page(agreement)).status_code == status
    client.post(sign_page(agreement), FILLED)
    signers = [one for one in places(agreement).values() if one.signed_at]
    assert [one.user_id for one in signers] == ([cast[name].pk] if status == 200 else [])


def test_a_signature_keeps_who_how_when_and_from_where(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    answer = client.post(
        sign_page(agreement), FILLED, headers={"User-Agent": "Browser 7 on a phone"}, REMOTE_ADDR="203.0.113.5"
    )
    assert answer.url == reverse("agreement_detail", args=[agreement.pk])
    one = places(agreement)["coachee"]
    assert one.typed_name == "June Whitehorse"
    assert (one.digest, one.method) == (agreement.digest, "password")
    assert (one.address, one.browser) == ("203.0.113.5", "Browser 7 on a phone")
    assert "I mean my typed name" in one.intent
    assert "electronically" in one.consent
    assert timezone.now() - one.signed_at < dt.timedelta(minutes=1)
    assert timezone.now() - one.authenticated_at < dt.timedelta(minutes=10)
    with bypassing():
        assert AuditEntry.objects.filter(event="agreement_signed", person=cast["coachee"]).count() == 1


@pytest.mark.parametrize("typed", ["J. W.", "Somebody Else", "Джун 🌾"])
def test_the_name_is_kept_as_it_was_typed(client, cast, typed):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    client.post(sign_page(agreement), FILLED | {"typed_name": typed})
    assert places(agreement)["coachee"].typed_name == typed


@pytest.mark.parametrize("missing", ["typed_name", "intent", "consent"])
def test_name_intent_and_consent_are_all_needed(client, cast, missing):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    filled = {name: value for name, value in FILLED.items() if name != missing}
    answer = client.post(sign_page(agreement), filled)
    assert answer.status_code == 200
    assert missing in answer.context["form"].errors
    assert places(agreement)["coachee"].signed_at is None


def test_signing_twice_is_one_signature(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    for _click in range(2):
        assert client.post(sign_page(agreement), FILLED).status_code == 302
    first = places(agreement)["coachee"]
    client.post(sign_page(agreement), FILLED | {"typed_name": "Another name"})
    assert places(agreement)["coachee"].typed_name == first.typed_name
    with bypassing():
        assert AuditEntry.objects.filter(event="agreement_signed").count() == 1


# ---- who it is, proved within ten minutes ------------------------------------------------------------------------
def test_an_old_sign_in_is_renewed_and_what_was_typed_is_still_there(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"], fresh=False)
    answer = client.post(sign_page(agreement), FILLED)
    assert answer.url == "/accounts/reauthenticate/?" + urlencode({"next": sign_page(agreement)})
    assert places(agreement)["coachee"].signed_at is None
    answer = client.post(answer.url, {"password": PASSWORD, "next": sign_page(agreement)})
    assert answer.url == sign_page(agreement)
    page = client.get(sign_page(agreement)).content.decode()
    assert "June Whitehorse" in page
    assert page.count(" checked") == 2
    assert "Thank you, it is you" in page
    client.post(sign_page(agreement), FILLED)
    assert places(agreement)["coachee"].signed_at


def test_who_comes_back_without_the_password_is_not_thanked_for_it(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"], fresh=False)
    client.post(sign_page(agreement), FILLED)
    page = client.get(sign_page(agreement)).content.decode()
    assert page.count(" checked") == 2
    assert "Thank you, it is you" not in page


def test_ten_minutes_are_counted_from_the_sign_in(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    with time_machine.travel(time.time() + 601, tick=False):
        assert "/accounts/reauthenticate/" in client.post(sign_page(agreement), FILLED).url
    assert client.post(sign_page(agreement), FILLED).url == reverse("agreement_detail", args=[agreement.pk])


@pytest.mark.parametrize("minutes", [11, 60 * 24, -5])
def test_the_service_itself_refuses_an_old_or_a_coming_sign_in(cast, minutes):
    agreement = sent(cast)
    old = evidence(authenticated_at=timezone.now() - dt.timedelta(minutes=minutes))
    with acting_as(cast["coachee"].pk), pytest.raises(StaleAuthentication):
        sign(agreement=agreement, by=cast["coachee"], typed_name="June", evidence=old)


# ---- what cannot be signed any more (fault 18) -------------------------------------------------------------------
def test_a_withdrawn_request_explains_itself_and_leads_to_the_new_one(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coach"])
    client.post(reverse("agreement_withdraw", args=[agreement.pk]), {"words": "Not yet."})
    newer = sent(cast)
    client.force_login(cast["supervisor"])
    answer = client.post(sign_page(agreement), FILLED)
    assert answer.status_code == 410
    assert "was taken back" in answer.content.decode()
    assert sign_page(newer) in answer.content.decode()
    assert places(agreement)["supervisor"].signed_at is None


def test_an_expired_request_explains_itself(client, cast):
    agreement = sent(cast)
    client.force_login(cast["supervisor"])
    with time_machine.travel(timezone.now() + dt.timedelta(days=31), tick=False):
        client.force_login(cast["supervisor"])
        answer = client.post(sign_page(agreement), FILLED)
        detail = client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    assert answer.status_code == 410
    assert "time to sign has run out" in answer.content.decode().lower()
    assert "Time to sign has run out" in detail


def test_who_can_send_an_expired_request_again_is_led_there_and_nobody_else(client, cast):
    agreement = sent(cast)
    again = reverse("agreement_preview", args=[cast.partnership.pk])
    with bypassing():
        Agreement.objects.filter(pk=agreement.pk).update(state="expired")
    for name in ("coach", "coachee", "supervisor"):
        client.force_login(cast[name])
        page = client.get(sign_page(agreement)).content.decode()
        assert (again in page) == (name == "coach")
        assert ("You do not need to do anything" in page) == (name != "coach")


READ_IN_A_MINUTE = 238  # words, by adults, silently


def test_the_page_to_sign_is_read_in_little_over_four_minutes_and_holds_every_word(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    page = client.get(sign_page(agreement)).content.decode()
    assert words_open(page) <= 4.2 * READ_IN_A_MINUTE  # the rest of five minutes is for the name and the button
    said = all_words(page)
    for line in agreement.text.splitlines():
        for words in re.sub(r"^\d+\. ", "", line).split(" | "):
            text = " ".join(re.findall(r"[\w’']+", words))
            assert text in said or ("): ") in line, line  # the signers of the heading stand in "Who agrees"
    # Open is what the coachee takes on; folded what others promise, and the table that the summary says in short
    assert re.findall(r"<summary>\s*<h3>([^<]+)</h3>", page) == [
        "Coach: Rosa Delgado", "Supervisor: Miriam Okafor", "Who will see what",
    ]  # fmt: skip


def test_somebody_who_left_does_not_sign(client, cast):
    agreement = sent(cast)
    with bypassing():
        cast.partnership.parties.filter(part="supervisor").update(left_at=timezone.now())
    client.force_login(cast["supervisor"])
    assert client.get(sign_page(agreement)).status_code == 404
    with acting_as(cast["supervisor"].pk), pytest.raises(Exception) as refused:
        sign(agreement=agreement, by=cast["supervisor"], typed_name="M", evidence=evidence())
    assert refused.typename in ("NotAsked", "DoesNotExist")


# ---- the last signature ------------------------------------------------------------------------------------------
def test_the_last_signature_binds_the_terms_and_tells_everybody(cast):
    agreement = sent(cast)
    for number, name in enumerate(("supervisor", "coach", "coachee")):
        with bypassing():
            assert Partnership.objects.get(pk=cast.partnership.pk).terms_id is None
            assert not AgreedTerms.objects.get(agreement=agreement).in_force
        signed_by(cast, agreement, name)
        assert (looked_up(agreement).state == AgreementState.ACTIVE) == (number == 2)
    with bypassing():
        terms = cast.version.terms_id
        assert Partnership.objects.get(pk=cast.partnership.pk).terms_id == terms
        assert AgreedTerms.objects.get(agreement=agreement).in_force
        assert set(FocusPractice.objects.filter(partnership=cast.partnership).values_list("terms", flat=True)) == {
            terms
        }
        assert Standing.objects.get(partnership=cast.partnership).state == Standing.State.SIGNED
        told = Mail.objects.filter(kind="agreement_signed").values_list("recipient", flat=True)
        assert set(told) == {cast[name].pk for name in ("coach", "coachee", "supervisor")}
        assert AuditEntry.objects.filter(event="agreement_active", target_id=agreement.pk).count() == 1


@pytest.mark.parametrize(
    ("name", "terms", "practices", "text"),
    [
        ("leader", 1, 2, 0), ("local_agency", 0, 2, 0), ("state_bureau", 0, 2, 0), ("regional_leader", 1, 0, 0),
        ("supervisor", 1, 0, 1), ("administrator", 0, 0, 0), ("coach_supervisor", 0, 0, 0), ("stranger", 0, 0, 0),
    ],
)  # fmt: skip
def test_then_each_sees_what_was_signed_and_no_more(cast, name, terms, practices, text):
    agreement = signed_by_all(cast)
    with acting_as(cast[name].pk):
        assert AgreedTerms.objects.count() == terms
        assert FocusPractice.objects.count() == practices
        assert type(agreement).objects.count() == text


def test_an_amendment_replaces_what_was_in_force_when_all_have_signed_again(cast):
    first = signed_by_all(cast)
    second = sent(cast)
    assert looked_up(first).state == AgreementState.ACTIVE
    with bypassing():
        assert Standing.objects.get(partnership=cast.partnership).state == Standing.State.SIGNED
    signed_by(cast, second, "coach", "coachee", "supervisor")
    assert looked_up(first).state == AgreementState.SUPERSEDED
    assert looked_up(second).state == AgreementState.ACTIVE
    with bypassing():
        in_force = AgreedTerms.objects.filter(partnership=cast.partnership, in_force=True)
        assert [one.agreement_id for one in in_force] == [second.pk]


def test_somebody_who_joined_after_the_sending_has_to_be_asked_too(client, cast):
    agreement = sent(cast)
    with bypassing():
        cast.partnership.parties.filter(part="supervisor").update(left_at=timezone.now())
        Party(
            partnership=cast.partnership, user=cast["other_supervisor"], part="supervisor", joined_at=timezone.now()
        ).save(force_insert=True)
    signed_by(cast, agreement, "coach", "coachee")
    assert looked_up(agreement).state == AgreementState.OUT
    for name in ("coach", "other_supervisor"):
        client.force_login(cast[name])
        page = client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
        assert "The people have changed since it was sent" in page
    client.force_login(cast["coach"])
    client.post(reverse("agreement_withdraw", args=[agreement.pk]), {"words": "Not yet."})
    second = sent(cast)
    signed_by(cast, second, "coach", "coachee", "other_supervisor")
    assert looked_up(second).state == AgreementState.ACTIVE


def test_a_signer_renamed_later_is_called_as_in_the_agreement(client, cast):
    agreement = signed_by_all(cast)
    with bypassing():
        Person.objects.filter(user=cast["coachee"]).update(name="June Married")
    client.force_login(cast["supervisor"])
    page = client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    assert "June Whitehorse" in page


def test_a_content_that_reads_otherwise_than_its_text_is_not_signed(cast):
    """As somebody could insert it who writes to the database: shown would be one thing, signed another."""
    good = sent(cast)
    with acting_as(cast["coach"].pk):
        withdraw(agreement=good, by=cast["coach"])
        bad = Agreement(**{field.attname: getattr(good, field.attname) for field in Agreement._meta.concrete_fields})
        bad.pk, bad.number, bad.state = uuid.uuid4(), 2, AgreementState.OUT
        bad.content = bad.content | {"title": "Something else entirely"}
        bad.save(force_insert=True)
        Signature(partnership=cast.partnership, agreement=bad, user=cast["coachee"], part="coachee", position=0).save(
            force_insert=True
        )
    with acting_as(cast["coachee"].pk), pytest.raises(NotAsSigned):
        sign(agreement=bad, by=cast["coachee"], typed_name="June", evidence=evidence())


def test_a_framework_that_signs_in_order_asks_one_after_the_other(cast, monkeypatch):
    plain = Framework.format

    def in_order(self, key):
        return dataclasses.replace(plain(self, key), in_order=True)

    monkeypatch.setattr(Framework, "format", in_order)
    agreement = sent(cast)
    with bypassing():
        assert Mail.objects.filter(kind="agreement_waiting").count() == 1
    with acting_as(cast["coach"].pk), pytest.raises(NotAsked):
        sign(agreement=agreement, by=cast["coach"], typed_name="Rosa", evidence=evidence())
    signed_by(cast, agreement, "coachee")
    with bypassing():
        assert Mail.objects.filter(kind="agreement_waiting").count() == 2
    signed_by(cast, agreement, "supervisor", "coach")
    assert looked_up(agreement).state == AgreementState.ACTIVE
