"""Looking the agreement over and sending it: one text, asked of each party, binding nobody yet (A12, A16)."""

import hashlib

import pytest
from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreedTerms, Agreement, AgreementState, FocusPractice, Plan, Signature, Standing
from agreements.rendering import canonical_text
from agreements.services import AlreadyOut, NotReady
from agreements.tests.steps import looked_up, sent, signed_by
from coaching.disclosure.identity import acting_as
from coaching.models import Agency, Mail, Partnership, Party
from tests.database import bypassing

pytestmark = pytest.mark.django_db


@pytest.fixture
def preview(cast):
    return reverse("agreement_preview", args=[cast.partnership.pk])


@pytest.fixture
def send(cast):
    return reverse("agreement_send", args=[cast.partnership.pk])


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("coach", 200), ("coachee", 200), ("supervisor", 404), ("leader", 404), ("administrator", 404),
        ("former_coach", 404), ("other_coach", 404), ("stranger", 404),
    ],
)  # fmt: skip
def test_only_the_pair_looks_it_over(client, cast, preview, name, status):
    client.force_login(cast[name])
    assert client.get(preview).status_code == status


@pytest.mark.parametrize(
    ("name", "status"),
    [("coach", 302), ("coachee", 403), ("supervisor", 404), ("leader", 404), ("stranger", 404)],
)
def test_only_the_coach_sends_it(client, cast, send, name, status):
    client.force_login(cast[name])
    assert client.post(send).status_code == status
    with bypassing():
        assert Agreement.objects.filter(partnership=cast.partnership).exists() == (status == 302)
    assert client.get(send).status_code == 405


def test_the_preview_is_the_text_that_is_sent(client, cast, preview, send):
    client.force_login(cast["coach"])
    shown = client.get(preview)
    answer = client.post(send, {"digest": shown.context["digest"], "language": "en"})
    with bypassing():
        agreement = Agreement.objects.get(partnership=cast.partnership)
    assert answer.url == reverse("agreement_detail", args=[agreement.pk])
    assert agreement.text == canonical_text(shown.context["content"]) == canonical_text(agreement.content)
    assert agreement.digest == hashlib.sha256(agreement.text.encode()).hexdigest()
    page = shown.content.decode()
    for words in (
        "Rosa Delgado", "June Whitehorse", "Miriam Okafor", "Prairie Sky Early Learning",
        "Follows the child&#x27;s lead in play", "8 coaching cycles", "Every two weeks",
        "Ines Carvalho, coach.supervisor@example.org", "Lewis County Child Care Resources",
        "State Early Childhood Bureau", "mandatory reporter", "It is not an evaluation", "If you change your mind",
    ):  # fmt: skip
        assert words in page, words


def test_what_the_sender_did_not_look_at_is_not_sent(client, cast, preview, send):
    client.force_login(cast["coach"])
    digest = client.get(preview).context["digest"]
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(cycles=3)
    answer = client.post(send, {"digest": digest}, follow=True)
    assert "was changed while you were looking" in answer.content.decode()
    with bypassing():
        assert not Agreement.objects.exists()


