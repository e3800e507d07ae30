"""Which reminders somebody has at once, gathered or not at all; and the digests that gather them."""

import datetime as dt
import zoneinfo

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from coaching.digests import gather
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, MailChoice, User
from coaching.services.choices import GATHERED, stop_path, topics
from coaching.services.outbox import Kind, compose
from coaching.topics import ALWAYS, BY_CHOICE, TOPICS
from cycles.services import finish_visit
from cycles.tests.work import entry, many, plan
from cycles.ticks import remind
from tests.cast import NAMES, Client, today
from tests.database import as_worker, bypassing

DENVER = "America/Denver"
MONDAY = today() - dt.timedelta(days=today().weekday())


def at(day, clock, zone=DENVER):
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=zoneinfo.ZoneInfo(zone))


def choose(user, **choices):
    with bypassing():
        MailChoice.objects.filter(user=user).delete()
        for topic, how in choices.items():
            MailChoice(user=user, topic=topic, how=how, chosen_at=timezone.now()).save(force_insert=True)


def gathered_at(moment):
    """The digests that this minute adds: to whom."""
    with bypassing():
        before = set(Mail.objects.filter(kind=Kind.DIGEST).values_list("pk", flat=True))
    with time_machine.travel(moment, tick=False), as_worker():
        gather()
        gather()
    with bypassing():
        return list(Mail.objects.filter(kind=Kind.DIGEST).exclude(pk__in=before).values_list("recipient_id", flat=True))


def composed(kind, moment=None):
    """The messages of a kind as the worker would send them then."""
    with bypassing():
        mails = list(Mail.objects.filter(kind=kind))
    with time_machine.travel(moment or timezone.now(), tick=False), as_worker():
        return [message for mail in mails if (message := compose(mail))]


# ---- one table -------------------------------------------------------------------------------------------------------
def test_every_mail_can_be_chosen_or_says_why_it_always_comes():
    always = [kind for one in ALWAYS for kind in one.kinds]
    assert sorted([*settings.MAIL_TOPICS, *always, *BY_CHOICE]) == sorted(settings.MAILS)
    assert sorted(settings.MAILS) == sorted(Kind)
    assert tuple(TOPICS) == topics()
    kinds = [import_string(name) for name in settings.WAITS]
    assert {kind.topic for kind in kinds if kind.topic} == set(TOPICS)


# ---- the page, and the link in a mail -------------------------------------------------------------------------------
def test_a_person_chooses_and_a_link_in_a_mail_stops_one_topic(signed):
    coach = Client(enforce_csrf_checks=False)
    coach.force_login(signed["coach"])
    page = coach.get(reverse("mail_choices"))
    # Those are for whoever is coached, for who is shown something, and for who reads a program
    mine = [topic for topic in TOPICS if topic not in ("surveys", "shared", "reports")]
    assert list(page.context["form"].fields) == mine
    assert "These always come" in page.content.decode()
    assert coach.post(reverse("mail_choices"), {"all": "weekly"}).status_code == 302
    chosen = dict.fromkeys(mine, "daily") | {"visits": "now"}
    assert coach.post(reverse("mail_choices"), chosen).status_code == 302
    assert coach.post(reverse("mail_choices"), chosen | {"visits": "never"}).status_code == 200
    with bypassing():
        assert dict(MailChoice.objects.filter(user=signed["coach"]).values_list("topic", "how")) == chosen
    with acting_as(signed["coachee"].pk):  # nobody reads or changes what another has chosen
        assert not MailChoice.objects.exists()
        assert MailChoice.objects.filter(user=signed["coach"]).update(how="off") == 0
    leader = Client()
    leader.force_login(signed["leader"])
    page = leader.get(reverse("mail_choices"))
    assert list(page.context["form"].fields) == ["reports"]
    assert "A report that you asked for" in page.content.decode()

    stranger = Client(enforce_csrf_checks=True)  # a mail program, without a session
    link = stop_path(signed["coach"].pk, "visits")
    page = stranger.get(link).content.decode()
    assert "The next visit" in page
    assert NAMES["coach"] not in page
    with bypassing():  # looking changes nothing, so that a program that looks ahead stops nothing
        assert MailChoice.objects.get(user=signed["coach"], topic="visits").how == "now"
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    with bypassing():
        assert MailChoice.objects.get(user=signed["coach"], topic="visits").how == "off"
        assert MailChoice.objects.filter(how="off").count() == 1
    assert stranger.post(stop_path(signed["coach"].pk, GATHERED)).status_code == 200
    with bypassing():
        assert set(MailChoice.objects.filter(user=signed["coach"]).values_list("how", flat=True)) == {"off"}
    wrong = link.replace("mails/stop/1", "mails/stop/1x")
    assert [stranger.get(wrong).status_code, stranger.post(wrong).status_code] == [404, 404]


