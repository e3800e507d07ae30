"""Asking to move: another time is proposed, and the appointment moves only when the other accepts (D9, ADR 21)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from coaching.models import Mail
from coaching.services.outbox import compose
from cycles.models import MoveProposal, Visit
from cycles.services import cancel_visit, move_visit
from cycles.tests.work import plan
from tests.cast import NAMES, make_cast, sign_all, today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


def ask(client, cast, visit, who="coachee", *, days=5, at="10:00", seen=None, follow=True):
    client.force_login(cast[who])
    address = reverse("visit_ask", args=[visit.pk])
    if seen is None:
        seen = seen_on(client.get(address).content.decode())
    day = (today() + dt.timedelta(days=days)).isoformat()
    return client.post(address, {"local_date": day, "local_time": at, "seen": seen}, follow=follow).content.decode()


def seen_on(page):
    return page.partition('name="seen" value="')[2].partition('"')[0]


def answer(client, cast, proposal, who, how):
    client.force_login(cast[who])
    return client.post(reverse("proposal_answer", args=[proposal.pk]), {"answer": how}, follow=True)


def latest():
    with bypassing():
        return MoveProposal.objects.latest("made_at")


def stands(visit):
    with bypassing():
        visit.refresh_from_db()
    return visit.local_date, visit.local_time, visit.state, visit.sequence


def letters(kind):
    with bypassing():
        mails = list(Mail.objects.filter(kind=kind))
    with as_worker():
        return [(mail.recipient_id, compose(mail)) for mail in mails]


def test_the_other_accepts_with_one_press_and_only_then_it_moves(client, signed):
    visit = plan(signed)
    before = stands(visit)
    assert "Until the other accepts, it stays as it is planned." in ask(client, signed, visit)
    assert stands(visit) == before
    proposal = latest()
    (recipient, letter), *more = letters("move_asked")
    assert recipient == signed["coach"].pk and not more
    assert letter.subject == "Another time for your coaching visit?" and "10:00" not in letter.body
    assert NAMES["coachee"] not in letter.message().as_string()
    for person, first, words in (
        ("coachee", "home", "No answer yet"),
        ("coach", "caseload", "Another time?"),
    ):
        client.force_login(signed[person])
        page = client.get(reverse(first)).content.decode()
        assert words in page and reverse("visit_detail", args=[visit.pk]) in page
        assert ('value="accept"' in client.get(reverse("visit_detail", args=[visit.pk])).content.decode()) == (
            person == "coach"
        )
    assert answer(client, signed, proposal, "coachee", "accept").status_code == 403
    assert answer(client, signed, proposal, "stranger", "accept").status_code == 404
    assert "Moved." in answer(client, signed, proposal, "coach", "accept").content.decode()
    day = today() + dt.timedelta(days=5)
    assert stands(visit) == (day, dt.time(10), "planned", before[3] + 1)
    assert len(letters("visit_moved")) == 2
    assert "answered or taken back already" in answer(client, signed, proposal, "coach", "accept").content.decode()
    assert stands(visit)[3] == before[3] + 1


def test_it_is_declined_taken_back_or_answered_with_another_time(client, signed):
    visit = plan(signed)
    before = stands(visit)
    ask(client, signed, visit)
    answer(client, signed, latest(), "coach", "decline")
    assert [recipient for recipient, _letter in letters("move_declined")] == [signed["coachee"].pk]
    ask(client, signed, visit, days=6)
    answer(client, signed, latest(), "coachee", "withdraw")
    ask(client, signed, visit, days=7)
    ask(client, signed, visit, "coach", days=8)  # the other's is declined by it
    with bypassing():
        states = list(MoveProposal.objects.order_by("made_at").values_list("state", flat=True))
    assert states == ["declined", "withdrawn", "declined", "open"]
    assert stands(visit) == before
    answer(client, signed, latest(), "coachee", "accept")
    assert stands(visit)[0] == today() + dt.timedelta(days=8)


def test_what_comes_in_between_is_said_and_nothing_is_lost(client, signed):
    visit = plan(signed)
    client.force_login(signed["coach"])
    seen = seen_on(client.get(reverse("visit_ask", args=[visit.pk])).content.decode())
    ask(client, signed, visit)  # the coachee was faster
    page = ask(client, signed, visit, "coach", days=9, at="11:15", seen=seen)
    assert "Nothing was sent yet" in page and "proposes another time" in page and "11:15" in page
    with bypassing():
        assert MoveProposal.objects.count() == 1
    first = latest()
    with acting_as(signed["coach"].pk):
        day = today() + dt.timedelta(days=4)
        move_visit(
            visit=visit, by=signed["coach"], local_date=day, local_time=dt.time(9), mode="", place="",
            planned_minutes=60,
        )  # fmt: skip
    assert "holds no more" in answer(client, signed, first, "coach", "accept").content.decode()
    ask(client, signed, visit)
    second = latest()
    with bypassing():
        MoveProposal.objects.filter(pk=second.pk).update(starts_at=timezone.now() - dt.timedelta(minutes=1))
    assert "is over by now" in answer(client, signed, second, "coach", "accept").content.decode()
    assert "This time is over" in ask(client, signed, visit, days=-1)
    same = stands(visit)
    assert "for this time already" in ask(client, signed, visit, days=4, at="09:00")
    assert stands(visit) == same
    ask(client, signed, visit)
    third = latest()
    with acting_as(signed["coach"].pk):
        cancel_visit(visit=Visit.objects.get(pk=visit.pk), by=signed["coach"])
    assert "cancelled already" in answer(client, signed, third, "coach", "accept").content.decode()
    client.force_login(signed["coach"])
    assert "Another time?" not in client.get(reverse("caseload")).content.decode()


def test_whoever_is_too_late_to_move_it_alone_asks(client, db, monkeypatch):
    cast = make_cast("child-welfare")
    with bypassing():
        cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    visit = plan(cast)
    client.force_login(cast["coach"])
    move = reverse("visit_move", args=[visit.pk])
    assert client.get(move).status_code == 200
    day_of_it = dt.datetime.combine(visit.local_date, dt.time(0, 1))
    monkeypatch.setattr("cycles.services.attendance.now_in", lambda zone: day_of_it)
    assert client.get(move).url == reverse("visit_ask", args=[visit.pk])
    assert client.post(move, {}).url == reverse("visit_ask", args=[visit.pk])
    page = client.get(reverse("visit_detail", args=[visit.pk])).content.decode()
    assert reverse("visit_ask", args=[visit.pk]) in page and move not in page
