"""Mails go out once, whatever happens to the worker, the queue or the mail server; and they say nothing (design 7)."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from coaching.models import Contact, Mail, User
from coaching.services.outbox import ATTEMPTS, Kind, enqueue, send_due
from coaching.services.sent import names_of, remember, sent_before
from cycles.tests.work import plan
from cycles.ticks import remind
from tests.cast import make_people, today
from tests.database import as_worker, bypassing
from tests.outgoing import ONE, put


def tick() -> int:
    """What the worker's minute does with the outbox, as the worker's login."""
    with as_worker():
        return send_due()


def the_mail() -> Mail:
    with bypassing():
        return Mail.objects.get()


def let_it_be_due() -> None:
    with bypassing():
        Mail.objects.filter(state=Mail.State.DUE).update(due_at=timezone.now())


@pytest.fixture
def reader(db) -> User:
    with bypassing():
        return make_people(ONE)["reader"]


# ---- each once -----------------------------------------------------------------------------------------------------
def test_one_event_makes_one_mail(reader):
    with acting_as(reader.pk):
        for occurrence in ("1 May", "1 May", "2 May"):
            enqueue(Kind.PASSWORD_RESET, subject_id=reader.pk, recipient_id=reader.pk, occurrence=occurrence)
    with bypassing():
        assert sorted(Mail.objects.values_list("occurrence", flat=True)) == ["1 May", "2 May"]


def test_a_tick_sends_what_is_due_and_the_next_one_nothing(reader, mailbox):
    put(reader, count=3)
    put(reader, after=dt.timedelta(hours=1))
    assert tick() == 3
    assert tick() == 0
    assert len(mailbox.to(reader.email)) == 3
    with bypassing():
        assert sorted(Mail.objects.values_list("state", flat=True)) == ["due", "sent", "sent", "sent"]


# ---- a database brought back from a copy (fault 69) ----------------------------------------------------------------
def test_a_database_restored_to_yesterday_sends_no_reminder_again(signed, mailbox):
    """Rows that were written since the copy are gone, and one that it had waits again; Valkey remembers both."""
    coachee = signed["coachee"]
    plan(signed, days=1)
    afternoon = dt.datetime.combine(today(), dt.time(17), tzinfo=zoneinfo.ZoneInfo("America/Denver"))
    with bypassing(), time_machine.travel(afternoon, tick=False):
        Mail.objects.all().delete()  # of that it was planned
    with time_machine.travel(afternoon, tick=False):
        put(coachee)
        with bypassing():
            copied = list(Mail.objects.values())

    def minute() -> int:
        with time_machine.travel(afternoon, tick=False), as_worker():
            remind()
            return send_due()

    def restore() -> None:
        with bypassing():
            Mail.objects.all().delete()
            Mail.objects.bulk_create(Mail(**row) for row in copied)

    assert minute() == 3, "to each of the pair that tomorrow is a visit, and the letter that waited"
    restore()
    assert minute() == 0
    with bypassing():
        assert list(Mail.objects.values_list("state", flat=True)) == ["sent"] * 3
    assert len(mailbox.to(coachee.email)) == 2

    # A mail about an event that happens again is sent again; and so is everything where nothing is remembered
    told = {"kind": Kind.QUESTION_ASKED, "subject_id": coachee.pk, "recipient": coachee, "due_at": timezone.now()}
    remember(Mail(**told))
    assert not sent_before([Mail(**told)])
    with bypassing():
        cache.delete_many([name for mail in Mail.objects.all() for name in names_of(mail)])
    restore()
    assert minute() == 3


# ---- an unhelpful mail server (fault 60) ---------------------------------------------------------------------------
def test_a_busy_mail_server_is_asked_again_after_longer_and_longer_waits(reader, mailbox):
    mailbox.refuse(reader.email, "451 busy")
    put(reader)
    waits = []
    for _try in range(ATTEMPTS - 1):
        let_it_be_due()
        assert tick() == 0
        mail = the_mail()
        assert (mail.state, mail.error) == (Mail.State.DUE, "SMTP 451")
        waits.append(round((mail.due_at - timezone.now()).total_seconds() / 60))
    assert waits == [2, 4, 8, 16, 32, 64, 128]
    let_it_be_due()
    mailbox.behave()
    assert tick() == 1
    assert the_mail().state == Mail.State.SENT


def test_a_mail_server_that_stays_busy_is_given_up_at_last(reader, mailbox):
    mailbox.refuse(reader.email, "451 busy")
    put(reader)
    for _try in range(ATTEMPTS):
        let_it_be_due()
        tick()
    assert the_mail().state == Mail.State.FAILED
    assert len(mailbox.tried) == ATTEMPTS


def test_an_address_that_is_refused_for_good_is_asked_once(reader, mailbox):
    mailbox.refuse(reader.email, "550 nobody here")
    put(reader)
    tick()
    let_it_be_due()
    tick()
    mail = the_mail()
    assert (mail.state, mail.error) == (Mail.State.FAILED, "SMTP 550")
    assert len(mailbox.tried) == 1


def test_a_mail_server_that_is_away_loses_nothing(reader, mailbox, settings, free_port):
    put(reader)
    settings.EMAIL_PORT = free_port
    with pytest.raises(OSError):
        tick()
    assert the_mail().state == Mail.State.DUE
    settings.EMAIL_PORT = mailbox.port
    assert tick() == 1


def test_one_bad_mail_stops_no_other(db, mailbox):
    with bypassing():
        people = make_people({"refused": "Ada Finch", "busy": "Boyd Marsh", "wordless": "Cleo Stone", **ONE})
    mailbox.refuse(people["refused"].email, "550 nobody here")
    mailbox.refuse(people["busy"].email, "451 busy")
    for name in ("refused", "busy", "reader"):
        put(people[name])
    put(people["wordless"], kind="of no kind", after=dt.timedelta(minutes=-5))
    assert tick() == 1
    assert [one.to for one in mailbox.received] == [people["reader"].email]


# ---- to whom, and whether still (faults 6, 62) ---------------------------------------------------------------------
def test_the_address_is_looked_up_when_the_mail_goes_out(reader, mailbox):
    put(reader)
    with bypassing():
        Contact.objects.filter(pk=reader.pk).update(email="moved@example.org")
    tick()
    assert [one.to for one in mailbox.received] == ["moved@example.org"]


def test_a_person_who_is_gone_gets_no_mail(reader, mailbox):
    put(reader)
    with bypassing():
        User.objects.filter(pk=reader.pk).update(is_active=False)
    assert tick() == 0
    assert the_mail().state == Mail.State.DROPPED
    assert mailbox.tried == []
