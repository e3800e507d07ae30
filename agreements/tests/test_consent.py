"""Consent to electronic records: asked for, kept with its words, taken back, and then the paper way (fault 25)."""

import pytest
from django.urls import reverse

from agreements.models import AgreementState, ConsentRecord
from agreements.services import OnPaper, sign
from agreements.tests.steps import evidence, looked_up, places, sent, signed_by, signed_by_all
from agreements.tests.test_paper import put_in
from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, Mail
from coaching.services.outbox import compose
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

FILLED = {"typed_name": "June Whitehorse", "intent": "on", "consent": "on"}
PAGE = "/electronic-records/"


def said(cast, name="coachee") -> list[bool]:
    with bypassing():
        return list(ConsentRecord.objects.filter(user=cast[name]).order_by("at").values_list("agreed", flat=True))


def test_signing_keeps_the_consent_with_all_its_words_once(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    page = client.get(reverse("agreement_sign", args=[agreement.pk])).content.decode()
    assert "you can sign on paper at any time" in page
    client.post(reverse("agreement_sign", args=[agreement.pk]), FILLED)
    with bypassing():
        (kept,) = ConsentRecord.objects.filter(user=cast["coachee"])
        assert AuditEntry.objects.filter(event="consent_given", person=cast["coachee"]).count() == 1
    assert kept.agreed
    for words in ("electronically", "a phone or computer", "on paper at any time", "take your consent back"):
        assert words in kept.text


def test_who_takes_it_back_is_asked_on_paper_and_what_is_signed_stands(client, cast):
    first = signed_by_all(cast)
    client.force_login(cast["coachee"])
    client.post(PAGE, {"agreed": "no"})
    assert said(cast) == [True, False]
    assert looked_up(first).state == AgreementState.ACTIVE
    second = sent(cast)
    page = client.get(reverse("agreement_sign", args=[second.pk])).content.decode()
    assert "You sign on paper" in page
    assert "on paper" in client.get(reverse("agreement_detail", args=[second.pk])).content.decode()
    client.post(reverse("agreement_sign", args=[second.pk]), FILLED)
    with acting_as(cast["coachee"].pk), pytest.raises(OnPaper):
        sign(agreement=second, by=cast["coachee"], typed_name="June", evidence=evidence())
    assert places(second)["coachee"].signed_at is None
    client.force_login(cast["coach"])
    assert "Signs on paper" in client.get(reverse("agreement_detail", args=[second.pk])).content.decode()
    signed_by(cast, second, "coach", "supervisor")
    put_in(cast, second)
    assert looked_up(second).state == AgreementState.ACTIVE


def test_no_electronic_request_is_sent_any_more(client, cast):
    client.force_login(cast["coachee"])
    client.post(PAGE, {"agreed": "no"})
    agreement = sent(cast)
    with as_worker():
        open_places = [one.pk for one in places(agreement).values()]
        asked = Mail.objects.filter(kind="agreement_waiting", subject_id__in=open_places)
        wanted = {mail.recipient_id: compose(mail) is not None for mail in asked}
    assert wanted == {cast["coachee"].pk: False, cast["coach"].pk: True, cast["supervisor"].pk: True}


def test_a_mind_can_be_changed_again(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    for answer in ("no", "no", "yes", "yes"):
        client.post(PAGE, {"agreed": answer})
    assert said(cast) == [False, True]
    client.post(reverse("agreement_sign", args=[agreement.pk]), FILLED)
    assert places(agreement)["coachee"].signed_at
    with bypassing():
        assert AuditEntry.objects.filter(event="consent_withdrawn", person=cast["coachee"]).count() == 1


def test_it_is_ones_own_and_never_changed(client, cast):
    client.force_login(cast["coachee"])
    client.post(PAGE, {"agreed": "no"})
    for name, seen in (("coachee", 1), ("coach", 0), ("supervisor", 0), ("administrator", 0)):
        with acting_as(cast[name].pk):
            assert ConsentRecord.objects.count() == seen
    client.force_login(cast["coach"])
    assert "You have not been asked yet" in client.get(PAGE).content.decode()


def test_who_signs_on_paper_is_told_to_parties_alone(client, cast):
    from agreements.services import on_paper_only

    client.force_login(cast["coachee"])
    client.post(PAGE, {"agreed": "no"})
    agreement = sent(cast)
    for name, told in (
        ("coach", {cast["coachee"].pk}),
        ("leader", set()),
        ("former_coach", set()),
        ("stranger", set()),
    ):
        with acting_as(cast[name].pk):
            assert on_paper_only(agreement) == told
