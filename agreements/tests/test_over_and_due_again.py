"""What the minute tells: a request is over that not all signed in time, and a pause is looked at on its day (A17)."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agreements import ticks
from agreements.models import Agreement, Pause
from agreements.services import pause, resume
from agreements.tests.steps import sent, signed_by_all
from agreements.tests.test_ticks_and_mails import delivered, told
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, User
from tests.cast import Cast, today
from tests.database import as_worker, bypassing
from tests.editions import the_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]

DENVER, TOKYO = zoneinfo.ZoneInfo("America/Denver"), zoneinfo.ZoneInfo("Asia/Tokyo")
PARTIES = ["coach@example.org", "coachee@example.org", "supervisor@example.org"]
OVER_LINE, LOOK_LINE = "The agreement was not signed in time. Send it again", "It is time to look at it again"


@pytest.fixture
def over(cast, monkeypatch) -> Agreement:
    with monkeypatch.context() as before:
        before.setattr("agreements.services.signing.EXPIRES", dt.timedelta(days=-1))
        agreement = sent(cast)
    with bypassing():
        Mail.objects.all().delete()
    with as_worker():
        ticks.expire()
        ticks.expire()
    return agreement


# ---- a request that is over --------------------------------------------------------------------------------------
def test_who_was_involved_is_told_once_without_content_or_names(cast, over, settings):
    mails = delivered(settings)
    assert sorted(mail.to[0] for mail in mails) == PARTIES
    for mail in mails:
        assert mail.subject == "A coaching agreement was not signed in time"
        assert reverse("agreement_detail", args=[over.pk]) in mail.body
        assert told(mail) == []
        assert ("send it again" in mail.body) == (mail.to[0] == "coach@example.org")
    assert delivered(settings) == []


def test_who_has_left_since_is_not_told(cast, monkeypatch, settings):
    with monkeypatch.context() as before:
        before.setattr("agreements.services.signing.EXPIRES", dt.timedelta(days=-1))
        sent(cast)
    with bypassing():
        Mail.objects.all().delete()
        cast.partnership.parties.filter(user=cast["supervisor"]).update(left_at=timezone.now())
    with as_worker():
        ticks.expire()
    assert sorted(mail.to[0] for mail in delivered(settings)) == PARTIES[:2]


def test_once_it_was_sent_again_nobody_is_told_that_it_was_over(cast, over, settings):
    sent(cast)
    assert {mail.subject for mail in delivered(settings)} == {"Please read and sign a coaching agreement"}


@pytest.mark.parametrize(("name", "says", "not_said"), [
    ("coach", "Look it over and send it again", "You do not need to do anything"),
    ("coachee", "You do not need to do anything", "Look it over and send it again"),
    ("supervisor", "You do not need to do anything", "Look it over and send it again"),
])  # fmt: skip
def test_the_page_says_what_to_do_next(client, cast, over, name, says, not_said):
    client.force_login(cast[name])
    text = client.get(reverse("agreement_detail", args=[over.pk])).content.decode()
    assert "Time to sign has run out" in text
    assert says in text
    assert not_said not in text


def test_it_waits_at_home_until_it_is_sent_again(client, cast, over):
    client.force_login(cast["coach"])
    assert OVER_LINE in client.get(reverse("caseload")).content.decode()
    text = client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    assert reverse("agreement_detail", args=[over.pk]) in text
    client.force_login(cast["coachee"])
    assert "Your agreement was not signed in time" in client.get(reverse("home")).content.decode()
    sent(cast)
    assert "was not signed in time" not in client.get(reverse("home")).content.decode()
    client.force_login(cast["coach"])
    assert OVER_LINE not in client.get(reverse("caseload")).content.decode()


def test_a_change_that_was_not_signed_in_time_is_spoken_of_for_two_weeks(client, cast, monkeypatch):
    signed_by_all(cast)
    with monkeypatch.context() as before:
        before.setattr("agreements.services.signing.EXPIRES", dt.timedelta(days=-1))
        agreement = sent(cast)
    with as_worker():
        ticks.expire()
    client.force_login(cast["coach"])
    assert OVER_LINE in client.get(reverse("caseload")).content.decode()
    with bypassing():
        Agreement.objects.filter(pk=agreement.pk).update(closed_at=timezone.now() - dt.timedelta(days=15))
    assert OVER_LINE not in client.get(reverse("caseload")).content.decode()


# ---- a pause -----------------------------------------------------------------------------------------------------
def rest(cast: Cast, day: dt.date) -> Pause:
    with acting_as(cast["coachee"].pk):
        found = pause(partnership=the_pair(cast), by=cast["coachee"], reason="ill", look_again_on=day)
    with bypassing():
        Mail.objects.all().delete()
    return found


def at(day: dt.date, clock: str, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=zone)


def looked(moment: dt.datetime) -> list[str]:
    """Who is told by the tick of this moment, and by all before."""
    with time_machine.travel(moment, tick=False), as_worker():
        ticks.look_again()
        ticks.look_again()
    with bypassing():
        told = Mail.objects.filter(kind="pause_look_again").values_list("recipient__email", flat=True)
        return sorted(email.partition("@")[0] for email in told)


def test_each_of_the_pair_is_told_once_in_the_morning_of_their_own_day(signed):
    with bypassing():
        User.objects.filter(pk=signed["coachee"].pk).update(time_zone="Asia/Tokyo")
        User.objects.filter(pk=signed["coach"].pk).update(time_zone="America/Denver")
    rest(signed, today())
    assert looked(at(today(), "07:59", TOKYO)) == []
    assert looked(at(today(), "08:00", TOKYO)) == ["coachee"]
    assert looked(at(today(), "07:59", DENVER)) == ["coachee"]
    assert looked(at(today(), "08:00", DENVER)) == ["coach", "coachee"]
    assert looked(at(today() + dt.timedelta(days=3), "09:00", DENVER)) == ["coach", "coachee"]


def test_before_its_day_nobody_is_told(signed):
    rest(signed, today() + dt.timedelta(days=5))
    assert looked(at(today(), "23:00", DENVER)) == []


def test_who_has_gone_on_or_ended_is_not_told(signed, settings):
    rest(signed, today())
    looked(at(today(), "12:00", DENVER))
    with acting_as(signed["coach"].pk):
        resume(partnership=the_pair(signed), by=signed["coach"])
    assert [mail for mail in delivered(settings) if "again" in mail.subject] == []
    assert looked(at(today() + dt.timedelta(days=1), "12:00", DENVER)) == ["coach", "coachee"], "only those of before"


def test_the_mail_says_neither_why_nor_with_whom(signed, settings):
    rest(signed, today())
    looked(timezone.now() + dt.timedelta(days=1))
    with bypassing():
        Mail.objects.update(due_at=timezone.now())
    mails = delivered(settings)
    assert sorted(mail.to[0] for mail in mails) == PARTIES[:2]
    for mail in mails:
        assert mail.subject == "Look at your coaching again"
        assert "ill" not in mail.body.split()
        assert told(mail) == []


def test_it_waits_at_home_from_its_day_on(client, signed):
    rest(signed, today() - dt.timedelta(days=1))
    client.force_login(signed["coach"])
    assert LOOK_LINE in client.get(reverse("caseload")).content.decode()
    client.force_login(signed["coachee"])
    line = "Your coaching is paused. Look at it again"
    assert line in client.get(reverse("home")).content.decode()
    with bypassing():
        Pause.objects.update(look_again_on=today() + dt.timedelta(days=4))
    assert line not in client.get(reverse("home")).content.decode()
    client.force_login(signed["coach"])
    assert LOOK_LINE not in client.get(reverse("caseload")).content.decode()
