"""Two who decide in the same moment, in real transactions: one of them is first, and nothing is half done."""

import datetime as dt

import pytest
from django.utils import timezone

from agreements.models import AgreementState, Ending, Pause, Standing
from agreements.services import NotNow, NotOut, decline, discontinue, pause, resend, resume
from agreements.services.life import TooSoon
from agreements.tests.steps import looked_up, sent, signed_by, signed_by_all
from agreements.tests.test_concurrency import at_once, signing
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, Partnership
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr("agreements.services.signing.start_soon", lambda task, **ids: None)


def doing(cast, name, service, **what):
    def step():
        with acting_as(cast[name].pk):
            return service(by=cast[name], **what)

    return step


def there(cast) -> Partnership:
    with bypassing():
        return Partnership.objects.select_related("framework_version").get(pk=cast.partnership.pk)


def standing(cast) -> Standing:
    with bypassing():
        return Standing.objects.get(partnership=cast.partnership)


def test_declining_against_the_last_signature(cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee", "supervisor")
    signed, declined = at_once(
        signing(cast, agreement, "coach"), doing(cast, "supervisor", decline, agreement=agreement, words="No.")
    )
    if looked_up(agreement).state == AgreementState.ACTIVE:
        assert isinstance(declined, NotOut)
        assert standing(cast).state == "signed"
        assert there(cast).terms_id is not None
    else:
        assert looked_up(agreement).state == AgreementState.DECLINED
        assert isinstance(signed, NotOut)
        assert standing(cast).state == "drafting"
        assert there(cast).terms_id is None


def test_pausing_against_the_last_signature_of_a_change(cast):
    """Both hold, whoever is first: the change is in force, and the coaching rests."""
    signed_by_all(cast)
    change = sent(cast)
    signed_by(cast, change, "coachee", "supervisor")
    day = today() + dt.timedelta(days=9)
    results = at_once(
        signing(cast, change, "coach"),
        doing(cast, "coachee", pause, partnership=there(cast), reason="Ill.", look_again_on=day),
    )
    assert not [one for one in results if isinstance(one, Exception)]
    assert (looked_up(change).state, standing(cast).state) == (AgreementState.ACTIVE, "paused")


def test_ending_against_the_last_signature(cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee", "supervisor")
    signed, ended = at_once(
        signing(cast, agreement, "coach"),
        doing(cast, "coachee", discontinue, partnership=there(cast), words="I leave."),
    )
    assert ended is None
    assert standing(cast).state == "discontinued"
    assert looked_up(agreement).state in (AgreementState.ACTIVE, AgreementState.WITHDRAWN)
    assert isinstance(signed, NotOut) == (looked_up(agreement).state == AgreementState.WITHDRAWN)
    with bypassing():
        assert Ending.objects.count() == 1


def test_both_end_it_at_once_and_it_ends_once(cast):
    signed_by_all(cast)
    results = at_once(
        *(doing(cast, name, discontinue, partnership=there(cast), words=name) for name in ("coach", "coachee"))
    )
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "NotNow"]
    with bypassing():
        assert Mail.objects.filter(kind="coaching_ended").count() == 2


def test_pausing_and_going_on_at_once(cast):
    signed_by_all(cast)
    day = today() + dt.timedelta(days=9)
    with acting_as(cast["coach"].pk):
        pause(partnership=there(cast), by=cast["coach"], reason="Ill.", look_again_on=day)
    results = at_once(*(doing(cast, name, resume, partnership=there(cast)) for name in ("coach", "coachee")))
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "NotNow"]
    assert isinstance(next(one for one in results if one), NotNow)
    with bypassing():
        assert Pause.objects.get().ended_at is not None


def test_two_clicks_send_the_mail_again_once(cast):
    agreement = sent(cast)
    with bypassing():
        type(agreement).objects.filter(pk=agreement.pk).update(resent_at=timezone.now() - dt.timedelta(hours=2))
    results = at_once(*(doing(cast, name, resend, agreement=agreement) for name in ("coach", "coachee")))
    assert sorted(type(one).__name__ for one in results) == ["NoneType", "TooSoon"]
    assert isinstance(next(one for one in results if one), TooSoon)
    with bypassing():
        assert Mail.objects.filter(occurrence__startswith="resent").count() == 3