# ---- when ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Denver", dt.date(2027, 3, 14)),  # the night before, the clocks go forward
        ("America/Denver", dt.date(2027, 11, 7)),  # and back
        ("Pacific/Auckland", dt.date(2027, 4, 4)),
    ],
)
def test_a_digest_comes_once_in_the_morning_of_its_reader(cast, zone, day):
    choose(cast["coach"], records="daily", visits="weekly")
    choose(cast["coachee"], reading="weekly", visits="off")
    with bypassing():
        User.objects.filter(pk__in=[cast["coach"].pk, cast["coachee"].pk]).update(time_zone=zone)
        User.objects.filter(pk=cast["coachee"].pk).update(time_zone=DENVER)
    assert gathered_at(at(day, "06:59", zone)) == []
    assert gathered_at(at(day, "07:00", zone)) == [cast["coach"].pk]
    assert gathered_at(at(day, "18:59", zone)) == []
    choose(cast["coach"])  # there is nothing to gather any more
    monday = day + dt.timedelta(days=7 - day.weekday())
    assert gathered_at(at(monday, "06:59")) == []
    assert gathered_at(at(monday, "09:30")) == [cast["coachee"].pk]
    assert gathered_at(at(monday + dt.timedelta(days=7), "19:01")) == []  # after a standstill nothing old is sent


# ---- what ------------------------------------------------------------------------------------------------------------
def test_a_digest_lists_what_waits_without_words_and_leaves_out_what_is_settled(signed):
    visit = plan(signed, days=-1)
    plan(signed, days=1, at=dt.time(10))
    choose(signed["coach"], records="daily", visits="daily", rhythm="off")
    morning = at(today(), "09:00")
    with time_machine.travel(morning, tick=False), as_worker():
        remind()
    assert composed(Kind.LOG_MISSING, morning) == []  # it is gathered
    gathered_at(morning)
    (message,) = composed(Kind.DIGEST, morning)
    text, html = message.body, message.alternatives[0].content
    for body in (text, html):
        assert "1 visit to log" in body
        assert reverse("visit_log", args=[visit.pk]) in body
        assert "1 visit is coming" in body
        assert reverse("mail_choices") in body
        assert not [full for who, full in NAMES.items() if who != "coach" and full.split()[-1] in body]
    stop = f"<{settings.SITE_URL}{stop_path(signed['coach'].pk, GATHERED)}>"
    assert message.extra_headers["List-Unsubscribe"] == stop
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    choose(signed["coach"], records="daily")
    # Who acts is signed by the clock of the database, so before one travels
    with acting_as(signed["coach"].pk), time_machine.travel(morning, tick=False):
        finish_visit(visit=visit, by=signed["coach"], data=entry())
    assert composed(Kind.DIGEST, morning) == []  # nothing is left to say


def test_what_comes_at_once_says_how_to_stop_it_and_what_must_come_does_not(signed):
    plan(signed, days=1)
    planned = composed(Kind.VISIT_PLANNED)
    assert len(planned) == 2
    assert not any("List-Unsubscribe" in message.extra_headers for message in planned)
    afternoon = at(today(), "15:00")
    with bypassing():
        Mail.objects.update(due_at=afternoon - dt.timedelta(days=1))
    with time_machine.travel(afternoon, tick=False), as_worker():
        remind()
    choose(signed["coachee"], visits="off")
    (message,) = composed(Kind.VISIT_TOMORROW, afternoon)
    assert message.to == [signed["coach"].email]
    assert stop_path(signed["coach"].pk, "visits") in message.extra_headers["List-Unsubscribe"]
    assert stop_path(signed["coach"].pk, "visits") in message.body


def test_many_pairs_are_one_line_of_a_digest(signed):
    many(signed, 3)
    choose(signed["coach"], visits="weekly", rhythm="weekly", records="weekly", goals="weekly")
    monday = at(MONDAY, "08:00")
    gathered_at(monday)
    (message,) = composed(Kind.DIGEST, monday)
    lines = [line for line in message.body.splitlines() if line.startswith("- ")]
    assert lines
    assert len(lines) <= 4