def test_the_text_can_be_in_spanish(client, cast, preview, send):
    client.force_login(cast["coach"])
    shown = client.get(preview, {"language": "es"})
    assert "Acuerdo de coaching" in shown.content.decode()
    client.post(send, {"digest": shown.context["digest"], "language": "es"})
    with bypassing():
        agreement = Agreement.objects.get()
    assert (agreement.language, agreement.content["language"]) == ("es", "es")
    assert "1 de septiembre de 2026" in agreement.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mode": ""}, "Choose how you meet"),
        ({"cycles": None}, "from 1 to 16"),
        ({"rhythm_days": None}, "Say how often"),
        ({"rhythm_days": 10}, "Say how often"),
        ({"ends_on": None}, "the first and the last day"),
        ({"concern_name": ""}, "the person a concern can go to"),
        ({"concern_email": "", "concern_phone": ""}, "the person a concern can go to"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_sent(client, cast, preview, send, change, said):
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(**change)
    client.force_login(cast["coach"])
    page = client.get(preview).content.decode()
    assert said in page
    assert "Send it for signature" not in page
    client.post(send)
    with bypassing():
        assert not Agreement.objects.exists()


def test_a_phone_number_is_contact_enough(cast):
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(concern_email="", concern_phone="406 555 0100")
    assert "Ines Carvalho, 406 555 0100" in sent(cast).text


def test_without_practices_or_without_a_supervisor_nothing_is_sent(cast):
    with bypassing():
        FocusPractice.objects.filter(partnership=cast.partnership).delete()
    with pytest.raises(NotReady) as refused:
        sent(cast)
    assert [problem.field for problem in refused.value.problems] == ["practices"]
    with bypassing():
        Party.objects.filter(partnership=cast.partnership, part="supervisor").update(left_at=timezone.now())
    with pytest.raises(NotReady) as refused:
        sent(cast)
    assert "Nobody is the supervisor yet" in refused.value.problems[-1].text


def test_sending_asks_each_party_once_and_binds_nothing(cast):
    agreement = sent(cast)
    with bypassing():
        signatures = list(Signature.objects.filter(agreement=agreement))
        assert [one.part for one in signatures] == ["coachee", "supervisor", "coach"]
        assert all(one.signed_at is None for one in signatures)
        mails = Mail.objects.filter(kind="agreement_waiting")
        assert {mail.recipient_id for mail in mails} == {cast[name].pk for name in ("coach", "coachee", "supervisor")}
        terms = AgreedTerms.objects.get(agreement=agreement)
        assert (terms.in_force, terms.terms_id, terms.cycles, terms.rhythm_days) == (False, None, 8, 14)
        assert Standing.objects.get(partnership=cast.partnership).state == Standing.State.WAITING
        assert Partnership.objects.get(pk=cast.partnership.pk).terms_id is None
        assert (agreement.expires_at - agreement.sent_at).days == 30
        assert agreement.rules_id == cast.version.terms_id


def test_no_second_version_goes_out_beside_the_first(client, cast, send):
    agreement = sent(cast)
    with pytest.raises(AlreadyOut):
        sent(cast)
    client.force_login(cast["coach"])
    assert client.post(send).url == reverse("agreement_detail", args=[agreement.pk])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("supervisor", True),
        ("leader", False),
        ("local_agency", False),
        ("administrator", False),
        ("former_coach", False),
    ],
)
def test_before_all_have_signed_leadership_sees_that_it_waits_and_no_more(client, cast, name, shown):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee", "supervisor")
    with acting_as(cast[name].pk):
        assert Agreement.objects.filter(pk=agreement.pk).exists() == shown
        assert Signature.objects.filter(agreement=agreement).exists() == shown
        assert not AgreedTerms.objects.exists()
        assert not FocusPractice.objects.exists()
        waits = Standing.objects.filter(partnership=cast.partnership, state=Standing.State.WAITING).exists()
        assert waits == (name in ("supervisor", "leader", "administrator"))
    client.force_login(cast[name])
    answer = client.get(reverse("agreement_detail", args=[agreement.pk]))
    assert answer.status_code == (200 if shown else 404)


# ---- taking it back --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [("coach", 302), ("coachee", 302), ("supervisor", 403), ("leader", 404), ("stranger", 404)],
)
def test_the_pair_takes_a_version_back(client, cast, name, status):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee")
    client.force_login(cast[name])
    assert client.post(reverse("agreement_withdraw", args=[agreement.pk]), {"words": "Not yet."}).status_code == status
    assert (looked_up(agreement).state == AgreementState.WITHDRAWN) == (status == 302)


def test_what_is_not_out_is_not_taken_back(client, cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee", "supervisor", "coach")
    client.force_login(cast["coach"])
    client.post(reverse("agreement_withdraw", args=[agreement.pk]), {"words": "Not yet."})
    assert looked_up(agreement).state == AgreementState.ACTIVE


def test_a_newer_version_shows_what_is_new(client, cast):
    first = sent(cast)
    client.force_login(cast["coach"])
    client.post(reverse("agreement_withdraw", args=[first.pk]), {"words": "Not yet."})
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(cycles=12)
    second = sent(cast)
    client.force_login(cast["supervisor"])
    page = client.get(reverse("agreement_sign", args=[second.pk])).content.decode()
    assert "What is new since version 1" in page
    assert "Estimated number of coaching cycles: <ins>12</ins> coaching cycles" in page
    assert "Estimated number of coaching cycles: <del>8</del> coaching cycles" in page


def test_a_program_without_agencies_says_so_in_the_agreement(cast):
    with bypassing():
        Agency.objects.filter(program=cast.program).update(program=cast.elsewhere)
    assert "None is named today" in sent(cast).text
