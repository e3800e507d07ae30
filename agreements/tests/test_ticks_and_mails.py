"""What the minute brings: reminders by the framework's rule, expiry; and mails without content or names."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.core import mail as sent_mails
from django.urls import reverse
from django.utils import timezone

from agreements import ticks
from agreements.models import AgreementState, Standing
from agreements.tests.steps import looked_up, sent, signed_by, signed_by_all
from coaching.models import Mail, User
from coaching.services.outbox import send_due
from tests.cast import NAMES
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db
DENVER = zoneinfo.ZoneInfo("America/Denver")


def reminders(cast, name: str) -> list[str]:
    with bypassing():
        mails = Mail.objects.filter(kind="signature_due", recipient=cast[name])
        return list(mails.order_by("occurrence").values_list("occurrence", flat=True))


def tick(at: dt.datetime) -> None:
    with time_machine.travel(at, tick=False), as_worker():
        ticks.expire()
        ticks.remind()
        ticks.remind()


def day(agreement, days: int, clock: str = "09:00", zone: zoneinfo.ZoneInfo = DENVER) -> dt.datetime:
    """So many days after the sending, at this clock time of the zone."""
    date = agreement.sent_at.astimezone(zone).date() + dt.timedelta(days=days)
    return dt.datetime.combine(date, dt.time.fromisoformat(clock), tzinfo=zone)


def test_reminders_follow_the_frameworks_rule(cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee")
    tick(day(agreement, 2, "08:59"))
    assert reminders(cast, "supervisor") == []
    for days in (2, 3, 4, 5, 8, 11, 14, 17, 20):
        tick(day(agreement, days, "09:01"))
    expected = [f"signature_waiting {number}" for number in range(1, 6)]
    assert reminders(cast, "supervisor") == reminders(cast, "coach") == expected
    assert reminders(cast, "coachee") == []


def test_after_a_standstill_one_reminder_is_sent_and_not_all_that_were_missed(cast):
    agreement = sent(cast)
    tick(day(agreement, 12))
    assert reminders(cast, "coach") == ["signature_waiting 4"]


def test_the_clock_is_that_of_the_person_reminded(cast):
    with bypassing():
        User.objects.filter(pk=cast["supervisor"].pk).update(time_zone="Pacific/Honolulu")
    with time_machine.travel((timezone.now() + dt.timedelta(days=1)).replace(hour=18), tick=False):
        agreement = sent(cast)
    tick(day(agreement, 2, "09:01"))
    assert (reminders(cast, "coach"), reminders(cast, "supervisor")) == (["signature_waiting 1"], [])
    tick(day(agreement, 2, "09:01", zoneinfo.ZoneInfo("Pacific/Honolulu")))
    assert reminders(cast, "supervisor") == ["signature_waiting 1"]


def test_nobody_is_reminded_of_what_is_signed_withdrawn_or_over(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coach"])
    client.post(reverse("agreement_withdraw", args=[agreement.pk]), {"words": "Not yet."})
    tick(day(agreement, 3))
    second = sent(cast)
    tick(second.expires_at + dt.timedelta(minutes=1))
    assert reminders(cast, "supervisor") == []


def test_a_request_expires_and_can_be_sent_again(cast, monkeypatch):
    with monkeypatch.context() as soon:
        soon.setattr("agreements.services.signing.EXPIRES", dt.timedelta(days=-1))
        agreement = sent(cast)
    with as_worker():
        ticks.expire()
        ticks.expire()
    assert looked_up(agreement).state == AgreementState.EXPIRED
    with bypassing():
        assert Standing.objects.get(partnership=cast.partnership).state == Standing.State.DRAFTING
    assert sent(cast).number == 2


def test_a_request_that_has_time_left_does_not_expire(cast):
    agreement = sent(cast)
    with as_worker():
        ticks.expire()
    assert looked_up(agreement).state == AgreementState.OUT


def test_an_expired_request_that_no_tick_has_met_yet_does_not_stop_the_next(cast):
    first = sent(cast)
    with time_machine.travel(first.expires_at + dt.timedelta(seconds=5), tick=False):
        second = sent(cast)
    assert looked_up(first).state == AgreementState.WITHDRAWN
    assert looked_up(first).closed_reason == "expired"
    assert second.number == 2


# ---- the words -----------------------------------------------------------------------------------------------------
def delivered(settings) -> list:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sent_mails.outbox.clear()
    with as_worker():
        send_due()
    return list(sent_mails.outbox)


def told(mail) -> list[str]:
    """Secrets that a mail gives away: content, and names of others than its reader."""
    everything = f"{mail.subject} {mail.body} {mail.alternatives[0].content}"
    own = NAMES[mail.to[0].partition("@")[0]].split()
    return [secret for secret in SECRETS if secret in everything and secret not in own]


SECRETS = ("June", "Rosa", "Miriam", "Whitehorse", "Delgado", "Okafor", "Prairie", "practice", "cycle", "Ines", "child")


def test_mails_say_that_something_waits_and_no_more(cast, settings):
    agreement = sent(cast)
    mails = delivered(settings)
    assert sorted(mail.to[0] for mail in mails) == [
        "coach@example.org", "coachee@example.org", "supervisor@example.org",
    ]  # fmt: skip
    for mail in mails:
        assert f"/agreements/{agreement.pk}/sign/" in mail.body
        assert told(mail) == []


def test_who_has_signed_meanwhile_gets_no_mail(cast, settings):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee")
    assert sorted(mail.to[0] for mail in delivered(settings)) == ["coach@example.org", "supervisor@example.org"]


def test_a_withdrawn_request_is_not_mailed(client, cast, settings):
    agreement = sent(cast)
    client.force_login(cast["coach"])
    client.post(reverse("agreement_withdraw", args=[agreement.pk]), {"words": "Not yet."})
    assert {mail.subject for mail in delivered(settings)} == {"A coaching agreement will not be signed as it is"}


def test_all_three_are_told_when_it_is_in_force(cast, settings):
    agreement = signed_by_all(cast)
    mails = delivered(settings)
    assert {mail.subject for mail in mails} == {"Everyone has signed your coaching agreement"}
    assert len(mails) == 3
    for mail in mails:
        assert f"/agreements/{agreement.pk}/" in mail.body
        assert told(mail) == []


def test_a_reminder_speaks_the_frameworks_words_in_the_persons_language(cast, settings):
    with bypassing():
        User.objects.filter(pk=cast["supervisor"].pk).update(language="es")
    agreement = sent(cast)
    with bypassing():
        Mail.objects.all().delete()
    tick(day(agreement, 2, "09:30"))
    with bypassing():
        Mail.objects.update(due_at=timezone.now())
    subjects = {mail.to[0]: mail.subject for mail in delivered(settings)}
    assert subjects["supervisor@example.org"] == "Un acuerdo espera su firma"
    assert subjects["coach@example.org"] == "An agreement waits for you to sign"
